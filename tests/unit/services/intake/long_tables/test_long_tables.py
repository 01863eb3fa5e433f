"""A long table of places and counts: its report, its findings, what is refused, and what it costs."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from geodata.errors import BadInput
from services.intake import sheet_choice
from services.intake.files import text_sheets
from services.intake.loading import CheckedTable, check_data, publish_table
from services.intake.long_tables import tables as long_tables
from services.intake.long_tables.condensing import CondensedSheet
from services.intake.options import CellCorrection, IntakeOptions, RowDecision
from services.intake.report import build_report_document
from services.store.releases import read_facts_in_force
from tests.fixtures.intake_tables import (
    OLD_VINTAGE,
    TODAY,
    build_options,
    check_text,
    write_more_vintage,
    write_small_vintages,
)

NOW = datetime(2026, 1, 2, tzinfo=UTC)
HEADER = "Huyện;Mã xã;Tên xã;Loại hình;Ngày;Số người tham gia\n"
DAYS = [f"{day}/2021" for day in ("31/1", "28/2", "31/3", "30/4", "31/5")]
OPTIONS = IntakeOptions(vintage_id=OLD_VINTAGE)
MEASURED = """
import json, resource, sys
from datetime import date
from pathlib import Path
import pyarrow.csv
from services.intake.loading import check_data
from services.intake.options import IntakeOptions
from services.store.engine import open_engine
def held():
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
engine = open_engine(sys.argv[2])
most = held() + int(sys.argv[3])
resource.setrlimit(resource.RLIMIT_DATA, (most, most))
with engine.connect() as connection:
    checked = check_data(connection, Path(sys.argv[1]), IntakeOptions(vintage_id=sys.argv[4]), date(2026, 1, 2))
engine.dispose()
print(json.dumps([checked.report.outcome_counts["matched"], len(checked.draft.facts), len(checked.report.rows)]))
"""


@pytest.fixture
def store(sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """A store of the small vintages; every text counts as a long one."""
    write_small_vintages(sqlite_engine)
    monkeypatch.setattr(text_sheets, "_LONG", 0)
    monkeypatch.setattr(long_tables, "FEWEST_ROWS", 0)
    return sqlite_engine


def build_lines(*places: str) -> str:
    return "".join(f"{place};BHXH_TN;{day};{number}\n" for number, day in enumerate(DAYS) for place in places)


def check(store: Engine, folder: Path, text: str, options: IntakeOptions = OPTIONS) -> CheckedTable:
    checked = check_text(store, folder, HEADER + text, options=options)
    assert isinstance(checked.report.table.sheet, CondensedSheet)
    assert sum(checked.report.outcome_counts.values()) == text.count("\n") + 1
    return checked


SIN_THAU, TUA_CHUA = "Huyện Mường Nhé;03158;Xã Sín Thầu", "Huyện Tủa Chùa;;TT Tủa Chùa"


def test_rows_that_say_the_same_place_are_one_entry_with_how_many_there_are(store: Engine, tmp_path: Path) -> None:
    checked = check(store, tmp_path, build_lines(SIN_THAU, TUA_CHUA, "Huyện Tủa Chùa;;Xã Lạ"))
    assert checked.report.outcome_counts["matched"] == 10
    assert checked.refusal is not None
    assert checked.refusal.code == "rows_unsettled"
    assert "5" in checked.refusal.message.vi
    (lost,) = [row for row in build_report_document(checked.report)["rows"] if row["outcome"] == "unknown"]
    assert (lost["name"], lost["row"], lost["row_count"], lost["numbers"]) == ("Xã Lạ", 4, 5, [4, 7, 10, 13, 16])


def test_a_decision_about_an_entry_holds_for_all_its_rows(store: Engine, tmp_path: Path) -> None:
    options = IntakeOptions(vintage_id=OLD_VINTAGE, decisions=(RowDecision(None, 4, "03226"),))
    checked = check(store, tmp_path, build_lines(SIN_THAU, TUA_CHUA, "Huyện Tủa Chùa;;Xã Lạ"), options)
    assert checked.refusal is None
    assert checked.report.outcome_counts["alias"] == 5
    assert (checked.report.facts["area_code"] == "03226").sum() == 5


def test_a_long_table_is_published_whole(store: Engine, tmp_path: Path) -> None:
    checked = check(store, tmp_path, build_lines(SIN_THAU, TUA_CHUA))
    publish_table(store, checked, by="an", now=NOW)
    with store.connect() as connection:
        facts = read_facts_in_force(connection)
    assert len(facts) == 10
    assert facts["count"].sum() == 20


def test_a_faulty_text_is_told_once_with_its_rows_and_can_be_corrected(store: Engine, tmp_path: Path) -> None:
    lines = build_lines(SIN_THAU, TUA_CHUA) + "Huyện Mường Nhé;03160;Xã Mường Nhé;BHXH_TN;31/1/2021;mười\n" * 1
    checked = check(store, tmp_path, lines)
    (finding,) = checked.report.errors
    assert (finding.code, finding.place.row, finding.place.column, finding.place.text) == (
        "number_unreadable",
        12,
        "F",
        "mười",
    )
    options = IntakeOptions(vintage_id=OLD_VINTAGE, corrections=(CellCorrection(None, 12, "F", "10"),))
    corrected = check(store, tmp_path, lines, options)
    assert corrected.refusal is None
    facts = corrected.report.facts
    assert facts.loc[facts["area_code"] == "03160", "count"].tolist() == [10]


def test_rows_given_twice_are_duplicates_that_name_each_other(store: Engine, tmp_path: Path) -> None:
    lines = build_lines(SIN_THAU, TUA_CHUA) + f"{SIN_THAU};BHXH_TN;31/1/2021;7\n"
    checked = check(store, tmp_path, lines)
    assert checked.report.outcome_counts["duplicate"] == 2
    assert checked.report.outcome_counts["matched"] == 9
    first, second = [row for row in checked.report.rows if row.outcome == "duplicate"]
    assert (first.number, second.number) == (2, 12)
    assert first.reason is not None
    assert first.reason.en.endswith("row 12 as well")


def test_columns_are_pointed_to_by_hand(store: Engine, tmp_path: Path) -> None:
    text = HEADER.replace("Tên xã", "Tên xã").replace("Mã xã", "Nhóm") + build_lines(SIN_THAU, TUA_CHUA)
    options = IntakeOptions(vintage_id=OLD_VINTAGE, mapping={"Nhóm": "code"})
    checked = check_text(store, tmp_path, text, options=options)
    assert checked.refusal is None
    assert {row.code for row in checked.report.rows if row.outcome == "matched"} == {"03158", ""}


@pytest.mark.parametrize(
    ("line", "row"),
    [("Huyện Tủa Chùa;;Tổng cộng;BHXH_TN;31/1/2021;12\n", 12), (";;Ghi chú: số liệu tạm thời;;;\n", 12)],
)
def test_a_table_too_long_for_its_layout_is_refused_by_the_row_that_shows_it(
    line: str, row: int, store: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = HEADER + build_lines(SIN_THAU, TUA_CHUA) + line
    assert not isinstance(check_text(store, tmp_path, text, options=OPTIONS).report.table.sheet, CondensedSheet)
    for module in (sheet_choice, long_tables):
        monkeypatch.setattr(module, "MOST_ROWS", 5)
    monkeypatch.setattr("services.intake.checking.MOST_ROWS", 5)
    with pytest.raises(BadInput) as caught:
        check_text(store, tmp_path, text, options=OPTIONS)
    assert (caught.value.code, caught.value.place.row) == ("table_not_plain", row)


ISLAND = (
    ("country", "VN", "Việt Nam", None, None),
    ("province", "51", "Tỉnh Quảng Ngãi", "country", "VN"),
    ("managing_unit", "533", "Huyện Ba Tơ", "province", "51"),
    ("managing_unit", "536", "Huyện Lý Sơn", "province", "51"),
    ("commune", "21487", "Xã Ba Tô", "managing_unit", "533"),
    ("commune", "21548", "Huyện Lý Sơn", "managing_unit", "536"),
)


@pytest.mark.parametrize(
    ("rows", "is_condensed"),
    [
        (["21548;Huyện Lý Sơn;7", "21487;Xã Ba Tô;30"], True),
        (["533;Huyện Ba Tơ;30", "21487;Xã Ba Tô;30", "21548;Huyện Lý Sơn;7"], False),
    ],
    ids=["its one commune", "below a district with its own code"],
)
def test_a_district_is_a_place_by_the_code_of_its_one_commune_and_a_heading_by_its_own(
    store: Engine, tmp_path: Path, rows: list[str], is_condensed: bool
) -> None:
    write_more_vintage(store, "VN-2016-01-01-island", ISLAND)
    text = "\n".join(["Mã xã;Đơn vị;Người tham gia 31/12/2021", *rows])
    options = build_options(vintage_id="VN-2016-01-01-island", province_code="51")
    checked = check_text(store, tmp_path, text, options=options)
    assert isinstance(checked.report.table.sheet, CondensedSheet) is is_condensed
    assert checked.draft is not None
    facts = checked.draft.facts
    assert dict(zip(facts["area_code"], facts["count"], strict=True)) == {"21487": 30, "21548": 7}
    assert all(one.holds for one in checked.report.check_sums)


def test_a_long_table_is_checked_in_memory_bounded_by_its_size(sqlite_engine: Engine, tmp_path: Path) -> None:
    write_small_vintages(sqlite_engine)
    days = [
        f"{day:02d}/{month:02d}/{year}" for year in range(2000, 2021) for month in range(1, 13) for day in range(1, 29)
    ]
    places = (SIN_THAU, TUA_CHUA, "Huyện Mường Nhé;03160;Xã Mường Nhé", "Huyện Tủa Chùa;;Xã Quí Hoà")
    schemes = ("BHXH_BB", "BHXH_TN", "BHTN", "BHYT", "BHYT_HGD")
    path = tmp_path / "long.csv"
    rows = (f"{place};{scheme};{day};{len(day)}\n" for day in days[-4900:] for scheme in schemes for place in places)
    path.write_text(HEADER + "".join(rows), encoding="utf-8")
    count = 4900 * 20
    # the bytes, the parser's blocks and threads, then some forty numbers of eight bytes for each row
    bound = path.stat().st_size + 250_000_000 + count * 40 * 8
    url = sqlite_engine.url.render_as_string(hide_password=False)
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(path), url, str(bound), OLD_VINTAGE],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    matched, facts, entries = json.loads(done.stdout)
    assert matched == facts == count
    assert entries < 6_000


def test_nothing_of_a_long_table_without_vintage_is_matched(store: Engine, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(HEADER + build_lines(SIN_THAU, TUA_CHUA).replace("2021", "1999"), encoding="utf-8")
    with store.connect() as connection:
        checked = check_data(connection, path, IntakeOptions(), TODAY)
    assert checked.report.outcome_counts["unknown"] == 10
    assert checked.refusal is not None
    assert checked.refusal.code == "vintage_missing"
