"""boundaries check, import, list and activate: dry unless told otherwise, whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result

from services.store.boundaries import list_deliveries, list_vintages, read_areas
from services.store.engine import open_engine
from tests.fixtures.boundary_samples import build_sample, write_geojson, write_shapefile_zip
from tests.fixtures.command_home import run_command

VINTAGE = "VN-2025-07-01-test"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write_geojson(build_sample(), tmp_path / "ranh_gioi.geojson")


def _run(home: Path, *arguments: str) -> Result:
    return run_command(home, "boundaries", *arguments)


def _list_states(home: Path) -> dict[str, bool]:
    engine = open_engine(f"sqlite:///{home / 'baophu.sqlite'}")
    with engine.connect() as connection:
        found = {stored.vintage.vintage_id: stored.activated_at is not None for stored in list_vintages(connection)}
    engine.dispose()
    return found


def test_a_check_tells_what_it_found_and_opens_no_store(home: Path, path: Path) -> None:
    done = _run(home, "check", str(path), "--vintage", VINTAGE)
    assert done.exit_code == 0, done.output
    assert "code = MA_XA" in done.output
    assert "12 / 12" in done.output
    assert not home.exists()


def test_an_import_is_a_dry_run_unless_committed(home: Path, path: Path) -> None:
    assert "--commit" in _run(home, "import", str(path), "--vintage", VINTAGE).output
    assert _list_states(home) == {}


def test_a_file_is_imported_listed_and_activated(home: Path, path: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    done = _run(home, "import", str(path), "--vintage", VINTAGE, "--commit", "--report", str(report), "--approximate")
    assert done.exit_code == 0, done.output
    assert _list_states(home) == {VINTAGE: False}
    assert json.loads(report.read_text("utf-8"))["areas_kept"] == 12
    assert "approximate" in _run(home, "list").output
    assert _run(home, "activate", VINTAGE).exit_code == 0
    assert _list_states(home) == {VINTAGE: True}
    engine = open_engine(f"sqlite:///{home / 'baophu.sqlite'}")
    with engine.connect() as connection:
        assert read_areas(connection, VINTAGE)["level"].value_counts().to_dict() == {
            "commune": 12,
            "province": 1,
            "country": 1,
        }
        assert {delivery.scope_code for delivery in list_deliveries(connection, VINTAGE)} == {"VN", "11"}
    engine.dispose()


def test_import_and_activation_go_in_one_command(home: Path, path: Path) -> None:
    assert _run(home, "import", str(path), "--vintage", VINTAGE, "--commit", "--activate").exit_code == 0
    assert _list_states(home) == {VINTAGE: True}


def test_a_vintage_that_exists_is_a_conflict_before_any_long_work(home: Path, path: Path) -> None:
    _run(home, "import", str(path), "--vintage", VINTAGE, "--commit")
    again = _run(home, "import", "nowhere.geojson", "--vintage", VINTAGE, "--commit")
    assert (again.exit_code, "vintage_exists" in again.output) == (4, True)


def test_a_refused_file_changes_nothing_and_prints_no_traceback(home: Path, tmp_path: Path) -> None:
    path = write_shapefile_zip(build_sample().to_crs(9205).set_crs(9207, allow_override=True), tmp_path / "a.zip")
    done = _run(home, "import", str(path), "--vintage", VINTAGE, "--commit", "--activate")
    assert done.exit_code == 3
    assert "[zone_wrong]" in done.output
    assert "--crs EPSG:9205" in done.output
    assert "Traceback" not in done.output
    assert _list_states(home) == {}


def test_the_columns_and_the_system_are_taken_by_option(home: Path, tmp_path: Path) -> None:
    frame = build_sample().rename(columns={"MA_XA": "a", "TEN_XA": "b", "MA_TINH": "c"}).to_crs(9205)
    path = write_shapefile_zip(frame.assign(d=frame["a"].to_numpy()[::-1]), tmp_path / "a.zip")
    options = ("check", str(path), "--vintage", VINTAGE, "--crs", "EPSG:9205")
    assert _run(home, *options).exit_code == 3
    done = _run(home, *options, "--code", "a", "--name", "b", "--parent", "c")
    assert done.exit_code == 0, done.output
    assert "code = a, name = b, province_code = c" in done.output


def test_a_report_that_cannot_be_written_is_told_and_nothing_imported(home: Path, path: Path, tmp_path: Path) -> None:
    report = str(tmp_path / "no" / "report.json")
    done = _run(home, "import", str(path), "--vintage", VINTAGE, "--commit", "--report", report)
    assert (done.exit_code, "report_not_written" in done.output) == (3, True)
    assert _list_states(home) == {}


def test_options_that_exclude_each_other_are_a_fault_of_usage(home: Path, path: Path) -> None:
    options = ("--codes-by-name", "--leave-out-uncoded")
    assert _run(home, "check", str(path), "--vintage", VINTAGE, *options).exit_code == 2


def test_an_unknown_vintage_is_not_activated_and_an_empty_list_says_so(home: Path) -> None:
    assert _run(home, "activate", VINTAGE).exit_code == 3
    assert "chưa" in _run(home, "list").output.lower()
