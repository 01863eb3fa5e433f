"""What holds of every shrunk rate, and what simulations of known risks must show."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import BadInput
from services.planning.shrinkage import (
    Prior,
    explain_indistinct,
    find_indistinct,
    fit_prior,
    measure_likelihood,
    rank_rates,
    shrink_rates,
)

ROWS = st.lists(
    st.tuples(st.integers(0, 400), st.integers(1, 400)).map(lambda row: (float(min(row)), float(row[1]))),
    min_size=5,
    max_size=40,
)


def simulate(seed: int, count: int, prior: Prior | None, rate: float = 0.05) -> tuple[np.ndarray, np.ndarray]:
    """Return people won and people there; sizes from some tens to some ten thousands, as communes are."""
    random = np.random.default_rng(seed)
    totals = np.round(np.exp(random.uniform(np.log(40), np.log(20_000), count)))
    rates = np.full(count, rate) if prior is None else random.beta(prior.alpha, prior.beta, count)
    return random.binomial(totals.astype(int), rates).astype(float), totals


@settings(max_examples=20, deadline=None)
@given(ROWS)
def test_estimates_lie_between_the_own_rate_and_that_of_all_and_within_their_interval(
    rows: list[tuple[float, float]],
) -> None:
    counts, totals = np.array(rows).T
    found = shrink_rates(counts, totals)
    assert ((found.estimates >= 0) & (found.estimates <= 1)).all()
    assert ((found.lows >= 0) & (found.highs <= 1) & (found.lows <= found.highs)).all()
    low, high = np.minimum(found.raw, found.prior.mean), np.maximum(found.raw, found.prior.mean)
    assert ((found.estimates >= low - 1e-9) & (found.estimates <= high + 1e-9)).all()
    kept = totals / (totals + found.prior.precision)
    np.testing.assert_allclose(found.estimates, kept * found.raw + (1 - kept) * found.prior.mean, rtol=1e-9)


@settings(max_examples=12, deadline=None)
@given(ROWS)
def test_no_prior_of_a_grid_makes_the_counts_more_likely(rows: list[tuple[float, float]]) -> None:
    counts, totals = np.array(rows).T
    best = measure_likelihood(counts, totals, fit_prior(counts, totals))
    means, precisions = np.linspace(0.005, 0.995, 34), np.geomspace(0.02, 9e7, 40)
    others = (measure_likelihood(counts, totals, Prior(mean, size)) for mean in means for size in precisions)
    assert best >= max(others) - 1e-3


@settings(max_examples=8, deadline=None)
@given(ROWS, st.randoms())
def test_the_order_of_communes_changes_nothing(rows: list[tuple[float, float]], random: object) -> None:
    counts, totals = np.array(rows).T
    order = np.arange(len(rows))
    random.shuffle(order)  # type: ignore[attr-defined]
    found, shuffled = shrink_rates(counts, totals), shrink_rates(counts[order], totals[order])
    np.testing.assert_allclose(shuffled.estimates, found.estimates[order], rtol=1e-12)


@pytest.mark.parametrize("seed", range(6))
def test_communes_of_equal_risk_do_not_fill_the_extremes_with_the_smallest(seed: int) -> None:
    counts, totals = simulate(seed, 300, None)
    found = shrink_rates(counts, totals)
    small = totals <= np.quantile(totals, 0.2)
    tenth = 30

    def share_of_small(rates: np.ndarray) -> float:
        order = np.argsort(rates, kind="stable")
        return float(small[np.concatenate([order[:tenth], order[-tenth:]])].mean())

    assert share_of_small(found.raw) > 0.5
    assert share_of_small(found.estimates) <= 0.2 + 0.05
    assert np.ptp(found.estimates) < 0.02 < np.ptp(found.raw)


@pytest.mark.parametrize("seed", range(3))
def test_communes_of_equal_risk_cannot_be_told_apart(seed: int) -> None:
    counts, totals = simulate(seed, 120, None)
    found = shrink_rates(counts, totals)
    ranks = rank_rates(found, seed=seed)
    assert np.median(ranks.highs - ranks.lows) > 60
    apart = [np.count_nonzero(~find_indistinct(found, place, seed=seed)) for place in range(0, 120, 10)]
    assert np.mean(apart) < 0.06 * 120


@pytest.mark.parametrize("prior", [Prior(0.05, 80.0), Prior(0.3, 25.0), Prior(0.9, 300.0)])
def test_the_fit_finds_the_prior_and_intervals_hold_the_true_rate_as_often_as_they_say(prior: Prior) -> None:
    held, error_raw, error = [], 0.0, 0.0
    for seed in range(5):
        random = np.random.default_rng(seed)
        totals = np.round(np.exp(random.uniform(np.log(20), np.log(3000), 400)))
        rates = random.beta(prior.alpha, prior.beta, 400)
        found = shrink_rates(random.binomial(totals.astype(int), rates).astype(float), totals)
        assert found.prior.mean == pytest.approx(prior.mean, rel=0.12)
        assert found.prior.precision == pytest.approx(prior.precision, rel=0.45)
        held.append(np.mean((found.lows <= rates) & (rates <= found.highs)))
        error_raw += float(((found.raw - rates) ** 2).sum())
        error += float(((found.estimates - rates) ** 2).sum())
    assert np.mean(held) == pytest.approx(0.9, abs=0.025)
    assert error < error_raw


def test_rank_intervals_of_plain_differences_are_narrow_and_hold_the_rank() -> None:
    counts, totals = np.array([100.0, 300, 500, 700, 900]), np.full(5, 1000.0)
    ranks = rank_rates(shrink_rates(counts, totals))
    assert ranks.lows.tolist() == ranks.highs.tolist() == [5, 4, 3, 2, 1]


def test_a_commune_is_told_apart_from_the_far_and_not_from_the_near() -> None:
    rates = shrink_rates(np.array([100.0, 101, 500, 900, 903, 902]), np.full(6, 1000.0))
    assert find_indistinct(rates, 0).tolist() == [True, True, False, False, False, False]
    assert explain_indistinct(find_indistinct(rates, 2)).vi == "khác hẳn mọi xã còn lại"
    assert explain_indistinct(find_indistinct(rates, 4)).vi == "chưa phân biệt được với 2 xã khác"
    assert explain_indistinct(find_indistinct(rates, 4)).en == "cannot be told apart from 2 others"


def test_what_is_missing_stays_missing_and_more_people_than_there_are_count_as_all() -> None:
    found = shrink_rates(np.array([1.0, 2, 3, 4, 12, math.nan, 0]), np.array([10.0, 10, 10, 10, 10, 10, 0]))
    assert math.isnan(found.estimates[5])
    assert found.capped.tolist() == [False] * 4 + [True, False, False]
    assert found.estimates[4] < 1
    assert math.isnan(found.raw[6])
    assert found.estimates[6] == pytest.approx(found.prior.mean)  # of nobody: what is true of all
    assert rank_rates(found).lows[5] == 0


def test_a_handful_of_communes_tells_nothing_in_common() -> None:
    with pytest.raises(BadInput) as caught:
        shrink_rates(np.array([1.0, 2, math.nan]), np.array([10.0, 10, 10]))
    assert caught.value.code == "too_few_communes"
