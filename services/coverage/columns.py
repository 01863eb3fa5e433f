"""Columns of counts over the areas of a vintage: as reported, as known for whole areas, as sums over children.

Three rules, from which everything in this room follows:

- **whole**: a count is known for a whole area where it is known for all its children (their sum), else where it was
  reported for the area itself.
- **complete**: counts that are compared or divided are summed over the children that have all of them; where no
  child has, the counts known for the whole area are taken, if all of them are.
- A figure reported for an area that has children and differs from their sum is a ``difference``, never used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from services.coverage.hierarchy import Hierarchy

Counts = NDArray[np.float64]
Mask = NDArray[np.bool_]
Numbers = NDArray[np.int32]
NOTHING = 0  # no release, no date


@dataclass(frozen=True)
class FactColumn:
    """The facts in force of one (scheme, measure, date): areas by number, counts (NaN where withheld), releases."""

    as_of: date
    areas: Numbers
    counts: Counts
    estimated: Mask
    withheld: Mask
    releases: Numbers


@dataclass(frozen=True)
class Column:
    """One count of each of n areas, NaN where it is not known.

    ``estimated`` and ``withheld`` tell of the areas within as well; ``reported`` is the figure given for the area
    itself. First and last release and date (ordinal) say where a count comes from, 0 where from nowhere.
    """

    counts: Counts
    estimated: Mask
    withheld: Mask
    reported: Counts
    release_first: Numbers
    release_last: Numbers
    date_first: Numbers
    date_last: Numbers

    @property
    def known(self) -> Mask:
        """Tell for each area whether its count is known."""
        known: Mask = np.isfinite(self.counts)
        return known


@dataclass(frozen=True)
class Complete:
    """Counts of k columns over n areas, each the sum over the same children; NaN where there are none.

    ``reporting_counts`` says how many areas without children took part; the first and last release and date are
    those of the last column, over what took part.
    """

    counts: NDArray[np.float64]  # k × n
    estimated: Mask
    reporting_counts: Numbers
    release_first: Numbers
    release_last: Numbers
    date_first: Numbers
    date_last: Numbers

    @property
    def known(self) -> Mask:
        """Tell for each area whether its counts are known."""
        known: Mask = np.isfinite(self.counts[0])
        return known


def build_empty_column(size: int) -> Column:
    """Return a column of ``size`` areas of which nothing is known."""
    blank, never, none = np.full(size, np.nan), np.zeros(size, dtype=bool), np.full(size, NOTHING, dtype=np.int32)
    return Column(blank, never, never, blank, none, none, none, none)


def build_own_column(facts: Sequence[FactColumn], size: int) -> Column:
    """Return what was reported for each area itself; a later column of ``facts`` replaces what an earlier one says."""
    empty = build_empty_column(size)
    counts, estimated, withheld = empty.counts.copy(), empty.estimated.copy(), empty.withheld.copy()
    releases, dates = empty.release_first.copy(), empty.date_first.copy()
    for column in facts:
        counts[column.areas] = np.where(column.withheld, np.nan, column.counts)
        estimated[column.areas], withheld[column.areas] = column.estimated, column.withheld
        releases[column.areas], dates[column.areas] = column.releases, column.as_of.toordinal()
    return Column(counts, estimated, withheld, counts.copy(), releases, releases, dates, dates)


def roll_up(hierarchy: Hierarchy, own: Column) -> Column:
    """Return the column known for whole areas: the sum where all children are known, else the area's own count."""
    counts, estimated, withheld = own.counts.copy(), own.estimated.copy(), own.withheld.copy()
    origins = _list_origins(own)
    for family in hierarchy.families:
        parents = hierarchy.parents[family]
        known = np.isfinite(counts[family])
        children = _sum(parents, np.ones(family.size), hierarchy.size)
        full = (children > 0) & (_sum(parents, known, hierarchy.size) == children)
        counts = np.where(full, _sum(parents, np.where(known, counts[family], 0), hierarchy.size), counts)
        estimated = np.where(full, _sum(parents, estimated[family], hierarchy.size) > 0, estimated)
        withheld |= _sum(parents, withheld[family], hierarchy.size) > 0
        origins = _roll_origins(origins, full, parents, family)
    return Column(counts, estimated, withheld, own.reported, *origins)


def sum_complete(hierarchy: Hierarchy, wholes: Sequence[Column]) -> Complete:
    """Return the counts of ``wholes`` (columns from ``roll_up``) summed over the children that have all of them."""
    counts = np.stack([column.counts for column in wholes])
    known = np.isfinite(counts).all(axis=0)
    counts = np.where(known, counts, np.nan)
    estimated = known & np.any([column.estimated for column in wholes], axis=0)
    reporting = np.where(known, hierarchy.leaf_counts, 0).astype(np.int32)
    origins = [np.where(known, origin, NOTHING).astype(np.int32) for origin in _list_origins(wholes[-1])]
    for family in hierarchy.families:
        parents = hierarchy.parents[family]
        taking_part = np.isfinite(counts[0, family])
        some = _sum(parents, taking_part, hierarchy.size) > 0
        for row in counts:
            row[some] = _sum(parents, np.where(taking_part, row[family], 0), hierarchy.size)[some]
        estimated[some] = (_sum(parents, estimated[family] & taking_part, hierarchy.size) > 0)[some]
        reporting[some] = _sum(parents, reporting[family], hierarchy.size)[some]
        origins = _roll_origins(origins, some, parents, family)
    return Complete(counts, estimated, reporting, *origins)


def measure_difference(column: Column, used: Complete) -> Counts:
    """Return reported − used count of each area, NaN where none was reported or both agree.

    Where a count within is withheld the difference would give it away: NaN.
    """
    difference = column.reported - used.counts[0]
    return np.where((difference == 0) | column.withheld, np.nan, difference)


def _sum(parents: Numbers, weights: NDArray[np.generic], size: int) -> Counts:
    return np.bincount(parents, weights=weights.astype(np.float64), minlength=size).astype(np.float64)


def _list_origins(column: Column) -> list[Numbers]:
    return [column.release_first, column.release_last, column.date_first, column.date_last]


def _roll_origins(origins: list[Numbers], rolled: Mask, parents: Numbers, family: Numbers) -> list[Numbers]:
    """Return the origins with those of ``rolled`` areas taken from their children: least and greatest by turns."""
    highest = np.iinfo(np.int32).max
    least, greatest = [], []
    for origin in origins[::2]:
        bound = np.full(origin.shape, highest, dtype=np.int32)
        np.minimum.at(bound, parents, np.where(origin[family] == NOTHING, highest, origin[family]))
        least.append(np.where(rolled, np.where(bound == highest, NOTHING, bound), origin).astype(np.int32))
    for origin in origins[1::2]:
        bound = np.full(origin.shape, NOTHING, dtype=np.int32)
        np.maximum.at(bound, parents, origin[family])
        greatest.append(np.where(rolled, bound, origin).astype(np.int32))
    return [least[0], greatest[0], least[1], greatest[1]]
