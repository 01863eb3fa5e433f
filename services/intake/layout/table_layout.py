"""From a sheet laid out for printing to a table: its header, its rows, and what each row is among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geodata.errors import Bilingual
from services.intake.files.sheets import Sheet, SheetRow
from services.intake.layout.body_columns import BodyColumns, find_body_columns
from services.intake.layout.filling import carry_merged_names
from services.intake.layout.grouping import group_rows
from services.intake.layout.header_block import HeaderBlock, find_header
from services.intake.layout.laid_rows import LaidRow, RowKind
from services.intake.layout.row_kinds import build_body_rows, classify_rows
from services.intake.layout.stacked_tables import SecondHeader, find_second_header

__all__ = ["LaidRow", "RowKind", "TableLayout", "find_table"]


@dataclass(frozen=True)
class TableLayout:
    """How a sheet is laid out.

    ``headers``: one text per column, the parts of a merged header from top to bottom joined by " · ".
    ``header_rows`` and ``code_row`` are row numbers as the spreadsheet shows them; ``codes`` the texts of the code
    row. ``rows``: every row of the sheet, those above the header too. ``reason`` says why there is no table: then there
    are no headers, and all rows are titles. ``second``: a header below that is of another table, which was left unread.
    """

    header_rows: tuple[int, ...]
    headers: tuple[str, ...]
    code_row: int | None
    codes: tuple[str, ...]
    rows: tuple[LaidRow, ...]
    columns: BodyColumns
    reason: Bilingual | None = None
    second: SecondHeader | None = None

    @property
    def titles(self) -> tuple[SheetRow, ...]:
        """The rows above the header."""
        return tuple(row.row for row in self.rows if row.kind == RowKind.TITLE)

    @property
    def is_table(self) -> bool:
        """Whether the sheet holds a table at all."""
        return self.reason is None


def find_table(sheet: Sheet) -> TableLayout:
    """Return how the sheet is laid out: header, groups, totals, data rows and notes; ``reason`` where it has no table.

    Nothing here knows the places of a vintage: whether a row names an area is found later, by ``joining``.
    """
    block = find_header(sheet)
    if block is None:
        return _build_tableless(sheet, "Trang không có dòng tiêu đề cột", "The sheet has no header of columns")
    columns = find_body_columns(sheet, block)
    body = carry_merged_names(sheet, build_body_rows(sheet.rows[block.body :], columns), columns)
    kinds = classify_rows(sheet, block, columns, body)
    second = find_second_header(sheet, block, body, kinds)
    if second is not None:
        kinds[second.position :] = [RowKind.NOTE] * (len(kinds) - second.position)
    rows = group_rows(sheet, body, kinds, columns)
    if not any(row.kind in (RowKind.DATA, RowKind.GROUP) for row in rows):
        return _build_tableless(sheet, "Dưới tiêu đề không có dòng số liệu", "There is no row of data below the header")
    return TableLayout(
        header_rows=tuple(row.number for row in sheet.rows[block.first : block.last + 1]),
        headers=block.headers,
        code_row=sheet.rows[block.code].number if block.code is not None else None,
        codes=block.codes,
        rows=(*_lay_above(sheet, block), *rows),
        columns=columns,
        second=second,
    )


def leave_out_hidden(pairs: Sequence[tuple[Sheet, TableLayout]], wanted: Sequence[str]) -> list[TableLayout]:
    """Return the layouts with hidden sheets as no tables, where one that can be seen holds a table.

    What nobody sees in a file is loaded where it is asked for by name.
    """
    seen = any(layout.is_table and not sheet.is_hidden for sheet, layout in pairs)
    return [
        _build_tableless(
            sheet, "Trang ẩn: chỉ nạp khi chọn đích danh (--sheet)", "Hidden: loaded only by name (--sheet)"
        )
        if seen and sheet.is_hidden and layout.is_table and sheet.name not in wanted
        else layout
        for sheet, layout in pairs
    ]


def _build_tableless(sheet: Sheet, vi: str, en: str) -> TableLayout:
    rows = tuple(LaidRow(row, RowKind.TITLE) for row in sheet.rows)
    return TableLayout((), (), None, (), rows, BodyColumns(), Bilingual(vi, en))


def _lay_above(sheet: Sheet, block: HeaderBlock) -> tuple[LaidRow, ...]:
    return tuple(
        LaidRow(row, RowKind.TITLE if position < block.first else RowKind.HEADER)
        for position, row in enumerate(sheet.rows[: block.body])
    )
