"""The series of a view by hand: dates without data, a period turned around, units of a list that changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from geodata.areas import Level
from geodata.errors import BadInput
from services.coverage.value_series import DateStatus, build_value_series
from services.coverage.view import ViewRequest
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme
from tests.fixtures.memory_snapshots import VINTAGE_ID, Area, Fact, Term, build_memory_snapshot

AREAS = (Area("VN", None), Area("11", "VN"), *(Area(f"0000{n}", "11") for n in (1, 2, 3)))
JANUARY, MARCH, APRIL = date(2019, 1, 31), date(2019, 3, 31), date(2019, 4, 15)
FACTS = tuple(
    Fact("BHXH_TN", "enrolled", day, f"0000{n}", 10 * n + day.month)
    for day in (JANUARY, MARCH, APRIL)
    for n in (1, 2, 3)
)
REQUEST = ViewRequest(VINTAGE_ID, Level.COMMUNE, "11", Scheme.BHXH_TN, Indicator.ENROLLED_COUNT, MARCH)


def test_a_month_without_data_is_there_and_says_so() -> None:
    series = build_value_series(build_memory_snapshot(AREAS, FACTS), REQUEST)
    assert [(frame.as_of, frame.status) for frame in series.frames] == [
        (JANUARY, DateStatus.VALUES),
        (date(2019, 2, 28), DateStatus.NO_DATA),
        (MARCH, DateStatus.VALUES),
        (APRIL, DateStatus.VALUES),
    ]
    assert series.frames[2].shown.tolist() == [13, 23, 33]
    assert series.frames[2].total is not None
    assert series.frames[2].total.value == 69


def test_a_change_since_a_base_date_has_no_values_up_to_it() -> None:
    request = replace(REQUEST, indicator=Indicator.CHANGE_COUNT, since=JANUARY)
    series = build_value_series(build_memory_snapshot(AREAS, FACTS), request)
    assert [frame.status.value for frame in series.frames] == ["no_data", "no_data", "values", "values"]


def test_a_period_turned_around_is_refused() -> None:
    with pytest.raises(BadInput) as refused:
        build_value_series(build_memory_snapshot(AREAS, FACTS), REQUEST, MARCH, JANUARY)
    assert refused.value.code == "period_backward"


def test_units_of_other_communes_are_not_shown_as_if_they_were_the_same() -> None:
    terms = [Term("00001", "A1", date(2018, 1, 1)), Term("00002", "A1", date(2018, 1, 1), date(2019, 3, 1))]
    terms += [Term("00002", "B2", date(2019, 3, 1)), Term("00003", "B2", date(2018, 1, 1))]
    snapshot = build_memory_snapshot(AREAS, FACTS, terms=terms)
    series = build_value_series(snapshot, replace(REQUEST, level=Level.MANAGING_UNIT))
    assert [frame.status.value for frame in series.frames] == ["other_units", "no_data", "values", "values"]
    assert series.frames[2].shown.tolist() == [13, 56]
