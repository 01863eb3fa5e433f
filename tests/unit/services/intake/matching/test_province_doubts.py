"""A misspelt province is one question for all its rows; a code told is of the level that bears it to the letter."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.engine import Engine

from geodata.areas import Level
from services.intake.files.sheets import read_workbook_file
from services.intake.options import IntakeOptions, RowDecision
from services.intake.publication.deciding import check_with_words
from services.intake.publication.uploads import check_upload, create_upload, decide_rows
from tests.fixtures.checked_tables import assert_sums, list_enrolled
from tests.fixtures.group_reports import Row
from tests.fixtures.intake_tables import TODAY, write_more_vintage
from tests.fixtures.printed_reports import PrintedSheet, check_printed, write_xlsx
from tests.fixtures.small_areas import OLD_AREAS, OLD_VINTAGE

NOW = datetime(2026, 1, 2, tzinfo=UTC)
WRITTEN = "Tỉnh Điện Biênn"
COUNTS = {"03158": 5, "03160": 10, "03217": 25, "03226": 15}
ROWS: list[Row] = [
    ["Số người tham gia BHXH tự nguyện đến 30/6/2021"],
    ["STT", "Tỉnh", "Huyện", "Xã", "Người tham gia"],
    [1, WRITTEN, "Huyện Mường Nhé", "Xã Sín Thầu", 5],
    [2, WRITTEN, "Huyện Mường Nhé", "Xã Mường Nhé", 10],
    [3, WRITTEN, "Huyện Tủa Chùa", "TT. Tủa Chùa", 25],
    [4, WRITTEN, "Huyện Tủa Chùa", "Xã Quý Hòa", 15],
]


def write(folder: Path, rows: list[Row] = ROWS) -> Path:
    return write_xlsx(folder / "a.xlsx", {"Biểu": PrintedSheet(rows)})


def test_a_misspelt_province_is_one_question(store: Engine, tmp_path: Path) -> None:
    report = check_printed(store, write(tmp_path)).report
    (question,) = report.questions
    assert (question.number, question.asks, question.asked) == (3, Level.PROVINCE, WRITTEN)
    assert question.candidates[0].area_code == "11"
    assert dict(question.notes)["11"].vi == "có 4 trong 4 tên của các dòng này"
    assert [row.waits_for for row in report.unsettled if row.number != 3] == [3, 3, 3]
    assert report.findings == ()


def test_the_answer_is_for_all_rows_and_in_words_and_remembered(store: Engine, tmp_path: Path) -> None:
    path = write(tmp_path)
    checked = check_printed(store, path, IntakeOptions(decisions=(RowDecision("Biểu", 3, "11"),)))
    assert list_enrolled(checked) == COUNTS
    options = IntakeOptions(vintage_id=OLD_VINTAGE)
    with store.connect() as connection:
        settled = check_with_words(connection, read_workbook_file(path), options, [f"{WRITTEN}=11"], TODAY)
    assert list_enrolled(settled.checked) == COUNTS
    stored = create_upload(store, path.read_bytes(), "a.xlsx", options, by="hoa", now=NOW)
    decide_rows(store, stored.upload_id, stored.version, [RowDecision("Biểu", 3, "11")], by="hoa", now=NOW)
    again = create_upload(store, path.read_bytes(), "a.xlsx", options, by="lan", now=NOW)
    with store.connect() as connection:
        assert list_enrolled(check_upload(connection, again, TODAY)) == COUNTS


def test_a_misspelt_district_of_a_misspelt_province_is_asked_about_next(store: Engine, tmp_path: Path) -> None:
    rows = [[*row[:2], str(row[2]).replace("Chùa", "Chuaa"), *row[3:]] if len(row) > 2 else row for row in ROWS]
    path = write(tmp_path, rows)
    (first,) = check_printed(store, path).report.questions
    assert first.asks == Level.PROVINCE
    told = RowDecision("Biểu", 3, "11")
    (second,) = check_printed(store, path, IntakeOptions(decisions=(told,))).report.questions
    assert (second.number, second.asks) == (5, Level.MANAGING_UNIT)
    both = IntakeOptions(decisions=(told, RowDecision("Biểu", 5, "098")))
    assert list_enrolled(check_printed(store, path, both)) == COUNTS


def test_the_code_of_a_district_is_no_commune_whose_zeros_were_lost(store: Engine, tmp_path: Path) -> None:
    """Quận Ba Đình is 001, Phường Phúc Xá 00001."""
    areas = [*OLD_AREAS, ("managing_unit", "001", "Huyện Nậm Pồ", "province", "11")]
    areas += [("commune", "00001", "Xã Nà Hỳ", "managing_unit", "001")]
    areas += [("commune", "00004", "Xã Nà Khoa", "managing_unit", "001")]
    write_more_vintage(store, "VN-2016-01-01-more", areas)
    rows: list[Row] = [
        ["BHXH TỈNH ĐIỆN BIÊN"],
        ["KẾT QUẢ BHXH TỰ NGUYỆN ĐẾN 30/6/2021"],
        ["STT", "Đơn vị", "Người tham gia"],
        ["I", "Huyện Nậm Pôô", 15],
        [1, "Xã Nà Hỳ", 5],
        [2, "Xã Nà Khoa", 10],
    ]
    path = write(tmp_path, rows)
    options = IntakeOptions(vintage_id="VN-2016-01-01-more", decisions=(RowDecision("Biểu", 4, "001"),))
    checked = check_printed(store, path, options)
    assert list_enrolled(checked) == {"00001": 5, "00004": 10}
    assert_sums(checked, 1)
    with store.connect() as connection:
        options = IntakeOptions(vintage_id="VN-2016-01-01-more")
        settled = check_with_words(connection, read_workbook_file(path), options, ["4=001"], TODAY)
    assert list_enrolled(settled.checked) == {"00001": 5, "00004": 10}
