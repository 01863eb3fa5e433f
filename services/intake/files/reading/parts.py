"""What the parts of a workbook tell besides what calamine gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from services.intake.files.limits import SheetLimits
from services.intake.files.merged import MergedRange


@dataclass(frozen=True)
class Oddities:
    """Cells of one sheet by (row number, column index): formulas without a result, error values; merged ranges.

    ``merged`` is None where calamine knows them.
    """

    uncalculated: Sequence[tuple[int, int]] = ()
    error_texts: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: Sequence[MergedRange] | None = None


class BookParts(Protocol):
    """The parts of one workbook, opened."""

    @property
    def sheet_names(self) -> Sequence[str]:
        """The names of all sheets, in the order of the workbook."""
        ...

    @property
    def unpacked(self) -> bytes | None:
        """The same workbook with its parts unpacked, None where it is to be read as it came."""
        ...

    def read_oddities(self, position: int, sheet_name: str, file_name: str, limits: SheetLimits) -> Oddities:
        """Return what is odd about the sheet at ``position``; BadInput where its cells lie too far apart to read."""
        ...


def read_column(letters: bytes | str) -> int:
    """Return the index of a column from its letters: A is 0, AA is 26."""
    text = letters.decode("ascii") if isinstance(letters, bytes) else letters
    number = 0
    for letter in text:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
