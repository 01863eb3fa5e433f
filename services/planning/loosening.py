"""Which rules to loosen where no selection keeps them all: the fewest, and by how much.

Each rule gets a switch y ∈ {0, 1}: low − M·y ≤ Σ a x ≤ high + M·y with M just large enough to lift the row. Σ y is
minimised exactly: the smallest set whose removal makes the rules agree (a minimum correction set; Chinneck,
Feasibility and Infeasibility in Optimization, 2008, ch. 7). Then, these rules lifted by one slack each, the least sum
of slacks says by how much rules that speak of a number need to give way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geodata.errors import BadInput, Bilingual
from services.coverage.columns import Counts
from services.measures.wording import format_count
from services.planning.rules import Budget, Rule
from services.planning.selection import INFEASIBLE, TIME_LIMIT, SelectionProblem, System


@dataclass(frozen=True)
class Loosened:
    """A rule that has to give way: by ``amount`` where it speaks of a number, else it is dropped (None)."""

    rule: Rule
    amount: float | None

    @property
    def text(self) -> Bilingual:
        """What to do, in words."""
        label = self.rule.label
        if self.amount is None:
            return Bilingual(f"bỏ: {label.vi}", f"drop: {label.en}")
        vi, en = (format_count(np.ceil(self.amount), lang) for lang in ("vi", "en"))
        return Bilingual(f"nới thêm {vi}: {label.vi}", f"loosen by {en}: {label.en}")


def find_loosening(problem: SelectionProblem, time_limit: float = TIME_LIMIT) -> tuple[Loosened, ...]:
    """Return the smallest set of rules to loosen, empty where all can be kept; BadInput where nothing helps."""
    system, count = problem.system, len(problem.rules)
    reach = _measure_reach(system)
    switched = _solve(problem, system, reach, np.ones(count), np.ones(count), whole=True, time_limit=time_limit)
    dropped = np.flatnonzero(switched > 0.5)
    if dropped.size == 0:
        return ()
    amounts = _measure_amounts(problem, system, reach, dropped, time_limit)
    return tuple(Loosened(problem.rules[rule], amounts.get(int(rule))) for rule in dropped)


def _measure_amounts(
    problem: SelectionProblem, system: System, reach: Counts, dropped: NDArray[np.int64], time_limit: float
) -> dict[int, float]:
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
    slacks = _solve(problem, system, lifts, limits, costs, whole=False, time_limit=time_limit)
    return {rule: float(np.round(slacks[rule], 6)) for rule in asked}


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
) -> Counts:
    """Return how far each rule is lifted at the least sum of costs; ``lifts`` are per row and unit of the lift."""
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
    return np.asarray(found.x[width:], dtype=np.float64)


def _nothing_helps(is_certain: bool) -> BadInput:
    reason = Bilingual("", "") if is_certain else Bilingual(" trong thời gian cho phép", " in the time given")
    return BadInput(
        "nothing_to_loosen",
        Bilingual(f"Không tìm được cách nới quy tắc{reason.vi}", f"No way to loosen the rules was found{reason.en}"),
        Bilingual("Bỏ bớt quy tắc rồi thử lại.", "Remove some rules and try again."),
    )
