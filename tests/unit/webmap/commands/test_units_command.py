"""units import, list, show and find: dry unless told otherwise, and answers for a day."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result

from tests.fixtures.command_home import run_command
from tests.fixtures.two_vintages import UNIT_LIST


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "units.csv"
    path.write_text(UNIT_LIST, encoding="utf-8")
    return path


def _run(home: Path, *arguments: str) -> Result:
    return run_command(home, "units", *arguments)


def test_an_import_is_a_dry_run_unless_committed(home: Path, path: Path) -> None:
    told = _run(home, "import", str(path))
    assert told.exit_code == 0, told.output
    assert "5 mã · codes, 9 dòng · rows" in told.output
    assert "nothing has been loaded" in _run(home, "list").output
    assert _run(home, "import", str(path), "--source", "dvhcvn", "--commit").exit_code == 0
    assert "dvhcvn" in _run(home, "list").output


def test_a_unit_is_shown_with_its_terms_and_what_its_code_meant_next(home: Path, path: Path) -> None:
    _run(home, "import", str(path), "--commit")
    shown = _run(home, "show", "03127", "--on", "2019-03-31")
    assert shown.exit_code == 0, shown.output
    assert "thuộc · in: Thành phố Điện Biên Phủ (094), Tỉnh Điện Biên (11)" in shown.output
    assert "mã này là đơn vị khác, Phường Điện Biên Phủ" in shown.output
    renamed = _run(home, "show", "03139", "--on", "31/03/2019")
    assert "the same unit" in renamed.output


def test_a_name_is_found_on_a_day(home: Path, path: Path) -> None:
    _run(home, "import", str(path), "--commit")
    assert "03133\tXã Thanh Minh" in _run(home, "find", "Thanh Minh", "--on", "2019-03-31").output
    assert "no unit bore that name" in _run(home, "find", "Nam Thanh", "--on", "2026-01-01").output


def test_what_cannot_be_answered_ends_with_bad_input(home: Path, path: Path) -> None:
    assert _run(home, "show", "03127").exit_code == 3
    _run(home, "import", str(path), "--commit")
    assert _run(home, "show", "00001").exit_code == 3
    assert _run(home, "import", str(path.parent / "none.csv")).exit_code == 3
