"""A selection with all that stands beside it, within a time that a web page can wait.

The list itself is solved first, with its proof or its gap. What is told besides (the next best list, what each rule
costs, how often each commune is chosen) takes the time that is left and says so where it was too short.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from geodata.errors import BadInput
from services.coverage.columns import Counts
from services.planning.alternatives import (
    TRIES,
    Stability,
    draw_scores,
    draw_unreached,
    find_next_best,
    measure_stability,
)
from services.planning.counted_rules import find_counted
from services.planning.loosening import Loosened, find_ways
from services.planning.neighbours import find_touching_pairs
from services.planning.objectives import Objective, find_gains
from services.planning.plan import Plan
from services.planning.question import SelectionAsked
from services.planning.rate_study import SEED
from services.planning.rules import Rule
from services.planning.selection import (
    Selection,
    SelectionProblem,
    build_field,
    drop_rule,
    solve_selection,
    solve_system,
)

SOLVING_SECONDS = 8.0  # of the list itself
BESIDE_SECONDS = 3.0  # of each question about it
AT_ONCE_SECONDS = 0.6  # of all questions about it that the list does not wait for
ALL_SECONDS = 10.0  # of all of them where they are asked for by themselves
LEAST_SECONDS = 0.05

ReadOutlines = Callable[[], NDArray[np.object_]]  # the outlines of the candidates, in their order


@dataclass(frozen=True)
class RuleLoss:
    """What a rule costs in gain; None where there was no time to find out."""

    rule: Rule
    cost: float | None


@dataclass(frozen=True)
class ListedSelection:
    """The list alone, or ways to loosen the rules where no list keeps them all; None too where none came in time."""

    asked: SelectionAsked
    problem: SelectionProblem
    selection: Selection | None
    ways: tuple[tuple[Loosened, ...], ...] | None


@dataclass(frozen=True)
class SolvedSelection:
    """The answer to ``asked``: a list, or what to loosen where no list keeps the rules, and what stands beside it.

    ``other`` is the next best list, None where there is none or ``has_other`` tells that it was not found in time.
    ``stability`` is of so many tries as there was time for. ``ways`` is None too where nothing was found in time.
    ``is_complete`` tells that nothing was left out for want of time.
    """

    listed: ListedSelection
    other: Selection | None
    has_other: bool
    losses: tuple[RuleLoss, ...]
    stability: Stability | None

    @property
    def asked(self) -> SelectionAsked:
        """The rules."""
        return self.listed.asked

    @property
    def problem(self) -> SelectionProblem:
        """The communes with their gains, and the rules."""
        return self.listed.problem

    @property
    def gains(self) -> Counts:
        """What each commune gains."""
        return self.problem.gains

    @property
    def costs(self) -> Counts:
        """What each commune costs."""
        return self.problem.ground.costs

    @property
    def selection(self) -> Selection | None:
        """The list, None where none keeps the rules."""
        return self.listed.selection

    @property
    def ways(self) -> tuple[tuple[Loosened, ...], ...] | None:
        """What to loosen: one of these sets of rules."""
        return self.listed.ways

    @property
    def is_complete(self) -> bool:
        """Tell whether all that stands beside the list was found out."""
        if self.selection is None:
            return self.ways is not None
        are_lost = all(one.cost is not None for one in self.losses)
        return self.has_other and are_lost and self.stability is not None and self.stability.tries == TRIES


@dataclass(frozen=True)
class Deadline:
    """A moment by which all must be done."""

    ends_at: float

    def take(self, most: float = BESIDE_SECONDS) -> float:
        """Return the seconds that a question may take, 0 where it must not be begun."""
        left = self.ends_at - monotonic()
        return min(most, left) if left >= LEAST_SECONDS else 0.0


def solve_plan(
    plan: Plan, asked: SelectionAsked, read_outlines: ReadOutlines, seconds: float = ALL_SECONDS
) -> SolvedSelection:
    """Return the selection that is asked for among the communes of a plan with all that stands beside it."""
    began = monotonic()
    listed = find_list(plan, asked, read_outlines, min(SOLVING_SECONDS, seconds))
    return tell_beside(plan, listed, seconds - (monotonic() - began))


def find_list(
    plan: Plan, asked: SelectionAsked, read_outlines: ReadOutlines, seconds: float = SOLVING_SECONDS
) -> ListedSelection:
    """Return the list alone; BadInput where time ran out without any."""
    problem = build_problem(plan, asked, read_outlines)
    best = solve_selection(problem, time_limit=seconds)
    if best is not None:
        return ListedSelection(asked, problem, best, None)
    return ListedSelection(asked, problem, None, _find_ways(problem, Deadline(monotonic() + BESIDE_SECONDS)))


def tell_beside(plan: Plan, listed: ListedSelection, seconds: float) -> SolvedSelection:
    """Return the list with what stands beside it, as far as it is found out in so many seconds."""
    problem, best, deadline = listed.problem, listed.selection, Deadline(monotonic() + seconds)
    if best is None:
        if listed.ways is None:
            listed = replace(listed, ways=_find_ways(problem, deadline, seconds))
        return SolvedSelection(listed, None, True, (), None)
    has_other, other = _find_other(problem, best, deadline)
    losses = measure_losses(problem, best, deadline)
    stability = try_again(problem, draw_gains(plan, listed.asked), deadline)
    return SolvedSelection(listed, other, has_other, losses, stability)


def build_problem(plan: Plan, asked: SelectionAsked, read_outlines: ReadOutlines) -> SelectionProblem:
    """Return the problem; outlines are read only where neighbours matter."""
    neighbours = find_touching_pairs(read_outlines()) if asked.together else None
    ground = build_field(plan.candidates, asked.measure_costs(plan.candidates), neighbours)
    return SelectionProblem(ground, find_gains(asked.objective, plan.candidates, plan.ranking), asked.list_rules())


def draw_gains(plan: Plan, asked: SelectionAsked) -> Counts:
    """Return gains as they may be, tries × m: weights moved by 20 %, coverage within what chance leaves open."""
    candidates, rates = plan.candidates, plan.rates
    if asked.objective is Objective.SCORE:
        question = plan.question
        weights = {criterion: float(weight) for criterion, weight in question.weights}
        return draw_scores(candidates, weights, plan.inputs, question.scaling, rates, TRIES, SEED)
    if rates is None:
        return np.tile(find_gains(asked.objective, candidates, plan.ranking), (TRIES, 1))
    unreached = draw_unreached(candidates, rates, TRIES, SEED)
    if asked.objective is Objective.UNREACHED:
        return unreached
    return np.maximum(candidates.targets - (candidates.denominators - unreached), 0.0)


def try_again(problem: SelectionProblem, drawn: Counts, deadline: Deadline) -> Stability | None:
    """Return how often each commune is chosen, over as many of the tries as there is time for; None for none."""
    found = measure_stability(problem, drawn, SEED, deadline.take)
    return found if found.tries else None


def measure_losses(problem: SelectionProblem, best: Selection, deadline: Deadline) -> tuple[RuleLoss, ...]:
    """Return what each rule costs, the dearest first, those not found out in time last."""
    frames = [number for number, rule in enumerate(problem.rules) if rule.is_frame]
    found = [
        RuleLoss(rule, _measure_loss(problem, best, number, deadline))
        for number, rule in enumerate(problem.rules)
        if frames != [number]
    ]
    return tuple(sorted(found, key=lambda one: (one.cost is None, -(one.cost or 0.0))))


def _measure_loss(problem: SelectionProblem, best: Selection, number: int, deadline: Deadline) -> float | None:
    counted = find_counted(problem.ground, problem.rules, problem.allowed, without=number)
    if counted is not None:
        gains = np.nan_to_num(problem.gains)
        picked = counted.pick(gains)
        return None if picked is None else max(float(gains[picked].sum()) - best.gain, 0.0)
    system = drop_rule(problem.system, number)
    other = _solve_within(deadline, lambda seconds: solve_system(problem, system, problem.gains, seconds))
    return max(other.gain - best.gain, 0.0) if other is not None and other.is_proven else None


def _find_other(problem: SelectionProblem, best: Selection, deadline: Deadline) -> tuple[bool, Selection | None]:
    seconds = deadline.take()
    if not seconds:
        return False, None
    try:
        found = find_next_best(problem, best, seconds)
    except BadInput:
        return False, None
    return found is None or found.is_proven, found


def _find_ways(
    problem: SelectionProblem, deadline: Deadline, most: float = BESIDE_SECONDS
) -> tuple[tuple[Loosened, ...], ...] | None:
    seconds = deadline.take(most)
    if not seconds:
        return None
    try:
        return find_ways(problem, seconds)
    except BadInput:
        return None


def _solve_within(deadline: Deadline, solve: Callable[[float], Selection | None]) -> Selection | None:
    seconds = deadline.take()
    if not seconds:
        return None
    try:
        return solve(seconds)
    except BadInput:
        return None
