"""What holds of every difference: the digits of both sides, nothing from nothing, its negative turned around."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from services.coverage.comparison import build_difference
from services.coverage.snapshot import Snapshot
from services.coverage.view import ViewRequest, build_view, list_levels_within
from services.measures.indicators import Indicator, Unit
from services.measures.schemes import Scheme
from services.measures.states import STATES, State
from tests.fixtures.memory_snapshots import VINTAGE_ID, build_memory_snapshot
from tests.properties.test_view_laws import AS_OF, Case, cases

COUNTS = (Indicator.ENROLLED_COUNT, Indicator.PLAN_GAP_COUNT, Indicator.UNREACHED_COUNT)
RATES = (Indicator.COVERAGE_RATIO, Indicator.PLAN_COMPLETION_RATIO, Indicator.PACE_GAP_POINTS)
PAIRS = st.one_of(*(st.tuples(st.sampled_from(kind), st.sampled_from(kind)) for kind in (COUNTS, RATES)))
DAYS = st.sampled_from((AS_OF, date(2018, 12, 31), date(2018, 3, 31)))
SCHEMES = st.sampled_from((Scheme.BHXH_TN, Scheme.BHXH, Scheme.BHYT))


def ask(snapshot: Snapshot, indicator: Indicator, scheme: Scheme, day: date) -> ViewRequest:
    levels = list_levels_within(snapshot.find_vintage(VINTAGE_ID), 0)
    return ViewRequest(VINTAGE_ID, levels[-1], "VN", scheme, indicator, day)


@settings(max_examples=80, deadline=None)
@given(cases(), PAIRS, st.tuples(SCHEMES, SCHEMES), st.tuples(DAYS, DAYS))
def test_a_difference_is_that_of_the_digits_shown_and_says_who_lacks_what(
    case: Case, indicators: tuple[Indicator, Indicator], schemes: tuple[Scheme, Scheme], days: tuple[date, date]
) -> None:
    snapshot = build_memory_snapshot(case.areas, case.facts)
    a, b = (ask(snapshot, *one) for one in zip(indicators, schemes, days, strict=True))
    found, views = build_difference(snapshot, a, b), (build_view(snapshot, a), build_view(snapshot, b))
    definition = found.view.definition
    assert definition.unit is (Unit.COUNT if indicators[0] in COUNTS else Unit.POINTS)
    for place, shown in enumerate(found.view.shown):
        sides = [view.shown[place] / 10**view.definition.decimals for view in views]
        state = STATES[found.view.states[place]]
        lacking = [name for name, side in zip("ab", sides, strict=True) if np.isnan(side)]
        assert list(found.find_lacking(place)) == lacking
        if lacking:
            assert np.isnan(shown)
            assert state is STATES[views["ab".index(lacking[-1])].states[place]]
        else:
            assert shown == round((sides[1] - sides[0]) * 10**definition.decimals)
            estimated = any(view.states[place] == State.ESTIMATED.number for view in views)
            assert state is (State.ESTIMATED if estimated else State.VALUE)


@settings(max_examples=60, deadline=None)
@given(cases(), PAIRS, SCHEMES, DAYS)
def test_turned_around_it_is_the_negative_and_of_one_with_itself_nothing(
    case: Case, indicators: tuple[Indicator, Indicator], scheme: Scheme, day: date
) -> None:
    snapshot = build_memory_snapshot(case.areas, case.facts)
    a, b = ask(snapshot, indicators[0], scheme, day), ask(snapshot, indicators[1], scheme, AS_OF)
    there, back = build_difference(snapshot, a, b).view.shown, build_difference(snapshot, b, a).view.shown
    np.testing.assert_array_equal(there, -back)
    itself = build_difference(snapshot, b, b).view.shown
    assert not np.nan_to_num(itself).any()


@settings(max_examples=60, deadline=None)
@given(cases(), PAIRS, SCHEMES, DAYS, st.integers(1, 9))
def test_classes_and_states_share_out_the_areas_and_zero_is_a_class_of_its_own(
    case: Case, indicators: tuple[Indicator, Indicator], scheme: Scheme, day: date, count: int
) -> None:
    snapshot = build_memory_snapshot(case.areas, case.facts)
    a, b = ask(snapshot, indicators[0], scheme, day), ask(snapshot, indicators[1], scheme, AS_OF)
    view = build_difference(snapshot, a, replace(b, class_count=count)).view
    drawn = len(view.areas)
    assert sum(view.state_counts.values()) == drawn
    assert sum(one.count for one in view.classes.classes) + sum(view.painted_counts.values()) == drawn
    for shown, index in zip(view.shown, view.class_index, strict=True):
        if index >= 0:
            one = view.classes.classes[index].interval
            assert one.lower <= shown <= one.last
            assert (shown == 0) == (one.lower == one.last == 0)
