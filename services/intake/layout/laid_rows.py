"""One row of a table with its part in it: tuples, which are made three times as fast as frozen dataclasses."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from services.intake.files.sheets import SheetRow


class RowKind(StrEnum):
    """The part of a row in a table."""

    DATA = "data"
    GROUP = "group"  # a heading, with its subtotal or without
    TOTAL = "total"
    NOTE = "note"  # footnotes, signatures, parts of the row above («trong đó»), blank rows
    HEADER = "header"  # the header and its codes, also again after a page break
    TITLE = "title"  # letterhead and title above the header


COUNTED_ROWS = (RowKind.DATA, RowKind.GROUP, RowKind.TOTAL)


class BodyRow(NamedTuple):
    """A row below the header with what is asked of it again and again.

    ``label``: the words that name it, with the blanks before them. ``is_counted``: it states a number; ``is_coded``: it
    has a code; ``is_filled``: anything stands in its columns of values, «-» or «x» too.
    """

    row: SheetRow
    label: str
    is_counted: bool
    is_coded: bool
    is_filled: bool


class LaidRow(NamedTuple):
    """One row: its part, and the headings it stands under, outermost first.

    ``group`` are the words of these headings, ``parents`` their row numbers; a total of one group stands under it.
    ``filled`` are the words that a column gave once, above, for this row too: column index → text.
    ``label`` is what names the row where that stands in another column than the name. ``section`` counts the tables
    of the sheet: one more after each header that comes again.
    """

    row: SheetRow
    kind: RowKind
    group: tuple[str, ...] = ()
    parents: tuple[int, ...] = ()
    filled: tuple[tuple[int, str], ...] = ()
    label: str = ""
    section: int = 0

    def read_filled(self, column_index: int) -> str:
        """Return what a column gave for this row further above, else nothing."""
        return next((text for index, text in self.filled if index == column_index), "")
