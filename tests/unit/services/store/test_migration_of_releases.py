"""Releases of before the columns of migration 0003 keep their report, get its summary and stay in force."""

from __future__ import annotations

import json

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from services.store.engine import migrate, open_engine
from services.store.footprints import list_changes_since
from services.store.releases import publish_release
from services.store.tables import release
from tests.fixtures.small_vintages import NOW, build_draft, build_facts, write_small_vintage

REPORT = {"rows_read": 2, "outcomes": {"matched": 2}, "check_sums": [{"row": 4, "holds": False}], "rows": [1, 2]}


def _downgrade_by_hand(engine: Engine) -> None:
    """Bring a store back to the form of before: drop what the migration added."""
    columns = {
        "release": ("summary", "publication_id", "rolled_back_by", "rolled_back_publication_id"),
        "upload": ("previewed_draft_sha256",),
    }
    with engine.begin() as connection:
        for table, names in columns.items():
            for name in names:
                connection.exec_driver_sql(f"ALTER TABLE {table} DROP COLUMN {name}")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0002'")


def test_releases_of_before_get_their_summary(database_url: str) -> None:
    engine = open_engine(database_url)
    migrate(engine)
    write_small_vintage(engine)
    publish_release(engine, build_draft(build_facts(7), report=REPORT), by="hoa", now=NOW)
    _downgrade_by_hand(engine)
    migrate(engine)
    with engine.connect() as connection:
        row = connection.execute(sa.select(release)).one()
        assert json.loads(row.report) == REPORT
        assert json.loads(row.summary) | {"totals": []} == {
            **{"rows_read": 2, "outcomes": {"matched": 2}, "totals": [], "check_sum_count": 1},
            **{"check_sums_held": 0, "check_sums_failed": [{"row": 4, "holds": False}], "warning_count": 0},
        }
        assert (row.publication_id, row.rolled_back_by) == (None, None)
        assert list_changes_since(connection, 0, frozenset()) == []
    engine.dispose()
