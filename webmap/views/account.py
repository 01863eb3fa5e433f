"""Sign in, sign out, and one's own account: who am I, another password."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import structlog
from flask import Blueprint, g, redirect, render_template, request, url_for

from geodata.errors import BadInput, Bilingual
from services.accounts.accounts import Account, change_password, check_password
from services.accounts.external import NotAdmitted, admit_recognised
from services.accounts.passwords import SHORTEST_PASSWORD
from services.accounts.roles import Role
from webmap.access import ATTEMPTS, check_next, current_account, limiter, require_role, sign_in, sign_out
from webmap.context import services
from webmap.kept_form import KeptForm, read_kept_form
from webmap.proxy_user import read_proxy_user
from webmap.request_log import name_stranger
from webmap.settings import Viewing
from webmap.territory import Reach, name_territory, reaches

blueprint = Blueprint("account", __name__)
log = structlog.get_logger(__name__)

# Of each page for officers: its path, its name, and the least role that it answers to.
PAGES = (
    ("/intake", Bilingual("Nạp số liệu", "Load data"), Role.OFFICER),
    ("/releases", Bilingual("Các bản số liệu", "Releases"), Role.OFFICER),
    ("/embeds", Bilingual("Mã nhúng", "Embed tokens"), Role.OFFICER),
    ("/audit", Bilingual("Nhật ký", "Audit log"), Role.ADMIN),
    ("/stories/edit", Bilingual("Bài trình bày", "Presentations"), Role.PLANNER),
)
AT_THE_PROVIDER = "openid"  # of signed_out: where the session that has ended here had begun
# The same whatever was wrong: which names exist, are locked or disabled is nobody's business.
WRONG = Bilingual("Tên đăng nhập hoặc mật khẩu không đúng", "The name or the password is wrong")
WRONG_HINT = Bilingual(
    "Kiểm tra bộ gõ tiếng Việt và phím Caps Lock. Sai vài lần liên tiếp thì tài khoản tạm khóa, rồi tự mở lại; quên "
    "mật khẩu thì hỏi quản trị viên.",
    "Check the keyboard and Caps Lock. After several errors in a row an account is locked for a while, then opens by "
    "itself; ask an administrator if the password is lost.",
)


@blueprint.get("/login")
def show_sign_in() -> Any:
    """Show the form; who is signed in already goes on."""
    account = current_account()
    if account is not None:
        return redirect(choose_page_after(account), code=303)
    name = read_proxy_user()
    if name is None or "signed_out" in request.args:
        return render_sign_in(proxy_name=name or "")
    return _admit_by_proxy(name)


def _admit_by_proxy(name: str) -> Any:
    """Begin the session of whom the agency's proxy has recognised, or say why not."""
    parts, now = services(), datetime.now(UTC)
    try:
        account = admit_recognised(parts.engine, name, source="proxy", now=now, new_role=parts.settings.external_role)
    except NotAdmitted as error:
        log.info("sign_in_refused", client=name_stranger(request.remote_addr), way="proxy", reason=error.code)
        return render_sign_in(error=error.message, hint=error.hint), error.http_status
    sign_in(account, by_proxy=True)
    log.info("signed_in", account_id=account.account_id, client=name_stranger(request.remote_addr), way="proxy")
    return redirect(choose_page_after(account), code=303)


@blueprint.post("/login")
@reaches(Reach.NO_PLACE)
@limiter.limit(ATTEMPTS)
def check_sign_in() -> Any:
    """Begin a session where name and password are right; else show the form again, with the name as it was typed."""
    name, password = request.form.get("name", ""), request.form.get("password", "")
    account = check_password(services().engine, name, password, datetime.now(UTC))
    if account is None:
        log.info("sign_in_refused", client=name_stranger(request.remote_addr))
        return render_sign_in(name=name, error=WRONG, hint=WRONG_HINT), 403
    sign_in(account)
    log.info("signed_in", account_id=account.account_id, client=name_stranger(request.remote_addr))
    kept = _read_kept()
    if kept is not None and not account.must_change_password:
        return _render_resume(account, kept)
    return redirect(choose_page_after(account), code=303)


@blueprint.post("/logout")
@reaches(Reach.NO_PLACE)
def end() -> Any:
    """End the session of this browser."""
    began_there = sign_out()
    return redirect(_link("account.show_sign_in", signed_out=AT_THE_PROVIDER if began_there else 1), code=303)


@blueprint.get("/account")
@require_role(Role.VIEWER)
def show_account() -> str:
    """Show who is signed in, what the account may do, and the form for another password."""
    return _render_account()


@blueprint.post("/account")
@require_role(Role.VIEWER)
@reaches(Reach.NO_PLACE)
@limiter.limit(ATTEMPTS)
def set_own_password() -> Any:
    """Give one's own account another password; all other browsers are signed out."""
    account = _signed_in()
    current, password, again = (request.form.get(name, "") for name in ("current", "password", "again"))
    try:
        _check_repeated(password, again)
        now = datetime.now(UTC)
        change_password(services().engine, account.name, current, password, now)
    except BadInput as error:
        return _render_account(error), 400
    sign_in(account)  # every session of before has ended
    log.info("password_changed", account_id=account.account_id)
    following = check_next(request.form.get("next", ""))
    return redirect(following or _link("account.show_account", changed=1), code=303)


def _signed_in() -> Account:
    account = current_account()
    if account is None:
        raise RuntimeError("a view of an account without require_role")
    return account


def _check_repeated(password: str, again: str) -> None:
    if password != again:
        raise BadInput(
            "password_not_repeated",
            Bilingual("Hai lần nhập mật khẩu mới không giống nhau", "The new password was typed in two ways"),
            Bilingual("Nhập lại cả hai ô.", "Type both fields again."),
        )


def choose_page_after(account: Account, wanted: str | None = None) -> str:
    """Return where to go once signed in: a password that others have seen is changed first."""
    following = check_next(request.values.get("next", "") if wanted is None else wanted)
    if account.must_change_password:
        return _link("account.show_account", next=following or None)
    if following:
        return following
    return _list_pages(account)[0][0] if _list_pages(account) else _link("account.show_account")


def _list_pages(account: Account) -> list[tuple[str, str]]:
    """Return address and name of the pages that the account may open."""
    query = "?lang=en" if g.lang == "en" else ""
    return [(f"{path}{query}", label.in_language(g.lang)) for path, label, role in PAGES if account.role >= role]


def _link(endpoint: str, **values: object) -> str:
    return url_for(endpoint, lang="en" if g.lang == "en" else None, **values)  # type: ignore[arg-type]


def _list_languages(endpoint: str, **values: object) -> list[tuple[str, str]]:
    codes = ("vi", "en")
    return [(code, url_for(endpoint, lang="en" if code == "en" else None, **values)) for code in codes]  # type: ignore[arg-type]


def render_sign_in(
    name: str = "", error: Bilingual | None = None, hint: Bilingual | None = None, proxy_name: str = ""
) -> str:
    """Return the page with the form and the other ways to sign in, and what went wrong."""
    following, kept = check_next(request.values.get("next", "")), _read_kept()
    return render_template(
        "account/sign_in.html",
        kept=kept.write() if kept else "",
        name=name,
        error=error.in_language(g.lang) if error else "",
        hint=hint.in_language(g.lang) if hint else "",
        following=following,
        was_signed_out="signed_out" in request.args,
        sign_out_there_url=_link("openid.sign_out_there") if _may_sign_out_there() else "",
        action=_link("account.check_sign_in"),
        is_closed=services().settings.viewing is Viewing.CLOSED,
        proxy_name=proxy_name,
        proxy_url=_link("account.show_sign_in", next=following or None),
        openid_url=_link("openid.begin", next=following or None) if services().settings.openid_issuer else "",
        languages=_list_languages("account.show_sign_in", next=following or None),
    )


def _may_sign_out_there() -> bool:
    """Tell whether who has just signed out here had come in by the provider, where a session may go on."""
    return bool(services().settings.openid_issuer) and request.args.get("signed_out") == AT_THE_PROVIDER


def _render_resume(account: Account, kept: KeptForm) -> str:
    return render_template(
        "account/resume.html",
        kept=kept,
        account=account,
        pages=_list_pages(account),
        languages=(),  # another language would be another page, without what is kept
        sign_out_url=_link("account.end"),
    )


def _read_kept() -> KeptForm | None:
    """Return the form that came too late: that of this request, or the one that the form of the sign-in carries."""
    kept: KeptForm | None = g.get("kept_form") or read_kept_form(request.form.get("kept", ""))
    return kept


# Which field an error of a new password belongs to; all others to the new password itself.
FIELDS = {"password_wrong": "current", "password_not_repeated": "again"}


def _render_account(error: BadInput | None = None) -> str:
    account = _signed_in()
    following = check_next(request.values.get("next", ""))
    return render_template(
        "account/account.html",
        account=account,
        role=account.role.label.in_language(g.lang),
        territory=name_territory(account.within) if account.within else "",
        pages=_list_pages(account),
        error=error.message.in_language(g.lang) if error else "",
        hint=error.hint.in_language(g.lang) if error else "",
        error_field=FIELDS.get(error.code, "password") if error else "",
        shortest=SHORTEST_PASSWORD,
        following=following,
        was_changed="changed" in request.args,
        action=_link("account.set_own_password"),
        sign_out_url=_link("account.end"),
        languages=_list_languages("account.show_account", next=following or None),
    )
