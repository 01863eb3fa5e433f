"""A short text table as a raw sheet: every row of it at once."""

from __future__ import annotations

from itertools import zip_longest

from services.intake.files import sheet_errors as errors
from services.intake.files.delimited import parse_delimited
from services.intake.files.encodings import LEGACY, decode_table
from services.intake.files.limits import SheetLimits
from services.intake.files.reading.answers import RawRemark, RawSheet
from services.intake.files.remarks import RemarkKind
from services.intake.values.cells import Cell, build_column_letter, is_blank


def read_text(content: bytes, file_name: str, limits: SheetLimits) -> RawSheet:
    """Return a text table as a sheet without name; BadInput where it is no text, broken, empty or beyond a limit."""
    text, encoding = decode_table(content, file_name)
    numbers: list[int] = []
    rows: list[list[Cell]] = []
    for number, cells in parse_delimited(text, file_name):
        if all(is_blank(cell) for cell in cells):
            continue
        while cells[-1] is None:
            cells.pop()
        if len(cells) > limits.column_count:
            column = build_column_letter(limits.column_count)
            raise errors.build_too_wide(file_name, None, number, column, limits.column_count)
        numbers.append(number)
        rows.append(cells)
        if len(rows) > limits.row_count:
            raise errors.build_too_long(file_name, None, number, limits.row_count)
    if not rows:
        raise errors.build_empty(file_name)
    _check_extent(numbers, rows, file_name, limits)
    remarks: list[RawRemark] = [(RemarkKind.LEGACY_TEXT, [(numbers[0], 0)], [])] if encoding == LEGACY else []
    return RawSheet(None, False, numbers, list(zip_longest(*rows)), (), remarks)


def _check_extent(numbers: list[int], rows: list[list[Cell]], file_name: str, limits: SheetLimits) -> None:
    """Refuse rows that span too many cells: one long row among two hundred thousand short ones is enough."""
    widest = max(range(len(rows)), key=lambda position: len(rows[position]))
    if len(rows) * len(rows[widest]) > limits.cell_count:
        letter = build_column_letter(len(rows[widest]) - 1)
        raise errors.build_too_scattered(file_name, None, numbers[widest], letter)
