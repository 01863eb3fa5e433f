"""Marks of footnotes behind names are no part of them, and never decide between two areas."""

from __future__ import annotations

import pandas as pd
import pytest

from geodata.area_index import AreaIndex, build_area_index
from geodata.areas import Level
from geodata.footnotes import list_unmarked
from geodata.matching import match_place
from geodata.places import MatchOutcome, PlaceAlias, PlaceMatch, PlaceText
from tests.fixtures.small_areas import AREA_COLUMNS, OLD_AREAS, OLD_VINTAGE

MORE = (
    ("commune", "03901", "Phường 1", "managing_unit", "098"),
    ("commune", "03902", "Phường 12", "managing_unit", "098"),
    ("commune", "03903", "Xã Phú Hoà", "managing_unit", "098"),
    ("commune", "03904", "Xã Phú Hoà 2", "managing_unit", "098"),
    ("commune", "03905", "Xã Tân Lập 1", "managing_unit", "098"),
)


def build_index(aliases: tuple[PlaceAlias, ...] = ()) -> AreaIndex:
    return build_area_index(OLD_VINTAGE, pd.DataFrame([*OLD_AREAS, *MORE], columns=AREA_COLUMNS), None, aliases)


def match(name: str, code: str | None = None, index: AreaIndex | None = None) -> PlaceMatch:
    unit = "Huyện Tủa Chùa (2)"
    return match_place(index or build_index(), PlaceText(Level.COMMUNE, name, code, unit, None, None))


@pytest.mark.parametrize(
    "mark", [" (1)", "(12)", " (*)", " (**)", "*", " [1]", " [a]", "1)", " 1)", " (a)", "¹", " ⁷", " ⁽¹⁾", "†", "(1*)"]
)
@pytest.mark.parametrize("code", [None, "03226"])
def test_a_mark_is_no_part_of_a_name(mark: str, code: str | None) -> None:
    found = match("Xã Quí Hoà" + mark, code)
    assert found.area is not None
    assert found.area.area_code == "03226"


@pytest.mark.parametrize(
    ("name", "code"),
    [("Phường 1", "03901"), ("Phường (1)", "03901"), ("Xã Tân Lập (1)", "03905"), ("Phường 1 (2)", "03901")],
)
def test_a_number_of_the_name_stays_where_nobody_bears_the_name_without(name: str, code: str) -> None:
    found = match(name)
    assert found.area is not None
    assert found.area.area_code == code


@pytest.mark.parametrize(
    ("name", "codes"), [("Xã Phú Hoà (2)", {"03903", "03904"}), ("Phường 12)", {"03901", "03902"})]
)
def test_where_two_areas_may_be_meant_the_row_asks(name: str, codes: set[str]) -> None:
    found = match(name)
    assert (found.outcome, found.area) == (MatchOutcome.AMBIGUOUS, None)
    assert {area.area_code for area in found.candidates} == codes


def test_what_a_person_told_of_a_marked_name_holds() -> None:
    told = PlaceAlias(Level.COMMUNE, Level.MANAGING_UNIT, "098", "Xã Phú Hoà (2)", "03904")
    found = match("Xã Phú Hoà (2)", index=build_index((told,)))
    assert found.area is not None
    assert found.area.area_code == "03904"


def test_a_marked_name_of_nobody_stays_unknown() -> None:
    assert match("Xã Chưa Có (1)").outcome == MatchOutcome.UNKNOWN
    assert match("Xã Quý Hòa (1)", "99999").area is None


@pytest.mark.parametrize("text", ["Phường 1", "(1)", "Xã Hòa", "Xã Hòa (xã mới)", "Xã Hòa (123)", ""])
def test_what_is_no_mark_is_left_alone(text: str) -> None:
    assert list_unmarked(text) == ()
