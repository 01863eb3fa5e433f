"""The headers that every response carries: a strict Content-Security-Policy and its companions."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from flask import Flask, Response, g, request
from werkzeug.exceptions import LengthRequired, RequestEntityTooLarge

from webmap.account_cookie import is_private

# Nothing is asked of another host, ever. Styles need the nonce too: `style` attributes in markup do nothing, what
# scripts set through the style object is untouched.
POLICY = (
    "default-src 'none'; script-src 'self'{nonce}; style-src 'self'{nonce}; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-src {frames}; frame-ancestors {ancestors}"
)

# What a page about coverage has no use for.
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
    "X-DNS-Prefetch-Control": "off",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
PAGE_HEADERS = {
    "Permissions-Policy": PERMISSIONS,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}
# A worker of a page that asks for isolation is only started where its script asks for it too.
WORKER_HEADERS = {"Cross-Origin-Embedder-Policy": "require-corp"}
# Of this name alone: what else runs below the agency's domain is not ours to bind to https.
HSTS = "max-age=31536000"
# Who says nothing of keeping is asked about anew: a page has the nonce of one request, and numbers of one publication.
UNSAID = "no-cache"

# Pages of other origins hold an embed even where they ask for isolation.
EMBED_HEADERS = {
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}


def build_policy(nonce: str | None, *, frames: bool = False, framed: bool = False, sites: Iterable[str] = ()) -> str:
    """Return the policy of a page whose own scripts and styles carry ``nonce``; None for what is no page.

    ``frames``: it holds pages of this house; ``framed``: such a page may hold it, and pages of ``sites``.
    """
    return POLICY.format(
        nonce=f" 'nonce-{nonce}'" if nonce else "",
        frames="'self'" if frames else "'none'",
        ancestors=" ".join(["'self'", *sites]) if framed else "'none'",
    )


POLICY_OF_DATA = build_policy(None)


def set_nonce() -> None:
    """Give the request its nonce, as ``g.csp_nonce``."""
    g.csp_nonce = secrets.token_urlsafe(16)


def allow_frames() -> None:
    """Let the present page hold other pages of this house, as a presentation does."""
    g.holds_frames = True


def allow_sites(sites: Iterable[str]) -> None:
    """Let pages of these origins hold the present answer, and its pictures; for embeds, which are made for that."""
    g.framing_sites = tuple(sites)


def _may_be_framed() -> bool:
    """Tell whether the page is shown in a presentation: within a story, of this house, and never a private one."""
    return request.args.get("present") == "1" and not is_private(request.path)


def refuse_large_body() -> None:
    """Raise RequestEntityTooLarge for a body beyond MAX_CONTENT_LENGTH, read or not.

    LengthRequired for one that does not tell its length: read to the limit, it would be cut off and taken as whole.
    """
    if "Transfer-Encoding" in request.headers and request.content_length is None:
        raise LengthRequired
    if (request.content_length or 0) > (request.max_content_length or 0):
        raise RequestEntityTooLarge


def add_security_headers(response: Response) -> Response:
    """Return the response with the headers of this module."""
    is_page = (response.content_type or "").startswith("text/html")
    response.headers.update(HEADERS | PAGE_HEADERS if is_page else HEADERS)
    sites = g.get("framing_sites")
    response.headers.setdefault("Cache-Control", UNSAID)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = HSTS
    if sites is not None:
        response.headers.update(EMBED_HEADERS)
        del response.headers["X-Frame-Options"]  # it knows no list; frame-ancestors goes before it
    if (response.content_type or "").startswith("text/javascript"):
        response.headers.update(WORKER_HEADERS)
    if not is_page:
        response.headers["Content-Security-Policy"] = POLICY_OF_DATA
        return response
    framed, frames = sites is not None or _may_be_framed(), g.get("holds_frames", False)
    policy = build_policy(g.get("csp_nonce"), frames=frames, framed=framed, sites=sites or ())
    response.headers["Content-Security-Policy"] = policy
    if framed and sites is None:
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def secure(app: Flask) -> None:
    """Make every response of ``app`` carry the headers, and every template know its nonce; refuse large bodies."""
    app.before_request(set_nonce)
    app.before_request(refuse_large_body)
    app.after_request(add_security_headers)
    app.context_processor(lambda: {"csp_nonce": g.get("csp_nonce", "")})
