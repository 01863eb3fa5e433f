"""Every selection is the best one: equal to trying all sets on small cases, with all that is said beside it."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import BadInput
from services.planning.alternatives import (
    explain_next_best,
    find_next_best,
    measure_pick_losses,
    measure_rule_costs,
    measure_stability,
)
from services.planning.counted_rules import COUNTING, find_counted
from services.planning.ground import Field
from services.planning.loosening import find_loosening, find_ways
from services.planning.objectives import Objective
from services.planning.rules import Budget, LeastDistance, LeastSize, LockIn, PerUnit, PickCount, Rule
from services.planning.selection import SelectionProblem, solve_selection
from tests.fixtures.selection_oracle import keeps, list_answers, list_sets, problems

MANY = settings(max_examples=120, deadline=None)
SOME = settings(max_examples=50, deadline=None)


def build_ground(units: str, costs: list[float] | None = None) -> Field:
    count = len(units)
    return Field(
        codes=np.array([f"{place:05d}" for place in range(count)], dtype=object),
        unit_codes=np.array(list(units), dtype=object),
        is_pilot=np.zeros(count, dtype=bool),
        sizes=np.full(count, 100.0),
        costs=np.ones(count) if costs is None else np.array(costs),
        longitudes=105.0 + 0.1 * np.arange(count),
        latitudes=np.full(count, 21.0),
    )


@MANY
@given(problems())
def test_no_set_that_keeps_the_rules_gains_more(problem: SelectionProblem) -> None:
    answers = list_answers(problem)
    found = solve_selection(problem)
    if not answers:
        assert found is None
        return
    assert found is not None
    picked = tuple(found.places.tolist())
    assert all(keeps(rule, problem, picked) for rule in problem.rules)
    assert found.gain == pytest.approx(answers[0][0])
    assert found.is_proven
    assert found.bound == found.gain
    assert found.codes == tuple(sorted(problem.ground.codes[place] for place in picked))


@SOME
@given(problems(), st.randoms())
def test_the_same_question_gives_the_same_list_and_fingerprint_in_any_order(
    problem: SelectionProblem, random: object
) -> None:
    order = np.arange(problem.ground.size)
    random.shuffle(order)  # type: ignore[attr-defined]
    ground, number = problem.ground, np.argsort(order)
    columns = ("codes", "unit_codes", "is_pilot", "sizes", "costs", "longitudes", "latitudes")
    turned = replace(ground, **{name: getattr(ground, name)[order] for name in columns})
    pairs = np.sort(number[ground.neighbours], axis=1)
    turned = replace(turned, neighbours=pairs[np.lexsort(pairs.T[::-1])])
    found, again = (
        solve_selection(problem),
        solve_selection(SelectionProblem(turned, problem.gains[order], problem.rules)),
    )
    assert (found is None) == (again is None)
    if found is not None and again is not None:
        assert again.gain == pytest.approx(found.gain)
        assert (again.codes, again.fingerprint) == (found.codes, found.fingerprint)
        moved = solve_selection(replace(problem, gains=np.where(np.isfinite(problem.gains), problem.gains + 1, np.nan)))
        assert moved is not None
        assert moved.fingerprint != found.fingerprint or not np.isfinite(problem.gains).any()


@MANY
@given(problems())
def test_rules_that_only_count_are_answered_alike_without_the_solver(problem: SelectionProblem) -> None:
    plain = replace(problem, rules=tuple(rule for rule in problem.rules if isinstance(rule, COUNTING)))
    counted = find_counted(plain.ground, plain.rules, plain.allowed)
    assert counted is not None
    gains = np.nan_to_num(plain.gains)
    picked, found = counted.pick(gains), solve_selection(plain)
    assert (picked is None) == (found is None)
    if picked is not None and found is not None:
        assert all(keeps(rule, plain, tuple(np.flatnonzero(picked))) for rule in plain.rules)
        assert gains[picked].sum() == pytest.approx(found.gain)


@pytest.mark.parametrize("rule", [PickCount(2, 1), PerUnit(2, 1), PerUnit(1, 0, "A"), PerUnit(1, None, "Z")])
def test_bounds_that_contradict_themselves_allow_nothing_either_way(rule: Rule) -> None:
    problem = SelectionProblem(build_ground("AAB"), np.ones(3), (rule,))
    counted = find_counted(problem.ground, problem.rules, problem.allowed)
    assert counted is not None
    assert counted.pick(problem.gains) is None
    assert solve_selection(problem) is None
    (only,) = find_loosening(problem)
    assert only.rule == rule


@SOME
@given(problems())
def test_the_next_best_is_the_best_of_all_other_sets(problem: SelectionProblem) -> None:
    best = solve_selection(problem)
    if best is None:
        return
    others = [gain for gain, picked in list_answers(problem) if picked != tuple(best.places.tolist())]
    found = find_next_best(problem, best)
    assert (found is None) == (not others)
    if found is not None:
        assert found.codes != best.codes
        assert found.gain == pytest.approx(others[0])


@SOME
@given(problems(most=7))
def test_each_pick_and_each_rule_is_worth_what_the_best_without_it_says(problem: SelectionProblem) -> None:
    best = solve_selection(problem)
    if best is None:
        return
    answers = list_answers(problem)
    for code, loss in measure_pick_losses(problem, best).items():
        place = problem.ground.find(code)
        without = [gain for gain, picked in answers if place not in picked]
        assert (loss is None and not without) or loss == pytest.approx(best.gain - without[0])
    costs = measure_rule_costs(problem, best)
    assert [one.cost for one in costs] == sorted((one.cost for one in costs), reverse=True)
    expected = []
    frames = [number for number, rule in enumerate(problem.rules) if rule.is_frame]
    for number in range(len(problem.rules)):
        if frames != [number]:
            expected.append(list_answers(problem, without=number)[0][0] - best.gain)
    assert [one.cost for one in costs] == pytest.approx(sorted(expected, reverse=True))


@MANY
@given(problems(most=6))
def test_the_fewest_rules_are_loosened_and_by_no_more_than_needed(problem: SelectionProblem) -> None:
    sets = list(list_sets(problem))
    numbers = range(len(problem.rules))
    broken = [{n for n in numbers if not keeps(problem.rules[n], problem, picked)} for picked in sets]
    fewest = min(len(one) for one in broken)
    found = find_loosening(problem)
    assert len(found) == fewest
    assert (fewest == 0) == (solve_selection(problem) is not None)
    loosened = [problem.rules.index(one.rule) for one in found]
    # The same rule may stand twice: then each of its copies counts.
    texts = sorted(str(one.rule) for one in found)
    assert any(sorted(str(problem.rules[n]) for n in one) == texts for one in broken if len(one) == fewest)
    for one in found:
        assert (one.amount is None) != one.rule.is_amount
        assert one.text.vi
        assert one.amount is None or one.amount > 0
    assert len(loosened) == fewest
    eased = {id(one.rule): one.instead for one in found}
    kept = [eased.get(id(rule), rule) for rule in problem.rules]
    assert solve_selection(replace(problem, rules=tuple(rule for rule in kept if rule is not None))) is not None
    assert_each_way_is_enough(problem, fewest)


def assert_each_way_is_enough(problem: SelectionProblem, fewest: int) -> None:
    """Each way is of the fewest rules, no rule is in two, and the rules with what comes in their place are kept."""
    ways = find_ways(problem)
    assert [len(way) for way in ways] == [fewest] * len(ways)
    named = [{id(one.rule) for one in way} for way in ways]
    assert sum(len(one) for one in named) == len(set().union(*named))
    for way in ways:
        eased = {id(one.rule): one.instead for one in way}
        kept = [eased.get(id(rule), rule) for rule in problem.rules]
        assert solve_selection(replace(problem, rules=tuple(rule for rule in kept if rule is not None))) is not None


def test_each_rule_that_is_enough_alone_is_named() -> None:
    rules = (PickCount(2, 2), PerUnit(1, None), LeastSize(1.0))
    ways = find_ways(SelectionProblem(build_ground("AABBCC"), np.arange(6, dtype=float), rules))
    assert sorted(one.rule.label.vi for way in ways for one in way) == ["chọn đúng 2 xã", "mỗi đơn vị ít nhất 1 xã"]
    assert find_ways(SelectionProblem(build_ground("AABBCC"), np.ones(6), (PickCount(3, 3),))) == ()


@pytest.mark.parametrize("asked", [LeastDistance(80.0), LeastSize(900.0)])
def test_the_strictest_distance_or_size_that_can_be_kept_is_named(asked: Rule) -> None:
    ground = replace(build_ground("AAAA"), sizes=np.array([450.0, 460, 700, 100]))
    (only,) = find_loosening(SelectionProblem(ground, np.ones(4), (PickCount(2, 2), PerUnit(2, None), asked)))
    assert only.rule == asked
    expected = LeastDistance(31.0) if isinstance(asked, LeastDistance) else LeastSize(400.0)
    assert only.instead == expected
    assert expected.label.vi in only.text.vi


def test_what_a_number_has_to_give_way_by_is_told() -> None:
    ground = build_ground("AABBCC", costs=[3, 3, 3, 3, 3, 3])
    gains = np.arange(6, dtype=float)
    each_unit = PerUnit(1, None)
    (only,) = find_loosening(SelectionProblem(ground, gains, (each_unit, Budget(7.0))))
    assert only.amount == pytest.approx(2.0 if isinstance(only.rule, Budget) else 1.0)
    (count,) = find_loosening(
        SelectionProblem(ground, gains, (PickCount(2, 2), each_unit, LockIn("00000"), PerUnit(2, None)))
    )
    assert count.rule == PickCount(2, 2)
    assert count.amount == 4
    assert count.text.vi == "thay «chọn đúng 2 xã» bằng «chọn đúng 6 xã»"
    locked = (LockIn("00000"), LockIn("00001"), LockIn("00002"), PickCount(3, None))
    (unit,) = find_loosening(SelectionProblem(ground, gains, (*locked, PerUnit(1, 1))))
    assert unit.text.vi.startswith("thay «mỗi đơn vị đúng 1 xã» bằng «mỗi đơn vị ")
    assert unit.text.vi.endswith("nhiều nhất 2 xã»")


def test_a_budget_is_spent_on_the_greatest_gain_not_on_the_greatest_number() -> None:
    problem = SelectionProblem(build_ground("AAAA", costs=[5, 4, 3, 3]), np.array([10.0, 7, 5, 4]), (Budget(7.0),))
    found = solve_selection(problem)
    assert found is not None
    assert (found.codes, found.gain, found.cost) == (("00001", "00002"), 12.0, 7.0)


def test_what_the_next_best_list_would_lose_is_said() -> None:
    problem = SelectionProblem(build_ground("AAA"), np.array([1300.0, 90, 60]), (PickCount(1, 1),))
    best = solve_selection(problem)
    assert best is not None
    assert best.proof.vi.startswith("Đã chứng minh")
    said = explain_next_best(best, find_next_best(problem, best), Objective.UNREACHED)
    assert said.vi == "Danh sách tốt thứ nhì kém 1.210 người: bỏ 00000, thêm 00001."
    assert said.en == "The next best list loses 1,210 people: without 00000, with 00001."
    score = explain_next_best(best, find_next_best(problem, best), Objective.SCORE)
    assert "điểm" in score.vi
    assert "chỉ có một" in explain_next_best(best, None, Objective.SCORE).vi


def test_a_set_that_only_a_tolerance_would_allow_is_not_picked() -> None:
    # A million times dearer than the least difference: one dong more than the budget is more than the budget.
    costs = [600_000_000.0, 400_000_001.0, 400_000_000.0, 1.0]
    problem = SelectionProblem(build_ground("AAAA", costs), np.array([5.0, 4, 3, 0.5]), (Budget(1_000_000_000),))
    best = solve_selection(problem)
    assert best is not None
    assert (best.codes, best.cost) == (("00000", "00002"), 1_000_000_000)


def test_picks_that_hang_on_the_data_are_told_from_those_that_do_not() -> None:
    gains = np.array([100.0, 50, 49, 1])
    problem = SelectionProblem(build_ground("AAAA"), gains, (PickCount(2, 2),))
    drawn = gains * np.random.default_rng(1).uniform(0.9, 1.1, size=(100, 4))
    stability = measure_stability(problem, drawn, seed=1)
    assert stability.picked_counts[0] == 100
    assert stability.picked_counts[3] == 0
    assert 20 < stability.picked_counts[1] < 80
    assert stability.picked_counts.sum() == 200
    for draws, count in zip(drawn[:5], [2] * 5, strict=True):
        best = max(combinations(range(4), count), key=lambda pair: draws[list(pair)].sum())
        assert measure_stability(problem, draws[None], seed=1).picked_counts.nonzero()[0].tolist() == list(best)
    assert stability.explain(0).vi == "được chọn trong 100 trên 100 lần thử"


def test_a_commune_that_is_none_of_the_candidates_cannot_be_locked_in() -> None:
    with pytest.raises(BadInput) as caught:
        solve_selection(SelectionProblem(build_ground("AA"), np.ones(2), (LockIn("99999"),)))
    assert caught.value.code == "not_a_candidate"
