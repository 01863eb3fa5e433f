from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from geodata.areas import Level
from geodata.errors import Conflict, NotFound
from services.store import tables
from services.store.area_fixes import (
    AreaFix,
    list_area_fixes,
    read_former_names,
    revoke_area_fix,
    write_area_fix,
)
from services.store.boundaries import read_areas
from services.store.engine import begin_write
from services.store.publication import read_publication_id
from tests.fixtures.small_vintages import NOW, VINTAGE_ID, write_small_vintage

CODE = "03127"


@pytest.fixture
def store(engine: Engine) -> Engine:
    write_small_vintage(engine)
    return engine


def fix(store: Engine, name: str, *, former: str = "Đơn vị 03127", since: date = date(2018, 1, 1)) -> int:
    with begin_write(store) as connection:
        made = AreaFix(VINTAGE_ID, Level.COMMUNE, CODE, name, former, since, "QĐ 12/2018")
        return write_area_fix(connection, made, by="lan", now=NOW)


def read_name(store: Engine) -> str:
    with store.connect() as connection:
        areas = read_areas(connection, VINTAGE_ID)
    return str(areas[(areas["level"] == "commune") & (areas["area_code"] == CODE)]["name"].iloc[0])


def test_the_corrected_name_is_shown_and_the_stored_row_is_untouched(store: Engine) -> None:
    fix(store, "Xã Sáng Nhè")
    assert read_name(store) == "Xã Sáng Nhè"
    with store.connect() as connection:
        row = sa.select(tables.area.c.name).where(tables.area.c.area_code == CODE)
        assert connection.execute(row).scalar_one() == "Đơn vị 03127"


def test_only_the_area_it_is_about_is_renamed(store: Engine) -> None:
    with store.connect() as connection:
        before = read_areas(connection, VINTAGE_ID)
    fix(store, "Xã Sáng Nhè")
    with store.connect() as connection:
        after = read_areas(connection, VINTAGE_ID)
    changed = before["name"] != after["name"]
    assert after.loc[changed, "area_code"].tolist() == [CODE]
    named = ["name", "former_names"]
    assert after.drop(columns=named).equals(before.drop(columns=named))
    assert after.loc[changed, "former_names"].tolist() == ["Đơn vị 03127"]


def test_a_correction_is_kept_with_who_when_and_why_and_readers_see_it_at_once(store: Engine) -> None:
    with store.connect() as connection:
        before = read_publication_id(connection)
    fix_id = fix(store, "Xã Sáng Nhè")
    with store.connect() as connection:
        (stored,) = list_area_fixes(connection)
        assert read_publication_id(connection) == before + 1
    assert (stored.fix_id, stored.decided_by, stored.decided_at) == (fix_id, "lan", NOW)
    assert (stored.fix.former_name, stored.fix.remark) == ("Đơn vị 03127", "QĐ 12/2018")


def test_the_correction_of_the_latest_day_counts_whatever_was_decided_first(store: Engine) -> None:
    fix(store, "Xã Hai", former="Xã Một", since=date(2020, 1, 1))
    fix(store, "Xã Một", since=date(2018, 1, 1))
    assert read_name(store) == "Xã Hai"


def test_a_former_name_is_an_alias_within_the_parent_of_the_area(store: Engine) -> None:
    fix(store, "Xã Một")
    fix(store, "Xã Hai", former="Xã Một", since=date(2020, 1, 1))
    with store.connect() as connection:
        found = read_former_names(connection, VINTAGE_ID)
    assert {alias.written for alias in found} == {"Đơn vị 03127", "Xã Một"}
    assert {(alias.parent_level, alias.parent_code, alias.area_code) for alias in found} == {
        (Level.MANAGING_UNIT, "094", CODE)
    }


def test_a_revoked_correction_gives_the_former_name_back(store: Engine) -> None:
    fix_id = fix(store, "Xã Sáng Nhè")
    with begin_write(store) as connection:
        revoke_area_fix(connection, fix_id, by="minh", now=NOW + timedelta(days=1))
    assert read_name(store) == "Đơn vị 03127"
    with store.connect() as connection:
        assert read_former_names(connection, VINTAGE_ID) == []
        assert list_area_fixes(connection)[0].revoked_by == "minh"
    with pytest.raises(Conflict), begin_write(store) as connection:
        revoke_area_fix(connection, fix_id, by="minh", now=NOW)


def test_a_correction_that_is_not_there_cannot_be_revoked(store: Engine) -> None:
    with pytest.raises(NotFound), begin_write(store) as connection:
        revoke_area_fix(connection, 9, by="minh", now=NOW)
