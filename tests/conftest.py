"""Fixtures that every kind of test shares."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.fixtures.demo_store import demo_client, demo_home, demo_snapshot
from tests.fixtures.open_connections import open_connections
from tests.fixtures.stores import database_url, engine, postgresql_server, postgresql_uri, postgresql_url, sqlite_engine

__all__ = [
    "database_url",
    "demo_client",
    "demo_home",
    "demo_snapshot",
    "engine",
    "open_connections",
    "postgresql_server",
    "postgresql_uri",
    "postgresql_url",
    "sqlite_engine",
]  # fixtures of the store, and who watches over its connections


# The same examples on every machine, so that a red run can be run again; HYPOTHESIS_PROFILE=explore seeks new ones.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of the real files; the test is skipped where it is missing."""
    default = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("BAOPHU_REAL_DATA", default))
    if not (folder / "README.md").is_file():
        pytest.skip("needs the real files: set BAOPHU_REAL_DATA")
    return folder
