"""The cells that calamine gives as filled rows, with what it leaves out put in its place."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice, pairwise
from typing import Any

from python_calamine import CalamineSheet

from services.intake.files import sheet_errors as errors
from services.intake.files.limits import SheetLimits
from services.intake.files.merged import MergedRange, list_hidden_cells, part_overlapping
from services.intake.files.reading.answers import RawCell, RawRemark, RawSheet
from services.intake.files.reading.parts import Oddities
from services.intake.files.remarks import RemarkKind
from services.intake.values.cells import build_column_letter, drop_controls, is_blank

_FAR_ROWS = 1_000  # blank rows between a cell and the one above it that nobody leaves by intention
_ROWS_AT_ONCE = 512
Rows = dict[int, list[RawCell]]


def build_raw_sheet(
    sheet: CalamineSheet, oddities: Oddities, *, is_hidden: bool, file_name: str, limits: SheetLimits
) -> RawSheet:
    """Return the filled rows of a sheet with merged ranges and remarks; BadInput where it is beyond a limit."""
    if sheet.total_height * sheet.total_width > limits.cell_count:
        letter = build_column_letter(sheet.total_width - 1)
        raise errors.build_too_scattered(file_name, sheet.name, sheet.total_height, letter)
    rows = _read_rows(sheet, file_name, limits)
    for number, column in oddities.uncalculated:
        if column < len(rows.get(number, ())):
            rows[number][column] = None
    _put_errors(rows, oddities.error_texts)
    rows = {number: rows[number] for number in sorted(rows) if _trim(rows[number])}
    kept, overlapping = part_overlapping(_list_merged(sheet, oddities))
    remarks = [*_list_remarks(rows, oddities), *_list_merge_remarks(rows, kept, overlapping)]
    return RawSheet(drop_controls(sheet.name), is_hidden, list(rows), list(rows.values()), kept, remarks)


def _read_rows(sheet: CalamineSheet, file_name: str, limits: SheetLimits) -> Rows:
    rows: Rows = {}
    left: list[RawCell] = [None] * (
        sheet.start[1] if sheet.start else 0
    )  # which iter_rows leaves out, unlike the rows above
    for number, cells in enumerate(_list_rows(sheet), start=1):
        row = list(cells)
        if left:
            row = left + row
        if not _trim(row):
            continue
        rows[number] = row
        if len(rows) > limits.row_count:
            raise errors.build_too_long(file_name, sheet.name, number, limits.row_count)
        if len(row) > limits.column_count:
            column = build_column_letter(limits.column_count)
            raise errors.build_too_wide(file_name, sheet.name, number, column, limits.column_count)
    return rows


def _list_rows(sheet: CalamineSheet) -> Iterator[Sequence[RawCell]]:
    """Yield the rows, read by columns of some hundred cells: most hold nothing but numbers, known at a glance."""
    rows = iter(sheet.iter_rows())
    while some := list(islice(rows, _ROWS_AT_ONCE)):
        yield from zip(*map(_build_cells, zip(*some, strict=True)), strict=True)


def _build_cells(cells: tuple[Any, ...]) -> Sequence[RawCell]:
    if {float}.issuperset(map(type, cells)) and math.isfinite(sum(cells)):
        return cells
    texts = _Texts()
    return [
        # a number that is none (NaN) or endless is no plain float: it goes on as text
        cell if type(cell) is float and cell - cell == 0.0 else texts[cell] if type(cell) is str else _build_cell(cell)
        for cell in cells
    ]


class _Texts(dict[str, RawCell]):
    """What becomes of a text, found out once."""

    def __missing__(self, text: str) -> RawCell:
        self[text] = cell = _build_cell(text)
        return cell


def _build_cell(cell: object) -> RawCell:
    if isinstance(cell, str):
        text = cell if cell.isprintable() else drop_controls(cell)
        return None if is_blank(text) else text
    # Times and durations have no place in such a table; as text they are reported where they stand.
    return cell if isinstance(cell, bool | int | date) else str(cell)


def _trim(row: list[RawCell]) -> bool:
    """Drop the blank cells at the end of a row and tell whether any cell is left."""
    while row and row[-1] is None:
        row.pop()
    return bool(row)


def _put_errors(rows: Rows, texts: dict[tuple[int, int], str]) -> None:
    for (number, column), text in texts.items():
        row = rows.setdefault(number, [])
        row.extend([None] * (column + 1 - len(row)))
        row[column] = text


def _list_merged(sheet: CalamineSheet, oddities: Oddities) -> list[MergedRange]:
    if oddities.merged is not None:
        return list(oddities.merged)
    return [MergedRange(first[0] + 1, first[1], last[0] + 1, last[1]) for first, last in sheet.merged_cell_ranges or ()]


def _list_remarks(rows: Rows, oddities: Oddities) -> list[RawRemark]:
    remarks: list[RawRemark] = []
    if oddities.uncalculated:
        remarks.append((RemarkKind.FORMULA_UNCALCULATED, sorted(oddities.uncalculated), []))
    if oddities.error_texts:
        remarks.append((RemarkKind.CELL_ERROR, sorted(oddities.error_texts), []))
    numbers = list(rows)
    far = [
        (number, next(index for index, cell in enumerate(rows[number]) if cell is not None))
        for above, number in pairwise(numbers)
        if number - above > _FAR_ROWS
    ]
    if far:
        remarks.append((RemarkKind.FAR_CELL, far, []))
    return remarks


def _list_merge_remarks(rows: Rows, kept: list[MergedRange], overlapping: list[MergedRange]) -> list[RawRemark]:
    remarks: list[RawRemark] = []
    if overlapping:
        corners = [(one.first_row, one.first_column) for one in overlapping]
        remarks.append((RemarkKind.MERGE_OVERLAP, corners, overlapping))
    hidden = list_hidden_cells(kept, rows, max(rows, default=0))
    if hidden:
        remarks.append((RemarkKind.MERGE_HIDES_CELLS, hidden, []))
    return remarks
