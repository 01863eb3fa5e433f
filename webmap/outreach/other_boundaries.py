"""Events of the same place and period that lie on other boundaries: told, never added."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.errors import NotFound
from services.coverage.events import list_events
from services.coverage.hierarchy import Hierarchy
from services.coverage.snapshot import Snapshot
from services.coverage.vintage_data import VintageData
from services.planning.outreach_report import OutreachQuestion


@dataclass(frozen=True)
class OtherBoundaries:
    """A vintage in which the area of this code and name had ``event_count`` events in the period."""

    vintage_id: str
    title_vi: str
    title_en: str
    event_count: int


def find_other_boundaries(snapshot: Snapshot, question: OutreachQuestion) -> tuple[OtherBoundaries, ...]:
    """Return the other vintages with events of the area in the period, those with most events first.

    An area is the same place only where code and name are the same; the demonstration is never mixed with data.
    """
    here = snapshot.find_vintage(question.vintage_id)
    name = _find_name(here.on(question.last).hierarchy, question.within)
    found = [_count(snapshot, data, question, name) for data in snapshot.vintages.values() if _is_other(data, here)]
    return tuple(sorted((one for one in found if one.event_count), key=lambda one: -one.event_count))


def _is_other(data: VintageData, here: VintageData) -> bool:
    other, own = data.vintage, here.vintage
    return bool(data.events) and other.vintage_id != own.vintage_id and other.is_demo == own.is_demo


def _count(snapshot: Snapshot, data: VintageData, asked: OutreachQuestion, name: str | None) -> OtherBoundaries:
    vintage = data.vintage
    count = 0
    if name is not None and name == _find_name(data.on(asked.last).hierarchy, asked.within):
        events = list_events(snapshot, vintage.vintage_id, asked.scheme, asked.within, on=asked.last)
        inside = [one for one in events if asked.first <= one.held_on <= asked.last]
        count = sum(asked.organiser is None or asked.organiser in one.organisers for one in inside)
    return OtherBoundaries(vintage.vintage_id, vintage.title_vi, vintage.title_en, count)


def _find_name(hierarchy: Hierarchy, code: str) -> str | None:
    try:
        return str(hierarchy.names[hierarchy.find(code)])
    except NotFound:
        return None
