"""What an evaluation of pilots says is what was built into simulated ones, and matching is the best there is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.measures.schemes import Scheme
from services.planning.evaluation import evaluate_pilots
from services.planning.matching import assign, build_interval, match_communes
from services.planning.pilot_study import PilotStudy

DATES = (date(2020, 6, 30), date(2020, 12, 31), date(2021, 5, 31), date(2021, 12, 31))


def simulate(seed: int, effect: float, count: int = 400, pilots: int = 30, step: float = 0.0) -> PilotStudy:
    """Return communes that grow by size, coverage and kind; pilots are chosen among the large and gain ``effect`` more.

    ``step`` is what pilots gained more in each period before they began.
    """
    random = np.random.default_rng(seed)
    sizes = np.round(np.exp(random.normal(8.5, 0.4, count)))
    coverage, urban = random.uniform(0.005, 0.03, count), random.random(count) < 0.4
    chance = sizes * (1 + urban)
    chosen = np.zeros(count, dtype=bool)
    chosen[random.choice(count, pilots, replace=False, p=chance / chance.sum())] = True
    stocks = [sizes * coverage]
    for later in range(3):
        growth = sizes * (0.004 - 0.1 * coverage * 0.5) + 6 * urban + random.normal(0, 6, count)
        extra = effect if later == 2 else step
        stocks.append(stocks[-1] + growth + extra * chosen)
    return PilotStudy(
        scheme=Scheme.BHXH_TN,
        started_on=date(2021, 6, 1),
        dates=DATES,
        baseline=2,
        codes=np.array([f"{n:05d}" for n in range(count)], dtype=object),
        names=np.array([f"Xã {n}" for n in range(count)], dtype=object),
        is_pilot=chosen,
        is_other=~chosen,
        is_urban=urban,
        stocks=np.round(np.stack(stocks)),
        sizes=sizes,
        gross_new=np.full(count, np.nan),
    )


def test_the_effect_built_in_lies_in_the_interval_as_often_as_it_says_and_plain_comparison_misses_it() -> None:
    held, plain, found = [], [], []
    for seed in range(40):
        result = evaluate_pilots(simulate(seed, effect=20.0))
        assert result.difference is not None
        assert result.difference.low is not None
        assert result.difference.high is not None
        held.append(result.difference.low <= 20.0 <= result.difference.high)
        found.append(result.difference.mean)
        plain.append(result.pilots.net_mean - result.others.net_mean)
    assert np.mean(held) >= 0.85
    # Large and urban communes grow faster anyway: matching takes most of that away.
    assert np.mean(plain) - 20 > 4
    assert abs(np.mean(found) - 20) < 0.4 * (np.mean(plain) - 20)


def test_without_an_effect_zero_is_seldom_excluded_before_and_after() -> None:
    results = [evaluate_pilots(simulate(seed, effect=0.0)) for seed in range(40)]
    after = [one.difference.excludes_zero for one in results if one.difference is not None]
    before = [placebo.difference.excludes_zero for one in results for placebo in one.placebos]
    assert len(after) == 40
    assert len(before) == 80
    assert np.mean(after) <= 0.15
    assert np.mean(before) <= 0.15


def test_pilots_that_were_ahead_before_are_betrayed_by_the_placebo_dates() -> None:
    result = evaluate_pilots(simulate(1, effect=15.0, step=15.0))
    assert all(placebo.difference.excludes_zero for placebo in result.placebos)
    assert [(one.first, one.last) for one in result.placebos] == [(DATES[0], DATES[1]), (DATES[1], DATES[2])]


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 3), st.integers(1, 2), st.integers(0, 2), st.integers(0, 10_000))
def test_no_other_matching_is_nearer(pilots: int, count: int, spare: int, seed: int) -> None:
    others = pilots * count + spare
    distances = np.random.default_rng(seed).random((pilots, others))
    found = assign(distances, count)
    assert len(set(found.ravel().tolist())) == pilots * count
    rows = np.repeat(np.arange(pilots), count)
    best = min(distances[rows, list(columns)].sum() for columns in permutations(range(others), pilots * count))
    assert distances[np.arange(pilots)[:, None], found].sum() == pytest.approx(best)


def test_matches_are_nearer_than_the_others_and_of_the_same_kind_and_never_pilots() -> None:
    study = simulate(3, effect=20.0)
    matching = match_communes(study, study.baseline, study.last)
    assert matching is not None
    assert np.abs(matching.gaps).max() < np.abs(matching.gaps_before).max()
    assert matching.mixed_count == 0
    assert not study.is_pilot[matching.matches].any()
    assert matching.traits == ("coverage", "size", "trend")


def test_matches_that_are_not_alike_are_said_not_to_be() -> None:
    study = simulate(3, effect=20.0)
    assert not any("Không tìm được xã thật giống" in one.vi for one in evaluate_pilots(study).sentences)
    higher = study.stocks * np.where(study.is_pilot, 3.0, 1.0)
    said = [one for one in evaluate_pilots(replace(study, stocks=higher)).sentences if "thật giống" in one.vi]
    assert len(said) == 1
    assert "tỷ lệ bao phủ +" in said[0].vi
    assert "coverage +" in said[0].en


def test_the_interval_is_that_of_students_t_and_a_handful_tells_none() -> None:
    from scipy.stats import t

    values = np.array([3.0, 5, 8, 1, 9, 4])
    low, high = t.interval(0.95, 5, values.mean(), values.std(ddof=1) / np.sqrt(6))
    assert build_interval(values) == pytest.approx((low, high))
    assert build_interval(values[:4]) == (None, None)


def test_gross_and_net_are_both_told_and_what_is_missing_is_not_made_up() -> None:
    study = simulate(5, effect=20.0)
    assert evaluate_pilots(study).pilots.gross_total is None
    net = study.stocks[3] - study.stocks[2]
    told = evaluate_pilots(replace(study, gross_new=net + 7))
    assert told.pilots.gross_total == told.pilots.net_total + 7 * 30
    assert "210 người đã dừng" in told.sentences[1].vi
    assert "210 left" in told.sentences[1].en
    part = np.where(np.arange(400) == np.flatnonzero(study.is_pilot)[0], np.nan, net)
    assert evaluate_pilots(replace(study, gross_new=part)).pilots.gross_total is None


def test_pilots_without_a_like_or_without_figures_are_said_to_have_none() -> None:
    study = simulate(5, effect=20.0, count=31)  # one other for thirty pilots
    result = evaluate_pilots(study)
    assert result.difference is None
    assert any("Không đủ xã tương tự" in one.vi for one in result.sentences)
    missing = study.stocks.copy()
    missing[3, study.is_pilot] = np.nan
    assert evaluate_pilots(replace(study, stocks=missing)).pilots.commune_count == 0
