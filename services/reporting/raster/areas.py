"""Which area lies under each pixel, by counting what begins and ends along each row.

Where a row of pixels crosses the outline of an area, its number is added on one side and taken off on the other: along
the row the sums are the numbers of the areas. All crossings of a country are found, sorted and added up at once.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from services.reporting.raster.outlines import Floats, Integers, Rings

# A sum is right where it is that of a single area. Outlines that the grid has folded lie over one another in places:
# the number of an area goes with its square, which no sum of several has.
_SQUARES = 1 << 20
MOST_AREAS = 65_535


def number_pixels(
    rings: Rings, numbers: Integers, is_hole: NDArray[np.bool_], places: Floats, shape: tuple[int, int]
) -> NDArray[np.uint16]:
    """Return the number of the area at the middle of each pixel, 0 where there is none.

    ``numbers`` are those of the areas of the rings, at most ``MOST_AREAS``; ``places`` the points in pixels; ``shape``
    is how many pixels high and wide.
    """
    high, wide = shape
    following = places[rings.list_following()]
    marked = numbers + _SQUARES * numbers**2
    changes = np.repeat(marked * _find_turns(rings, places, following, is_hole), rings.sizes)
    rows, columns, edges = _cross_rows(places, following, high)
    cells = rows * (wide + 1) + np.clip(np.ceil(columns - 0.5), 0, wide).astype(np.int64)
    falling = following[:, 1] > places[:, 1]
    added = np.where(falling, changes, -changes)[edges]
    return _fill_runs(cells, added, (high, wide + 1))[:, :wide]


def _find_turns(rings: Rings, places: Floats, following: Floats, is_hole: NDArray[np.bool_]) -> Integers:
    """Return for each ring 1 or -1, so that what it changes where it rises is the same for all; holes otherwise."""
    cross = places[:, 0] * following[:, 1] - places[:, 1] * following[:, 0]
    sizes = np.add.reduceat(cross, rings.starts[:-1]) if len(cross) else np.zeros(0)
    return np.where((sizes > 0) == is_hole, 1, -1)


def _cross_rows(here: Floats, there: Floats, high: int) -> tuple[Integers, Floats, Integers]:
    """Return rows, columns and edges of all places where an edge crosses the middle of a row."""
    upper, lower = np.minimum(here[:, 1], there[:, 1]), np.maximum(here[:, 1], there[:, 1])
    first = np.clip(np.ceil(upper - 0.5), 0, high).astype(np.int64)
    beyond = np.clip(np.ceil(lower - 0.5), 0, high).astype(np.int64)
    counts = beyond - first
    edges = np.repeat(np.arange(len(here)), counts)
    rows = np.arange(len(edges)) - np.repeat(np.cumsum(counts) - counts - first, counts)
    drop = there[:, 1] - here[:, 1]
    slope = np.divide(there[:, 0] - here[:, 0], drop, out=np.zeros_like(drop), where=drop != 0)
    columns = here[edges, 0] + (rows + 0.5 - here[edges, 1]) * slope[edges]
    return rows, columns, edges


def _fill_runs(cells: Integers, added: Integers, shape: tuple[int, int]) -> NDArray[np.uint16]:
    order = np.argsort(cells, kind="stable")
    cells, sums = cells[order], np.cumsum(added[order])
    is_last = np.r_[cells[1:] != cells[:-1], True][: len(cells)]
    cells, sums = cells[is_last], sums[is_last]
    found = sums & (_SQUARES - 1)
    is_right = sums == found + _SQUARES * found**2
    # Where outlines lie over one another, what is to the left goes on.
    kept = np.maximum.accumulate(np.where(is_right, np.arange(len(cells)), 0))
    values = np.r_[0, found[kept]].astype(np.uint16)
    lengths = np.diff(np.r_[0, cells, shape[0] * shape[1]])
    return np.repeat(values, lengths).reshape(shape)
