"""Merged cells of a sheet, and those that lie: merges that overlap, merges that cover other filled cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.intake.values.cells import Cell, build_column_letter


@dataclass(frozen=True, order=True)
class MergedRange:
    """Cells shown as one: row numbers as the spreadsheet shows them, column indexes from 0, all inclusive."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @property
    def label(self) -> str:
        """The range as a spreadsheet writes it: ``B4:D5``."""
        first = f"{build_column_letter(self.first_column)}{self.first_row}"
        return f"{first}:{build_column_letter(self.last_column)}{self.last_row}"


def part_overlapping(ranges: Iterable[MergedRange]) -> tuple[list[MergedRange], list[MergedRange]]:
    """Return the ranges that keep clear of each other, in their order on the sheet, and those that overlap one."""
    kept: list[MergedRange] = []
    overlapping: list[MergedRange] = []
    open_ranges: list[MergedRange] = []
    for one in sorted(set(ranges)):
        open_ranges = [other for other in open_ranges if other.last_row >= one.first_row]
        if any(o.first_column <= one.last_column and one.first_column <= o.last_column for o in open_ranges):
            overlapping.append(one)
            continue
        kept.append(one)
        open_ranges.append(one)
    return kept, overlapping


def list_hidden_cells(
    ranges: Sequence[MergedRange], places: Mapping[int, int], columns: Sequence[Sequence[Cell]]
) -> list[tuple[int, int]]:
    """Return the filled cells that nobody sees under a merge, as (row number, column index).

    ``ranges`` keep clear of each other, so no cell is looked at twice; ``places`` are those of the filled rows, by
    number, in each of the ``columns``.
    """
    hidden: list[tuple[int, int]] = []
    last_row = max(places, default=0)
    for one in ranges:
        for number in range(one.first_row, min(one.last_row, last_row) + 1):
            place = places.get(number)
            if place is None:
                continue
            for column in range(one.first_column, min(one.last_column + 1, len(columns))):
                is_corner = number == one.first_row and column == one.first_column
                if not is_corner and columns[column][place] is not None:
                    hidden.append((number, column))
    return hidden
