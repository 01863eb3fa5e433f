"""How far what persons decided about names and columns has come: two equal states mean the same answers."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.store.intake_tables import column_mapping, place_alias


def read_decided_state(connection: Connection) -> tuple[int, int, int]:
    """Return the newest alias, how many are revoked, and the newest column mapping; 0 where there is none."""
    newest_alias = sa.select(sa.func.coalesce(sa.func.max(place_alias.c.alias_id), 0)).scalar_subquery()
    revoked = sa.select(sa.func.count(place_alias.c.revoked_at)).scalar_subquery()
    newest_mapping = sa.select(sa.func.coalesce(sa.func.max(column_mapping.c.mapping_id), 0)).scalar_subquery()
    row = connection.execute(sa.select(newest_alias, revoked, newest_mapping)).one()
    return int(row[0]), int(row[1]), int(row[2])
