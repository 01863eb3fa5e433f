"""Columns of counts over the areas of a vintage: as reported, as known for whole areas, as sums over children.

Three rules, from which everything in this room follows (``sums`` has those of whole and complete counts):

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

    def list_origins(self) -> list[Numbers]:
        """Return the first and last release and the first and last date, least and greatest by turns."""
        return [self.release_first, self.release_last, self.date_first, self.date_last]


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
    for origin in own.list_origins():
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
