"""Whatever cells are set by hand: whole people, all levels add up, bounds and cells hold, no path is remembered."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from services.measures.schemes import Scheme
from services.planning.candidates import Candidates
from services.planning.target_loosening import InfeasibleTargets
from services.planning.target_plan import build_problem, find_total, solve_targets
from services.planning.target_question import RuleKind, TargetQuestion
from services.planning.targets import TargetProposal, schedule_months, split_organisations
from tests.fixtures.planning_candidates import build_candidates_of


@st.composite
def communes(draw: st.DrawFn) -> Candidates:
    count = draw(st.integers(1, 9))
    people = st.one_of(st.just(math.nan), st.integers(0, 300).map(float))
    enrolled, denominators = (draw(st.lists(people, min_size=count, max_size=count)) for _ in range(2))
    growths = draw(st.lists(st.sampled_from([math.nan, -1.0, -0.5, 0.0, 0.4]), min_size=count, max_size=count))
    units = np.array(draw(st.lists(st.sampled_from("ABC"), min_size=count, max_size=count)), dtype=object)
    return build_candidates_of(enrolled, denominators, growths=np.array(growths), unit_codes=units)


@st.composite
def questions(draw: st.DrawFn) -> tuple[Candidates, TargetQuestion]:
    candidates = draw(communes())
    cells = st.dictionaries(st.sampled_from(candidates.codes.tolist()), st.integers(0, 400), max_size=3)
    units = st.dictionaries(st.sampled_from(sorted(set(candidates.unit_codes))), st.integers(0, 900), max_size=1)
    question = TargetQuestion(
        *("VN-2016-01-01", "01", Scheme.BHXH_TN, date(2021, 12, 31), 2022),
        kind=draw(st.sampled_from(RuleKind)),
        total=draw(st.one_of(st.none(), st.integers(0, 3000))),
        each=draw(st.integers(0, 300)),
        unreached=draw(st.sampled_from([0, 50, 100])),
        floor=draw(st.sampled_from([0, 5])),
        ceiling=draw(st.sampled_from([None, 50, 200])),
        cap=draw(st.booleans()),
        keep_units=draw(st.booleans()),
        fixed=tuple(draw(cells).items()),
        unit_fixed=tuple(draw(units).items()),
    )
    return candidates, replace(question, total=find_total(question, candidates))


def solve(candidates: Candidates, question: TargetQuestion) -> TargetProposal | None:
    try:
        return solve_targets(candidates, question)
    except InfeasibleTargets:
        return None


@settings(max_examples=60, deadline=None)
@given(questions())
def test_every_level_adds_up_after_any_edit(case: tuple[Candidates, TargetQuestion]) -> None:
    candidates, question = case
    found = solve(candidates, question)
    assume(found is not None)
    assert found is not None
    problem = build_problem(candidates, question)
    assert found.targets.dtype == np.int64
    assert found.targets.sum() == question.total == sum(found.unit_targets.values())
    for unit, target in found.unit_targets.items():
        assert found.targets[candidates.unit_codes == unit].sum() == target
        assert dict(question.unit_fixed).get(unit, target) == target
    cells = dict(question.fixed)
    for place, code in enumerate(candidates.codes):
        if code in cells:
            assert found.targets[place] == cells[code]
        else:
            assert problem.lows[place] <= found.rises[place] <= problem.highs[place]
    assert (schedule_months(found)[:, -1] == found.targets).all()
    shares = split_organisations(found, np.tile([3.0, 1.0], (candidates.size, 1)))
    assert (shares.sum(axis=1) == found.targets).all()


@settings(max_examples=40, deadline=None)
@given(questions(), st.randoms(use_true_random=False))
def test_the_same_question_has_the_same_answer_in_whatever_order_its_cells_came(
    case: tuple[Candidates, TargetQuestion], chance: object
) -> None:
    candidates, question = case
    cells = list(question.fixed)
    chance.shuffle(cells)  # type: ignore[attr-defined]
    again = replace(question, fixed=())
    for code, target in cells:
        again = again.change_cells({code: target + 1}).change_cells({code: target})
    assert again == question
    first, second = solve(candidates, question), solve(candidates, again)
    assert (first is None) == (second is None)
    if first is not None and second is not None:
        assert first.targets.tolist() == second.targets.tolist()


@settings(max_examples=40, deadline=None)
@given(questions(), st.data())
def test_a_freed_cell_leaves_no_trace_and_an_edit_leaves_other_units_alone(
    case: tuple[Candidates, TargetQuestion], data: st.DataObject
) -> None:
    candidates, question = case
    place = data.draw(st.integers(0, candidates.size - 1))
    code = str(candidates.codes[place])
    assume(code not in dict(question.fixed))
    before = solve(candidates, question)
    edited = question.change_cells({code: data.draw(st.integers(0, 400))})
    assert edited.change_cells({code: None}) == question
    after = solve(candidates, edited)
    if before is not None and after is not None and question.keep_units:
        assert before.unit_targets == after.unit_targets
        elsewhere = candidates.unit_codes != candidates.unit_codes[place]
        assert (before.targets[elsewhere] == after.targets[elsewhere]).all()


@settings(max_examples=60, deadline=None)
@given(questions())
def test_where_a_total_is_forbidden_each_way_out_is_enough(case: tuple[Candidates, TargetQuestion]) -> None:
    candidates, question = case
    refused = refuse(candidates, question)
    assume(refused is not None)
    assert refused is not None
    assert not refused.least <= refused.asked <= refused.most
    assert refused.options
    for one in refused.options:
        assert one.text.vi in refused.hint.vi
        assert one.text.en in refused.hint.en
        asked = replace(one.question, total=find_total(one.question, candidates))
        assert solve(candidates, asked) is not None


@settings(max_examples=50, deadline=None)
@given(communes(), st.integers(0, 300))
def test_each_commune_the_same_is_each_commune_the_same(candidates: Candidates, each: int) -> None:
    question = TargetQuestion(
        *("VN-2016-01-01", "01", Scheme.BHXH_TN, date(2021, 12, 31), 2022), kind=RuleKind.UNIFORM, each=each
    )
    found = solve_targets(candidates, replace(question, total=find_total(question, candidates)))
    assert set(found.rises.tolist()) == {each}


def test_the_ways_out_are_the_nearest_ones() -> None:
    candidates = build_candidates_of([100, 100], [1000, 1000], growths=np.zeros(2))
    place = ("VN-2016-01-01", "01", Scheme.BHXH_TN, date(2021, 12, 31), 2022)
    question = TargetQuestion(*place, total=271, ceiling=20, cap=False, keep_units=False, fixed=(("00001", 105),))
    short = refuse(candidates, question)
    assert short is not None
    assert [one.text.vi for one in short.options] == ["đổi tổng thành 225", "nâng mức trần từ 20% lên 66%"]
    assert [one.text.en for one in short.options] == ["make the total 225", "raise the ceiling from 20% to 66%"]
    over = refuse(candidates, replace(question, total=230, floor=10, fixed=(("00001", 129),)))
    assert over is not None
    assert [one.text.en for one in over.options] == [
        "make the total 239",
        "lower the floor from 10% to 1%",
        "free 1 cell: 00001",
    ]


def refuse(candidates: Candidates, question: TargetQuestion) -> InfeasibleTargets | None:
    """Return why a question has no answer, None where it has one."""
    try:
        solve_targets(candidates, question)
    except InfeasibleTargets as error:
        return error
    return None
