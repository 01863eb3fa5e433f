"""Accounts from the command line, and the officer of the demonstration."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy.engine import Engine

from services.accounts.accounts import check_password, list_accounts
from services.accounts.roles import Role
from tests.fixtures.accounts import PASSWORD, quick_hashes  # noqa: F401
from tests.fixtures.command_home import run_command
from webmap.commands import demo

RANDOM = re.compile(r"\b(?:[a-z0-9]{5}-){3}[a-z0-9]{5}\b")
pytestmark = pytest.mark.usefixtures("quick_hashes")


@pytest.fixture
def store(home_store: Engine) -> Engine:
    return home_store


def _run(home: Path, *arguments: str, typed: str = "") -> Result:
    return run_command(home, "users", *arguments, typed=typed)


def _may_sign_in(store: Engine, name: str, password: str) -> bool:
    return check_password(store, name, password, datetime.now(UTC)) is not None


def test_a_password_is_asked_for_twice_and_not_shown(home: Path, store: Engine) -> None:
    result = _run(home, "add", "An", "--role", "officer", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert result.exit_code == 0
    assert PASSWORD not in result.output
    assert _may_sign_in(store, "an", PASSWORD)
    with store.connect() as connection:
        (account,) = list_accounts(connection)
    assert (account.role, account.must_change_password) == (Role.OFFICER, False)


def test_a_password_may_come_from_standard_input(home: Path, store: Engine) -> None:
    arguments = ("add", "an", "--role", "admin", "--password-stdin", "--must-change")
    assert _run(home, *arguments, typed=f"{PASSWORD}\n").exit_code == 0
    found = check_password(store, "an", PASSWORD, datetime.now(UTC))
    assert found is not None
    assert found.must_change_password


def test_a_random_password_is_printed_once_and_must_be_changed(home: Path, store: Engine) -> None:
    result = _run(home, "add", "an", "--role", "officer", "--random")
    (password,) = RANDOM.findall(result.stdout)
    found = check_password(store, "an", password, datetime.now(UTC))
    assert found is not None
    assert found.must_change_password
    assert RANDOM.findall(_run(home, "list").output) == []


@pytest.mark.parametrize(
    ("arguments", "typed", "exit_code", "words"),
    [
        (("add", "an", "--role", "officer", "--password-stdin"), "ngắn\n", 3, "password_too_short"),
        (("add", "an", "--role", "officer", "--password-stdin"), "", 3, "password_too_short"),
        (("add", "a b", "--role", "officer", "--random"), "", 3, "account_name_malformed"),
        (("add", "an", "--role", "king", "--random"), "", 2, "king"),
        (("add", "an", "--random"), "", 2, "--role"),
        (("add", "an", "--role", "officer", "--random", "--password-stdin"), "", 2, "--random"),
        (("set-role", "nobody", "admin"), "", 3, "account_not_found"),
        (("set-password", "nobody"), "", 3, "account_not_found"),
        (("disable", "nobody"), "", 3, "account_not_found"),
        (("enable", "nobody"), "", 3, "account_not_found"),
    ],
)
def test_what_cannot_be_done_is_told(
    home: Path, store: Engine, arguments: tuple[str, ...], typed: str, exit_code: int, words: str
) -> None:
    result = _run(home, *arguments, typed=typed)
    assert result.exit_code == exit_code
    assert words in result.stderr
    assert "Traceback" not in result.output
    with store.connect() as connection:
        assert list_accounts(connection) == []


def test_a_name_that_is_taken_is_a_conflict(home: Path, store: Engine) -> None:
    assert _run(home, "add", "an", "--role", "viewer", "--random").exit_code == 0
    assert _run(home, "add", "AN", "--role", "viewer", "--random").exit_code == 4


def test_accounts_are_changed_and_listed(home: Path, store: Engine) -> None:
    assert "users add" in _run(home, "list").stdout
    _run(home, "add", "an", "--role", "viewer", "--password-stdin", typed=f"{PASSWORD}\n")
    assert _run(home, "set-role", "An", "planner").exit_code == 0
    (password,) = RANDOM.findall(_run(home, "set-password", "an", "--random").stdout)
    assert _may_sign_in(store, "an", password)
    assert not _may_sign_in(store, "an", PASSWORD)
    line = _run(home, "list").stdout.splitlines()[1]
    assert line.startswith("an\tplanner\t")
    assert "phải đổi mật khẩu" in line
    _run(home, "disable", "an")
    assert not _may_sign_in(store, "an", password)
    assert "đã ngừng" in _run(home, "list").stdout
    _run(home, "enable", "an")
    assert _may_sign_in(store, "an", password)
    for _ in range(5):
        _may_sign_in(store, "an", "sai")
    assert "tạm khóa đến" in _run(home, "list").stdout


def test_the_first_demonstration_makes_one_officer_and_prints_the_password_once(
    store: Engine, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = iter([True, True, False])
    monkeypatch.setattr("services.demo.build.is_demo_wanted", lambda _engine: next(wanted))
    monkeypatch.setattr("services.demo.build.build_demo", lambda *_arguments: None)
    assert demo.build_demo_if_empty(store)
    told = capsys.readouterr()
    (password,) = RANDOM.findall(told.out)
    assert "can-bo" in told.out
    assert password not in told.err  # where the log goes
    found = check_password(store, "can-bo", password, datetime.now(UTC))
    assert found is not None
    assert (found.role, found.must_change_password) == (Role.OFFICER, False)
    assert demo.build_demo_if_empty(store)  # finished after an interruption
    assert not demo.build_demo_if_empty(store)
    assert RANDOM.findall("".join(capsys.readouterr())) == []
    assert _may_sign_in(store, "can-bo", password)


def test_the_store_holds_no_password_in_clear(home: Path, store: Engine) -> None:
    assert demo.make_officer_if_alone(store, datetime.now(UTC))
    store.dispose()
    held = b"".join(path.read_bytes() for path in home.iterdir())
    assert b"$argon2id$" in held
    assert not RANDOM.search(held.decode("latin-1"))
