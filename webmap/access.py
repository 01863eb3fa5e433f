"""Who asks, and whether they may: the signed-in account of a request, roles of views, large bodies for officers.

``current_account`` and ``require_role`` are for the views; ``admit_accounts`` and ``protect_forms`` for create_app.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import structlog
from flask import current_app, g, redirect, request, session, url_for
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFError, CSRFProtect

from geodata.errors import BadInput, BaoPhuError, Bilingual
from services.accounts.accounts import Account, list_accounts
from services.accounts.roles import Role
from services.accounts.sessions import begin_session, end_session, keep_session
from webmap.account_cookie import configure_cookie, is_private
from webmap.context import services
from webmap.error_pages import render_bao_phu_error, wants_page
from webmap.kept_form import keep_request
from webmap.proxy_user import read_proxy_user
from webmap.replay import PUBLICATION

if TYPE_CHECKING:
    from flask import Flask, Response

View = TypeVar("View", bound=Callable[..., Any])
log = structlog.get_logger(__name__)

TOKEN = "token"  # noqa: S105 (its name in the cookie)
BY_OPENID = "by_openid"  # that the OpenID provider has: it may have a session of its own, which ends there
BY_PROXY = "by_proxy"  # that the agency's proxy has recognised who it is
MOST_READ_PAST = 10**9  # bytes of a file that is refused anyway
PART_BYTES = 2**20
FORM_BYTES = 64 * 2**10  # what a form with a file holds besides the file
# Per address and process; the lock of an account is in the store and counts for all processes.
ATTEMPTS = "20 per minute; 200 per hour"


class AttemptLimiter(Limiter):
    """Counts at the views that are marked, and takes no time from any other request."""

    def _check_request_limit(self, callable_name: str | None = None, in_middleware: bool = True) -> None:
        if not in_middleware:
            super()._check_request_limit(callable_name, in_middleware)


limiter = AttemptLimiter(get_remote_address, storage_uri="memory://")


class SignInNeeded(BaoPhuError):  # noqa: N818 (what it is, not that it is one)
    """A program asked for what only a signed-in account gets; people are led to the form instead."""

    http_status = 401


class FileTooLarge(BadInput):
    """An officer's file is beyond the setting."""

    http_status = 413


class NotAllowed(BaoPhuError):  # noqa: N818
    """The account is known and may not do this."""

    http_status = 403


def current_account() -> Account | None:
    """Return the account that is signed in; None where nobody is."""
    if "account" not in g:
        token = session.get(TOKEN)
        found = keep_session(services().engine, token, datetime.now(UTC)) if isinstance(token, str) else None
        g.account = None if found is not None and _is_another_by_proxy(found) else found
    account: Account | None = g.account
    return account


def _is_another_by_proxy(account: Account) -> bool:
    """Tell whether the proxy that began the session says by now that somebody else is asking."""
    if not session.get(BY_PROXY):
        return False
    name = read_proxy_user()
    return name is not None and name != account.name


def read_account_name() -> str:
    """Return the name of the account that asks; only for views that require a role."""
    account = current_account()
    if account is None:
        raise RuntimeError("only for views that require a role")
    return account.name


def admit_signed_in() -> Any:
    """Return None for a signed-in account of any role, else the way to the form; SignInNeeded tells programs.

    Who must change the password first gets no further than the page of the account.
    """
    account = current_account()
    if account is None:
        return _send_to_sign_in()
    if account.must_change_password and request.blueprint != "account":
        return _send_to_new_password()
    return None


def require_role(role: Role) -> Callable[[View], View]:
    """Return a decorator that lets a view answer only to accounts of ``role`` or above.

    Nobody signed in: to the form, and back here. A password that others have seen: it is changed first. A role that
    does not reach: 403, which says whom to ask.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*arguments: Any, **values: Any) -> Any:
            refused = admit_signed_in()
            if refused is not None:
                return refused
            account = current_account()
            if account is not None and account.role < role:
                raise _refuse_role(account, role)
            return view(*arguments, **values)

        guarded.required_role = role  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def accept_upload(view: View) -> View:
    """Let a view that only officers reach take a body as large as the setting for files allows."""
    view.takes_upload = True  # type: ignore[attr-defined]
    return view


def sign_in(account: Account, *, by_proxy: bool = False, by_openid: bool = False) -> None:
    """Begin a session for the account in this browser; whatever session was there before is over."""
    sign_out()
    session[TOKEN] = begin_session(services().engine, account, datetime.now(UTC))
    if by_proxy:
        session[BY_PROXY] = True
    if by_openid:
        session[BY_OPENID] = True
    g.account = account


def sign_out() -> bool:
    """End the session of this browser and forget the token of its forms; tell whether it began at the provider."""
    token, began_there = session.get(TOKEN), bool(session.get(BY_OPENID))
    if isinstance(token, str):
        end_session(services().engine, token)
    session.clear()
    g.pop("csrf_token", None)
    g.account = None
    return began_there


def check_next(address: str) -> str:
    """Return ``address`` where it is a page of this house; an empty text where it would lead anywhere else."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    is_plain = address.isprintable() and "\\" not in address and not address.startswith("//")
    leads_here = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    return address if is_plain and leads_here and parts.path not in ("/login", "/logout") else ""


def admit_accounts(app: Flask) -> None:
    """Give private pages of ``app`` their session and keep them out of every cache; before ``security.secure``."""
    configure_cookie(app)
    app.before_request(_allow_large_upload)
    app.after_request(_forbid_keeping)
    app.context_processor(lambda: {"current_account": current_account})


def protect_forms(app: Flask) -> None:
    """Make every form of ``app`` carry its token and count attempts to sign in; after ``security.secure``."""
    # A token is as good as the session that it is tied to: a page left open over lunch can still be sent.
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    CSRFProtect(app)
    app.register_error_handler(CSRFError, _render_form_error)
    limiter.init_app(app)


def _allow_large_upload() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method != "POST" or not getattr(view, "takes_upload", False):
        return
    account = current_account()
    if account is None or account.must_change_password or account.role < Role.OFFICER:
        return
    request.max_content_length = services().settings.largest_upload + FORM_BYTES
    if (request.content_length or 0) > request.max_content_length:
        _read_past(min(request.content_length or 0, MOST_READ_PAST))
        raise _refuse_file(services().settings.largest_upload)


def _read_past(size: int) -> None:
    """Read what an officer sends and keep nothing of it: a browser shows no answer before it has sent all."""
    body = request.environ["wsgi.input"]
    while size > 0 and (part := body.read(min(size, PART_BYTES))):
        size -= len(part)


def _refuse_file(largest: int) -> FileTooLarge:
    allowed = f"{largest // 10**6} MB"
    return FileTooLarge(
        "file_too_large",
        Bilingual(f"Tệp lớn hơn mức cho phép, {allowed}", f"The file is larger than allowed, {allowed}"),
        Bilingual(
            "Chưa có gì được nhận. Chia tệp thành nhiều phần, hoặc nhờ người vận hành nâng giới hạn.",
            "Nothing was taken. Split the file, or ask whoever runs the server for a higher limit.",
        ),
    )


def _forbid_keeping(response: Response) -> Response:
    is_own = is_private(request.path, request.method)
    if is_own or g.get("account") is not None:
        response.headers["Cache-Control"] = "no-store" if is_own else "private, no-store"
        request.environ.pop(PUBLICATION, None)  # the replay in front of us keeps only what has it
    return response


def _render_form_error(error: CSRFError) -> Response:
    log.info("form_refused", reason=error.description)
    return render_bao_phu_error(
        BadInput(
            "form_token_invalid",
            Bilingual("Biểu mẫu này không còn dùng được", "This form can no longer be used"),
            Bilingual(
                "Chưa có gì thay đổi. Mở lại trang, đăng nhập nếu được hỏi, rồi gửi lại; trình duyệt phải nhận cookie.",
                "Nothing was changed. Open the page again, sign in if asked, and send it anew; cookies are needed.",
            ),
        )
    )


def _send_to_sign_in() -> Response:
    if not wants_page():
        raise SignInNeeded(
            "sign_in_needed",
            Bilingual("Cần đăng nhập", "You are not signed in"),
            Bilingual("Đăng nhập ở /login rồi thử lại.", "Sign in at /login, then try again."),
        )
    g.kept_form = keep_request()
    if g.kept_form is not None:  # a redirect would lose it
        show: Callable[[], Any] = current_app.view_functions["account.show_sign_in"]
        response = current_app.make_response(show())
        response.status_code = SignInNeeded.http_status
        return response
    return _lead_to("account.show_sign_in")


def _send_to_new_password() -> Response:
    if not wants_page():
        raise NotAllowed(
            "password_change_needed",
            Bilingual("Cần đổi mật khẩu trước", "The password must be changed first"),
            Bilingual("Đổi mật khẩu ở /account.", "Change it at /account."),
        )
    return _lead_to("account.show_account")


def _lead_to(endpoint: str) -> Response:
    """Redirect to a page of the account that leads back to the present one, if that can be opened again."""
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    lang = "en" if g.lang == "en" else None
    return redirect(url_for(endpoint, next=back, lang=lang), code=303)  # type: ignore[return-value]


def _refuse_role(account: Account, role: Role) -> NotAllowed:
    with services().engine.connect() as connection:
        found = list_accounts(connection)
    admins = [one.name for one in found if one.role is Role.ADMIN and one.disabled_at is None]
    names_vi = ", ".join(admins) or "người vận hành máy chủ"
    names_en = ", ".join(admins) or "whoever runs the server"
    has, needs = account.role.label, role.label
    return NotAllowed(
        "role_too_low",
        Bilingual(
            f"Trang này cần quyền {needs.vi}, tài khoản «{account.name}» có quyền {has.vi}",
            f"This page needs the role {needs.en}; the account «{account.name}» has the role {has.en}",
        ),
        Bilingual(f"Cần quyền này thì hỏi: {names_vi}.", f"If you need it, ask: {names_en}."),
    )
