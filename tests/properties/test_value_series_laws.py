"""What holds of every series: each date says what its own view says, in one set of classes; the columns lead back."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from services.coverage.catalogue import list_periods
from services.coverage.shared_classes import give_classes
from services.coverage.value_series import DateStatus, build_value_series, fix_classes
from services.coverage.view import ViewRequest, build_view, list_levels_within
from services.measures.indicators import Indicator
from services.measures.periods import is_month_end
from services.measures.schemes import Scheme
from services.measures.states import State
from tests.fixtures.memory_snapshots import VINTAGE_ID, build_memory_snapshot
from tests.properties.test_outlook_laws import monthly_cases
from tests.properties.test_view_laws import AS_OF, Case
from webmap.api.series_json import _subtract

INDICATORS = (
    *(Indicator.ENROLLED_COUNT, Indicator.PLAN_COMPLETION_RATIO, Indicator.PACE_GAP_COUNT),
    *(Indicator.NET_CHANGE_COUNT, Indicator.COVERAGE_RATIO, Indicator.GROSS_NEW_COUNT),
)


@settings(max_examples=40, deadline=None)
@given(monthly_cases(), st.sampled_from(INDICATORS))
def test_each_date_says_what_its_own_view_says(case: Case, indicator: Indicator) -> None:
    snapshot = build_memory_snapshot(case.areas, case.facts)
    level = list_levels_within(snapshot.find_vintage(VINTAGE_ID), 0)[-1]
    request = ViewRequest(VINTAGE_ID, level, "VN", Scheme.BHXH_TN, indicator, AS_OF)
    series = build_value_series(snapshot, request)
    known = {one.as_of for one in list_periods(snapshot, VINTAGE_ID, Scheme.BHXH_TN)}
    assert {frame.as_of for frame in series.frames} >= known
    for frame in series.frames:
        view = build_view(snapshot, ViewRequest(VINTAGE_ID, level, "VN", Scheme.BHXH_TN, indicator, frame.as_of))
        if frame.status is DateStatus.NO_DATA:
            assert not np.isfinite(view.shown).any()
            continue
        np.testing.assert_array_equal(frame.shown, view.shown)
        np.testing.assert_array_equal(frame.states, view.states)
        assert frame.total == view.total
        fixed = give_classes(view, series.classes)
        assert frame.class_codes == fixed.class_codes
        assert fix_classes(snapshot, view).class_codes == frame.class_codes


@settings(max_examples=40, deadline=None)
@given(monthly_cases(), st.sampled_from(INDICATORS))
def test_every_value_of_every_date_lies_in_a_class_of_the_period(case: Case, indicator: Indicator) -> None:
    snapshot = build_memory_snapshot(case.areas, case.facts)
    level = list_levels_within(snapshot.find_vintage(VINTAGE_ID), 0)[-1]
    series = build_value_series(snapshot, ViewRequest(VINTAGE_ID, level, "VN", Scheme.BHXH_TN, indicator, AS_OF))
    counted = np.zeros(len(series.classes.classes), dtype=int)
    for frame in series.frames:
        assert (frame.class_index[frame.states == State.VALUE.number] >= 0).all()
        for number in frame.class_index[frame.class_index >= 0]:
            counted[number] += 1
    assert counted.tolist() == [one.count for one in series.classes.classes]


@settings(max_examples=40, deadline=None)
@given(monthly_cases(), st.one_of(st.none(), st.sampled_from([date(2018, 10, 31), date(2018, 11, 15)])))
def test_dates_are_every_month_end_between_and_none_is_skipped(case: Case, first: date | None) -> None:
    snapshot = build_memory_snapshot(case.areas, case.facts)
    level = list_levels_within(snapshot.find_vintage(VINTAGE_ID), 0)[-1]
    request = ViewRequest(VINTAGE_ID, level, "VN", Scheme.BHXH_TN, Indicator.ENROLLED_COUNT, AS_OF)
    series = build_value_series(snapshot, request, first)
    days = [frame.as_of for frame in series.frames]
    assert days == sorted(set(days))
    ends = [day for day in days if is_month_end(day)]
    months = [day.year * 12 + day.month for day in ends]
    assert months == list(range(months[0], months[-1] + 1)) if months else True
    assert first is None or all(day >= first for day in days)


@given(st.lists(st.lists(st.one_of(st.none(), st.integers(-50, 50)), min_size=3, max_size=3), max_size=6))
def test_differences_lead_back_to_the_values(rows: list[list[int | None]]) -> None:
    last = np.zeros(3, dtype=np.int64)
    reader = [0, 0, 0]
    for row in rows:
        shown = np.array([np.nan if value is None else value for value in row])
        changes, last = _subtract(shown, last)
        for place, change in enumerate(changes):
            reader[place] += change or 0
            assert (None if change is None else reader[place]) == row[place]
