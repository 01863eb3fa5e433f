from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np
import pytest

from services.measures.pace import build_pace
from services.measures.periods import find_last_year_end, find_year_before, find_year_end, measure_elapsed_year

MARCH = date(2019, 3, 31)
DECEMBER = date(2019, 12, 31)


def pace(as_of: date, year_end: float, *targets: tuple[date, float]) -> float:
    schedule = [(day, np.array([float(count)])) for day, count in targets]
    return float(build_pace(as_of, np.array([float(year_end)]), schedule)[0])


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (MARCH, date(2018, 3, 31)),
        (date(2020, 2, 29), date(2019, 2, 28)),
        (date(2021, 2, 28), date(2020, 2, 29)),
        (date(2020, 2, 28), date(2019, 2, 28)),
        (date(2019, 4, 15), date(2018, 4, 15)),
    ],
)
def test_the_same_cut_off_a_year_before_keeps_the_end_of_the_month(day: date, before: date) -> None:
    assert find_year_before(day) == before


def test_the_last_year_end_of_a_31_december_is_the_one_a_year_earlier() -> None:
    assert find_last_year_end(DECEMBER) == date(2018, 12, 31)
    assert find_last_year_end(MARCH) == date(2018, 12, 31)
    assert find_year_end(MARCH) == DECEMBER


def test_a_year_passes_by_whole_months_and_by_the_share_of_days_within_one() -> None:
    assert measure_elapsed_year(MARCH) == Fraction(3, 12)
    assert measure_elapsed_year(date(2020, 2, 29)) == Fraction(2, 12)
    assert measure_elapsed_year(date(2019, 4, 15)) == Fraction(3, 12) + Fraction(15, 30) / 12
    assert measure_elapsed_year(DECEMBER) == 1


def test_dien_bien_should_have_stood_at_2763_75_on_31_march_2019() -> None:
    assert pace(MARCH, 2252, (DECEMBER, 4299)) == 2763.75


def test_a_target_of_the_cut_off_itself_is_the_pace_even_without_a_year_before() -> None:
    assert pace(MARCH, np.nan, (MARCH, 2600), (DECEMBER, 4299)) == 2600


def test_between_two_targets_of_a_schedule_the_pace_lies_on_the_line_between_them() -> None:
    schedule = ((date(2019, 2, 28), 2400.0), (date(2019, 4, 30), 3000.0), (DECEMBER, 4299.0))
    assert pace(MARCH, 2252, *schedule) == pytest.approx(2700)


def test_without_a_target_after_the_cut_off_or_a_stock_before_it_there_is_no_pace() -> None:
    assert np.isnan(pace(MARCH, 2252, (date(2019, 2, 28), 2400)))
    assert np.isnan(pace(MARCH, np.nan, (DECEMBER, 4299)))
    assert np.isnan(pace(MARCH, 2252))


def test_each_area_keeps_to_its_own_schedule() -> None:
    year_end, annual = np.array([100.0, 100.0]), np.array([220.0, 220.0])
    monthly = np.array([np.nan, 150.0])
    assert build_pace(MARCH, year_end, [(MARCH, monthly), (DECEMBER, annual)]).tolist() == [130.0, 150.0]


def test_at_year_end_the_pace_is_the_annual_target() -> None:
    assert pace(DECEMBER, 2252, (DECEMBER, 4299)) == 4299
    assert pace(DECEMBER, np.nan, (DECEMBER, 4299)) == 4299
