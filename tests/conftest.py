"""Fixtures that every kind of test shares."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from services.store.engine import SQLITE_SETTINGS
from tests.fixtures.compiled_templates import compiled_templates
from tests.fixtures.demo_store import demo_client, demo_home, demo_snapshot
from tests.fixtures.divided_imports import import_share
from tests.fixtures.national_store import national_store
from tests.fixtures.open_connections import open_connections
from tests.fixtures.stores import (
    database_url,
    engine,
    migrated_template,
    postgresql_server,
    postgresql_uri,
    postgresql_url,
    sqlite_engine,
)
from tests.fixtures.web import app, client, toy_engine, toy_settings

# A fixture of the session is made once only where no module imports it for itself: those of all tests stand here.
__all__ = [
    "app",
    "client",
    "compiled_templates",
    "database_url",
    "demo_client",
    "demo_home",
    "demo_snapshot",
    "engine",
    "migrated_template",
    "national_store",
    "open_connections",
    "postgresql_server",
    "postgresql_uri",
    "postgresql_url",
    "sqlite_engine",
    "toy_engine",
    "toy_settings",
]


# The same examples on every machine, so that a red run can be run again; HYPOTHESIS_PROFILE=explore seeks new ones.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Compile the tests once for all workers, and look for no garbage while modules and tests only come to stay."""
    gc.disable()
    import_share(session.config)


def pytest_collection_finish() -> None:
    """Tell the collector of garbage that modules and tests stay: it need not look at them again and again."""
    gc.enable()
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def unhurried_disk() -> Iterator[None]:
    """No store of this process waits for the disk: no test cuts the power. Processes that tests start do wait."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(SQLITE_SETTINGS, "synchronous", "OFF")
        yield


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of the real files; the test is skipped where it is missing."""
    default = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("BAOPHU_REAL_DATA", default))
    if not (folder / "README.md").is_file():
        pytest.skip("needs the real files: set BAOPHU_REAL_DATA")
    return folder
