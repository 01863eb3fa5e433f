"""Official corrections of names: they lie over the areas as imported, dated, with a remark; nothing is ever deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from geodata.areas import Level
from geodata.errors import Bilingual, Conflict, NotFound, Place
from geodata.places import PlaceAlias
from services.store.audit import Deed, write_entry
from services.store.crosswalk_tables import area_fix as table
from services.store.publication import bump_publication
from services.store.tables import area

FORMER_NAMES = "former_names"


@dataclass(frozen=True)
class AreaFix:
    """A correction of the name of one area as decided; ``former_name`` is what it was called until then."""

    vintage_id: str
    level: Level
    area_code: str
    name: str
    former_name: str
    effective_from: date
    remark: str


@dataclass(frozen=True)
class StoredFix:
    """A correction as the store holds it; ``revoked_at`` is None while it is in force."""

    fix_id: int
    fix: AreaFix
    decided_by: str
    decided_at: datetime
    revoked_by: str | None
    revoked_at: datetime | None


def write_area_fix(connection: Connection, fix: AreaFix, *, by: str, now: datetime) -> int:
    """Keep a correction and return its id; the publication is bumped. Call it within ``begin_write``."""
    values = {**vars(fix), "level": fix.level.value, "decided_by": by, "decided_at": now}
    bump_publication(connection)
    fix_id = int(connection.execute(sa.insert(table).values(values).returning(table.c.fix_id)).scalar_one())
    place = {"vintage_id": fix.vintage_id, "area_code": fix.area_code}
    before, after = {"name": fix.former_name}, {"name": fix.name, **place}
    write_entry(connection, Deed.NAME_CORRECTED, fix_id, by=by, now=now, before=before, after=after)
    return fix_id


def revoke_area_fix(connection: Connection, fix_id: int, *, by: str, now: datetime) -> None:
    """Take a correction out of force and bump the publication; NotFound without it, Conflict where it is out already.

    Call it within ``begin_write``.
    """
    found = read_stored_fix(connection, fix_id)
    if found.revoked_at is not None:
        raise Conflict(
            "fix_revoked",
            Bilingual(
                f"Đính chính {fix_id} đã được {found.revoked_by} thu hồi trước đó",
                f"Correction {fix_id} was revoked before by {found.revoked_by}",
            ),
            Bilingual("Xem lại danh sách: boundaries fixes.", "Look again: boundaries fixes."),
            Place(text=str(fix_id)),
        )
    connection.execute(sa.update(table).where(table.c.fix_id == fix_id).values(revoked_by=by, revoked_at=now))
    before, after = {"name": found.fix.name}, {"name": found.fix.former_name}
    write_entry(connection, Deed.NAME_RESTORED, fix_id, by=by, now=now, before=before, after=after)
    bump_publication(connection)


def list_area_fixes(connection: Connection, vintage_id: str | None = None) -> list[StoredFix]:
    """Return every correction (of one vintage), in force or revoked, in the order of decision."""
    which = sa.true() if vintage_id is None else table.c.vintage_id == vintage_id
    return [_build_stored(row) for row in connection.execute(sa.select(table).where(which).order_by(table.c.fix_id))]


def read_stored_fix(connection: Connection, fix_id: int) -> StoredFix:
    """Return one correction, in force or revoked; NotFound without it."""
    for stored in list_area_fixes(connection):
        if stored.fix_id == fix_id:
            return stored
    raise NotFound(
        "fix_missing",
        Bilingual(f"Không có đính chính số {fix_id}", f"There is no correction {fix_id}"),
        Bilingual("Xem danh sách: boundaries fixes.", "See the list: boundaries fixes."),
        Place(text=str(fix_id)),
    )


def read_area_fixes(connection: Connection, vintage_id: str) -> list[AreaFix]:
    """Return the corrections in force of a vintage by their first day, the one decided last after the others."""
    held = [stored.fix for stored in list_area_fixes(connection, vintage_id) if stored.revoked_at is None]
    return sorted(held, key=lambda fix: fix.effective_from)


def apply_area_fixes(areas: pd.DataFrame, fixes: Sequence[AreaFix]) -> pd.DataFrame:
    """Return ``areas`` (columns level, area_code, name) with corrected names and ``FORMER_NAMES``.

    Of one area the last fix counts. ``FORMER_NAMES`` holds what an area was called before, one name a line; "" for
    an area that was never corrected.
    """
    if not fixes:
        return areas.assign(**{FORMER_NAMES: ""})
    names = {(fix.level.value, fix.area_code): fix.name for fix in fixes}
    former = {key: "\n".join(found) for key, found in _list_former_names(fixes).items()}
    keys = list(zip(areas["level"], areas["area_code"], strict=True))
    corrected = [names.get(key, name) for key, name in zip(keys, areas["name"], strict=True)]
    return areas.assign(**{"name": corrected, FORMER_NAMES: [former.get(key, "") for key in keys]})


def _list_former_names(fixes: Sequence[AreaFix]) -> dict[tuple[str, str], list[str]]:
    """Return by level and code the names that a corrected area bore and bears no longer, each once."""
    shown = {(fix.level.value, fix.area_code): fix.name for fix in fixes}
    borne = [((fix.level.value, fix.area_code), name) for fix in fixes for name in (fix.former_name, fix.name)]
    return {key: list(dict.fromkeys(name for at, name in borne if at == key and name != shown[key])) for key in shown}


def read_former_names(connection: Connection, vintage_id: str) -> list[PlaceAlias]:
    """Return the names that areas of a vintage bore before a correction, so that files with them are still matched."""
    former = _list_former_names(read_area_fixes(connection, vintage_id))
    parents = _read_parents(connection, vintage_id) if former else {}
    return [
        PlaceAlias(Level(level), *parents[level, code], name, code)
        for (level, code), names in former.items()
        for name in names
    ]


def _read_parents(connection: Connection, vintage_id: str) -> dict[tuple[str, str], tuple[Level | None, str | None]]:
    columns = (area.c.level, area.c.area_code, area.c.parent_level, area.c.parent_code)
    fixed = (table.c.level == area.c.level) & (table.c.area_code == area.c.area_code)
    statement = sa.select(*columns).where(
        area.c.vintage_id == vintage_id, sa.exists().where(fixed, table.c.vintage_id == vintage_id)
    )
    return {
        (level, code): (Level(parent_level) if parent_level else None, parent_code)
        for level, code, parent_level, parent_code in connection.execute(statement)
    }


def _build_stored(row: Row[Any]) -> StoredFix:
    plain = {name: getattr(row, name) for name in AreaFix.__dataclass_fields__}
    fix = AreaFix(**{**plain, "level": Level(row.level)})
    return StoredFix(row.fix_id, fix, row.decided_by, row.decided_at, row.revoked_by, row.revoked_at)
