"""A file from outside as sheets of numbered rows, within limits of size, time and memory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, cast

from geodata.errors import Place
from services.intake.files import sheet_errors as errors
from services.intake.files.file_kinds import FileKind, find_file_kind
from services.intake.files.file_names import clean_file_name
from services.intake.files.limits import SheetLimits
from services.intake.files.merged import MergedRange
from services.intake.files.remarks import SheetRemark
from services.intake.values.cells import Cell

if TYPE_CHECKING:
    from services.intake.files.long_text import LongText

__all__ = [
    "MergedRange",
    "Sheet",
    "SheetLimits",
    "SheetRemark",
    "SheetRow",
    "Workbook",
    "read_workbook",
    "read_workbook_file",
]


LARGE_NUMBER = 10.0**8  # from here on a number has nine digits, and may be that of a person
_CELLS_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: its number as the spreadsheet shows it, and its cells from column A on."""

    number: int
    cells: tuple[Cell, ...]

    def read_cell(self, column_index: int) -> Cell:
        """Return the cell of a column, None where the row ends before it."""
        return self.cells[column_index] if column_index < len(self.cells) else None


@dataclass(frozen=True)
class Sheet:
    """The rows of one sheet that hold anything; ``name`` is None for a text table.

    ``merged`` keep clear of each other; ``remarks`` tell what is odd about single cells. ``text`` is there for a long
    text table only: its rows are made as they are asked for, and its columns can be had whole.
    """

    file_name: str
    file_sha256: str
    name: str | None
    rows: Sequence[SheetRow]
    merged: tuple[MergedRange, ...] = ()
    is_hidden: bool = False
    remarks: tuple[SheetRemark, ...] = ()
    text: LongText | None = None

    @classmethod
    def from_columns(
        cls,
        file_name: str,
        file_sha256: str,
        name: str | None,
        numbers: Sequence[int],
        columns: Sequence[Sequence[Cell]],
        telling_columns: Sequence[Sequence[Cell]],
        merged: tuple[MergedRange, ...] = (),
        is_hidden: bool = False,
        remarks: tuple[SheetRemark, ...] = (),
    ) -> Sheet:
        """Return the sheet of these columns, which have a cell for each of the row ``numbers``; both are kept."""
        rows = tuple(map(SheetRow, numbers, map(_trim, zip(*columns, strict=True))))
        sheet = cls(file_name, file_sha256, name, rows, merged, is_hidden, remarks)
        # Known already: the properties of these names would find the same.
        vars(sheet).update(columns=tuple(map(tuple, columns)), telling_columns=tuple(map(tuple, telling_columns)))
        return sheet

    @cached_property
    def columns(self) -> tuple[tuple[Cell, ...], ...]:
        """The cells of all rows column by column, None where a row ends before; not for a long text table."""
        return tuple(zip_longest(*(row.cells for row in self.rows)))

    @cached_property
    def telling_columns(self) -> tuple[tuple[Cell, ...], ...]:
        """The cells of each column but plain numbers below ``LARGE_NUMBER``, which are counts and tell of nothing."""
        return tuple(tuple(_list_telling(cells)) for cells in self.columns)

    def build_place(self, row: int | None = None, column: str | None = None, text: str | None = None) -> Place:
        """Return where in this sheet something stands."""
        return Place(self.file_name, self.name, row, column, text)


def _trim(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Return the cells of a row without the blank ones at its end."""
    end = len(cells)
    while end and cells[end - 1] is None:
        end -= 1
    return cells[:end]  # the same where nothing is blank


def _list_telling(cells: Sequence[Cell]) -> Iterator[Cell]:
    """Yield the cells that tell, some hundred looked at together: most columns of a report hold numbers alone."""
    for start in range(0, len(cells), _CELLS_AT_ONCE):
        some = cells[start : start + _CELLS_AT_ONCE]
        if not ({float}.issuperset(map(type, some)) and max(cast(Sequence[float], some)) < LARGE_NUMBER):
            yield from [cell for cell in some if type(cell) is not float or cell >= LARGE_NUMBER]


@dataclass(frozen=True)
class Workbook:
    """The sheets of a file that hold anything, in its order, hidden ones too; at least one."""

    file_name: str
    file_sha256: str
    sheets: tuple[Sheet, ...]


def read_workbook(content: bytes, file_name: str, limits: SheetLimits | None = None) -> Workbook:
    """Return the sheets of an XLSX, XLS, ODS or CSV file; the kind is found by content, not by name.

    Whatever it is, it is read in a process of its own with a limit of time and memory. BadInput where the file is
    empty, broken, encrypted, of another kind, laden with macros or beyond a limit. Nothing of it is kept or logged.
    """
    limits = limits or SheetLimits()
    kind = find_file_kind(content, file_name)
    _check_size(len(content), kind, file_name, limits)
    with ThreadPoolExecutor(1) as pool:  # the checksum of a large file takes as long as finding its rows
        digest = pool.submit(lambda: hashlib.sha256(content).hexdigest())
        sheets = _read_sheets(content, kind, file_name, digest.result, limits)
        return Workbook(file_name, digest.result(), sheets)


def _read_sheets(
    content: bytes, kind: FileKind, file_name: str, digest: Callable[[], str], limits: SheetLimits
) -> tuple[Sheet, ...]:
    if kind == FileKind.TEXT:
        from services.intake.files.text_sheets import is_long, read_long_content

        if is_long(len(content)):
            return (read_long_content(content, file_name, digest, limits),)
    from services.intake.files.reading_process import read_in_process

    sheets = read_in_process(content, kind, file_name, digest, limits)
    if not sheets:
        raise errors.build_empty(file_name)
    return sheets


def read_workbook_file(path: Path, limits: SheetLimits | None = None) -> Workbook:
    """Return the sheets of the file at ``path``, refused by its size before a byte of it is read."""
    limits = limits or SheetLimits()
    if not path.is_file():
        raise errors.build_missing(path)
    name, most = clean_file_name(path.name), max(limits.file_bytes, limits.text_bytes)
    if path.stat().st_size > most:
        raise errors.build_file_too_large(name, path.stat().st_size, most)
    return _read_long_text(path, name, limits) or read_workbook(path.read_bytes(), name, limits)


def _read_long_text(path: Path, file_name: str, limits: SheetLimits) -> Workbook | None:
    """Return a long text table, its checksum made and its rows found while it is read; None for any other file."""
    from services.intake.files.text_sheets import is_long, read_long_file

    with path.open("rb") as file:
        head = file.read(4096)
    size = path.stat().st_size
    is_blank = not head.strip(b" \t\r\n\x00\xef\xbb\xbf")
    if not is_long(size) or is_blank or find_file_kind(head, file_name) != FileKind.TEXT:
        return None
    _check_size(size, FileKind.TEXT, file_name, limits)
    sheet = read_long_file(path, file_name, limits)
    return Workbook(file_name, sheet.file_sha256, (sheet,))


def _check_size(size: int, kind: FileKind, file_name: str, limits: SheetLimits) -> None:
    most = limits.text_bytes if kind == FileKind.TEXT else limits.file_bytes
    if size > most:
        raise errors.build_file_too_large(file_name, size, most)
