"""Lines thinner than a pixel, as how much of the ink each pixel gets.

A line takes the two pixels beside it, in each column or row that it passes, in parts of its width: so does resvg. Where
lines lie over one another, as the two outlines of a border do, each leaves through what it does not cover.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from services.reporting.raster.outlines import Floats

SAMPLES = 3  # along a pixel
_PARTS = 64  # into which the way between two pixels is cut


class Hairlines:
    """The ink of lines that are drawn one after another."""

    def __init__(self, wide: int, high: int) -> None:
        self._wide, self._high = wide, high
        self._clear = np.zeros((high, wide)).ravel()  # logarithms of the part that is not covered

    def draw(self, here: Floats, there: Floats, width: float) -> None:
        """Draw lines between places in pixels; ``width`` at most 1."""
        length = np.abs(there - here).max(axis=1)
        counts = np.ceil(length * SAMPLES).astype(np.int64)
        line = np.repeat(np.arange(len(here)), counts)
        step = np.arange(len(line)) - np.repeat(np.cumsum(counts) - counts, counts)
        part = (step + 0.5) / counts[line]
        places = here[line] + (there - here)[line] * part[:, None]
        weights = (length / np.maximum(counts, 1))[line]
        is_flat = (np.abs(there - here)[:, 0] >= np.abs(there - here)[:, 1])[line]
        for flat in (True, False):
            chosen = is_flat == flat
            self._add(places[chosen], weights[chosen], width, is_flat=flat)

    def finish(self) -> NDArray[np.uint8]:
        """Return how much each pixel is covered, 0 to 255."""
        covered = 255 * (1 - np.exp(self._clear))
        return np.asarray(np.rint(covered).reshape(self._high, self._wide), dtype=np.uint8)

    def _add(self, places: Floats, weights: Floats, width: float, *, is_flat: bool) -> None:
        along, across = (places[:, 0], places[:, 1] - 0.5) if is_flat else (places[:, 1], places[:, 0] - 0.5)
        beside = np.floor(across)
        share = np.rint((across - beside) * _PARTS).astype(np.int64)
        clear = np.log1p(-min(width, 0.999) * np.arange(_PARTS + 1) / _PARTS)
        first = np.floor(along).astype(np.int64)
        for place, taken in ((beside.astype(np.int64), _PARTS - share), (beside.astype(np.int64) + 1, share)):
            column, row = (first, place) if is_flat else (place, first)
            inside = (column >= 0) & (column < self._wide) & (row >= 0) & (row < self._high)
            cells = (row * self._wide + column)[inside]
            self._clear += np.bincount(cells, (weights * clear[taken])[inside], minlength=len(self._clear))
