"""Why this one and not that one: no exchange betters the best list, and what stands in its way is said truly."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from services.planning.contrasts import exchange, find_nearest_exchange, list_points
from services.planning.criteria import Criterion
from services.planning.ranking import build_ranking
from services.planning.selection import SelectionProblem, solve_selection
from tests.fixtures.planning_candidates import build_candidates_of
from tests.fixtures.selection_oracle import keeps, problems

SOME = settings(max_examples=60, deadline=None)


@SOME
@given(problems())
def test_an_exchange_breaks_a_rule_or_gains_no_more(problem: SelectionProblem) -> None:
    best = solve_selection(problem)
    if best is None:
        return
    inside = best.places.tolist()
    outside = [one for one in range(problem.ground.size) if one not in inside]
    for picked in inside:
        for other in outside:
            found = exchange(problem, best, picked, other)
            changed = tuple(sorted({*inside, other} - {picked}))
            broken = [rule for rule in problem.rules if not keeps(rule, problem, changed)]
            assert [rule in found.broken for rule in problem.rules] == [rule in broken for rule in problem.rules]
            if found.is_allowed:
                assert found.loss is not None
                assert found.loss >= -1e-9


@SOME
@given(problems())
def test_the_nearest_exchange_loses_least_of_those_that_keep_the_rules(problem: SelectionProblem) -> None:
    best = solve_selection(problem)
    if best is None:
        return
    inside = best.places.tolist()
    for place in range(problem.ground.size):
        rivals = [one for one in range(problem.ground.size) if (one in inside) != (place in inside)]
        pairs = [(place, one) if place in inside else (one, place) for one in rivals]
        allowed = [one for one in (exchange(problem, best, *pair) for pair in pairs) if one.is_allowed]
        found = find_nearest_exchange(problem, best, place)
        if allowed:
            assert found is not None
            assert found.is_allowed
            assert found.loss == pytest.approx(min(one.loss for one in allowed if one.loss is not None))
        else:
            assert found is None or not found.is_allowed


def test_what_speaks_for_either_adds_up_to_the_difference_of_their_scores() -> None:
    communes = build_candidates_of([10, 20, 30, 40], [1000, 900, 800, 700], targets=np.array([20.0, 10, 40, 90]))
    ranking = build_ranking(communes, {Criterion.UNREACHED: 2.0, Criterion.PLAN_GAP: 1.0})
    points = list_points(ranking, 0, 3)
    assert sum(one.lead for one in points) == pytest.approx(ranking.scores[0] - ranking.scores[3])
    assert [one.criterion for one in points] == [Criterion.UNREACHED, Criterion.PLAN_GAP]
    assert (points[0].value, points[0].other_value) == (990, 660)
