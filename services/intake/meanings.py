"""What a column may mean, and how that is written down: ``target:2021-12-31``, ``enrolled:2021-05-31:BHYT``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from geodata.errors import BadInput, Bilingual, Place
from services.intake.dates import find_years, parse_date
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
    REMARK = "remark"
    RECOMPUTED = "recomputed"  # rates and changes: not data, they follow from the counts
    IGNORE = "ignore"


DENOMINATORS = (Measure.LABOUR_FORCE, Measure.POPULATION)
_SHORT_NAMES = {"parent": Role.MANAGING_UNIT, "parent_code": Role.MANAGING_UNIT_CODE}
_SYNTAX = "enrolled[:31/12/2021[:BHXH_TN]], target[:2021], gross_new[:…], labour_force[:…], population[:…]"


@dataclass(frozen=True)
class Meaning:
    """What one column says: a role, or a measure with its date and scheme (None: taken from the table)."""

    role: Role | None = None
    measure: Measure | None = None
    as_of: date | None = None
    scheme: Scheme | None = None

    def __str__(self) -> str:
        """Write the meaning as ``--map`` takes it."""
        parts = [str(self.role or self.measure), self.as_of.isoformat() if self.as_of else "", self.scheme or ""]
        return ":".join(parts).rstrip(":")


def parse_meaning(text: str) -> Meaning:
    """Return the meaning that ``--map`` gives to a column; BadInput lists those that exist."""
    word, *details = (part.strip() for part in text.strip().split(":"))
    if word in _SHORT_NAMES or word in set(Role):
        if details:
            raise _unknown_meaning(text)
        return Meaning(role=_SHORT_NAMES.get(word) or Role(word))
    if word not in set(Measure) or len(details) > 2:
        raise _unknown_meaning(text)
    day, scheme = ((*details, "", ""))[:2]
    if scheme and scheme not in set(Scheme):
        raise _unknown_meaning(text)
    return Meaning(
        measure=Measure(word),
        as_of=_parse_meaning_date(day, text) if day else None,
        scheme=Scheme(scheme) if scheme else None,
    )


def describe_meanings() -> Bilingual:
    """Return the meanings that a column can be given."""
    roles = ", ".join(role for role in Role)
    return Bilingual(f"Các nghĩa của cột: {_SYNTAX}; {roles}.", f"Columns may mean: {_SYNTAX}; {roles}.")


def _parse_meaning_date(text: str, whole: str) -> date:
    """Return the day a meaning names; a bare year is its last day."""
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
