"""Leader boards: who stands best, with ties, small units marked, and how places moved since the month before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

import numpy as np

from geodata.areas import Level
from geodata.errors import Bilingual
from geodata.names import build_sort_key
from services.coverage.area_value import AreaValue, build_area_value
from services.coverage.catalogue import list_periods
from services.coverage.columns import Counts, Mask, Numbers
from services.coverage.evaluation import Evaluation, evaluate
from services.coverage.hierarchy import Hierarchy
from services.coverage.ranking import rank_values
from services.coverage.snapshot import Snapshot
from services.coverage.vintage_data import VintageData, focus_vintage
from services.measures.indicators import Indicator, IndicatorDefinition, Unit
from services.measures.schemes import Scheme

# Below that many people in the count compared with, one person moves a share by more than three points.
SMALL_BELOW = 30
WHOLE = slice(None)  # all places of a board


class LeaderBy(StrEnum):
    """What a board is ranked by."""

    COMPLETION = "completion"
    PACE = "pace"
    GROWTH = "growth"
    GAP = "gap"
    COVERAGE = "coverage"

    @property
    def indicator(self) -> Indicator:
        """The indicator that the board shows."""
        return _INDICATORS[self]

    @property
    def label(self) -> Bilingual:
        """The board in words."""
        return _LABELS[self]


_INDICATORS = {
    LeaderBy.COMPLETION: Indicator.PLAN_COMPLETION_RATIO,
    LeaderBy.PACE: Indicator.PACE_GAP_POINTS,
    LeaderBy.GROWTH: Indicator.YOY_CHANGE_RATIO,
    LeaderBy.GAP: Indicator.PLAN_GAP_COUNT,
    LeaderBy.COVERAGE: Indicator.COVERAGE_RATIO,
}
_BY_PLAN = frozenset({LeaderBy.COMPLETION, LeaderBy.PACE, LeaderBy.GAP})
_LABELS = {
    LeaderBy.COMPLETION: Bilingual("Theo tỷ lệ đạt kế hoạch", "By plan completion"),
    LeaderBy.PACE: Bilingual("Theo tiến độ", "By pace"),
    LeaderBy.GROWTH: Bilingual("Theo mức tăng so với cùng kỳ", "By growth in a year"),
    LeaderBy.GAP: Bilingual("Theo số người còn phải phát triển", "By people still missing"),
    LeaderBy.COVERAGE: Bilingual("Theo tỷ lệ bao phủ", "By coverage"),
}


@dataclass(frozen=True)
class LeaderRequest:
    """Whose board is asked for: the areas of a level within one, of a scheme on a date."""

    vintage_id: str
    level: Level
    within: str
    scheme: Scheme
    as_of: date
    by: LeaderBy = LeaderBy.COMPLETION


@dataclass(frozen=True)
class LeaderRow:
    """One area of a board. ``rank`` and ``previous_rank`` are None where there is no value.

    ``movement`` is how many places it climbed (+) or fell (−) since the month before. ``is_small``: the count that
    it is compared with is below ``SMALL_BELOW``, so that few people decide its place.
    """

    rank: int | None
    is_tied: bool
    value: AreaValue
    is_small: bool
    previous_rank: int | None
    movement: int | None


@dataclass(frozen=True)
class LeaderBoard:
    """The areas of a request, the best first, then those without a value; ties by the Vietnamese alphabet.

    ``rows`` may be some of ``area_count`` places; everything else is of all of them: ``bounds`` are the least and the
    greatest number shown, 0 among them. ``previous_date`` is the month end before, None where it has no data or was
    under the plan of another year.
    """

    request: LeaderRequest
    definition: IndicatorDefinition
    level_label: Bilingual
    previous_date: date | None
    rows: tuple[LeaderRow, ...]
    area_count: int
    ranked_count: int
    bounds: tuple[float, float]
    has_small: bool
    has_moves: bool
    total: AreaValue


def build_leader_board(snapshot: Snapshot, request: LeaderRequest, places: slice = WHOLE) -> LeaderBoard:
    """Return the board with the rows of some of its places; NotFound for a vintage or area that is not in force.

    Ranks of the month before are of the same areas: managing units have the communes that they have on ``as_of``.
    """
    data = snapshot.find_vintage(request.vintage_id).on(request.as_of)
    focused = focus_vintage(data, data.hierarchy.find(request.within))
    indicator = request.by.indicator
    found = evaluate(focused, request.scheme, indicator, request.as_of)
    areas = focused.hierarchy.select(request.level, 0)
    previous_date = _find_previous(snapshot, request)
    ranks = _rank(found, areas)
    before = _rank_before(focused, request, areas, previous_date)
    small = _find_small(found, areas) & (ranks > 0)
    build = _RowBuilder(focused.hierarchy, found, areas, ranks, before, small)
    order = sorted(range(areas.size), key=lambda n: (int(ranks[n]) or areas.size + 1, build.sort_key(n)))
    return LeaderBoard(
        request=request,
        definition=found.definition,
        level_label=snapshot.label_level(request.level, data.vintage),
        previous_date=previous_date,
        rows=tuple(build.row(place) for place in order[places]),
        area_count=int(areas.size),
        ranked_count=int(np.count_nonzero(ranks)),
        bounds=_find_bounds(found.shown[areas]),
        has_small=bool(small.any()),
        has_moves=bool(((ranks > 0) & (before > 0)).any()),
        total=build_area_value(focused.hierarchy, found, 0),
    )


def find_month_before(day: date) -> date:
    """Return the last month end before a day."""
    return day.replace(day=1) - timedelta(days=1)


def _find_previous(snapshot: Snapshot, request: LeaderRequest) -> date | None:
    wanted = find_month_before(request.as_of)
    if wanted.year != request.as_of.year and request.by in _BY_PLAN:
        return None  # places in two plans are no movement
    periods = list_periods(snapshot, request.vintage_id, request.scheme, request.within)
    return wanted if any(one.as_of == wanted for one in periods) else None


def _rank(found: Evaluation, areas: Numbers) -> Numbers:
    shown = found.shown[areas]
    return rank_values(shown, np.zeros(areas.size, dtype=np.int32), found.definition.ahead_is_high)


def _rank_before(data: VintageData, request: LeaderRequest, areas: Numbers, day: date | None) -> Numbers:
    if day is None:
        return np.zeros(areas.size, dtype=np.int32)
    return _rank(evaluate(data, request.scheme, request.by.indicator, day), areas)


def _find_small(found: Evaluation, areas: Numbers) -> Mask:
    """Tell where the count compared with is small: a share of few people, a gap to a target of few."""
    bases = found.denominators[areas] if found.definition.unit is not Unit.COUNT else found.complete.counts[-1][areas]
    small: Mask = np.isfinite(bases) & (bases < SMALL_BELOW)
    return small


def _find_bounds(shown: Counts) -> tuple[float, float]:
    known = shown[np.isfinite(shown)]
    return float(min(0.0, known.min(initial=0))), float(max(0.0, known.max(initial=0)))


@dataclass(frozen=True)
class _RowBuilder:
    """Builds rows of areas known by their place among ``areas``; ranks are 0 where there is no value."""

    hierarchy: Hierarchy
    found: Evaluation
    areas: Numbers
    ranks: Numbers
    before: Numbers
    small: Mask

    @cached_property
    def _sharing(self) -> Numbers:
        """How many areas share each rank."""
        return np.bincount(self.ranks, minlength=1).astype(np.int32)

    def sort_key(self, place: int) -> object:
        """Return what areas of one rank are sorted by."""
        return build_sort_key(str(self.hierarchy.names[self.areas[place]]))

    def row(self, place: int) -> LeaderRow:
        rank, before = int(self.ranks[place]), int(self.before[place])
        return LeaderRow(
            rank=rank or None,
            is_tied=rank > 0 and int(self._sharing[rank]) > 1,
            value=build_area_value(self.hierarchy, self.found, int(self.areas[place])),
            is_small=bool(self.small[place]),
            previous_rank=before or None,
            movement=before - rank if rank and before else None,
        )
