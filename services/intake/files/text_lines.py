"""The lines of a long text table: its bytes, where each line begins, and a row of cells when it is asked for."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

from services.intake.files import sheet_errors as errors
from services.intake.files.delimited import build_text_cell
from services.intake.files.sheets import SheetRow


@dataclass(frozen=True, eq=False)
class TextLines:
    """The table: ``starts`` of all its lines and its end, ``lines`` the numbers (from 0) of those that hold anything.

    ``table_start`` is the position in the rows from which on all are parted alike; a letterhead may stand before.
    """

    content: memoryview
    file_name: str
    delimiter: str
    first_number: int
    starts: NDArray[np.uint32]
    lines: NDArray[np.uint32]
    table_start: int = 0
    width: int = 1
    was_legacy: bool = False  # in a coding from before Unicode

    def read_row(self, position: int) -> SheetRow:
        """Return the row at a position among the filled ones."""
        line = int(self.lines[position])
        cells: list[str | None] = [build_long_cell(field) for field in self.part_line(line)]
        while cells and cells[-1] is None:
            cells.pop()
        return SheetRow(self.first_number + line, tuple(cells))

    def part_line(self, line: int) -> list[str]:
        """Return the fields of a line; BadInput where a quotation mark in it is never closed as one should be."""
        text = self.cut_line(line)
        if '"' not in text:
            return text.split(self.delimiter)
        try:
            return next(csv.reader([text], delimiter=self.delimiter), [])
        except csv.Error:
            raise errors.build_bad_quotes(self.file_name, self.first_number + line) from None

    def cut_line(self, line: int) -> str:
        """Return the text of a line, of less than a million letters, without its break."""
        text = str(self.content[int(self.starts[line]) : int(self.starts[line + 1])], "utf-8", "replace")
        return text.rstrip("\r\n")


class LongRows(Sequence[SheetRow]):
    """The filled rows of a long text table, each made when it is asked for."""

    def __init__(self, text: TextLines) -> None:
        self._text = text

    def __len__(self) -> int:
        return len(self._text.lines)

    @overload
    def __getitem__(self, position: int) -> SheetRow: ...

    @overload
    def __getitem__(self, position: slice) -> Sequence[SheetRow]: ...

    def __getitem__(self, position: int | slice) -> SheetRow | Sequence[SheetRow]:
        if isinstance(position, slice):
            return tuple(self._text.read_row(index) for index in range(*position.indices(len(self))))
        if not -len(self) <= position < len(self):
            raise IndexError(position)
        return self._text.read_row(position % len(self))

    def __iter__(self) -> Iterator[SheetRow]:
        return (self._text.read_row(index) for index in range(len(self)))


def build_long_cell(field: str) -> str | None:
    """Return a field of a long text as a cell."""
    text = build_text_cell(field)
    return None if text is None else unicodedata.normalize("NFC", text)
