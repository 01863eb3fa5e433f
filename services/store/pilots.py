"""The pilot areas in force: of each vintage, place, level and scheme the list published last."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.store import tables
from services.store.footprints import PILOTS, keep_in_force
from services.store.release_draft import PILOT_COLUMNS


def read_pilots_in_force(connection: Connection) -> pd.DataFrame:
    """Return the pilots in force, one row per pilot: vintage_id, release_id and ``PILOT_COLUMNS``."""
    table, release = tables.pilot, tables.release
    names = [release.c.vintage_id, table.c.release_id, *(table.c[name] for name in PILOT_COLUMNS)]
    statement = sa.select(*names).join(release, release.c.release_id == table.c.release_id)
    order = (release.c.vintage_id, table.c.scheme, table.c.area_code)
    rows = connection.execute(statement.where(release.c.status == "published").order_by(*order)).all()
    columns = ["vintage_id", "release_id", *PILOT_COLUMNS]
    return keep_in_force(connection, PILOTS, pd.DataFrame([tuple(row) for row in rows], columns=columns, dtype=object))
