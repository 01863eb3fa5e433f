"""Bombs, and files beyond a limit of size, time, memory, rows, columns or sheets."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from odf.table import TableCell, TableRow
from odf.text import P

from geodata.errors import BadInput
from services.intake.files.readers import READERS
from services.intake.files.remarks import RemarkKind
from services.intake.files.sheets import SheetLimits, read_workbook_file
from tests.fixtures.bad_workbooks import (
    MAIN,
    build_ods,
    build_row,
    build_xls,
    build_xlsx,
    build_xlsx_of,
    replace_parts,
)
from tests.fixtures.refused_workbooks import find_remark, read_one, refuse
from webmap.settings import Settings


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = replace_parts(build_xlsx(), {"xl/worksheets/sheet1.xml": b" " * 450_000_000})
    assert len(bomb) < 1_000_000
    error = refuse(bomb)
    assert error.code == "workbook_unpacks_too_large"
    assert "400 MB" in error.message.vi


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    bomb = bytearray(replace_parts(build_xlsx(), {"xl/worksheets/sheet1.xml": b" " * 450_000_000}))
    for position in _find_all(bytes(bomb), struct.pack("<I", 450_000_000)):
        bomb[position : position + 4] = struct.pack("<I", 1000)
    assert refuse(bytes(bomb)).code in ("workbook_broken", "reading_too_heavy")


def test_texts_that_multiply_end_the_reading_process_and_nothing_else() -> None:
    shared = f'<sst xmlns="{MAIN}"><si><t>{"x" * 2_000_000}</t></si></sst>'
    rows = "".join(build_row(number, 't="s"|<v>0</v>') for number in range(1, 2000))
    before = psutil.Process().memory_info().rss
    error = refuse(build_xlsx_of(rows, parts={"xl/sharedStrings.xml": shared}))
    assert error.code == "reading_too_heavy"
    assert "700 MB" in error.message.vi
    assert psutil.Process().memory_info().rss - before < 100_000_000
    assert read_one(build_xlsx()).rows  # and the next file is read


def test_reading_ends_when_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    # The clock of a busy machine runs on while others work; a reader that it ends is gone, and with it what it worked.
    monkeypatch.setattr("services.intake.files.reading_process._WAITING", 120)
    rows = "".join(build_row(number, "|<v>1</v>") for number in range(1, 190_000))
    content = build_xlsx_of(rows * 20)  # some four seconds of work where this was written
    worked = READERS.measure_processor()
    error = refuse(content, limits=SheetLimits(seconds=1, row_count=10_000_000, memory_bytes=8_000_000_000))
    assert error.code == "reading_too_slow"
    assert 0.5 < READERS.measure_processor() - worked < 2


def test_reading_ends_when_the_clock_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    long = build_xlsx([["Xã", "1", "2", "3"]] * 5_000)  # which nobody reads in a thousandth of a second
    monkeypatch.setattr("services.intake.files.reading_process._WAITING", 0.001)
    assert refuse(long, limits=SheetLimits(seconds=1)).code == "reading_too_slow"
    assert READERS.measure_processor() == 0  # whoever was late is gone with its fork
    monkeypatch.undo()
    assert read_one(build_xlsx()).rows


def test_no_file_keeps_a_processor_busy_for_more_than_ten_seconds() -> None:
    assert SheetLimits().seconds <= 8
    assert Settings().sheet_limits.seconds == SheetLimits().seconds


@pytest.mark.parametrize("content", [build_xlsx(), b"a;b\n1;2\n"])
def test_a_file_of_200_mb_is_refused_unread(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "báo cáo.xlsx"
    with path.open("wb") as file:
        file.write(content)
        file.truncate(200_000_000)
    with pytest.raises(BadInput) as caught:
        read_workbook_file(path)
    assert caught.value.code == "table_too_large"
    assert "200 MB" in caught.value.message.vi
    assert "180 MB" in caught.value.message.vi


def test_a_workbook_beyond_the_limit_of_workbooks_is_refused() -> None:
    error = refuse(build_xlsx(), limits=SheetLimits(file_bytes=1000))
    assert error.code == "table_too_large"


def test_five_hundred_sheets_are_refused() -> None:
    error = refuse(build_xlsx([["a"]], sheets=[f"Biểu {number}" for number in range(500)]))
    assert error.code == "workbook_too_many_sheets"
    assert "500" in error.message.vi
    assert "60" in error.message.vi


def test_a_million_blank_formatted_rows_are_read_as_nothing() -> None:
    rows = build_row(1, 't="inlineStr"|<is><t>Tên xã</t></is>') + build_row(2, "|<v>7</v>")
    blank = "".join(f'<row r="{number}" s="1"><c r="A{number}" s="1"/></row>' for number in range(3, 1_000_000))
    sheet = read_one(build_xlsx_of(rows + blank))
    assert [row.cells for row in sheet.rows] == [("Tên xã",), (7.0,)]
    assert sheet.remarks == ()


def test_a_million_blank_rows_of_text_are_read_as_nothing() -> None:
    sheet = read_one(b"a;b\n1;2\n" + b";\n" * 1_000_000 + b"3;4\n")
    assert [row.number for row in sheet.rows] == [1, 2, 1_000_003]


def test_a_stray_cell_in_the_last_row_is_remarked_on() -> None:
    sheet = read_one(build_xlsx_of(build_row(1, "|<v>7</v>", "|<v>8</v>") + build_row(1_048_576, "|<v>9</v>")))
    assert [row.number for row in sheet.rows] == [1, 1_048_576]
    assert find_remark(sheet, RemarkKind.FAR_CELL) == ((1_048_576, 0),)


def test_filled_cells_too_far_apart_are_refused_with_the_farthest() -> None:
    wide = "".join(f'<c r="{letters}1"><v>1</v></c>' for letters in ("A", "CV"))
    error = refuse(build_xlsx_of(f'<row r="1">{wide}</row>' + build_row(1_048_576, "|<v>9</v>")))
    assert error.code == "table_too_scattered"
    assert (error.place.sheet, error.place.row, error.place.column) == ("Biểu 01", 1_048_576, "CV")


def test_a_cell_in_the_last_column_is_refused_with_its_place() -> None:
    error = refuse(build_xlsx_of('<row r="7"><c r="A7"><v>1</v></c><c r="XFD7"><v>1</v></c></row>'))
    assert (error.code, error.place.row, error.place.column) == ("table_too_wide", 7, "XFD")


def test_repeated_cells_of_an_ods_are_refused_before_they_are_made() -> None:
    row = TableRow(numberrowsrepeated=1_000_000)
    cell = TableCell(valuetype="float", value="1", numbercolumnsrepeated=200)
    cell.addElement(P(text="1"))
    row.addElement(cell)
    error = refuse(build_ods(extra=row))
    assert error.code == "table_too_scattered"
    assert (error.place.sheet, error.place.column) == ("Biểu 01", "GR")


@pytest.mark.parametrize("build", [build_xlsx, build_xls, build_ods])
def test_more_rows_than_the_limit_are_refused_with_the_first_one_too_many(build: Callable[..., bytes]) -> None:
    error = refuse(build([["a"], [], ["b"], ["c"]]), limits=SheetLimits(row_count=2))
    assert (error.code, error.place.row, error.place.sheet) == ("table_too_long", 4, "Biểu 01")


def test_more_rows_and_columns_of_text_than_the_limit_are_refused() -> None:
    assert refuse(b"a;b\n1;2\n3;4\n", limits=SheetLimits(row_count=2)).place.row == 3
    assert refuse(b"a;b\n1;2;3\n", limits=SheetLimits(column_count=2)).place.column == "C"


def test_binary_content_and_open_quotes_are_refused() -> None:
    assert refuse(bytes(range(1, 32)) * 20).code == "table_not_text"
    error = refuse(b'a;b\n1;"2\n3;4\n')
    assert (error.code, error.place.row) == ("table_rows_uneven", 2)


def _find_all(content: bytes, part: bytes) -> list[int]:
    positions, start = [], content.find(part)
    while start >= 0:
        positions.append(start)
        start = content.find(part, start + 1)
    return positions
