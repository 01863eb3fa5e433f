"""What a release replaces: the keys by which the newest release decides, of every kind of content."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.store.draft_checks import locate_areas
from services.store.intake_tables import managing_unit_term, outreach_event
from services.store.release_draft import ReleaseDraft
from services.store.tables import pilot, release, release_scope

COUNTS, PILOTS, EVENTS, UNITS = "counts", "pilots", "events", "units"
_SCHEMES: dict[str, tuple[str, ...]] = {COUNTS: ("scheme", "measure"), PILOTS: ("scheme",), EVENTS: (), UNITS: ()}
_DAYS: dict[str, tuple[str, ...]] = {COUNTS: ("as_of",), PILOTS: (), EVENTS: ("held_on",), UNITS: ()}


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
    contents = {COUNTS: draft.facts, PILOTS: draft.pilots, EVENTS: draft.outreach_events, UNITS: draft.unit_terms}
    return frozenset(
        _build_key(content, draft.vintage_id, key)
        for content, rows in contents.items()
        for key in set(_list_keys(connection, content, draft.vintage_id, rows))
    )


def build_row_keys(connection: Connection, content: str, vintage_id: str, rows: pd.DataFrame) -> list[Footprint]:
    """Return the key of each row of a content, in their order; BadInput where the vintage has no such area."""
    return [_build_key(content, vintage_id, key) for key in _list_keys(connection, content, vintage_id, rows)]


def _list_keys(connection: Connection, content: str, vintage_id: str, rows: pd.DataFrame) -> list[tuple[Any, ...]]:
    if rows.empty:
        return []
    columns = [*_SCHEMES[content], *_DAYS[content]]
    located = locate_areas(connection, vintage_id, rows[["level", "area_code", *columns]])
    days = located[_DAYS[content][0]].tolist() if _DAYS[content] else [None] * len(located)
    names = ["province_code", *_SCHEMES[content]]
    return list(zip(*(located[name].tolist() for name in names), days, strict=True))


def read_footprints(connection: Connection, release_ids: Iterable[int] | None = None) -> dict[int, set[Footprint]]:
    """Return the keys of releases by release id: those asked for, or all; a release without any is left out."""
    chosen = None if release_ids is None else list(release_ids)
    found: dict[int, set[Footprint]] = {}
    for content, statement in _list_statements():
        limited = statement if chosen is None else statement.where(release.c.release_id.in_(chosen))
        for row in connection.execute(limited.distinct()):
            found.setdefault(row[0], set()).add(_build_key(content, row[1], row[2:]))
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


def _list_statements() -> list[tuple[str, sa.Select[Any]]]:
    tables = {COUNTS: release_scope, PILOTS: pilot, EVENTS: outreach_event, UNITS: managing_unit_term}
    statements = []
    for content, table in tables.items():
        names = ["province_code", *_SCHEMES[content]]
        last = table.c[_DAYS[content][0]] if _DAYS[content] else sa.null()
        columns = (release.c.release_id, release.c.vintage_id, *(table.c[name] for name in names), last.label("day"))
        joined = sa.select(*columns).join_from(release, table, table.c.release_id == release.c.release_id)
        statements.append((content, joined))
    return statements


def _build_key(content: str, vintage_id: str, key: Sequence[Any]) -> Footprint:
    """Return a key from its province, what ``_SCHEMES`` names and its day."""
    province, *schemes, day = key
    on = day.date() if isinstance(day, datetime) else day
    month = on.replace(day=1) if content == EVENTS else on
    scheme, measure = (*map(str, schemes), "", "")[:2]
    return Footprint(content, vintage_id, str(province), scheme, measure, month)
