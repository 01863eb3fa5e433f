"""A district given once and blank below: what a column said further above, for the rows it was meant for too."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from geodata.names import clean_text
from services.intake.files.sheets import Sheet
from services.intake.layout.body_columns import BodyColumns
from services.intake.layout.laid_rows import BodyRow, LaidRow, RowKind
from services.intake.values.cells import build_text, is_blank


def fill_columns(sheet: Sheet, rows: Sequence[LaidRow], columns: BodyColumns) -> tuple[LaidRow, ...]:
    """Return the rows with what their parents' columns gave once, merged down or not.

    A column that repeats its words row by row is filled nowhere but in its merged ranges: a blank there is a blank.
    """
    filled = list(rows)
    for column in (*columns.parents, *columns.names[:-1]):
        given_once = _is_given_once(rows, column)
        merged = _list_merged_rows(sheet, column) & {row.row.number for row in rows}  # a merged header fills nothing
        if not given_once and not merged:
            continue
        text = ""
        for position, row in enumerate(filled):
            own = clean_text(build_text(row.row.read_cell(column)))
            if row.kind == RowKind.GROUP or (own and row.kind == RowKind.DATA):
                text = own
            elif text and row.kind == RowKind.DATA and (given_once or row.row.number in merged):
                filled[position] = row._replace(filled=(*row.filled, (column, text)), group=_add_group(row, text))
    return tuple(_fill_names(sheet, filled, columns))


def carry_merged_names(sheet: Sheet, body: Sequence[BodyRow], columns: BodyColumns) -> list[BodyRow]:
    """Return the rows with the name that is merged down over them, before their words say what part they play."""
    carried = list(body)
    name = columns.name
    if name is None or not sheet.merged:
        return carried
    merged = _list_merged_rows(sheet, name)
    for position in range(1, len(carried)):
        one = carried[position]
        if one.is_counted and one.row.number in merged and is_blank(one.row.read_cell(name)):
            carried[position] = one._replace(label=carried[position - 1].label)
    return carried


def _fill_names(sheet: Sheet, rows: list[LaidRow], columns: BodyColumns) -> list[LaidRow]:
    """Return the rows with the place that stands once above its schemes, organisations or dates, merged down or not.

    A row that says nothing but another scheme is one more count of the place above, no total of its district.
    """
    name = columns.name
    if name is None or all(_is_named(row, name) for row in rows if row.kind is RowKind.DATA):
        return rows
    merged, text = _list_merged_rows(sheet, name), ""
    for position, row in enumerate(rows):
        own = clean_text(build_text(row.row.read_cell(name))) if row.kind == RowKind.DATA else ""
        goes_on = row.kind == RowKind.DATA and not own and _goes_on(row, columns, merged)
        if text and goes_on:
            rows[position] = row._replace(filled=(*row.filled, (name, text)), label=text)
        else:
            text = own
    return rows


def _is_named(row: LaidRow, name: int) -> bool:
    cell = row.row.read_cell(name)
    return type(cell) is str and cell[:1].isalnum()


def _goes_on(row: LaidRow, columns: BodyColumns, merged: set[int]) -> bool:
    if row.row.number in merged:
        return True
    return not row.label and any(not is_blank(row.row.read_cell(index)) for index in columns.splitting)


def _add_group(row: LaidRow, text: str) -> tuple[str, ...]:
    return row.group if text in row.group else (*row.group, text)


def _is_given_once(rows: Sequence[LaidRow], column: int) -> bool:
    every = (row.row.cells for row in rows if row.kind is RowKind.DATA)
    cells = [cells[column] if column < len(cells) else None for cells in every]
    if not any(is_blank(cell) for cell in dict.fromkeys(cells)):
        return False
    texts = ["" if is_blank(cell) else clean_text(build_text(cell)) for cell in cells]
    return any(texts) and not any(left and left == right for left, right in pairwise(texts))


def _list_merged_rows(sheet: Sheet, column: int) -> set[int]:
    """Return the rows that a merged range of this column reaches down to, its first row left out."""
    reached: set[int] = set()
    for merge in sheet.merged:
        if merge.first_column <= column <= merge.last_column and merge.last_row > merge.first_row:
            reached.update(range(merge.first_row + 1, merge.last_row + 1))
    return reached
