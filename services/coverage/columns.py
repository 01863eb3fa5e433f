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
from dataclasses import dataclass, field, fields
from datetime import date

import numpy as np
from numpy.typing import NDArray

from services.coverage.hierarchy import NO_PARENT, Hierarchy
from services.coverage.households import Households
from services.coverage.standing import find_standing

Counts = NDArray[np.float64]
Mask = NDArray[np.bool_]
Numbers = NDArray[np.int32]
NOTHING = 0  # no release, no date
FactKey = tuple[str, str, date]  # scheme (or ANY), measure, date


@dataclass(frozen=True)
class ConvertedPart:
    """What a column of facts knows besides where counts come from other vintages; arrays in the order of its areas.

    ``reported`` is the figure given for the area itself, ``estimated_counts`` what of the count is estimated,
    ``origins`` 0 for what the vintage itself holds, else the place (from 1) of the conversion it came by.
    ``partial_areas`` are areas with children of which only ``partial_reported`` people are known.
    """

    reported: Counts
    estimated_counts: Counts
    release_lasts: Numbers
    origins: NDArray[np.int8]
    partial_areas: Numbers
    partial_reported: Counts


@dataclass(frozen=True)
class FactColumn:
    """The facts in force of one (scheme, measure, date): areas by number, counts (NaN where withheld), releases.

    ``converted`` is None where the vintage holds all of it itself. A converted count may stand on several releases:
    ``releases`` are then the least of each area. In a snapshot for the public, ``hidden`` are those withheld here
    (not by the source), and ``totals`` what all areas within come to, with the hidden ones, where that may be shown;
    entries that stand for such a total alone are not ``given``.
    """

    as_of: date
    areas: Numbers
    counts: Counts
    estimated: Mask
    withheld: Mask
    releases: Numbers
    converted: ConvertedPart | None = None
    hidden: Mask = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    totals: Counts = field(default_factory=lambda: np.zeros(0))
    given: Mask = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))

    def __post_init__(self) -> None:
        """Hide nothing where nothing is said of it."""
        size = self.areas.size
        never, always = np.zeros(size, dtype=np.bool_), np.ones(size, dtype=np.bool_)
        nothing = {"hidden": never, "totals": np.full(size, np.nan), "given": always}
        for name, blank in nothing.items():
            if getattr(self, name).size != size:
                object.__setattr__(self, name, blank)


@dataclass(frozen=True)
class Column:
    """One count of each of n areas, NaN where it is not known.

    ``estimated`` and ``withheld`` tell of the areas within as well; ``reported`` is the figure given for the area
    itself, ``estimated_counts`` how much of a count is estimated (0 where nothing is, or nothing is known). First and
    last release and date (ordinal) say where a count comes from, 0 where from nowhere. ``hidden`` and ``totals`` are
    those of the facts.
    """

    counts: Counts
    estimated: Mask
    estimated_counts: Counts
    withheld: Mask
    reported: Counts
    release_first: Numbers
    release_last: Numbers
    date_first: Numbers
    date_last: Numbers
    hidden: Mask
    totals: Counts

    @property
    def known(self) -> Mask:
        """Tell for each area whether its count is known."""
        known: Mask = np.isfinite(self.counts)
        return known


@dataclass(frozen=True)
class Complete:
    """Counts of k columns over n areas, each the sum over the same children; NaN where there are none.

    ``estimated_counts`` are what of them is estimated, ``estimated`` tells of all k together. ``reporting_counts``
    says how many areas without children took part; the first and last release and date are those of the last column,
    over what took part.
    """

    counts: NDArray[np.float64]  # k × n
    estimated: Mask
    estimated_counts: NDArray[np.float64]  # k × n
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
    return Column(blank, never, np.zeros(size), never, blank, none, none, none, none, never, blank)


def build_own_column(facts: Sequence[FactColumn], hierarchy: Hierarchy) -> Column:
    """Return what was reported for each area itself; a later column of ``facts`` replaces what an earlier one says.

    A count converted for an area gives way to a later column that has counts within: it would be of another date.
    """
    own = _copy_column(build_empty_column(hierarchy.size))
    converted = np.zeros(hierarchy.size, dtype=bool)
    for column in facts:
        if converted.any():
            _blank(own, converted & find_above(hierarchy, column.areas))
        _lay_over(own, column)
        converted[column.areas] = False if column.converted is None else column.converted.origins > 0
        if column.converted is not None:
            converted[column.converted.partial_areas] = True
    return own


def find_above(hierarchy: Hierarchy, areas: Numbers) -> Mask:
    """Tell of each area whether one of ``areas`` lies within it; an area does not lie within itself."""
    above: Mask = np.zeros(hierarchy.size, dtype=bool)
    parents = hierarchy.parents[areas]
    while parents.size:
        parents = np.unique(parents[parents != NO_PARENT])
        above[parents] = True
        parents = hierarchy.parents[parents]
    return above


def _copy_column(column: Column) -> Column:
    return Column(*(getattr(column, one.name).copy() for one in fields(Column)))


def _blank(own: Column, areas: Mask) -> None:
    own.counts[areas] = own.reported[areas] = np.nan
    own.estimated[areas] = own.withheld[areas] = own.hidden[areas] = False
    own.totals[areas] = np.nan
    own.estimated_counts[areas] = 0
    for origin in _list_origins(own):
        origin[areas] = NOTHING


def _lay_over(own: Column, column: FactColumn) -> None:
    """Write the facts of a column over what ``own`` says of the same areas."""
    areas, part = column.areas, column.converted
    counts = np.where(column.withheld, np.nan, column.counts)
    own.counts[areas] = counts
    own.estimated[areas], own.withheld[areas] = column.estimated, column.withheld
    own.hidden[areas], own.totals[areas] = column.hidden, column.totals
    own.reported[areas] = counts if part is None else part.reported
    given = np.where(column.estimated, np.nan_to_num(counts), 0)
    own.estimated_counts[areas] = given if part is None else part.estimated_counts
    own.release_first[areas] = column.releases
    own.release_last[areas] = column.releases if part is None else part.release_lasts
    own.date_first[areas] = own.date_last[areas] = column.as_of.toordinal()
    if part is not None:
        blank = np.isnan(own.counts[part.partial_areas])
        own.reported[part.partial_areas[blank]] = part.partial_reported[blank]


def roll_up(hierarchy: Hierarchy, own: Column) -> Column:
    """Return the column known for whole areas: the sum where all children are known, else the area's own count.

    Where both agree, what of the count is estimated is what the area itself says: all pieces of a commune that was
    split may lie within it.
    """
    counts, estimated, withheld = own.counts.copy(), own.estimated.copy(), own.withheld.copy()
    estimated_counts, origins = own.estimated_counts.copy(), [origin.copy() for origin in _list_origins(own)]
    for family in hierarchy.households:
        house = family.select(np.isfinite(counts[family.children]) | withheld[family.children])
        children, parents = house.children, house.parents
        known = np.isfinite(counts[children])
        full = house.add_up(known) == house.sizes
        sums = house.add_up(np.where(known, counts[children], 0))
        differing = full & ~_agree(counts[parents], sums)
        counts[parents[full]] = sums[full]
        if differing.any():
            estimated[parents[differing]] = (house.add_up(estimated[children]) > 0)[differing]
            estimated_counts[parents[differing]] = house.add_up(estimated_counts[children])[differing]
        if withheld.any():
            withheld[parents] |= house.add_up(withheld[children]) > 0
        _roll_origins(origins, house, full)
    first, last, date_first, date_last = origins
    return Column(
        *(counts, estimated, estimated_counts, withheld, own.reported),
        *(first, last, date_first, date_last),
        *(own.hidden, own.totals),
    )


def sum_complete(hierarchy: Hierarchy, wholes: Sequence[Column]) -> Complete:
    """Return the counts of ``wholes`` (columns from ``roll_up``) summed over the children that have all of them.

    A sum that is the count known for the whole area is estimated as far as that is. Where counts within are hidden,
    their total stands where it may be shown; where it is hidden too, nothing does.
    """
    whole_counts = np.stack([column.counts for column in wholes])
    known = np.isfinite(whole_counts).all(axis=0)
    counts = np.where(known, whole_counts, np.nan)
    estimated = known & np.stack([column.estimated for column in wholes])
    estimated_counts = np.where(known, np.stack([column.estimated_counts for column in wholes]), 0)
    reporting = np.where(known, hierarchy.leaf_counts, 0).astype(np.int32)
    origins = [np.where(known, origin, NOTHING).astype(np.int32) for origin in _list_origins(wholes[-1])]
    standing = find_standing(hierarchy, wholes)
    counts[:, standing.areas] = standing.counts
    reporting[standing.areas] = standing.reporting_counts
    for family in hierarchy.households:
        house = family.select(np.isfinite(counts[0, family.children]))
        children, some = house.children, ~standing.decided[house.parents]
        parents = house.parents[some]
        for row, whole in enumerate(wholes):
            sums = house.add_up(counts[row, children])[some]
            counts[row, parents] = sums
            if not (whole.estimated.any() or whole.estimated_counts.any()):
                continue
            agreeing = _agree(whole.counts[parents], sums)
            parts = house.add_up(estimated_counts[row, children])[some]
            marked = (house.add_up(estimated[row, children]) > 0)[some]
            estimated[row, parents] = np.where(agreeing, whole.estimated[parents], marked)
            estimated_counts[row, parents] = np.where(agreeing, whole.estimated_counts[parents], parts)
        reporting[parents] = house.add_up(reporting[children])[some]
        _roll_origins(origins, house, some)
    return Complete(counts, np.asarray(estimated.any(axis=0)), estimated_counts, reporting, *origins)


def sum_counts(hierarchy: Hierarchy, wholes: Sequence[Column]) -> tuple[NDArray[np.float64], Numbers]:
    """Return counts and reporting counts of ``sum_complete`` alone, in a fraction of the time."""
    counts = np.stack([column.counts for column in wholes])
    known = np.isfinite(counts).all(axis=0)
    counts = np.where(known, counts, np.nan)
    reporting = np.where(known, hierarchy.leaf_counts, 0).astype(np.int32)
    standing = find_standing(hierarchy, wholes)
    counts[:, standing.areas] = standing.counts
    reporting[standing.areas] = standing.reporting_counts
    for family in hierarchy.households:
        house = family.select(np.isfinite(counts[0, family.children]))
        children, some = house.children, ~standing.decided[house.parents]
        parents = house.parents[some]
        for row in range(len(wholes)):
            counts[row, parents] = house.add_up(counts[row, children])[some]
        reporting[parents] = house.add_up(reporting[children])[some]
    return counts, reporting


def measure_difference(column: Column, used: Counts) -> Counts:
    """Return reported − used count of each area, NaN where none was reported or both agree.

    Where a count within is withheld the difference would give it away: NaN.
    """
    difference = column.reported - used
    return np.where((difference == 0) | column.withheld, np.nan, difference)


def _agree(first: Counts, second: Counts) -> Mask:
    """Tell where two counts are the same; a pace is no whole number."""
    same: Mask = np.abs(first - second) < 1e-6
    return same


def _list_origins(column: Column) -> list[Numbers]:
    return [column.release_first, column.release_last, column.date_first, column.date_last]


def _roll_origins(origins: list[Numbers], house: Households, rolled: Mask) -> None:
    """Give ``rolled`` parents the origins of their children: least and greatest by turns."""
    parents = house.parents[rolled]
    for place, origin in enumerate(origins):
        find = _find_greatest if place % 2 else _find_least
        origin[parents] = find(origin[house.children], house)[rolled]


def _find_greatest(within: Numbers, house: Households) -> Numbers:
    """Return the greatest origin of each household; all of one are mostly that of all."""
    if within.size and (first := within[0]) == within.max() == within.min():
        return np.full(house.parents.size, first, dtype=np.int32)
    return np.maximum.reduceat(within, house.starts) if within.size else within


def _find_least(within: Numbers, house: Households) -> Numbers:
    """Return the least origin of each household that is one."""
    if within.size and (first := within[0]) == within.max() == within.min():
        return np.full(house.parents.size, first, dtype=np.int32)
    if not within.size:
        return within
    highest = np.iinfo(np.int32).max
    bound = np.minimum.reduceat(np.where(within == NOTHING, highest, within), house.starts)
    return np.where(bound == highest, NOTHING, bound).astype(np.int32)
