"""A selection with all that stands beside it, within its time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from services.coverage.snapshot import Snapshot
from services.demo.cases import BEFORE_2025
from services.measures.schemes import Scheme
from services.planning.alternatives import measure_stability
from services.planning.criteria import Criterion
from services.planning.objectives import Objective
from services.planning.plan import Plan, build_plan
from services.planning.question import PlanQuestion, SelectionAsked, build_question_document
from services.planning.rules import LockIn, PerUnit
from services.planning.solving import Deadline, SolvedSelection, draw_gains, find_list, solve_plan, tell_beside

QUESTION = PlanQuestion(
    BEFORE_2025, "11", Scheme.BHXH_TN, date(2019, 3, 31), ((Criterion.PLAN_GAP, 4), (Criterion.BEHIND_PACE, 2))
)
FIVE = SelectionAsked(pick=5, unit_most=1)


def ask(plan: Plan, asked: SelectionAsked, seconds: float = 60.0) -> SolvedSelection:
    return solve_plan(plan, asked, lambda: np.zeros(0, dtype=object), seconds)


def test_the_same_question_has_the_same_list_and_fingerprint(demo_snapshot: Snapshot) -> None:
    plan = build_plan(demo_snapshot, QUESTION)
    first, second = ask(plan, FIVE), ask(plan, replace(FIVE, locked_out=()))
    assert first.selection is not None
    assert second.selection is not None
    assert first.selection.fingerprint == second.selection.fingerprint
    assert first.stability is not None
    assert first.stability.tries == 100
    assert first.stability.picked_counts.sum() == 500


def test_the_order_in_which_weights_are_given_changes_nothing(demo_snapshot: Snapshot) -> None:
    weights = (
        (Criterion.UNREACHED, 5),
        (Criterion.BELOW_PEERS, 3),
        (Criterion.PLAN_GAP, 4),
        (Criterion.BEHIND_PACE, 2),
    )
    one, other = (
        ask(build_plan(demo_snapshot, replace(QUESTION, weights=given)), FIVE) for given in (weights, weights[::-1])
    )
    assert one.selection is not None
    assert other.selection is not None
    assert one.selection.fingerprint == other.selection.fingerprint
    assert one.stability is not None
    assert other.stability is not None
    assert one.stability.picked_counts.tolist() == other.stability.picked_counts.tolist()


def test_the_next_best_and_the_cost_of_rules_are_never_below_zero(demo_snapshot: Snapshot) -> None:
    found = ask(build_plan(demo_snapshot, QUESTION), FIVE)
    assert found.selection is not None
    assert found.other is not None
    assert found.other.gain <= found.selection.gain
    assert set(found.other.codes) != set(found.selection.codes)
    assert all(one.cost is not None and one.cost >= 0 for one in found.losses)


def test_without_time_nothing_is_told_besides_the_list(demo_snapshot: Snapshot) -> None:
    plan = build_plan(demo_snapshot, QUESTION)
    listed = find_list(plan, replace(FIVE, least_kilometres=15), lambda: np.zeros(0, dtype=object))
    found = tell_beside(plan, listed, 0.0)
    assert found.selection is not None
    assert (found.has_other, found.other, found.stability) == (False, None, None)
    assert not found.is_complete
    assert [one.cost for one in found.losses if isinstance(one.rule, PerUnit)] == [None]
    assert Deadline(0.0).take() == 0.0


def test_ways_to_loosen_that_did_not_come_in_time_are_looked_for_by_who_waits(demo_snapshot: Snapshot) -> None:
    plan = build_plan(demo_snapshot, QUESTION)
    listed = find_list(plan, replace(FIVE, unit_least=1), lambda: np.zeros(0, dtype=object))
    assert listed.selection is None
    assert listed.ways
    late = replace(listed, ways=None)
    assert not tell_beside(plan, late, 0.0).is_complete
    waited = tell_beside(plan, late, 10.0)
    assert waited.is_complete
    assert waited.ways == listed.ways


def test_tries_that_solve_stop_when_their_time_is_over(demo_snapshot: Snapshot) -> None:
    plan = build_plan(demo_snapshot, QUESTION)
    listed = find_list(plan, replace(FIVE, least_kilometres=15), lambda: np.zeros(0, dtype=object))
    given = iter([9.0, 9.0, 9.0, 0.0])
    found = measure_stability(listed.problem, draw_gains(plan, listed.asked), 1, lambda: next(given))
    assert found.tries == 3
    assert found.picked_counts.sum() == 15
    none = measure_stability(listed.problem, draw_gains(plan, listed.asked), 1, lambda: 1e-6)
    assert none.tries == 0


def test_costs_follow_the_people_not_yet_reached(demo_snapshot: Snapshot) -> None:
    plan = build_plan(demo_snapshot, QUESTION)
    asked = SelectionAsked(Objective.UNREACHED, budget=40, cost_each=2, cost_per_thousand=3)
    found = find_list(plan, asked, lambda: np.zeros(0, dtype=object))
    assert found.selection is not None
    assert found.selection.cost <= 40
    by_hand = sum(2 + 3 * plan.candidates.unreached[place] / 1000 for place in found.selection.places)
    assert np.isclose(found.selection.cost, by_hand)


def test_rules_do_not_depend_on_how_they_were_given() -> None:
    one = SelectionAsked(pick=3, locked_in=("b", "a"), own_units=(("y", 1, None), ("x", None, 2)))
    other = SelectionAsked(pick=3, locked_in=("a", "b", "a"), own_units=(("x", None, 2), ("y", 1, None)))
    assert one.list_rules() == other.list_rules()
    assert LockIn("a") in one.list_rules()


def test_a_question_as_json_names_all_that_was_asked() -> None:
    document = build_question_document(replace(QUESTION, selection=replace(FIVE, own_units=(("094", 1, 3),))))
    assert document["weights"] == {"plan_gap": 4, "behind_pace": 2}
    assert document["selection"]["own_units"] == [["094", 1, 3]]
    assert document["as_of"] == "2019-03-31"
