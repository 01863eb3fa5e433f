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
    source: int  # the index of the column whose cell is shown: a merged range may begin left of what is drawn


def build_cells(
    rows: Sequence[SheetRow | None],
    numbers: Sequence[int],
    columns: Sequence[int],
    merged: Sequence[MergedRange],
    notes: Mapping[tuple[int, int], str],
    overflowing: Collection[int] = (),
) -> list[tuple[GridCell, ...]]:
    """Return the cells of each row drawn, in the order of ``columns``: the indexes of those that are drawn.

    ``rows`` may be None (nothing stands in that row) and need not follow each other; a merged range is drawn over
    those of its rows that do. ``notes``: (row number, column index) → what is wrong with the cell. ``overflowing``
    are the rows whose texts run over the blank cells right of them, as a spreadsheet shows a letterhead.
    """
    spans, covered = _lay_spans(numbers, columns, merged)
    drawn = []
    for place, (row, number) in enumerate(zip(rows, numbers, strict=True)):
        cells = []
        if row is not None and number in overflowing:
            _let_overflow(row, place, columns, spans, covered)
        for position, index in enumerate(columns):
            if (place, position) in covered:
                continue
            span = spans.get((place, position), _Span(1, 1, index))
            cell = row.read_cell(span.source) if row is not None else None
            cells.append(_build_cell(cell, span, notes.get((number, index), "")))
        drawn.append(tuple(cells))
    return drawn


def _lay_spans(
    numbers: Sequence[int], columns: Sequence[int], merged: Sequence[MergedRange]
) -> tuple[dict[tuple[int, int], _Span], set[tuple[int, int]]]:
    places = {number: place for place, number in enumerate(numbers)}
    spans: dict[tuple[int, int], _Span] = {}
    covered: set[tuple[int, int]] = set()
    for one in merged:
        first = places.get(one.first_row)
        drawn = [at for at, index in enumerate(columns) if one.first_column <= index <= one.last_column]
        if first is None or not drawn:
            continue
        last = first
        while last + 1 < len(numbers) and numbers[last + 1] == numbers[last] + 1 <= one.last_row:
            last += 1
        spans[first, drawn[0]] = _Span(len(drawn), last - first + 1, one.first_column)
        covered |= {(row, at) for row in range(first, last + 1) for at in drawn} - {(first, drawn[0])}
    return spans, covered


def _let_overflow(
    row: SheetRow,
    place: int,
    columns: Sequence[int],
    spans: dict[tuple[int, int], _Span],
    covered: set[tuple[int, int]],
) -> None:
    free = [(place, at) not in covered and (place, at) not in spans for at in range(len(columns))]
    blank = [is_blank(row.read_cell(index)) for index in columns]
    for at, index in enumerate(columns):
        if not free[at] or blank[at]:
            continue
        last = at
        while last + 1 < len(columns) and free[last + 1] and blank[last + 1]:
            last += 1
        spans[place, at] = _Span(last - at + 1, 1, index)
        covered |= {(place, column) for column in range(at + 1, last + 1)}


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
