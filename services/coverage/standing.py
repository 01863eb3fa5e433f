"""Totals that stand though counts within are hidden from the public: what is shown of larger areas is the true sum.

A sum stands where no hidden count lacks in it, and, of counts that are compared, where all are over the same areas.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from services.coverage.hierarchy import Hierarchy

if TYPE_CHECKING:
    from services.coverage.columns import Column

Counts = NDArray[np.float64]
Mask = NDArray[np.bool_]
Numbers = NDArray[np.int32]


@dataclass(frozen=True)
class Standing:
    """Areas that have hidden counts within and whose sums (k × m) may be shown all the same, with what takes part.

    ``decided`` are these and the hidden ones: no sum of what is left within takes their place.
    """

    areas: Mask
    decided: Mask
    counts: NDArray[np.float64]
    reporting_counts: Numbers


def find_standing(hierarchy: Hierarchy, wholes: Sequence[Column]) -> Standing:
    """Return the areas whose totals stand: in all columns over the same areas, hidden ones included."""
    size = hierarchy.size
    hidden = np.any([column.hidden for column in wholes], axis=0)
    if not hidden.any():
        return Standing(hidden, hidden, np.empty((len(wholes), 0)), np.empty(0, dtype=np.int32))
    told = [column.known | column.hidden for column in wholes]
    shared = _count_reporting(hierarchy, np.all(told, axis=0))
    held, stands = hold_marked(hierarchy, hidden), np.ones(size, dtype=np.bool_)
    sums = np.empty((len(wholes), size))
    for row, (column, known) in enumerate(zip(wholes, told, strict=True)):
        sums[row], short = _add_totals(hierarchy, column)
        stands &= ~short & np.isfinite(sums[row]) & (_count_reporting(hierarchy, known) == shared)
    areas = held & stands
    return Standing(areas, areas | hidden, sums[:, areas], shared[areas])


def hold_marked(hierarchy: Hierarchy, marked: Mask) -> Mask:
    """Tell of each area whether a marked one lies within it, however deep."""
    held = np.zeros(hierarchy.size, dtype=np.bool_)
    for family in hierarchy.families:
        held |= _sum(hierarchy.parents[family], (held | marked)[family], hierarchy.size) > 0
    return held


def _count_reporting(hierarchy: Hierarchy, known: Mask) -> Numbers:
    """Return how many areas without children a sum stands on, as ``sum_complete`` counts them."""
    reporting, has = np.where(known, hierarchy.leaf_counts, 0).astype(np.int32), known.copy()
    for family in hierarchy.families:
        parents = hierarchy.parents[family]
        some = _sum(parents, has[family], hierarchy.size) > 0
        reporting[some] = _sum(parents, reporting[family] * has[family], hierarchy.size)[some]
        has |= some
    return reporting


def _add_totals(hierarchy: Hierarchy, column: Column) -> tuple[Counts, Mask]:
    """Return the sum of what reports within each area, and where a hidden count lacks in it."""
    sums, short = column.counts.copy(), column.hidden.copy()
    for family in hierarchy.families:
        parents = hierarchy.parents[family]
        some = _sum(parents, np.isfinite(sums[family]), hierarchy.size) > 0
        sums[some] = _sum(parents, np.nan_to_num(sums[family]), hierarchy.size)[some]
        short |= _sum(parents, short[family], hierarchy.size) > 0
        told = np.isfinite(column.totals) & (_sum(parents, np.ones(family.size), hierarchy.size) > 0)
        sums[told], short[told] = column.totals[told], False
    return sums, short


def _sum(parents: Numbers, weights: NDArray[np.generic], size: int) -> Counts:
    return np.bincount(parents, weights=weights.astype(np.float64), minlength=size).astype(np.float64)
