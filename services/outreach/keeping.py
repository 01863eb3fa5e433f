"""Entered events in the store: added, changed by one at a time, removed; every version stays to be read."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pandas as pd
from sqlalchemy.engine import Connection, Engine

from geodata.areas import Level
from geodata.errors import BadInput, Bilingual, Conflict, NotFound, Place
from services.outreach.statement import EventStatement
from services.store.draft_checks import locate_areas
from services.store.engine import begin_write
from services.store.event_entries import ADDED, CHANGED, REMOVED, EventEntry, append_entry, read_versions
from services.store.outreach import read_events_in_force
from services.store.publication import bump_publication

ID_BYTES = 9
_NOT_YET = datetime(1, 1, 1, tzinfo=UTC)  # of an entry on its way into the store


@dataclass(frozen=True)
class EventPlace:
    """The area of an event within the boundaries of its day."""

    vintage_id: str
    level: Level
    area_code: str


def add_event(
    engine: Engine, statement: EventStatement, place: EventPlace, by: str, now: datetime, *, is_confirmed: bool = False
) -> EventEntry:
    """Write a new event and return it; it is in force at once.

    BadInput ``event_doubtful`` where the area has an event of that day already, or more people joined than came, and
    nobody has confirmed it; BadInput for an area that the vintage lacks.
    """
    event_id = secrets.token_urlsafe(ID_BYTES)
    with begin_write(engine) as connection:
        if not is_confirmed:
            _check_doubts(connection, statement, place, None)
        return _append(connection, _build(connection, event_id, 1, ADDED, statement, place), by, now)


def change_event(
    engine: Engine,
    event_id: str,
    version: int,
    statement: EventStatement,
    place: EventPlace,
    by: str,
    now: datetime,
    *,
    is_confirmed: bool = False,
) -> EventEntry:
    """Write a new version of an event and return it; raises as ``add_event``, and Conflict for an older version."""

    def build(connection: Connection, before: EventEntry) -> EventEntry:
        if not is_confirmed:
            _check_doubts(connection, statement, place, event_id)
        return _build(connection, event_id, before.version + 1, CHANGED, statement, place)

    return _follow(engine, event_id, version, build, by, now)


def remove_event(engine: Engine, event_id: str, version: int, remark: str, by: str, now: datetime) -> EventEntry:
    """Take an event out of force and return the trace of it; ``remark`` says why. Conflict for an older version."""

    def build(_connection: Connection, before: EventEntry) -> EventEntry:
        return replace(before, version=before.version + 1, action=REMOVED, remark=remark or before.remark)

    return _follow(engine, event_id, version, build, by, now)


def read_event(connection: Connection, event_id: str) -> tuple[EventEntry, ...]:
    """Return all versions of an event, the newest last; NotFound where there is none."""
    versions = read_versions(connection, event_id)
    if versions:
        return versions
    raise NotFound(
        "event_not_found",
        Bilingual("Không có hội nghị này", "There is no such event"),
        Bilingual("Xem các hội nghị ở /outreach.", "See the events at /outreach."),
        Place(text=event_id[:40]),
    )


def _follow(
    engine: Engine,
    event_id: str,
    version: int,
    build: Callable[[Connection, EventEntry], EventEntry],
    by: str,
    now: datetime,
) -> EventEntry:
    with begin_write(engine) as connection:
        before = read_event(connection, event_id)[-1]
        if before.version != version or before.action == REMOVED:
            raise _refuse_older_version(before)
        return _append(connection, build(connection, before), by, now)


def _build(
    connection: Connection, event_id: str, version: int, action: str, statement: EventStatement, place: EventPlace
) -> EventEntry:
    row = pd.DataFrame([{"level": place.level.value, "area_code": place.area_code}])
    located = locate_areas(connection, place.vintage_id, row)
    stated = vars(statement)
    return EventEntry(
        event_id=event_id,
        version=version,
        action=action,
        vintage_id=place.vintage_id,
        province_code=str(located.iloc[0]["province_code"]),
        level=place.level.value,
        area_code=place.area_code,
        **stated,
        written_by="",
        written_at=_NOT_YET,
        publication_id=0,
    )


def _append(connection: Connection, entry: EventEntry, by: str, now: datetime) -> EventEntry:
    written = replace(entry, written_by=by, written_at=now, publication_id=bump_publication(connection))
    append_entry(connection, written)
    return written


def _check_doubts(connection: Connection, statement: EventStatement, place: EventPlace, own: str | None) -> None:
    came, won = statement.attendee_count, statement.enrolled_count
    if came is not None and won is not None and won > came:
        raise _doubt(
            Bilingual(f"{won} người tham gia mới, mà chỉ có {came} người dự", f"{won} people joined, {came} came"),
            "enrolled_count",
        )
    events = read_events_in_force(connection)
    same = events[
        (events["vintage_id"] == place.vintage_id)
        & (events["level"] == place.level.value)
        & (events["area_code"] == place.area_code)
        & (events["held_on"] == statement.held_on)
        & (events["event_id"] != (own or "-"))
    ]
    if len(same):
        named = ", ".join(same.iloc[0]["organisers"])
        raise _doubt(
            Bilingual(
                f"Nơi này đã có một hội nghị ngày {statement.held_on:%d/%m/%Y}, do {named} tổ chức",
                f"There is an event of {statement.held_on:%d/%m/%Y} here already, held by {named}",
            ),
            "held_on",
        )


def _doubt(message: Bilingual, field: str) -> BadInput:
    return BadInput(
        "event_doubtful",
        message,
        Bilingual(
            "Sửa lại, hoặc đánh dấu «Đúng như vậy» rồi ghi lần nữa. Hội nghị phối hợp chỉ ghi một lần, nêu đủ đơn vị.",
            "Mend it, or tick «It is so» and save again. A joint event is recorded once, with all its organisers.",
        ),
        Place(column=field),
    )


def _refuse_older_version(now: EventEntry) -> Conflict:
    done = Bilingual("xóa", "removed") if now.action == REMOVED else Bilingual("sửa", "changed")
    return Conflict(
        "event_changed",
        Bilingual(
            f"«{now.written_by}» đã {done.vi} hội nghị này, sau khi bạn mở nó",
            f"«{now.written_by}» has {done.en} this event since you opened it",
        ),
        Bilingual("Chưa có gì của bạn được lưu. Mở lại rồi sửa tiếp.", "Nothing of yours was saved. Open it again."),
        Place(text=now.event_id),
    )
