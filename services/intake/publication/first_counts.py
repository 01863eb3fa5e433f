"""Counts of areas that had none before: compared with their like, per head or per target where that is known.

With x = ln((count + ½) / (size + ½)), v = 1/(count + ½) + 1/(size + ½) its chance variance, and m and s the median and
1.4826 · MAD of the x of the areas around (``oddities.describe_neighbours``): z = (x − m) / √(s² + v). s is at least
20 %: places of one unit differ more than their changes do, and none is strange between half and double of what its
like have. What the size is, is ``_YARDSTICKS``; where none is known for enough areas, the counts themselves are
compared, with s at least 40 %: between a quarter and four times nothing is strange, for communes differ in size.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from services.coverage.columns import Counts, FactKey, Mask
from services.coverage.vintage_data import VintageData
from services.intake.publication.changes import spread
from services.intake.publication.oddities import Basis, Scores, describe_neighbours
from services.measures.schemes import ANY_SCHEME, Measure, Scheme

LEAST_SHARE_SPREAD = 0.2
LEAST_COUNT_SPREAD = 0.4
# What a count is divided by, the best first; "denominator" is the one of the scheme.
_DENOMINATOR = "denominator"
_YARDSTICKS: dict[str, tuple[str, ...]] = {
    Measure.ENROLLED: (_DENOMINATOR, Measure.TARGET),
    Measure.TARGET: (_DENOMINATOR, Measure.ENROLLED),
    Measure.GROSS_NEW: (Measure.ENROLLED, _DENOMINATOR, Measure.TARGET),
    Measure.GROSS_NEW_MONTH: (Measure.ENROLLED, _DENOMINATOR, Measure.TARGET),
    Measure.LABOUR_FORCE: (Measure.POPULATION,),
    Measure.POPULATION: (Measure.LABOUR_FORCE,),
}


@dataclass(frozen=True, eq=False)
class _Size:
    """What counts are divided by: nothing where ``measure`` is empty."""

    measure: str
    as_of: date
    counts: Counts


def score_first_counts(after: VintageData, key: FactKey, first: Mask) -> list[Scores]:
    """Return the scores of the areas ``first`` of a column, one entry per yardstick; each area in one of them.

    ``after`` holds the column and what it may be divided by. ``base`` is what the like of an area lets expect of it.
    """
    counts, _, _ = spread(after.own_facts.get(key), after.hierarchy.size)
    wanting: Mask = first & np.isfinite(counts)
    found = []
    for size in _list_sizes(after, key):
        if not wanting.any():
            break
        scores = _score(after, key, counts, size, wanting)
        wanting &= ~np.isfinite(scores.neighbour_scores)
        found.append(scores)
    return found


def _score(after: VintageData, key: FactKey, counts: Counts, size: _Size, wanting: Mask) -> Scores:
    level, variance = np.log(counts + 0.5), 1 / (counts + 0.5)
    share = size.counts + 0.5 if size.measure else np.ones(counts.shape)
    if size.measure:
        level, variance = level - np.log(share), variance + 1 / share
    around = describe_neighbours(after.hierarchy, level)
    least = LEAST_SHARE_SPREAD if size.measure else LEAST_COUNT_SPREAD
    scores = (level - around.median) / np.sqrt(np.maximum(around.spread, least) ** 2 + variance)
    nothing = np.full(counts.shape, np.nan)
    return Scores(
        basis=Basis.LIKE,
        key=key,
        base=np.exp(around.median) * share,
        base_days=np.full(counts.shape, size.as_of.toordinal(), dtype=np.int32),
        counts=counts,
        neighbour_scores=np.where(wanting, scores, np.nan),
        own_scores=nothing,
        median_ratio=np.exp(around.median),
        own_ratio=nothing,
        peers=around.peers,
        yardstick=size.measure,
        sizes=size.counts,
    )


def _list_sizes(data: VintageData, key: FactKey) -> Iterator[_Size]:
    """Yield what the counts of a column may be divided by, best first; last the plain counts."""
    scheme, measure, day = key
    for one in _YARDSTICKS.get(measure, ()):
        if one == _DENOMINATOR:
            one = str(Scheme(scheme).denominator_kind)
        owner = ANY_SCHEME if one in (Measure.LABOUR_FORCE, Measure.POPULATION) else scheme
        days = sorted(when for name, what, when in data.own_facts if (name, what) == (owner, one))
        chosen = _choose_day(one, days, day)
        if chosen is not None:
            counts, _, _ = spread(data.own_facts[owner, one, chosen], data.hierarchy.size)
            yield _Size(one, chosen, np.where(counts > 0, counts, np.nan))
    yield _Size("", day, np.full(data.hierarchy.size, np.nan))


def _choose_day(measure: str, days: list[date], day: date) -> date | None:
    """Return the day of a yardstick: of targets the last of the year, else the last until ``day``, else the next."""
    if measure == Measure.TARGET:
        return max((one for one in days if one.year == day.year), default=None)
    return max((one for one in days if one <= day), default=min(days, default=None))
