"""Totals of outreach events: a joint event is one, order is irrelevant, months add up to the year."""

from __future__ import annotations

import random
from calendar import monthrange
from datetime import date

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from services.store.outreach import build_event_totals

YEAR = (date(2019, 1, 1), date(2019, 12, 31))
ORGANISERS = st.sets(st.sampled_from(["Bưu điện", "Hội Nông dân", "Hội Phụ nữ", "UBND xã"]), min_size=1)
EVENTS = st.lists(
    st.tuples(
        st.dates(*YEAR),
        ORGANISERS.map(lambda names: tuple(sorted(names))),
        st.none() | st.integers(0, 500),
        st.none() | st.integers(0, 50),
        st.sampled_from(["11", "12"]),
    ),
    max_size=40,
)
COLUMNS = ["held_on", "organisers", "attendee_count", "enrolled_count", "province_code"]
Event = tuple[date, tuple[str, ...], int | None, int | None, str]


def build_frame(events: list[Event]) -> pd.DataFrame:
    frame = pd.DataFrame(events, columns=COLUMNS, dtype=object)
    return frame.astype({"attendee_count": "Int64", "enrolled_count": "Int64"})


@given(EVENTS)
def test_each_event_counts_once_and_each_organiser_once_for_each_of_its_events(events: list[Event]) -> None:
    totals = build_event_totals(build_frame(events), *YEAR)
    assert totals.event_count == len(events)
    assert totals.participation_count == sum(len(names) for _, names, *_ in events) >= totals.event_count
    for name, count in totals.organiser_counts.items():
        assert count == sum(name in names for _, names, *_ in events) <= totals.event_count
    assert totals.enrolled_count == sum(won or 0 for *_, won, _ in events)


@given(EVENTS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_is_irrelevant(events: list[Event], shuffler: random.Random) -> None:
    shuffled = list(events)
    shuffler.shuffle(shuffled)
    assert build_event_totals(build_frame(shuffled), *YEAR) == build_event_totals(build_frame(events), *YEAR)


@given(EVENTS)
def test_months_and_provinces_add_up_to_the_year(events: list[Event]) -> None:
    frame = build_frame(events)
    year = build_event_totals(frame, *YEAR)
    months = [
        build_event_totals(frame, date(2019, month, 1), date(2019, month, monthrange(2019, month)[1]))
        for month in range(1, 13)
    ]
    provinces = [build_event_totals(frame, *YEAR, province_code=code) for code in ("11", "12")]
    for parts in (months, provinces):
        assert sum(one.event_count for one in parts) == year.event_count
        assert sum(one.participation_count for one in parts) == year.participation_count
        assert sum(one.attendee_count for one in parts) == year.attendee_count
