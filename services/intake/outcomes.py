"""What became of each row, and what was found wrong: the parts of the report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from geodata.areas import Level
from geodata.errors import Bilingual, Place
from geodata.places import IndexedArea, MatchWay
from services.measures.schemes import Scheme


class RowOutcome(StrEnum):
    """The one outcome of an input row."""

    MATCHED = "matched"
    ALIAS = "alias"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"
    DUPLICATE = "duplicate"
    OUTSIDE_SCOPE = "outside_scope"
    SUBTOTAL = "subtotal"
    IGNORED = "ignored"


# Rows with a place that was not found for certain: an import stops unless they are left out on purpose.
UNSETTLED = (RowOutcome.AMBIGUOUS, RowOutcome.UNKNOWN, RowOutcome.DUPLICATE, RowOutcome.OUTSIDE_SCOPE)
LOADED = (RowOutcome.MATCHED, RowOutcome.ALIAS)


class JoinedRow(NamedTuple):
    """One data row: the place as written, its outcome, and the area or the reason.

    A tuple, because a report has thousands: made in a fifth of the time of a frozen dataclass, and close together.

    ``index`` is the position among the data rows, ``number`` the row as the spreadsheet shows it. ``area`` of a
    subtotal is the parent it sums, None where it sums the whole table. ``parents`` are the numbers of the heading rows
    above it. ``is_decided`` where a person settled it; left out by a person it is ignored, but part of check sums.
    ``row_count``: how many rows of a long table it stands for, and ``numbers`` the first of theirs.
    ``asks`` where what is unsettled is not the place of the row but the parent that it names or heads: of that level
    are its candidates, and ``asked`` is what is written for it. ``waits_for`` is the number of the row that asks for
    the parent of this one: once that is settled, this one is looked for anew. ``notes`` say why a candidate is offered.
    """

    index: int  # type: ignore[assignment]  # the method of tuples is not missed
    number: int
    outcome: RowOutcome
    name: str
    code: str = ""
    parent: str = ""
    scheme: Scheme | None = None
    area: IndexedArea | None = None
    way: MatchWay | None = None
    reason: Bilingual | None = None
    candidates: tuple[IndexedArea, ...] = ()
    clash: IndexedArea | None = None
    sheet: str | None = None
    parents: tuple[int, ...] = ()
    as_of: date | None = None  # where the rows say their own cut-off
    organisation: str = ""
    is_decided: bool = False
    row_count: int = 1
    numbers: tuple[int, ...] = ()
    asks: Level | None = None
    asked: str = ""
    waits_for: int | None = None
    notes: tuple[tuple[str, Bilingual], ...] = ()  # area code → why

    @property
    def is_place(self) -> bool:
        """Whether the row is about a place, found or not; a total, a heading or a note is none."""
        outcome = self.outcome
        left_out = self.is_decided and outcome == RowOutcome.IGNORED
        return outcome in LOADED or outcome in UNSETTLED or left_out


class Severity(StrEnum):
    """Whether a finding stops the import."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """Something found in the table, where it stands and how to mend it.

    ``suggestion`` is what a cell in doubt probably held, to be put to a person.
    """

    code: str
    severity: Severity
    message: Bilingual
    hint: Bilingual
    place: Place
    suggestion: int | None = None


@dataclass(frozen=True)
class CheckSum:
    """A total that the file states for a parent (or the whole table), beside the sum of its rows."""

    row: int
    name: str
    column: str
    header: str
    stated_count: int
    summed_count: int
    sheet: str | None = None

    @property
    def difference_count(self) -> int:
        """Stated minus summed; 0 where the check sum holds."""
        return self.stated_count - self.summed_count

    @property
    def holds(self) -> bool:
        """Whether the rows add up to what the file states."""
        return self.difference_count == 0
