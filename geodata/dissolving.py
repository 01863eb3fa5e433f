"""The areas of all levels of a vintage: parents are dissolved from their communes, never drawn separately."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.areas import COUNTRY_CODE, Level
from geodata.boundary_set import BoundarySet
from geodata.sizes import measure_area_km2
from geodata.threads import map_in_threads

if TYPE_CHECKING:
    import geopandas as gpd

COUNTRY_NAME = "Việt Nam"
AREA_COLUMNS = [
    "level", "area_code", "position", "name", "parent_level", "parent_code", "area_km2",
    "label_lon", "label_lat", "west", "south", "east", "north",
]  # fmt: skip
# A label point needs no more precision than this part of the width of its area.
LABEL_PRECISION = 0.02


def build_area_table(boundary_set: BoundarySet) -> pd.DataFrame:
    """Return one row per area of every level, the country first (columns of ``store.tables.area`` but the vintage).

    ``position`` counts within a level, in the order province, managing unit, code: children of one parent are
    contiguous. Sizes in km², boxes and label points in degrees WGS 84; each label point lies inside its area.
    """
    outlines = build_outlines(boundary_set.areas, boundary_set.vintage.lowest_level)
    return pd.concat(map_in_threads(_build_rows, outlines), ignore_index=True)[AREA_COLUMNS]


@dataclass(frozen=True)
class LevelOutlines:
    """The outlines of one level in the order of position; row ``i`` of ``areas`` belongs to ``geometry[i]``."""

    level: Level
    areas: pd.DataFrame  # area_code, name, parent_level, parent_code
    geometry: NDArray[Any]


def build_outlines(areas: gpd.GeoDataFrame, lowest_level: Level) -> list[LevelOutlines]:
    """Return the outlines of each level that the vintage knows, the country first.

    ``areas`` are the rows of ``BoundarySet.areas``, a valid coverage.
    """
    ordered = sort_areas(areas)
    levels = [LevelOutlines(lowest_level, _describe_lowest(ordered, lowest_level), np.asarray(ordered.geometry.values))]
    for level in (Level.MANAGING_UNIT, Level.PROVINCE):
        if level.rank < lowest_level.rank and ordered[f"{level}_code"].notna().any():
            levels.insert(0, _dissolve(ordered, level))
    return [_dissolve_country(levels[0].geometry), *levels]


def sort_areas(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the areas of the lowest level in the order of position: province, managing unit, code."""
    keys = ["province_code", "managing_unit_code", "area_code"]
    return areas.sort_values(keys, na_position="last", kind="stable", ignore_index=True)


def _describe_lowest(areas: gpd.GeoDataFrame, lowest_level: Level) -> pd.DataFrame:
    described = pd.DataFrame({"area_code": areas["area_code"], "name": areas["name"]})
    described["parent_level"] = str(Level.COUNTRY)
    described["parent_code"] = COUNTRY_CODE
    for level in (Level.PROVINCE, Level.MANAGING_UNIT):
        if level.rank < lowest_level.rank:
            known = areas[f"{level}_code"].notna()
            described.loc[known, "parent_level"] = str(level)
            described.loc[known, "parent_code"] = areas.loc[known, f"{level}_code"]
    return described


def _dissolve(areas: gpd.GeoDataFrame, level: Level) -> LevelOutlines:
    known = areas[areas[f"{level}_code"].notna()]
    groups = known.groupby(f"{level}_code", sort=False)
    first = groups.first()
    described = pd.DataFrame({"area_code": first.index, "name": first[f"{level}_name"].to_numpy()})
    described["parent_level"] = str(Level.COUNTRY)
    described["parent_code"] = COUNTRY_CODE
    if level is Level.MANAGING_UNIT:
        has_province = first["province_code"].notna().to_numpy()
        described.loc[has_province, "parent_level"] = str(Level.PROVINCE)
        described.loc[has_province, "parent_code"] = first["province_code"].to_numpy()[has_province]
    values = np.asarray(known.geometry.values)
    merged = map_in_threads(lambda places: shapely.coverage_union_all(values[places]), groups.indices.values())
    return LevelOutlines(level, described, np.asarray(merged, dtype=object))


def _dissolve_country(children: NDArray[Any]) -> LevelOutlines:
    described = pd.DataFrame(
        {"area_code": [COUNTRY_CODE], "name": [COUNTRY_NAME], "parent_level": [None], "parent_code": [None]}
    )
    merged = np.empty(1, dtype=object)
    merged[0] = shapely.coverage_union_all(children)
    return LevelOutlines(Level.COUNTRY, described, merged)


def _build_rows(outlines: LevelOutlines) -> pd.DataFrame:
    rows = outlines.areas.reset_index(drop=True).copy()
    rows["level"] = str(outlines.level)
    rows["position"] = np.arange(len(rows))
    rows["area_km2"] = measure_area_km2(outlines.geometry)
    rows[["label_lon", "label_lat"]] = build_label_points(outlines.geometry)
    rows[["west", "south", "east", "north"]] = shapely.bounds(outlines.geometry)
    return rows


def build_label_points(geometry: NDArray[Any]) -> NDArray[np.float64]:
    """Return for each area a point well inside its largest part (shape ``(n, 2)``, longitude and latitude)."""
    largest = _find_largest_parts(geometry)
    bounds = shapely.bounds(largest)
    widths = np.maximum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1])
    coarse = shapely.simplify(largest, widths * LABEL_PRECISION / 4, preserve_topology=True)
    radii = shapely.maximum_inscribed_circle(coarse, widths * LABEL_PRECISION)
    points = shapely.get_point(radii, 0)
    # A slim area may lose its point to the simplification; the exact rule is slower and always inside.
    outside = shapely.is_missing(points) | ~shapely.contains_properly(largest, points)
    points[outside] = shapely.point_on_surface(largest[outside])
    return np.asarray(shapely.get_coordinates(points), dtype=np.float64)


def _find_largest_parts(geometry: NDArray[Any]) -> NDArray[Any]:
    parts, owner = shapely.get_parts(geometry, return_index=True)
    order = np.lexsort((-shapely.area(parts), owner))
    first = np.flatnonzero(np.r_[True, np.diff(owner[order]) > 0])
    return np.asarray(parts[order][first], dtype=object)
