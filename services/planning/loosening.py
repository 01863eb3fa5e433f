"""Which rules to loosen where no selection keeps them all: the fewest, and by how much.

Each rule gets a switch y ∈ {0, 1}: low − M·y ≤ Σ a x ≤ high + M·y with M just large enough to lift the row. Σ y is
minimised exactly: the smallest set whose removal makes the rules agree (a minimum correction set; Chinneck,
Feasibility and Infeasibility in Optimization, 2008, ch. 7). Then, these rules lifted by one slack each, the least sum
of slacks says by how much rules that speak of a number need to give way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from geodata.errors import BadInput, Bilingual
from services.coverage.columns import Counts
from services.planning.rules import Budget, LeastDistance, LeastSize, PerUnit, PickCount, Rule
from services.planning.selection import INFEASIBLE, TIME_LIMIT, SelectionProblem, System, solve_selection

MOST_WAYS = 4  # what a reader can choose among


@dataclass(frozen=True)
class Loosened:
    """A rule that has to give way: by ``amount`` where it speaks of a number, else it is dropped (None).

    ``instead`` is a rule of its kind that can be kept; None where it has to go altogether.
    """

    rule: Rule
    amount: float | None
    instead: Rule | None = None

    @property
    def text(self) -> Bilingual:
        """What to do, in words."""
        return self.name(lambda rule: rule.label)

    def name(self, label: Callable[[Rule], Bilingual]) -> Bilingual:
        """Return what to do in words, rules named by ``label``."""
        own = label(self.rule)
        if self.instead is None or (isinstance(self.instead, PerUnit) and not self.instead.bounds_anything):
            return Bilingual(f"bỏ: {own.vi}", f"drop: {own.en}")
        other = label(self.instead)
        return Bilingual(f"thay «{own.vi}» bằng «{other.vi}»", f"in place of «{own.en}»: «{other.en}»")


def find_ways(problem: SelectionProblem, time_limit: float = TIME_LIMIT) -> tuple[tuple[Loosened, ...], ...]:
    """Return sets of rules to loosen, all of the smallest size, no rule in two of them; none where all can be kept.

    Where one rule is enough these are all such rules. BadInput where nothing helps.
    """
    ends_at, ways = monotonic() + time_limit, [find_loosening(problem, time_limit)]
    while ways[0] and len(ways) < MOST_WAYS:
        named = {
            number for number, rule in enumerate(problem.rules) if any(rule is one.rule for w in ways for one in w)
        }
        try:
            other = find_loosening(problem, max(ends_at - monotonic(), 0.01), frozenset(named))
        except BadInput:
            break
        if len(other) > len(ways[0]):
            break
        ways.append(other)
    return tuple(one for one in ways if one)


def find_loosening(
    problem: SelectionProblem, time_limit: float = TIME_LIMIT, spared: frozenset[int] = frozenset()
) -> tuple[Loosened, ...]:
    """Return the smallest set of rules to loosen, empty where all can be kept; BadInput where nothing helps.

    Rules with a number in ``spared`` are kept.
    """
    began = monotonic()
    system, count = problem.system, len(problem.rules)
    reach = _measure_reach(system)
    most = np.array([0.0 if number in spared else 1.0 for number in range(count)])
    _, switched = _solve(problem, system, reach, most, np.ones(count), whole=True, time_limit=time_limit)
    dropped = np.flatnonzero(switched > 0.5)
    if dropped.size == 0:
        return ()
    found = _measure_amounts(problem, system, reach, dropped, time_limit)
    eased = tuple(found.get(int(rule), Loosened(problem.rules[rule], None)) for rule in dropped)
    left = time_limit - (monotonic() - began)
    if len(eased) == 1 and isinstance(eased[0].rule, LeastDistance | LeastSize) and left > 0:
        return (Loosened(eased[0].rule, None, find_nearest(problem, eased[0].rule, left)),)
    return eased


def find_nearest(problem: SelectionProblem, rule: LeastDistance | LeastSize, seconds: float) -> Rule | None:
    """Return the strictest rule of a distance or size that can be kept in place of ``rule``, None for none in time.

    Any list that keeps a rule keeps every weaker one: halving the range finds the limit.
    """
    others = tuple(one for one in problem.rules if one is not rule)
    plain = replace(problem, gains=np.where(np.isfinite(problem.gains), 0.0, np.nan))
    step = 1 if isinstance(rule, LeastDistance) else 100
    build = LeastDistance if isinstance(rule, LeastDistance) else LeastSize
    asked = rule.kilometres if isinstance(rule, LeastDistance) else rule.size
    low, high, ends_at = 0, int(np.ceil(asked / step)), monotonic() + seconds
    while high - low > 1 and monotonic() < ends_at:
        middle = (low + high) // 2
        if _is_kept(replace(plain, rules=(*others, build(float(middle * step)))), ends_at - monotonic()):
            low = middle
        else:
            high = middle
    return build(float(low * step)) if low else None


def _is_kept(problem: SelectionProblem, seconds: float) -> bool:
    try:
        return solve_selection(problem, max(seconds, 0.01)) is not None
    except BadInput:
        return False  # not known in time: the answer is one that is known


def _measure_amounts(
    problem: SelectionProblem, system: System, reach: Counts, dropped: NDArray[np.int64], time_limit: float
) -> dict[int, Loosened]:
    """Return by how much the dropped rules of numbers need to give way: one slack a rule, whole but for money."""
    asked = [int(rule) for rule in dropped if problem.rules[rule].is_amount]
    if not asked:
        return {}
    by_number = np.isin(system.rule_numbers, asked)
    limits = np.zeros(len(problem.rules))
    limits[dropped] = 1.0
    costs = np.zeros(len(problem.rules))
    for rule in asked:
        found = problem.rules[rule]
        limits[rule] = float(reach[system.rule_numbers == rule].max(initial=0.0))
        costs[rule] = 1.0 / max(found.amount, 1.0) if isinstance(found, Budget) else 1.0
    lifts = np.where(by_number, 1.0, reach)
    picked, slacks = _solve(problem, system, lifts, limits, costs, whole=False, time_limit=time_limit)
    sums = system.matrix @ np.round(picked)
    found_ones = {}
    for number in asked:
        rows = system.rule_numbers == number
        below = float(np.maximum(system.lows[rows] - sums[rows], 0.0).max(initial=0.0))
        above = float(np.maximum(sums[rows] - system.highs[rows], 0.0).max(initial=0.0))
        own = problem.rules[number]
        found_ones[number] = Loosened(own, float(np.round(slacks[number], 6)), _ease(own, below, above))
    return found_ones


def _ease(rule: Rule, below: float, above: float) -> Rule:
    """Return a rule of numbers that a list keeps which falls short by ``below`` and exceeds it by ``above``."""
    if isinstance(rule, Budget):
        return Budget(float(np.ceil(np.round(rule.amount + above, 6))), rule.unit)
    if not isinstance(rule, PickCount | PerUnit):
        raise TypeError(f"no rule of numbers: {rule}")
    less, more = round(below), round(above)
    if isinstance(rule, PickCount) and rule.at_least is not None and rule.at_least == rule.at_most:
        return PickCount(rule.at_least - less + more, rule.at_least - less + more)
    at_least = max((rule.at_least or 0) - less, 0) or None
    at_most = None if rule.at_most is None else rule.at_most + more
    return replace(rule, at_least=at_least, at_most=at_most)


def _measure_reach(system: System) -> Counts:
    """Return how far each row can be broken at most by any choice: the M that lifts it entirely."""
    least = np.asarray(system.matrix.minimum(0).sum(axis=1)).ravel()
    most = np.asarray(system.matrix.maximum(0).sum(axis=1)).ravel()
    below = np.where(np.isfinite(system.lows), system.lows - least, 0.0)
    above = np.where(np.isfinite(system.highs), most - system.highs, 0.0)
    return np.asarray(np.maximum(np.maximum(below, above), 0.0), dtype=np.float64)


def _solve(
    problem: SelectionProblem,
    system: System,
    lifts: Counts,
    limits: Counts,
    costs: Counts,
    *,
    whole: bool,
    time_limit: float,
) -> tuple[Counts, Counts]:
    """Return a choice, and how far each rule is lifted for it at the least sum of costs.

    ``lifts`` are per row and unit of the lift.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array, hstack, vstack

    count, width = len(problem.rules), problem.ground.size
    rows = np.arange(system.lows.size)
    lift = csr_array((lifts, (rows, system.rule_numbers)), shape=(rows.size, count))
    matrix = vstack([hstack([system.matrix, lift]), hstack([system.matrix, -lift])], format="csr")
    lows = np.concatenate([system.lows, np.full(rows.size, -np.inf)])
    highs = np.concatenate([np.full(rows.size, np.inf), system.highs])
    kinds = [1.0 if whole or not isinstance(rule, Budget) else 0.0 for rule in problem.rules]
    found = milp(
        c=np.concatenate([np.zeros(width), costs]),
        integrality=np.concatenate([np.ones(width), kinds]),
        bounds=Bounds(0.0, np.concatenate([problem.allowed[problem.order].astype(float), limits])),
        constraints=LinearConstraint(matrix, lows, highs),
        options={"mip_rel_gap": 0.0, "time_limit": time_limit},
    )
    if found.x is None:
        raise _nothing_helps(found.status == INFEASIBLE)
    return np.asarray(found.x[:width], dtype=np.float64), np.asarray(found.x[width:], dtype=np.float64)


def _nothing_helps(is_certain: bool) -> BadInput:
    reason = Bilingual("", "") if is_certain else Bilingual(" trong thời gian cho phép", " in the time given")
    return BadInput(
        "nothing_to_loosen",
        Bilingual(f"Không tìm được cách nới quy tắc{reason.vi}", f"No way to loosen the rules was found{reason.en}"),
        Bilingual("Bỏ bớt quy tắc rồi thử lại.", "Remove some rules and try again."),
    )
