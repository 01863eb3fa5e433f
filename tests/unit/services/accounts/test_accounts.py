"""Accounts on both databases: who may sign in, how often one may be wrong, and what an answer gives away."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from sqlalchemy.engine import Engine

from geodata.errors import BadInput, Conflict, NotFound
from services.accounts import accounts as subject
from services.accounts import passwords
from services.accounts.accounts import (
    FREE_ATTEMPTS,
    LONGEST_LOCK,
    build_lock,
    change_password,
    check_password,
    create_account,
    disable_account,
    enable_account,
    list_accounts,
    read_account,
    set_password,
    set_role,
)
from services.accounts.roles import Role
from services.accounts.sessions import begin_session, find_session
from services.store.account_tables import account as account_table
from tests.fixtures.accounts import PASSWORD, quick_hashes  # noqa: F401

NOW = datetime(2026, 1, 15, 8, 0, tzinfo=UTC)
OTHER = "bốn mùa mưa nắng 4"
pytestmark = pytest.mark.usefixtures("quick_hashes")


def _make(engine: Engine, name: str = "can-bo", role: Role = Role.OFFICER) -> None:
    create_account(engine, name, role, PASSWORD, by="test", now=NOW)


def _fail(engine: Engine, times: int, now: datetime = NOW) -> None:
    for _ in range(times):
        assert check_password(engine, "can-bo", "sai", now) is None


def _read_column(engine: Engine, name: str) -> Any:
    with engine.connect() as connection:
        return connection.execute(sa.select(account_table.c[name])).scalar_one()


def test_roles_hold_the_rights_of_those_below() -> None:
    assert Role.VIEWER < Role.PLANNER < Role.OFFICER < Role.ADMIN
    assert Role.ADMIN >= Role.OFFICER
    assert sorted([Role.ADMIN, Role.VIEWER, Role.OFFICER, Role.PLANNER]) == list(Role)
    assert all(role.label.vi != role.label.en for role in Role)


def test_an_account_signs_in_by_its_name_however_it_is_typed(engine: Engine) -> None:
    _make(engine, " Can-BO ")
    found = check_password(engine, "CAN-bo", PASSWORD, NOW)
    assert found is not None
    assert (found.name, found.role, found.must_change_password) == ("can-bo", Role.OFFICER, False)
    assert check_password(engine, "can-bo", PASSWORD + " ", NOW) is None
    assert check_password(engine, "", PASSWORD, NOW) is None
    assert check_password(engine, "x" * 10_000, PASSWORD, NOW) is None


def test_the_store_holds_no_password(engine: Engine) -> None:
    _make(engine)
    assert PASSWORD not in _read_column(engine, "password_hash")


@pytest.mark.parametrize("name", ["", "a", "có dấu", "a b", "-an", "x" * 61, "<b>", "an\x00"])
def test_names_that_cannot_be_typed_everywhere_are_refused(sqlite_engine: Engine, name: str) -> None:
    with pytest.raises(BadInput) as refused:
        create_account(sqlite_engine, name, Role.VIEWER, PASSWORD, by="test", now=NOW)
    assert refused.value.code == "account_name_malformed"


def test_a_name_is_given_once(engine: Engine) -> None:
    _make(engine)
    with pytest.raises(Conflict):
        _make(engine, "CAN-BO")


def test_changing_what_is_not_there_is_told(engine: Engine) -> None:
    changes: list[Callable[[], object]] = [
        lambda: set_password(engine, "nobody", PASSWORD, by="admin", now=NOW),
        lambda: set_role(engine, "nobody", Role.ADMIN, by="admin", now=NOW),
        lambda: disable_account(engine, "nobody", NOW, by="admin"),
        lambda: enable_account(engine, "nobody", by="admin", now=NOW),
    ]
    for change in changes:
        with pytest.raises(NotFound):
            change()


def test_a_hash_of_outdated_parameters_is_made_anew_when_its_owner_signs_in(engine: Engine) -> None:
    _make(engine)
    weak = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1).hash(PASSWORD)
    with engine.begin() as connection:
        connection.execute(sa.update(account_table).values(password_hash=weak))
    _fail(engine, 1)
    assert _read_column(engine, "password_hash") == weak
    assert check_password(engine, "can-bo", PASSWORD, NOW) is not None
    renewed = _read_column(engine, "password_hash")
    assert renewed != weak
    assert not passwords.is_outdated(renewed)
    assert check_password(engine, "can-bo", PASSWORD, NOW) is not None
    assert _read_column(engine, "password_hash") == renewed


def test_the_lock_grows_with_each_failure_and_ends_by_itself() -> None:
    assert [build_lock(count) for count in range(1, FREE_ATTEMPTS + 1)] == [None] * FREE_ATTEMPTS
    locks = [build_lock(count) for count in range(FREE_ATTEMPTS + 1, 200)]
    assert locks[:4] == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8)]
    assert locks == sorted(lock for lock in locks if lock is not None)
    assert locks[-1] == LONGEST_LOCK


def test_after_five_failures_even_the_right_password_waits_until_the_lock_ends(engine: Engine) -> None:
    _make(engine)
    _fail(engine, FREE_ATTEMPTS)
    assert check_password(engine, "can-bo", PASSWORD, NOW) is not None  # forgives all
    _fail(engine, FREE_ATTEMPTS + 1)
    assert check_password(engine, "can-bo", PASSWORD, NOW + timedelta(seconds=59)) is None
    _fail(engine, 1, NOW + timedelta(minutes=1))  # the sixth: two minutes
    assert check_password(engine, "can-bo", PASSWORD, NOW + timedelta(minutes=2)) is None
    found = check_password(engine, "can-bo", PASSWORD, NOW + timedelta(minutes=3))
    assert found is not None
    assert found.locked_until is None
    assert _read_column(engine, "failed_count") == 0


def test_attempts_during_a_lock_do_not_lengthen_it(engine: Engine) -> None:
    _make(engine)
    _fail(engine, FREE_ATTEMPTS + 1)
    _fail(engine, 50, NOW + timedelta(seconds=30))
    assert check_password(engine, "can-bo", PASSWORD, NOW + timedelta(minutes=1)) is not None


def test_many_attempts_at_once_gain_nothing(engine: Engine) -> None:
    _make(engine)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: check_password(engine, "can-bo", "sai", NOW), range(24)))
    assert _read_column(engine, "failed_count") == FREE_ATTEMPTS + 1


def test_a_new_password_ends_lock_and_sessions(engine: Engine) -> None:
    _make(engine)
    with engine.connect() as connection:
        token = begin_session(engine, read_account(connection, "can-bo"), NOW)
    _fail(engine, FREE_ATTEMPTS + 1)
    set_password(engine, "Can-Bo", OTHER, by="admin", now=NOW, must_change=True)
    found = check_password(engine, "can-bo", OTHER, NOW)
    assert found is not None
    assert found.must_change_password
    assert check_password(engine, "can-bo", PASSWORD, NOW) is None
    with engine.connect() as connection:
        assert find_session(connection, token, NOW) is None


def test_owners_change_their_password_with_the_present_one_only(engine: Engine) -> None:
    _make(engine)
    for current, new, code in (
        ("sai", OTHER, "password_wrong"),
        (PASSWORD, PASSWORD, "password_same"),
        (PASSWORD, "ngắn", "password_too_short"),
    ):
        with pytest.raises(BadInput) as refused:
            change_password(engine, "can-bo", current, new, NOW)
        assert refused.value.code == code
    change_password(engine, "can-bo", PASSWORD, OTHER, NOW)
    assert check_password(engine, "can-bo", OTHER, NOW) is not None
    assert check_password(engine, "can-bo", PASSWORD, NOW) is None


def test_a_disabled_account_cannot_be_signed_in_to_until_it_is_enabled(engine: Engine) -> None:
    _make(engine)
    with engine.connect() as connection:
        token = begin_session(engine, read_account(connection, "can-bo"), NOW)
    disable_account(engine, "can-bo", NOW, by="admin")
    disable_account(engine, "can-bo", NOW + timedelta(days=1), by="admin")
    with engine.connect() as connection:
        assert read_account(connection, "can-bo").disabled_at == NOW
        assert find_session(connection, token, NOW) is None
    assert check_password(engine, "can-bo", PASSWORD, NOW) is None
    enable_account(engine, "can-bo", by="admin", now=NOW)
    assert check_password(engine, "can-bo", PASSWORD, NOW) is not None


def test_a_role_is_changed_and_accounts_are_listed_by_name(engine: Engine) -> None:
    _make(engine, "zung", Role.ADMIN)
    _make(engine, "an", Role.VIEWER)
    set_role(engine, "an", Role.PLANNER, by="admin", now=NOW)
    with engine.connect() as connection:
        assert [(one.name, one.role) for one in list_accounts(connection)] == [
            ("an", Role.PLANNER),
            ("zung", Role.ADMIN),
        ]


def test_a_password_changed_during_its_check_does_not_sign_in(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    _make(engine)

    def change_meanwhile(_hash: str, _password: str) -> bool:
        set_password(engine, "can-bo", OTHER, by="admin", now=NOW)
        return True

    monkeypatch.setattr(subject, "verify_password", change_meanwhile)
    assert check_password(engine, "can-bo", PASSWORD, NOW) is None
    assert _read_column(engine, "must_change_password") == 0


def test_an_answer_takes_the_same_work_whether_the_name_exists_or_not(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("wrong", "locked", "disabled"):
        _make(engine, name)
    disable_account(engine, "disabled", NOW, by="admin")
    for _ in range(FREE_ATTEMPTS + 1):
        check_password(engine, "locked", "sai", NOW)
    work: list[str] = []
    verify = passwords.verify_password

    def count_verification(password_hash: str, password: str) -> bool:
        work.append("argon2 " + "$".join(password_hash.split("$")[1:4]))  # without salt and hash
        return verify(password_hash, password)

    def count_statement(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        work.append(statement.split()[0])

    def count_commit(_connection: Any) -> None:
        work.append("COMMIT")

    monkeypatch.setattr(subject, "verify_password", count_verification)
    sa.event.listen(engine, "after_cursor_execute", count_statement)
    sa.event.listen(engine, "commit", count_commit)
    seen = {}
    for name in ("wrong", "locked", "disabled", "nobody", ""):
        work.clear()
        assert check_password(engine, name, "sai", NOW) is None
        seen[name] = [step for step in work if step != "PRAGMA"]
    assert seen["wrong"].count("UPDATE") == 1
    assert sum(step.startswith("argon2") for step in seen["wrong"]) == 1
    assert all(steps == seen["wrong"] for steps in seen.values()), seen


def test_the_write_for_a_name_that_does_not_exist_is_a_real_one_and_changes_nothing(engine: Engine) -> None:
    _make(engine)
    with engine.connect() as connection:
        before = connection.execute(sa.select(account_table)).all()
    changed: list[int] = []

    def note(_conn: Any, cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("UPDATE"):
            changed.append(cursor.rowcount)

    sa.event.listen(engine, "after_cursor_execute", note)
    check_password(engine, "nobody", "sai", NOW)
    with engine.connect() as connection:
        assert connection.execute(sa.select(account_table)).all() == before
    assert changed == [1]
