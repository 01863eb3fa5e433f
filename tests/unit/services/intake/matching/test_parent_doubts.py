"""A misspelt district: one question with ranked candidates, an answer for all its communes, remembered."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from geodata.areas import Level
from services.intake.files.sheets import read_workbook_file
from services.intake.options import IntakeOptions, RowDecision
from services.intake.publication.deciding import check_with_words
from services.intake.publication.uploads import check_upload, create_upload, decide_rows
from services.store.aliases import read_aliases
from tests.fixtures.checked_tables import assert_sums, get_refusal, list_enrolled
from tests.fixtures.group_reports import Row
from tests.fixtures.intake_tables import OLD_VINTAGE, TODAY
from tests.fixtures.printed_reports import PrintedSheet, check_printed, write_xlsx

NOW = datetime(2026, 1, 2, tzinfo=UTC)
TITLES: list[Row] = [["BHXH TỈNH ĐIỆN BIÊN"], ["KẾT QUẢ BHXH TỰ NGUYỆN ĐẾN 30/6/2021"]]
HEADING: list[Row] = [
    ["STT", "Đơn vị", "Người tham gia"],
    ["I", "Huyện Mường Nhé", 15],
    [1, "Xã Sín Thầu", 5],
    [2, "Xã Mường Nhé", 10],
    ["II", "Huyện Tủa Chuaa", 64],
    [1, "TT. Tủa Chùa", 25],
    [2, "Xã Tủa Chùa", 24],
    [3, "Xã Quý Hòa", 15],
]
COLUMN: list[Row] = [
    ["Huyện", "Xã", "Người tham gia"],
    ["Huyện Mường Nhé", "Xã Sín Thầu", 5],
    ["Huyện Mường Nhé", "Xã Mường Nhé", 10],
    ["Huyện Tủa Chuaa", "TT. Tủa Chùa", 25],
    ["Huyện Tủa Chuaa", "Xã Tủa Chùa", 24],
    ["Huyện Tủa Chuaa", "Xã Quý Hòa", 15],
]
ONCE: list[Row] = [
    [None if row[0] == above[0] else row[0], *row[1:]] for above, row in zip([[0], *COLUMN], COLUMN, strict=False)
]
COUNTS = {"03158": 5, "03160": 10, "03217": 25, "03229": 24, "03226": 15}
LAYOUTS = pytest.mark.parametrize(
    ("rows", "row"), [(HEADING, 7), (COLUMN, 6), (ONCE, 6)], ids=["a heading", "a column", "a column, given once"]
)


def write(folder: Path, rows: list[Row]) -> Path:
    total: Row = [None, "Tổng cộng", 79]
    return write_xlsx(folder / "a.xlsx", {"Biểu": PrintedSheet([*TITLES, *rows, total])})


@LAYOUTS
def test_a_misspelt_district_is_one_question(store: Engine, tmp_path: Path, rows: list[Row], row: int) -> None:
    checked = check_printed(store, write(tmp_path, rows))
    (question,) = checked.report.questions
    assert (question.number, question.asks, question.asked) == (row, Level.MANAGING_UNIT, "Huyện Tủa Chuaa")
    assert question.candidates[0].name == "Huyện Tủa Chùa"
    assert dict(question.notes)[question.candidates[0].area_code].vi == "có 3 trong 3 tên của các dòng này"
    waiting = [one for one in checked.report.unsettled if one.waits_for == row]
    assert len(waiting) == len(checked.report.unsettled) - 1 >= 2
    refusal = get_refusal(checked)
    assert (refusal.code, refusal.place.row) == ("rows_unsettled", row)


@LAYOUTS
def test_the_answer_is_for_all_its_rows(store: Engine, tmp_path: Path, rows: list[Row], row: int) -> None:
    path = write(tmp_path, rows)
    checked = check_printed(store, path, IntakeOptions(decisions=(RowDecision("Biểu", row, "098"),)))
    assert list_enrolled(checked) == COUNTS
    assert_sums(checked, 3 if rows is HEADING else 1)


@LAYOUTS
def test_the_answer_is_remembered(store: Engine, tmp_path: Path, rows: list[Row], row: int) -> None:
    content = write(tmp_path, rows).read_bytes()
    options = IntakeOptions(vintage_id=OLD_VINTAGE)
    stored = create_upload(store, content, "a.xlsx", options, by="hoa", now=NOW)
    decided = decide_rows(store, stored.upload_id, stored.version, [RowDecision("Biểu", row, "098")], by="hoa", now=NOW)
    again = create_upload(store, content, "a.xlsx", options, by="lan", now=NOW)
    with store.connect() as connection:
        (alias,) = read_aliases(connection, OLD_VINTAGE)
        assert list_enrolled(check_upload(connection, decided, TODAY)) == COUNTS
        assert list_enrolled(check_upload(connection, again, TODAY)) == COUNTS
    assert (alias.alias.level, alias.alias.written, alias.alias.area_code) == (
        *(Level.MANAGING_UNIT, "Huyện Tủa Chuaa"),
        "098",
    )


@LAYOUTS
def test_the_answer_is_given_in_words(store: Engine, tmp_path: Path, rows: list[Row], row: int) -> None:
    workbook = read_workbook_file(write(tmp_path, rows))
    words = ["Huyện Tủa Chuaa=Huyện Tủa Chùa"]
    options = IntakeOptions(vintage_id=OLD_VINTAGE)
    with store.connect() as connection:
        settled = check_with_words(connection, workbook, options, words, TODAY)
    assert list_enrolled(settled.checked) == COUNTS
    assert [alias.written for alias in settled.aliases] == ["Huyện Tủa Chuaa"]


def test_candidates_are_ranked_by_the_communes_that_lie_in_them_before_likeness(store: Engine, tmp_path: Path) -> None:
    rows: list[Row] = [
        ["STT", "Đơn vị", "Người tham gia"],
        ["I", "Huyện Mường Nhế", 39],
        [1, "Xã Tủa Chùa", 24],
        [2, "Xã Quý Hòa", 15],
        ["II", "Huyện Mường Nhé", 5],
        [1, "Xã Sín Thầu", 5],
    ]
    checked = check_printed(store, write(tmp_path, rows))
    (question,) = [one for one in checked.report.questions if one.asks]
    assert [area.name for area in question.candidates[:2]] == ["Huyện Tủa Chùa", "Huyện Mường Nhé"]


def test_a_single_row_of_an_unknown_district_asks_for_its_own_place(store: Engine, tmp_path: Path) -> None:
    checked = check_printed(store, write(tmp_path, COLUMN[:4]))
    (question,) = checked.report.questions
    assert question.asks is None
    assert [area.name for area in question.candidates][:1] == ["Thị trấn Tủa Chùa"]
