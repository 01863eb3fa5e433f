"""crosswalk check, import, build, list, show, export, revoke: dry unless told otherwise, faults listed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy.engine import Engine

from services.store.crosswalks import list_crosswalks
from tests.fixtures.command_home import run_command
from tests.fixtures.two_vintages import AFTER_ID, BEFORE_ID, PAIRS, write_pair_list, write_two_vintages

ENDS = ("--from", BEFORE_ID, "--to", AFTER_ID)
FAULTY = [*PAIRS, ("03139", "Xã Pá Khoang", "99999", "Xã Không Có", "partial")]


@pytest.fixture
def store(home_store: Engine) -> Engine:
    write_two_vintages(home_store)
    return home_store


def _run(home: Path, *arguments: str) -> Result:
    return run_command(home, "crosswalk", *arguments)


def _write(folder: Path, rows: list[tuple[str, ...]]) -> str:
    path = folder / "danh_sach.csv"
    path.write_text(write_pair_list(rows), "utf-8")
    return str(path)


def _count(store: Engine) -> int:
    with store.connect() as connection:
        return len(list_crosswalks(connection))


def test_a_check_groups_the_faults_counts_them_and_writes_all_into_the_report(
    home: Path, store: Engine, tmp_path: Path
) -> None:
    report = tmp_path / "report.json"
    done = _run(home, "check", _write(tmp_path, FAULTY), *ENDS, "--report", str(report))
    assert done.exit_code == 0, done.output
    assert "to code unknown to the vintage: 1" in done.output
    assert "99999 (Xã Không Có)" in done.output
    faults = json.loads(report.read_text("utf-8"))["faults"]
    assert f"faults: {len(faults)}" in done.output
    assert _count(store) == 0


def test_an_import_is_a_dry_run_unless_committed(home: Path, store: Engine, tmp_path: Path) -> None:
    path = _write(tmp_path, PAIRS)
    told = _run(home, "import", path, *ENDS)
    assert told.exit_code == 0, told.output
    assert "--commit" in told.output
    assert _count(store) == 0
    assert _run(home, "import", path, *ENDS, "--commit").exit_code == 0
    assert _count(store) == 1


def test_a_faulty_list_is_refused_unless_told_to_carry_on(home: Path, store: Engine, tmp_path: Path) -> None:
    path = _write(tmp_path, FAULTY)
    refused = _run(home, "import", path, *ENDS, "--commit")
    assert refused.exit_code == 3
    assert "--leave-out-faulty" in refused.output
    assert _count(store) == 0
    assert _run(home, "import", path, *ENDS, "--leave-out-faulty", "--commit").exit_code == 0
    assert _count(store) == 1


def test_outlines_build_a_crosswalk_that_is_listed_shown_and_revoked(home: Path, store: Engine) -> None:
    assert "there are no crosswalks" in _run(home, "list").output
    assert _run(home, "build", *ENDS, "--commit").exit_code == 0
    assert "có hiệu lực · in force" in _run(home, "list").output
    shown = _run(home, "show", "03133", *ENDS)
    assert "→ Xã Thanh Minh (03136): 75,0% của nó" in shown.output
    assert "→ Phường Điện Biên Phủ (03127): 25,0% của nó" in shown.output
    back = _run(home, "show", "03139", "--from", AFTER_ID, "--to", BEFORE_ID)
    assert "trọn · whole, là toàn bộ · all of that" in back.output
    assert "nothing changed" in _run(home, "revoke", "1").output
    assert _run(home, "revoke", "1", "--commit").exit_code == 0
    assert _run(home, "revoke", "1", "--commit").exit_code == 4
    assert _run(home, "show", "03133", *ENDS).exit_code == 3


def test_pairs_are_exported_to_be_edited(home: Path, store: Engine, tmp_path: Path) -> None:
    _run(home, "build", *ENDS, "--commit")
    out = tmp_path / "pairs.csv"
    assert _run(home, "export", str(out), *ENDS).exit_code == 0
    assert out.read_text("utf-8-sig").splitlines()[0] == "from_code,from_name,to_code,to_name,kind,weight"
    assert len(out.read_text("utf-8-sig").splitlines()) == 1 + len(PAIRS)


def test_weights_without_a_basis_are_a_usage_error(home: Path, store: Engine, tmp_path: Path) -> None:
    path = _write(tmp_path, PAIRS)
    assert _run(home, "check", path, *ENDS, "--weights", path).exit_code == 2


def test_a_list_alone_asks_for_weights(home: Path, store: Engine, tmp_path: Path) -> None:
    done = _run(home, "import", _write(tmp_path, PAIRS), *ENDS, "--list-alone", "--leave-out-faulty")
    assert done.exit_code == 3
    assert "--weights" in done.output


def test_a_missing_file_or_vintage_is_bad_input(home: Path, store: Engine, tmp_path: Path) -> None:
    assert _run(home, "check", str(tmp_path / "none.csv"), *ENDS).exit_code == 3
    assert _run(home, "build", "--from", BEFORE_ID, "--to", "VN-2030-01-01").exit_code == 3
