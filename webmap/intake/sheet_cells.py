"""The cells of a window of a sheet as the user knows them: merged ones merged, numbers and dates as printed."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import g

from services.intake.files.sheets import MergedRange, SheetRow
from services.intake.values.cells import Cell, build_text, is_blank

_LIKE_NUMBER = re.compile(r"[\s\u00a0]*[-+(−]?\d[\d.,\s\u00a0]*%?\)?[\s\u00a0]*")
LONGEST_TEXT = 300  # letters of a cell that are drawn; the file has them all


@dataclass(frozen=True)
class GridCell:
    """One cell as drawn; ``look`` are the names of its looks, ``note`` what is to be said of it."""

    text: str
    column_span: int = 1
    row_span: int = 1
    look: str = ""
    note: str = ""


@dataclass(frozen=True)
class _Span:
    columns: int
    rows: int


def build_cells(
    rows: Sequence[SheetRow | None],
    numbers: Sequence[int],
    column_count: int,
    merged: Sequence[MergedRange],
    notes: Mapping[tuple[int, int], str],
    overflowing: Collection[int] = (),
) -> list[tuple[GridCell, ...]]:
    """Return the cells of each row drawn, in order.

    ``rows`` may be None (nothing stands in that row) and need not follow each other; a merged range is drawn over
    those of its rows that do. ``notes``: (row number, column index) → what is wrong with the cell. ``overflowing``
    are the rows whose texts run over the blank cells right of them, as a spreadsheet shows a letterhead.
    """
    spans, covered = _lay_spans(numbers, column_count, merged)
    drawn = []
    for place, (row, number) in enumerate(zip(rows, numbers, strict=True)):
        cells = []
        if row is not None and number in overflowing:
            _let_overflow(row, place, column_count, spans, covered)
        for index in range(column_count):
            if (place, index) in covered:
                continue
            span = spans.get((place, index), _Span(1, 1))
            cell = row.read_cell(index) if row is not None else None
            cells.append(_build_cell(cell, span, notes.get((number, index), "")))
        drawn.append(tuple(cells))
    return drawn


def _lay_spans(
    numbers: Sequence[int], column_count: int, merged: Sequence[MergedRange]
) -> tuple[dict[tuple[int, int], _Span], set[tuple[int, int]]]:
    places = {number: place for place, number in enumerate(numbers)}
    spans: dict[tuple[int, int], _Span] = {}
    covered: set[tuple[int, int]] = set()
    for one in merged:
        first = places.get(one.first_row)
        last_column = min(one.last_column, column_count - 1)
        if first is None or one.first_column > last_column:
            continue
        last = first
        while last + 1 < len(numbers) and numbers[last + 1] == numbers[last] + 1 <= one.last_row:
            last += 1
        spans[first, one.first_column] = _Span(last_column - one.first_column + 1, last - first + 1)
        area = {(row, column) for row in range(first, last + 1) for column in range(one.first_column, last_column + 1)}
        covered |= area - {(first, one.first_column)}
    return spans, covered


def _let_overflow(
    row: SheetRow, place: int, column_count: int, spans: dict[tuple[int, int], _Span], covered: set[tuple[int, int]]
) -> None:
    for index in range(column_count):
        if (place, index) in covered or (place, index) in spans or is_blank(row.read_cell(index)):
            continue
        last = index
        while last + 1 < column_count and _is_free(row, place, last + 1, spans, covered):
            last += 1
        spans[place, index] = _Span(last - index + 1, 1)
        covered |= {(place, column) for column in range(index + 1, last + 1)}


def _is_free(
    row: SheetRow, place: int, index: int, spans: dict[tuple[int, int], _Span], covered: set[tuple[int, int]]
) -> bool:
    return is_blank(row.read_cell(index)) and (place, index) not in spans and (place, index) not in covered


def _build_cell(cell: Cell, span: _Span, note: str) -> GridCell:
    text = write_cell(cell)
    looks = []
    if isinstance(cell, int | float | date) or _LIKE_NUMBER.fullmatch(text):
        looks.append("number")
    if note:
        looks.append("faulty")
    return GridCell(text, span.columns, span.rows, " ".join(looks), note)


def write_cell(cell: Cell) -> str:
    """Return what a cell shows: numbers with the decimal sign of the language, dates as dd/mm/yyyy."""
    if isinstance(cell, float) and not cell.is_integer():
        text = f"{cell:.10g}"
        return text if g.lang == "en" else text.replace(".", ",")
    text = build_text(cell)
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "…"
