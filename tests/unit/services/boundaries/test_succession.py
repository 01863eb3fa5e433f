"""A vintage that is shown ends those it succeeds, and no others."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.engine import Engine

from geodata.boundary_set import BoundarySet
from services.boundaries.activation import activate_vintage
from services.boundaries.importing import import_boundaries
from services.store.boundaries import read_vintage
from tests.fixtures.two_vintages import build_two_vintages

NOW = datetime(2026, 6, 1, tzinfo=UTC)
OPEN, LATER = "VN-2025-07-01", "VN-2026-04-30"


def store(engine: Engine, vintage_id: str, begins: date, province: str = "11", *, is_demo: bool = False) -> None:
    """Store the communes of 2025 as a vintage that begins on a day and has no end, in one province."""
    later = build_two_vintages()[1]
    vintage = replace(later.vintage, vintage_id=vintage_id, effective_from=begins, effective_to=None, is_demo=is_demo)
    areas = later.areas.assign(province_code=province, province_name=f"Tỉnh {province}")
    import_boundaries(engine, BoundarySet(vintage, areas, {}), NOW)


def read_end(engine: Engine, vintage_id: str) -> date | None:
    with engine.connect() as connection:
        return read_vintage(connection, vintage_id).vintage.effective_to


@pytest.mark.parametrize("earlier", [OPEN, "VN-2025-07-01-v2"])
def test_an_open_vintage_ends_on_the_day_on_which_its_successor_begins(engine: Engine, earlier: str) -> None:
    store(engine, earlier, date(2025, 7, 1))
    store(engine, LATER, date(2026, 4, 30))
    assert read_end(engine, earlier) is None  # imported, not yet shown
    assert activate_vintage(engine, LATER, NOW).ended == (earlier,)
    assert read_end(engine, earlier) == date(2026, 4, 30)
    assert read_end(engine, LATER) is None


@pytest.mark.parametrize(
    ("earlier", "province", "is_demo"),
    [
        (OPEN, "12", False),  # another province
        (OPEN, "11", True),  # the demonstration
        ("VN-2026-04-30-v2", "11", False),  # begins on the same day
        ("LA-2025-07-01", "11", False),
    ],
)
def test_a_vintage_that_is_not_succeeded_stays_open(
    sqlite_engine: Engine, earlier: str, province: str, is_demo: bool
) -> None:
    store(sqlite_engine, earlier, date.fromisoformat(earlier[3:13]), province, is_demo=is_demo)
    store(sqlite_engine, LATER, date(2026, 4, 30))
    assert activate_vintage(sqlite_engine, LATER, NOW).ended == ()
    assert read_end(sqlite_engine, earlier) is None


def test_a_set_on_trial_ends_its_own_series_only(sqlite_engine: Engine) -> None:
    store(sqlite_engine, OPEN, date(2025, 7, 1))
    store(sqlite_engine, "VN-2025-09-01-thu", date(2025, 9, 1))
    store(sqlite_engine, "VN-2026-04-30-thu", date(2026, 4, 30))
    assert activate_vintage(sqlite_engine, "VN-2026-04-30-thu", NOW).ended == ("VN-2025-09-01-thu",)


def test_an_end_that_is_known_stays(sqlite_engine: Engine) -> None:
    store(sqlite_engine, OPEN, date(2025, 7, 1))
    for vintage_id in (LATER, "VN-2027-01-01"):
        store(sqlite_engine, vintage_id, date.fromisoformat(vintage_id[3:]))
        activate_vintage(sqlite_engine, vintage_id, NOW)
    assert read_end(sqlite_engine, OPEN) == date(2026, 4, 30)
    assert read_end(sqlite_engine, LATER) == date(2027, 1, 1)
