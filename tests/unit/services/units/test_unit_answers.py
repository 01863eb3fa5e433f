from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy.engine import Engine

from geodata.areas import Level
from geodata.crosswalks.crosswalk import Crosswalk, WeightBasis
from geodata.errors import NotFound
from services.store.crosswalks import write_crosswalk
from services.store.engine import begin_write
from services.units.answers import find_named_units, find_unit
from services.units.importing import check_unit_file, import_units
from tests.fixtures.two_vintages import AFTER_ID, BEFORE_ID, NOW, UNIT_LIST, write_two_vintages

DAY = date(2019, 3, 31)
SIZES = [
    ("03127", "03127", 1.0),
    ("03130", "03127", 1.0),
    ("03133", "03127", 0.5),
    ("03133", "03136", 1.5),
    ("03136", "03136", 1.0),
    ("03139", "03139", 1.0),
]


@pytest.fixture
def store(engine: Engine, tmp_path: Path) -> Engine:
    path = tmp_path / "units.csv"
    path.write_text(UNIT_LIST, encoding="utf-8")
    import_units(engine, check_unit_file(path), "tests", by="lan", now=NOW)
    write_two_vintages(engine)
    pairs = pd.DataFrame(SIZES, columns=["from_code", "to_code", "size"])
    with begin_write(engine) as connection:
        crosswalk = Crosswalk(BEFORE_ID, AFTER_ID, WeightBasis.AREA, "outlines", pairs)
        write_crosswalk(connection, crosswalk, {}, by="lan", now=NOW)
    return engine


def test_a_code_is_told_as_it_was_on_the_day_with_its_parents_of_that_day(store: Engine) -> None:
    with store.connect() as connection:
        earlier = find_unit(connection, "03136", date(2018, 12, 31))
        later = find_unit(connection, "03136", DAY)
    for answer, district in ((earlier, "Huyện Điện Biên"), (later, "Thành phố Điện Biên Phủ")):
        assert answer.unit is not None
        assert answer.unit.name == "Xã Tà Lèng"
        assert [parent.name for parent in answer.unit.parents] == [district, "Tỉnh Điện Biên"]
    assert len(later.terms) == 3


def test_a_code_given_to_another_unit_is_not_taken_for_the_same(store: Engine) -> None:
    with store.connect() as connection:
        answer = find_unit(connection, "03127", DAY)
    assert answer.ending is not None
    assert answer.ending.next_term is not None
    assert answer.ending.next_term.name == "Phường Điện Biên Phủ"
    assert not answer.ending.is_continued


def test_what_became_of_a_unit_is_told_by_the_crosswalk_with_shares(store: Engine) -> None:
    with store.connect() as connection:
        (lineage,) = find_unit(connection, "03133", DAY).lineages
    assert (lineage.vintage_id, lineage.other_vintage_id) == (BEFORE_ID, AFTER_ID)
    assert [(piece.name, piece.share_of_unit, piece.share_of_other) for piece in lineage.pieces] == [
        ("Xã Thanh Minh", 0.75, 0.6),
        ("Phường Điện Biên Phủ", 0.25, 0.2),
    ]


def test_what_a_unit_came_of_is_told_the_other_way_round(store: Engine) -> None:
    with store.connect() as connection:
        (lineage,) = find_unit(connection, "03127", date(2025, 8, 1)).lineages
    assert lineage.name == "Phường Điện Biên Phủ"
    assert {piece.name for piece in lineage.pieces} == {"Phường Mường Thanh", "Phường Nam Thanh", "Xã Thanh Minh"}


def test_a_day_on_which_nothing_bore_the_code_is_said_to_have_none(store: Engine) -> None:
    with store.connect() as connection:
        answer = find_unit(connection, "03139", date(2010, 1, 1))
    assert answer.unit is None
    assert answer.lineages == ()
    assert [term.valid_from.year for term in answer.terms] == [2013, 2025]


def test_a_name_is_found_on_the_day_it_was_borne(store: Engine) -> None:
    with store.connect() as connection:
        before = find_named_units(connection, "Thanh Minh", DAY)
        since = find_named_units(connection, "xã thanh minh", date(2026, 1, 1))
        province = find_named_units(connection, "Điện Biên", DAY, Level.PROVINCE)
    assert [unit.code for unit in before] == ["03133"]
    assert [unit.code for unit in since] == ["03136"]
    assert [unit.code for unit in province] == ["11"]


def test_a_code_that_was_never_borne_is_not_found(store: Engine) -> None:
    with store.connect() as connection, pytest.raises(NotFound) as caught:
        find_unit(connection, "99999", DAY)
    assert caught.value.code == "unit_missing"


def test_without_a_list_the_command_that_loads_one_is_named(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(NotFound) as caught:
        find_unit(connection, "03127", DAY)
    assert "units import" in caught.value.hint.vi
