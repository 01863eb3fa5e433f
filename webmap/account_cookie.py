"""The one cookie of the house: signed, for the pages of accounts only; the others neither read nor set it.

It holds the token of the session and that of the forms. Its key is in the store, read where it is first needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from services.accounts.signing_key import read_signing_key

if TYPE_CHECKING:
    from flask import Flask, Request

COOKIE_NAME = "baophu"
# Everything below these is for one person: it has a session and is never kept. Elsewhere there is no session at all,
# and whoever tries to use one is told by an error.
PRIVATE_PATHS = (
    "/login",
    "/logout",
    "/account",
    "/intake",
    "/releases",
    "/stories/edit",
    "/selections/edit",
    "/weights/edit",
)
# Of these the path itself alone: what is below it is for everybody.
PRIVATE_EXACTLY = ("/api/v1/selections",)


def is_private(path: str) -> bool:
    """Tell whether a path is one of accounts, not of the public."""
    return path in PRIVATE_EXACTLY or any(
        path == private or path.startswith(f"{private}/") for private in PRIVATE_PATHS
    )


class AccountCookie(SecureCookieSessionInterface):
    """Flask's signed session, with the key of the store, on private paths only, ``__Host-`` where the page is safe."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session of a private page; None, which is a session nobody can use, of any other."""
        if not is_private(request.path):
            return None
        if not app.secret_key:
            app.secret_key = read_signing_key(app.extensions["baophu"].engine)
        return super().open_session(app, request)

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
