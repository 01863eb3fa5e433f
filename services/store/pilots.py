"""The pilot areas in force: of each vintage, province and scheme the list published last."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.store import tables
from services.store.release_draft import PILOT_COLUMNS


def read_pilots_in_force(connection: Connection) -> pd.DataFrame:
    """Return the pilots in force, one row per pilot: vintage_id, release_id, scheme, level, area_code, started_on."""
    table = tables.pilot
    newest = (
        sa.select(
            tables.release.c.vintage_id,
            table.c.province_code,
            table.c.scheme,
            sa.func.max(table.c.release_id).label("release_id"),
        )
        .join(tables.release, tables.release.c.release_id == table.c.release_id)
        .where(tables.release.c.status == "published")
        .group_by(tables.release.c.vintage_id, table.c.province_code, table.c.scheme)
        .subquery()
    )
    names = [newest.c.vintage_id, table.c.release_id, *(table.c[name] for name in PILOT_COLUMNS)]
    same = (
        (table.c.release_id == newest.c.release_id)
        & (table.c.province_code == newest.c.province_code)
        & (table.c.scheme == newest.c.scheme)
    )
    statement = sa.select(*names).join(newest, same).order_by(newest.c.vintage_id, table.c.scheme, table.c.area_code)
    rows = connection.execute(statement).all()
    return pd.DataFrame(rows, columns=["vintage_id", "release_id", *PILOT_COLUMNS], dtype=object)
