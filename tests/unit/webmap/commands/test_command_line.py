import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from sqlalchemy.engine import Engine

from geodata.errors import BadInput, Bilingual, Conflict, Place
from services.store.releases import publish_release
from tests.fixtures.command_home import run_command
from tests.fixtures.small_vintages import NOW, build_draft, build_facts, write_small_vintage
from webmap.__main__ import COMMANDS, CommandLine
from webmap.commands.errors import render_error

REFUSAL = BadInput(
    "area_code_malformed",
    Bilingual("Mã «1» không đúng dạng", "The code «1» is malformed"),
    Bilingual("Giữ số 0 ở đầu.", "Keep leading zeros."),
    Place(file="bieu.xlsx", sheet="T3", row=7, column="B", text="1"),
)


@pytest.fixture
def store(home_store: Engine) -> Engine:
    write_small_vintage(home_store)
    return home_store


def _run_raising(error: Exception, *arguments: str) -> Result:
    """Run a command of the house that raises ``error``."""

    @click.group(cls=CommandLine)
    @click.option("--debug", is_flag=True)
    def group(debug: bool) -> None:
        raise error

    return CliRunner().invoke(group, [*arguments, "releases", "list"])


@pytest.mark.parametrize(("error", "exit_code"), [(REFUSAL, 3), (Conflict("c", REFUSAL.message, REFUSAL.hint), 4)])
def test_an_error_of_the_user_is_told_without_a_traceback(error: Exception, exit_code: int) -> None:
    result = _run_raising(error)
    assert result.exit_code == exit_code
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert result.stderr.index("Mã «1»") < result.stderr.index("The code «1»")
    assert "Keep leading zeros." in result.stderr


def test_the_place_of_an_error_is_told_as_a_spreadsheet_shows_it() -> None:
    assert "tệp · file: bieu.xlsx; trang tính · sheet: T3; dòng · row: 7; cột · column: B; nội dung · text: «1»" in (
        render_error(REFUSAL)
    )
    assert "[area_code_malformed]" in render_error(REFUSAL)


def test_a_defect_is_one_line_and_its_traceback_only_for_who_asks() -> None:
    quiet, loud = _run_raising(KeyError("x\ny")), _run_raising(KeyError("x\ny"), "--debug")
    assert quiet.exit_code == loud.exit_code == 1
    assert len(quiet.stderr.strip().splitlines()) == 1
    assert "KeyError" in quiet.stderr
    assert "Traceback" in loud.stderr


@pytest.mark.parametrize("arguments", [("releases", "rollback"), ("releases", "rollback", "x"), ("nonsense",)])
def test_wrong_usage_exits_with_2(home: Path, arguments: tuple[str, ...]) -> None:
    assert run_command(home, *arguments).exit_code == 2


def test_a_wrong_setting_stops_every_command(home: Path) -> None:
    result = run_command(home, "releases", "list", BAOPHU_PORT="eighty")
    assert result.exit_code == 3
    assert "BAOPHU_PORT" in result.stderr


def test_who_reads_no_further_is_told_of_no_defect(home: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "webmap", "users", "list"]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, env=os.environ | {"BAOPHU_HOME": str(home)})
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


def test_a_database_that_cannot_be_opened_is_told_without_its_password(home: Path) -> None:
    result = run_command(home, "releases", "list", DATABASE_URL="postgresql://me:secret@127.0.0.1:1/none")
    assert result.exit_code == 1  # it may come: systemd tries again, as it does not where a setting is wrong
    assert "database_unreachable" in result.stderr
    assert "secret" not in result.stderr


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(home: Path, name: str) -> None:
    result = run_command(home, name, "--help")
    assert result.exit_code == 0, result.stderr
    assert "·" in result.stdout  # Vietnamese · English


def test_an_empty_store_has_no_releases_and_is_made_on_the_way(home: Path) -> None:
    result = run_command(home, "releases", "list")
    assert result.exit_code == 0
    assert "nothing has been published" in result.stdout
    assert (home / "baophu.sqlite").is_file()


def test_a_rollback_tells_first_and_acts_when_asked(home: Path, store: Engine) -> None:
    release_id = publish_release(store, build_draft(build_facts(7)), by="officer", now=NOW)
    listed = run_command(home, "releases", "list").stdout
    assert listed.splitlines()[1].split("\t")[:5] == [
        str(release_id),
        "02/01/2026 10:04",  # in Việt Nam
        "officer",
        "counts",
        "VN-2016-01-01-small",
    ]
    assert "--commit" in run_command(home, "releases", "rollback", str(release_id)).stdout
    assert "rolled back" not in run_command(home, "releases", "list").stdout
    assert run_command(home, "releases", "rollback", str(release_id), "--commit").exit_code == 0
    assert "rolled back" in run_command(home, "releases", "list").stdout
    again = run_command(home, "releases", "rollback", str(release_id), "--commit")
    assert (again.exit_code, again.stdout) == (4, "")


def test_a_missing_release_is_refused_in_the_dry_run_already(home: Path) -> None:
    assert run_command(home, "releases", "rollback", "7").exit_code == 3
