"""The counts of a table: every column read in its own number format, every faulty cell found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from geodata.errors import Bilingual
from services.intake.headers.columns import Column, PlainTable
from services.intake.outcomes import Finding, JoinedRow, RowOutcome, Severity
from services.intake.values.cells import Cell, build_text
from services.intake.values.numbers import (
    CountColumn,
    NumberFormat,
    NumberState,
    ParsedNumber,
    parse_count_column,
    parse_scaled_column,
    shows_thousands,
)


@dataclass(frozen=True)
class TableCounts:
    """The count columns of a table, each with one parsed number per row of the sheet; other rows' are missing."""

    columns: tuple[tuple[Column, CountColumn], ...]

    def find_values(self, column_index: int) -> NDArray[np.float64] | None:
        """Return the values of one column, NaN where there is none; None where it holds no counts."""
        return next((parsed.values for column, parsed in self.columns if column.index == column_index), None)

    def find_numbers(self, column_index: int) -> tuple[ParsedNumber, ...]:
        """Return the numbers of one column, none where it holds no counts."""
        return next((parsed.numbers for column, parsed in self.columns if column.index == column_index), ())

    def sum_rows(self, members: Sequence[int]) -> list[int]:
        """Return the sum of the numbers in these rows, one for each column; cells without one count nothing."""
        if not self.columns:
            return []
        added: list[float] = self._values[:, np.asarray(members, dtype=np.intp)].sum(axis=1).tolist()
        return [int(value) for value in added]

    def sum_groups(self, groups: Mapping[int, Sequence[int]]) -> tuple[list[list[int | None]], list[list[int]]]:
        """Return for each group what its key row states and what its member rows add up to, one for each column.

        ``groups``: row index of a total → row indexes of what it covers. None where the row states no number.
        """
        if not self.columns or not groups:
            return [[] for _ in groups], [[] for _ in groups]
        values = np.stack([parsed.values[list(groups)] for _, parsed in self.columns], axis=1)
        stated = [[None if value != value else int(value) for value in row] for row in values.tolist()]
        members = np.fromiter(chain.from_iterable(groups.values()), dtype=np.intp)
        ends = np.cumsum([0, *map(len, groups.values())])
        # Sums up to each member, exact below 2⁵³: what lies between two ends is the sum of a group.
        running = np.zeros((len(self.columns), len(members) + 1))
        np.cumsum(self._values[:, members], axis=1, out=running[:, 1:])
        added = np.diff(running[:, ends], axis=1).T.astype(np.int64).tolist()
        return stated, added

    @cached_property
    def _values(self) -> NDArray[np.float64]:
        """The values of all columns, 0 where a cell has none: only for sums."""
        return np.nan_to_num(np.stack([parsed.values for _, parsed in self.columns]), nan=0.0)

    def read_count(self, column_index: int, row_index: int) -> int | None:
        """Return the whole number in a cell, None where it holds none."""
        found = next((parsed for column, parsed in self.columns if column.index == column_index), None)
        value = None if found is None else found.read_number(row_index).value
        return None if value is None else int(value)


def parse_counts(table: PlainTable) -> TableCounts:
    """Return all counts; a column that shows no sign itself follows the format that its neighbours show."""
    if table.unit_count != 1:
        return TableCounts(tuple((column, parse_scaled(table, column)) for column in table.count_columns))
    columns = [(column, _list_cells(table, column.index)) for column in table.count_columns]
    fallback = _find_shown_format([cells for _, cells in columns])
    return TableCounts(tuple((column, parse_count_column(cells, fallback)) for column, cells in columns))


def parse_scaled(table: PlainTable, column: Column) -> CountColumn:
    """Return a column of thousands as people: «4,3» thousand is 4300, as rounded as the file has it."""
    cells = _list_cells(table, column.index)
    return parse_scaled_column(cells, table.unit_count)


def check_cells(table: PlainTable, counts: TableCounts, rows: Sequence[JoinedRow]) -> list[Finding]:
    """Return what is wrong with single cells: unreadable, damaged by Excel, negative. Ignored rows are left aside."""
    findings: list[Finding] = []
    for column, parsed in counts.columns:
        for position in np.flatnonzero(~(parsed.values >= 0)).tolist():
            if parsed.cells[position] is None:
                continue
            row, number = rows[position], parsed.read_number(position)
            if number.state in (NumberState.MISSING, NumberState.WITHHELD) or row.outcome == RowOutcome.IGNORED:
                continue
            text = build_text(table.rows[row.index].read_cell(column.index))
            finding = check_cell(table, column, row.number, number, text)
            if finding is not None:
                findings.append(finding)
    return findings


def check_cell(table: PlainTable, column: Column, row: int, number: ParsedNumber, text: str) -> Finding | None:
    """Return what is wrong with the cell of ``column`` in the row of number ``row``, None where nothing is."""
    place = table.sheet.build_place(row, column.letter, text)
    if number.state == NumberState.UNREADABLE:
        return Finding(
            "number_unreadable",
            Severity.ERROR,
            Bilingual(
                f"«{text}» không phải số nguyên theo định dạng của cột {column.label}",
                f"«{text}» is no whole number in the format of the column {column.label}",
            ),
            Bilingual(
                "Sửa ô; để trống, «-» hay «x» nếu không có số liệu. Cả cột dùng một dấu phân cách.",
                "Mend the cell; blank, «-» or «x» mean no data. One column keeps to one separator.",
            ),
            place,
        )
    if number.state == NumberState.TOO_LARGE:
        return Finding(
            "count_too_large",
            Severity.ERROR,
            Bilingual(f"«{text}» lớn hơn mọi số người có thể có", f"«{text}» is more people than there can be"),
            Bilingual(
                "Sửa ô; cột không đếm người thì đặt nghĩa ignore.",
                "Mend the cell; map a column that counts nobody to ignore.",
            ),
            place,
        )
    if number.state == NumberState.DAMAGED:
        return Finding(
            "number_damaged",
            Severity.ERROR,
            Bilingual(
                f"«{text}» có lẽ là {number.suggestion} bị Excel đọc dấu chấm thành dấu thập phân",
                f"«{text}» probably was {number.suggestion}, its thousands sign read by Excel as a decimal point",
            ),
            Bilingual(
                "Sửa ô theo bản gốc; kiểm tra cả các số nguyên nhỏ cùng cột (2.000 có thể đã thành 2).",
                "Mend it after the original; check small whole numbers of the column too (2.000 may have become 2).",
            ),
            place,
            number.suggestion,
        )
    if number.value is not None and number.value < 0:
        return Finding(
            "count_negative",
            Severity.ERROR,
            Bilingual(f"Số đếm âm: «{text}»", f"A count below zero: «{text}»"),
            Bilingual(
                "Số người không thể âm; nếu cột là mức tăng giảm, đặt nghĩa recomputed.",
                "People cannot be fewer than none; a column of changes means recomputed.",
            ),
            place,
        )
    return None


def _find_shown_format(columns: Sequence[Sequence[Cell]]) -> NumberFormat:
    """Return the format in which most columns show thousands, the Vietnamese one where none does."""
    shown = Counter(
        number_format
        for cells in columns
        if str in set(map(type, cells))
        and any(isinstance(cell, str) and ("." in cell or "," in cell) for cell in cells)
        for number_format in [parse_count_column(cells).number_format]
        if number_format is not None and shows_thousands(cells, number_format)
    )
    return shown.most_common(1)[0][0] if shown else NumberFormat.VIETNAMESE


def _list_cells(table: PlainTable, index: int) -> list[Cell]:
    cells = list(table.list_cells(index))
    for position in table.uncounted:
        cells[position] = None
    return cells
