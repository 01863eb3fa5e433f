from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.engine import Engine

from geodata.areas import Level
from geodata.errors import BadInput, Conflict, NotFound
from services.boundaries.correcting import Correction, check_correction, correct_name
from services.store.area_fixes import list_area_fixes
from services.store.boundaries import read_areas
from tests.fixtures.small_vintages import NOW, VINTAGE_ID, write_small_vintage

TODAY = date(2026, 1, 2)


@pytest.fixture
def store(engine: Engine) -> Engine:
    write_small_vintage(engine)
    return engine


def ask(name: str = "Xã Sáng Nhè", **given: object) -> Correction:
    fields = {"vintage_id": VINTAGE_ID, "level": Level.COMMUNE, "area_code": "03127", "name": name}
    return Correction(**(fields | {"effective_from": date(2018, 1, 1), "remark": "QĐ 12"} | given))  # type: ignore[arg-type]


def correct(store: Engine, asked: Correction) -> int:
    return correct_name(store, asked, by="lan", now=NOW, today=TODAY)


def refuse(store: Engine, asked: Correction) -> str:
    with pytest.raises((BadInput, Conflict)) as caught:
        correct(store, asked)
    with store.connect() as connection:
        assert list_area_fixes(connection) == []
    return caught.value.code


def test_a_check_tells_the_name_it_replaces_and_changes_nothing(store: Engine) -> None:
    with store.connect() as connection:
        fix = check_correction(connection, ask("  Xã Sa\u0301ng Nhè "), TODAY)
        assert list_area_fixes(connection) == []
    assert (fix.former_name, fix.name) == ("Đơn vị 03127", "Xã Sáng Nhè")


def test_the_former_name_is_that_of_the_day_the_correction_begins(store: Engine) -> None:
    correct(store, ask("Xã Hai", effective_from=date(2020, 1, 1)))
    correct(store, ask("Xã Ba", effective_from=date(2022, 1, 1)))
    correct(store, ask("Xã Một", effective_from=date(2018, 1, 1)))
    with store.connect() as connection:
        former = {stored.fix.name: stored.fix.former_name for stored in list_area_fixes(connection)}
    assert former == {"Xã Hai": "Đơn vị 03127", "Xã Ba": "Xã Hai", "Xã Một": "Đơn vị 03127"}


def test_a_province_is_corrected_by_its_level(store: Engine) -> None:
    correct(store, ask("Tỉnh Điện Biên", level=Level.PROVINCE, area_code="11"))
    with store.connect() as connection:
        areas = read_areas(connection, VINTAGE_ID)
    assert areas.loc[areas["area_code"] == "11", "name"].tolist() == ["Tỉnh Điện Biên"]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (ask(vintage_id="VN-2030-01-01"), "vintage_not_found"),
        (ask(area_code="99999"), "area_missing"),
        (ask(level=Level.PROVINCE), "area_missing"),
        (ask("   "), "correction_blank"),
        (ask(remark=" "), "correction_blank"),
        (ask(effective_from=date(2026, 1, 3)), "correction_in_future"),
        (ask(effective_from=date(2015, 12, 31)), "correction_outside_vintage"),
        (ask(effective_from=date(2025, 7, 1)), "correction_outside_vintage"),
        (ask("Đơn vị 03127"), "correction_changes_nothing"),
        (ask("Đơn vị 03130"), "correction_name_taken"),
    ],
)
def test_a_correction_that_cannot_be_is_refused_and_nothing_is_written(
    store: Engine, asked: Correction, code: str
) -> None:
    assert refuse(store, asked) == code


def test_the_name_of_an_area_of_another_parent_may_be_borne_again(store: Engine) -> None:
    correct(store, ask("Đơn vị 03385"))


def test_an_unknown_vintage_is_named_with_those_that_exist(store: Engine) -> None:
    with pytest.raises(NotFound) as caught:
        correct(store, ask(vintage_id="VN-2030-01-01"))
    assert VINTAGE_ID in caught.value.hint.en
