"""Names in use that persons told to mean an area: kept with who and when, revocable, nothing ever deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from geodata.alias_checks import build_scope_key, check_alias, find_repeated_keys, needs_alias
from geodata.area_index import AreaIndex, build_area_index
from geodata.areas import Level
from geodata.errors import BadInput, Bilingual, Conflict, NotFound, Place
from geodata.places import PlaceAlias
from services.store.audit import Deed, write_entry
from services.store.boundaries import read_areas
from services.store.intake_tables import place_alias


@dataclass(frozen=True)
class StoredAlias:
    """An alias as the store holds it; ``revoked_at`` is None while it is in force."""

    alias_id: int
    vintage_id: str
    alias: PlaceAlias
    decided_by: str
    decided_at: datetime
    revoked_by: str | None
    revoked_at: datetime | None


def read_aliases(connection: Connection, vintage_id: str) -> list[StoredAlias]:
    """Return the aliases in force of one vintage, the oldest first; ``.alias`` of each goes to ``build_area_index``."""
    return [stored for stored in _read(connection, place_alias.c.vintage_id == vintage_id) if not stored.revoked_at]


def list_aliases(connection: Connection) -> list[StoredAlias]:
    """Return every alias of every vintage, in force or revoked, the newest first."""
    return _read(connection, sa.true())[::-1]


def write_alias(connection: Connection, vintage_id: str, alias: PlaceAlias, by: str, now: datetime) -> int:
    """Keep what a person told and return its id; the same name told otherwise revokes the former.

    The same told again keeps the first. NotFound where the vintage lacks the area or the parent; BadInput where the
    name is blank, the area lies elsewhere, or the name officially is that of other areas of the parent.
    Call it within ``begin_write``.
    """
    check_alias(_read_index(connection, vintage_id), alias)
    return _keep(connection, vintage_id, alias, by, now)


def write_aliases(
    connection: Connection, vintage_id: str, aliases: Sequence[PlaceAlias], by: str, now: datetime
) -> list[int | None]:
    """Keep what a person told about the rows of one file; return an id for each, None where nothing is to be kept.

    Not kept, for they hold for their row alone: a name that leads to its area anyway, one that officially is that of
    another area, and one told to mean two areas at once (what was told of it before is revoked: it is in doubt).
    Call it within ``begin_write``.
    """
    index = _read_index(connection, vintage_id)
    doubtful = find_repeated_keys(aliases)
    for alias in aliases:
        if build_scope_key(alias) in doubtful:
            _revoke_same_name(connection, vintage_id, alias, by, now)
    kept: list[int | None] = []
    for alias in aliases:
        keeps = build_scope_key(alias) not in doubtful and needs_alias(index, alias) and _is_sound(index, alias)
        kept.append(_keep(connection, vintage_id, alias, by, now) if keeps else None)
    return kept


def revoke_alias(connection: Connection, alias_id: int, by: str, now: datetime) -> None:
    """Take an alias out of force, keeping who and when; NotFound without it, Conflict where it is revoked already."""
    found = _read(connection, place_alias.c.alias_id == alias_id)
    if not found:
        raise NotFound(
            "alias_missing",
            Bilingual(f"Không có tên đã nhớ số {alias_id}", f"There is no alias {alias_id}"),
            Bilingual("Xem danh sách các tên đã nhớ.", "See the list of aliases."),
            Place(text=str(alias_id)),
        )
    if found[0].revoked_at is not None:
        written, former = found[0].alias.written, found[0].revoked_by
        raise Conflict(
            "alias_revoked",
            Bilingual(f"«{written}» đã được {former} bỏ trước đó", f"«{written}» was revoked before by {former}"),
            Bilingual("Tải lại danh sách các tên đã nhớ.", "Load the list of aliases again."),
            Place(text=written),
        )
    _revoke(connection, place_alias.c.alias_id == alias_id, by, now)


def _keep(connection: Connection, vintage_id: str, alias: PlaceAlias, by: str, now: datetime) -> int:
    former = [stored for stored in _read(connection, _is_same_name(vintage_id, alias)) if stored.revoked_at is None]
    same = [stored for stored in former if stored.alias.area_code == alias.area_code]
    if same:
        return same[0].alias_id
    _revoke_same_name(connection, vintage_id, alias, by, now)
    statement = sa.insert(place_alias).values(
        vintage_id=vintage_id,
        level=alias.level.value,
        parent_level=alias.parent_level.value if alias.parent_level else None,
        parent_code=alias.parent_code,
        name_key=alias.name_key,
        written=alias.written,
        area_code=alias.area_code,
        decided_by=by,
        decided_at=now,
    )
    alias_id = int(connection.execute(statement.returning(place_alias.c.alias_id)).scalar_one())
    after = {"written": alias.written, "area_code": alias.area_code, "vintage_id": vintage_id}
    before = {"area_code": former[0].alias.area_code} if former else {}
    write_entry(connection, Deed.ALIAS_DECIDED, alias_id, by=by, now=now, before=before, after=after)
    return alias_id


def _is_sound(index: AreaIndex, alias: PlaceAlias) -> bool:
    try:
        check_alias(index, alias)
    except NotFound:
        raise
    except BadInput:
        return False
    return True


def _revoke_same_name(connection: Connection, vintage_id: str, alias: PlaceAlias, by: str, now: datetime) -> None:
    _revoke(connection, _is_same_name(vintage_id, alias) & place_alias.c.revoked_at.is_(None), by, now)


def _revoke(connection: Connection, which: sa.ColumnElement[bool], by: str, now: datetime) -> None:
    for found in _read(connection, which):
        before = {"written": found.alias.written, "area_code": found.alias.area_code, "vintage_id": found.vintage_id}
        write_entry(connection, Deed.ALIAS_REVOKED, found.alias_id, by=by, now=now, before=before)
    connection.execute(sa.update(place_alias).where(which).values(revoked_by=by, revoked_at=now))


def _is_same_name(vintage_id: str, alias: PlaceAlias) -> sa.ColumnElement[bool]:
    columns = place_alias.c
    return sa.and_(
        columns.vintage_id == vintage_id,
        columns.level == alias.level.value,
        columns.name_key == alias.name_key,
        columns.parent_code.is_not_distinct_from(alias.parent_code),
        columns.parent_level.is_not_distinct_from(alias.parent_level.value if alias.parent_level else None),
    )


def _read(connection: Connection, which: sa.ColumnElement[bool]) -> list[StoredAlias]:
    statement = sa.select(place_alias).where(which).order_by(place_alias.c.alias_id)
    return [_build_stored(row) for row in connection.execute(statement)]


def _read_index(connection: Connection, vintage_id: str) -> AreaIndex:
    return build_area_index(vintage_id, read_areas(connection, vintage_id))


def _build_stored(row: Row[Any]) -> StoredAlias:
    parent_level = Level(row.parent_level) if row.parent_level else None
    return StoredAlias(
        alias_id=row.alias_id,
        vintage_id=row.vintage_id,
        alias=PlaceAlias(Level(row.level), parent_level, row.parent_code, row.written, row.area_code),
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        revoked_by=row.revoked_by,
        revoked_at=row.revoked_at,
    )
