"""Good files of every kind give the same rows."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from geodata.errors import NotFound
from services.intake.files.sheets import MergedRange, Sheet, read_workbook, read_workbook_file
from tests.fixtures.bad_workbooks import build_ods, build_xls, build_xlsx, replace_parts

TEXT = "Mã xã;Tên xã;KH 2021\n03158;Xã Sín Thầu;4.299\n\n03160;Xã Mường Nhé;-\n"
CHILD_MODULES = (
    "import services.intake.files.reading.workbooks, services.intake.files.reading.answers, "
    "services.intake.files.reading.server, sys; print(*sys.modules)"
)


def read_one(content: bytes, name: str = "a") -> Sheet:
    workbook = read_workbook(content, name)
    assert len(workbook.sheets) == 1
    assert workbook.sheets[0].file_sha256 == workbook.file_sha256
    return workbook.sheets[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_tables_are_read_in_any_unicode_encoding(encoding: str) -> None:
    sheet = read_one(TEXT.encode(encoding))
    assert sheet.name is None
    assert [row.number for row in sheet.rows] == [1, 2, 4]
    assert sheet.rows[1].cells == ("03158", "Xã Sín Thầu", "4.299")


def test_text_in_code_page_1258_is_composed() -> None:
    sheet = read_one("Xa\u0303 Sín Thâ\u0300u;1\nx;2\n".encode("cp1258"))
    assert sheet.rows[0].cells[0] == "Xã Sín Thầu"


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_the_delimiter_is_found_below_a_letterhead_and_beside_decimal_commas(delimiter: str) -> None:
    rows = [["STT", "Tên xã", "Số", "Tỷ lệ"], *([str(n), f"Xã {n}", f"{n}", '"1,5"'] for n in range(9))]
    body = "\n".join(delimiter.join(row) for row in rows)
    sheet = read_one(f"BẢO HIỂM XÃ HỘI TỈNH\nBáo cáo tháng 3, năm 2019\n\n{body}\n".encode())
    assert [len(row.cells) for row in sheet.rows[2:]] == [4] * 10
    assert sheet.rows[2].number == 4


def test_the_hint_of_excel_names_the_delimiter_and_keeps_the_row_numbers() -> None:
    sheet = read_one(b"sep=|\na|b\n1|2\n")
    assert [(row.number, row.cells) for row in sheet.rows] == [(2, ("a", "b")), (3, ("1", "2"))]


def test_rows_of_a_text_table_may_be_of_any_length() -> None:
    sheet = read_one(b"Title\na;b;c\n1;2;3;;\n\nSigned;;;;;by\n")
    assert [len(row.cells) for row in sheet.rows] == [1, 3, 3, 6]


@pytest.mark.parametrize("build", [build_xlsx, build_xls, build_ods])
def test_workbooks_of_every_kind_give_the_same_cells(build: object) -> None:
    rows = [["Mã xã", "Tên xã"], [], ["03158", "Xã Sín Thầu", 4.299], [None, "Xã Mường Nhé", 12]]
    sheet = read_one(build(rows))  # type: ignore[operator]
    assert sheet.name == "Biểu 01"
    assert [(row.number, row.cells) for row in sheet.rows] == [
        (1, ("Mã xã", "Tên xã")),
        (3, ("03158", "Xã Sín Thầu", 4.299)),
        (4, (None, "Xã Mường Nhé", 12)),
    ]
    assert sheet.remarks == ()


def test_rows_above_and_columns_left_of_the_table_keep_its_numbers() -> None:
    sheet = read_one(build_xlsx([[], [], [None, None, "x"]]))
    assert (sheet.rows[0].number, sheet.rows[0].cells) == (3, (None, None, "x"))


def test_dates_of_a_workbook_stay_dates_and_times_become_text() -> None:
    moment = datetime(2021, 6, 1, 8, 30)  # noqa: DTZ001 (a workbook knows no zone)
    sheet = read_one(build_xlsx([[date(2021, 6, 1), moment, moment.time(), True]]))
    first, second, third, fourth = sheet.rows[0].cells
    assert first == date(2021, 6, 1)
    assert second == moment
    assert third == "08:30:00"
    assert fourth is True


@pytest.mark.parametrize("build", [build_xls, build_ods])
def test_merged_cells_are_told_where_they_lie(build: object) -> None:
    sheet = read_one(build(merge_title=True))  # type: ignore[operator]
    assert sheet.merged == (MergedRange(1, 0, 1, 2),)
    assert sheet.rows[0].cells == ("BÁO CÁO",)


def test_merged_cells_of_an_xlsx_are_told_where_they_lie() -> None:
    book = load_workbook(BytesIO(build_xlsx([["a", None, "c"], [1, 2, None]])))
    book.worksheets[0].merge_cells("A1:B1")
    book.worksheets[0].merge_cells("C1:C2")
    target = BytesIO()
    book.save(target)
    assert read_one(target.getvalue()).merged == (MergedRange(1, 0, 1, 1), MergedRange(1, 2, 2, 2))


def test_all_filled_sheets_come_back_and_hidden_ones_are_flagged() -> None:
    book = load_workbook(BytesIO(build_xlsx(sheets=["Biểu 01", "Ẩn", "Biểu 03"])))
    book["Ẩn"].sheet_state = "hidden"
    book.create_sheet("Trống")
    target = BytesIO()
    book.save(target)
    sheets = read_workbook(target.getvalue(), "a.xlsx").sheets
    assert [(sheet.name, sheet.is_hidden) for sheet in sheets] == [
        ("Biểu 01", False),
        ("Ẩn", True),
        ("Biểu 03", False),
    ]


def test_an_xlsx_with_prefixed_elements_is_read() -> None:
    xml = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData><x:row r="2">'
        '<x:c r="A2"><x:v>5</x:v></x:c><x:c r="B2"><x:f>1+1</x:f></x:c></x:row></x:sheetData>'
        '<x:mergeCells><x:mergeCell ref="C3:D4"/></x:mergeCells></x:worksheet>'
    )
    sheet = read_one(replace_parts(build_xlsx(), {"xl/worksheets/sheet1.xml": xml}))
    assert sheet.rows[0].cells == (5.0,)
    assert sheet.merged == (MergedRange(3, 2, 4, 3),)
    assert [remark.cells for remark in sheet.remarks] == [((2, 1),)]


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        read_workbook_file(tmp_path / "none.csv")


def test_a_file_is_read_from_its_path(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(TEXT, encoding="utf-8")
    assert read_workbook_file(path).file_name == "a.csv"


def test_the_reading_process_imports_nothing_heavy() -> None:
    done = subprocess.run([sys.executable, "-c", CHILD_MODULES], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "python_calamine" in loaded
    assert not loaded & {"numpy", "pandas", "pyarrow", "sqlalchemy", "flask", "shapely", "services.intake.files.sheets"}
