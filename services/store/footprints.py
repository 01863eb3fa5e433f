"""What releases speak of and which of them decides: the newest one that covers a place, of every kind of content."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.store.intake_tables import list_scope
from services.store.places import read_places
from services.store.release_draft import ReleaseDraft
from services.store.scopes import (
    COUNTS,
    EVENTS,
    GROUPS,
    LIST_SCOPE_COLUMNS,
    OFFICERS,
    PILOTS,
    SCOPE_COLUMNS,
    UNITS,
    build_count_scopes,
    build_list_keys,
    build_list_scopes,
    locate_in_scopes,
)
from services.store.tables import release, release_scope

__all__ = [
    "COUNTS",
    "EVENTS",
    "GROUPS",
    "OFFICERS",
    "PILOTS",
    "UNITS",
    "Change",
    "Footprint",
    "InForce",
    "build_footprints",
    "build_in_force",
    "build_row_keys",
    "find_deciding",
    "keep_in_force",
    "list_changes_since",
    "list_in_force",
    "read_footprints",
]

UnitsKey = tuple[str, str, str]  # vintage, level, province


@dataclass(frozen=True, order=True)
class Footprint:
    """One scope within a vintage; what is in force in it is what the newest release that covers it says.

    ``content`` counts: province, scheme, measure, date, level. ``pilots``: province, scheme, level. ``events`` and
    ``groups``: province and the first day of the month. ``units``, ``officers``: province. What a kind has no use for
    is "" or None.
    ``within_code`` is the unit of the province that it is about, "" the province whole.
    """

    content: str
    vintage_id: str
    province_code: str
    scheme: str = ""
    measure: str = ""
    as_of: date | None = None
    level: str = ""
    within_code: str = ""

    @property
    def whole(self) -> Footprint:
        """The same of the province whole."""
        return replace(self, within_code="") if self.within_code else self


@dataclass(frozen=True)
class Change:
    """A publication or a roll-back: which release, by whom, when, and the keys it touched."""

    release_id: int
    by: str | None
    at: datetime
    is_rollback: bool
    footprints: tuple[Footprint, ...]


@dataclass(frozen=True)
class InForce:
    """Which release decides where: the newest of each scope, and the units of each that have releases of their own."""

    newest: Mapping[Footprint, int]
    parts: Mapping[Footprint, frozenset[Footprint]]
    units: Mapping[UnitsKey, frozenset[str]] = field(default_factory=dict)

    def find_release(self, key: Footprint) -> int | None:
        """Return the release in force in a unit; of a province whole, in those units that no newer release is about."""
        found = [number for one in (key, key.whole) if (number := self.newest.get(one)) is not None]
        return max(found, default=None)

    def list_parts(self, key: Footprint) -> frozenset[Footprint]:
        """Return the scopes into which a scope falls: itself, and of a province its units that are known apart."""
        return self.parts.get(key, frozenset()) | {key}

    def find_releases(self, key: Footprint) -> frozenset[int]:
        """Return all releases that are in force somewhere in a scope."""
        parts = self.list_parts(key) if self.has_rest(key) else self.list_parts(key) - {key}
        found = (self.find_release(part) for part in parts)
        return frozenset(number for number in found if number is not None)

    def has_rest(self, key: Footprint) -> bool:
        """Tell whether a scope has units left that no newer release is about; a unit always has."""
        whole = self.newest.get(key, 0)
        newer = {part.within_code for part in self.parts.get(key, ()) if self.newest[part] > whole}
        units = self.units.get((key.vintage_id, key.level, key.province_code))
        return units is None or not units <= newer


def build_in_force(
    keys: Mapping[int, Iterable[Footprint]], units: Mapping[UnitsKey, frozenset[str]] | None = None
) -> InForce:
    """Return what is in force where these releases, by number, are all that is published.

    ``units``: those of each province by level; where they are not given, a province always has others left.
    """
    newest: dict[Footprint, int] = {}
    parts: dict[Footprint, set[Footprint]] = defaultdict(set)
    for release_id in sorted(keys):
        newest |= dict.fromkeys(keys[release_id], release_id)
    for key in newest:
        if key.within_code:
            parts[key.whole].add(key)
    return InForce(newest, {key: frozenset(found) for key, found in parts.items()}, units or {})


def build_footprints(connection: Connection, draft: ReleaseDraft) -> frozenset[Footprint]:
    """Return the scopes that a draft would replace; KeyError or NotFound where the vintage lacks its areas."""
    found = set(_build_list_keys(draft.vintage_id, build_list_scopes(connection, draft)))
    if len(draft.facts):
        names = ["level", "area_code", "scheme", "measure", "as_of"]
        located = locate_in_scopes(connection, draft.vintage_id, draft.facts[names], draft.covered, at=None)
        scopes = build_count_scopes(located, draft.covered)
        found |= {_build_count_key(draft.vintage_id, row) for row in _list_rows(scopes)}
    return frozenset(found)


def build_row_keys(connection: Connection, content: str, vintage_id: str, rows: pd.DataFrame) -> list[Footprint]:
    """Return for each row of a list the scope of its unit, in their order."""
    if rows.empty:
        return []
    return list(_build_list_keys(vintage_id, build_list_keys(connection, content, vintage_id, rows, None)))


def find_deciding(connection: Connection, content: str, rows: pd.DataFrame) -> list[int | None]:
    """Return for each row of a list the published release that decides its scope, None where none speaks of it.

    ``rows`` tell vintage and area (and what else their scope is made of), in any order.
    """
    in_force = build_in_force(_read_list_keys(connection, None, content, only_published=True))
    deciding: dict[Any, int | None] = {}
    for vintage_id, own in rows.groupby("vintage_id", sort=False):
        keys = build_row_keys(connection, content, str(vintage_id), own)
        deciding |= {row: in_force.find_release(key) for row, key in zip(own.index, keys, strict=True)}
    return [deciding[row] for row in rows.index]


def keep_in_force(connection: Connection, content: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of published lists that are in force; they tell their vintage, release and area."""
    deciding = find_deciding(connection, content, rows)
    kept = [own == release_id for own, release_id in zip(deciding, rows["release_id"], strict=True)]
    return rows[pd.Series(kept, index=rows.index, dtype=bool)].reset_index(drop=True)


def read_footprints(connection: Connection, release_ids: Iterable[int] | None = None) -> dict[int, set[Footprint]]:
    """Return the scopes of releases by release id: those asked for, or all; a release without any is left out."""
    chosen = None if release_ids is None else list(release_ids)
    found = _read_list_keys(connection, chosen)
    columns = [release.c.release_id, release.c.vintage_id, *(release_scope.c[name] for name in SCOPE_COLUMNS)]
    statement = sa.select(*columns).join_from(release, release_scope)
    limited = statement if chosen is None else statement.where(release.c.release_id.in_(chosen))
    for release_id, vintage_id, *key in connection.execute(limited):
        found.setdefault(release_id, set()).add(_build_count_key(vintage_id, key))
    return found


def list_in_force(connection: Connection, at_publication: int | None = None) -> InForce:
    """Return what is in force, now or at an earlier publication number.

    In force is the release published last among those not rolled back.
    """
    statement = sa.select(release.c.release_id).where(_was_published(at_publication))
    published = set(connection.execute(statement).scalars())
    keys = {number: found for number, found in read_footprints(connection).items() if number in published}
    in_parts = {key.vintage_id for found in keys.values() for key in found if key.within_code}
    return build_in_force(keys, read_units(connection, in_parts))


def read_units(connection: Connection, vintage_ids: Iterable[str]) -> dict[UnitsKey, frozenset[str]]:
    """Return the units of each province of these vintages in which it has areas of a level."""
    found: dict[UnitsKey, set[str]] = defaultdict(set)
    for vintage_id in vintage_ids:
        for level, _, province, within in _list_rows(read_places(connection, vintage_id)):
            found[vintage_id, level, province].add(within)
    return {key: frozenset(codes) for key, codes in found.items()}


def list_changes_since(connection: Connection, publication_id: int, touched: frozenset[Footprint]) -> list[Change]:
    """Return the changes after a publication by which something else is in force in these scopes, earliest first."""
    before, after = list_in_force(connection, publication_id), list_in_force(connection)
    moved: dict[tuple[int, bool], set[Footprint]] = {}
    for key in {part for one in touched for part in before.list_parts(one) | after.list_parts(one)}:
        first, last = before.find_release(key), after.find_release(key)
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


def _read_list_keys(
    connection: Connection, chosen: list[int] | None, content: str | None = None, *, only_published: bool = False
) -> dict[int, set[Footprint]]:
    columns = [release.c.release_id, release.c.vintage_id, *(list_scope.c[name] for name in LIST_SCOPE_COLUMNS)]
    statement = sa.select(*columns).join_from(release, list_scope)
    if chosen is not None:
        statement = statement.where(release.c.release_id.in_(chosen))
    if content is not None:
        statement = statement.where(list_scope.c.content == content)
    if only_published:
        statement = statement.where(release.c.status == "published")
    found: dict[int, set[Footprint]] = {}
    for release_id, vintage_id, *key in connection.execute(statement):
        found.setdefault(release_id, set()).add(_build_list_key(vintage_id, *key))
    return found


def _list_rows(scopes: pd.DataFrame) -> Iterable[tuple[Any, ...]]:
    return zip(*(scopes[name].tolist() for name in scopes.columns), strict=True)


def _build_list_keys(vintage_id: str, scopes: pd.DataFrame) -> Iterable[Footprint]:
    return (_build_list_key(vintage_id, *row) for row in _list_rows(scopes[LIST_SCOPE_COLUMNS]))


def _build_count_key(vintage_id: str, scope: Sequence[Any]) -> Footprint:
    """Return the key of a scope given as ``SCOPE_COLUMNS``."""
    province_code, within_code, level, scheme, measure = (str(part) for part in scope[:5])
    day = scope[5].date() if isinstance(scope[5], datetime) else scope[5]
    return Footprint(COUNTS, vintage_id, province_code, scheme, measure, day, level, within_code)


def _build_list_key(
    vintage_id: str, content: str, province_code: str, within_code: str, level: str, scheme: str, month: str
) -> Footprint:
    day = date.fromisoformat(f"{month}-01") if month else None
    return Footprint(content, vintage_id, province_code, scheme, "", day, level, within_code)
