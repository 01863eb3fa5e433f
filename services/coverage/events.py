"""Outreach events in the memory of a snapshot: those of an area, and their totals with joint events counted once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from geodata.areas import COUNTRY_CODE, Level
from services.coverage.fact_columns import find_numbers
from services.measures.schemes import ANY_SCHEME, Scheme
from services.store.outreach import EventTotals

if TYPE_CHECKING:
    from services.coverage.snapshot import Snapshot


@dataclass(frozen=True)
class HeldEvent:
    """An event as a vintage holds it; ``area`` is a number in its hierarchy, ``scheme`` may be ANY.

    It is of a release, or was typed in and has an ``event_id`` (``release_id`` 0).
    """

    event_no: int
    area: int
    held_on: date
    scheme: str
    organisers: tuple[str, ...]
    venue: str
    attendee_count: int | None
    enrolled_count: int | None
    release_id: int = 0
    event_id: str = ""


@dataclass(frozen=True)
class OutreachEvent:
    """One event: where and when, by whom, with how many people; None where the list does not say.

    ``scheme`` is ANY where it was for all. ``release_id`` 0: typed in, and then ``event_id`` names it.
    """

    level: Level
    area_code: str
    name: str
    held_on: date
    organisers: tuple[str, ...]
    venue: str
    attendee_count: int | None
    enrolled_count: int | None
    scheme: str = ANY_SCHEME
    release_id: int = 0
    event_id: str = ""


def build_held_events(events: pd.DataFrame | None, number: Mapping[tuple[str, str], int]) -> tuple[HeldEvent, ...]:
    """Return the events of one vintage, the earliest first; rows as ``read_events_in_force`` gives them."""
    if events is None or events.empty:
        return ()
    areas = find_numbers(events, dict(number))
    rows = zip(areas, events.to_dict("records"), strict=True)
    held = [
        HeldEvent(
            event_no=int(row["event_no"]),
            area=int(area),
            held_on=row["held_on"],
            scheme=str(row["scheme"]),
            organisers=tuple(row["organisers"]),
            venue=_read_text(row["venue"]),
            attendee_count=_read_count(row["attendee_count"]),
            enrolled_count=_read_count(row["enrolled_count"]),
            release_id=int(row.get("release_id", 0)),
            event_id=_read_text(row.get("event_id")),
        )
        for area, row in rows
    ]
    return tuple(sorted(held, key=lambda one: (one.held_on, one.event_no, one.area)))


def list_events(
    snapshot: Snapshot,
    vintage_id: str,
    scheme: Scheme | None,
    within: str = COUNTRY_CODE,
    first: date | None = None,
    last: date | None = None,
    on: date | None = None,
) -> tuple[OutreachEvent, ...]:
    """Return the events for a scheme (or for all) within an area from ``first`` to ``last``, the earliest first.

    ``scheme`` None: those for any scheme.
    A managing unit of a list holds the communes that it has on the day ``on``, if left out on ``last``.
    """
    data = snapshot.find_vintage(vintage_id).on(on or last)
    hierarchy = data.hierarchy
    inside = set(hierarchy.select_all(hierarchy.find(within)).tolist())
    wanted = None if scheme is None else {ANY_SCHEME, scheme.value, *(part.value for part in scheme.parts)}
    return tuple(
        OutreachEvent(
            level=hierarchy.level_of(one.area),
            area_code=str(hierarchy.codes[one.area]),
            name=str(hierarchy.names[one.area]),
            held_on=one.held_on,
            organisers=one.organisers,
            venue=one.venue,
            attendee_count=one.attendee_count,
            enrolled_count=one.enrolled_count,
            scheme=one.scheme,
            release_id=one.release_id,
            event_id=one.event_id,
        )
        for one in data.events
        if one.area in inside
        and (wanted is None or one.scheme in wanted)
        and (first is None or one.held_on >= first)
        and (last is None or one.held_on <= last)
    )


def count_events_by_area(
    snapshot: Snapshot, vintage_id: str, scheme: Scheme | None, within: str, level: Level, first: date, last: date
) -> dict[str, int]:
    """Return how many events each area of a level had from ``first`` to ``last``, by code; those without are left out.

    An event counts for what it was held in and for all that this lies in: one of a district for none of its communes.
    """
    hierarchy = snapshot.find_vintage(vintage_id).on(last).hierarchy
    held = list_events(snapshot, vintage_id, scheme, within, first, last)
    areas = (int(hierarchy.ancestors[level.rank][hierarchy.find(one.area_code)]) for one in held)
    return dict(Counter(str(hierarchy.codes[area]) for area in areas if area >= 0))


def sum_events(events: Sequence[OutreachEvent]) -> EventTotals:
    """Return the totals: a joint event once in all, once for each of its organisers."""
    organisers = Counter(name for one in events for name in one.organisers)
    attendees, enrolled = (
        sum(count for one in events if (count := getattr(one, name)) is not None)
        for name in ("attendee_count", "enrolled_count")
    )
    return EventTotals(len(events), dict(organisers.most_common()), attendees, enrolled)


def _read_count(cell: object) -> int | None:
    return None if pd.isna(cell) else int(cell)  # type: ignore[call-overload]


def _read_text(cell: object) -> str:
    return cell if isinstance(cell, str) else ""
