"""Differences by hand: what cannot be compared is refused, what is said of either side, units that changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from geodata.areas import Level
from geodata.errors import BadInput
from services.coverage.comparison import build_difference
from services.coverage.snapshot import Snapshot
from services.coverage.view import ViewRequest
from services.demo.cases import BEFORE_2025
from services.measures.class_methods import ClassMethod
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme
from tests.fixtures.memory_snapshots import VINTAGE_ID, Area, Fact, Term, build_memory_snapshot

AREAS = (Area("VN", None), Area("11", "VN"), *(Area(f"0000{n}", "11") for n in (1, 2, 3)))
JANUARY, MARCH = date(2019, 1, 31), date(2019, 3, 31)
FACTS = [
    Fact("BHXH_TN", "enrolled", day, f"0000{n}", count)
    for day, counts in ((JANUARY, (10, 20, 30)), (MARCH, (15, 20, None)))
    for n, count in zip((1, 2, 3), counts, strict=True)
]
REQUEST = ViewRequest(VINTAGE_ID, Level.COMMUNE, "11", Scheme.BHXH_TN, Indicator.ENROLLED_COUNT, MARCH)


def test_people_gained_stand_beside_those_of_whom_one_side_is_withheld() -> None:
    found = build_difference(build_memory_snapshot(AREAS, FACTS), replace(REQUEST, as_of=JANUARY), REQUEST)
    assert found.view.shown.tolist()[:2] == [5, 0]
    assert found.view.class_codes[2] == "w"
    assert found.find_lacking(2) == ("b",)
    assert (found.a.shown.tolist(), found.b.shown.tolist()[:2]) == ([10, 20, 30], [15, 20])
    assert found.view.legend_sentence.vi == (
        "Mỗi xã tô theo chênh lệch Số người tham gia, BHXH tự nguyện: 31/03/2019 trừ 31/01/2019 (người)."
    )


def test_people_and_rates_have_no_difference_nor_have_two_places() -> None:
    snapshot = build_memory_snapshot(AREAS, FACTS)
    others = {
        "difference_of_other_units": replace(REQUEST, indicator=Indicator.COVERAGE_RATIO),
        "difference_of_other_places": replace(REQUEST, within="VN"),
    }
    for code, other in others.items():
        with pytest.raises(BadInput) as refused:
            build_difference(snapshot, REQUEST, other)
        assert refused.value.code == code


def test_fixed_thresholds_of_an_indicator_are_none_of_its_difference() -> None:
    fixed = replace(REQUEST, indicator=Indicator.PLAN_COMPLETION_RATIO, method=ClassMethod.FIXED)
    found = build_difference(build_memory_snapshot(AREAS, FACTS), fixed, fixed)
    assert found.view.classes.method is ClassMethod.JENKS


def test_units_have_on_both_sides_the_communes_of_the_later_date() -> None:
    terms = [Term("00001", "A1", date(2018, 1, 1)), Term("00002", "A1", date(2018, 1, 1), date(2019, 3, 1))]
    terms += [Term("00002", "B2", date(2019, 3, 1)), Term("00003", "B2", date(2018, 1, 1))]
    snapshot = build_memory_snapshot(AREAS, FACTS, terms=terms)
    units = replace(REQUEST, level=Level.MANAGING_UNIT)
    found = build_difference(snapshot, replace(units, as_of=JANUARY), units)
    assert found.has_other_units
    assert found.a.shown.tolist() == [10, 50]
    assert found.view.shown.tolist()[0] == 5
    assert not build_difference(snapshot, replace(REQUEST, as_of=JANUARY), REQUEST).has_other_units


def test_dien_bien_gained_10_7_points_of_its_plan_since_january(demo_snapshot: Snapshot) -> None:
    march = ViewRequest(BEFORE_2025, Level.MANAGING_UNIT, "11", Scheme.BHXH_TN, Indicator.PLAN_COMPLETION_RATIO, MARCH)
    found = build_difference(demo_snapshot, replace(march, as_of=JANUARY), march)
    assert (found.a.total.text("vi"), found.b.total.text("vi")) == ("58,1%", "68,8%")
    assert found.view.total.text("vi") == "+10,7 điểm %"
