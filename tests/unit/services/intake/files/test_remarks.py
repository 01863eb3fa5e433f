"""What is odd about a workbook that is read all the same: formulas, errors, merged cells."""

from __future__ import annotations

import zipfile
from io import BytesIO

import xlsxwriter
import xlwt
from odf.table import TableCell, TableRow
from openpyxl import load_workbook

from services.intake.files.remarks import RemarkKind
from services.intake.files.sheets import MergedRange
from tests.fixtures.bad_workbooks import (
    build_ods,
    build_row,
    build_xlsx,
    build_xlsx_of,
    replace_parts,
)
from tests.fixtures.refused_workbooks import find_remark, read_one


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
