"""The communes a planner chooses among, with what is known of each on one date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from geodata.areas import Level
from services.coverage.columns import Counts, Mask, Numbers
from services.coverage.evaluation import evaluate
from services.coverage.hierarchy import Hierarchy
from services.coverage.snapshot import Snapshot
from services.coverage.vintage_data import VintageData
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme

Texts = NDArray[np.object_]
URBAN_KINDS = ("Phường ", "Thị trấn ")  # what a commune's full name begins with; the others are rural


@dataclass(frozen=True)
class Candidates:
    """m communes in the order of ``area.position``; every array has m entries, NaN where nothing is known.

    The counts are those of the map's indicators on ``as_of``, so that no list says other digits than the map.
    ``coverages`` are 0–1 (above 1 where more take part than the denominator has), ``pace_gaps`` stock − pace,
    ``growths`` the change on the year before as a ratio. ``unit_codes`` are those of the managing units, of the
    province where there are none.
    """

    vintage_id: str
    scheme: Scheme
    as_of: date
    areas: Numbers
    codes: Texts
    names: Texts
    unit_codes: Texts
    province_codes: Texts
    is_urban: Mask
    is_pilot: Mask
    longitudes: Counts
    latitudes: Counts
    enrolled: Counts
    denominators: Counts
    targets: Counts
    pace_gaps: Counts
    growths: Counts

    @property
    def size(self) -> int:
        """How many communes there are."""
        return len(self.codes)

    @property
    def unreached(self) -> Counts:
        """People of the denominator who do not take part; none where more take part than it has."""
        return np.maximum(self.denominators - self.enrolled, 0.0)

    @property
    def coverages(self) -> Counts:
        """Participants / denominator; NaN where one is missing or the denominator is 0."""
        return self.enrolled / np.where(self.denominators > 0, self.denominators, np.nan)

    @property
    def plan_gaps(self) -> Counts:
        """Target − stock: positive is still missing."""
        return self.targets - self.enrolled


def build_candidates(
    snapshot: Snapshot, vintage_id: str, within: str, scheme: Scheme, as_of: date, level: Level = Level.COMMUNE
) -> Candidates:
    """Return the communes within an area; NotFound where the vintage or the area is not in force."""
    data = snapshot.find_vintage(vintage_id).on(as_of)
    hierarchy = data.hierarchy
    areas = hierarchy.select(level, hierarchy.find(within))
    coverage, plan, pace, growth = (
        evaluate(data, scheme, one, as_of)
        for one in (
            Indicator.COVERAGE_RATIO,
            Indicator.PLAN_GAP_COUNT,
            Indicator.PACE_GAP_COUNT,
            Indicator.YOY_CHANGE_RATIO,
        )
    )
    stock = evaluate(data, scheme, Indicator.ENROLLED_COUNT, as_of)
    names = hierarchy.names[areas]
    return Candidates(
        vintage_id=vintage_id,
        scheme=scheme,
        as_of=as_of,
        areas=areas,
        codes=hierarchy.codes[areas],
        names=names,
        unit_codes=_find_unit_codes(hierarchy, areas),
        province_codes=_find_codes(hierarchy, areas, Level.PROVINCE),
        is_urban=np.array([str(name).startswith(URBAN_KINDS) for name in names], dtype=bool),
        is_pilot=_find_pilots(data, scheme, areas, as_of),
        longitudes=hierarchy.frame["label_lon"].to_numpy(np.float64)[areas],
        latitudes=hierarchy.frame["label_lat"].to_numpy(np.float64)[areas],
        enrolled=stock.values[areas],
        denominators=coverage.denominators[areas],
        targets=plan.denominators[areas],
        pace_gaps=pace.values[areas],
        growths=growth.values[areas],
    )


def _find_codes(hierarchy: Hierarchy, areas: Numbers, level: Level) -> Texts:
    above = hierarchy.ancestors[level.rank][areas]
    return np.where(above >= 0, hierarchy.codes[np.maximum(above, 0)], "").astype(object)


def _find_unit_codes(hierarchy: Hierarchy, areas: Numbers) -> Texts:
    units = _find_codes(hierarchy, areas, Level.MANAGING_UNIT)
    return np.where(units == "", _find_codes(hierarchy, areas, Level.PROVINCE), units).astype(object)


def _find_pilots(data: VintageData, scheme: Scheme, areas: Numbers, as_of: date) -> Mask:
    started = data.list_pilots(scheme, as_of)
    return np.isin(areas, started)
