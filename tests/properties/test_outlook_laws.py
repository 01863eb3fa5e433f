"""What holds of every outlook: it agrees with the indicators, stands on one set of communes, and brackets itself."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from services.coverage.evaluation import evaluate
from services.coverage.operands import find_column
from services.coverage.outlooks import build_outlook, build_outlook_columns
from services.coverage.sums import sum_complete, sum_counts
from services.coverage.view import list_levels_within
from services.measures.indicators import Count, Indicator
from services.measures.outlook import OUTLOOK_STATES, OutlookState
from services.measures.schemes import Scheme
from tests.fixtures.memory_snapshots import VINTAGE_ID, Area, Fact, build_memory_snapshot
from tests.properties.test_view_laws import AS_OF, Case, cases, countries

MONTH_ENDS = (
    *(date(2018, 12, 31), date(2019, 1, 31), date(2019, 2, 28), AS_OF),
    *(date(2018, 3, 31), date(2018, 6, 30), date(2018, 10, 31)),
)


@st.composite
def monthly_cases(draw: st.DrawFn) -> Case:
    """Communes that report most months; now and then one is missing or withheld."""
    areas = draw(countries())
    parents = {area.parent for area in areas}
    leaves = [area.code for area in areas if area.code not in parents]
    keys = [("enrolled", day) for day in MONTH_ENDS] + [("target", date(2019, 12, 31))]
    missing = draw(st.sets(st.tuples(st.sampled_from(leaves), st.sampled_from(keys)), max_size=4))
    facts = [
        Fact("BHXH_TN", measure, day, code, draw(st.one_of(st.integers(0, 300), st.integers(0, 3))))
        for code in leaves
        for measure, day in keys
        if (code, (measure, day)) not in missing
    ]
    return Case(areas, tuple(facts))


@settings(max_examples=60, deadline=None)
@given(monthly_cases())
def test_gap_pace_and_requirement_are_those_of_the_indicators(case: Case) -> None:
    snapshot = build_memory_snapshot(case.areas, case.facts)
    data = snapshot.find_vintage(VINTAGE_ID)
    wanted = (Indicator.PLAN_GAP_COUNT, Indicator.REQUIRED_PER_MONTH_COUNT, Indicator.PACE_GAP_COUNT)
    found = {one: evaluate(data, Scheme.BHXH_TN, one, AS_OF) for one in wanted}
    for area, code in enumerate(data.hierarchy.codes):
        outlook = build_outlook(snapshot, VINTAGE_ID, str(code), Scheme.BHXH_TN, AS_OF)
        gap, required, pace = (found[one].values[area] for one in wanted)
        assert outlook.plan_gap_count == (None if np.isnan(gap) else gap)
        assert outlook.required_per_month_count == (None if np.isnan(required) else required)
        if outlook.pace_gap_count is not None:
            assert outlook.reporting_count == found[Indicator.PLAN_GAP_COUNT].complete.reporting_counts[area]
            if found[Indicator.PACE_GAP_COUNT].complete.reporting_counts[area] == outlook.reporting_count:
                assert outlook.pace_gap_count == pace


@settings(max_examples=60, deadline=None)
@given(monthly_cases())
def test_a_projection_lies_in_its_band_and_states_agree_with_the_numbers(case: Case) -> None:
    snapshot = build_memory_snapshot(case.areas, case.facts)
    data = snapshot.find_vintage(VINTAGE_ID)
    for level in list_levels_within(data, 0):
        found = build_outlook_columns(snapshot, VINTAGE_ID, level, "VN", Scheme.BHXH_TN, AS_OF)
        ends = found.projection
        known = np.isfinite(ends.expected)
        assert (ends.low[known] <= ends.expected[known]).all()
        assert (ends.expected[known] <= ends.high[known]).all()
        for place, number in enumerate(found.states):
            state = OUTLOOK_STATES[number]
            target, stock = found.targets[place], found.enrolled[place]
            assert (state is OutlookState.REACHED) == (stock >= target)
            if state is OutlookState.OUT_OF_REACH:
                assert ends.high[place] < target
            if state in (OutlookState.AHEAD, OutlookState.BEHIND):
                assert np.sign(stock - found.paces[place]) == (1 if state is OutlookState.AHEAD else -1)
            if np.isfinite(target) and np.isfinite(stock):
                assert stock + 9 * found.required[place] >= target


@settings(max_examples=40, deadline=None)
@given(monthly_cases())
def test_one_area_alone_has_the_outlook_that_it_has_among_all(case: Case) -> None:
    snapshot = build_memory_snapshot(case.areas, case.facts)
    data = snapshot.find_vintage(VINTAGE_ID)
    for level in list_levels_within(data, 0):
        found = build_outlook_columns(snapshot, VINTAGE_ID, level, "VN", Scheme.BHXH_TN, AS_OF)
        for place, area in enumerate(found.areas):
            one = build_outlook(snapshot, VINTAGE_ID, str(data.hierarchy.codes[area]), Scheme.BHXH_TN, AS_OF)
            assert one.state is OUTLOOK_STATES[found.states[place]]
            expected = found.projection.expected[place]
            assert (one.projection is None) == bool(np.isnan(expected))
            if one.projection is not None:
                assert one.projection.expected_count == expected


@settings(max_examples=60, deadline=None)
@given(cases(), st.lists(st.sampled_from(list(Count)[:3]), min_size=1, max_size=3))
def test_sums_alone_are_those_that_come_with_all_their_marks(case: Case, kinds: list[Count]) -> None:
    data = build_memory_snapshot(case.areas, case.facts).find_vintage(VINTAGE_ID)
    columns = [find_column(data, Scheme.BHXH_TN, kind, AS_OF) for kind in kinds]
    counts, reporting = sum_counts(data.hierarchy, columns)
    complete = sum_complete(data.hierarchy, columns)
    np.testing.assert_array_equal(counts, complete.counts)
    np.testing.assert_array_equal(reporting, complete.reporting_counts)


def test_a_stock_whose_communes_changed_has_no_projection_of_fewer() -> None:
    """Two of three communes report each month: the sum of three is not carried on by the change of two."""
    days = (date(2018, 12, 31), date(2019, 1, 31), date(2019, 2, 28), AS_OF)
    areas = countries_of_three()
    facts = [
        Fact("BHXH_TN", "enrolled", day, code, 100 + 10 * n)
        for n, day in enumerate(days)
        for code in ("00001", "00002")
    ]
    facts.append(Fact("BHXH_TN", "enrolled", AS_OF, "00003", 50))
    snapshot = build_memory_snapshot(areas, facts)
    whole = build_outlook(snapshot, VINTAGE_ID, "11", Scheme.BHXH_TN, AS_OF)
    assert (whole.enrolled_count, whole.projection) == (310, None)
    one = build_outlook(snapshot, VINTAGE_ID, "00001", Scheme.BHXH_TN, AS_OF)
    assert one.projection is not None
    assert one.projection.expected_count == 220


def countries_of_three() -> tuple[Area, ...]:
    return (Area("VN", None), Area("11", "VN"), *(Area(f"0000{n}", "11") for n in (1, 2, 3)))
