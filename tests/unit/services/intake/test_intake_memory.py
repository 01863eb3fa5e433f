"""What a person says about a file is kept as JSON, and what was said about columns fits the file of next month."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from geodata.areas import Level
from geodata.errors import BadInput
from services.intake.files.sheets import read_workbook_file
from services.intake.headers.meanings import RelativeDay, parse_meaning
from services.intake.headers.shapes import build_shape
from services.intake.kinds import IntakeKind
from services.intake.options import (
    CellCorrection,
    IntakeOptions,
    RowDecision,
    build_options_document,
    parse_options_document,
)
from services.intake.publication.deciding import check_with_words
from services.intake.publication.publishing import publish_settled
from services.measures.schemes import Scheme
from tests.fixtures.intake_tables import TODAY, write_small_vintages
from tests.fixtures.printed_reports import PrintedSheet, check_printed, write_xlsx

NOW = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def store(sqlite_engine: Engine) -> Engine:
    write_small_vintages(sqlite_engine)
    return sqlite_engine


def test_options_come_back_from_json_as_they_were() -> None:
    options = IntakeOptions(
        kind=IntakeKind.TARGETS,
        vintage_id="VN-2016-01-01",
        as_of=date(2019, 3, 31),
        province_code="11",
        level=Level.COMMUNE,
        scheme=Scheme.BHYT,
        sheet_names=("Biểu 01",),
        mapping={"E": "enrolled:as_of"},
        source="BHXH tỉnh",
        is_illustrative=True,
        unit_count=1000,
        decisions=(RowDecision("Biểu 01", 58, "03244"), RowDecision(None, 60, None)),
        corrections=(CellCorrection(None, 12, "E", "4299"),),
    )
    assert parse_options_document(json.loads(json.dumps(build_options_document(options)))) == options
    assert parse_options_document({}) == IntakeOptions()


@pytest.mark.parametrize(
    "document", [{"kind": "weather"}, {"as_of": "31/3/2019"}, {"level": "ward"}, {"decisions": [{"row": 1}]}]
)
def test_options_that_are_none_are_refused(document: dict[str, object]) -> None:
    with pytest.raises(BadInput) as caught:
        parse_options_document(document)
    assert caught.value.code == "options_malformed"


def test_the_shape_of_a_file_forgets_its_dates_and_nothing_else() -> None:
    march = ("STT", "Đơn vị", "Kế hoạch năm 2019", "Thực hiện đến 31/3 · Năm 2018", "Tháng 3/2019", "31/3/2019", "")
    june = ("STT", "Ðơn vị", "Kế hoạch năm 2020", "Thực hiện đến 30/6 · Năm 2019", "Tháng 6/2020", "30/6/2020")
    assert build_shape(IntakeKind.COUNTS, march) == build_shape(IntakeKind.COUNTS, june)
    assert build_shape(IntakeKind.COUNTS, march) != build_shape(IntakeKind.TARGETS, march)
    assert build_shape(IntakeKind.COUNTS, march) != build_shape(IntakeKind.COUNTS, (*march[:2], *march[3:]))


@pytest.mark.parametrize(
    ("word", "day"),
    [
        (RelativeDay.AS_OF, date(2019, 3, 31)),
        (RelativeDay.YEAR_END, date(2019, 12, 31)),
        (RelativeDay.PREVIOUS_YEAR_END, date(2018, 12, 31)),
        (RelativeDay.SAME_DAY_LAST_YEAR, date(2018, 3, 31)),
    ],
)
def test_days_told_by_the_cut_off_are_those_of_each_file(word: RelativeDay, day: date) -> None:
    assert parse_meaning(f"enrolled:{word}", date(2019, 3, 31)).as_of == day


def write_report(path: Path, month_end: str, counts: tuple[int, int, int]) -> Path:
    rows: list[list[object]] = [
        ["BHXH TỈNH ĐIỆN BIÊN"],
        [f"THAM GIA BHXH TỰ NGUYỆN ĐẾN {month_end}"],
        ["Đơn vị", "Kỳ này", "Kỳ so sánh A"],
        ["Xã Sín Thầu", counts[0], 5],
        ["Xã Mường Nhè", counts[1], 6],
    ]
    return write_xlsx(path, {"S": PrintedSheet(rows)})


def test_what_was_told_once_about_names_and_columns_is_not_asked_next_month(store: Engine, tmp_path: Path) -> None:
    told = {"Kỳ này": "enrolled:as_of", "Kỳ so sánh A": "enrolled:same_day_last_year"}
    workbook = read_workbook_file(write_report(tmp_path / "a.xlsx", "31/3/2021", (8, 12, 0)))
    with store.connect() as connection:
        settled = check_with_words(
            connection, workbook, IntakeOptions(mapping=told), ["Xã Mường Nhè=Xã Mường Nhé"], TODAY
        )
    assert publish_settled(store, settled, by="officer", now=NOW) == (1, 3)
    checked = check_printed(store, write_report(tmp_path / "b.xlsx", "30/6/2021", (9, 13, 0)))
    assert checked.refusal is None
    days = set(checked.report.facts["as_of"])
    assert days == {date(2021, 6, 30), date(2020, 6, 30)}
    assert checked.report.outcome_counts["alias"] == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Xã Mường Nhè", "decision_malformed"),
        ("Xã Không Có=03160", "decided_row_missing"),
        ("Xã Mường Nhè=Xã Trên Mây", "decided_area_unknown"),
    ],
)
def test_a_decision_that_says_nothing_is_refused(store: Engine, tmp_path: Path, words: str, code: str) -> None:
    workbook = read_workbook_file(write_report(tmp_path / "a.xlsx", "31/3/2021", (8, 12, 0)))
    with store.connect() as connection, pytest.raises(BadInput) as caught:
        check_with_words(connection, workbook, IntakeOptions(), [words], TODAY)
    assert caught.value.code == code


def test_a_row_decided_away_is_left_out_and_still_counts_in_its_total(store: Engine, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Người tham gia BHXH tự nguyện tỉnh Điện Biên đến 31/3/2021"],
        ["Đơn vị", "Người tham gia"],
        ["Xã Sín Thầu", 8],
        ["Cơ quan tỉnh", 12],
        ["Cộng", 20],
    ]
    path = write_xlsx(tmp_path / "a.xlsx", {"S": PrintedSheet(rows)})
    with store.connect() as connection:
        settled = check_with_words(connection, read_workbook_file(path), IntakeOptions(), ["4=-"], TODAY)
    assert settled.checked.refusal is None
    assert settled.checked.report.facts["count"].tolist() == [8]
    assert [one.holds for one in settled.checked.report.check_sums] == [True]
