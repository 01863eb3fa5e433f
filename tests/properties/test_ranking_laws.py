"""What holds of every ranking: it is what an oracle of plain loops says, and what is missing is never zero."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import BadInput
from services.planning.criteria import Criterion, CriterionInputs, measure_criteria, measure_peers
from services.planning.ranking import Ranking, Scaling, build_ranking, scale_percentile, scale_robust
from services.planning.reasons import list_reasons
from tests.fixtures.planning_candidates import build_candidates_of

NUMBERS = st.one_of(st.just(math.nan), st.integers(-50, 50).map(float))
PEOPLE = st.one_of(st.just(math.nan), st.integers(0, 400).map(float))
WEIGHTS = st.dictionaries(st.sampled_from(list(Criterion)), st.integers(0, 5).map(float), min_size=1).filter(
    lambda weights: any(weights.values())
)


@st.composite
def rankings(draw: st.DrawFn) -> Ranking:
    count = draw(st.integers(1, 9))

    def column(of: st.SearchStrategy[float]) -> np.ndarray:
        return np.array(draw(st.lists(of, min_size=count, max_size=count)))

    candidates = build_candidates_of(
        column(PEOPLE),
        column(PEOPLE),
        targets=column(PEOPLE),
        pace_gaps=column(NUMBERS),
        growths=column(NUMBERS),
        is_pilot=np.array(draw(st.lists(st.booleans(), min_size=count, max_size=count))),
    )
    inputs = CriterionInputs(0.3, event_counts=column(PEOPLE), officer_loads=column(PEOPLE))
    return build_ranking(candidates, draw(WEIGHTS), inputs, draw(st.sampled_from(Scaling)))


def score_slowly(ranking: Ranking, place: int, fill: float) -> float:
    total = sum(ranking.weights.values())
    found = 0.0
    for criterion, weight in ranking.weights.items():
        value = ranking.scaled[criterion][place]
        found += weight * (fill if math.isnan(value) else value)
    return found / total


@given(st.lists(NUMBERS, min_size=1, max_size=12))
def test_the_percentile_is_the_share_below_with_equals_counted_half(values: list[float]) -> None:
    known = [value for value in values if not math.isnan(value)]
    for value, scaled in zip(values, scale_percentile(np.array(values)), strict=True):
        if math.isnan(value):
            assert math.isnan(scaled)
            continue
        below, equal = sum(other < value for other in known), sum(other == value for other in known)
        assert scaled == pytest.approx((below + equal / 2) / len(known))


@given(st.lists(NUMBERS, min_size=1, max_size=12), st.floats(0.1, 9), st.floats(-50, 50))
def test_scales_stay_within_0_and_1_keep_the_order_and_know_no_unit(
    values: list[float], factor: float, shift: float
) -> None:
    array = np.array(values)
    for scale in (scale_percentile, scale_robust):
        scaled = scale(array)
        known = np.isfinite(array)
        assert (np.isfinite(scaled) == known).all()
        assert ((scaled[known] >= 0) & (scaled[known] <= 1)).all()
        order = np.argsort(array[known], kind="stable")
        assert (np.diff(scaled[known][order]) >= 0).all()
        np.testing.assert_allclose(scale(array * factor + shift), scaled, atol=1e-9)


@settings(deadline=None)
@given(rankings())
def test_scores_are_the_weighted_means_and_lie_within_their_range(ranking: Ranking) -> None:
    for place in range(ranking.candidates.size):
        total = sum(ranking.weights.values())
        known = sum(w for c, w in ranking.weights.items() if not math.isnan(ranking.scaled[c][place])) / total
        assert ranking.known_shares[place] == pytest.approx(known)
        if known < 0.5 - 1e-9:
            assert math.isnan(ranking.scores[place])
            assert ranking.ranks[place] == 0
            continue
        assert ranking.scores[place] == pytest.approx(score_slowly(ranking, place, 0.5))
        assert ranking.score_lows[place] == pytest.approx(score_slowly(ranking, place, 0.0))
        assert ranking.score_highs[place] == pytest.approx(score_slowly(ranking, place, 1.0))
        assert 0 <= ranking.score_lows[place] <= ranking.scores[place] <= ranking.score_highs[place] <= 1 + 1e-12
        better = sum(other > ranking.shown_scores[place] for other in ranking.shown_scores)
        assert ranking.ranks[place] == better + 1


@settings(deadline=None)
@given(rankings(), st.floats(0.1, 8))
def test_only_the_proportions_of_weights_count(ranking: Ranking, factor: float) -> None:
    again = build_ranking(
        ranking.candidates, {one: weight * factor for one, weight in ranking.weights.items()}, scaling=ranking.scaling
    )
    plain = build_ranking(ranking.candidates, ranking.weights, scaling=ranking.scaling)
    np.testing.assert_allclose(again.scores, plain.scores)


@settings(deadline=None)
@given(rankings())
def test_reasons_are_the_greatest_contributions_and_never_what_is_missing(ranking: Ranking) -> None:
    total = sum(ranking.weights.values())
    for place in range(ranking.candidates.size):
        reasons = list_reasons(ranking, place)
        assert len(reasons) <= 3
        lifted = []
        for criterion, weight in ranking.weights.items():
            value, scaled = ranking.values[criterion][place], ranking.scaled[criterion][place]
            if not math.isnan(scaled) and scaled > 0.5 and not (criterion.definition.is_gap and value <= 0):
                lifted.append(weight / total * (scaled - 0.5))
        expected = sorted(lifted, reverse=True)[:3]
        assert [reason.contribution for reason in reasons] == pytest.approx(expected, abs=1e-9)
        for reason in reasons:
            assert "{" not in reason.text.vi + reason.text.en
            assert "nan" not in reason.text.vi + reason.text.en


@given(st.lists(st.tuples(PEOPLE, st.integers(1, 900).map(float), st.booleans()), min_size=1, max_size=30))
def test_the_like_of_a_commune_is_of_its_kind_and_third(rows: list[tuple[float, float, bool]]) -> None:
    enrolled, sizes, urban = (np.array(column) for column in zip(*rows, strict=True))
    candidates = build_candidates_of(enrolled, sizes, is_urban=urban.astype(bool))
    peers = measure_peers(candidates)
    low, high = np.quantile(sizes, [1 / 3, 2 / 3])
    third = [0 if size <= low else 1 if size <= high else 2 for size in sizes]
    for place in range(len(rows)):
        alike = [o for o in range(len(rows)) if third[o] == third[place] and urban[o] == urban[place]]
        known = [enrolled[o] / sizes[o] for o in alike if not math.isnan(enrolled[o])]
        everyone = [e / s for e, s in zip(enrolled, sizes, strict=True) if not math.isnan(e)]
        used = known if len(known) >= 5 else everyone
        assert (math.isnan(peers[place]) and not used) or peers[place] == pytest.approx(np.median(used))


def test_a_missing_criterion_neither_wins_nor_loses() -> None:
    candidates = build_candidates_of([10, 50, 90], [100, 100, 100], growths=np.array([np.nan, 0.1, 0.2]))
    weights = {Criterion.UNREACHED: 1.0, Criterion.SLOW_GROWTH: 1.0}
    ranking = build_ranking(candidates, weights)
    assert ranking.scores[0] == pytest.approx((5 / 6 + 0.5) / 2)
    assert (ranking.score_lows[0], ranking.score_highs[0]) == pytest.approx((5 / 12, 11 / 12))
    assert ranking.known_shares[0] == 0.5


def test_weights_that_weigh_nothing_are_refused() -> None:
    candidates = build_candidates_of([1], [2])
    for weights in ({}, {Criterion.UNREACHED: 0.0}, {Criterion.UNREACHED: -1.0, Criterion.PLAN_GAP: 2.0}):
        with pytest.raises(BadInput) as caught:
            build_ranking(candidates, weights)
        assert caught.value.code == "weights_invalid"


def test_reasons_say_the_number_and_the_place_in_both_languages() -> None:
    candidates = build_candidates_of([810, 50, 90], [5000, 100, 100], targets=np.array([700.0, 60, 95]))
    ranking = build_ranking(candidates, {Criterion.UNREACHED: 2.0, Criterion.PLAN_GAP: 1.0})
    (reason,) = list_reasons(ranking, 0)  # the plan is exceeded: no reason
    assert reason.text.vi == "còn 4.190 người chưa tham gia (thứ 1 trong 3 xã)"
    assert reason.text.en == "4,190 people not yet reached (no. 1 of 3 communes)"


def test_nobody_is_near_to_itself_as_a_pilot() -> None:
    candidates = build_candidates_of([1, 1, 1], [2, 2, 2], is_pilot=np.array([True, False, False]))
    distances = measure_criteria(candidates, CriterionInputs())[Criterion.PILOT_DISTANCE]
    assert math.isnan(distances[0])
    assert distances[1:] == pytest.approx([10.38, 20.76], abs=0.01)
