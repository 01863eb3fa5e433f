"""Rows of accounts, their sessions, and the secrets that all processes share."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import OperationalError

from services.store.account_tables import account, account_session, secret
from services.store.engine import BUSY_TIMEOUT_MS, begin_write

SECRET_BYTES = 32


@dataclass(frozen=True)
class StoredAccount:
    """An account as the store holds it; ``role`` is the value of a ``services.accounts.roles.Role``."""

    account_id: int
    name: str
    role: str
    password_hash: str
    must_change_password: bool
    failed_count: int
    locked_until: datetime | None
    created_by: str
    created_at: datetime
    disabled_at: datetime | None
    within_vintage_id: str | None = None
    within_code: str | None = None


@dataclass(frozen=True)
class StoredSession:
    """A session and the account that it belongs to."""

    account: StoredAccount
    last_seen_at: datetime
    expires_at: datetime


def insert_account(
    connection: Connection,
    *,
    name: str,
    role: str,
    password_hash: str,
    must_change: bool,
    by: str,
    now: datetime,
    within: tuple[str | None, str | None] = (None, None),
) -> None:
    """Write a new account; the caller has seen that the name is free."""
    values = {
        "name": name,
        "role": role,
        "password_hash": password_hash,
        "must_change_password": int(must_change),
        "failed_count": 0,
        "created_by": by,
        "created_at": now,
        "within_vintage_id": within[0],
        "within_code": within[1],
    }
    connection.execute(sa.insert(account).values(values))


def read_stored_account(connection: Connection, name: str) -> StoredAccount | None:
    """Return the account of that name, folded as ``services.accounts.accounts.fold_account_name`` does."""
    row = connection.execute(sa.select(account).filter_by(name=name)).mappings().one_or_none()
    return None if row is None else _build_account(row)


def list_stored_accounts(connection: Connection) -> list[StoredAccount]:
    """Return all accounts by name, disabled ones too."""
    rows = connection.execute(sa.select(account).order_by(account.c.name)).mappings()
    return [_build_account(row) for row in rows]


def update_account(connection: Connection, account_id: int, **values: object) -> None:
    """Change columns of one account."""
    connection.execute(sa.update(account).filter_by(account_id=account_id).values(values))


def write_attempt(connection: Connection, counted: StoredAccount | None, locked_until: datetime | None) -> None:
    """Count an attempt at ``counted``; None: write as much and change nothing.

    Both take one update of one row, so that the time of an answer does not tell whether the name exists.
    """
    if counted is not None:
        values: dict[str, Any] = {"failed_count": counted.failed_count + 1, "locked_until": locked_until}
        connection.execute(sa.update(account).filter_by(account_id=counted.account_id).values(values))
        return
    first = sa.select(sa.func.min(account.c.account_id)).scalar_subquery()
    connection.execute(sa.update(account).where(account.c.account_id == first).values(name=account.c.name))


def write_success(connection: Connection, checked: StoredAccount, password_hash: str) -> bool:
    """Forget the failures of an account whose password was right; False where it was changed meanwhile."""
    statement = (
        sa.update(account)
        .where(
            account.c.account_id == checked.account_id,
            account.c.password_hash == checked.password_hash,
            account.c.disabled_at.is_(None),
        )
        .values(failed_count=0, locked_until=None, password_hash=password_hash)
    )
    return connection.execute(statement).rowcount == 1


def insert_session(
    connection: Connection, token_sha256: str, account_id: int, now: datetime, expires_at: datetime
) -> None:
    """Write a session that begins now."""
    values = {
        "token_sha256": token_sha256,
        "account_id": account_id,
        "created_at": now,
        "last_seen_at": now,
        "expires_at": expires_at,
    }
    connection.execute(sa.insert(account_session).values(values))


def read_stored_session(connection: Connection, token_sha256: str) -> StoredSession | None:
    """Return the session of that token, expired or not."""
    statement = (
        sa.select(account, account_session.c.last_seen_at, account_session.c.expires_at)
        .join(account_session, account_session.c.account_id == account.c.account_id)
        .where(account_session.c.token_sha256 == token_sha256)
    )
    row = connection.execute(statement).mappings().one_or_none()
    return None if row is None else StoredSession(_build_account(row), row["last_seen_at"], row["expires_at"])


def touch_session(engine: Engine, token_sha256: str, now: datetime) -> bool:
    """Note that a session is in use; False where the store is being written to, which no page waits for."""
    statement = sa.update(account_session).filter_by(token_sha256=token_sha256).values(last_seen_at=now)
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="READ COMMITTED") as connection, connection.begin():
            connection.execute(statement)
        return True
    with engine.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        driver.execute("PRAGMA busy_timeout = 0")
        try:
            with connection.execution_options(baophu_writes=True).begin():
                connection.execute(statement)
        except OperationalError:
            return False
        finally:
            driver.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    return True


def delete_session(connection: Connection, token_sha256: str) -> None:
    """Remove one session."""
    connection.execute(sa.delete(account_session).filter_by(token_sha256=token_sha256))


def delete_sessions_of(connection: Connection, account_id: int) -> None:
    """Remove all sessions of an account."""
    connection.execute(sa.delete(account_session).filter_by(account_id=account_id))


def delete_expired_sessions(connection: Connection, now: datetime, seen_before: datetime) -> int:
    """Remove the sessions that ended by ``now`` or were last seen before ``seen_before``; return how many."""
    is_over = (account_session.c.expires_at <= now) | (account_session.c.last_seen_at <= seen_before)
    return connection.execute(sa.delete(account_session).where(is_over)).rowcount


def read_or_make_secret(engine: Engine, name: str) -> str:
    """Return the secret of that name, made at random where there is none; the same for every process."""
    with engine.connect() as connection:
        value = _read_secret(connection, name)
    if value is not None:
        return value
    with begin_write(engine) as connection:
        value = _read_secret(connection, name)  # another process may have been first
        if value is None:
            value = secrets.token_urlsafe(SECRET_BYTES)
            connection.execute(sa.insert(secret).values(name=name, value=value))
    return value


def _read_secret(connection: Connection, name: str) -> str | None:
    return connection.execute(sa.select(secret.c.value).filter_by(name=name)).scalar_one_or_none()


def _build_account(row: sa.RowMapping) -> StoredAccount:
    return StoredAccount(
        account_id=row["account_id"],
        name=row["name"],
        role=row["role"],
        password_hash=row["password_hash"],
        must_change_password=bool(row["must_change_password"]),
        failed_count=row["failed_count"],
        locked_until=row["locked_until"],
        created_by=row["created_by"],
        created_at=row["created_at"],
        disabled_at=row["disabled_at"],
        within_vintage_id=row["within_vintage_id"],
        within_code=row["within_code"],
    )
