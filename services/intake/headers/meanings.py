"""What a column may mean, and how that is written down: ``target:2021-12-31``, ``enrolled:2021-05-31:BHYT``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from geodata.errors import BadInput, Bilingual, Place
from services.intake.values.dates import find_years, parse_date
from services.measures.periods import find_last_year_end, find_year_before, find_year_end
from services.measures.schemes import Measure, Scheme


class Role(StrEnum):
    """The meanings of columns besides counts."""

    NAME = "name"
    CODE = "code"
    MANAGING_UNIT = "managing_unit"
    MANAGING_UNIT_CODE = "managing_unit_code"
    PROVINCE = "province"
    PROVINCE_CODE = "province_code"
    SCHEME = "scheme"
    PILOT_START = "pilot_start"
    PILOT_END = "pilot_end"
    ORGANISATION = "organisation"  # đại lý thu, tổ chức dịch vụ thu
    ROW_DATE = "row_date"  # the cut-off of each row
    HELD_ON = "held_on"
    ORGANISER = "organiser"
    VENUE = "venue"
    ATTENDEES = "attendees"
    WON = "won"  # people won by an event
    UNIT_CODE = "unit_code"  # of a managing unit whose communes a file lists
    UNIT_NAME = "unit_name"
    OFFICER_CODE = "officer_code"  # of an officer in charge whose communes a file lists
    OFFICER_NAME = "officer_name"
    GROUP = "group"  # the potential group that a row counts
    GROUP_COUNT = "group_count"  # people of it; the header names the group where no column does
    VALID_FROM = "valid_from"
    VALID_TO = "valid_to"
    REMARK = "remark"
    RECOMPUTED = "recomputed"  # rates and changes: not data, they follow from the counts
    IGNORE = "ignore"


DENOMINATORS = (Measure.LABOUR_FORCE, Measure.POPULATION)
_SHORT_NAMES = {"parent": Role.MANAGING_UNIT, "parent_code": Role.MANAGING_UNIT_CODE}
_SYNTAX = (
    "enrolled[:31/12/2021[:BHXH_TN[:Bưu điện]]], target[:2021], gross_new[:…], gross_new_month[:…], labour_force[:…],"
    " population[:…]"
)
_MOST_DETAILS = 3  # date, scheme, organisation


@dataclass(frozen=True)
class Meaning:
    """What one column says: a role, or a measure with its date and scheme (None: taken from the table).

    ``organisation`` names the collection organisation that the counts of the column are of; empty: of the whole area.
    """

    role: Role | None = None
    measure: Measure | None = None
    as_of: date | None = None
    scheme: Scheme | None = None
    organisation: str = ""

    def __str__(self) -> str:
        """Write the meaning as ``--map`` takes it."""
        day = self.as_of.isoformat() if self.as_of else ""
        parts = [str(self.role or self.measure), day, self.scheme or "", self.organisation]
        return ":".join(parts).rstrip(":")


class RelativeDay(StrEnum):
    """A day told by the cut-off of its file, so that a meaning fits the file of next month too."""

    AS_OF = "as_of"
    YEAR_END = "year_end"
    PREVIOUS_YEAR_END = "previous_year_end"
    SAME_DAY_LAST_YEAR = "same_day_last_year"

    def build_date(self, as_of: date) -> date:
        """Return the day for the file of one cut-off."""
        return _RELATIVE_DAYS[self](as_of)


_RELATIVE_DAYS: dict[RelativeDay, Callable[[date], date]] = {
    RelativeDay.AS_OF: lambda day: day,
    RelativeDay.YEAR_END: find_year_end,
    RelativeDay.PREVIOUS_YEAR_END: find_last_year_end,
    RelativeDay.SAME_DAY_LAST_YEAR: find_year_before,
}


def parse_meaning(text: str, as_of: date | None = None) -> Meaning:
    """Return the meaning that ``--map`` gives to a column; BadInput lists those that exist.

    ``as_of`` dates what is told relative to it: ``enrolled:same_day_last_year``.
    """
    word, *details = (part.strip() for part in text.strip().split(":"))
    if word in _SHORT_NAMES or word in set(Role):
        if details:
            raise _unknown_meaning(text)
        return Meaning(role=_SHORT_NAMES.get(word) or Role(word))
    if word not in set(Measure) or len(details) > _MOST_DETAILS:
        raise _unknown_meaning(text)
    day, scheme, organisation = (*details, "", "", "")[:_MOST_DETAILS]
    if scheme and scheme not in set(Scheme):
        raise _unknown_meaning(text)
    return Meaning(
        measure=Measure(word),
        as_of=_parse_meaning_date(day, text, as_of) if day else None,
        scheme=Scheme(scheme) if scheme else None,
        organisation=organisation,
    )


def describe_meanings() -> Bilingual:
    """Return the meanings that a column can be given."""
    roles = ", ".join(role for role in Role)
    return Bilingual(f"Các nghĩa của cột: {_SYNTAX}; {roles}.", f"Columns may mean: {_SYNTAX}; {roles}.")


def _parse_meaning_date(text: str, whole: str, as_of: date | None) -> date | None:
    """Return the day a meaning names; a bare year is its last day, a relative one waits for its cut-off."""
    if text in set(RelativeDay):
        return RelativeDay(text).build_date(as_of) if as_of else None
    years = find_years(text)
    day = date(years[0], 12, 31) if years and text.isdecimal() and len(text) == 4 else parse_date(text)
    if day is None:
        raise _unknown_meaning(whole)
    return day


def _unknown_meaning(text: str) -> BadInput:
    return BadInput(
        "column_meaning_unknown",
        Bilingual(f"Không có nghĩa «{text}» cho một cột", f"A column cannot mean «{text}»"),
        describe_meanings(),
        Place(text=text),
    )
