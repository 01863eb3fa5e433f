"""The store of the intake, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy.engine import Engine

from tests.fixtures.intake_tables import write_small_vintages


@pytest.fixture
def store(engine: Engine) -> Engine:
    """The two small vintages, on SQLite and on PostgreSQL."""
    write_small_vintages(engine)
    return engine
