"""Sessions on both databases: only their holder knows the token, and each ends."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from services.accounts.accounts import Account
from services.accounts.roles import Role
from services.accounts.sessions import (
    IDLE_TIME,
    TOUCH_EVERY,
    WHOLE_TIME,
    begin_session,
    end_all_sessions,
    end_session,
    find_session,
    keep_session,
)
from services.accounts.signing_key import read_signing_key
from services.store.account_tables import account_session
from services.store.engine import begin_write, open_engine
from tests.fixtures.accounts import make_account, quick_hashes  # noqa: F401

NOW = datetime(2026, 1, 15, 8, 0, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("quick_hashes")


@pytest.fixture
def account(engine: Engine) -> Account:
    return make_account(engine, "can-bo", Role.OFFICER)


def _find(engine: Engine, token: str, now: datetime) -> Account | None:
    with engine.connect() as connection:
        return find_session(connection, token, now)


def _count(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(account_session)).scalar_one())


def _read_last_seen(engine: Engine) -> datetime:
    with engine.connect() as connection:
        seen: datetime = connection.execute(sa.select(account_session.c.last_seen_at)).scalar_one()
    return seen


def test_the_token_is_random_and_the_store_does_not_hold_it(engine: Engine, account: Account) -> None:
    tokens = {begin_session(engine, account, NOW) for _ in range(3)}
    assert len(tokens) == 3
    assert all(len(token) >= 43 for token in tokens)
    with engine.connect() as connection:
        stored = set(connection.execute(sa.select(account_session.c.token_sha256)).scalars())
    assert len(stored) == 3
    assert not stored & tokens
    for digest in stored:
        assert _find(engine, digest, NOW) is None


def test_a_session_gives_its_account_and_no_other_token_does(engine: Engine, account: Account) -> None:
    token = begin_session(engine, account, NOW)
    assert _find(engine, token, NOW) == account
    assert _find(engine, token[:-1], NOW) is None
    assert _find(engine, "", NOW) is None


def test_a_session_ends_an_hour_after_its_last_use(engine: Engine, account: Account) -> None:
    token = begin_session(engine, account, NOW)
    assert keep_session(engine, token, NOW + IDLE_TIME - timedelta(seconds=1)) == account
    assert _find(engine, token, NOW + IDLE_TIME * 2 - timedelta(seconds=2)) == account
    assert keep_session(engine, token, NOW + IDLE_TIME * 2 - timedelta(seconds=1)) is None


def test_a_session_ends_after_half_a_day_however_busy(engine: Engine, account: Account) -> None:
    token = begin_session(engine, account, NOW)
    step = timedelta(minutes=30)
    moment = NOW
    while moment + step < NOW + WHOLE_TIME:
        moment += step
        assert keep_session(engine, token, moment) == account
    assert keep_session(engine, token, NOW + WHOLE_TIME) is None


def test_use_is_noted_at_times_only(engine: Engine, account: Account) -> None:
    token = begin_session(engine, account, NOW)
    keep_session(engine, token, NOW + TOUCH_EVERY - timedelta(seconds=1))
    assert _read_last_seen(engine) == NOW
    keep_session(engine, token, NOW + TOUCH_EVERY)
    assert _read_last_seen(engine) == NOW + TOUCH_EVERY


def test_a_page_does_not_wait_for_a_publication_that_is_being_written(engine: Engine, account: Account) -> None:
    token = begin_session(engine, account, NOW)
    other = open_engine(engine.url.render_as_string(hide_password=False))
    with begin_write(other):
        assert keep_session(engine, token, NOW + TOUCH_EVERY) == account
    other.dispose()
    assert keep_session(engine, token, NOW + TOUCH_EVERY * 2) == account
    assert _read_last_seen(engine) == NOW + TOUCH_EVERY * 2
    if engine.dialect.name == "sqlite":  # other writers of this connection wait as before
        with engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() == 60_000


def test_expired_sessions_are_removed_when_one_begins(engine: Engine, account: Account) -> None:
    begin_session(engine, account, NOW)
    begin_session(engine, account, NOW + timedelta(minutes=50))
    begin_session(engine, account, NOW + IDLE_TIME)
    assert _count(engine) == 2


def test_one_session_or_all_of_an_account_are_ended(engine: Engine, account: Account) -> None:
    other = make_account(engine, "other", Role.VIEWER)
    first, second, third = (begin_session(engine, account, NOW) for _ in range(3))
    kept = begin_session(engine, other, NOW)
    end_session(engine, first)
    end_session(engine, first)
    assert _find(engine, first, NOW) is None
    assert _find(engine, second, NOW) == account
    end_all_sessions(engine, account)
    assert _find(engine, second, NOW) is None
    assert _find(engine, third, NOW) is None
    assert _find(engine, kept, NOW) == other


def test_the_key_that_signs_is_random_and_stays(engine: Engine) -> None:
    key = read_signing_key(engine)
    assert len(key) >= 43
    other = open_engine(engine.url.render_as_string(hide_password=False))
    assert read_signing_key(other) == key
    other.dispose()
