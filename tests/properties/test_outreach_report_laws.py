"""The report of outreach: months and organisers add up, a joint event is one event, whatever is asked."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.areas import Level
from services.coverage.events import count_events_by_area, list_events
from services.coverage.snapshot import Snapshot
from services.demo.cases import BEFORE_2025
from services.measures.schemes import Scheme
from services.planning.outreach_report import (
    OutreachQuestion,
    build_event_frame,
    build_outreach_report,
    list_months,
)

DAYS = st.dates(date(2019, 2, 1), date(2019, 4, 30))
PLACES = st.sampled_from(["VN", "11", "095", "096", "01"])


def ask(first: date, last: date, within: str, organiser: str | None = None, months: int = 6) -> OutreachQuestion:
    first, last = min(first, last), max(first, last)
    return OutreachQuestion(BEFORE_2025, within, Scheme.BHXH_TN, first, last, organiser, months)


@given(DAYS, DAYS, PLACES)
def test_months_and_units_add_up_to_the_total_and_organisers_to_no_less(
    demo_snapshot: Snapshot, first: date, last: date, within: str
) -> None:
    report = build_outreach_report(demo_snapshot, ask(first, last, within))
    total = report.held.total
    assert sum(count for _month, count in report.month_counts) == total.event_count == len(report.events)
    assert report.held.participation_count >= total.event_count
    assert report.held.participation_count == sum(len(one.organisers) for one in report.events)
    scope = (demo_snapshot, BEFORE_2025, Scheme.BHXH_TN, within)
    asked = report.question
    for level in (Level.PROVINCE, Level.MANAGING_UNIT, Level.COMMUNE):
        counts = count_events_by_area(*scope, level, asked.first, asked.last)
        assert sum(counts.values()) == total.event_count  # all are of communes here


@given(DAYS, DAYS, PLACES, st.integers(1, 12))
def test_each_organiser_has_what_is_told_of_it_when_it_is_asked_for_alone(
    demo_snapshot: Snapshot, first: date, last: date, within: str, months: int
) -> None:
    whole = build_outreach_report(demo_snapshot, ask(first, last, within, months=months))
    for one in whole.held.organisers:
        alone = build_outreach_report(demo_snapshot, ask(first, last, within, one.organiser, months))
        assert alone.held.total.event_count == one.event_count
        assert alone.held.total.joint_count == one.joint_count
        assert alone.without_count >= whole.without_count  # fewer events, more communes without one
    assert set(whole.without.tolist()) <= set(range(len(whole.communes)))


@given(st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.integers(0, 3000))
def test_a_period_has_every_month_that_it_touches_once(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    touched = {(first + timedelta(days=step)).replace(day=1) for step in range(days + 1)}
    assert list_months(first, last) == sorted(touched)


def test_a_frame_of_no_events_has_its_columns(demo_snapshot: Snapshot) -> None:
    assert list(build_event_frame([]).columns) == list(build_event_frame(find_events(demo_snapshot)).columns)
    assert isinstance(build_event_frame([]).dtypes["enrolled_count"], pd.Int64Dtype)


def find_events(snapshot: Snapshot) -> list:  # type: ignore[type-arg]
    return list(list_events(snapshot, BEFORE_2025, None, "11"))


@pytest.mark.parametrize("scheme", [None, Scheme.BHXH_TN])
def test_without_a_scheme_the_events_say_whose_new_enrolments_stand_beside(
    demo_snapshot: Snapshot, scheme: Scheme | None
) -> None:
    march = OutreachQuestion(BEFORE_2025, "11", scheme, date(2019, 3, 1), date(2019, 3, 31))
    report = build_outreach_report(demo_snapshot, march)
    assert [(one.as_of, one.count) for one in report.gross_new] == [(date(2019, 3, 31), 632)]
