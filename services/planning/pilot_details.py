"""Behind an evaluation of pilots: how the groups rose from date to date, and each pilot with the communes like it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from services.coverage.columns import Counts
from services.planning.matching import Matching
from services.planning.pilot_study import PilotStudy


@dataclass(frozen=True)
class GainPoint:
    """The mean change since the baseline in people per commune on one date; None where nothing is known of a group."""

    as_of: date
    pilots: float | None
    others: float | None
    matches: float | None


@dataclass(frozen=True)
class PilotRow:
    """One pilot: its stocks at baseline and evaluation, new enrolments, the communes like it and what these gained.

    Counts are None where they were not reported, ``difference`` where the pilot has no communes like it.
    """

    code: str
    name: str
    baseline_count: int | None
    last_count: int | None
    gross_count: int | None
    match_codes: tuple[str, ...]
    match_names: tuple[str, ...]
    match_mean: float | None

    @property
    def net_count(self) -> int | None:
        """The rise of the stock."""
        if self.baseline_count is None or self.last_count is None:
            return None
        return self.last_count - self.baseline_count

    @property
    def difference(self) -> float | None:
        """How much more the pilot gained than the communes like it."""
        return None if self.net_count is None or self.match_mean is None else self.net_count - self.match_mean


def build_gain_points(study: PilotStudy, matching: Matching | None) -> tuple[GainPoint, ...]:
    """Return the mean changes since the baseline on each date: of those with stocks then, at baseline and at the end.

    On the last date they are the gains of the evaluation.
    """
    change = study.stocks - study.stocks[study.baseline]
    known = np.isfinite(change[study.last])
    groups = [np.flatnonzero(study.is_pilot & known), np.flatnonzero(study.is_other & known)]
    groups.append(np.array([], dtype=np.int64) if matching is None else matching.matches.ravel())
    return tuple(
        GainPoint(day, *(_find_mean(change[place][group]) for group in groups)) for place, day in enumerate(study.dates)
    )


def build_pilot_rows(study: PilotStudy, matching: Matching | None) -> tuple[PilotRow, ...]:
    """Return a row for each pilot by code; none is left out."""
    matched: dict[int, NDArray[np.int64]] = (
        {} if matching is None else dict(zip(matching.pilots.tolist(), matching.matches, strict=True))
    )
    change = study.stocks[study.last] - study.stocks[study.baseline]
    none = np.array([], dtype=np.int64)
    rows = []
    for place in np.flatnonzero(study.is_pilot).tolist():
        like = matched.get(place, none)
        rows.append(
            PilotRow(
                code=str(study.codes[place]),
                name=str(study.names[place]),
                baseline_count=_tell(study.stocks[study.baseline], place),
                last_count=_tell(study.stocks[study.last], place),
                gross_count=_tell(study.gross_new, place),
                match_codes=tuple(str(study.codes[one]) for one in like),
                match_names=tuple(str(study.names[one]) for one in like),
                match_mean=_find_mean(change[like]),
            )
        )
    return tuple(sorted(rows, key=lambda row: row.code))


def _tell(counts: Counts, place: int) -> int | None:
    return int(counts[place]) if np.isfinite(counts[place]) else None


def _find_mean(values: Counts) -> float | None:
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else None
