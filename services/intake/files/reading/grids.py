"""The cells that calamine gives as columns of filled rows, with what it leaves out put in its place."""

from __future__ import annotations

import math
from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import compress, islice, pairwise
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


@dataclass(frozen=True)
class _Grid:
    """The filled rows of a sheet by column: a cell for each of the row ``numbers``, None where it is blank."""

    numbers: list[int] = field(default_factory=list)
    columns: list[list[RawCell]] = field(default_factory=list)

    def find_places(self) -> dict[int, int]:
        """Return where each row number stands."""
        return {number: place for place, number in enumerate(self.numbers)}

    def find_first(self, place: int) -> int:
        """Return the index of the first filled cell of a row."""
        return next(index for index, cells in enumerate(self.columns) if cells[place] is not None)


def build_raw_sheet(
    sheet: CalamineSheet, oddities: Oddities, *, is_hidden: bool, file_name: str, limits: SheetLimits
) -> RawSheet:
    """Return the filled rows of a sheet with merged ranges and remarks; BadInput where it is beyond a limit."""
    if sheet.total_height * sheet.total_width > limits.cell_count:
        letter = build_column_letter(sheet.total_width - 1)
        raise errors.build_too_scattered(file_name, sheet.name, sheet.total_height, letter)
    grid = _read_grid(sheet, file_name, limits)
    _blank_out(grid, oddities.uncalculated)
    _put_errors(grid, oddities.error_texts)
    while grid.columns and grid.columns[-1].count(None) == len(grid.numbers):
        grid.columns.pop()
    kept, overlapping = part_overlapping(_list_merged(sheet, oddities))
    remarks = [*_list_remarks(grid, oddities), *_list_merge_remarks(grid, kept, overlapping)]
    return RawSheet(drop_controls(sheet.name), is_hidden, grid.numbers, grid.columns, kept, remarks)


def _read_grid(sheet: CalamineSheet, file_name: str, limits: SheetLimits) -> _Grid:
    left = sheet.start[1] if sheet.start else 0  # which iter_rows leaves out, unlike the rows above
    grid = _Grid(columns=[[] for _ in range(left)])
    first = 1
    rows = iter(sheet.iter_rows())
    while some := list(islice(rows, _ROWS_AT_ONCE)):  # most columns of these hold nothing but numbers
        columns = [_build_cells(cells) for cells in zip(*some, strict=True)]
        start = len(grid.numbers)
        _extend(grid, range(first, first + len(some)), columns, left)
        first += len(some)
        _check_limits(grid, start, sheet.name, file_name, limits)
    return grid


def _extend(grid: _Grid, numbers: Sequence[int], columns: Sequence[Sequence[RawCell]], left: int) -> None:
    """Add those rows that hold anything."""
    keep = _find_filled(columns)
    if not all(keep):
        numbers, columns = list(compress(numbers, keep)), [list(compress(cells, keep)) for cells in columns]
    grid.numbers.extend(numbers)
    grid.columns.extend([] for _ in range(left + len(columns) - len(grid.columns)))
    for index, cells in enumerate(grid.columns):
        cells.extend(columns[index - left] if index >= left else [None] * len(numbers))


def _find_filled(columns: Sequence[Sequence[RawCell]]) -> Sequence[bool]:
    """Tell of each row whether it holds anything."""
    for cells in columns:
        if None not in cells:
            return [True] * len(cells)
    return [any(cell is not None for cell in row) for row in zip(*columns, strict=True)]


def _check_limits(grid: _Grid, start: int, sheet_name: str, file_name: str, limits: SheetLimits) -> None:
    """Refuse the first row from ``start`` on that is too wide or one too many."""
    most = min(limits.row_count, len(grid.numbers))
    wide = [place for cells in grid.columns[limits.column_count :] if (place := _find_cell(cells, start)) is not None]
    if wide and min(wide) <= most:
        column = build_column_letter(limits.column_count)
        raise errors.build_too_wide(file_name, sheet_name, grid.numbers[min(wide)], column, limits.column_count)
    if most < len(grid.numbers):
        raise errors.build_too_long(file_name, sheet_name, grid.numbers[most], limits.row_count)


def _find_cell(cells: Sequence[RawCell], start: int) -> int | None:
    """Return where the first filled cell of a column stands from ``start`` on."""
    return next((place for place in range(start, len(cells)) if cells[place] is not None), None)


def _build_cells(cells: tuple[Any, ...]) -> Sequence[RawCell]:
    if set(map(type, cells)) == {float} and math.isfinite(sum(cells)):
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


def _blank_out(grid: _Grid, uncalculated: Sequence[tuple[int, int]]) -> None:
    """Blank the formulas that no program has calculated; rows that hold nothing else are none."""
    if not uncalculated:
        return
    places = grid.find_places()
    for number, column in uncalculated:
        if number in places and column < len(grid.columns):
            grid.columns[column][places[number]] = None
    keep = _find_filled(grid.columns)
    grid.numbers[:] = compress(grid.numbers, keep)
    for cells in grid.columns:
        cells[:] = compress(cells, keep)


def _put_errors(grid: _Grid, texts: Mapping[tuple[int, int], str]) -> None:
    """Put in the error values, which calamine leaves blank: a row or column may hold nothing else."""
    if not texts:
        return
    for number in sorted({number for number, _ in texts}.difference(grid.numbers)):
        place = bisect(grid.numbers, number)
        grid.numbers.insert(place, number)
        for cells in grid.columns:
            cells.insert(place, None)
    width = 1 + max(column for _, column in texts)
    grid.columns.extend([None] * len(grid.numbers) for _ in range(width - len(grid.columns)))
    places = grid.find_places()
    for (number, column), text in texts.items():
        grid.columns[column][places[number]] = text


def _list_merged(sheet: CalamineSheet, oddities: Oddities) -> list[MergedRange]:
    if oddities.merged is not None:
        return list(oddities.merged)
    return [MergedRange(first[0] + 1, first[1], last[0] + 1, last[1]) for first, last in sheet.merged_cell_ranges or ()]


def _list_remarks(grid: _Grid, oddities: Oddities) -> list[RawRemark]:
    remarks: list[RawRemark] = []
    if oddities.uncalculated:
        remarks.append((RemarkKind.FORMULA_UNCALCULATED, sorted(oddities.uncalculated), []))
    if oddities.error_texts:
        remarks.append((RemarkKind.CELL_ERROR, sorted(oddities.error_texts), []))
    far = [
        (number, grid.find_first(place))
        for place, (above, number) in enumerate(pairwise(grid.numbers), start=1)
        if number - above > _FAR_ROWS
    ]
    if far:
        remarks.append((RemarkKind.FAR_CELL, far, []))
    return remarks


def _list_merge_remarks(grid: _Grid, kept: list[MergedRange], overlapping: list[MergedRange]) -> list[RawRemark]:
    remarks: list[RawRemark] = []
    if overlapping:
        corners = [(one.first_row, one.first_column) for one in overlapping]
        remarks.append((RemarkKind.MERGE_OVERLAP, corners, overlapping))
    hidden = list_hidden_cells(kept, grid.find_places(), grid.columns)
    if hidden:
        remarks.append((RemarkKind.MERGE_HIDES_CELLS, hidden, []))
    return remarks
