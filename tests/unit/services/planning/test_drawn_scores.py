"""Scores and stocks as they may be: around what they are, and moved together."""

from __future__ import annotations

import numpy as np
import pytest

from services.planning.alternatives import draw_scores, draw_unreached, move_stock
from services.planning.criteria import Criterion, CriterionInputs
from services.planning.objectives import Objective, find_gains
from services.planning.ranking import Scaling, build_ranking
from services.planning.shrinkage import draw_rates, shrink_rates
from tests.fixtures.planning_candidates import build_candidates_of

CANDIDATES = build_candidates_of(
    [10, 20, 30, 40, 50, 60],
    [1000, 900, 800, 700, 600, 500],
    targets=np.array([20.0, 10, 40, np.nan, 60, 90]),
    pace_gaps=np.array([-5.0, 5, 0, 1, 2, 3]),
    growths=np.array([0.5, 0, 1, -0.2, np.nan, 0]),
)
WEIGHTS = {Criterion.UNREACHED: 2.0, Criterion.SLOW_GROWTH: 1.0}


def test_with_one_weight_and_fixed_data_nothing_moves() -> None:
    drawn = draw_scores(CANDIDATES, {Criterion.UNREACHED: 3.0}, CriterionInputs(), Scaling.PERCENTILE, None, tries=5)
    plain = build_ranking(CANDIDATES, {Criterion.UNREACHED: 1.0}).scores
    np.testing.assert_allclose(drawn, np.tile(plain, (5, 1)))


def test_weights_move_within_a_fifth_and_the_same_seed_moves_them_alike() -> None:
    args = (CANDIDATES, WEIGHTS, CriterionInputs(), Scaling.PERCENTILE, None)
    drawn = draw_scores(*args, tries=60, seed=3)
    np.testing.assert_array_equal(drawn, draw_scores(*args, tries=60, seed=3))
    extremes = [
        build_ranking(CANDIDATES, {Criterion.UNREACHED: 2.0 * a, Criterion.SLOW_GROWTH: b}).scores
        for a, b in ((0.8, 1.2), (1.2, 0.8))
    ]
    assert (drawn >= np.min(extremes, axis=0) - 1e-12).all()
    assert (drawn <= np.max(extremes, axis=0) + 1e-12).all()
    assert np.ptp(drawn, axis=0).max() > 0.02


@pytest.mark.parametrize("scaling", Scaling)
def test_all_draws_at_once_are_each_draw_by_itself(scaling: Scaling) -> None:
    rates = shrink_rates(CANDIDATES.enrolled, CANDIDATES.denominators)
    weights = dict.fromkeys(
        (Criterion.UNREACHED, Criterion.BELOW_PEERS, Criterion.SLOW_GROWTH, Criterion.PLAN_GAP), 1.0
    )
    drawn = draw_scores(CANDIDATES, weights, CriterionInputs(), scaling, rates, tries=4, seed=5)
    random, stocks = np.random.default_rng([5, 1]), CANDIDATES.denominators * draw_rates(rates, 4, 5)
    for one, stock in zip(drawn, stocks, strict=True):
        moved = {criterion: weight * random.uniform(0.8, 1.2) for criterion, weight in weights.items()}
        alone = build_ranking(move_stock(CANDIDATES, stock), moved, CriterionInputs(), scaling).scores
        np.testing.assert_allclose(one, alone)


def test_gap_pace_and_growth_go_with_the_stock() -> None:
    moved = move_stock(CANDIDATES, np.array([20.0, 20, np.nan, 40, 50, 30]))
    np.testing.assert_allclose(moved.enrolled, [20, 20, 30, 40, 50, 30])
    np.testing.assert_allclose(moved.pace_gaps, [5, 5, 0, 1, 2, -27])
    np.testing.assert_allclose(moved.growths, [2, 0, 1, -0.2, np.nan, -0.5])


def test_people_unreached_are_drawn_around_what_they_are() -> None:
    rates = shrink_rates(CANDIDATES.enrolled, CANDIDATES.denominators)
    drawn = draw_unreached(CANDIDATES, rates, 4000, seed=1)
    np.testing.assert_allclose(drawn.mean(axis=0), CANDIDATES.denominators * (1 - rates.estimates), rtol=2e-3)
    assert ((drawn >= 0) & (drawn <= CANDIDATES.denominators)).all()


def test_a_plan_that_is_exceeded_leaves_nothing_to_gain() -> None:
    ranking = build_ranking(CANDIDATES, WEIGHTS)
    gains = find_gains(Objective.PLAN_GAP, CANDIDATES, ranking)
    np.testing.assert_array_equal(gains, [10, 0, 10, np.nan, 10, 30])
    np.testing.assert_array_equal(find_gains(Objective.SCORE, CANDIDATES, ranking), ranking.scores)
    assert find_gains(Objective.UNREACHED, CANDIDATES, ranking)[0] == 990
