"""Accounts whose owner somebody else has recognised: the agency's proxy, or its OpenID provider."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.engine import Engine

from geodata.errors import BaoPhuError, Bilingual, Place
from services.accounts.accounts import (
    NAME_PATTERN,
    Account,
    create_account,
    fold_account_name,
    list_accounts,
    set_password,
    set_role,
)
from services.accounts.passwords import make_password
from services.accounts.roles import Role


class NotAdmitted(BaoPhuError):  # noqa: N818 (what it is, not that it is one)
    """Who was recognised elsewhere has no account here, or a disabled one."""

    http_status = 403


def admit_recognised(
    engine: Engine, name: str, *, source: str, now: datetime, new_role: Role | None = None, role: Role | None = None
) -> Account:
    """Return the account of whoever ``source`` (proxy, openid) has recognised as ``name``.

    ``new_role``: what an account is made with where there is none; None: nobody is let in who has none. ``role`` is
    what the provider says of them; it counts for an existing account, too. NotAdmitted for a disabled account and a
    name that is none. The first password of an account, which others know, opens nothing any more.
    """
    folded = fold_account_name(name)
    if NAME_PATTERN.fullmatch(folded) is None:
        raise _refuse("name_unusable", name, "không dùng làm tên tài khoản được", "cannot be the name of an account")
    account = _find(engine, folded)
    if account is None:
        wanted = role or new_role
        if wanted is None:
            raise _refuse("account_unknown", name, "chưa có tài khoản ở đây", "has no account here")
        account = create_account(engine, folded, wanted, make_password(), by=source, now=now)
    if account.disabled_at is not None:
        raise _refuse("account_disabled", name, "có tài khoản đã ngừng dùng", "has an account that is disabled")
    if role is not None and account.role is not role:
        set_role(engine, folded, role, by=source, now=now)
    if account.must_change_password:
        set_password(engine, folded, make_password(), by=source, now=now)
    return _find(engine, folded) or account


def _find(engine: Engine, folded: str) -> Account | None:
    with engine.connect() as connection:
        return next((one for one in list_accounts(connection) if one.name == folded), None)


def _refuse(code: str, name: str, vi: str, en: str) -> NotAdmitted:
    shown = name[:60]
    return NotAdmitted(
        code,
        Bilingual(f"«{shown}» {vi}", f"«{shown}» {en}"),
        Bilingual("Nhờ quản trị viên của đơn vị.", "Ask an administrator."),
        Place(text=shown),
    )
