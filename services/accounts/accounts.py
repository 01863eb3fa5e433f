"""Accounts: made, changed, disabled, and the check of name and password with its growing lock."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.engine import Connection, Engine

from geodata.errors import BadInput, Bilingual, Conflict, NotFound, Place
from services.accounts.passwords import (
    check_password_rule,
    hash_of_nobody,
    hash_password,
    is_outdated,
    verify_password,
)
from services.accounts.roles import Role
from services.accounts.territory import Territory
from services.store import accounts as store
from services.store.audit import Deed, write_entry
from services.store.engine import begin_write

NAME_PATTERN = re.compile(r"[a-z0-9][a-z0-9._@-]{1,59}")
FREE_ATTEMPTS = 4  # failures in a row that lock nothing yet
LONGEST_LOCK = timedelta(hours=1)


@dataclass(frozen=True)
class Account:
    """Who may sign in; ``locked_until`` may have passed, ``disabled_at`` is None while the account is in use.

    ``within`` is where it may write; None: everywhere.
    """

    account_id: int
    name: str
    role: Role
    must_change_password: bool
    locked_until: datetime | None
    created_by: str
    created_at: datetime
    disabled_at: datetime | None
    within: Territory | None = None


def fold_account_name(text: str) -> str:
    """Return the name as it is stored and looked up: without blanks around it, in lower case."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def create_account(
    engine: Engine,
    name: str,
    role: Role,
    password: str,
    *,
    by: str,
    now: datetime,
    must_change: bool = False,
    within: Territory | None = None,
) -> Account:
    """Make an account and return it.

    BadInput where name or password are not good enough, Conflict where the name is taken.
    """
    folded = _parse_name(name)
    check_password_rule(folded, password)
    password_hash = hash_password(password)
    with begin_write(engine) as connection:
        if store.read_stored_account(connection, folded) is not None:
            raise _refuse_taken(folded)
        store.insert_account(
            connection,
            name=folded,
            role=role.value,
            password_hash=password_hash,
            must_change=must_change,
            by=by,
            now=now,
            within=(within.vintage_id, within.area_code) if within else (None, None),
        )
        after = {"role": role.value} | ({"within": str(within)} if within else {})
        write_entry(connection, Deed.ACCOUNT_MADE, folded, by=by, now=now, after=after)
        return read_account(connection, folded)


def read_account(connection: Connection, name: str) -> Account:
    """Return the account of that name; NotFound where there is none."""
    return build_account(_read_stored(connection, name))


def list_accounts(connection: Connection) -> list[Account]:
    """Return all accounts by name, disabled ones too."""
    return [build_account(stored) for stored in store.list_stored_accounts(connection)]


def set_password(
    engine: Engine, name: str, password: str, *, by: str, now: datetime, must_change: bool = False
) -> None:
    """Give an account another password; its sessions and its lock end.

    NotFound where there is no such account, BadInput where the password is not good enough.
    """
    check_password_rule(fold_account_name(name), password)
    password_hash = hash_password(password)
    with begin_write(engine) as connection:
        stored = _read_stored(connection, name)
        store.update_account(
            connection,
            stored.account_id,
            password_hash=password_hash,
            must_change_password=int(must_change),
            failed_count=0,
            locked_until=None,
        )
        store.delete_sessions_of(connection, stored.account_id)
        after = {"must_change_password": must_change}
        write_entry(connection, Deed.ACCOUNT_PASSWORD, stored.name, by=by, now=now, after=after)


def change_password(engine: Engine, name: str, current: str, password: str, now: datetime) -> None:
    """Let the owner of an account give it another password; all its sessions end.

    BadInput ``password_wrong`` where ``current`` is not the present one (it counts as an attempt to sign in), and
    where the new one is the same or not good enough.
    """
    check_password_rule(fold_account_name(name), password)
    if check_password(engine, name, current, now) is None:
        raise BadInput(
            "password_wrong",
            Bilingual("Mật khẩu hiện tại không đúng", "The present password is wrong"),
            Bilingual(
                "Nhập lại; sai nhiều lần thì tài khoản tạm khóa.", "Type it again; after several errors it is locked."
            ),
        )
    if current == password:
        raise BadInput(
            "password_same",
            Bilingual("Mật khẩu mới trùng mật khẩu hiện tại", "The new password is the present one"),
            Bilingual("Chọn mật khẩu khác.", "Choose another."),
        )
    set_password(engine, name, password, by=fold_account_name(name), now=now)


def set_role(engine: Engine, name: str, role: Role, *, by: str, now: datetime) -> None:
    """Give an account another role, in force with its next request; NotFound where there is none."""
    with begin_write(engine) as connection:
        stored = _read_stored(connection, name)
        store.update_account(connection, stored.account_id, role=role.value)
        before, after = {"role": stored.role}, {"role": role.value}
        write_entry(connection, Deed.ACCOUNT_ROLE, stored.name, by=by, now=now, before=before, after=after)


def limit_account(engine: Engine, name: str, within: Territory | None, *, by: str, now: datetime) -> None:
    """Let an account write within a territory only, or with None everywhere, from its next request on; NotFound."""
    with begin_write(engine) as connection:
        stored = _read_stored(connection, name)
        values = {"within_vintage_id": within and within.vintage_id, "within_code": within and within.area_code}
        store.update_account(connection, stored.account_id, **values)
        before, after = ({"within": str(one) if one else None} for one in (_build_territory(stored), within))
        write_entry(connection, Deed.ACCOUNT_LIMITED, stored.name, by=by, now=now, before=before, after=after)


def disable_account(engine: Engine, name: str, now: datetime, *, by: str) -> None:
    """Let nobody sign in to an account any more and end its sessions; NotFound where there is none."""
    with begin_write(engine) as connection:
        stored = _read_stored(connection, name)
        store.update_account(connection, stored.account_id, disabled_at=stored.disabled_at or now)
        store.delete_sessions_of(connection, stored.account_id)
        before = {"is_disabled": stored.disabled_at is not None}
        states = {"before": before, "after": {"is_disabled": True}}
        write_entry(connection, Deed.ACCOUNT_DISABLED, stored.name, by=by, now=now, **states)


def enable_account(engine: Engine, name: str, *, by: str, now: datetime) -> None:
    """Let the owner of a disabled account sign in again; NotFound where there is none."""
    with begin_write(engine) as connection:
        stored = _read_stored(connection, name)
        store.update_account(connection, stored.account_id, disabled_at=None, failed_count=0, locked_until=None)
        before = {"is_disabled": stored.disabled_at is not None, "failed_count": stored.failed_count}
        states = {"before": before, "after": {"is_disabled": False, "failed_count": 0}}
        write_entry(connection, Deed.ACCOUNT_ENABLED, stored.name, by=by, now=now, **states)


def check_password(engine: Engine, name: str, password: str, now: datetime) -> Account | None:
    """Return the account of that name where the password is right and it is neither disabled nor locked, else None.

    An attempt is counted before the password is looked at, so that many at once gain nothing. Answers take as long
    for a name that does not exist, is disabled or locked as for one that can be signed in to.
    """
    nobody = hash_of_nobody()
    with begin_write(engine) as connection:
        stored = store.read_stored_account(connection, fold_account_name(name))
        tried = stored if stored is not None and _may_be_tried(stored, now) else None
        lock = build_lock(tried.failed_count + 1) if tried else None
        store.write_attempt(connection, tried, None if lock is None else now + lock)
    is_right = verify_password(tried.password_hash if tried else nobody, password)
    if tried is None or not is_right:
        _note_failure(engine, tried, lock, now)
        return None
    password_hash = hash_password(password) if is_outdated(tried.password_hash) else tried.password_hash
    with begin_write(engine) as connection:
        if not store.write_success(connection, tried, password_hash):
            return None
        return read_account(connection, tried.name)


def _note_failure(engine: Engine, tried: store.StoredAccount | None, lock: timedelta | None, now: datetime) -> None:
    """Add a failure to the audit log, never with the name as typed: it may be a password in the wrong field.

    Names that do not exist, are locked or disabled make an entry like any other, without a subject.
    """
    after = {} if tried is None else {"failed_count": tried.failed_count + 1, "is_locked": lock is not None}
    with begin_write(engine) as connection:
        write_entry(connection, Deed.SIGN_IN_FAILED, tried.name if tried else "", by="", now=now, after=after)


def build_lock(failed_count: int) -> timedelta | None:
    """Return how long an account is locked after so many failures in a row: none, then 1, 2, 4 … 60 minutes."""
    if failed_count <= FREE_ATTEMPTS:
        return None
    doublings = min(failed_count - FREE_ATTEMPTS - 1, 10)
    return min(timedelta(minutes=2**doublings), LONGEST_LOCK)


def build_account(stored: store.StoredAccount) -> Account:
    """Return what others may know of a stored account: not its hash."""
    return Account(
        account_id=stored.account_id,
        name=stored.name,
        role=Role(stored.role),
        must_change_password=stored.must_change_password,
        locked_until=stored.locked_until,
        created_by=stored.created_by,
        created_at=stored.created_at,
        disabled_at=stored.disabled_at,
        within=_build_territory(stored),
    )


def _build_territory(stored: store.StoredAccount) -> Territory | None:
    if stored.within_vintage_id is None or stored.within_code is None:
        return None
    return Territory(stored.within_vintage_id, stored.within_code)


def _may_be_tried(stored: store.StoredAccount, now: datetime) -> bool:
    return stored.disabled_at is None and (stored.locked_until is None or stored.locked_until <= now)


def _read_stored(connection: Connection, name: str) -> store.StoredAccount:
    stored = store.read_stored_account(connection, fold_account_name(name))
    if stored is None:
        raise NotFound(
            "account_not_found",
            Bilingual(f"Không có tài khoản «{name}»", f"There is no account «{name}»"),
            Bilingual("Xem danh sách: users list.", "See them all: users list."),
            Place(text=name),
        )
    return stored


def _parse_name(text: str) -> str:
    folded = fold_account_name(text)
    if NAME_PATTERN.fullmatch(folded) is None:
        raise BadInput(
            "account_name_malformed",
            Bilingual(f"Tên đăng nhập «{text}» không dùng được", f"The name «{text}» cannot be used"),
            Bilingual(
                "Dùng 2–60 chữ cái không dấu, chữ số và . _ @ -, bắt đầu bằng chữ hay số, ví dụ nguyen.van.an.",
                "Use 2–60 letters without accents, digits and . _ @ -, a letter or digit first: nguyen.van.an.",
            ),
            Place(text=text),
        )
    return folded


def _refuse_taken(name: str) -> Conflict:
    return Conflict(
        "account_exists",
        Bilingual(f"Đã có tài khoản «{name}»", f"There is an account «{name}» already"),
        Bilingual(
            "Chọn tên khác, hoặc đổi mật khẩu của nó: users set-password.",
            "Choose another name, or give it another password: users set-password.",
        ),
        Place(text=name),
    )
