"""The columns that indicators are made of: stocks, targets, denominators and pace, known for whole areas."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from services.coverage.columns import (
    Column,
    Complete,
    FactColumn,
    Numbers,
    build_empty_column,
    build_own_column,
    roll_up,
    sum_complete,
)
from services.coverage.snapshot import VintageData
from services.measures.indicators import Count
from services.measures.pace import build_pace
from services.measures.periods import find_last_year_end, find_year_before, find_year_end
from services.measures.schemes import ANY_SCHEME, Measure, Scheme


def find_column(data: VintageData, scheme: Scheme, count: Count, as_of: date) -> Column:
    """Return one count of every area, known for whole areas, as an indicator at ``as_of`` needs it."""
    key = ("column", scheme, count, as_of)
    return data.columns.recall(key, lambda: _build_column(data, scheme, count, as_of))


def find_stock(data: VintageData, scheme: Scheme, measure: Measure, day: date) -> Column:
    """Return a measure of a scheme dated exactly on ``day``; of BHXH the sum of its parts where both are known."""
    return data.columns.recall((measure, scheme, day), lambda: _build_stock(data, scheme, measure, day))


def find_sum(data: VintageData, scheme: Scheme, count: Count, as_of: date) -> Complete:
    """Return one count of every area as the sum over the children that have it."""
    key = ("sum", scheme, count, as_of)
    return data.columns.recall(key, lambda: sum_complete(data.hierarchy, [find_column(data, scheme, count, as_of)]))


def list_target_dates(data: VintageData, scheme: Scheme, as_of: date) -> tuple[date, ...]:
    """Return the days of the year of ``as_of`` for which the scheme (or all its parts) has targets."""
    schemes = (scheme, *scheme.parts)
    days = {day for one in schemes for day in data.list_dates(one, Measure.TARGET)}
    return tuple(sorted(day for day in days if day.year == as_of.year))


def _build_column(data: VintageData, scheme: Scheme, count: Count, as_of: date) -> Column:
    if count is Count.DENOMINATOR:
        return _build_denominator(data, scheme, as_of)
    if count is Count.PACE:
        return _build_pace_column(data, scheme, as_of)
    if count is Count.TARGET:
        return find_stock(data, scheme, Measure.TARGET, find_year_end(as_of))
    if count in (Count.GROSS_NEW, Count.GROSS_NEW_MONTH):
        return find_stock(data, scheme, Measure(count.value), as_of)
    days = {
        Count.ENROLLED: as_of,
        Count.YEAR_BEFORE: find_year_before(as_of),
        Count.YEAR_END: find_last_year_end(as_of),
    }
    return find_stock(data, scheme, Measure.ENROLLED, days[count])


def _build_stock(data: VintageData, scheme: Scheme, measure: Measure, day: date) -> Column:
    own = build_own_column(_find_facts(data, scheme, measure, [day]), data.hierarchy.size)
    for parts in [[find_stock(data, part, measure, day) for part in scheme.parts]] if scheme.parts else []:
        own = _prefer_parts(own, parts)
    return roll_up(data.hierarchy, own)


def _prefer_parts(own: Column, parts: list[Column]) -> Column:
    """Return the column with the sum of its parts wherever all parts are known; what was reported stays beside it."""
    total = np.sum([part.counts for part in parts], axis=0)
    derived = np.isfinite(total)
    first, last = _bound_origins(parts, "release_first", "release_last")
    day_first, day_last = _bound_origins(parts, "date_first", "date_last")
    withheld = np.any([part.withheld for part in parts], axis=0)
    # The sum as it was loaded, minus one part, would give a withheld part away.
    loaded = np.where(withheld, np.nan, own.counts)
    return replace(
        own,
        counts=np.where(derived, total, loaded),
        estimated=np.where(derived, np.any([part.estimated for part in parts], axis=0), own.estimated),
        withheld=own.withheld | withheld,
        release_first=np.where(derived, first, own.release_first),
        release_last=np.where(derived, last, own.release_last),
        date_first=np.where(derived, day_first, own.date_first),
        date_last=np.where(derived, day_last, own.date_last),
    )


def _build_denominator(data: VintageData, scheme: Scheme, as_of: date) -> Column:
    """Return for each area the newest denominator dated up to the cut-off, else the earliest after it."""
    kind = scheme.denominator_kind
    days = data.list_dates(ANY_SCHEME, Measure(kind.value))
    after = [day for day in days if day > as_of]
    upto = [day for day in days if day <= as_of]
    facts = _find_facts(data, ANY_SCHEME, Measure(kind.value), after[::-1] + upto)
    return roll_up(data.hierarchy, build_own_column(facts, data.hierarchy.size))


def _build_pace_column(data: VintageData, scheme: Scheme, as_of: date) -> Column:
    """Return the pace of each area, from points known for the area as a whole; not rounded."""
    days = list_target_dates(data, scheme, as_of)
    year_end = find_column(data, scheme, Count.YEAR_END, as_of)
    targets = [find_stock(data, scheme, Measure.TARGET, day) for day in days]
    counts = build_pace(as_of, year_end.counts, [(day, one.counts) for day, one in zip(days, targets, strict=True)])
    used = [year_end, *targets]
    first, last = _bound_origins(used, "release_first", "release_last")
    own = replace(
        build_empty_column(data.hierarchy.size),
        counts=counts,
        estimated=np.any([one.estimated for one in used], axis=0),
        withheld=np.any([one.withheld for one in used], axis=0) & ~np.isfinite(counts),
        release_first=first,
        release_last=last,
    )
    return roll_up(data.hierarchy, own)


def _find_facts(data: VintageData, scheme: str, measure: Measure, days: list[date]) -> list[FactColumn]:
    return [data.facts[key] for day in days if (key := (str(scheme), measure.value, day)) in data.facts]


def _bound_origins(columns: list[Column], first: str, last: str) -> tuple[Numbers, Numbers]:
    """Return the least and greatest origin of several columns, 0 (nothing) left out of the least."""
    firsts = np.stack([getattr(column, first) for column in columns])
    lasts = np.stack([getattr(column, last) for column in columns])
    highest = np.iinfo(np.int32).max
    least = np.where(firsts == 0, highest, firsts).min(axis=0)
    return np.where(least == highest, 0, least).astype(np.int32), lasts.max(axis=0)
