"""What the communes of two vintages have in common on the ground."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.crosswalks.slivers import find_slivers
from geodata.errors import Bilingual
from geodata.progress import Progress, ignore_progress
from geodata.sizes import SQUARE_METRES_PER_KM2, project_equal_area

OVERLAP_COLUMNS = ("from_code", "to_code", "area_km2", "from_share", "to_share")
# Pairs that are intersected between two reports of progress: some tenths of a second.
_BATCH_PAIRS = 4000
# A piece of less than a square metre is rounding.
_SMALLEST_KM2 = 1e-6
_WHAT = Bilingual("Chồng ranh giới hai bộ", "Overlaying the two vintages")


def build_overlaps(
    from_areas: gpd.GeoDataFrame, to_areas: gpd.GeoDataFrame, *, progress: Progress = ignore_progress
) -> pd.DataFrame:
    """Return the real pieces that the communes of two vintages have in common, slivers left out.

    One row per piece with the columns ``OVERLAP_COLUMNS``; the frames have one row per commune (area_code,
    province_code, geometry in WGS 84).
    """
    overlaps = measure_overlaps(from_areas, to_areas, progress=progress)
    slivers = find_slivers(overlaps, _read_provinces(from_areas), _read_provinces(to_areas))
    return overlaps[~slivers].reset_index(drop=True)


def measure_overlaps(
    from_areas: gpd.GeoDataFrame, to_areas: gpd.GeoDataFrame, *, progress: Progress = ignore_progress
) -> pd.DataFrame:
    """Return all that the communes of two vintages have in common, slivers too, sorted by the two codes.

    ``area_km2`` is the size on the ellipsoid (equal-area projection, EPSG:6933), ``from_share`` and ``to_share`` its
    parts of the two communes.
    """
    ours, theirs = _project(from_areas), _project(to_areas)
    first, second = shapely.STRtree(theirs).query(ours, predicate="intersects")
    areas = _measure_pairs(ours, theirs, first, second, progress) / SQUARE_METRES_PER_KM2
    shares = [
        areas / (shapely.area(geometry)[index] / SQUARE_METRES_PER_KM2)
        for geometry, index in ((ours, first), (theirs, second))
    ]
    columns = (_read_codes(from_areas)[first], _read_codes(to_areas)[second], areas, *shares)
    overlaps = pd.DataFrame(dict(zip(OVERLAP_COLUMNS, columns, strict=True)))
    overlaps = overlaps[overlaps["area_km2"] > _SMALLEST_KM2]
    return overlaps.sort_values(["from_code", "to_code"], ignore_index=True)


def _measure_pairs(
    ours: NDArray[Any],
    theirs: NDArray[Any],
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    progress: Progress,
) -> NDArray[np.float64]:
    """Return the size of the intersection of each pair in m²."""
    shapely.prepare(theirs)
    is_within = shapely.covers(theirs[second], ours[first])
    areas = np.where(is_within, shapely.area(ours)[first], 0.0)
    crossing = np.flatnonzero(~is_within)
    for start in range(0, len(crossing), _BATCH_PAIRS):
        progress(start, len(crossing), _WHAT)
        batch = crossing[start : start + _BATCH_PAIRS]
        areas[batch] = shapely.area(shapely.intersection(ours[first[batch]], theirs[second[batch]]))
    progress(len(crossing), len(crossing), _WHAT)
    return areas


def _project(areas: gpd.GeoDataFrame) -> NDArray[Any]:
    geometry = shapely.transform(np.asarray(areas.geometry, dtype=object), project_equal_area)
    faulty = ~shapely.is_valid(geometry)
    geometry[faulty] = shapely.make_valid(geometry[faulty])
    return np.asarray(geometry, dtype=object)


def _read_codes(areas: pd.DataFrame) -> NDArray[np.object_]:
    return np.asarray(areas["area_code"], dtype=object)


def _read_provinces(areas: pd.DataFrame) -> dict[str, str]:
    return dict(zip(areas["area_code"], areas["province_code"], strict=True))
