"""What each indicator is made of, its value from the counts, and what is found of a value before its state is decided.

Nothing here knows where counts come from: areas of a vintage or any other cells, each for itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from services.measures.indicators import Count, Indicator, Unit
from services.measures.outlook import require_per_month
from services.measures.rounding import round_quotient, round_to_scale
from services.measures.states import Findings

Counts = NDArray[np.float64]
Mask = NDArray[np.bool_]

# First what an indicator counts, nearly always the stock, then what that is compared with.
OPERANDS: dict[Indicator, tuple[Count, ...]] = {
    Indicator.COVERAGE_RATIO: (Count.ENROLLED, Count.DENOMINATOR),
    Indicator.PLAN_COMPLETION_RATIO: (Count.ENROLLED, Count.TARGET),
    Indicator.PLAN_GAP_COUNT: (Count.ENROLLED, Count.TARGET),
    Indicator.PACE_GAP_COUNT: (Count.ENROLLED, Count.PACE),
    Indicator.PACE_GAP_POINTS: (Count.ENROLLED, Count.PACE, Count.TARGET),
    Indicator.REQUIRED_PER_MONTH_COUNT: (Count.ENROLLED, Count.TARGET),
    Indicator.YOY_CHANGE_COUNT: (Count.ENROLLED, Count.YEAR_BEFORE),
    Indicator.YOY_CHANGE_RATIO: (Count.ENROLLED, Count.YEAR_BEFORE),
    Indicator.NET_CHANGE_COUNT: (Count.ENROLLED, Count.YEAR_END),
    Indicator.CHANGE_COUNT: (Count.ENROLLED, Count.BASE),
    Indicator.CHANGE_RATIO: (Count.ENROLLED, Count.BASE),
    Indicator.UNREACHED_COUNT: (Count.ENROLLED, Count.DENOMINATOR),
    Indicator.ENROLLED_COUNT: (Count.ENROLLED,),
    Indicator.TARGET_COUNT: (Count.TARGET,),
    Indicator.GROSS_NEW_COUNT: (Count.GROSS_NEW,),
    Indicator.GROSS_NEW_MONTH_COUNT: (Count.GROSS_NEW_MONTH,),
}
GROWTHS = frozenset({Indicator.YOY_CHANGE_RATIO, Indicator.CHANGE_RATIO})
TARGET_MINUS_STOCK = frozenset({Indicator.PLAN_GAP_COUNT, Indicator.UNREACHED_COUNT})


@dataclass(frozen=True)
class Lacking:
    """Which of n cells lack the stock, the denominator, the target; only asked where an operand is not known."""

    stock: Mask
    base: Mask
    target: Mask


def form_counts(indicator: Indicator, counts: Sequence[Counts]) -> tuple[Counts, Counts]:
    """Return the two counts that travel with a value, those that its definition names, of its operands in order."""
    return PAIRS[indicator](counts)


def _pair_alone(counts: Sequence[Counts]) -> tuple[Counts, Counts]:
    return counts[0], np.full_like(counts[0], np.nan)


def _pair_both(counts: Sequence[Counts]) -> tuple[Counts, Counts]:
    return counts[0], counts[1]


def _pair_change(counts: Sequence[Counts]) -> tuple[Counts, Counts]:
    return counts[0] - counts[1], counts[-1]


def _pair_pace(counts: Sequence[Counts]) -> tuple[Counts, Counts]:
    # A pace is shown rounded: the gap is the one between the two numbers that a reader sees.
    return counts[0], round_to_scale(counts[1], 1)


def _choose_pair(indicator: Indicator) -> Pair:
    if indicator.definition.denominator_kind is None:
        return _pair_alone
    if indicator is Indicator.PACE_GAP_POINTS or indicator in GROWTHS:
        return _pair_change
    return _pair_pace if indicator is Indicator.PACE_GAP_COUNT else _pair_both


Pair = Callable[[Sequence[Counts]], tuple[Counts, Counts]]
PAIRS: dict[Indicator, Pair] = {indicator: _choose_pair(indicator) for indicator in Indicator}


def form_exact(
    indicator: Indicator, as_of: date, numerators: Counts, denominators: Counts, out: Counts | None = None
) -> Counts:
    """Return the exact values: ratios 0–1, points × 1; NaN where a count is missing or a denominator is 0.

    Written over ``out`` where that is given.
    """
    return FORMULAS[indicator](as_of, numerators, denominators, out)


def _divide(_as_of: date, numerators: Counts, denominators: Counts, out: Counts | None) -> Counts:
    nothing = denominators == 0
    safe = np.where(nothing, np.nan, denominators) if nothing.any() else denominators
    return np.divide(numerators, safe, out=out)


def _divide_in_points(as_of: date, numerators: Counts, denominators: Counts, out: Counts | None) -> Counts:
    return _divide(as_of, numerators * 100, denominators, out)


def _take(_as_of: date, numerators: Counts, _denominators: Counts, out: Counts | None) -> Counts:
    return np.positive(numerators, out=out)


def _require(as_of: date, numerators: Counts, denominators: Counts, out: Counts | None) -> Counts:
    return np.positive(require_per_month(as_of, denominators - numerators), out=out)


def _gain(_as_of: date, numerators: Counts, denominators: Counts, out: Counts | None) -> Counts:
    return np.subtract(numerators, denominators, out=out)


def _miss(_as_of: date, numerators: Counts, denominators: Counts, out: Counts | None) -> Counts:
    return np.subtract(denominators, numerators, out=out)


def _choose_formula(indicator: Indicator) -> Formula:
    definition = indicator.definition
    if definition.unit is not Unit.COUNT:
        return _divide_in_points if definition.unit is Unit.POINTS else _divide
    if definition.denominator_kind is None:
        return _take
    if indicator is Indicator.REQUIRED_PER_MONTH_COUNT:
        return _require
    return _miss if indicator in TARGET_MINUS_STOCK else _gain


Formula = Callable[[date, Counts, Counts, Counts | None], Counts]
FORMULAS: dict[Indicator, Formula] = {indicator: _choose_formula(indicator) for indicator in Indicator}


def form_shown(indicator: Indicator, values: Counts, numerators: Counts, denominators: Counts) -> Counts:
    """Return the whole numbers shown (value × ``value_scale``, halves away from zero) of exact values."""
    definition = indicator.definition
    if definition.unit is Unit.COUNT:
        return values
    percent = 100 if definition.unit is Unit.POINTS else 1
    return round_quotient(numerators * percent, denominators, definition.value_scale)


def build_findings(
    indicator: Indicator, values: Counts, denominators: Counts, stock: Counts, lacking: Lacking, known: Mask
) -> Findings:
    """Return what is found of n values; nothing is withheld or estimated so far.

    ``stock`` is the first operand, ``known`` tells where all operands are.
    """
    definition, kinds = indicator.definition, OPERANDS[indicator]
    missing = ~known
    base_missing, target_missing = missing & lacking.base, missing & lacking.target
    no_base = known & (denominators == 0) & (definition.unit is not Unit.COUNT)
    has_target = Count.TARGET in kinds
    no_denominator = base_missing if has_target else base_missing | no_base
    if indicator is Indicator.UNREACHED_COUNT:
        no_denominator = no_denominator | (known & (denominators == 0))
    never = np.zeros_like(known)
    return Findings(
        withheld=never,
        no_data=missing & (lacking.stock | ~(base_missing | target_missing)),
        no_denominator=no_denominator,
        no_target=target_missing | no_base if has_target else target_missing,
        estimated=never,
        above_100=known & (values > 1) if definition.can_exceed_100 else never,
        # Nobody newly enrolled is a count like any other: the state «zero» says that nobody is enrolled at all.
        zero=known & (stock == 0) & (values == 0) if kinds[0] is Count.ENROLLED else never,
    )
