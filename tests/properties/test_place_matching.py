"""Laws of matching, on the official lists of the communes before and since July 2025."""

from __future__ import annotations

import random
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vietnamadminunits.database import get_data

from geodata.area_index import AreaIndex
from geodata.areas import Level
from geodata.matching import match_place
from geodata.places import IndexedArea, MatchOutcome, PlaceText, build_indexed_area
from tests.properties.mangling import mangle

GENERATIONS = ("before", "since")


@lru_cache
def read_generation(generation: str) -> tuple[AreaIndex, tuple[PlaceText, ...], tuple[IndexedArea, ...]]:
    """The official list as an index, and each commune with the place text that names it truly."""
    old = generation == "before"
    table = "admin_units_legacy" if old else "admin_units"
    fields = ["provinceCode", "province", "wardCode", "ward"] + (["districtCode", "district"] if old else [])
    rows = [row for row in get_data(fields, table=table) if row["wardCode"]]
    areas: dict[tuple[str, str], IndexedArea] = {}
    for row in rows:
        province = build_indexed_area("province", row["provinceCode"], row["province"], "country", "VN")
        areas["province", province.area_code] = province
        parent = province
        if old:
            parent = build_indexed_area(
                "managing_unit", row["districtCode"], row["district"], "province", row["provinceCode"]
            )
            areas["managing_unit", parent.area_code] = parent
        commune = build_indexed_area("commune", row["wardCode"], row["ward"], parent.level, parent.area_code)
        areas["commune", commune.area_code] = commune
    places = tuple(
        PlaceText(Level.COMMUNE, row["ward"], row["wardCode"], row.get("district"), None, row["province"])
        for row in rows
    )
    index = AreaIndex(f"VN-{generation}", areas.values())
    return index, places, tuple(areas["commune", row["wardCode"]] for row in rows)


def mangle_place(place: PlaceText, dice: random.Random, *, lose: bool, with_code: bool) -> PlaceText:
    district = place.managing_unit_name
    return PlaceText(
        Level.COMMUNE,
        mangle(place.name or "", dice, lose),
        place.code if with_code else None,
        mangle(district, dice, False) if district else None,
        None,
        mangle(place.province_name or "", dice, False),
    )


@pytest.mark.parametrize("generation", GENERATIONS)
def test_names_that_keep_their_meaning_match_their_own_area_and_no_other(generation: str) -> None:
    index, places, areas = read_generation(generation)
    dice = random.Random(20250701)
    matched = 0
    for place, area in zip(places, areas, strict=True):
        match = match_place(index, mangle_place(place, dice, lose=False, with_code=False))
        assert match.area in (None, area), (place, match)
        matched += match.area is area
    assert matched / len(places) >= 0.995


@pytest.mark.parametrize("generation", GENERATIONS)
def test_names_that_lost_type_or_accents_match_rightly_or_ask(generation: str) -> None:
    index, places, areas = read_generation(generation)
    dice = random.Random(7)
    answerable = matched = 0
    for place, area in zip(places, areas, strict=True):
        mangled = mangle_place(place, dice, lose=True, with_code=False)
        match = match_place(index, mangled)
        assert match.area in (None, area), (mangled, match)
        answerable += match.outcome != MatchOutcome.AMBIGUOUS
        matched += match.area is area
    assert answerable / len(places) > 0.98
    assert matched / answerable >= 0.995


@given(st.data(), st.randoms(use_true_random=False), st.booleans())
@settings(max_examples=300, deadline=None)
def test_a_code_with_its_own_mangled_name_matches_that_area(
    data: st.DataObject, dice: random.Random, lose: bool
) -> None:
    index, places, areas = read_generation(data.draw(st.sampled_from(GENERATIONS)))
    position = data.draw(st.integers(0, len(places) - 1))
    match = match_place(index, mangle_place(places[position], dice, lose=lose, with_code=True))
    assert match.area == areas[position]


@given(st.data(), st.randoms(use_true_random=False))
@settings(max_examples=300, deadline=None)
def test_a_code_with_the_name_of_another_place_never_matches(data: st.DataObject, dice: random.Random) -> None:
    index, places, areas = read_generation(data.draw(st.sampled_from(GENERATIONS)))
    position, other = data.draw(st.integers(0, len(places) - 1)), data.draw(st.integers(0, len(places) - 1))
    place = places[position]
    mixed = PlaceText(Level.COMMUNE, mangle(places[other].name or "", dice, False), place.code)
    match = match_place(index, mixed)
    if match.area is not None:
        assert match.area == areas[position]
        assert match.area.readings[-1] == areas[other].readings[-1]
    else:
        assert match.reason is not None


def test_most_rows_of_an_old_list_stop_against_the_new_one_although_their_codes_live_on() -> None:
    _, places, _ = read_generation("before")
    new_index, _, _ = read_generation("since")
    surviving = [place for place in places if new_index.find_area(Level.COMMUNE, place.code or "")]
    matches = [match_place(new_index, PlaceText(Level.COMMUNE, place.name, place.code)) for place in surviving]
    clashing = [match for match in matches if match.clash is not None]
    assert len(surviving) > 3000
    assert len(clashing) / len(surviving) > 0.6
    assert all(match.area is None and match.reason is not None for match in clashing)
