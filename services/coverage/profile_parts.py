"""What a profile sets beside an area: its other schemes, those ranked next to it, the ranks of its children."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from geodata.names import build_sort_key
from services.coverage.area_value import AreaValue, build_area_value
from services.coverage.columns import Numbers
from services.coverage.evaluation import Evaluation, evaluate
from services.coverage.hierarchy import Hierarchy
from services.coverage.outlooks import build_outlook
from services.coverage.ranking import rank_values
from services.coverage.snapshot import Snapshot
from services.coverage.vintage_data import VintageData, focus_vintage
from services.measures.indicators import Indicator
from services.measures.outlook import OutlookState
from services.measures.schemes import Scheme

NEXT = 2  # how many ranked before and after an area are named


@dataclass(frozen=True)
class SchemeStanding:
    """One scheme of an area on a date, as committee reports set several beside each other."""

    scheme: Scheme
    enrolled: AreaValue
    coverage: AreaValue
    completion: AreaValue
    plan_gap: AreaValue
    growth: AreaValue
    growth_ratio: AreaValue
    state: OutlookState


@dataclass(frozen=True)
class Neighbour:
    """An area ranked near another among its siblings."""

    rank: int
    is_self: bool
    value: AreaValue


def build_scheme_standings(snapshot: Snapshot, data: VintageData, area: int, as_of: date) -> tuple[SchemeStanding, ...]:
    """Return the schemes of which participants or a plan are known in an area on a date."""
    focused = focus_vintage(data, area)
    found = (_build_standing(snapshot, focused, scheme, as_of) for scheme in Scheme)
    return tuple(one for one in found if one is not None)


def _build_standing(snapshot: Snapshot, data: VintageData, scheme: Scheme, as_of: date) -> SchemeStanding | None:
    def read(indicator: Indicator) -> AreaValue:
        return build_area_value(data.hierarchy, evaluate(data, scheme, indicator, as_of), 0)

    enrolled = read(Indicator.ENROLLED_COUNT)
    if enrolled.value is None:
        return None
    code = str(data.hierarchy.codes[0])
    return SchemeStanding(
        scheme=scheme,
        enrolled=enrolled,
        coverage=read(Indicator.COVERAGE_RATIO),
        completion=read(Indicator.PLAN_COMPLETION_RATIO),
        plan_gap=read(Indicator.PLAN_GAP_COUNT),
        growth=read(Indicator.YOY_CHANGE_COUNT),
        growth_ratio=read(Indicator.YOY_CHANGE_RATIO),
        state=build_outlook(snapshot, data.vintage.vintage_id, code, scheme, as_of).state,
    )


def list_neighbours(hierarchy: Hierarchy, found: Evaluation, area: int) -> tuple[Neighbour, ...]:
    """Return the areas ranked next to one among its siblings, itself among them; none where it has no rank."""
    parent = int(hierarchy.parents[area])
    siblings = np.flatnonzero((hierarchy.parents == parent) & (hierarchy.ranks == hierarchy.ranks[area]))
    ranked = rank_areas(hierarchy, found, siblings.astype(np.int32))
    place = next((n for n, (one, _rank) in enumerate(ranked) if one == area), None)
    if parent < 0 or place is None:
        return ()
    return tuple(
        Neighbour(rank, one == area, build_area_value(hierarchy, found, one))
        for one, rank in ranked[max(0, place - NEXT) : place + NEXT + 1]
    )


def rank_areas(hierarchy: Hierarchy, found: Evaluation, areas: Numbers) -> list[tuple[int, int]]:
    """Return number and rank of the areas that have one, the best first, ties by the Vietnamese alphabet."""
    ranks = rank_values(found.shown[areas], np.zeros(areas.size, dtype=np.int32), found.definition.ahead_is_high)
    ranked = [(int(area), int(rank)) for area, rank in zip(areas, ranks, strict=True) if rank]
    return sorted(ranked, key=lambda one: (one[1], build_sort_key(str(hierarchy.names[one[0]]))))
