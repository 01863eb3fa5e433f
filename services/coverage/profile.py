"""All that is known of one area: every indicator, its series over dates, its children, its parent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from geodata.errors import Bilingual
from services.coverage.area_value import AreaValue, build_area_value
from services.coverage.catalogue import PilotArea, list_begun_pilots, list_periods
from services.coverage.columns import Numbers
from services.coverage.evaluation import evaluate
from services.coverage.events import OutreachEvent, list_events, sum_events
from services.coverage.operands import find_column, find_reporting, find_sum
from services.coverage.outlooks import AreaOutlook, build_outlook
from services.coverage.profile_parts import (
    Neighbour,
    SchemeStanding,
    build_scheme_standings,
    list_neighbours,
    rank_areas,
)
from services.coverage.ranking import count_ranked, rank_values
from services.coverage.snapshot import Snapshot
from services.coverage.sources import list_count_sources
from services.coverage.sums import sum_counts
from services.coverage.vintage_data import VintageData, focus_vintage
from services.measures.answer import build_answer
from services.measures.indicators import Count, Indicator
from services.measures.rounding import round_to_scale
from services.measures.schemes import Scheme
from services.measures.states import State, count_states
from services.store.outreach import EventTotals
from services.store.release_notes import ReleaseNote

COUNTS_TOLD = (Count.ENROLLED, Count.TARGET, Count.DENOMINATOR, Count.YEAR_BEFORE, Count.YEAR_END, Count.PACE)


@dataclass(frozen=True)
class ProfileIndicator:
    """One indicator of the area, the same of its parent, its rank among its siblings, the states of its children."""

    value: AreaValue
    parent: AreaValue | None
    parent_rank: int
    parent_ranked_count: int
    child_states: dict[State, int]


@dataclass(frozen=True)
class StockPoint:
    """The counts of one cut-off date of ``SeriesPoint``."""

    as_of: date
    enrolled_count: int | None
    target_count: int | None
    pace_count: int | None


@dataclass(frozen=True)
class SeriesPoint:
    """The stock of one cut-off date, with the year's target, the pace and the coverage; None where unknown.

    ``missing_count`` of the smallest areas have no stock on that date. Target and pace are told where just the areas
    with a stock have them: a plan of fewer would stand beside the stock of more.
    """

    as_of: date
    enrolled_count: int | None
    target_count: int | None
    pace_count: int | None
    coverage_ratio: float | None
    plan_completion_ratio: float | None
    state: State
    missing_count: int


@dataclass(frozen=True)
class Profile:
    """One area of one scheme at one cut-off date.

    ``outlook`` is its way to the plan; ``schemes`` are all that have participants there; ``neighbours`` those ranked
    next to it among its siblings and ``child_ranks`` the ranks of ``children`` (None for none), both by the lead
    indicator. ``events`` are on the whole time axis, ``month_events`` adds up those of the month of the cut-off.
    """

    vintage_id: str
    scheme: Scheme
    as_of: date
    area_code: str
    name: str
    indicators: dict[Indicator, ProfileIndicator]
    counts: dict[Count, float]
    series: tuple[SeriesPoint, ...]
    children: tuple[AreaValue, ...]
    child_ranks: tuple[int | None, ...]
    neighbours: tuple[Neighbour, ...]
    schemes: tuple[SchemeStanding, ...]
    outlook: AreaOutlook
    pilots: tuple[PilotArea, ...]
    events: tuple[OutreachEvent, ...]
    month_events: EventTotals
    sources: tuple[ReleaseNote, ...]
    answer: Bilingual


def build_profile(
    snapshot: Snapshot,
    vintage_id: str,
    area_code: str,
    scheme: Scheme,
    as_of: date,
    lead: Indicator | None = None,
    since: date | None = None,
) -> Profile:
    """Return the profile of an area; its children are given with the ``lead`` indicator (plan completion).
    Without ``since`` nothing is known of the change since a base date.

    Raises NotFound where the vintage or the area is not in force.
    """
    data = snapshot.find_vintage(vintage_id).on(as_of)
    area = data.hierarchy.find(area_code)
    lead_found = evaluate(data, scheme, lead or Indicator.PLAN_COMPLETION_RATIO, as_of, since)
    counts, children = collect_counts(data, scheme, as_of, area), data.hierarchy.list_children(area)
    ranks = dict(rank_areas(data.hierarchy, lead_found, children))
    events = list_events(snapshot, vintage_id, scheme, area_code, on=as_of)
    return Profile(
        vintage_id=vintage_id,
        scheme=scheme,
        as_of=as_of,
        area_code=area_code,
        name=str(data.hierarchy.names[area]),
        indicators={one: _build_indicator(data, scheme, one, as_of, area, since) for one in Indicator},
        counts=counts,
        series=build_series(snapshot, vintage_id, area_code, scheme),
        children=tuple(build_area_value(data.hierarchy, lead_found, int(child)) for child in children),
        child_ranks=tuple(ranks.get(int(child)) for child in children),
        neighbours=list_neighbours(data.hierarchy, lead_found, area),
        schemes=build_scheme_standings(snapshot, data, area, as_of),
        outlook=build_outlook(snapshot, vintage_id, area_code, scheme, as_of),
        pilots=tuple(list_begun_pilots(snapshot, vintage_id, scheme, area_code, as_of)),
        events=events,
        month_events=sum_events([one for one in events if as_of.replace(day=1) <= one.held_on <= as_of]),
        sources=_list_profile_sources(snapshot, data, scheme, as_of, data.hierarchy.select_all(area)),
        answer=build_area_answer(snapshot, vintage_id, area_code, scheme, as_of),
    )


def build_series(snapshot: Snapshot, vintage_id: str, area_code: str, scheme: Scheme) -> tuple[SeriesPoint, ...]:
    """Return a point for each cut-off date with data in the area, earliest first.

    A managing unit has on each date the communes that it had then, and no point while it had none.
    """
    data = snapshot.find_vintage(vintage_id)
    if not data.is_unit(area_code):
        data.hierarchy.find(area_code)  # NotFound
    return data.views.recall(("series", area_code, scheme), lambda: _build_points(snapshot, data, scheme, area_code))


def build_stock_series(snapshot: Snapshot, vintage_id: str, area_code: str, scheme: Scheme) -> tuple[StockPoint, ...]:
    """Return the counts of ``build_series`` alone, in a third of the time."""
    data = snapshot.find_vintage(vintage_id)
    return data.views.recall(
        ("stocks", area_code, scheme),
        lambda: tuple(
            _count_point(focused, scheme, day) for day, focused in _list_dated(snapshot, data, scheme, area_code)
        ),
    )


def select_comparable(series: Sequence[SeriesPoint], as_of: date) -> tuple[SeriesPoint, ...]:
    """Return the points up to a cut-off on which as many areas report as on it: a sum of fewer is of something else."""
    missing = next((point.missing_count for point in series if point.as_of == as_of), None)
    return tuple(point for point in series if point.as_of <= as_of and point.missing_count == missing)


def build_area_answer(snapshot: Snapshot, vintage_id: str, area_code: str, scheme: Scheme, as_of: date) -> Bilingual:
    """Return where the area stands, in one line: 68,8% kế hoạch · 2.959 / 4.299 người · còn 1.340 · nhanh hơn …"""
    data = snapshot.find_vintage(vintage_id).on(as_of)
    area = data.hierarchy.find(area_code)
    wanted = (
        Indicator.PLAN_COMPLETION_RATIO,
        Indicator.PLAN_GAP_COUNT,
        Indicator.PACE_GAP_COUNT,
        Indicator.COVERAGE_RATIO,
        Indicator.ENROLLED_COUNT,
    )
    values = {one: build_area_value(data.hierarchy, evaluate(data, scheme, one, as_of), area) for one in wanted}
    completion, coverage = values[Indicator.PLAN_COMPLETION_RATIO], values[Indicator.COVERAGE_RATIO]
    return build_answer(
        completion=(completion.shown, completion.numerator, completion.denominator),
        plan_gap=values[Indicator.PLAN_GAP_COUNT].value,
        pace_gap=values[Indicator.PACE_GAP_COUNT].value,
        coverage=(coverage.shown, coverage.numerator, coverage.denominator),
        enrolled=values[Indicator.ENROLLED_COUNT].value,
        denominator_label=scheme.denominator_kind.label,
    )


def collect_counts(
    data: VintageData, scheme: Scheme, as_of: date, area: int, kinds: Sequence[Count] = COUNTS_TOLD
) -> dict[Count, float]:
    """Return the counts known of an area, pace rounded half up; unknown ones are left out."""
    found = np.array([find_sum(data, scheme, kind, as_of)[area] for kind in kinds])
    return {
        kind: float(count) for kind, count in zip(kinds, round_to_scale(found, 1), strict=True) if np.isfinite(count)
    }


def _build_indicator(
    data: VintageData, scheme: Scheme, indicator: Indicator, as_of: date, area: int, since: date | None
) -> ProfileIndicator:
    hierarchy = data.hierarchy
    found = evaluate(data, scheme, indicator, as_of, since)
    parent = int(hierarchy.parents[area])
    siblings = np.flatnonzero((hierarchy.parents == parent) & (hierarchy.ranks == hierarchy.ranks[area]))
    shown, groups = found.shown[siblings], np.zeros(siblings.size, dtype=np.int32)
    place = int(np.flatnonzero(siblings == area)[0])
    return ProfileIndicator(
        value=build_area_value(hierarchy, found, area),
        parent=None if parent < 0 else build_area_value(hierarchy, found, parent),
        parent_rank=int(rank_values(shown, groups, found.definition.ahead_is_high)[place]),
        parent_ranked_count=int(count_ranked(shown, groups)[place]),
        child_states=count_states(found.states[hierarchy.list_children(area)]),
    )


def _build_points(snapshot: Snapshot, data: VintageData, scheme: Scheme, code: str) -> tuple[SeriesPoint, ...]:
    return tuple(_build_point(focused, scheme, day) for day, focused in _list_dated(snapshot, data, scheme, code))


def _list_dated(snapshot: Snapshot, data: VintageData, scheme: Scheme, code: str) -> Iterator[tuple[date, VintageData]]:
    """Give each cut-off date with data in an area, and the vintage as if the area were all there is then."""
    for period in list_periods(snapshot, data.vintage.vintage_id, scheme, code):
        dated = data.on(period.as_of) if data.is_unit(code) else data
        yield period.as_of, focus_vintage(dated, dated.hierarchy.find(code))


def _build_point(data: VintageData, scheme: Scheme, as_of: date) -> SeriesPoint:
    counted = _count_point(data, scheme, as_of)
    coverage = evaluate(data, scheme, Indicator.COVERAGE_RATIO, as_of)
    completion = evaluate(data, scheme, Indicator.PLAN_COMPLETION_RATIO, as_of)
    stock = build_area_value(data.hierarchy, evaluate(data, scheme, Indicator.ENROLLED_COUNT, as_of), 0)
    return SeriesPoint(
        as_of=as_of,
        enrolled_count=counted.enrolled_count,
        target_count=counted.target_count,
        pace_count=counted.pace_count,
        coverage_ratio=build_area_value(data.hierarchy, coverage, 0).value,
        plan_completion_ratio=build_area_value(data.hierarchy, completion, 0).value,
        state=stock.state,
        missing_count=stock.area_count - stock.reporting_count,
    )


def _count_point(data: VintageData, scheme: Scheme, as_of: date) -> StockPoint:
    """Return the counts of a date of the area that a vintage is cut out around."""
    kinds = (Count.ENROLLED, Count.TARGET, Count.PACE)
    counts = collect_counts(data, scheme, as_of, 0, kinds)
    told = {kind for kind in counts if kind is Count.ENROLLED or _is_of_same(data, scheme, kind, as_of)}
    return StockPoint(as_of, *(_give_count(counts, kind) if kind in told else None for kind in kinds))


def _is_of_same(data: VintageData, scheme: Scheme, kind: Count, as_of: date) -> bool:
    """Tell whether just the areas with a stock have a count of a kind too."""
    columns = [find_column(data, scheme, one, as_of) for one in (Count.ENROLLED, kind)]
    reporting = find_reporting(data, scheme, Count.ENROLLED, as_of)[0]
    return bool(reporting == sum_counts(data.hierarchy, columns)[1][0])


def _give_count(counts: dict[Count, float], kind: Count) -> int | None:
    return int(counts[kind]) if kind in counts else None


def _list_profile_sources(
    snapshot: Snapshot, data: VintageData, scheme: Scheme, as_of: date, areas: Numbers
) -> tuple[ReleaseNote, ...]:
    kinds = (Count.ENROLLED, Count.TARGET, Count.DENOMINATOR, Count.YEAR_BEFORE, Count.PACE)
    return list_count_sources(snapshot, data, scheme, kinds, as_of, areas)
