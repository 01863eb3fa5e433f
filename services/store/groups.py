"""People of potential groups (nhóm tiềm năng) in each area, as a list of counts on a day states them."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.store.charge_tables import group_count
from services.store.draft_checks import build_days, check_counts, check_unique, locate_areas
from services.store.footprints import GROUPS, keep_in_force
from services.store.release_draft import GROUP_COLUMNS
from services.store.tables import release

LONGEST_NAME = 80
_KEY = ["group_name", "as_of", "level", "area_code"]


def check_group_counts(connection: Connection, vintage_id: str, counts: pd.DataFrame) -> pd.DataFrame:
    """Return the counts ready to be stored; BadInput for an unknown area, one given twice, or no whole number."""
    if counts.empty:
        return counts.assign(province_code=None)
    located = locate_areas(connection, vintage_id, counts[GROUP_COLUMNS])
    located["as_of"] = build_days(located["as_of"])
    located["group_name"] = [str(name).strip()[:LONGEST_NAME] for name in located["group_name"]]
    check_unique(located, _KEY)
    located["count"] = check_counts(located, "count", may_be_missing=False)
    return located


def read_group_counts_in_force(connection: Connection) -> pd.DataFrame:
    """Return the counts in force; columns vintage_id, release_id, province_code and ``GROUP_COLUMNS``.

    In force are, for each vintage, place and month, the counts of the newest release that covers them.
    """
    table = group_count
    own = ("release_id", "province_code", *GROUP_COLUMNS)
    statement = sa.select(release.c.vintage_id, *(table.c[name] for name in own))
    published = statement.join(release, release.c.release_id == table.c.release_id).where(
        release.c.status == "published"
    )
    order = (table.c[name] for name in ("group_name", "as_of", "province_code", "area_code"))
    rows = [tuple(row) for row in connection.execute(published.order_by(release.c.vintage_id, *order))]
    return keep_in_force(connection, GROUPS, pd.DataFrame(rows, columns=["vintage_id", *own], dtype=object))
