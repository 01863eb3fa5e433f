"""What stands beside the best selection: the next best, what each pick and each rule is worth, how stable picks are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from geodata.errors import BadInput, Bilingual
from services.coverage.columns import Counts, Mask, Numbers
from services.measures.rounding import round_decimal
from services.measures.wording import format_count, format_decimal
from services.planning.candidates import Candidates
from services.planning.counted_rules import CountedRules, find_counted
from services.planning.criteria import Criterion, CriterionInputs, measure_criteria
from services.planning.objectives import Objective
from services.planning.ranking import LEAST_KNOWN_SHARE, MIDDLE, Scaling, scale_criteria
from services.planning.rules import LockOut, Rule
from services.planning.selection import (
    TIME_LIMIT,
    Selection,
    SelectionProblem,
    drop_rule,
    forbid_set,
    out_of_time,
    solve_selection,
    solve_system,
)
from services.planning.shrinkage import ShrunkRates, draw_rates

WEIGHT_SPREAD = 0.2
TRIES = 100

TakeSeconds = Callable[[], float]


@dataclass(frozen=True)
class RuleCost:
    """What could be gained more without a rule."""

    rule: Rule
    cost: float


@dataclass(frozen=True)
class Stability:
    """In how many of ``tries`` each of m communes was picked; ``infeasible_count`` tries had no selection."""

    picked_counts: Numbers
    tries: int
    infeasible_count: int
    seed: int

    def explain(self, place: int) -> Bilingual:
        """Return how often a commune was picked: «được chọn trong 94 trên 100 lần thử»."""
        count = int(self.picked_counts[place])
        return Bilingual(
            f"được chọn trong {count} trên {self.tries} lần thử", f"chosen in {count} of {self.tries} tries"
        )


def find_next_best(problem: SelectionProblem, best: Selection, time_limit: float = TIME_LIMIT) -> Selection | None:
    """Return the best selection other than ``best``, None where it is the only one.

    The solver is asked again with that very set forbidden (``forbid_set``).
    """
    chosen = np.isin(problem.order, best.places)
    return solve_system(problem, forbid_set(problem.system, chosen), problem.gains, time_limit)


def explain_next_best(best: Selection, other: Selection | None, objective: Objective) -> Bilingual:
    """Return what the next best list would lose, and by which communes it differs, in words."""
    if other is None:
        return Bilingual("Theo các quy tắc này chỉ có một danh sách.", "Under these rules there is only one list.")
    vi, en = (_write_gain(best.gain - other.gain, objective, lang) for lang in ("vi", "en"))
    out, into = (sorted(set(a) - set(b)) for a, b in ((best.codes, other.codes), (other.codes, best.codes)))
    left, came = ", ".join(out) or "–", ", ".join(into) or "–"
    return Bilingual(
        f"Danh sách tốt thứ nhì kém {vi}: bỏ {left}, thêm {came}.",
        f"The next best list loses {en}: without {left}, with {came}.",
    )


def _write_gain(gain: float, objective: Objective, lang: str) -> str:
    if objective is Objective.SCORE:
        points = Bilingual("điểm", "points of score").in_language(lang)
        return f"{format_decimal(round_decimal(gain * 100, 1), lang)} {points}"
    return f"{format_count(gain, lang)} {Bilingual('người', 'people').in_language(lang)}"


def measure_pick_losses(problem: SelectionProblem, best: Selection) -> dict[str, float | None]:
    """Return for each picked commune what the best selection without it loses, None where there is none without it."""
    losses: dict[str, float | None] = {}
    for code in best.codes:
        other = solve_selection(replace(problem, rules=(*problem.rules, LockOut(code))))
        losses[code] = None if other is None else best.gain - other.gain
    return losses


def measure_rule_costs(problem: SelectionProblem, best: Selection) -> tuple[RuleCost, ...]:
    """Return what each rule costs, the dearest first: the gain of the best selection without it, less that with it.

    A rule that alone bounds how much is picked is left out: without it everything would be picked.
    """
    frames = [number for number, rule in enumerate(problem.rules) if rule.is_frame]
    found = []
    for number, rule in enumerate(problem.rules):
        if frames != [number]:
            found.append(RuleCost(rule, max(_gain_without(problem, number) - best.gain, 0.0)))
    return tuple(sorted(found, key=lambda one: -one.cost))


def measure_stability(
    problem: SelectionProblem, drawn_gains: Counts, seed: int, take_seconds: TakeSeconds = lambda: TIME_LIMIT
) -> Stability:
    """Return how often each commune is picked when gains are as drawn (tries × m); the rules stay.

    ``take_seconds`` tells what the next try may take: at 0 no further one is begun, and one that is not proven best
    within its time is the last and does not count. ``tries`` are those that count.
    """
    counts = np.zeros(problem.ground.size, dtype=np.int32)
    tries = infeasible = 0
    counted = find_counted(problem.ground, problem.rules, problem.allowed)
    known = np.isfinite(problem.gains)
    for gains in drawn_gains:
        seconds = take_seconds()
        if not seconds:
            break
        try:
            picked = _pick(problem, counted, np.where(known & np.isfinite(gains), gains, 0.0), seconds)
        except BadInput:
            break
        tries += 1
        if picked is None:
            infeasible += 1
        else:
            counts += picked
    return Stability(counts, tries, infeasible, seed)


def _pick(problem: SelectionProblem, counted: CountedRules | None, gains: Counts, seconds: float) -> Mask | None:
    if counted is not None:
        return counted.pick(gains)
    found = solve_system(problem, problem.system, gains, seconds)
    if found is not None and not found.is_proven:
        raise out_of_time(seconds)
    return None if found is None else np.isin(np.arange(problem.ground.size), found.places)


def _gain_without(problem: SelectionProblem, number: int) -> float:
    counted = find_counted(problem.ground, problem.rules, problem.allowed, without=number)
    if counted is not None:
        gains = np.nan_to_num(problem.gains)
        picked = counted.pick(gains)
        found = None if picked is None else float(gains[picked].sum())
    else:
        other = solve_system(problem, drop_rule(problem.system, number), problem.gains)
        found = None if other is None else other.gain
    if found is None:
        raise AssertionError("dropping a rule cannot forbid what was allowed")
    return found


def draw_unreached(candidates: Candidates, rates: ShrunkRates, tries: int, seed: int) -> Counts:
    """Return people unreached as they may be, tries × m: the denominator × (1 − a drawn rate of coverage)."""
    return candidates.denominators * (1 - draw_rates(rates, tries, seed))


def draw_scores(
    candidates: Candidates,
    weights: Mapping[Criterion, float],
    inputs: CriterionInputs,
    scaling: Scaling,
    rates: ShrunkRates | None,
    tries: int = TRIES,
    seed: int = 0,
) -> Counts:
    """Return scores as they may be, tries × m: each weight moved by up to ±20 %, coverage as drawn from ``rates``.

    Without rates the data stay as they are. What is made of the stock moves with it: gaps, pace and growth too.
    """
    random = np.random.default_rng([seed, 1])
    used = [one for one, weight in weights.items() if weight > 0]
    spread = random.uniform(1 - WEIGHT_SPREAD, 1 + WEIGHT_SPREAD, size=(tries, len(used)))
    moved = spread * np.array([weights[one] for one in used])
    shares = moved / moved.sum(axis=1, keepdims=True)
    drawn = None if rates is None else draw_rates(rates, tries, seed)
    those = candidates if drawn is None else move_stock(candidates, candidates.denominators * drawn)
    values = measure_criteria(those, inputs)
    scaled = scale_criteria({one: values[one] for one in used}, scaling)
    found, known = (np.zeros((tries, candidates.size)) for _ in range(2))
    for share, one in zip(shares.T, used, strict=True):
        is_known = np.isfinite(scaled[one])
        found += share[:, None] * np.where(is_known, scaled[one], MIDDLE)
        known += share[:, None] * is_known
    return np.where(np.round(known, 12) >= LEAST_KNOWN_SHARE, found, np.nan)


def move_stock(candidates: Candidates, enrolled: Counts) -> Candidates:
    """Return the candidates with another stock where it is known, and pace gap and growth that go with it.

    The stock may be drawn many times (draws × m); so are then gap, pace and growth.
    """
    stock = np.where(np.isfinite(enrolled), enrolled, candidates.enrolled)
    change = stock - candidates.enrolled
    ratio = stock / np.where(candidates.enrolled > 0, candidates.enrolled, np.nan)
    return replace(
        candidates,
        enrolled=stock,
        pace_gaps=candidates.pace_gaps + change,
        growths=np.where(np.isfinite(ratio), (1 + candidates.growths) * ratio - 1, candidates.growths),
    )
