"""A boundary set: the checked areas of one vintage at its lowest level, before they are stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geodata.vintages import Vintage

if TYPE_CHECKING:
    import geopandas as gpd

AREA_COLUMNS = (
    "area_code",
    "name",
    "managing_unit_code",
    "managing_unit_name",
    "province_code",
    "province_name",
    "geometry",
)
_ORDER = ["province_code", "managing_unit_code", "area_code"]


@dataclass(frozen=True)
class BoundarySet:
    """The areas of one vintage: mended, in WGS 84, coded and named.

    ``areas`` holds one row per area of the vintage's lowest level with the columns ``AREA_COLUMNS``, sorted by
    province, managing unit and code; a parent that is not known is None in both of its columns. ``report`` is
    plain JSON: what was read, converted, left out and mended.
    """

    vintage: Vintage
    areas: gpd.GeoDataFrame
    report: dict[str, Any] = field(default_factory=dict)


def build_areas(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return ``frame`` with exactly ``AREA_COLUMNS``, in the order of a boundary set, numbered from 0."""
    import geopandas as gpd

    areas = gpd.GeoDataFrame(frame[list(AREA_COLUMNS)], geometry="geometry", crs=frame.crs)
    return areas.sort_values(_ORDER, na_position="last", kind="stable").reset_index(drop=True)
