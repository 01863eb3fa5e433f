"""Every kind of bad file is refused by name, in both languages, with place and mend; the odd ones are remarked on."""

from __future__ import annotations

import struct
import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import psutil
import pytest
import xlsxwriter
import xlwt
from odf.table import TableCell, TableRow
from odf.text import P
from openpyxl import load_workbook

from geodata.errors import BadInput
from services.intake.files.remarks import RemarkKind
from services.intake.files.sheets import MergedRange, Sheet, SheetLimits, read_workbook, read_workbook_file
from tests.fixtures.bad_workbooks import (
    MAIN,
    build_compound,
    build_encrypted_xlsx,
    build_ods,
    build_row,
    build_xls,
    build_xlsx,
    build_xlsx_of,
    encrypt_xls,
    replace_parts,
)

TEST_LIMITS = SheetLimits(memory_bytes=700_000_000)


def refuse(content: bytes, name: str = "báo cáo.xlsx", limits: SheetLimits = TEST_LIMITS) -> BadInput:
    started = time.monotonic()
    with pytest.raises(BadInput) as caught:
        read_workbook(content, name, limits)
    error = caught.value
    assert time.monotonic() - started < 15
    assert error.exit_code == 3
    assert error.place.file == name
    for text in (error.message.vi, error.message.en, error.hint.vi, error.hint.en):
        assert len(text) > 10
    assert error.message.vi != error.message.en
    return error


def read_one(content: bytes, limits: SheetLimits = TEST_LIMITS) -> Sheet:
    return read_workbook(content, "a", limits).sheets[0]


def find_remark(sheet: Sheet, kind: RemarkKind) -> tuple[tuple[int, int], ...]:
    remark = next(remark for remark in sheet.remarks if remark.kind == kind)
    place = remark.build_place(sheet.file_name, sheet.name)
    assert (place.file, place.sheet, place.row) == ("a", sheet.name, remark.cells[0][0])
    assert remark.message.vi != remark.message.en
    assert remark.hint.vi
    return remark.cells


@pytest.mark.parametrize(
    "content", [b"", b"  \n\n", b"\xef\xbb\xbf", b";;;\n;;;\n", bytes(100), build_xlsx([]), build_ods([])]
)
def test_an_empty_file_is_refused(content: bytes) -> None:
    assert refuse(content).code == "table_empty"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n...", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"GIF89a\x01\x00", "GIF"),
        (b"{\\rtf1", "RTF"),
        (b"Rar!\x1a\x07", "RAR"),
        (b"<?xml version='1.0'?><a/>", "XML"),
        (build_compound({"WordDocument": bytes(5000)}), "Word"),
        (build_compound({"Other": bytes(5000)}), "OLE"),
        (replace_parts(build_xlsx(), {"word/document.xml": "", "xl/workbook.xml": ""}), "XLSX"),
    ],
)
def test_a_file_of_another_kind_is_refused_by_its_name(content: bytes, kind: str) -> None:
    if kind == "XLSX":
        assert refuse(content).code == "workbook_broken"  # it is a workbook whose list of sheets is gone
        return
    error = refuse(content)
    assert error.code == "table_wrong_kind"
    assert kind in error.message.vi
    assert kind in error.message.en


@pytest.mark.parametrize(
    ("part", "kind"), [("word/document.xml", "Word"), ("xl/workbook.bin", "XLSB"), ("a.txt", "ZIP")]
)
def test_an_archive_that_is_no_workbook_is_refused(part: str, kind: str) -> None:
    assert kind in refuse(_zip({part: b"x"})).message.en


def test_an_archive_with_a_table_in_it_is_to_be_unpacked() -> None:
    error = refuse(_zip({"thang 3/bao cao.xlsx": build_xlsx()}))
    assert error.code == "table_is_zipped"
    assert "bao cao.xlsx" in error.message.vi


@pytest.mark.parametrize(
    "content",
    [
        "<html><body><table><tr><td>Mã xã</td></tr></table></body></html>".encode(),
        "\ufeff<!DOCTYPE html>\n<html><table></table></html>".encode(),
        "<table border=1><tr><td>Mã</td></tr></table>".encode("utf-16"),
        b"<meta http-equiv='Content-Type' content='text/html'><table></table>",
        b"MIME-Version: 1.0\nContent-Type: multipart/related",
    ],
)
def test_a_web_page_named_xls_is_told_for_what_it_is(content: bytes) -> None:
    error = refuse(content, "báo cáo.xls")
    assert error.code == "table_is_html"
    assert "HTML" in error.message.vi
    assert ".xlsx" in error.hint.vi


def test_an_xml_spreadsheet_of_2003_is_told_for_what_it_is() -> None:
    content = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
    assert refuse(content, "a.xls").code == "workbook_is_xml_2003"


def test_a_workbook_from_before_1997_is_told_for_what_it_is() -> None:
    assert refuse(b"\x09\x08\x08\x00\x00\x05\x05\x00" + bytes(100), "a.xls").code == "workbook_too_old"


@pytest.mark.parametrize("build", [build_xlsx, build_xls, build_ods])
def test_a_truncated_workbook_is_refused(build: Callable[[], bytes]) -> None:
    content = build()
    for length in (len(content) // 2, len(content) - 600, 40):
        assert refuse(content[:length]).code == "workbook_broken"


@pytest.mark.parametrize(
    ("parts", "sheet_name"),
    [
        ({"xl/workbook.xml": "<workbook"}, None),
        ({"xl/_rels/workbook.xml.rels": ""}, None),
        ({"xl/worksheets/sheet1.xml": '<worksheet><sheetData><row r="1"><c r="A1"'}, "Biểu 01"),
        ({"xl/worksheets/sheet1.xml": ""}, "Biểu 01"),
        ({"xl/sharedStrings.xml": "<sst><si><t>a"}, None),
    ],
)
def test_a_workbook_with_broken_parts_is_refused_with_the_sheet(parts: dict[str, str], sheet_name: str | None) -> None:
    error = refuse(replace_parts(build_xlsx(), parts))
    assert error.code == "workbook_broken"
    assert error.place.sheet == sheet_name


def test_a_text_that_is_not_among_the_shared_ones_is_refused_with_the_sheet() -> None:
    error = refuse(build_xlsx_of(build_row(1, 't="s"|<v>99</v>')))
    assert (error.code, error.place.sheet) == ("workbook_broken", "Biểu 01")


@pytest.mark.parametrize("content", [build_encrypted_xlsx(), encrypt_xls(build_xls())])
def test_an_encrypted_workbook_is_refused(content: bytes) -> None:
    error = refuse(content)
    assert error.code == "workbook_encrypted"
    assert "mật khẩu" in error.hint.vi


def test_an_encrypted_ods_is_refused() -> None:
    manifest = '<manifest:manifest xmlns:manifest="x"><manifest:encryption-data/></manifest:manifest>'
    assert refuse(replace_parts(build_ods(), {"META-INF/manifest.xml": manifest})).code == "workbook_encrypted"


@pytest.mark.parametrize(
    "content",
    [
        replace_parts(build_xlsx(), {"xl/vbaProject.bin": b"x"}),
        replace_parts(build_xlsx(), {"xl/macrosheets/sheet1.xml": b"x"}),
        replace_parts(build_ods(), {"Basic/Standard/Module1.xml": b"x"}),
        build_compound({"Workbook": bytes(5000), "_VBA_PROJECT_CUR": bytes(5000)}),
    ],
)
def test_a_workbook_with_macros_is_refused_with_the_way_to_leave_them_out(content: bytes) -> None:
    error = refuse(content)
    assert error.code == "workbook_macros"
    assert ".xlsx" in error.hint.vi


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


def test_reading_ends_when_its_time_is_over() -> None:
    rows = "".join(build_row(number, "|<v>1</v>") for number in range(1, 190_000))
    started = time.monotonic()
    content = build_xlsx_of(rows * 5)
    error = refuse(content, limits=SheetLimits(seconds=1, row_count=10_000_000, memory_bytes=8_000_000_000))
    assert error.code == "reading_too_slow"
    assert time.monotonic() - started < 15


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


def test_formulas_without_results_are_told_and_never_read_as_nothing() -> None:
    cells = ["|<v>1</v>", "|<f>A1+1</f>", "|<f>A1+1</f><v></v>", "|<f>A1+1</f><v/>", '|<f t="shared" si="0"/>']
    results = ['t="str"|<f>""</f><v></v>', "|<f>A1</f><v>0</v>"]
    sheet = read_one(build_xlsx_of(build_row(4, *cells, *results)))
    assert find_remark(sheet, RemarkKind.FORMULA_UNCALCULATED) == ((4, 1), (4, 2), (4, 3), (4, 4))
    assert sheet.rows[0].cells == (1.0, None, None, None, None, None, 0.0)


def test_zeros_of_a_program_that_cannot_calculate_are_no_results() -> None:
    target = BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet("Biểu 01")
    sheet.write_row(0, 0, [1, 2])
    sheet.write_formula(1, 0, "=A1+B1")
    book.close()
    read = read_one(target.getvalue())
    assert find_remark(read, RemarkKind.FORMULA_UNCALCULATED) == ((2, 0),)
    assert len(read.rows) == 1


def test_formulas_without_results_are_told_of_old_workbooks_too() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Biểu 01")
    sheet.write(0, 0, 5)
    sheet.write(1, 1, xlwt.Formula("A1+1"))
    target = BytesIO()
    book.save(target)
    assert find_remark(read_one(target.getvalue()), RemarkKind.FORMULA_UNCALCULATED) == ((2, 1),)


def test_formulas_without_results_are_told_of_ods_too() -> None:
    row = TableRow()
    row.addElement(TableCell(formula="of:=[.A1]+1"))
    sheet = read_one(build_ods([["a"]], extra=row))
    assert find_remark(sheet, RemarkKind.FORMULA_UNCALCULATED) == ((2, 0),)


def test_error_cells_keep_their_text_and_are_told() -> None:
    cells = ["|<v>1</v>", 't="e"|<v>#REF!</v>', 't="e"|<f>1/0</f><v>#DIV/0!</v>']
    sheet = read_one(build_xlsx_of(build_row(2, *cells) + build_row(3, 't="e"|<v>#N/A</v>')))
    assert sheet.rows[0].cells == (1.0, "#REF!", "#DIV/0!")
    assert sheet.rows[1].cells == ("#N/A",)
    assert find_remark(sheet, RemarkKind.CELL_ERROR) == ((2, 1), (2, 2), (3, 0))


def test_error_cells_of_an_old_workbook_keep_their_text() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Biểu 01")
    sheet.write(0, 0, "Tỷ lệ")
    sheet.row(1).set_cell_error(1, "#DIV/0!")
    target = BytesIO()
    book.save(target)
    read = read_one(target.getvalue())
    assert read.rows[1].cells == (None, "#DIV/0!")
    assert find_remark(read, RemarkKind.CELL_ERROR) == ((2, 1),)


def test_error_cells_of_an_ods_keep_their_text() -> None:
    content = build_ods([["a", "#SỐ"]])
    with zipfile.ZipFile(BytesIO(content)) as archive:
        xml = archive.read("content.xml").decode()
    space = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" '
    xml = xml.replace("<office:document-content ", f"<office:document-content {space}", 1)
    xml = xml.replace("#SỐ", "#DIV/0!")
    start = xml.rindex("<table:table-cell")
    xml = xml[:start] + xml[start:].replace("<table:table-cell", '<table:table-cell calcext:value-type="error"', 1)
    sheet = read_one(replace_parts(content, {"content.xml": xml}))
    assert sheet.rows[0].cells == ("a", "#DIV/0!")
    assert find_remark(sheet, RemarkKind.CELL_ERROR) == ((1, 1),)


def test_merged_cells_that_overlap_are_told_and_left_out() -> None:
    merges = '<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="B2:C3"/><mergeCell ref="D1:D2"/></mergeCells>'
    sheet = read_one(build_xlsx_of(build_row(1, "|<v>1</v>"), after=merges))
    assert find_remark(sheet, RemarkKind.MERGE_OVERLAP) == ((2, 1),)
    assert sheet.merged == (MergedRange(1, 0, 2, 1), MergedRange(1, 3, 2, 3))
    assert "B2:C3" in sheet.remarks[0].message.vi


def test_cells_hidden_under_a_merge_are_told_and_kept() -> None:
    merges = '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
    rows = build_row(1, "|<v>1</v>", "|<v>2</v>") + build_row(2, "|<v>3</v>")
    sheet = read_one(build_xlsx_of(rows, after=merges))
    assert find_remark(sheet, RemarkKind.MERGE_HIDES_CELLS) == ((1, 1), (2, 0))
    assert sheet.rows[0].cells == (1.0, 2.0)


def test_a_number_without_end_is_text_not_nothing() -> None:
    assert read_one(build_xlsx_of(build_row(1, "|<v>NaN</v>", "|<v>1e999</v>"))).rows[0].cells == ("nan", "inf")


def test_a_workbook_that_excel_itself_wrote_again_has_no_remarks() -> None:
    target = BytesIO()
    load_workbook(BytesIO(build_xlsx())).save(target)
    assert read_one(target.getvalue()).remarks == ()


def _zip(parts: dict[str, bytes]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return target.getvalue()


def _find_all(content: bytes, part: bytes) -> list[int]:
    positions, start = [], content.find(part)
    while start >= 0:
        positions.append(start)
        start = content.find(part, start + 1)
    return positions
