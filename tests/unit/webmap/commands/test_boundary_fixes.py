"""boundaries correct, fixes and unfix: dry unless told otherwise, never an edit in place."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy.engine import Engine

from services.store.area_fixes import list_area_fixes
from tests.fixtures.command_home import run_command
from tests.fixtures.small_vintages import VINTAGE_ID, write_small_vintage

ASKED = ("correct", VINTAGE_ID, "--area", "03127", "--name", "Xã Sáng Nhè", "--from", "2018-01-01", "--remark", "QĐ 12")


@pytest.fixture
def store(home_store: Engine) -> Engine:
    write_small_vintage(home_store)
    return home_store


def _run(home: Path, *arguments: str) -> Result:
    return run_command(home, "boundaries", *arguments)


def _list_names(store: Engine) -> list[str]:
    with store.connect() as connection:
        return [stored.fix.name for stored in list_area_fixes(connection) if stored.revoked_at is None]


def test_a_correction_is_a_dry_run_unless_committed(home: Path, store: Engine) -> None:
    told = _run(home, *ASKED)
    assert told.exit_code == 0, told.output
    assert "«Đơn vị 03127» → «Xã Sáng Nhè»" in told.output
    assert _list_names(store) == []
    assert _run(home, *ASKED, "--commit").exit_code == 0
    assert _list_names(store) == ["Xã Sáng Nhè"]


def test_corrections_are_listed_with_who_and_why_and_counted_beside_their_vintage(home: Path, store: Engine) -> None:
    assert "there are no corrections" in _run(home, "fixes").output
    _run(home, *ASKED, "--commit")
    listed = _run(home, "fixes", VINTAGE_ID).output.splitlines()[1]
    for part in ("03127", "Đơn vị 03127", "Xã Sáng Nhè", "01/01/2018", "QĐ 12"):
        assert part in listed
    assert "1 đính chính · corrections" in _run(home, "list").output


def test_a_correction_is_taken_back_when_told(home: Path, store: Engine) -> None:
    _run(home, *ASKED, "--commit")
    assert "nothing changed" in _run(home, "unfix", "1").output
    assert _list_names(store) == ["Xã Sáng Nhè"]
    assert _run(home, "unfix", "1", "--commit").exit_code == 0
    assert _list_names(store) == []
    assert "revoked" in _run(home, "fixes").output
    assert _run(home, "unfix", "1", "--commit").exit_code == 4
    assert _run(home, "unfix", "2").exit_code == 3


@pytest.mark.parametrize("asked", [("--code", "03128"), ("--outline", "xa.zip")])
def test_codes_and_outlines_ask_for_a_new_vintage_and_a_crosswalk(
    home: Path, store: Engine, asked: tuple[str, str]
) -> None:
    told = _run(home, *ASKED, *asked, "--commit")
    assert told.exit_code == 3
    assert "boundaries import" in told.output
    assert "crosswalk build --from" in told.output
    assert _list_names(store) == []


def test_a_correction_without_a_day_is_a_usage_error(home: Path, store: Engine) -> None:
    assert _run(home, "correct", VINTAGE_ID, "--area", "03127", "--name", "Xã", "--remark", "x").exit_code == 2


def test_what_is_so_already_is_a_conflict(home: Path, store: Engine) -> None:
    _run(home, *ASKED, "--commit")
    assert _run(home, *ASKED, "--commit").exit_code == 4
