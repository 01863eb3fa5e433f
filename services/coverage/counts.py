"""All counts that a tooltip or a table may need of the areas of one scope: the same for every indicator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from geodata.areas import Level
from services.coverage.columns import Counts, Mask, Numbers
from services.coverage.operands import find_column, find_sum
from services.coverage.snapshot import Snapshot
from services.coverage.vintage_data import VintageData
from services.measures.indicators import Count
from services.measures.rounding import round_to_scale
from services.measures.schemes import Scheme

SHOWN_COUNTS = (
    Count.ENROLLED,
    Count.TARGET,
    Count.DENOMINATOR,
    Count.YEAR_BEFORE,
    Count.YEAR_END,
    Count.PACE,
)


@dataclass(frozen=True)
class AreaCounts:
    """Counts of m areas in the order of ``area.position``, NaN where unknown; each summed over what reports it.

    So a count of a larger area may stand on other children than its ratio does: a view's own numerator and
    denominator are what its value is made of. Pace is rounded half up.
    """

    areas: Numbers
    counts: dict[Count, Counts]
    withheld: Mask


def build_counts(
    snapshot: Snapshot, vintage_id: str, level: Level, within: str, scheme: Scheme, as_of: date
) -> AreaCounts:
    """Return the counts of the areas of a level within an area, computed once per snapshot.

    NotFound where vintage or area is missing.
    """
    data = snapshot.find_vintage(vintage_id).on(as_of)
    areas = data.hierarchy.select(level, data.hierarchy.find(within))
    key = ("counts", level, within, scheme, as_of)
    return data.views.recall(key, lambda: _gather_counts(data, areas, scheme, as_of))


def _gather_counts(data: VintageData, areas: Numbers, scheme: Scheme, as_of: date) -> AreaCounts:
    found = {kind: find_sum(data, scheme, kind, as_of)[areas] for kind in SHOWN_COUNTS}
    found[Count.PACE] = round_to_scale(found[Count.PACE], 1)
    withheld = np.any([find_column(data, scheme, kind, as_of).withheld[areas] for kind in SHOWN_COUNTS], axis=0)
    return AreaCounts(areas, found, withheld)
