from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from geodata.areas import Level
from geodata.errors import NotFound
from services.coverage.catalogue import (
    find_latest_date,
    list_class_methods,
    list_periods,
    list_pilots,
    list_schemes,
)
from services.coverage.counts import build_counts
from services.coverage.profile import build_profile, build_series
from services.coverage.snapshot import Snapshot
from services.measures.class_methods import ClassMethod
from services.measures.indicators import Count, Indicator
from services.measures.schemes import Scheme
from services.measures.states import State
from tests.fixtures.memory_snapshots import VINTAGE_ID, Area, Fact, build_memory_snapshot

MARCH, YEAR_BEFORE, YEAR_END, PLAN = date(2019, 3, 31), date(2018, 3, 31), date(2018, 12, 31), date(2019, 12, 31)
AREAS = (Area("VN", None), Area("11", "VN"), Area("03127", "11"), Area("03130", "11"), Area("12", "VN"))


@pytest.fixture
def snapshot() -> Snapshot:
    stocks = {MARCH: (1000, 1959), YEAR_BEFORE: (339, 1000), YEAR_END: (1000, 1252)}
    facts = [
        Fact("BHXH_TN", "enrolled", day, code, count)
        for day, counts in stocks.items()
        for code, count in zip(("03127", "03130"), counts, strict=True)
    ]
    facts += [Fact("BHXH_TN", "target", PLAN, "03127", 2000), Fact("BHXH_TN", "target", PLAN, "03130", 2299)]
    facts += [Fact("BHXH_BB", "enrolled", MARCH, "03127", 50)]
    facts += [Fact("BHYT", "enrolled", PLAN, "12", 50)]
    pilots = [("BHXH_TN", "03130", date(2019, 1, 1)), ("BHXH_TN", "03127", date(2019, 6, 1))]
    return build_memory_snapshot(AREAS, facts, pilots=pilots)


def test_the_profile_answers_with_the_published_line(snapshot: Snapshot) -> None:
    profile = build_profile(snapshot, VINTAGE_ID, "11", Scheme.BHXH_TN, MARCH)
    assert profile.answer.vi == "68,8% kế hoạch · 2.959 / 4.299 người · còn 1.340 · nhanh hơn tiến độ 195 người"
    assert profile.counts == {
        Count.ENROLLED: 2959,
        Count.TARGET: 4299,
        Count.YEAR_BEFORE: 1339,
        Count.YEAR_END: 2252,
        Count.PACE: 2764,
    }
    assert set(profile.indicators) == set(Indicator)
    assert [child.area_code for child in profile.children] == ["03127", "03130"]
    assert [pilot.area_code for pilot in profile.pilots] == ["03130"]
    assert [note.release_id for note in profile.sources] == [1]


def test_an_indicator_of_a_profile_stands_beside_its_parent_and_its_siblings(snapshot: Snapshot) -> None:
    profile = build_profile(snapshot, VINTAGE_ID, "03130", Scheme.BHXH_TN, MARCH)
    completion = profile.indicators[Indicator.PLAN_COMPLETION_RATIO]
    assert completion.value.text("vi") == "85,2%"
    assert completion.parent is not None
    assert completion.parent.text("vi") == "68,8%"
    assert (completion.parent_rank, completion.parent_ranked_count) == (1, 2)
    assert sum(completion.child_states.values()) == 0
    province = build_profile(snapshot, VINTAGE_ID, "11", Scheme.BHXH_TN, MARCH)
    assert province.indicators[Indicator.PLAN_COMPLETION_RATIO].child_states[State.VALUE] == 2


def test_the_country_has_a_profile_without_a_parent(snapshot: Snapshot) -> None:
    profile = build_profile(snapshot, VINTAGE_ID, "VN", Scheme.BHXH_TN, MARCH)
    assert profile.indicators[Indicator.ENROLLED_COUNT].parent is None
    assert profile.indicators[Indicator.ENROLLED_COUNT].value.reporting_count == 2
    with pytest.raises(NotFound):
        build_profile(snapshot, VINTAGE_ID, "99", Scheme.BHXH_TN, MARCH)


def test_the_series_has_a_point_for_each_date_with_data(snapshot: Snapshot) -> None:
    series = build_series(snapshot, VINTAGE_ID, "11", Scheme.BHXH_TN)
    assert [(point.as_of, point.enrolled_count) for point in series] == [
        (YEAR_BEFORE, 1339),
        (YEAR_END, 2252),
        (MARCH, 2959),
    ]
    assert series[-1].pace_count == 2764
    assert series[-1].plan_completion_ratio == pytest.approx(2959 / 4299)
    assert series[0].target_count is None
    assert series[0].coverage_ratio is None


def test_periods_are_those_of_the_scheme_within_the_area(snapshot: Snapshot) -> None:
    assert [(one.as_of, one.area_count) for one in list_periods(snapshot, VINTAGE_ID, Scheme.BHXH_TN)] == [
        (YEAR_BEFORE, 2),
        (YEAR_END, 2),
        (MARCH, 2),
    ]
    assert [one.as_of for one in list_periods(snapshot, VINTAGE_ID, Scheme.BHXH)] == [MARCH]
    assert list_periods(snapshot, VINTAGE_ID, Scheme.BHXH_TN, "12") == []
    assert find_latest_date(snapshot, VINTAGE_ID, Scheme.BHYT) == PLAN
    assert find_latest_date(snapshot, VINTAGE_ID, Scheme.BHYT, "11") is None
    assert list_schemes(snapshot, VINTAGE_ID, "12") == [Scheme.BHYT]


def test_pilots_are_listed_from_their_first_day_on(snapshot: Snapshot) -> None:
    assert [one.area_code for one in list_pilots(snapshot, VINTAGE_ID, Scheme.BHXH_TN)] == ["03127", "03130"]
    assert list_pilots(snapshot, VINTAGE_ID, Scheme.BHXH_TN, on=date(2018, 12, 31)) == []
    assert list_pilots(snapshot, VINTAGE_ID, Scheme.BHYT) == []
    assert list_pilots(snapshot, VINTAGE_ID, Scheme.BHXH_TN, "12") == []


def test_fixed_thresholds_are_offered_only_where_there_are_some() -> None:
    assert ClassMethod.FIXED in list_class_methods(Scheme.BHXH_TN, Indicator.COVERAGE_RATIO)
    assert ClassMethod.FIXED not in list_class_methods(Scheme.BHXH_BB, Indicator.COVERAGE_RATIO)
    assert ClassMethod.FIXED in list_class_methods(Scheme.BHXH_BB, Indicator.PLAN_COMPLETION_RATIO)
    assert ClassMethod.FIXED not in list_class_methods(Scheme.BHXH_TN, Indicator.PLAN_GAP_COUNT)


def test_the_counts_of_a_scope_serve_every_indicator(snapshot: Snapshot) -> None:
    counts = build_counts(snapshot, VINTAGE_ID, Level.COMMUNE, "11", Scheme.BHXH_TN, MARCH)
    assert counts.counts[Count.ENROLLED].tolist() == [1000, 1959]
    assert counts.counts[Count.TARGET].tolist() == [2000, 2299]
    assert counts.counts[Count.PACE].tolist() == [1250, 1514]  # 1513.75
    assert np.isnan(counts.counts[Count.DENOMINATOR]).all()
    assert not counts.withheld.any()
