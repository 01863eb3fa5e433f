"""Marks: the places of islets too small to be seen at a scale, so that none of them vanishes."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.layers.grid_rings import Integers

# A screen shows a scope over some 700 pixels; an islet that fills less than one of them needs a mark.
PIXELS_ACROSS = 700
# An islet this close to something larger needs none: thousands of them line the coast of Quảng Ninh.
ALONE_PIXELS = 3

Marks = list[tuple[int, float, float]]


def build_marks(
    parts: NDArray[Any], area_of_part: Integers, is_islet: NDArray[np.bool_], collapsed_parts: Integers
) -> Marks:
    """Return (index of the area, longitude, latitude) for each mark, by area.

    ``parts`` are the polygons of the simplified coverage, ``area_of_part`` the area of each, ``is_islet`` whether a
    part borders no other. Marked are islets below a pixel that lie alone or whose area has nothing larger, and all
    parts that collapsed on the grid; one mark for parts of an area that share a pixel.
    """
    pixel = _measure_pixel(parts)
    is_small = shapely.area(parts) < pixel**2
    wanted = is_small & is_islet & (_lies_alone(parts, is_small, pixel) | _is_of_small_area(area_of_part, is_small))
    wanted[collapsed_parts] = True
    candidates = np.flatnonzero(wanted)
    # The largest part stands for those that share its pixel.
    candidates = candidates[np.lexsort((-shapely.area(parts[candidates]), area_of_part[candidates]))]
    points = shapely.get_coordinates(shapely.point_on_surface(parts[candidates]))
    cells = np.column_stack([area_of_part[candidates], np.floor(points / pixel).astype(np.int64)])
    _, first = np.unique(cells, axis=0, return_index=True)
    kept = np.sort(first)
    return [
        (int(area), round(float(lon), 5), round(float(lat), 5))
        for area, (lon, lat) in zip(area_of_part[candidates[kept]], points[kept], strict=True)
    ]


def _measure_pixel(parts: NDArray[Any]) -> float:
    west, south, east, north = shapely.total_bounds(parts)
    return float(max(east - west, north - south) / PIXELS_ACROSS)


def _lies_alone(parts: NDArray[Any], is_small: NDArray[np.bool_], pixel: float) -> NDArray[np.bool_]:
    alone = is_small.copy()
    tree = shapely.STRtree(parts[~is_small])
    near, _ = tree.query(parts[is_small], predicate="dwithin", distance=ALONE_PIXELS * pixel)
    alone[np.flatnonzero(is_small)[near]] = False
    return alone


def _is_of_small_area(area_of_part: Integers, is_small: NDArray[np.bool_]) -> NDArray[np.bool_]:
    has_larger = np.zeros(int(area_of_part.max()) + 1, dtype=np.bool_)
    has_larger[area_of_part[~is_small]] = True
    return np.asarray(~has_larger[area_of_part], dtype=np.bool_)
