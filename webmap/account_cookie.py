"""The one cookie of the house: signed, set on the pages of accounts only. Public pages read it, to know staff.

It holds the token of the session and that of the forms. Its key is in the store, read where it is first needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin

from services.accounts.signing_key import read_signing_key
from webmap.settings import Viewing

if TYPE_CHECKING:
    from flask import Flask, Request, Response

COOKIE_NAME = "baophu"
# Everything below these is for one person: it has a session and is never kept. Elsewhere a session is read where the
# browser brings one, and never begun: whoever tries to is told by an error.
PRIVATE_PATHS = (
    "/login",
    "/logout",
    "/account",
    "/intake",
    "/releases",
    "/stories/edit",
    "/selections/edit",
    "/targets/edit",
    "/weights/edit",
    "/embeds",
    "/outreach/edit",
    "/audit",
)
# Of these the path itself alone: what is below it is for everybody.
PRIVATE_EXACTLY = ("/api/v1/selections", "/api/v1/targets")
# Of these what is sent there; who reads them is anybody.
PRIVATE_TO_SEND = ("/api/v1/outreach",)


# What is the same for everybody, and what stands in pages of others: there nobody is signed in.
SAME_FOR_ALL = ("/static", "/embed", "/oembed", "/healthz", "/readyz", "/metrics", "/status", "/api/v1/geometry")


# Where viewing is closed, of these only the following; ``/embed/code`` is a page of the house.
SAME_WHERE_CLOSED = ("/static", "/embed", "/healthz", "/readyz", "/metrics")
OF_THE_HOUSE = ("/embed/code",)


def reads_session(path: str, *, is_closed: bool = False) -> bool:
    """Tell whether who is signed in matters on a path."""
    if is_closed and _is_below(path, OF_THE_HOUSE):
        return True
    return not _is_below(path, SAME_WHERE_CLOSED if is_closed else SAME_FOR_ALL)


def _is_below(path: str, those: tuple[str, ...]) -> bool:
    return any(path == one or path.startswith(f"{one}/") for one in those)


def is_private(path: str, method: str = "GET") -> bool:
    """Tell whether a path is one of accounts, not of the public; ``method`` is how it is asked."""
    if method == "POST" and path in PRIVATE_TO_SEND:
        return True
    return path in PRIVATE_EXACTLY or _is_below(path, PRIVATE_PATHS)


class AccountCookie(SecureCookieSessionInterface):
    """Flask's signed session, with the key of the store, on private paths only, ``__Host-`` where the page is safe."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session of a private page, and of any other where the browser brings one.

        None, which is a session nobody can use, where it brings none, and where it changes nothing.
        """
        is_closed = app.extensions["baophu"].settings.viewing is Viewing.CLOSED
        brings_one = request.method in ("GET", "HEAD") and self.get_cookie_name(app) in request.cookies
        if not (
            is_private(request.path, request.method)
            or (brings_one and reads_session(request.path, is_closed=is_closed))
        ):
            return None
        if not app.secret_key:
            app.secret_key = read_signing_key(app.extensions["baophu"].engine)
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the cookie where the page is private; any other only reads it."""
        if is_private(request.path):
            super().save_session(app, session, response)

    def get_cookie_name(self, app: Flask) -> str:
        """Return the name, which on https makes browsers refuse a cookie that another host has set."""
        return f"__Host-{COOKIE_NAME}" if request.is_secure else COOKIE_NAME

    def get_cookie_secure(self, app: Flask) -> bool:
        """Tell whether the cookie is for https only: where the page came by it."""
        return request.is_secure


def configure_cookie(app: Flask) -> None:
    """Make ``app`` use the cookie: for scripts invisible, not sent along by other sites, gone with the browser."""
    settings: dict[str, Any] = {
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "SESSION_COOKIE_DOMAIN": None,
        "SESSION_REFRESH_EACH_REQUEST": False,
    }
    app.config.update(settings)
    app.session_interface = AccountCookie()
