"""crosswalk check, import, build, list, show, export, revoke: dry unless told otherwise, faults listed."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result
from sqlalchemy.engine import Engine

from services.store.crosswalks import list_crosswalks, read_crosswalks_in_force
from tests.fixtures.command_home import run_command
from tests.fixtures.two_vintages import (
    AFTER_ID,
    BEFORE_ID,
    CORRECTED_ID,
    PAIRS,
    write_correction,
    write_pair_list,
    write_two_vintages,
)

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
    assert out.read_text("utf-8-sig").splitlines()[0] == "from_code,from_name,to_code,to_name,kind,weight,from_size"
    assert len(out.read_text("utf-8-sig").splitlines()) == 1 + len(PAIRS)


def test_edited_pairs_go_back_in_as_weights_and_sizes(home: Path, store: Engine, tmp_path: Path) -> None:
    _run(home, "build", *ENDS, "--commit")
    out = tmp_path / "pairs.csv"
    _run(home, "export", str(out), *ENDS)
    pairs = pd.read_csv(out, dtype={"from_code": str, "to_code": str})
    pairs.loc[pairs["from_code"] == "03133", "weight"] = [0.4, 0.6]
    pairs.loc[pairs["from_code"] == "03139", "from_size"] = 7_000
    pairs.to_csv(out, index=False)
    given = ("--weights", str(out), "--sizes", str(out), "--sizes-column", "from_size", "--basis", "population")
    done = _run(home, "build", *ENDS, *given, "--commit")
    assert done.exit_code == 0, done.output
    assert "chia · divided: 1 (theo · by dân số · population)" in done.output
    with store.connect() as connection:
        edited = read_crosswalks_in_force(connection)[0].pairs.set_index(["from_code", "to_code"])["size"]
    assert edited["03139", "03139"] == 7_000
    assert edited["03133", "03127"] / edited["03133", "03136"] == pytest.approx(0.4 / 0.6)


def test_units_without_a_size_are_filled_by_area_where_told(home: Path, store: Engine, tmp_path: Path) -> None:
    sizes = tmp_path / "dan_so.csv"
    sizes.write_text("code,population\n03127,100\n03133,400\n03136,100\n03139,50\n", "utf-8")
    given = ("build", *ENDS, "--sizes", str(sizes), "--basis", "population", "--commit")
    refused = _run(home, *given)
    assert refused.exit_code == 3
    assert "--fill-sizes" in refused.output
    done = _run(home, *given, "--fill-sizes")
    assert done.exit_code == 0, done.output
    assert "the density of the province: 1" in done.output
    assert "mật độ của tỉnh" in _run(home, "list").output
    assert _run(home, "build", *ENDS, "--fill-sizes").exit_code == 2


def test_corrected_outlines_leave_each_commune_what_it_was(home: Path, store: Engine) -> None:
    refused = _run(home, "build", *ENDS, "--same-codes", "--commit")
    assert refused.exit_code == 3
    assert "do not begin on one day" in refused.output
    write_correction(store)
    ends = ("--from", AFTER_ID, "--to", CORRECTED_ID)
    assert "divided: 1" in _run(home, "build", *ends).output  # by the outlines people would move
    done = _run(home, "build", *ends, "--same-codes", "--commit")
    assert done.exit_code == 0, done.output
    assert "divided: 0" in done.output
    assert "trọn · whole, là toàn bộ · all of that" in _run(home, "show", "03136", *ends).output


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
