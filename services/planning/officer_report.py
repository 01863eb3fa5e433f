"""The workload of officers in charge: their communes within an area, the people not yet reached, the events held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from services.coverage.columns import Mask
from services.coverage.events import count_events_by_area
from services.coverage.officers import Officer, find_officers
from services.coverage.snapshot import Snapshot
from services.measures.periods import find_year_before
from services.measures.schemes import Scheme
from services.planning.candidates import Candidates, build_candidates


@dataclass(frozen=True)
class OfficerLoad:
    """What an officer has within an area; ``officer`` None stands for communes that nobody is in charge of.

    ``unreached_count`` and ``enrolled_count`` are sums over the ``known_count`` communes with participants and a
    denominator, None where there is none. ``event_count``: in the twelve months to the cut-off.
    """

    officer: Officer | None
    codes: tuple[str, ...]
    known_count: int
    enrolled_count: int | None
    denominator_count: int | None
    unreached_count: int | None
    event_count: int

    @property
    def commune_count(self) -> int:
        """How many communes there are."""
        return len(self.codes)


@dataclass(frozen=True)
class OfficerReport:
    """The officers of an area on a day, the one with most people not yet reached first, communes without one last."""

    candidates: Candidates
    loads: tuple[OfficerLoad, ...]
    total: OfficerLoad


def build_officer_report(
    snapshot: Snapshot, vintage_id: str, within: str, scheme: Scheme, as_of: date
) -> OfficerReport:
    """Return the report; raises what ``build_candidates`` raises."""
    candidates = build_candidates(snapshot, vintage_id, within, scheme, as_of)
    officers = find_officers(snapshot.find_vintage(vintage_id), as_of)
    first = find_year_before(as_of) + timedelta(days=1)
    level = snapshot.find_vintage(vintage_id).on(as_of).levels[-1]
    events = count_events_by_area(snapshot, vintage_id, scheme, within, level, first, as_of)
    held = [officers.get(int(area)) for area in candidates.areas]
    codes = ["" if one is None else one.code for one in held]
    names = {one.code: one for one in held if one is not None}
    loads = [
        _measure(candidates, np.array([own == code for own in codes], dtype=bool), names.get(code), events)
        for code in sorted(set(codes))
    ]
    ordered = sorted(loads, key=lambda one: (one.officer is None, -(one.unreached_count or 0), -one.commune_count))
    everything = np.ones(candidates.size, dtype=bool)
    return OfficerReport(candidates, tuple(ordered), _measure(candidates, everything, None, events))


def _measure(candidates: Candidates, mask: Mask, officer: Officer | None, events: dict[str, int]) -> OfficerLoad:
    codes = tuple(str(code) for code in candidates.codes[mask])
    known = mask & np.isfinite(candidates.enrolled) & np.isfinite(candidates.denominators)
    sums = [
        round(float(one[known].sum())) if known.any() else None
        for one in (candidates.enrolled, candidates.denominators, candidates.unreached)
    ]
    held = sum(events.get(one, 0) for one in codes)
    return OfficerLoad(officer, codes, int(np.count_nonzero(known)), sums[0], sums[1], sums[2], held)
