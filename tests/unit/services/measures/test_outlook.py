"""Outlook by hand: what is required, where it leads, and each state, with the published case of Điện Biên."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from services.measures.outlook import (
    OUTLOOK_STATES,
    OutlookState,
    build_outlook_states,
    build_projection,
    measure_months_left,
    measure_tolerance,
    require_per_month,
)

MARCH = date(2019, 3, 31)


def of(*counts: float | None) -> np.ndarray:
    return np.array([np.nan if count is None else count for count in counts])


def state_of(
    as_of: date, enrolled: float | None, target: float | None, pace: float | None, high: float | None = None
) -> OutlookState:
    numbers = build_outlook_states(as_of, of(enrolled), of(target), of(pace), of(high))
    return OUTLOOK_STATES[int(numbers[0])]


def test_dien_bien_lacks_1340_and_needs_149_a_month_for_nine_months() -> None:
    assert measure_months_left(MARCH) == 9
    assert require_per_month(MARCH, of(4_299 - 2_959)).tolist() == [149]


def test_dien_bien_is_ahead_though_it_has_68_8_percent_of_its_plan() -> None:
    assert state_of(MARCH, 2_959, 4_299, 2_764) is OutlookState.AHEAD
    assert int(measure_tolerance(MARCH, of(4_299), of(2_764))[0]) == 85


def test_what_is_required_is_rounded_up_and_never_below_zero() -> None:
    assert require_per_month(MARCH, of(9, 10, 0, -5, None)).tolist()[:4] == [1, 2, 0, 0]
    assert np.isnan(require_per_month(MARCH, of(None))[0])


@pytest.mark.parametrize("as_of", [date(2019, 11, 30), date(2019, 12, 15), date(2019, 12, 31)])
def test_in_december_all_that_is_missing_is_required(as_of: date) -> None:
    assert require_per_month(as_of, of(120)).tolist() == [120]


def test_a_projection_takes_the_mean_and_its_band_the_slowest_and_fastest_month() -> None:
    found = build_projection(MARCH, of(1_000), [(1, of(10)), (1, of(40)), (2, of(40))])
    assert (found.mean[0], found.slowest[0], found.fastest[0]) == (22.5, 10, 40)
    assert (found.expected[0], found.low[0], found.high[0]) == (1_203, 1_090, 1_360)  # 1.202,5 is rounded away
    assert found.month_counts[0] == 4


def test_two_known_changes_are_too_few_and_an_unknown_one_counts_for_nothing() -> None:
    found = build_projection(MARCH, of(100, 100), [(1, of(1, 1)), (1, of(1, None)), (1, of(1, 1))])
    assert found.expected[0] == 109
    assert np.isnan(found.expected[1])
    assert np.isnan(build_projection(MARCH, of(100), []).expected[0])


def test_nobody_can_be_fewer_than_none() -> None:
    found = build_projection(MARCH, of(20), [(1, of(-5)), (1, of(-9)), (1, of(-1))])
    assert (found.expected[0], found.low[0], found.high[0]) == (0, 0, 11)


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((MARCH, None, 100, 40, 200), OutlookState.UNKNOWN),
        ((MARCH, 50, None, None, 200), OutlookState.UNKNOWN),
        ((MARCH, 50, 100, None, 200), OutlookState.UNKNOWN),
        ((MARCH, 50, 100, None, 90), OutlookState.OUT_OF_REACH),
        ((MARCH, 100, 100, 40, 90), OutlookState.REACHED),
        ((MARCH, 43, 100, 40, 90), OutlookState.ON_PACE),
        ((MARCH, 37, 100, 40, 200), OutlookState.ON_PACE),
        ((MARCH, 44, 100, 40, 90), OutlookState.AHEAD),
        ((MARCH, 36, 100, 40, 100), OutlookState.BEHIND),
        ((MARCH, 36, 100, 40, None), OutlookState.BEHIND),
        ((MARCH, 36, 100, 40, 99), OutlookState.OUT_OF_REACH),
        ((date(2019, 12, 31), 99, 100, 100, None), OutlookState.MISSED),
        ((date(2019, 12, 31), 100, 100, 100, None), OutlookState.REACHED),
    ],
)
def test_each_state(
    numbers: tuple[date, float | None, float | None, float | None, float | None], expected: str
) -> None:
    assert state_of(*numbers) is expected


def test_every_state_is_worded_in_both_languages() -> None:
    for state in OutlookState:
        for text in (state.label, state.definition):
            assert text.vi
            assert text.en
