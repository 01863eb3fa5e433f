"""The columns that indicators are made of: stocks, targets, denominators and pace, known for whole areas."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from services.coverage.columns import (
    Column,
    Counts,
    FactColumn,
    FactKey,
    Mask,
    Numbers,
    build_empty_column,
    build_own_column,
)
from services.coverage.hierarchy import Hierarchy
from services.coverage.standing import find_standing
from services.coverage.sums import roll_up, sum_counts
from services.coverage.vintage_data import VintageData
from services.measures.indicators import Count
from services.measures.pace import build_pace
from services.measures.periods import find_last_year_end, find_year_before, find_year_end
from services.measures.schemes import ANY_SCHEME, Measure, Scheme


def find_column(data: VintageData, scheme: Scheme, count: Count, as_of: date, since: date | None = None) -> Column:
    """Return one count of every area, known for whole areas, as an indicator at ``as_of`` needs it.

    ``since`` is the date of the count ``BASE``; without one nothing is known of it.
    """
    if count is Count.BASE:
        return _find_base(data, scheme, since)
    if count is Count.DENOMINATOR:  # of several schemes and most dates the same
        kind, days = scheme.denominator_kind.value, _order_denominators(data, scheme, as_of)
        return data.columns.recall(("column", kind, days), lambda: _build_denominator(data, kind, days))
    key = ("column", scheme, count, as_of)
    return data.columns.recall(key, lambda: _build_column(data, scheme, count, as_of))


def find_stock(data: VintageData, scheme: Scheme, measure: Measure, day: date) -> Column:
    """Return a measure of a scheme dated exactly on ``day``; of BHXH the sum of its parts where both are known."""
    return data.columns.recall((measure, scheme, day), lambda: _build_stock(data, scheme, measure, day))


def find_sum(data: VintageData, scheme: Scheme, count: Count, as_of: date, since: date | None = None) -> Counts:
    """Return one count of every area as the sum over the children that have it, NaN where none has."""
    return _add_up(data, scheme, count, as_of, since)[0]


def find_reporting(data: VintageData, scheme: Scheme, count: Count, as_of: date) -> Numbers:
    """Return how many areas without children take part in each sum of ``find_sum``."""
    return _add_up(data, scheme, count, as_of)[1]


def _add_up(
    data: VintageData, scheme: Scheme, count: Count, as_of: date, since: date | None = None
) -> tuple[Counts, Numbers]:
    def add_up() -> tuple[Counts, Numbers]:
        counts, reporting = sum_counts(data.hierarchy, [find_column(data, scheme, count, as_of, since)])
        return counts[0], reporting

    if count is Count.DENOMINATOR:
        days = _order_denominators(data, scheme, as_of)
        return data.columns.recall(("sum", scheme.denominator_kind.value, days), add_up)
    return data.columns.recall(("sum", scheme, count, since if count is Count.BASE else as_of), add_up)


def list_fact_keys(
    data: VintageData, scheme: Scheme, count: Count, as_of: date, since: date | None = None
) -> tuple[FactKey, ...]:
    """Return the keys of the facts that a count may be made of, a denominator on any of its dates."""
    if count is Count.DENOMINATOR:
        kind = scheme.denominator_kind.value
        return tuple((ANY_SCHEME, kind, day) for day in data.list_dates(ANY_SCHEME, Measure(kind)))
    if count is Count.PACE:
        wanted = [(Measure.TARGET, day) for day in list_target_dates(data, scheme, as_of)]
        wanted.append((Measure.ENROLLED, find_last_year_end(as_of)))
    else:
        dated = _date_count(count, as_of, since)
        wanted = [dated] if dated else []
    keys = [(one.value, measure.value, day) for one in (scheme, *scheme.parts) for measure, day in wanted]
    return tuple(key for key in keys if key in data.facts)


def list_target_dates(data: VintageData, scheme: Scheme, as_of: date) -> tuple[date, ...]:
    """Return the days of the year of ``as_of`` for which the scheme (or all its parts) has targets."""
    schemes = (scheme, *scheme.parts)
    days = {day for one in schemes for day in data.list_dates(one, Measure.TARGET)}
    return tuple(sorted(day for day in days if day.year == as_of.year))


def _build_column(data: VintageData, scheme: Scheme, count: Count, as_of: date) -> Column:
    if count is Count.PACE:
        return _build_pace_column(data, scheme, as_of)
    dated = _date_count(count, as_of, None)
    if dated is None:
        raise ValueError(f"{count} is no count of its own")
    return find_stock(data, scheme, *dated)


def _find_base(data: VintageData, scheme: Scheme, since: date | None) -> Column:
    if since is None:
        return build_empty_column(data.hierarchy.size)
    return find_stock(data, scheme, Measure.ENROLLED, since)


def _date_count(count: Count, as_of: date, since: date | None) -> tuple[Measure, date] | None:
    """Return the measure and the day that a count is, None for a base without a date."""
    days = {
        Count.ENROLLED: (Measure.ENROLLED, as_of),
        Count.YEAR_BEFORE: (Measure.ENROLLED, find_year_before(as_of)),
        Count.YEAR_END: (Measure.ENROLLED, find_last_year_end(as_of)),
        Count.TARGET: (Measure.TARGET, find_year_end(as_of)),
        Count.GROSS_NEW: (Measure.GROSS_NEW, as_of),
        Count.GROSS_NEW_MONTH: (Measure.GROSS_NEW_MONTH, as_of),
    }
    if since is not None:
        days[Count.BASE] = (Measure.ENROLLED, since)
    return days.get(count)


def _build_stock(data: VintageData, scheme: Scheme, measure: Measure, day: date) -> Column:
    own = build_own_column(_find_facts(data, scheme, measure, [day]), data.hierarchy)
    for parts in [[find_stock(data, part, measure, day) for part in scheme.parts]] if scheme.parts else []:
        own = _prefer_parts(data.hierarchy, own, parts)
    return roll_up(data.hierarchy, own)


def _prefer_parts(hierarchy: Hierarchy, own: Column, parts: list[Column]) -> Column:
    """Return the column with the sum of its parts wherever all parts are known; what was reported stays beside it."""
    total = np.sum([part.counts for part in parts], axis=0)
    derived = np.isfinite(total)
    first, last = _bound_origins(parts, "release_first", "release_last")
    day_first, day_last = _bound_origins(parts, "date_first", "date_last")
    withheld = np.any([part.withheld for part in parts], axis=0)
    # The sum as it was loaded, minus one part, would give a withheld part away.
    loaded = np.where(withheld, np.nan, own.counts)
    there = np.all([part.known | part.withheld for part in parts], axis=0) | own.known
    return replace(
        own,
        counts=np.where(derived, total, loaded),
        estimated=np.where(derived, np.any([part.estimated for part in parts], axis=0), own.estimated),
        estimated_counts=np.where(
            derived, np.sum([one.estimated_counts for one in parts], axis=0), own.estimated_counts
        ),
        withheld=own.withheld | (withheld & there),
        release_first=np.where(derived, first, own.release_first),
        release_last=np.where(derived, last, own.release_last),
        date_first=np.where(derived, day_first, own.date_first),
        date_last=np.where(derived, day_last, own.date_last),
        hidden=own.hidden | _find_hidden(parts),
        totals=_find_totals(hierarchy, parts, lambda counts: np.sum(counts, axis=0)),
    )


def _order_denominators(data: VintageData, scheme: Scheme, as_of: date) -> tuple[date, ...]:
    """Return the days of a denominator, the one that counts at a cut-off last: the newest up to it, else the next."""
    days = data.list_dates(ANY_SCHEME, Measure(scheme.denominator_kind.value))
    after = [day for day in days if day > as_of]
    return (*after[::-1], *(day for day in days if day <= as_of))


def _build_denominator(data: VintageData, kind: str, days: tuple[date, ...]) -> Column:
    """Return for each area the denominator of the last of some days that has one."""
    facts = _find_facts(data, ANY_SCHEME, Measure(kind), list(days))
    return roll_up(data.hierarchy, build_own_column(facts, data.hierarchy))


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
        estimated_counts=_estimate_pace(as_of, year_end, list(zip(days, targets, strict=True))),
        withheld=np.any([one.withheld for one in used], axis=0) & ~np.isfinite(counts),
        release_first=first,
        release_last=last,
        hidden=_find_hidden([year_end]),
        totals=_find_totals(
            data.hierarchy,
            used,
            lambda points: build_pace(as_of, points[0], list(zip(days, points[1:], strict=True))),
        ),
    )
    return roll_up(data.hierarchy, own)


def _find_hidden(columns: list[Column]) -> Mask:
    """Tell where a count made of these would be known but for one that is hidden."""
    hidden = np.any([column.hidden for column in columns], axis=0)
    told: Mask = hidden & np.all([column.known | column.hidden for column in columns], axis=0)
    return told


def _find_totals(hierarchy: Hierarchy, columns: list[Column], join: Callable[[NDArray[np.float64]], Counts]) -> Counts:
    """Return what is made of the totals of several columns, where these are over the same areas."""
    totals = np.full(hierarchy.size, np.nan)
    standing = find_standing(hierarchy, columns)
    totals[standing.areas] = join(standing.counts)
    return totals


def _estimate_pace(as_of: date, year_end: Column, targets: list[tuple[date, Column]]) -> Counts:
    """Return what of a pace is estimated: the pace of what is estimated of its points."""

    def read(column: Column) -> Counts:
        return np.where(column.known, column.estimated_counts, np.nan)

    return np.nan_to_num(build_pace(as_of, read(year_end), [(day, read(one)) for day, one in targets]))


def _find_facts(data: VintageData, scheme: str, measure: Measure, days: list[date]) -> list[FactColumn]:
    return [data.facts[key] for day in days if (key := (str(scheme), measure.value, day)) in data.facts]


def _bound_origins(columns: list[Column], first: str, last: str) -> tuple[Numbers, Numbers]:
    """Return the least and greatest origin of several columns, 0 (nothing) left out of the least."""
    firsts = np.stack([getattr(column, first) for column in columns])
    lasts = np.stack([getattr(column, last) for column in columns])
    highest = np.iinfo(np.int32).max
    least = np.where(firsts == 0, highest, firsts).min(axis=0)
    return np.where(least == highest, 0, least).astype(np.int32), lasts.max(axis=0)
