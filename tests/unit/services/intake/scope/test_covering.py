"""What a file speaks for: its title, totals and rows say so, or the officer; the rest of the province stays."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy.engine import Engine

from geodata.areas import Level
from services.intake.kinds import IntakeKind
from services.intake.loading import CheckedTable, publish_table
from services.intake.options import Covers, IntakeOptions, build_options_document, parse_options_document
from services.intake.report import build_report_document
from services.intake.scope.understanding import Origin
from services.store.release_draft import CoveredUnits
from services.store.releases import read_facts_in_force, read_pilots_in_force, rollback_release
from tests.fixtures.intake_tables import NEW_VINTAGE, build_options, check_text, write_small_vintages

NOW = datetime(2026, 1, 2, tzinfo=UTC)
HEADER = "Huyện;Xã;Người tham gia 31/12/2021\n"
MUONG_NHE = "Huyện Mường Nhé;Xã Sín Thầu;1.100\nHuyện Mường Nhé;Xã Mường Nhé;300\n"
TUA_CHUA = "Huyện Tủa Chùa;Thị trấn Tủa Chùa;40\n"
ONLY = (CoveredUnits("commune", "11", ("096",)),)


@pytest.fixture
def store(sqlite_engine: Engine) -> Engine:
    write_small_vintages(sqlite_engine)
    return sqlite_engine


@pytest.fixture
def whole(store: Engine, tmp_path: Path) -> str:
    """A table of every district of the province, as the vintage has them."""
    with store.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT u.name, a.name FROM area a JOIN area u ON u.vintage_id = a.vintage_id AND u.level = a.parent_level "
            "AND u.area_code = a.parent_code WHERE a.level = 'commune' AND u.level = 'managing_unit' "
            "AND u.parent_code = '11' ORDER BY u.name, a.name"
        ).all()
    return HEADER + "".join(f"{unit};{name};{100 + number}\n" for number, (unit, name) in enumerate(rows))


def _publish(engine: Engine, checked: CheckedTable) -> int:
    return publish_table(engine, checked, by="hoa", now=NOW)


def _read_counts(engine: Engine) -> dict[str, float]:
    with engine.connect() as connection:
        facts = read_facts_in_force(connection)
    return dict(zip(facts["area_code"], facts["count"], strict=True))


@pytest.mark.parametrize(
    ("above", "below", "covered", "origin"),
    [
        ("", "", ONLY, Origin.ROWS),
        ("Huyện Mường Nhé - số người tham gia BHXH tự nguyện\n", "", ONLY, Origin.TITLE),
        ("BHXH TỈNH ĐIỆN BIÊN\nBHXH HUYỆN MƯỜNG NHÉ\n", "", ONLY, Origin.TITLE),
        ("BẢO HIỂM XÃ HỘI TỈNH ĐIỆN BIÊN\n", "", ONLY, Origin.ROWS),
        ("TỈNH ĐIỆN BIÊN\n", "", ONLY, Origin.ROWS),
        ("Kết quả phát triển người tham gia của tỉnh Điện Biên\n", "", (), Origin.TITLE),
        ("", "Toàn tỉnh;;1.400\n", (), Origin.ROWS),
        ("", "Tổng cộng;;1.400\n", ONLY, Origin.ROWS),
    ],
)
def test_title_totals_and_rows_say_what_a_file_speaks_for(
    store: Engine, tmp_path: Path, above: str, below: str, covered: object, origin: Origin
) -> None:
    checked = check_text(store, tmp_path, above + HEADER + MUONG_NHE + below)
    assert checked.draft is not None, checked.refusal
    assert checked.draft.covered == covered
    assert checked.understood.covers.origin == origin
    said = build_report_document(checked.report)["understood"]
    assert said["covers"]["value"] == ("units" if covered else "province")
    assert [unit["name"] for unit in said["covered_units"]] == (["Huyện Mường Nhé"] if covered else [])


def test_rows_in_every_district_speak_for_the_province(store: Engine, tmp_path: Path, whole: str) -> None:
    checked = check_text(store, tmp_path, whole)
    assert checked.draft is not None, checked.refusal
    assert checked.draft.covered == ()
    assert checked.understood.covers.value == Covers.PROVINCE


def test_the_report_of_a_district_leaves_the_others_alone_and_gives_its_own_back(
    store: Engine, tmp_path: Path, whole: str
) -> None:
    _publish(store, check_text(store, tmp_path, whole))
    before = _read_counts(store)
    checked = check_text(store, tmp_path, HEADER + MUONG_NHE)
    second = _publish(store, checked)
    after = _read_counts(store)
    assert after == before | {"03158": 1100, "03160": 300}
    assert set(before) - {"03158", "03160"}
    rollback_release(store, second, NOW)
    assert _read_counts(store) == before


def test_a_commune_dropped_from_a_corrected_district_is_told_and_goes(store: Engine, tmp_path: Path) -> None:
    _publish(store, check_text(store, tmp_path, HEADER + MUONG_NHE + TUA_CHUA))
    checked = check_text(store, tmp_path, HEADER + MUONG_NHE.splitlines()[0] + "\n")
    (warning,) = [one for one in checked.report.findings if one.code == "counts_not_restated"]
    assert "1 areas" in warning.message.en
    assert "Mường Nhé (03160)" in warning.message.vi
    _publish(store, checked)
    assert set(_read_counts(store)) == {"03158", _find_tua_chua(store)}


def _find_tua_chua(store: Engine) -> str:
    with store.connect() as connection:
        statement = "SELECT area_code FROM area WHERE level = 'commune' AND name = 'Thị trấn Tủa Chùa'"
        return str(connection.exec_driver_sql(statement).scalars().first())


def test_the_officer_widens_a_file_to_the_province_and_sees_what_goes(store: Engine, tmp_path: Path) -> None:
    _publish(store, check_text(store, tmp_path, HEADER + MUONG_NHE + TUA_CHUA))
    options = build_options(covers=Covers.PROVINCE)
    checked = check_text(store, tmp_path, HEADER + MUONG_NHE, options=options)
    assert "counts_not_restated" in [one.code for one in checked.report.findings]
    _publish(store, checked)
    assert set(_read_counts(store)) == {"03158", "03160"}


def test_the_officer_narrows_a_file_of_the_province(store: Engine, tmp_path: Path) -> None:
    text = "Kết quả của tỉnh Điện Biên\n" + HEADER + MUONG_NHE
    checked = check_text(store, tmp_path, text, options=build_options(covers=Covers.UNITS))
    assert checked.draft is not None, checked.refusal
    assert checked.draft.covered == ONLY
    assert checked.understood.covers.origin == Origin.OPTION


def test_without_districts_a_file_speaks_for_the_province_unless_told_otherwise(store: Engine, tmp_path: Path) -> None:
    with store.connect() as connection:
        statement = f"SELECT area_code, name FROM area WHERE vintage_id = '{NEW_VINTAGE}' AND level = 'commune'"
        rows = connection.exec_driver_sql(statement + " AND parent_code = '11'").all()
    text = f"Mã xã;Xã;Người tham gia 31/12/2025\n{rows[0][0]};{rows[0][1]};30\n"
    options = {"vintage_id": NEW_VINTAGE, "as_of": datetime(2025, 12, 31, tzinfo=UTC).date()}
    usual = check_text(store, tmp_path, text, options=build_options(**options))
    assert usual.draft is not None, usual.refusal
    assert usual.draft.covered == ()
    narrowed = check_text(store, tmp_path, text, options=build_options(**options, covers=Covers.UNITS))
    assert narrowed.draft is not None
    assert narrowed.draft.covered == (CoveredUnits("commune", "11", (rows[0][0],)),)


def test_district_totals_stand_beside_the_communes(store: Engine, tmp_path: Path) -> None:
    _publish(store, check_text(store, tmp_path, HEADER + MUONG_NHE))
    options = build_options(level=Level.MANAGING_UNIT)
    checked = check_text(store, tmp_path, "Huyện;Người tham gia 31/12/2021\nHuyện Mường Nhé;1500\n", options=options)
    assert "counts_not_restated" not in [one.code for one in checked.report.findings]
    _publish(store, checked)
    assert _read_counts(store) == {"03158": 1100, "03160": 300, "096": 1500}


def test_a_list_of_pilots_of_one_district_leaves_those_of_the_others(store: Engine, tmp_path: Path) -> None:
    head = "Huyện;Xã;Xã điểm từ ngày\n"
    options = build_options(kind=IntakeKind.PILOTS)
    both = head + "Huyện Mường Nhé;Xã Sín Thầu;01/06/2021\nHuyện Tủa Chùa;Thị trấn Tủa Chùa;01/06/2021\n"
    _publish(store, check_text(store, tmp_path, both, options=options))
    one = head + "Huyện Mường Nhé;Xã Mường Nhé;01/07/2021\n"
    last = _publish(store, check_text(store, tmp_path, one, options=options))
    assert _list_pilots(store) == {"03160", _find_tua_chua(store)}
    rollback_release(store, last, NOW)
    assert _list_pilots(store) == {"03158", _find_tua_chua(store)}


def _list_pilots(store: Engine) -> set[str]:
    with store.connect() as connection:
        pilots: pd.DataFrame = read_pilots_in_force(connection)
    return set(pilots["area_code"])


def test_what_a_file_speaks_for_is_kept_with_the_upload() -> None:
    options = IntakeOptions(covers=Covers.UNITS)
    assert parse_options_document(build_options_document(options)) == options
    assert parse_options_document({}).covers is None
