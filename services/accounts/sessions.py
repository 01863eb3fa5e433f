"""Sessions of signed-in accounts: a random token that only its holder has, of which the store keeps the SHA-256."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy.engine import Connection, Engine

from services.accounts.accounts import Account, build_account
from services.store import accounts as store
from services.store.engine import begin_write

TOKEN_BYTES = 32
# NIST SP 800-63B (revision 3) asks for 30 days at most at its first level and for 12 hours at its second.
IDLE_TIME = timedelta(hours=1)
WHOLE_TIME = timedelta(hours=12)
TOUCH_EVERY = timedelta(minutes=5)  # a page in between writes nothing


def begin_session(engine: Engine, account: Account, now: datetime) -> str:
    """Return the token of a new session of the account; expired sessions of all accounts are removed."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with begin_write(engine) as connection:
        store.delete_expired_sessions(connection, now, now - IDLE_TIME)
        store.insert_session(connection, _hash_token(token), account.account_id, now, now + WHOLE_TIME)
    return token


def find_session(connection: Connection, token: str, now: datetime) -> Account | None:
    """Return the account of a session in force; None where it is unknown, over, or the account disabled."""
    found = store.read_stored_session(connection, _hash_token(token))
    return build_account(found.account) if found is not None and _is_in_force(found, now) else None


def keep_session(engine: Engine, token: str, now: datetime) -> Account | None:
    """Return what ``find_session`` does, and note at times that the session is in use."""
    with engine.connect() as connection:
        found = store.read_stored_session(connection, _hash_token(token))
    if found is None or not _is_in_force(found, now):
        return None
    if now - found.last_seen_at >= TOUCH_EVERY:
        store.touch_session(engine, _hash_token(token), now)
    return build_account(found.account)


def end_session(engine: Engine, token: str) -> None:
    """End one session, known or not."""
    with begin_write(engine) as connection:
        store.delete_session(connection, _hash_token(token))


def end_all_sessions(engine: Engine, account: Account) -> None:
    """End every session of the account."""
    with begin_write(engine) as connection:
        store.delete_sessions_of(connection, account.account_id)


def _is_in_force(found: store.StoredSession, now: datetime) -> bool:
    is_over = found.expires_at <= now or found.last_seen_at + IDLE_TIME <= now
    return not is_over and found.account.disabled_at is None


def _hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
