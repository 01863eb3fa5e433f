"""Where the areas of a vintage lie: their province, and the managing unit within it that a release can be about."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from geodata.areas import COUNTRY_CODE, Level
from services.store.boundaries import read_vintage
from services.store.tables import area

PLACE_COLUMNS = ["level", "area_code", "province_code", "within_code"]
_PARENTS = ("level", "area_code", "parent_level", "parent_code")
_Key = tuple[str | None, str | None]


def read_places(connection: Connection, vintage_id: str) -> pd.DataFrame:
    """Return where each area of a vintage lies, columns ``PLACE_COLUMNS``; NotFound for an unknown vintage.

    ``province_code`` is VN for the country and where there is no province. ``within_code`` is the managing unit that an
    area lies in or is, the area itself where it lies in none, "" for provinces and the country: they lie in no unit.
    """
    statement = sa.select(*(area.c[name] for name in _PARENTS)).where(area.c.vintage_id == vintage_id)
    rows = [tuple(row) for row in connection.execute(statement)]
    if not rows:
        read_vintage(connection, vintage_id)  # raises NotFound with those that exist
    parents: dict[_Key, _Key] = {(level, code): (above, parent) for level, code, above, parent in rows}
    found = [(level, code, *_locate(parents, level, code)) for level, code, _, _ in rows]
    return pd.DataFrame(found, columns=PLACE_COLUMNS)


def _locate(parents: dict[_Key, _Key], level: str | None, code: str | None) -> tuple[str, str]:
    within = "" if level in (Level.COUNTRY, Level.PROVINCE) else str(code)
    while level is not None and level != Level.PROVINCE:
        if level == Level.MANAGING_UNIT:
            within = str(code)
        level, code = parents[level, code]
    return COUNTRY_CODE if level is None else str(code), within
