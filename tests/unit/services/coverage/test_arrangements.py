"""Units that a dated list puts between province and commune."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from geodata.areas import Level
from geodata.errors import BadInput, NotFound
from services.coverage.catalogue import list_periods
from services.coverage.counts import build_counts
from services.coverage.profile import build_profile, build_series
from services.coverage.snapshot import Snapshot
from services.coverage.view import View, ViewRequest, build_view
from services.coverage.vintage_data import VintageData, focus_vintage
from services.measures.indicators import Count, Indicator
from services.measures.schemes import Scheme
from tests.fixtures.memory_snapshots import VINTAGE_ID, Area, Fact, Term, build_memory_snapshot

BEFORE, FIRST, MOVED = date(2025, 6, 30), date(2025, 7, 1), date(2025, 10, 1)
SUMMER, YEAR_END = date(2025, 8, 31), date(2025, 12, 31)
AREAS = (
    Area("VN", None),
    Area("11", "VN"),
    Area("12", "VN"),
    *(Area(code, "11") for code in ("03127", "03130", "03133", "03136")),
    *(Area(code, "12") for code in ("03385", "03388")),
)
COUNTS = {"03127": 10, "03130": 20, "03133": 40, "03136": 80, "03385": 160, "03388": 320}
FACTS = [
    Fact("BHXH_TN", "enrolled", day, code, count + extra)
    for extra, day in enumerate((BEFORE, SUMMER, YEAR_END))
    for code, count in COUNTS.items()
]
# 03130 moves from the south to the north on 1 October; 03136 is under no unit.
TERMS = (
    Term("03127", "BHXH-N", FIRST),
    Term("03130", "BHXH-S", FIRST, MOVED),
    Term("03130", "BHXH-N", MOVED),
    Term("03133", "BHXH-S", FIRST),
    Term("03385", "BHXH-E", FIRST),
    Term("03388", "BHXH-E", FIRST),
)


@pytest.fixture
def snapshot() -> Snapshot:
    return build_memory_snapshot(AREAS, FACTS, terms=TERMS)


@pytest.fixture
def data(snapshot: Snapshot) -> VintageData:
    return snapshot.find_vintage(VINTAGE_ID)


def ask(snapshot: Snapshot, day: date, within: str = "11", level: Level = Level.MANAGING_UNIT) -> View:
    return build_view(
        snapshot, ViewRequest(VINTAGE_ID, level, within, Scheme.BHXH_TN, Indicator.ENROLLED_COUNT, as_of=day)
    )


def list_sums(view: View) -> dict[str, float]:
    return dict(zip(view.codes, view.values.tolist(), strict=True))


def test_before_the_list_begins_there_are_no_units(snapshot: Snapshot, data: VintageData) -> None:
    assert data.on(BEFORE) is data
    with pytest.raises(BadInput):
        ask(snapshot, BEFORE)


def test_a_unit_sums_up_the_communes_that_it_has_on_the_day(snapshot: Snapshot) -> None:
    assert list_sums(ask(snapshot, SUMMER)) == {"BHXH-N": 11, "BHXH-S": 62}
    assert list_sums(ask(snapshot, YEAR_END)) == {"BHXH-N": 34, "BHXH-S": 42}


def test_a_commune_that_moves_keeps_its_own_counts(snapshot: Snapshot) -> None:
    points = build_series(snapshot, VINTAGE_ID, "03130", Scheme.BHXH_TN)
    assert [point.enrolled_count for point in points] == [20, 21, 22]


def test_the_series_of_a_unit_has_the_communes_of_each_date(snapshot: Snapshot) -> None:
    points = build_series(snapshot, VINTAGE_ID, "BHXH-N", Scheme.BHXH_TN)
    assert [(point.as_of, point.enrolled_count) for point in points] == [(SUMMER, 11), (YEAR_END, 34)]
    assert [one.area_count for one in list_periods(snapshot, VINTAGE_ID, Scheme.BHXH_TN, "BHXH-N")] == [1, 2]


def test_communes_under_no_unit_stay_under_the_province_and_are_counted(snapshot: Snapshot) -> None:
    view = ask(snapshot, YEAR_END)
    assert view.without_unit_count == 1
    assert view.undistributed_count == 82
    assert view.total.value == 158
    assert ask(snapshot, YEAR_END, "12").without_unit_count == 0


def test_numbers_of_provinces_and_communes_are_the_same_on_every_day(data: VintageData) -> None:
    size = data.hierarchy.size
    for day in (SUMMER, YEAR_END, None):
        arranged = data.on(day)
        assert arranged.hierarchy.codes[:size].tolist() == data.hierarchy.codes.tolist()
        assert arranged.facts is data.facts
        assert arranged.on(BEFORE) is data


def test_the_communes_of_a_unit_are_listed_and_lead_up_through_it(snapshot: Snapshot) -> None:
    view = ask(snapshot, YEAR_END, "BHXH-N", Level.COMMUNE)
    assert view.codes == ["03127", "03130"]
    assert [one.area_code for one in view.ancestors] == ["VN", "11"]
    assert view.total.name == "BHXH BHXH-N"
    counts = build_counts(snapshot, VINTAGE_ID, Level.COMMUNE, "BHXH-N", Scheme.BHXH_TN, SUMMER)
    assert counts.counts[Count.ENROLLED].tolist() == [11]


def test_a_profile_of_a_unit_is_that_of_its_day(snapshot: Snapshot) -> None:
    profile = build_profile(snapshot, VINTAGE_ID, "BHXH-S", Scheme.BHXH_TN, SUMMER, Indicator.ENROLLED_COUNT)
    assert [child.area_code for child in profile.children] == ["03130", "03133"]
    with pytest.raises(NotFound):
        build_profile(snapshot, VINTAGE_ID, "BHXH-S", Scheme.BHXH_TN, BEFORE)


def test_one_unit_alone_has_the_same_figures(data: VintageData) -> None:
    arranged = data.on(YEAR_END)
    unit = arranged.hierarchy.find("BHXH-N")
    focused = focus_vintage(arranged, unit)
    assert focused.hierarchy.codes.tolist() == ["BHXH-N", "03127", "03130"]
    assert focused.hierarchy.parents.tolist() == [-1, 0, 0]


def test_a_code_that_two_provinces_use_is_told_apart_by_that_of_the_province() -> None:
    terms = [Term("03127", "01", FIRST), Term("03385", "01", FIRST), Term("03388", "12", FIRST)]
    arranged = build_memory_snapshot(AREAS, FACTS, terms=terms).find_vintage(VINTAGE_ID).on(SUMMER)
    units = arranged.hierarchy.select(Level.MANAGING_UNIT, 0)
    assert arranged.hierarchy.codes[units].tolist() == ["11-01", "12-01", "12-12"]
    assert arranged.hierarchy.level_of(arranged.hierarchy.find("12")) is Level.PROVINCE


def test_a_vintage_with_districts_of_its_own_takes_no_list() -> None:
    areas = (*AREAS, Area("094", "11"), Area("03200", "094"))
    data = build_memory_snapshot(areas, FACTS, terms=TERMS).find_vintage(VINTAGE_ID)
    assert data.unit_terms is None
    assert data.on(YEAR_END) is data


def test_when_all_terms_have_ended_there_are_no_units_any_more() -> None:
    terms = [Term("03127", "BHXH-N", FIRST, MOVED)]
    data = build_memory_snapshot(AREAS, FACTS, terms=terms).find_vintage(VINTAGE_ID)
    assert Level.MANAGING_UNIT in data.on(SUMMER).levels
    assert data.on(YEAR_END) is data


def test_a_unit_is_called_what_its_newest_term_calls_it(data: VintageData) -> None:
    assert set(data.unit_terms.codes if data.unit_terms else ()) == {"BHXH-N", "BHXH-S", "BHXH-E"}
    assert data.is_unit("BHXH-S")
    assert not data.is_unit("11")
    hierarchy = data.on(SUMMER).hierarchy
    assert np.unique(hierarchy.ancestors[Level.MANAGING_UNIT.rank]).size == 4  # three units and none
