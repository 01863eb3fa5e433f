"""A vintage is read once for all files about it, and anew where a correction of a name came or went."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.engine import Engine

from geodata.areas import Level
from services.intake.scope.kept_vintages import KeptVintage, read_kept_vintage
from services.store.area_fixes import AreaFix, revoke_area_fix, write_area_fix
from services.store.boundaries import read_vintage
from services.store.engine import begin_write, migrate, open_engine
from tests.fixtures.small_vintages import NOW, VINTAGE_ID, write_small_vintage

CODE, FORMER, NAME = "03127", "Đơn vị 03127", "Xã Mường Mới"


@pytest.fixture
def small_store(sqlite_engine: Engine) -> Engine:
    write_small_vintage(sqlite_engine)
    return sqlite_engine


def read(engine: Engine) -> KeptVintage:
    with engine.connect() as connection:
        return read_kept_vintage(connection, read_vintage(connection, VINTAGE_ID))


def read_name(kept: KeptVintage) -> str | None:
    area = kept.tree.find_area(Level.COMMUNE, CODE)
    return None if area is None else area.name


def test_a_vintage_is_read_once(small_store: Engine) -> None:
    kept = read(small_store)
    assert read(small_store) is kept
    assert kept.tree is read(small_store).tree
    assert kept.located["commune", CODE] == ("11", "094")
    assert kept.units["11"]["commune"] == {"094"}


def test_a_correction_of_a_name_is_seen_at_once_and_so_is_its_end(small_store: Engine) -> None:
    assert read_name(read(small_store)) == FORMER
    with begin_write(small_store) as connection:
        fix = AreaFix(VINTAGE_ID, Level.COMMUNE, CODE, NAME, FORMER, date(2018, 1, 1), "QĐ 12/2018")
        fix_id = write_area_fix(connection, fix, by="lan", now=NOW)
    assert read_name(read(small_store)) == NAME
    with begin_write(small_store) as connection:
        revoke_area_fix(connection, fix_id, by="lan", now=NOW)
    assert read_name(read(small_store)) == FORMER


def test_stores_are_kept_apart(small_store: Engine) -> None:
    other = open_engine("sqlite://")
    migrate(other)
    write_small_vintage(other)
    assert read(other) is not read(small_store)
    other.dispose()
