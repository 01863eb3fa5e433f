"""Pilots that began on several days: each cohort from its own start, and all of them together.

Who begins later is evaluated later: one start date for all would take months before the start for months of a pilot.
Each cohort is compared with communes that were never pilots, matched by what was known before its own start (the
group-time comparison of Callaway and Sant'Anna, J. Econometrics 225 (2021) 200-230, with never treated ones alone). No
commune serves twice: the earlier cohort is matched first, so that a later one never changes what was said of it. All
together, each pilot with its matches is again one observation, whatever its cohort.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from services.coverage.catalogue import list_pilots
from services.coverage.columns import Counts, Mask
from services.coverage.snapshot import Snapshot
from services.measures.schemes import Scheme
from services.planning.evaluation import evaluate_pilots, sum_group
from services.planning.matching import Difference, Matching, build_interval
from services.planning.pilot_details import GainPoint, PilotRow, build_gain_points, build_pilot_rows
from services.planning.pilot_results import GroupGain, PilotEvaluation
from services.planning.pilot_study import (
    PilotStudy,
    build_pilot_studies,
    count_starts,
    find_baseline,
    list_study_dates,
)


@dataclass(frozen=True)
class Cohort:
    """The pilots of one start: their evaluation, the communes like them as a group, the way to it, each pilot."""

    started_on: date
    evaluation: PilotEvaluation
    matched: GroupGain | None
    points: tuple[GainPoint, ...]
    rows: tuple[PilotRow, ...]

    @property
    def differences(self) -> Counts:
        """How much more than the communes like it each matched pilot gained."""
        return np.array([row.difference for row in self.rows if row.difference is not None], dtype=np.float64)


@dataclass(frozen=True)
class Pooled:
    """All cohorts together; each pilot counts once, over the months since its own start.

    ``pilot_months`` are the months of all pilots added up. ``others_net_mean`` and ``others_gross_mean`` are what the
    other communes gained over the same months: the means of the cohorts, weighted by their pilots.
    ``month_difference`` is the difference per pilot and month.
    """

    pilot_count: int
    pilot_months: int
    net_total: int
    gross_total: int | None
    last_total: int
    stock_share: float
    others_net_mean: float | None
    others_gross_mean: float | None
    difference: Difference | None
    month_difference: float | None

    @property
    def net_mean(self) -> float | None:
        """The rise of the stock per pilot."""
        return self.net_total / self.pilot_count if self.pilot_count else None

    @property
    def gross_mean(self) -> float | None:
        """New enrolments per pilot."""
        return None if self.gross_total is None or not self.pilot_count else self.gross_total / self.pilot_count

    @property
    def net_ratio(self) -> float | None:
        """Pilots / others, net; None where it says nothing."""
        return _divide(self.net_mean, self.others_net_mean)

    @property
    def gross_ratio(self) -> float | None:
        """Pilots / others, newly enrolled; None where it says nothing."""
        return _divide(self.gross_mean, self.others_gross_mean)


@dataclass(frozen=True)
class Programme:
    """All cohorts of an area up to a day, earliest first; ``waiting`` are starts without figures on both sides.

    ``as_of`` is the newest date with enough stocks. ``ended_count`` pilots have had their last day by then.
    """

    scheme: Scheme
    as_of: date | None
    cohorts: tuple[Cohort, ...]
    waiting: tuple[tuple[date, int], ...]
    ended_count: int = 0

    @property
    def pooled(self) -> Pooled | None:
        """All cohorts together, None without any."""
        return pool_cohorts(self.cohorts) if self.cohorts else None

    def find_cohort(self, started_on: date | None) -> Cohort | None:
        """Return the cohort of a start; without one the largest, of equals the latest."""
        if started_on is not None:
            return next((one for one in self.cohorts if one.started_on == started_on), None)
        return max(self.cohorts, key=lambda one: (len(one.rows), one.started_on), default=None)


def evaluate_programme(snapshot: Snapshot, vintage_id: str, within: str, scheme: Scheme, as_of: date) -> Programme:
    """Return the evaluation of all pilots of a scheme within an area, each cohort on its own start."""
    starts = count_starts(snapshot, vintage_id, within, scheme, as_of)
    dates = list_study_dates(snapshot, vintage_id, within, scheme, as_of)
    ready = [day for day in starts if find_baseline(dates, day) is not None]
    studies = build_pilot_studies(snapshot, vintage_id, within, scheme, as_of, ready)
    waiting = tuple((day, count) for day, count in starts.items() if day not in ready)
    last = dates[-1] if dates else None
    listed = list_pilots(snapshot, vintage_id, scheme, within)
    ended = sum(one.ended_on is not None and last is not None and one.ended_on <= last for one in listed)
    return Programme(scheme, last, evaluate_cohorts(studies), waiting, ended)


def evaluate_cohorts(studies: Sequence[PilotStudy]) -> tuple[Cohort, ...]:
    """Return the cohorts by start; a commune that is like a pilot of an earlier one is left to it."""
    cohorts: list[Cohort] = []
    taken: set[int] = set()
    for study in sorted(studies, key=lambda one: one.started_on):
        found = evaluate_pilots(study, frozenset(taken))
        if found.matching is not None:
            taken |= set(found.matching.matches.ravel().tolist())
        matched = None if found.matching is None else sum_group(study, _mark(study, found.matching))
        points, rows = build_gain_points(study, found.matching), build_pilot_rows(study, found.matching)
        cohorts.append(Cohort(study.started_on, found, matched, points, rows))
    return tuple(cohorts)


def _mark(study: PilotStudy, matching: Matching) -> Mask:
    found = np.zeros(study.codes.size, dtype=np.bool_)
    found[matching.matches.ravel()] = True
    return found


def pool_cohorts(cohorts: Sequence[Cohort]) -> Pooled:
    """Return all cohorts together."""
    found = [cohort.evaluation for cohort in cohorts]
    counted = [one.pilots.commune_count for one in found]
    gross = [one.pilots.gross_total for one in found]
    differences = np.concatenate([cohort.differences for cohort in cohorts])
    months = sum(one.months * cohort.differences.size for one, cohort in zip(found, cohorts, strict=True))
    return Pooled(
        pilot_count=sum(counted),
        pilot_months=sum(one.months * count for one, count in zip(found, counted, strict=True)),
        net_total=sum(one.pilots.net_total for one in found),
        gross_total=None if None in gross else sum(one for one in gross if one is not None),
        last_total=sum(one.pilots.last_total for one in found),
        stock_share=sum(one.stock_share for one in found),
        others_net_mean=_weigh([one.others.net_mean for one in found], counted),
        others_gross_mean=_weigh([one.others.gross_mean for one in found], counted),
        difference=_pool_differences(found, differences),
        month_difference=float(differences.sum() / months) if months else None,
    )


def _pool_differences(found: Sequence[PilotEvaluation], differences: Counts) -> Difference | None:
    known = [one.difference for one in found if one.difference is not None]
    if not known:
        return None
    low, high = build_interval(differences)
    counts = [one.pilot_count for one in known]
    return Difference(
        mean=float(differences.mean()),
        low=low,
        high=high,
        pilot_mean=_weigh([one.pilot_mean for one in known], counts) or 0.0,
        match_mean=_weigh([one.match_mean for one in known], counts) or 0.0,
        pilot_count=int(differences.size),
    )


def _weigh(means: Sequence[float | None], counts: Sequence[int]) -> float | None:
    """Return the mean of means by counts; None where one of weight is unknown."""
    parts = [(mean, count) for mean, count in zip(means, counts, strict=True) if count]
    if not parts or any(mean is None or not np.isfinite(mean) for mean, _ in parts):
        return None
    return sum((mean or 0.0) * count for mean, count in parts) / sum(count for _, count in parts)


def _divide(first: float | None, second: float | None) -> float | None:
    return None if first is None or second is None or not second > 0 else first / second
