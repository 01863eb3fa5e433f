"""A crosswalk built from an official list, from the outlines of two vintages, or from both checked by each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import geopandas as gpd

from geodata.crosswalks.crosswalk import Crosswalk
from geodata.crosswalks.faults import Fault


@dataclass(frozen=True, eq=False)
class VintageAreas:
    """One end of a crosswalk: the communes of a vintage.

    ``areas`` has one row per commune: area_code, name, managing_unit_code, managing_unit_name, province_code,
    province_name and geometry (WGS 84), as ``BoundarySet.areas`` and the stored GeoParquet of a vintage.
    """

    vintage_id: str
    effective_from: date
    effective_to: date | None
    areas: gpd.GeoDataFrame


@dataclass(frozen=True, eq=False)
class BuiltCrosswalk:
    """What came of building: the crosswalk without its faulty pairs, its faults and how many of what.

    ``crosswalk`` is None where a fault must be settled first (``FaultKind.must_be_settled``) or nothing is left.
    """

    crosswalk: Crosswalk | None
    faults: tuple[Fault, ...]
    summary: Mapping[str, int | float | str]
