"""What outreach brings: joint events counted once in the total, intervals that hold, communes long without an event."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.planning.outreach import (
    build_mean_interval,
    build_outreach_yield,
    count_events,
    count_whole_months,
    measure_event_gaps,
)
from services.store.outreach import build_event_totals

YEAR = (date(2019, 1, 1), date(2019, 12, 31))
NAMES = ["Bưu điện", "Hội Nông dân", "UBND xã"]
Event = tuple[date, tuple[str, ...], int | None, int | None, str, str]
EVENTS = st.lists(
    st.tuples(
        st.dates(date(2018, 6, 1), date(2020, 6, 1)),
        st.sets(st.sampled_from(NAMES), min_size=1).map(lambda names: tuple(sorted(names))),
        st.none() | st.integers(0, 500),
        st.none() | st.integers(0, 50),
        st.sampled_from(["00001", "00004", "00007"]),
        st.sampled_from(["commune", "commune", "managing_unit"]),
    ),
    max_size=30,
)
COLUMNS = ["held_on", "organisers", "attendee_count", "enrolled_count", "area_code", "level"]
CODES = np.array(["00001", "00004", "00007", "00010"], dtype=object)


def build_frame(events: list[Event]) -> pd.DataFrame:
    frame = pd.DataFrame(events, columns=COLUMNS, dtype=object)
    return frame.astype({"attendee_count": "Int64", "enrolled_count": "Int64"})


@given(EVENTS)
def test_yields_are_those_of_plain_loops_and_of_the_totals(events: list[Event]) -> None:
    frame = build_frame(events)
    found, totals = build_outreach_yield(frame, *YEAR), build_event_totals(frame, *YEAR)
    held = [event for event in events if YEAR[0] <= event[0] <= YEAR[1]]
    assert found.total.event_count == len(held) == totals.event_count
    assert found.total.enrolled_count == totals.enrolled_count == sum(event[3] or 0 for event in held)
    assert found.participation_count == totals.participation_count
    assert {one.organiser: one.event_count for one in found.organisers} == dict(totals.organiser_counts)
    for one in (found.total, *found.organisers):
        own = [event for event in held if one.organiser is None or one.organiser in event[1]]
        stated = [event[3] for event in own if event[3] is not None]
        assert (one.joint_count, one.stated_count) == (sum(len(event[1]) > 1 for event in own), len(stated))
        assert one.mean == (pytest.approx(np.mean(stated)) if stated else None)
        assert (one.low is None) == (len(stated) < 5)
        if one.low is not None and one.high is not None and one.mean is not None:
            assert 0 <= one.low <= one.mean <= one.high
        assert one.text.vi
        assert one.text.en


@given(EVENTS, st.dates(date(2019, 1, 1), date(2019, 12, 31)), st.integers(0, 18))
def test_communes_without_an_event_are_those_that_had_none(events: list[Event], day: date, months: int) -> None:
    gaps = measure_event_gaps(CODES, build_frame(events), day)
    counts = count_events(CODES, build_frame(events), *YEAR)
    for place, code in enumerate(CODES):
        own = [event[0] for event in events if event[4] == code and event[5] == "commune"]
        past = [held for held in own if held <= day]
        assert math.isnan(gaps.months[place]) == (not past)
        assert gaps.find_without(months)[place] == all(count_whole_months(held, day) >= months for held in past)
        assert counts[place] == sum(YEAR[0] <= held <= YEAR[1] for held in own)
    assert gaps.elsewhere_count == sum(event[5] != "commune" and event[0] <= day for event in events)


def test_a_month_has_passed_on_its_day_and_not_before() -> None:
    assert count_whole_months(date(2019, 1, 15), date(2019, 3, 14)) == 1
    assert count_whole_months(date(2019, 1, 15), date(2019, 3, 15)) == 2
    assert count_whole_months(date(2018, 12, 31), date(2019, 1, 30)) == 0


@pytest.mark.parametrize(("mean", "spread"), [(20.0, 4.0), (5.0, 2.0), (2.0, 1.0)])
def test_the_interval_holds_the_true_mean_of_scattered_counts_nearly_as_often_as_it_says(
    mean: float, spread: float
) -> None:
    random = np.random.default_rng(7)
    for events in (6, 12, 29):
        rates = random.gamma(spread, mean / spread, size=(1500, events))
        held = [
            low <= mean <= high
            for low, high in map(build_mean_interval, random.poisson(rates))
            if low is not None and high is not None
        ]
        assert len(held) == 1500
        assert np.mean(held) >= 0.88


def test_events_that_all_won_nobody_leave_room_for_a_few() -> None:
    assert build_mean_interval([0] * 10) == (0.0, 0.3)
    assert build_mean_interval([4, 5]) == (None, None)


def test_march_2019_of_dien_bien_comes_out_as_printed() -> None:
    # 29 conferences by 37 organisers; 632 people in the month, their split over the events is illustrative.
    organisers = [("Bưu điện",)] * 18 + [("Bưu điện", "Hội Nông dân")] * 4 + [("Bưu điện", "UBND xã")] * 4
    organisers += [("Hội Nông dân",)] + [("UBND xã",)] * 2
    won = [21 + (place < 632 - 21 * 29) for place in range(29)]
    events: list[Event] = [
        (date(2019, 3, 1 + place), names, None, count, "00001", "commune")
        for place, (names, count) in enumerate(zip(organisers, won, strict=True))
    ]
    found = build_outreach_yield(build_frame(events), date(2019, 3, 1), date(2019, 3, 31))
    assert (found.total.event_count, found.total.enrolled_count, found.participation_count) == (29, 632, 37)
    assert [(one.organiser, one.event_count) for one in found.organisers] == [
        ("Bưu điện", 26),
        ("UBND xã", 6),
        ("Hội Nông dân", 5),
    ]
    assert found.total.text.vi.startswith(
        "29 hội nghị; 632 người tham gia mới, 21,8 người mỗi hội nghị; khoảng tin cậy"
    )
