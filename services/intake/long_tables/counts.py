"""The counts of a long table: every column in its own number format, as columns of numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.intake.counts import TableCounts
from services.intake.files.long_text import EncodedColumn
from services.intake.headers.columns import Column, PlainTable
from services.intake.layout.laid_rows import COUNTED_ROWS
from services.intake.values.cells import Cell, is_blank
from services.intake.values.numbers import (
    CountColumn,
    NumberFormat,
    NumberState,
    ParsedNumber,
    find_count_format,
    parse_count_cell,
    shows_thousands,
)

STATES = tuple(NumberState)
_VALUE, _MISSING = STATES.index(NumberState.VALUE), STATES.index(NumberState.MISSING)
_PLAIN_DIGITS = 9  # below the most people there can be


@dataclass(frozen=True)
class LongCounts:
    """One column of counts: a number (0 where there is none) and the position of its state in ``STATES`` per row.

    ``odd`` are the texts that are no plain count, with what became of them; their codes are those of ``column``.
    """

    column: Column
    number_format: NumberFormat | None
    values: NDArray[np.int64]
    states: NDArray[np.int8]
    odd: dict[int, ParsedNumber]

    @property
    def is_value(self) -> NDArray[np.bool_]:
        """Which rows hold a number."""
        return np.equal(self.states, _VALUE)


def parse_long_counts(
    table: PlainTable, columns: dict[int, EncodedColumn], is_counted: NDArray[np.bool_]
) -> tuple[LongCounts, ...]:
    """Return all counts; ``is_counted`` tells which rows may hold some, cells of others are missing."""
    texts = {column.index: _count_texts(columns[column.index], is_counted) for column in table.count_columns}
    fallback = _find_shown_format(list(texts.values()))
    return tuple(
        _parse_column(column, columns[column.index], find_count_format(texts[column.index], fallback), is_counted)
        for column in table.count_columns
    )


def parse_condensed_counts(table: PlainTable, counts: Sequence[LongCounts]) -> TableCounts:
    """Return the counts of the condensed rows, read in the formats of the whole columns."""
    return TableCounts(tuple((one.column, _parse_condensed(table, one)) for one in counts))


def _parse_condensed(table: PlainTable, counts: LongCounts) -> CountColumn:
    cells: list[Cell] = [
        laid.row.read_cell(counts.column.index) if laid.kind in COUNTED_ROWS else None for laid in table.laid
    ]
    return CountColumn(counts.number_format, cells)


def _count_texts(column: EncodedColumn, is_counted: NDArray[np.bool_]) -> Counter[str]:
    """Return the texts that show a sign or are no number, and how often; plain digits say nothing of the format."""
    numbers = np.bincount(column.codes[is_counted], minlength=len(column.texts)).tolist()
    counted: Counter[str] = Counter()
    for text, count in zip(column.texts, numbers, strict=True):
        if text is not None and count and not _is_plain(text) and not is_blank(text):
            counted[text] += count
    return counted


def _find_shown_format(columns: Sequence[Counter[str]]) -> NumberFormat:
    shown = Counter(
        number_format
        for texts in columns
        if any("." in text or "," in text for text in texts)
        for number_format in [find_count_format(texts, NumberFormat.VIETNAMESE)]
        if number_format is not None and shows_thousands(list(texts), number_format)
    )
    return shown.most_common(1)[0][0] if shown else NumberFormat.VIETNAMESE


def _parse_column(
    column: Column, encoded: EncodedColumn, number_format: NumberFormat | None, is_counted: NDArray[np.bool_]
) -> LongCounts:
    values = np.zeros(len(encoded.texts), dtype=np.int64)
    states = np.full(len(encoded.texts), _VALUE, dtype=np.int8)
    odd: dict[int, ParsedNumber] = {}
    for code, text in enumerate(encoded.texts):
        if text is not None and _is_plain(text):
            values[code] = int(text)
            continue
        number = parse_count_cell(text, number_format)
        odd[code] = number
        states[code] = STATES.index(number.state)
        values[code] = 0 if number.value is None else int(number.value)
    by_row = np.where(is_counted, states[encoded.codes], np.int8(_MISSING))
    return LongCounts(column, number_format, np.where(is_counted, values[encoded.codes], 0), by_row, odd)


def _is_plain(text: str) -> bool:
    return len(text) <= _PLAIN_DIGITS and text.isascii() and text.isdigit()
