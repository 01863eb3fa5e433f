"""The outreach of an area in a period: its events, their yield, the months they lie in, and who has been left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from geodata.areas import Level
from geodata.errors import Bilingual
from services.coverage.columns import Numbers
from services.coverage.evaluation import evaluate
from services.coverage.events import OutreachEvent, list_events
from services.coverage.hierarchy import Hierarchy
from services.coverage.snapshot import Snapshot
from services.coverage.sources import list_illustrative_notes
from services.measures.indicators import Indicator
from services.measures.schemes import ANY_SCHEME, Measure, Scheme
from services.planning.candidates import Texts
from services.planning.outreach import EventGaps, OutreachYield, build_outreach_yield, measure_event_gaps

MOST_MONTHS = 240  # of a period: twenty years


@dataclass(frozen=True)
class OutreachQuestion:
    """Which events: of an area and a scheme (None: of any), held from ``first`` to ``last``, by one organiser or any.

    ``months``: for so many whole months a commune has had none before it is listed.
    """

    vintage_id: str
    within: str
    scheme: Scheme | None
    first: date
    last: date
    organiser: str | None = None
    months: int = 6


@dataclass(frozen=True)
class GrossNew:
    """People newly enrolled in a month, as was reported of the whole area: not by its events alone."""

    as_of: date
    count: int


@dataclass(frozen=True)
class OutreachReport:
    """The answer; ``events`` are those of the period, the earliest first, ``month_counts`` every month of it.

    ``communes`` are the areas of the lowest level (numbers in ``hierarchy``), ``gaps`` how long each had no event.
    ``gross_new`` are of ``gross_new_scheme``: the one asked for, else the only one that the events are for.
    ``known_organisers`` are those of all events of the area, whatever the period: what can be asked for.
    """

    question: OutreachQuestion
    hierarchy: Hierarchy
    events: tuple[OutreachEvent, ...]
    held: OutreachYield
    month_counts: tuple[tuple[date, int], ...]
    communes: Numbers
    gaps: EventGaps
    gross_new_scheme: Scheme | None
    gross_new: tuple[GrossNew, ...]
    known_organisers: tuple[str, ...]
    notes: tuple[Bilingual, ...]

    @property
    def name(self) -> str:
        """The name of the area."""
        return str(self.hierarchy.names[self.hierarchy.find(self.question.within)])

    @cached_property
    def without(self) -> Numbers:
        """The communes that have had no event for so many months, those longest without one (or never) first."""
        chosen = np.flatnonzero(self.gaps.find_without(self.question.months))
        months = np.where(np.isnan(self.gaps.months), np.inf, self.gaps.months)
        return np.asarray(chosen[np.lexsort((chosen, -months[chosen]))], dtype=np.int32)

    @property
    def without_count(self) -> int:
        """How many communes those are."""
        return int(self.without.size)


def build_outreach_report(snapshot: Snapshot, question: OutreachQuestion) -> OutreachReport:
    """Return the report; NotFound where vintage or area are not in force."""
    data = snapshot.find_vintage(question.vintage_id).on(question.last)
    hierarchy = data.hierarchy
    every = list_events(snapshot, question.vintage_id, question.scheme, question.within, on=question.last)
    own = [one for one in every if question.organiser is None or question.organiser in one.organisers]
    held = tuple(one for one in own if question.first <= one.held_on <= question.last)
    communes = hierarchy.select(hierarchy.levels[-1], hierarchy.find(question.within))
    codes: Texts = hierarchy.codes[communes]
    frame = build_event_frame(own)
    scheme = question.scheme or find_only_scheme(held)
    return OutreachReport(
        question=question,
        hierarchy=hierarchy,
        events=held,
        held=build_outreach_yield(frame, question.first, question.last),
        month_counts=count_months(held, question.first, question.last),
        communes=communes,
        gaps=measure_event_gaps(codes, frame, question.last),
        gross_new_scheme=scheme,
        gross_new=_list_gross_new(snapshot, question, scheme) if scheme else (),
        known_organisers=_list_organisers(every),
        notes=_list_notes(snapshot, held),
    )


def build_event_frame(events: Sequence[OutreachEvent]) -> pd.DataFrame:
    """Return events as the arithmetic of outreach reads them: one row each, counts Int64."""
    names = [one.name for one in fields(OutreachEvent)]
    rows = [[getattr(one, name) for name in names] for one in events]
    frame = pd.DataFrame(rows, columns=names, dtype=object)
    frame["level"] = [Level(level).value for level in frame["level"]]
    return frame.astype({"attendee_count": "Int64", "enrolled_count": "Int64"})


def count_months(events: Sequence[OutreachEvent], first: date, last: date) -> tuple[tuple[date, int], ...]:
    """Return the first day of every month of a period with the events of the month: the counts add up to all."""
    found = Counter(one.held_on.replace(day=1) for one in events)
    months = list_months(first, last)
    return tuple((month, found[month]) for month in months)


def list_months(first: date, last: date) -> list[date]:
    """Return the first day of each month that a period touches, earliest first."""
    begin, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(begin, end + 1)]


def find_only_scheme(events: Sequence[OutreachEvent]) -> Scheme | None:
    """Return the scheme that all events are for, those for every scheme aside; None where they are for several."""
    named = {one.scheme for one in events} - {ANY_SCHEME}
    return Scheme(named.pop()) if len(named) == 1 else None


def _list_gross_new(snapshot: Snapshot, question: OutreachQuestion, scheme: Scheme) -> tuple[GrossNew, ...]:
    data = snapshot.find_vintage(question.vintage_id).on(question.last)
    indicator, area = Indicator.GROSS_NEW_MONTH_COUNT, data.hierarchy.find(question.within)
    found: list[GrossNew] = []
    for day in data.list_dates(scheme.value, Measure.GROSS_NEW_MONTH):
        if question.first <= day.replace(day=1) and day <= question.last:
            value = float(evaluate(data, scheme, indicator, day).values[area])
            found += [GrossNew(day, round(value))] if np.isfinite(value) else []
    return tuple(found)


def _list_organisers(events: Sequence[OutreachEvent]) -> tuple[str, ...]:
    counts = Counter(name for one in events for name in one.organisers)
    return tuple(sorted(counts, key=lambda name: (-counts[name], name)))


def _list_notes(snapshot: Snapshot, events: Sequence[OutreachEvent]) -> tuple[Bilingual, ...]:
    """Return what is said of made-up lists among the events, each once."""
    numbers = sorted({one.release_id for one in events})
    return list_illustrative_notes(tuple(snapshot.releases[one] for one in numbers if one in snapshot.releases))
