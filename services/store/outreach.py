"""Outreach events (hội nghị tuyên truyền): where and when, by whom, with how many people."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from geodata.errors import BadInput, Bilingual, Place
from services.store.draft_checks import build_days, check_counts, check_unique, locate_areas
from services.store.event_entries import read_entered_in_force
from services.store.footprints import EVENTS, keep_in_force
from services.store.intake_tables import outreach_event
from services.store.release_draft import EVENT_COLUMNS
from services.store.tables import release

_COUNTS = ("attendee_count", "enrolled_count")


@dataclass(frozen=True)
class EventTotals:
    """Events added up: ``event_count`` counts a joint event once, ``organiser_counts`` once for each organiser."""

    event_count: int
    organiser_counts: Mapping[str, int]
    attendee_count: int
    enrolled_count: int

    @property
    def participation_count(self) -> int:
        """The sum over the organisers: more than the events wherever some were held jointly."""
        return sum(self.organiser_counts.values())


def check_events(connection: Connection, vintage_id: str, events: pd.DataFrame) -> pd.DataFrame:
    """Return the events ready to be stored, with their ``province_code``; ``organisers`` are tuples.

    BadInput for an unknown area, a number given twice, a count that is no whole number from 0 on, or an event without
    organiser or with one named twice.
    """
    if events.empty:
        return events.assign(province_code=None)
    located = locate_areas(connection, vintage_id, events[EVENT_COLUMNS])
    located["held_on"] = build_days(located["held_on"])
    located["organisers"] = [tuple(str(name).strip() for name in names) for names in located["organisers"]]
    check_unique(located, ["event_no"])
    for number, organisers in zip(located["event_no"], located["organisers"], strict=True):
        if not organisers or "" in organisers or len(set(organisers)) < len(organisers):
            raise _organisers_invalid(int(number), organisers)
    for column in _COUNTS:
        located[column] = check_counts(located, column, may_be_missing=True)
    return located


def build_event_rows(events: pd.DataFrame) -> pd.DataFrame:
    """Return checked events as the table holds them: organisers as a JSON list."""
    return events.assign(organisers=[json.dumps(names, ensure_ascii=False) for names in events["organisers"]])


def read_events_in_force(connection: Connection) -> pd.DataFrame:
    """Return the events in force, one row per event, the earliest first.

    Columns: vintage_id, release_id (0 for those typed in), province_code, ``EVENT_COLUMNS`` and ``event_id`` ("" for
    those of a list); ``organisers`` a tuple of names, the counts Int64. In force are, for each vintage, place and
    month, the events of the newest release that covers them, and those typed in since.
    """
    table = outreach_event
    own = ("release_id", "province_code", *EVENT_COLUMNS)
    statement = sa.select(release.c.vintage_id, *(table.c[name] for name in own))
    published = statement.join(release, release.c.release_id == table.c.release_id).where(
        release.c.status == "published"
    )
    order = (release.c.vintage_id, table.c.held_on, table.c.province_code, table.c.event_no, table.c.release_id)
    rows = [tuple(row) for row in connection.execute(published.order_by(*order))]
    events = keep_in_force(connection, EVENTS, pd.DataFrame(rows, columns=["vintage_id", *own], dtype=object))
    events["organisers"] = [tuple(json.loads(text)) for text in events["organisers"]]
    entered = read_entered_in_force(connection)
    if len(entered):
        events = pd.concat([events.assign(event_id=""), entered], ignore_index=True)
        events = events.sort_values(["vintage_id", "held_on", "province_code"], kind="stable", ignore_index=True)
    return events.assign(event_id=events.get("event_id", "")).astype(dict.fromkeys(_COUNTS, "Int64"))


def build_event_totals(
    events: pd.DataFrame, first: date, last: date, *, province_code: str | None = None
) -> EventTotals:
    """Return the totals of the events held from ``first`` to ``last``, both included.

    ``events`` as ``read_events_in_force`` gives them for one vintage; attendees and people won are summed over the
    events that state them.
    """
    chosen = (events["held_on"] >= first) & (events["held_on"] <= last)
    if province_code is not None:
        chosen &= events["province_code"] == province_code
    held = events[chosen]
    organisers = Counter(name for names in held["organisers"] for name in names)
    attendees, enrolled = (int(held[column].sum()) for column in _COUNTS)
    return EventTotals(len(held), dict(organisers.most_common()), attendees, enrolled)


def _organisers_invalid(number: int, organisers: tuple[str, ...]) -> BadInput:
    named = ", ".join(organisers)
    return BadInput(
        "event_organisers_invalid",
        Bilingual(
            f"Hội nghị ở dòng {number} không có đơn vị tổ chức, hoặc nêu một đơn vị hai lần: «{named}»",
            f"The event of row {number} has no organiser, or names one twice: «{named}»",
        ),
        Bilingual("Nêu mỗi đơn vị tổ chức một lần, cách nhau bằng «;».", "Name each organiser once, parted by «;»."),
        Place(row=number, text=named),
    )
