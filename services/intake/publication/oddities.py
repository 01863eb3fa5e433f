"""Areas whose count jumps or falls strangely: against what it replaces, against its neighbours, against its own past.

The rule. Of a count that moves from a to b the change is r = ln((b + ½) / (a + ½)); its chance variance is
v = 1/(a + ½) + 1/(b + ½): the log ratio of two counts after Haldane (1956) and Anscombe (1956), its variance after
Woolf (1955). That term is what keeps small counts quiet: from 2 to 6 people r is 0.96, but √v is 0.74.

- **Against the neighbours**: z = (r − m) / √(s² + v), m the median of the changes of the areas in the same parent, s
  their spread 1.4826 · MAD (Iglewicz and Hoaglin 1993; Leys et al. 2013). Fewer than five such areas: those of the
  province, else all of the level. s is at least 3 %, or a province in which nothing moves would make anything strange.
- **Against its own past**: with g the slope of ln(count + ½) over the years, as the median of the slopes of all pairs
  of days (Theil 1950, Sen 1968), and s' = 1.4826 · the median distance of the changes before from g · years,
  z' = (r − g · years) / √(s'² + v + w). Three changes before are needed. w is the usual chance variance of the changes
  before, so that a short series does not pass for certain.

An area is strange where |z| or |z'| reaches 3.5, the limit of Iglewicz and Hoaglin; ranked by the greater of them.
A count of an area that had none before is compared with its like (``first_counts``).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from services.coverage.columns import Counts, FactColumn, FactKey, Numbers
from services.coverage.hierarchy import Hierarchy
from services.coverage.vintage_data import VintageData
from services.intake.publication.changes import spread
from services.measures.schemes import Measure

STRANGE = 3.5
LEAST_SPREAD = 0.03
FEWEST_NEIGHBOURS = 5
FEWEST_STEPS = 3
LONGEST_HISTORY = 9  # days of the series looked at: two years by quarter
MAD_TO_SPREAD = 1.4826
_DAYS_OF_YEAR = 365.25


class Basis(StrEnum):
    """What a count is compared with."""

    IN_FORCE = "in_force"  # the count of the same day that it replaces
    EARLIER = "earlier"  # the last count of the area before that day
    LIKE = "like"  # nothing of its own: what the areas around have, per head or per target where that is known


@dataclass(frozen=True, eq=False)
class Scores:
    """One column compared on one basis: an entry per area of the vintage, NaN where it cannot be compared.

    ``base`` is what is compared with and ``base_days`` its day (ordinal). ``median_ratio`` is the usual change of the
    neighbours as a ratio of 1, ``own_ratio`` what the past of the area lets expect; ``peers`` is the number of the area
    that holds the neighbours. On the basis LIKE, ``base`` is the count that the neighbours let expect, ``yardstick``
    the measure that counts are divided by ("" where they are compared as they are), ``sizes`` its counts.
    """

    basis: Basis
    key: FactKey
    base: Counts
    base_days: Numbers
    counts: Counts
    neighbour_scores: Counts
    own_scores: Counts
    median_ratio: Counts
    own_ratio: Counts
    peers: Numbers
    yardstick: str = ""
    sizes: Counts | None = None

    @cached_property
    def strength(self) -> Counts:
        """The greater of both scores, without sign; 0 where there is none."""
        both = np.stack([np.abs(self.neighbour_scores), np.abs(self.own_scores)])
        strongest: Counts = np.nan_to_num(both, nan=0.0).max(axis=0)
        return strongest


@dataclass(frozen=True, eq=False)
class Around:
    """Of each area with a number: the median and spread of its neighbours, and the number of the area that holds them.

    NaN, and 0, where there are too few.
    """

    median: Counts
    spread: Counts
    peers: Numbers


def score_column(before: VintageData, after: VintageData, key: FactKey, stated: FactColumn) -> list[Scores]:
    """Return the scores of a column of a draft on each basis that has anything to compare with."""
    hierarchy = before.hierarchy
    counts, _, _ = spread(stated, hierarchy.size)
    found = []
    in_force, _, _ = spread(before.own_facts.get(key), hierarchy.size)
    # What is stated again as it was is no news on this basis, but tells how the neighbours usually move.
    if np.isfinite(in_force[stated.areas]).any():
        days = np.full(hierarchy.size, key[2].toordinal(), dtype=np.int32)
        found.append(_score(Basis.IN_FORCE, key, hierarchy, in_force, days, counts, None))
    series = _build_series(after, key)
    if series is not None:
        base, base_days = _read_last(*series)
        found.append(_score(Basis.EARLIER, key, hierarchy, base, base_days, counts, series))
    return found


def _score(
    basis: Basis,
    key: FactKey,
    hierarchy: Hierarchy,
    base: Counts,
    base_days: Numbers,
    counts: Counts,
    series: tuple[Counts, Numbers] | None,
) -> Scores:
    change, variance = _measure_change(base, counts)
    around = describe_neighbours(hierarchy, change)
    neighbour_scores = (change - around.median) / np.sqrt(np.maximum(around.spread, LEAST_SPREAD) ** 2 + variance)
    own_scores = own_ratio = np.full(counts.shape, np.nan)
    if series is not None:
        years = np.where(base_days > 0, key[2].toordinal() - base_days, np.nan) / _DAYS_OF_YEAR
        rate, own_spread, own_variance = _describe_past(*series)
        expected = rate * years
        own_scores = (change - expected) / np.sqrt(np.maximum(own_spread, LEAST_SPREAD) ** 2 + variance + own_variance)
        own_ratio = np.exp(expected)
    median_ratio = np.exp(around.median)
    return Scores(
        basis, key, base, base_days, counts, neighbour_scores, own_scores, median_ratio, own_ratio, around.peers
    )


def _measure_change(first: Counts, last: Counts) -> tuple[Counts, Counts]:
    """Return the log ratio of two counts and its chance variance."""
    return np.log((last + 0.5) / (first + 0.5)), 1 / (first + 0.5) + 1 / (last + 0.5)


def describe_neighbours(hierarchy: Hierarchy, numbers: Counts) -> Around:
    """Return for each area with a number the median of its neighbours', their spread, and where they lie.

    Neighbours are the areas of its level in the same parent, or where those are too few in the same province, or all.
    """
    median, spread_of = np.full(numbers.shape, np.nan), np.full(numbers.shape, np.nan)
    peers = np.zeros(hierarchy.size, dtype=np.int32)
    known = np.flatnonzero(np.isfinite(numbers))
    wanting = known
    for holder, groups in hierarchy.neighbour_groups:
        if not wanting.size:
            break
        own = groups[known]
        middle = _find_medians(own, numbers[known])
        distance = _find_medians(own, np.abs(numbers[known] - middle[own]))
        enough = np.bincount(own) >= FEWEST_NEIGHBOURS
        chosen = wanting[enough[groups[wanting]]]
        median[chosen], spread_of[chosen] = middle[groups[chosen]], MAD_TO_SPREAD * distance[groups[chosen]]
        peers[chosen] = holder[chosen]
        wanting = wanting[~enough[groups[wanting]]]
    return Around(median, spread_of, peers)


def _find_medians(groups: NDArray[np.unsignedinteger], numbers: Counts) -> Counts:
    """Return the median of the numbers of each group, by its number; NaN for a group without."""
    order = np.argsort(numbers)
    order = order[np.argsort(groups[order], kind="stable")]
    ordered, sizes = numbers[order], np.bincount(groups)
    starts = np.cumsum(sizes) - sizes
    there = np.flatnonzero(sizes)
    medians = np.full(len(sizes), np.nan)
    low, high = (starts + np.maximum(sizes - 1, 0) // 2)[there], (starts + sizes // 2)[there]
    medians[there] = (ordered[low] + ordered[high]) / 2
    return medians


def _build_series(data: VintageData, key: FactKey) -> tuple[Counts, Numbers] | None:
    """Return the counts of the days before, days × areas, and the days as ordinals; None where there are none.

    New enrolments are counted within a year: they are compared with the same day of other years only.
    """
    scheme, measure, day = key
    days = sorted(one for name, what, one in data.own_facts if (name, what) == (scheme, measure) and one < day)
    if measure in (Measure.GROSS_NEW, Measure.GROSS_NEW_MONTH):
        days = [one for one in days if (one.month, one.day) == (day.month, day.day)]
    days = days[-LONGEST_HISTORY:]
    if not days:
        return None
    rows = [spread(data.own_facts[scheme, measure, one], data.hierarchy.size)[0] for one in days]
    return np.stack(rows), np.array([one.toordinal() for one in days], dtype=np.int32)


def _read_last(series: Counts, days: Numbers) -> tuple[Counts, Numbers]:
    """Return the last count of each area and its day, NaN and 0 where there is none."""
    known = np.isfinite(series)
    last = len(days) - 1 - np.argmax(known[::-1], axis=0)
    there = known.any(axis=0)
    counts = np.take_along_axis(series, last[np.newaxis], axis=0)[0]
    return np.where(there, counts, np.nan), np.where(there, days[last], 0).astype(np.int32)


def _describe_past(series: Counts, days: Numbers) -> tuple[Counts, Counts, Counts]:
    """Return the usual yearly rate of each area, the spread around it and its chance variance; NaN for a short past."""
    change, variance = _measure_change(series[:-1], series[1:])
    years = (np.diff(days) / _DAYS_OF_YEAR)[:, np.newaxis]
    if len(days) <= FEWEST_STEPS:
        unknown = np.full(series.shape[1], np.nan)
        return unknown, unknown, unknown
    rate = np.where(np.isfinite(change).sum(axis=0) >= FEWEST_STEPS, _find_slope(series, days), np.nan)
    return rate, MAD_TO_SPREAD * _find_median(np.abs(change - rate * years)), _find_median(variance)


def _find_slope(series: Counts, days: Numbers) -> Counts:
    """Return the median of the slopes of ln(count + ½) per year over all pairs of days."""
    logs = np.log(series + 0.5)
    first, last = np.triu_indices(len(days), k=1)
    years = ((days[last] - days[first]) / _DAYS_OF_YEAR)[:, np.newaxis]
    return _find_median((logs[last] - logs[first]) / years)


def _find_median(values: Counts) -> Counts:
    """Return the median of each column, NaN left aside; NaN where there is nothing. Much faster than nanmedian."""
    ordered = np.sort(values, axis=0)  # NaN last
    count = np.isfinite(values).sum(axis=0)
    low, high = np.maximum(count - 1, 0) // 2, count // 2
    both = np.take_along_axis(ordered, np.stack([low, np.minimum(high, len(values) - 1)]), axis=0)
    median: Counts = np.where(count > 0, both.mean(axis=0), np.nan)
    return median
