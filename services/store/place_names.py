"""The names of the provinces and units that scopes are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from geodata.areas import COUNTRY_CODE, Level
from services.store.footprints import Footprint
from services.store.tables import area

_AT_ONCE = 500  # codes in one statement; SQLite takes 32,766
PlaceNames = Mapping[tuple[str, str, str], str]  # vintage, "province" or "unit", code → name


def read_place_names(connection: Connection, keys: Iterable[Footprint]) -> PlaceNames:
    """Return the names of the provinces and units of these scopes; a code that the vintage lacks is absent."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for key in keys:
        wanted[key.vintage_id] |= {key.province_code, key.within_code} - {"", COUNTRY_CODE}
    names: dict[tuple[str, str, str], str] = {
        (vintage_id, Level.PROVINCE.value, COUNTRY_CODE): "Việt Nam" for vintage_id in wanted
    }
    for vintage_id, codes in wanted.items():
        for level, code, name in _read(connection, vintage_id, sorted(codes)):
            # A unit is a managing unit, or a commune that lies in none.
            kind = Level.PROVINCE.value if level == Level.PROVINCE else "unit"
            if kind != "unit" or level == Level.MANAGING_UNIT or (vintage_id, kind, code) not in names:
                names[vintage_id, kind, code] = name
    return names


def _read(connection: Connection, vintage_id: str, codes: list[str]) -> list[tuple[str, str, str]]:
    columns = area.c
    found: list[tuple[str, str, str]] = []
    for start in range(0, len(codes), _AT_ONCE):
        statement = sa.select(columns.level, columns.area_code, columns.name).where(
            columns.vintage_id == vintage_id,
            columns.area_code.in_(codes[start : start + _AT_ONCE]),
        )
        found += [(str(level), str(code), str(name)) for level, code, name in connection.execute(statement)]
    return found
