"""From the words of a header to the meaning of its column: the level decides the place, the dates the count."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from geodata.areas import Level
from services.intake.headers.headers import (
    HeaderWords,
    build_plain_header,
    find_header_scheme,
    names_scheme_only,
    read_header,
)
from services.intake.headers.meanings import DENOMINATORS, Meaning, Role
from services.intake.headers.new_enrolments import find_flow, find_new_measure
from services.intake.values.day_words import DayWords, find_day_words
from services.measures.periods import find_last_year_end, find_year_before, find_year_end
from services.measures.schemes import Measure

_ROLES_BY_LEVEL = {
    Level.MANAGING_UNIT: (Role.MANAGING_UNIT, Role.MANAGING_UNIT_CODE),
    Level.PROVINCE: (Role.PROVINCE, Role.PROVINCE_CODE),
}
_FLOWS = (Measure.GROSS_NEW, Measure.GROSS_NEW_MONTH)


@dataclass(frozen=True)
class HeaderReading:
    """What a header means; where that is not certain ``meaning`` is None and ``proposal`` waits for a person."""

    meaning: Meaning | None
    proposal: Meaning | None = None


def find_meaning(header: str, level: Level, as_of: date) -> Meaning | None:
    """Return what a header says for certain, or None; see ``read_meaning``."""
    return read_meaning(header, level, as_of).meaning


def read_meaning(
    header: str, level: Level, as_of: date | None, plan_year: int | None = None, title_year: int | None = None
) -> HeaderReading:
    """Return what a header says.

    ``level`` is what the rows of the table are about; ``as_of`` dates what the header leaves undated: counts at the
    cut-off, targets at the end of its year. Without it an undated count is no more than proposed. ``plan_year``: the
    year that the table assigns targets for; a bare date of it, or a bare scheme, is one of them. ``title_year``: the
    only year that the title names, for months that name none.
    """
    words = read_header(header)
    if words.role is not None:
        return HeaderReading(Meaning(role=words.role))
    if words.is_place:
        return HeaderReading(_find_place(words, level))
    scheme = find_header_scheme(header)
    if words.is_new_target or (words.is_other and not words.is_subset):
        return HeaderReading(None)  # neither a target of the stock nor people won, nor all participants
    if words.is_subset and scheme is None:
        return HeaderReading(Meaning(role=Role.IGNORE))
    measure = words.measure or _find_bare_measure(header)
    if measure == Measure.GROSS_NEW:
        measure = find_new_measure(header)
    if measure is None:
        return HeaderReading(None)
    if plan_year is not None and words.measure is None:
        planned, _ = _date_count(Measure.TARGET, find_day_words(header), date(plan_year, 12, 31))
        if planned is not None and planned.year == plan_year:
            return HeaderReading(Meaning(measure=Measure.TARGET, as_of=planned, scheme=scheme))
    flow = find_flow(header) if measure == Measure.ENROLLED else None
    dated = find_day_words(header)
    day, is_certain = _date_count(flow or measure, dated, as_of)
    if dated.parts and day is not None and as_of is not None and day.year == title_year and day <= as_of:
        is_certain = True  # «Tháng 3» below «… năm 2020», up to the cut-off
    if flow is not None or words.is_forecast:
        measure, is_certain = flow or measure, False  # a stock has no period: what is counted must be told
    meaning = Meaning(measure=measure, as_of=day, scheme=None if measure in DENOMINATORS else scheme)
    if day is None and as_of is not None:
        return HeaderReading(None)
    return HeaderReading(meaning) if is_certain else HeaderReading(None, meaning)


def _find_bare_measure(header: str) -> Measure | None:
    """A bare date or scheme above counts speaks of participants."""
    plain = build_plain_header(header)
    words = find_day_words(header)
    dated = bool(words.days or words.months or words.parts or words.years or words.is_year_start)
    if dated and not re.search(r"[^\W\d_]{2}", re.sub(r"thang|ngay|nam|quy|cuoi|dau|den|het|\bi+v?\b", "", plain)):
        return Measure.ENROLLED
    return Measure.ENROLLED if names_scheme_only(header) else None


def _find_place(words: HeaderWords, level: Level) -> Meaning | None:
    named = words.place_level or level
    if named == level:
        return Meaning(role=Role.CODE if words.is_code else Role.NAME)
    if named.rank > level.rank:
        return None
    return Meaning(role=_ROLES_BY_LEVEL[named][int(words.is_code)])


def _date_count(measure: Measure, words: DayWords, as_of: date | None) -> tuple[date | None, bool]:
    """Return the day of a count and whether it is certain; None where the header names days in two ways."""
    whole = (*words.days, *words.months)
    if whole:
        return (whole[0], True) if len(set(whole)) == 1 else (None, False)
    if words.parts:
        return _date_part(words, as_of)
    if len(words.years) > 1:
        return None, False
    if words.years:
        return _date_year(measure, words, as_of)
    if as_of is None:
        return None, False
    if measure in _FLOWS:
        return as_of, True  # «từ đầu năm» is where its period begins
    if words.is_year_start:
        return find_last_year_end(as_of), True
    if words.is_same_period or words.is_year_before:
        return find_year_before(as_of), words.is_same_period
    return (find_year_end(as_of) if measure == Measure.TARGET else as_of), True


def _date_part(words: DayWords, as_of: date | None) -> tuple[date | None, bool]:
    months = {part.month for part in words.parts}
    if len(months) > 1 or len(words.years) > 1:
        return None, False
    part = max(words.parts, key=lambda known: known.day or 0)
    if words.years:
        return part.build_date(words.years[0]), True
    if as_of is None:
        return None, False
    if words.is_same_period or words.is_year_before:
        return part.build_date(as_of.year - 1), True
    day = part.build_date(as_of.year)
    # «đến 31/3» in a table of 31 March is of its year; of any other day the year is a guess.
    return day, day == as_of


def _date_year(measure: Measure, words: DayWords, as_of: date | None) -> tuple[date | None, bool]:
    year = words.years[0]
    if words.is_same_period and as_of is not None:
        return find_year_before(as_of.replace(day=as_of.day)) if year == as_of.year - 1 else None, True
    end = date(year, 12, 31)
    if measure == Measure.TARGET or measure in DENOMINATORS or as_of is None or year < as_of.year or end == as_of:
        return end, True
    # «Thực hiện năm 2019» in a table of March 2019 can only be what was reached so far, but it does not say so.
    return (as_of, False) if year == as_of.year else (end, True)


def complete_meaning(meaning: Meaning, as_of: date | None) -> Meaning:
    """Date a count that was given without a day."""
    if meaning.measure is None or meaning.as_of is not None or as_of is None:
        return meaning
    return replace(meaning, as_of=find_year_end(as_of) if meaning.measure == Measure.TARGET else as_of)
