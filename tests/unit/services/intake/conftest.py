"""A store for tables to be checked against."""

from __future__ import annotations

import pytest
from sqlalchemy.engine import Engine

from tests.fixtures.intake_tables import write_small_vintages


@pytest.fixture
def store(sqlite_engine: Engine) -> Engine:
    """The two small vintages, on SQLite."""
    write_small_vintages(sqlite_engine)
    return sqlite_engine
