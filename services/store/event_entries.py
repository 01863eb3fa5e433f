"""Events that officers type in: appended version by version, in force until a list published later speaks of them."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import date, datetime

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from services.store.audit import Deed, write_entry
from services.store.event_tables import event_entry
from services.store.footprints import EVENTS, find_deciding
from services.store.release_draft import EVENT_COLUMNS
from services.store.tables import release

ADDED, CHANGED, REMOVED = "added", "changed", "removed"
ENTERED_COLUMNS = ["vintage_id", "release_id", "province_code", *EVENT_COLUMNS, "event_id"]


@dataclass(frozen=True)
class EventEntry:
    """One version of an event as an officer wrote it; ``publication_id`` is the number that it made."""

    event_id: str
    version: int
    action: str
    vintage_id: str
    province_code: str
    level: str
    area_code: str
    held_on: date
    scheme: str
    organisers: tuple[str, ...]
    venue: str
    attendee_count: int | None
    enrolled_count: int | None
    remark: str
    written_by: str
    written_at: datetime
    publication_id: int


def append_entry(connection: Connection, entry: EventEntry) -> None:
    """Write one version within the transaction of the caller; rows are never changed."""
    organisers = json.dumps(entry.organisers, ensure_ascii=False)
    connection.execute(sa.insert(event_entry).values(vars(entry) | {"organisers": organisers}))
    before = {"version": entry.version - 1}
    after: dict[str, object] = {"version": entry.version, "action": entry.action}
    by, now, after = entry.written_by, entry.written_at, after | {"area_code": entry.area_code}
    write_entry(connection, Deed.EVENT_WRITTEN, entry.event_id, by=by, now=now, before=before, after=after)


def read_versions(connection: Connection, event_id: str) -> tuple[EventEntry, ...]:
    """Return all versions of an event, the first one first; nothing for an unknown one."""
    statement = sa.select(event_entry).filter_by(event_id=event_id).order_by(event_entry.c.version)
    return tuple(_build(row) for row in connection.execute(statement).mappings())


def list_newest_entries(connection: Connection) -> list[EventEntry]:
    """Return the newest version of every event, those removed too, the one written last first."""
    newest = sa.select(event_entry.c.event_id, sa.func.max(event_entry.c.version).label("version"))
    last = newest.group_by(event_entry.c.event_id).subquery()
    same = (event_entry.c.event_id == last.c.event_id) & (event_entry.c.version == last.c.version)
    statement = sa.select(event_entry).join(last, same)
    ordered = statement.order_by(event_entry.c.publication_id.desc(), event_entry.c.event_id)
    return [_build(row) for row in connection.execute(ordered).mappings()]


def read_entered_in_force(connection: Connection) -> pd.DataFrame:
    """Return the entered events in force, columns ``ENTERED_COLUMNS``; ``release_id`` and ``event_no`` are 0.

    Not in force is what was removed, and what lies in the month and place of a list published after it was written: a
    list speaks for its month whole, whoever wrote what was there before. Taken back, it leaves them in force again.
    """
    kept = [entry for entry in list_newest_entries(connection) if entry.action != REMOVED]
    rows = pd.DataFrame([_build_row(entry) for entry in kept], columns=ENTERED_COLUMNS, dtype=object)
    if rows.empty:
        return rows
    made = _read_publications(connection)
    deciding = find_deciding(connection, EVENTS, rows)
    in_force = [one is None or made[one] < entry.publication_id for one, entry in zip(deciding, kept, strict=True)]
    return rows[pd.Series(in_force, index=rows.index, dtype=bool)].reset_index(drop=True)


def _read_publications(connection: Connection) -> dict[int, int]:
    """Return the publication of each release; 0 for those of before the numbers were kept, older than any entry."""
    rows = connection.execute(sa.select(release.c.release_id, release.c.publication_id))
    return {int(number): int(made or 0) for number, made in rows}


def _build_row(entry: EventEntry) -> dict[str, object]:
    stated = {name: getattr(entry, name) for name in ENTERED_COLUMNS if name not in ("release_id", "event_no")}
    return stated | {"release_id": 0, "event_no": 0}


def _build(row: RowMapping) -> EventEntry:
    values = {one.name: row[one.name] for one in fields(EventEntry)}
    return EventEntry(**(values | {"organisers": tuple(json.loads(row["organisers"]))}))
