"""Cells that a person put right: read as if the file had held what they should have held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geodata.errors import BadInput, Bilingual
from services.intake.files.sheets import Sheet, SheetRow
from services.intake.options import CellCorrection
from services.intake.values.cells import build_column_letter


def correct_sheet(sheet: Sheet, corrections: Sequence[CellCorrection]) -> Sheet:
    """Return the sheet with the corrections that are about it; BadInput where it has no such row."""
    meant = [one for one in corrections if one.sheet is None or one.sheet == sheet.name]
    if not meant:
        return sheet
    positions = {row.number: position for position, row in enumerate(sheet.rows)}
    rows = list(sheet.rows)
    for one in meant:
        if one.row not in positions:
            raise _build_no_row(sheet, one)
        rows[positions[one.row]] = _correct(rows[positions[one.row]], one)
    return replace(sheet, rows=tuple(rows))


def list_corrected(sheet: Sheet, corrections: Sequence[CellCorrection]) -> frozenset[tuple[int, str]]:
    """Return row number and column letter of the cells of this sheet that a person settled."""
    return frozenset(
        (one.row, one.column_letter.upper()) for one in corrections if one.sheet is None or one.sheet == sheet.name
    )


def _correct(row: SheetRow, correction: CellCorrection) -> SheetRow:
    letters = [build_column_letter(index) for index in range(max(len(row.cells), 702))]
    index = letters.index(correction.column_letter.upper()) if correction.column_letter.upper() in letters else -1
    if index < 0:
        return row
    cells = [*row.cells, *[None] * (index + 1 - len(row.cells))]
    cells[index] = correction.text or None
    return SheetRow(row.number, tuple(cells))


def _build_no_row(sheet: Sheet, correction: CellCorrection) -> BadInput:
    return BadInput(
        "corrected_row_missing",
        Bilingual(f"Bảng không có dòng {correction.row} để sửa", f"There is no row {correction.row} to correct"),
        Bilingual("Ghi ô như trong bảng tính: E12=4299.", "Name the cell as the spreadsheet does: E12=4299."),
        sheet.build_place(correction.row, correction.column_letter, correction.text),
    )
