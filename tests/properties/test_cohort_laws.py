"""Pilots of several starts: pooling is the arithmetic of the cohorts, and the start of each is its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.measures.schemes import Scheme
from services.planning.cohort_words import explain_programme
from services.planning.cohorts import Programme, evaluate_cohorts, pool_cohorts
from services.planning.evaluation import evaluate_pilots
from services.planning.pilot_study import PilotStudy

DATES = tuple(date(2021, month, day) for month, day in ((1, 31), (3, 31), (5, 31), (7, 31), (9, 30), (11, 30)))
STARTS = (date(2021, 4, 1), date(2021, 6, 1), date(2021, 8, 1))


def simulate(seed: int, sizes: tuple[int, ...], effect: float = 10.0, count: int = 160) -> list[PilotStudy]:
    """Return a study for each start: communes grow alike, pilots gain ``effect`` more a date from their start on."""
    random = np.random.default_rng(seed)
    people = np.round(np.exp(random.normal(8.5, 0.3, count)))
    order = random.permutation(count)
    ends = np.cumsum(sizes)
    cohorts = [order[end - size : end] for end, size in zip(ends, sizes, strict=True)]
    stocks = [np.round(people * random.uniform(0.01, 0.03, count))]
    for place in range(1, len(DATES)):
        growth = np.round(people * 0.002 + random.normal(0, 4, count))
        for start, members in zip(STARTS, cohorts, strict=False):
            growth[members] += effect if DATES[place] >= start else 0
        stocks.append(stocks[-1] + growth)
    ever = np.isin(np.arange(count), order[: ends[-1]])
    return [
        PilotStudy(
            scheme=Scheme.BHXH_TN,
            started_on=start,
            dates=DATES,
            baseline=max(place for place, day in enumerate(DATES) if day < start),
            codes=np.array([f"{n:05d}" for n in range(count)], dtype=object),
            names=np.array([f"Xã {n}" for n in range(count)], dtype=object),
            is_pilot=np.isin(np.arange(count), members),
            is_other=~ever,
            is_urban=np.zeros(count, dtype=bool),
            stocks=np.stack(stocks),
            sizes=people,
            gross_new=np.full(count, np.nan),
        )
        for start, members in zip(STARTS, cohorts, strict=False)
    ]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(1, 12), min_size=1, max_size=3), st.integers(0, 10_000))
def test_pooling_is_the_mean_over_pilots_and_its_parts_add_up(sizes: list[int], seed: int) -> None:
    cohorts = evaluate_cohorts(simulate(seed, tuple(sizes)))
    pooled = pool_cohorts(cohorts)
    found = [one.evaluation for one in cohorts]
    assert pooled.pilot_count == sum(sizes)
    assert pooled.net_total == sum(one.pilots.net_total for one in found)
    assert pooled.last_total == sum(one.pilots.last_total for one in found)
    assert pooled.pilot_months == sum(one.months * size for one, size in zip(found, sizes, strict=True))
    means = [one.difference.mean for one in found if one.difference is not None]
    assert pooled.difference is not None
    assert pooled.difference.mean == pytest.approx(np.average(means, weights=sizes))
    assert min(means) - 1e-9 <= pooled.difference.mean <= max(means) + 1e-9
    assert pooled.difference.pilot_mean - pooled.difference.match_mean == pytest.approx(pooled.difference.mean)
    others = [one.others.net_mean for one in found]
    assert pooled.others_net_mean == pytest.approx(np.average(others, weights=sizes))
    assert (pooled.difference.low is None) == (sum(sizes) < 5)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(2, 10), min_size=2, max_size=3), st.integers(0, 10_000))
def test_no_commune_serves_twice_and_a_later_cohort_changes_nothing_said_of_an_earlier(
    sizes: list[int], seed: int
) -> None:
    studies = simulate(seed, tuple(sizes))
    cohorts = evaluate_cohorts(studies)
    used = [code for one in cohorts for row in one.rows for code in row.match_codes]
    assert len(used) == len(set(used)) == 3 * sum(sizes)
    assert not set(used) & {row.code for one in cohorts for row in one.rows}
    assert evaluate_cohorts(studies[:1])[0].evaluation.difference == cohorts[0].evaluation.difference
    assert evaluate_cohorts(studies[::-1])[0].rows == cohorts[0].rows


def test_one_cohort_pooled_is_that_cohort() -> None:
    (study,) = simulate(3, (8,))
    pooled, alone = pool_cohorts(evaluate_cohorts([study])), evaluate_pilots(study)
    assert alone.difference is not None
    assert pooled.difference is not None
    pairs = [(getattr(pooled.difference, name), getattr(alone.difference, name)) for name in ("mean", "low", "high")]
    assert all(first == pytest.approx(second) for first, second in pairs)
    assert (pooled.net_mean, pooled.net_ratio) == (alone.pilots.net_mean, pytest.approx(alone.net_ratio))
    assert pooled.month_difference == pytest.approx(alone.difference.mean / alone.months)


def test_each_start_on_its_own_finds_the_effect_and_one_start_for_all_does_not() -> None:
    per_date, staggered, as_one = 10.0, [], []
    for seed in range(12):
        studies = simulate(seed, (8, 8, 8), effect=per_date)
        cohorts = evaluate_cohorts(studies)
        after = [sum(day >= start for day in DATES) for start in STARTS]
        found = [one.evaluation.difference for one in cohorts]
        staggered += [one.mean / dates for one, dates in zip(found, after, strict=True) if one is not None]
        everyone = np.any([one.is_pilot for one in studies], axis=0)
        forced = evaluate_pilots(replace(studies[0], is_pilot=everyone)).difference
        assert forced is not None
        as_one.append(forced.mean / after[0])
    assert abs(np.mean(staggered) - per_date) < 1.0
    assert np.mean(as_one) < 0.85 * per_date


def test_the_points_end_in_the_gains_and_each_pilot_has_a_row() -> None:
    for cohort in evaluate_cohorts(simulate(5, (6, 9))):
        found, last = cohort.evaluation, cohort.points[-1]
        assert found.difference is not None
        assert cohort.matched is not None
        assert last.pilots == pytest.approx(found.pilots.net_mean)
        assert last.others == pytest.approx(found.others.net_mean)
        assert last.matches == pytest.approx(found.difference.match_mean) == pytest.approx(cohort.matched.net_mean)
        baseline = next(point for point in cohort.points if point.as_of == found.baseline_date)
        assert (baseline.pilots, baseline.others, baseline.matches) == (0, 0, 0)
        assert len(cohort.rows) == found.pilots.commune_count
        assert np.mean([row.difference or 0 for row in cohort.rows]) == pytest.approx(found.difference.mean)


def test_what_is_not_reported_is_nowhere_made_up() -> None:
    studies = simulate(7, (6, 6))
    gross = studies[0].stocks[-1] - studies[0].stocks[studies[0].baseline] + 5
    pooled = pool_cohorts(evaluate_cohorts([replace(studies[0], gross_new=gross), studies[1]]))
    assert pooled.gross_total is None
    assert pooled.gross_ratio is None
    told = pool_cohorts(evaluate_cohorts([replace(one, gross_new=gross) for one in studies]))
    assert told.gross_total is not None
    assert told.gross_mean == pytest.approx(told.gross_total / 12)
    stocks = studies[0].stocks.copy()
    stocks[-1, np.flatnonzero(studies[0].is_pilot)[:2]] = np.nan
    rows = evaluate_cohorts([replace(studies[0], stocks=stocks)])[0].rows
    assert len(rows) == 6
    assert sum(row.net_count is None for row in rows) == 2


def test_several_starts_waiting_ones_and_ended_ones_are_said_in_both_languages() -> None:
    cohorts = evaluate_cohorts(simulate(2, (6, 6)))
    programme = Programme(Scheme.BHXH_TN, DATES[-1], cohorts, ((date(2021, 12, 1), 4),), 3)
    said = explain_programme(programme)
    assert len(said) == 5
    assert said[0].vi.startswith("Xã điểm bắt đầu vào 2 ngày khác nhau")
    assert "người mỗi xã mỗi tháng" in said[2].vi
    assert "4 pilots that began on 01/12/2021" in said[3].en
    assert said[4].vi.startswith("3 xã điểm đã kết thúc")
    assert explain_programme(Programme(Scheme.BHXH_TN, DATES[-1], cohorts[:1], ())) == ()
