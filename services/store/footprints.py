"""What a release replaces: the keys by which the newest release decides, of every kind of content."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.store.draft_checks import locate_areas
from services.store.intake_tables import managing_unit_term, outreach_event
from services.store.release_draft import ReleaseDraft
from services.store.tables import pilot, release, release_scope

COUNTS, PILOTS, EVENTS, UNITS = "counts", "pilots", "events", "units"


@dataclass(frozen=True, order=True)
class Footprint:
    """One key within a vintage; what is in force under it is what the release published last says.

    ``content`` counts: province, scheme, measure, date. ``pilots``: province, scheme. ``events``: province and the
    first day of the month. ``units``: province. What a kind has no use for is "" or None.
    """

    content: str
    vintage_id: str
    province_code: str
    scheme: str = ""
    measure: str = ""
    as_of: date | None = None


@dataclass(frozen=True)
class Change:
    """A publication or a roll-back: which release, by whom, when, and the keys it touched."""

    release_id: int
    by: str | None
    at: datetime
    is_rollback: bool
    footprints: tuple[Footprint, ...]


def build_footprints(connection: Connection, draft: ReleaseDraft) -> frozenset[Footprint]:
    """Return the keys that a draft would replace; BadInput where the vintage has no such area."""
    vintage_id, found = draft.vintage_id, set[Footprint]()
    if len(draft.facts):
        columns = ["province_code", "scheme", "measure", "as_of"]
        keys = locate_areas(connection, vintage_id, draft.facts)[columns].drop_duplicates()
        found |= {Footprint(COUNTS, vintage_id, *map(_read_key, row)) for row in keys.itertuples(index=False)}
    if len(draft.pilots):
        keys = locate_areas(connection, vintage_id, draft.pilots)[["province_code", "scheme"]].drop_duplicates()
        found |= {Footprint(PILOTS, vintage_id, *map(str, row)) for row in keys.itertuples(index=False)}
    if len(draft.outreach_events):
        located = locate_areas(connection, vintage_id, draft.outreach_events)
        pairs = zip(located["province_code"], located["held_on"], strict=True)
        found |= {_build_event_key(vintage_id, province, day) for province, day in pairs}
    if len(draft.unit_terms):
        provinces = locate_areas(connection, vintage_id, draft.unit_terms)["province_code"].unique()
        found |= {Footprint(UNITS, vintage_id, str(province)) for province in provinces}
    return frozenset(found)


def read_footprints(connection: Connection, release_ids: Iterable[int] | None = None) -> dict[int, set[Footprint]]:
    """Return the keys of releases by release id: those asked for, or all; a release without any is left out."""
    chosen = None if release_ids is None else list(release_ids)
    found: dict[int, set[Footprint]] = {}
    for content, statement in _list_statements():
        limited = statement if chosen is None else statement.where(release.c.release_id.in_(chosen))
        for release_id, vintage_id, *key in connection.execute(limited.distinct()):
            footprint = (
                _build_event_key(vintage_id, *key) if content == EVENTS else Footprint(content, vintage_id, *key)
            )
            found.setdefault(release_id, set()).add(footprint)
    return found


def list_in_force(connection: Connection, at_publication: int | None = None) -> dict[Footprint, int]:
    """Return the release in force under each key, now or at an earlier publication number.

    In force is the release published last among those not rolled back.
    """
    statement = sa.select(release.c.release_id).where(_was_published(at_publication))
    published = set(connection.execute(statement).scalars())
    in_force: dict[Footprint, int] = {}
    for release_id, keys in sorted(read_footprints(connection).items()):
        if release_id in published:
            in_force |= dict.fromkeys(keys, release_id)
    return in_force


def list_changes_since(connection: Connection, publication_id: int, touched: frozenset[Footprint]) -> list[Change]:
    """Return the changes after a publication by which something else is in force under these keys, earliest first."""
    before, after = list_in_force(connection, publication_id), list_in_force(connection)
    moved: dict[tuple[int, bool], set[Footprint]] = {}
    for key in touched:
        first, last = before.get(key), after.get(key)
        if first == last:
            continue
        # What is in force came later, or an older release is back because the one before it was taken away.
        is_rollback = last is None or (first is not None and last < first)
        moved.setdefault((first if is_rollback else last, is_rollback), set()).add(key)  # type: ignore[arg-type]
    changes = [_read_change(connection, *what, keys) for what, keys in moved.items()]
    return sorted(changes, key=lambda change: (change.at, change.release_id))


def _was_published(at_publication: int | None) -> sa.ColumnElement[bool]:
    if at_publication is None:
        return release.c.status == "published"
    made, back = release.c.publication_id, release.c.rolled_back_publication_id
    # Releases of before the numbers were kept have none: they are older than any preview.
    was_made = made.is_(None) | (made <= at_publication)
    return was_made & ((release.c.status == "published") | (back > at_publication))


def _read_change(connection: Connection, release_id: int, is_rollback: bool, keys: set[Footprint]) -> Change:
    names = ("rolled_back_by", "rolled_back_at") if is_rollback else ("published_by", "published_at")
    statement = sa.select(*(release.c[name] for name in names)).where(release.c.release_id == release_id)
    by, at = connection.execute(statement).one()
    return Change(release_id, by, at, is_rollback, tuple(sorted(keys, key=repr)))


def _list_statements() -> list[tuple[str, sa.Select[tuple[object, ...]]]]:
    tables = (
        (COUNTS, release_scope, ("province_code", "scheme", "measure", "as_of")),
        (PILOTS, pilot, ("province_code", "scheme")),
        (EVENTS, outreach_event, ("province_code", "held_on")),
        (UNITS, managing_unit_term, ("province_code",)),
    )
    return [
        (
            content,
            sa.select(release.c.release_id, release.c.vintage_id, *(table.c[name] for name in names)).join(
                table, table.c.release_id == release.c.release_id
            ),
        )
        for content, table, names in tables
    ]


def _build_event_key(vintage_id: str, province_code: object, held_on: object) -> Footprint:
    day = _read_day(held_on)
    return Footprint(EVENTS, vintage_id, str(province_code), as_of=day.replace(day=1))


def _read_key(value: object) -> object:
    return _read_day(value) if isinstance(value, date | pd.Timestamp) else str(value)


def _read_day(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    raise TypeError(f"{value!r} is no date")
