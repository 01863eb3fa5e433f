"""Where the areas of a vintage lie: their province, and the managing unit within it that a release can be about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from geodata.areas import COUNTRY_CODE, Level
from services.store.boundaries import read_vintage
from services.store.tables import area

PLACE_COLUMNS = ["level", "area_code", "province_code", "within_code"]
_PARENTS = ("level", "area_code", "parent_level", "parent_code")
_Key = tuple[str | None, str | None]
# Areas of an import never change, so where they lie is kept for each database of the process.
_kept: WeakKeyDictionary[Engine, dict[tuple[str, str, datetime], pd.DataFrame]] = WeakKeyDictionary()


def read_places(connection: Connection, vintage_id: str) -> pd.DataFrame:
    """Return where each area of a vintage lies, columns ``PLACE_COLUMNS``; NotFound for an unknown vintage.

    ``province_code`` is VN for the country and where there is no province. ``within_code`` is the managing unit that an
    area lies in or is, the area itself where it lies in none, "" for provinces and the country: they lie in no unit.
    """
    stored = read_vintage(connection, vintage_id)  # raises NotFound with those that exist
    stamp = (vintage_id, stored.geometry_sha256, stored.imported_at)
    kept = _kept.setdefault(connection.engine, {})
    if stamp not in kept:
        statement = sa.select(*(area.c[name] for name in _PARENTS)).where(area.c.vintage_id == vintage_id)
        kept[stamp] = _build_places([tuple(row) for row in connection.execute(statement)])
    return kept[stamp].copy(deep=False)


def build_places(areas: pd.DataFrame) -> pd.DataFrame:
    """Return what ``read_places`` does of areas that ``services.store.boundaries.read_areas`` has read."""
    columns = areas[list(_PARENTS)].astype(object)
    known = columns.where(columns.notna(), None)
    return _build_places(list(zip(*(known[name].tolist() for name in _PARENTS), strict=True)))


def _build_places(rows: Sequence[tuple[Any, ...]]) -> pd.DataFrame:
    parents: dict[_Key, _Key] = {(level, code): (above, parent) for level, code, above, parent in rows}
    located: dict[_Key, tuple[str, str]] = {}
    found = [(level, code, *_locate(parents, located, level, code)) for level, code, _, _ in rows]
    return pd.DataFrame(found, columns=PLACE_COLUMNS)


def _locate(
    parents: dict[_Key, _Key], located: dict[_Key, tuple[str, str]], level: str | None, code: str | None
) -> tuple[str, str]:
    """Return the province of an area and the managing unit it lies in; ``located`` keeps those of parents."""
    if level is None:
        return COUNTRY_CODE, ""
    if level == Level.PROVINCE:
        return str(code), ""
    parent = parents[level, code]
    above = located.get(parent)
    if above is None:
        above = located[parent] = _locate(parents, located, *parent)
    province, within = above
    return province, within or ("" if level == Level.COUNTRY else str(code))
