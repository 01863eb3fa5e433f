"""Signing in with an account of the agency's provider: there and back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import structlog
from flask import Blueprint, current_app, g, redirect, request, session, url_for

from geodata.errors import BaoPhuError, Bilingual, NotFound
from services.accounts.external import admit_recognised
from services.accounts.openid_client import Begun, ProviderFault
from webmap.access import ATTEMPTS, check_next, limiter, sign_in
from webmap.context import services
from webmap.request_log import name_stranger
from webmap.views.account import choose_page_after, render_sign_in

if TYPE_CHECKING:
    from services.accounts.openid import Provider

blueprint = Blueprint("openid", __name__)
log = structlog.get_logger(__name__)
EXTENSION = "baophu.openid"
BEGUN, FOLLOWING, LANGUAGE = "openid", "openid_next", "openid_lang"


@blueprint.get("/login/openid")
@limiter.limit(ATTEMPTS)
def begin() -> Any:
    """Send the browser to the provider, with what must come back kept in its session."""
    try:
        begun = _provider().begin(_redirect_uri())
    except ProviderFault as error:
        return _refuse(error)
    session[BEGUN] = {"state": begun.state, "nonce": begun.nonce, "verifier": begun.verifier}
    session[FOLLOWING] = check_next(request.args.get("next", ""))
    session[LANGUAGE] = request.args.get("lang", "")
    return redirect(begun.address, code=303)


@blueprint.get("/login/openid/callback")
@limiter.limit(ATTEMPTS)
def come_back() -> Any:
    """Let in who the provider has recognised; the same page says in words why somebody is not."""
    kept, following = session.pop(BEGUN, None), session.pop(FOLLOWING, "")
    g.lang = "en" if session.pop(LANGUAGE, "") == "en" else "vi"
    try:
        provider, now = _provider(), datetime.now(UTC)
        claims = provider.finish(_redirect_uri(), _read_code(kept), Begun(address="", **kept))
        account = admit_recognised(
            services().engine,
            provider.find_name(claims),
            source="openid",
            now=now,
            new_role=services().settings.external_role,
            role=provider.find_role(claims),
        )
    except NotFound:
        raise
    except BaoPhuError as error:
        return _refuse(error)
    sign_in(account, by_openid=True)
    log.info("signed_in", account_id=account.account_id, client=name_stranger(request.remote_addr), way="openid")
    return redirect(choose_page_after(account, following), code=303)


@blueprint.get("/login/openid/out")
@limiter.limit(ATTEMPTS)
def sign_out_there() -> Any:
    """Send a browser that is signed out here to where it can sign out at the provider, too, and then back."""
    g.lang = "en" if request.args.get("lang") == "en" else "vi"
    back = url_for("account.show_sign_in", signed_out=1, lang=request.args.get("lang"), _external=True)
    try:
        return redirect(_provider().write_sign_out(back), code=303)
    except ProviderFault as error:
        return _refuse(error)


def _provider() -> Provider:
    provider: Provider | None = current_app.extensions.get(EXTENSION)
    if provider is None:
        raise NotFound(
            "openid_not_set",
            Bilingual("Máy chủ này không dùng nơi xác thực riêng", "This server has no sign-in service of its own"),
            Bilingual("Đăng nhập ở /login.", "Sign in at /login."),
        )
    return provider


def _redirect_uri() -> str:
    return url_for("openid.come_back", _external=True)


def _read_code(kept: dict[str, str] | None) -> str:
    """Return the code that came back; ProviderFault unless it is for the sign-in that this browser began."""
    if kept is None or request.args.get("state") != kept["state"]:
        raise ProviderFault(
            "openid_state_wrong",
            Bilingual("Lần đăng nhập này không bắt đầu ở đây", "This sign-in did not begin in this browser"),
            Bilingual("Đăng nhập lại từ đầu; trình duyệt phải nhận cookie.", "Begin anew; cookies are needed."),
        )
    if "code" not in request.args:
        raise ProviderFault(
            "openid_denied",
            Bilingual("Nơi xác thực không cho đăng nhập", "The sign-in service did not let you in"),
            Bilingual("Thử lại, hoặc đăng nhập bằng mật khẩu.", "Try again, or sign in with a password."),
        )
    return request.args["code"]


def _refuse(error: BaoPhuError) -> Any:
    log.info("sign_in_refused", client=name_stranger(request.remote_addr), way="openid", reason=error.code)
    return render_sign_in(error=error.message, hint=error.hint), error.http_status
