"""The headers that every response carries: a strict Content-Security-Policy and its companions."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g

# Nothing is asked of another host, ever. Styles need the nonce too: `style` attributes in markup do nothing, what
# scripts set through the style object is untouched.
POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

# What a page about coverage has no use for.
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"

FIXED_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def build_policy(nonce: str) -> str:
    """Return the Content-Security-Policy of a response whose own scripts and styles carry ``nonce``."""
    return POLICY.format(nonce=nonce)


def set_nonce() -> None:
    """Give the request its nonce, as ``g.csp_nonce``."""
    g.csp_nonce = secrets.token_urlsafe(16)


def add_security_headers(response: Response) -> Response:
    """Return the response with the headers of this module."""
    response.headers["Content-Security-Policy"] = build_policy(g.get("csp_nonce") or secrets.token_urlsafe(16))
    response.headers.update(FIXED_HEADERS)
    return response


def secure(app: Flask) -> None:
    """Make every response of ``app`` carry the headers, and every template know its nonce."""
    app.before_request(set_nonce)
    app.after_request(add_security_headers)
    app.context_processor(lambda: {"csp_nonce": g.get("csp_nonce", "")})
