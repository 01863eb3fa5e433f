"""Targets are whole, within bounds and add up at every level, whatever is asked; what cannot be is refused."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geodata.errors import BadInput
from services.demo.splitting import apportion
from services.planning.apportionment import apportion_within, round_table, share_within
from services.planning.target_comparison import build_uniform_rise, compare_proposals
from services.planning.targets import (
    TargetProblem,
    TargetProposal,
    TargetRule,
    build_target_problem,
    rebalance_targets,
    schedule_months,
    split_organisations,
    split_target,
)
from tests.fixtures.planning_candidates import build_candidates_of

WEIGHTS = st.one_of(st.just(0.0), st.integers(1, 50).map(float))


@st.composite
def bounded(draw: st.DrawFn) -> tuple[int, np.ndarray, np.ndarray, np.ndarray]:
    """A total that the bounds allow, weights, floors and ceilings."""
    count = draw(st.integers(1, 8))
    weights = np.array(draw(st.lists(WEIGHTS, min_size=count, max_size=count)))
    lows = np.array(draw(st.lists(st.integers(-5, 10), min_size=count, max_size=count)))
    rooms = draw(st.lists(st.one_of(st.integers(0, 20).map(float), st.just(math.inf)), min_size=count, max_size=count))
    highs = lows + np.array(rooms)
    most = int(highs.sum()) if np.isfinite(highs).all() else int(lows.sum()) + 60
    return draw(st.integers(int(lows.sum()), most)), weights, lows, highs


@settings(max_examples=300)
@given(bounded())
def test_shares_are_in_proportion_wherever_no_bound_holds_them(
    case: tuple[int, np.ndarray, np.ndarray, np.ndarray],
) -> None:
    total, weights, lows, highs = case
    shares = share_within(total, weights, lows.astype(float), highs)
    assert shares.sum() == pytest.approx(total)
    assert ((shares >= lows - 1e-9) & (shares <= highs + 1e-9)).all()
    free = (weights > 0) & (shares > lows + 1e-7) & (shares < highs - 1e-7)
    levels = shares[free] / weights[free]
    if levels.size:
        assert np.ptp(levels) < 1e-6
        held = weights > 0
        # Who is held down by a ceiling would take more at this level, who is held up by a floor less.
        at_low, at_high = held & ~free & (shares <= lows + 1e-7), held & ~free & (shares >= highs - 1e-7)
        assert (levels[0] * weights[at_low & ~at_high] <= lows[at_low & ~at_high] + 1e-5).all()
        assert (levels[0] * weights[at_high & ~at_low] >= highs[at_high & ~at_low] - 1e-5).all()


@settings(max_examples=300)
@given(bounded())
def test_whole_shares_add_up_keep_their_bounds_and_are_next_to_the_exact_ones(
    case: tuple[int, np.ndarray, np.ndarray, np.ndarray],
) -> None:
    total, weights, lows, highs = case
    counts = apportion_within(total, weights, lows.astype(float), highs)
    assert counts.sum() == total
    assert ((counts >= lows) & (counts <= highs)).all()
    assert (np.abs(counts - share_within(total, weights, lows.astype(float), highs)) < 1 + 1e-6).all()


@given(st.integers(0, 500), st.lists(st.integers(1, 50).map(float), min_size=1, max_size=10))
def test_without_bounds_it_is_the_largest_remainder(total: int, weights: list[float]) -> None:
    array = np.array(weights)
    floors, none = np.zeros(array.size), np.full(array.size, np.inf)
    found, expected = apportion_within(total, array, floors, none), apportion(total, array)
    exact = total * array / array.sum()
    # Remainders that are equal but for the last digit may go to either.
    assert np.sort(found - np.floor(exact + 1e-9)).tolist() == np.sort(expected - np.floor(exact + 1e-9)).tolist()


def test_a_total_that_the_bounds_forbid_is_refused() -> None:
    with pytest.raises(ValueError, match="does not lie within"):
        share_within(9, np.ones(2), np.zeros(2), np.full(2, 4.0))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-20, 60), min_size=1, max_size=6), st.lists(st.integers(1, 9), min_size=1, max_size=5))
def test_a_rounded_table_adds_up_both_ways_and_every_cell_is_next_to_its_value(
    rows: list[int], parts: list[int]
) -> None:
    table = np.outer(rows, np.array(parts) / sum(parts))
    counts = round_table(table)
    assert counts.sum(axis=1).tolist() == rows
    assert (np.abs(counts - table) < 1).all()
    assert (np.abs(counts.sum(axis=0) - table.sum(axis=0)) < 1 - 1e-6).all()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=2, max_size=3), st.lists(st.integers(1, 4), min_size=2, max_size=3))
def test_no_other_whole_table_rounds_up_greater_remainders(rows: list[int], parts: list[int]) -> None:
    table = np.outer(rows, np.array(parts) / sum(parts))
    low, remainders = np.floor(np.round(table, 9)), np.round(table, 9) - np.floor(np.round(table, 9))
    best = -1.0
    for ups in product((0, 1), repeat=table.size):
        up = np.array(ups).reshape(table.shape)
        fits = (up <= (remainders > 0)).all() and ((low + up).sum(axis=1) == rows).all()
        if fits and (np.abs((low + up).sum(axis=0) - table.sum(axis=0)) < 1 - 1e-6).all():
            best = max(best, float((up * remainders).sum()))
    found = round_table(table)
    assert ((found - low) * remainders).sum() == pytest.approx(best)


@st.composite
def target_problems(draw: st.DrawFn) -> TargetProblem:
    count = draw(st.integers(1, 9))
    people = st.one_of(st.just(math.nan), st.integers(0, 300).map(float))
    enrolled, denominators = (draw(st.lists(people, min_size=count, max_size=count)) for _ in range(2))
    growths = draw(st.lists(st.sampled_from([math.nan, -1.0, -0.5, 0.0, 0.4]), min_size=count, max_size=count))
    units = np.array(draw(st.lists(st.sampled_from("ABC"), min_size=count, max_size=count)), dtype=object)
    candidates = build_candidates_of(enrolled, denominators, growths=np.array(growths), unit_codes=units)
    rule = TargetRule(
        unreached_part=draw(st.sampled_from([0.0, 0.5, 1.0])),
        growth_part=draw(st.sampled_from([0.2, 1.0])),
        least_rise_ratio=draw(st.sampled_from([0.0, 0.05])),
        most_rise_ratio=draw(st.sampled_from([None, 0.5, 2.0])),
        cap_at_denominator=draw(st.booleans()),
    )
    fixed = draw(st.dictionaries(st.sampled_from(candidates.codes.tolist()), st.integers(0, 400), max_size=3))
    return build_target_problem(candidates, draw(st.integers(0, 3000)), rule, fixed)


def ask(split: Callable[[], TargetProposal]) -> TargetProposal | None:
    """Return a proposal, None where the bounds forbid it."""
    try:
        return split()
    except BadInput as refused:
        if refused.code != "target_out_of_bounds":
            raise
        return None


@settings(max_examples=150, deadline=None)
@given(target_problems())
def test_every_level_adds_up_fixed_cells_stay_and_bounds_hold(problem: TargetProblem) -> None:
    proposal = ask(lambda: split_target(problem))
    if proposal is None:
        free = np.array([code not in problem.fixed for code in problem.codes])
        held = sum(problem.fixed.values())
        least = held + (problem.baseline + problem.lows)[free].sum()
        most = held + (problem.baseline + problem.highs)[free].sum()
        assert not least <= problem.total <= most
        return
    assert proposal.targets.sum() == problem.total == sum(proposal.unit_targets.values())
    for unit, target in proposal.unit_targets.items():
        assert proposal.targets[problem.unit_codes == unit].sum() == target
    for place, code in enumerate(problem.codes):
        if code in problem.fixed:
            assert proposal.targets[place] == problem.fixed[code]
        else:
            assert problem.lows[place] <= proposal.rises[place] <= problem.highs[place]
    months = schedule_months(proposal)
    assert (months[:, -1] == proposal.targets).all()
    assert (np.diff(months, axis=1)[proposal.rises >= 0] >= 0).all()
    monthly = np.diff(np.concatenate([[problem.baseline.sum()], months.sum(axis=0)]))
    assert np.ptp(monthly) <= 1
    by_organisation = split_organisations(proposal, np.tile([3.0, 2.0, 0.0], (problem.codes.size, 1)))
    assert (by_organisation.sum(axis=1) == proposal.targets).all()
    assert (by_organisation[:, 2] == 0).all()
    assert (np.abs(by_organisation.sum(axis=0) - problem.total * np.array([0.6, 0.4, 0])) < 1).all()


@settings(max_examples=80, deadline=None)
@given(target_problems(), st.data())
def test_an_edit_stands_and_the_rest_moves_in_proportion_with_all_sums_kept(
    problem: TargetProblem, data: st.DataObject
) -> None:
    proposal = ask(lambda: split_target(problem))
    assume(proposal is not None)
    assert proposal is not None
    place = data.draw(st.integers(0, problem.codes.size - 1))
    code, unit = str(problem.codes[place]), problem.unit_codes[place]
    wanted = max(0, int(proposal.targets[place]) + data.draw(st.integers(-9, 9)))
    for keep in (True, False):
        edited = ask(lambda keep=keep: rebalance_targets(proposal, {code: wanted}, keep_units=keep))
        if edited is None:
            continue
        assert edited.targets[place] == wanted
        assert edited.targets.sum() == problem.total
        assert edited.is_fixed[place]
        if keep:
            assert edited.unit_targets == proposal.unit_targets
            elsewhere = problem.unit_codes != unit
            assert (edited.targets[elsewhere] == proposal.targets[elsewhere]).all()
        difference = compare_proposals(proposal, edited)
        assert difference.total_difference == 0
        assert difference.moved_count == np.maximum(difference.differences, 0).sum()
    if wanted == proposal.targets[place]:
        assert (rebalance_targets(proposal, {code: wanted}).targets == proposal.targets).all()


def test_a_unit_with_a_total_of_its_own_keeps_it_and_one_that_cannot_is_named() -> None:
    candidates = build_candidates_of(
        [10, 20, 30], [100, 100, 100], unit_codes=np.array(["A", "A", "B"], dtype=object), growths=np.zeros(3)
    )
    found = split_target(build_target_problem(candidates, 120, TargetRule(), unit_fixed={"B": 50}))
    assert dict(found.unit_targets) == {"A": 70, "B": 50}
    with pytest.raises(BadInput) as caught:
        split_target(build_target_problem(candidates, 120, TargetRule(), unit_fixed={"B": 101}))
    assert "đơn vị B" in caught.value.message.vi
    assert "30 – 100" in caught.value.message.vi
    with pytest.raises(BadInput) as caught:
        split_target(build_target_problem(candidates, 120, TargetRule(), fixed={"99999": 1}))
    assert caught.value.code == "fixed_target_invalid"


def test_a_commune_of_which_nothing_is_known_is_asked_for_as_much_as_the_mean() -> None:
    candidates = build_candidates_of([0, 0, math.nan], [100, 300, math.nan])
    found = split_target(build_target_problem(candidates, 60, TargetRule(1.0, 0.0)))
    assert found.targets.tolist() == [10, 30, 20]


def test_two_hundred_in_each_commune_comes_to_what_it_comes_to() -> None:
    found = build_uniform_rise(build_candidates_of([10, 900, math.nan], [1000, 1000, 1000]), 200)
    assert (found.rise_total, found.stock_total, found.unknown_count) == (600, 1510, 1)
    assert found.over_places.tolist() == [1]
    assert found.coverage_ratio == pytest.approx((210 + 1000) / 2000)
