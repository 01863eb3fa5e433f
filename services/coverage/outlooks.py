"""The outlook of areas: gap to the pace, what each month left must bring, where the stock is heading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from geodata.areas import Level
from services.coverage.columns import Column, Complete, Counts, Mask, Numbers
from services.coverage.hierarchy import Hierarchy
from services.coverage.operands import find_column, find_stock
from services.coverage.snapshot import Snapshot
from services.coverage.sums import sum_complete, sum_counts
from services.coverage.vintage_data import VintageData, focus_vintage
from services.measures.indicators import Count
from services.measures.outlook import (
    OUTLOOK_STATES,
    OutlookState,
    Projection,
    StateNumbers,
    build_outlook_states,
    build_projection,
    measure_months_left,
    measure_tolerance,
    require_per_month,
)
from services.measures.periods import find_year_before, find_year_end, is_month_end
from services.measures.rounding import round_to_scale
from services.measures.schemes import Measure, Scheme


@dataclass(frozen=True)
class AreaProjection:
    """Where one stock is heading by the year's end; changes per month are rounded as printed."""

    expected_count: int
    low_count: int
    high_count: int
    mean_per_month_count: int
    slowest_per_month_count: int
    fastest_per_month_count: int
    month_count: int


@dataclass(frozen=True)
class AreaOutlook:
    """How one area stands on the way to its plan of the year; None where unknown.

    Stock, target and gaps stand on the same children (``reporting_count`` of ``area_count``). ``tolerance_count`` is
    how many people off the pace still count as on pace; ``pace_count`` is rounded as printed.
    """

    vintage_id: str
    scheme: Scheme
    as_of: date
    year_end: date
    months_left: float
    area_code: str
    name: str
    state: OutlookState
    enrolled_count: int | None
    target_count: int | None
    plan_gap_count: int | None
    pace_count: int | None
    pace_gap_count: int | None
    tolerance_count: int | None
    required_per_month_count: int | None
    projection: AreaProjection | None
    reporting_count: int
    area_count: int
    is_estimated: bool


@dataclass(frozen=True)
class OutlookColumns:
    """Outlooks of m areas in the order of ``area.position``; NaN where unknown, ``states`` ``OutlookState.number``.

    Where there is no target, or its areas have no pace, what is left is known still: the stock and its projection.
    """

    as_of: date
    areas: Numbers
    hierarchy: Hierarchy
    enrolled: Counts
    targets: Counts
    paces: Counts
    required: Counts
    projection: Projection
    states: StateNumbers
    reporting_counts: Numbers
    estimated: Mask

    @property
    def plan_gaps(self) -> Counts:
        """Target − stock: positive is still missing."""
        return self.targets - self.enrolled

    @property
    def pace_gaps(self) -> Counts:
        """Stock − pace: positive is ahead."""
        return self.enrolled - self.paces


def build_outlook(snapshot: Snapshot, vintage_id: str, area_code: str, scheme: Scheme, as_of: date) -> AreaOutlook:
    """Return the outlook of one area, NotFound where the vintage or the area is not in force.

    A managing unit has on all days the communes that it has on ``as_of``.
    """
    data = snapshot.find_vintage(vintage_id).on(as_of)
    focused = focus_vintage(data, data.hierarchy.find(area_code))
    found = _find_outlooks(focused, scheme, as_of)
    return build_area_outlook(vintage_id, scheme, found, 0)


def build_outlook_columns(
    snapshot: Snapshot, vintage_id: str, level: Level, within: str, scheme: Scheme, as_of: date
) -> OutlookColumns:
    """Return the outlooks of the areas of a level within one, in the order of a view."""
    data = snapshot.find_vintage(vintage_id).on(as_of)
    inside = data.hierarchy.find(within)
    focused = focus_vintage(data, inside)
    return _select(_find_outlooks(focused, scheme, as_of), focused.hierarchy.select(level, 0))


def build_area_outlook(vintage_id: str, scheme: Scheme, found: OutlookColumns, place: int) -> AreaOutlook:
    """Return the outlook at one place of the columns."""
    area = int(found.areas[place])
    tolerance = measure_tolerance(found.as_of, found.targets, found.paces)
    return AreaOutlook(
        vintage_id=vintage_id,
        scheme=scheme,
        as_of=found.as_of,
        year_end=find_year_end(found.as_of),
        months_left=measure_months_left(found.as_of),
        area_code=str(found.hierarchy.codes[area]),
        name=str(found.hierarchy.names[area]),
        state=OUTLOOK_STATES[int(found.states[place])],
        enrolled_count=_give(found.enrolled[place]),
        target_count=_give(found.targets[place]),
        plan_gap_count=_give(found.plan_gaps[place]),
        pace_count=_give(found.paces[place]),
        pace_gap_count=_give(found.pace_gaps[place]),
        tolerance_count=_give(np.floor(tolerance[place])),
        required_per_month_count=_give(found.required[place]),
        projection=_build_area_projection(found.projection, place),
        reporting_count=int(found.reporting_counts[place]),
        area_count=int(found.hierarchy.leaf_counts[area]),
        is_estimated=bool(found.estimated[place]),
    )


def _build_area_projection(found: Projection, place: int) -> AreaProjection | None:
    ends = (found.expected, found.low, found.high, found.mean, found.slowest, found.fastest, found.month_counts)
    numbers = [_give(round_to_scale(one[place : place + 1], 1)[0]) for one in ends]
    known = [number for number in numbers if number is not None]
    return AreaProjection(*known) if len(known) == len(numbers) else None


def _give(number: np.float64) -> int | None:
    return int(number) if np.isfinite(number) else None


def _find_outlooks(data: VintageData, scheme: Scheme, as_of: date) -> OutlookColumns:
    return data.views.recall(("outlook", scheme, as_of), lambda: _build_outlooks(data, scheme, as_of))


def _build_outlooks(data: VintageData, scheme: Scheme, as_of: date) -> OutlookColumns:
    """Return the outlooks of all areas: by the areas that have stock and target, of others the stock alone."""
    stock, target = (find_column(data, scheme, kind, as_of) for kind in (Count.ENROLLED, Count.TARGET))
    planned, alone = sum_complete(data.hierarchy, [stock, target]), sum_complete(data.hierarchy, [stock])
    has_plan = planned.known
    enrolled = np.where(has_plan, planned.counts[0], alone.counts[0])
    targets = np.where(has_plan, planned.counts[1], np.nan)
    paced = sum_complete(data.hierarchy, [stock, find_column(data, scheme, Count.PACE, as_of), target])
    # A pace of other children than the plan's would tell of another stock.
    same = has_plan & (paced.reporting_counts == planned.reporting_counts)
    paces = np.where(same, round_to_scale(paced.counts[1], 1), np.nan)
    reporting = np.where(has_plan, planned.reporting_counts, alone.reporting_counts)
    changes = _list_changes(data, scheme, as_of, planned, alone)
    projection = build_projection(as_of, enrolled, changes)
    return OutlookColumns(
        as_of=as_of,
        areas=np.arange(data.hierarchy.size, dtype=np.int32),
        hierarchy=data.hierarchy,
        enrolled=enrolled,
        targets=targets,
        paces=paces,
        required=require_per_month(as_of, targets - enrolled),
        projection=projection,
        states=build_outlook_states(as_of, enrolled, targets, paces, projection.high),
        reporting_counts=reporting.astype(np.int32),
        estimated=np.where(has_plan, planned.estimated, alone.estimated),
    )


def _list_changes(
    data: VintageData, scheme: Scheme, as_of: date, planned: Complete, alone: Complete
) -> list[tuple[float, Counts]]:
    """Return months and net change between the known month ends of the last year, over the same children as the stock.

    Where other children reported on one of the two days, the change of the stock is not known.
    """
    columns = [find_column(data, scheme, kind, as_of) for kind in (Count.ENROLLED, Count.TARGET)]
    found = []
    for first, last in pairwise(_list_month_ends(data, scheme, as_of)):
        pair = [find_stock(data, scheme, Measure.ENROLLED, day) for day in (first, last)]
        change = _subtract(data.hierarchy, [*columns, *pair], planned)
        if not planned.known.all():
            change = np.where(planned.known, change, _subtract(data.hierarchy, [columns[0], *pair], alone))
        found.append((float((last.year - first.year) * 12 + last.month - first.month), change))
    return found


def _subtract(hierarchy: Hierarchy, columns: list[Column], whole: Complete) -> Counts:
    """Return the change between the last two columns where just the children of ``whole`` have all of them."""
    counts, reporting = sum_counts(hierarchy, columns)
    same = np.isfinite(counts[0]) & (reporting == whole.reporting_counts)
    return np.where(same, counts[-1] - counts[-2], np.nan)


def _list_month_ends(data: VintageData, scheme: Scheme, as_of: date) -> list[date]:
    days = {day for one in (scheme, *scheme.parts) for day in data.list_dates(one, Measure.ENROLLED)}
    first = find_year_before(as_of)
    return sorted(day for day in days if first <= day <= as_of and is_month_end(day))


def _select(found: OutlookColumns, areas: Numbers) -> OutlookColumns:
    cut = found.projection
    return OutlookColumns(
        as_of=found.as_of,
        areas=areas,
        hierarchy=found.hierarchy,
        enrolled=found.enrolled[areas],
        targets=found.targets[areas],
        paces=found.paces[areas],
        required=found.required[areas],
        projection=Projection(*(getattr(cut, name)[areas] for name in Projection.__dataclass_fields__)),
        states=found.states[areas],
        reporting_counts=found.reporting_counts[areas],
        estimated=found.estimated[areas],
    )
