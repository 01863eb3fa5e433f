"""Communes like the pilots: optimal matching without replacement, and what the difference in differences then is.

Each pilot gets k communes that were never pilots, no commune twice, so that the sum of the distances is the least
possible (Rosenbaum, JASA 84 (1989) 1024–1032; the assignment problem, solved exactly). The distance is Euclidean over
standardised coverage, logarithm of size and trend before; urban and rural are matched with each other only where there
is no other way. The interval takes each pilot with its matches as one observation, which for matching without
replacement is what it should be (Abadie and Spiess, JASA 117 (2022) 983–995).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.coverage.columns import Counts, Mask
from services.planning.pilot_study import PilotStudy, count_months

MATCH_COUNT = 3
KIND_PENALTY = 100.0  # standard deviations: dearer than any difference of the other traits
LEAST_PILOTS = 5  # fewer tell no interval
TREND_MONTHS = 12
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Matching:
    """p pilots with k matches each: ``pilots`` p places, ``matches`` p × k; ``left_out`` pilots of which too little
    is known.

    ``gaps`` are the standardised mean differences between pilots and their matches per trait, ``gaps_before`` between
    pilots and all others: the nearer to 0, the more alike. ``mixed_count`` matches are of the other kind.
    """

    pilots: NDArray[np.int64]
    matches: NDArray[np.int64]
    left_out: NDArray[np.int64]
    traits: tuple[str, ...]
    gaps: Counts
    gaps_before: Counts
    mixed_count: int


@dataclass(frozen=True)
class Difference:
    """A difference in differences in people per commune: the mean, and its interval where there are enough pilots."""

    mean: float
    low: float | None
    high: float | None
    pilot_mean: float
    match_mean: float
    pilot_count: int

    @property
    def excludes_zero(self) -> bool:
        """Tell whether the interval lies on one side of zero."""
        return self.low is not None and self.high is not None and not self.low <= 0 <= self.high


def match_communes(study: PilotStudy, at: int, until: int, count: int = MATCH_COUNT) -> Matching | None:
    """Return the communes like the pilots by what was known at place ``at`` of the dates; None where there are too few.

    Of all of them the stock is known at place ``until`` too, so that the change between both can be told.
    """
    names, traits = build_traits(study, at)
    known = np.isfinite(traits).all(axis=1) & np.isfinite(study.stocks[until])
    pilots, others = np.flatnonzero(study.is_pilot & known), np.flatnonzero(study.is_other & known)
    count = min(count, others.size // max(pilots.size, 1))
    if pilots.size == 0 or count == 0:
        return None
    spread = traits[known].std(axis=0)
    scaled = traits / np.where(spread > 0, spread, 1.0)
    found = assign(measure_distances(scaled, study.is_urban, pilots, others), count)
    matches = others[found]
    centre = scaled[pilots].mean(axis=0)
    return Matching(
        pilots=pilots,
        matches=matches,
        left_out=np.flatnonzero(study.is_pilot & ~known),
        traits=names,
        gaps=centre - scaled[matches.ravel()].mean(axis=0),
        gaps_before=centre - scaled[others].mean(axis=0),
        mixed_count=int(np.count_nonzero(study.is_urban[matches] != study.is_urban[pilots][:, None])),
    )


def build_traits(study: PilotStudy, at: int) -> tuple[tuple[str, ...], Counts]:
    """Return names and values (m × t) of what communes are matched on: coverage, size and, with earlier dates, trend.

    The trend is the change of coverage since the earliest of the twelve months before.
    """
    sizes = np.where(study.sizes > 0, study.sizes, np.nan)
    columns = {"coverage": study.stocks[at] / sizes, "size": np.log(sizes)}
    first = find_trend_start(study, at)
    if first is not None:
        columns["trend"] = (study.stocks[at] - study.stocks[first]) / sizes
    return tuple(columns), np.stack(list(columns.values()), axis=1)


def find_trend_start(study: PilotStudy, at: int) -> int | None:
    """Return the earliest date within a year before that at place ``at``, None without one."""
    found = [n for n in range(at) if count_months(study.dates[n], study.dates[at]) <= TREND_MONTHS]
    return found[0] if found else None


def measure_distances(scaled: Counts, is_urban: Mask, pilots: NDArray[np.int64], others: NDArray[np.int64]) -> Counts:
    """Return how unlike each pilot and each other commune are: p × o."""
    apart = np.linalg.norm(scaled[pilots][:, None, :] - scaled[others][None, :, :], axis=2)
    return np.asarray(apart + KIND_PENALTY * (is_urban[pilots][:, None] != is_urban[others][None, :]), dtype=np.float64)


def assign(distances: Counts, count: int) -> NDArray[np.int64]:
    """Return for each row ``count`` columns, none twice, with the least sum of distances."""
    from scipy.optimize import linear_sum_assignment

    _, columns = linear_sum_assignment(np.repeat(distances, count, axis=0))
    return np.sort(np.asarray(columns, dtype=np.int64).reshape(len(distances), count), axis=1)


def measure_difference(study: PilotStudy, matching: Matching, first: int, last: int) -> Difference:
    """Return how much more a pilot gained than its matches between two dates: mean ± t · s / √p over the pilots."""
    change = study.stocks[last] - study.stocks[first]
    of_pilots, of_matches = change[matching.pilots], change[matching.matches].mean(axis=1)
    low, high = build_interval(of_pilots - of_matches)
    return Difference(
        mean=float((of_pilots - of_matches).mean()),
        low=low,
        high=high,
        pilot_mean=float(of_pilots.mean()),
        match_mean=float(of_matches.mean()),
        pilot_count=int(of_pilots.size),
    )


def build_interval(differences: Counts) -> tuple[float | None, float | None]:
    """Return the interval of a mean by Student's t, None for fewer than ``LEAST_PILOTS`` values."""
    from scipy.special import stdtrit

    count = differences.size
    if count < LEAST_PILOTS:
        return None, None
    reach = float(stdtrit(count - 1, (1 + CONFIDENCE) / 2) * differences.std(ddof=1) / np.sqrt(count))
    mean = float(differences.mean())
    return mean - reach, mean + reach
