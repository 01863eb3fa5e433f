"""One indicator of one scheme and date over all areas of a vintage: value, state and the two counts behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from services.coverage.columns import Column, Complete, Counts, Mask, measure_difference, sum_complete
from services.coverage.hierarchy import Hierarchy
from services.coverage.operands import find_column, find_stock, find_sum, list_target_dates
from services.coverage.snapshot import VintageData
from services.coverage.standing import hold_marked
from services.measures.indicators import Count, Indicator, IndicatorDefinition, Unit
from services.measures.outlook import require_per_month
from services.measures.rounding import round_quotient, round_to_scale
from services.measures.schemes import Measure, Scheme
from services.measures.states import Findings, build_states

# What each indicator is made of: first what it counts, nearly always the stock, then what that is compared with.
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
StateNumbers = NDArray[np.int8]
GROWTHS = frozenset({Indicator.YOY_CHANGE_RATIO, Indicator.CHANGE_RATIO})
TARGET_MINUS_STOCK = frozenset({Indicator.PLAN_GAP_COUNT, Indicator.UNREACHED_COUNT})


@dataclass(frozen=True)
class Evaluation:
    """An indicator over all n areas; every array has n entries, NaN where there is nothing.

    ``values`` are exact (ratios 0–1, points × 1), ``shown`` the whole numbers in the digits shown
    (value × ``value_scale``, halves away from zero): what map, table and legend print. ``differences`` compare the
    stock reported for an area with the sum of its children, ``denominator_differences`` the second count.
    ``estimated_shares`` (0–1) are the largest shares of estimation among the counts of a value.
    """

    definition: IndicatorDefinition
    values: Counts
    shown: Counts
    numerators: Counts
    denominators: Counts
    states: StateNumbers
    paints: StateNumbers  # the states as if nothing were estimated: what an estimate is painted like
    complete: Complete
    differences: Counts
    denominator_differences: Counts
    estimated_shares: Counts


def evaluate(
    data: VintageData, scheme: Scheme, indicator: Indicator, as_of: date, since: date | None = None
) -> Evaluation:
    """Return the indicator of every area of the vintage, computed once per snapshot.

    ``since`` is the base date of the indicators that need one; without it they have no values.
    """
    base = since if indicator.definition.needs_since else None
    key = (scheme, indicator, as_of, base)
    return data.evaluations.recall(key, lambda: _build_evaluation(data, scheme, indicator, as_of, base))


def _build_evaluation(
    data: VintageData, scheme: Scheme, indicator: Indicator, as_of: date, since: date | None
) -> Evaluation:
    kinds = OPERANDS[indicator]
    columns = tuple(find_column(data, scheme, kind, as_of, since) for kind in kinds)
    complete = sum_complete(data.hierarchy, columns)
    numerators, denominators = _form_counts(indicator, complete.counts)
    values, shown = _form_values(indicator, as_of, numerators, denominators)
    findings = _build_findings(data, scheme, indicator, as_of, columns, complete, values, denominators)
    hidden = findings.withheld | findings.no_data | findings.no_denominator | findings.no_target
    return Evaluation(
        definition=indicator.definition,
        values=np.where(hidden, np.nan, values),
        shown=np.where(hidden, np.nan, shown),
        numerators=numerators,
        denominators=denominators,
        states=build_states(findings),
        paints=build_states(replace(findings, estimated=np.zeros_like(hidden))),
        complete=complete,
        differences=measure_difference(columns[0], find_sum(data, scheme, kinds[0], as_of)),
        denominator_differences=_measure_second_difference(data, scheme, kinds, columns, as_of, since),
        estimated_shares=np.where(hidden, np.nan, _measure_estimated_shares(complete)),
    )


def _measure_estimated_shares(complete: Complete) -> Counts:
    """Return the largest share of estimation among the counts; an estimate of nobody is one as a whole."""
    counts, estimated = complete.counts, complete.estimated_counts
    shares = np.where(counts > 0, np.minimum(estimated / np.where(counts > 0, counts, 1), 1), 0).max(axis=0)
    of_nobody = complete.estimated & ~np.any(counts > 0, axis=0)
    return np.where(of_nobody, 1, shares)


def _form_counts(indicator: Indicator, counts: Counts) -> tuple[Counts, Counts]:
    """Return the two counts that travel with a value: those that its definition names."""
    if indicator.definition.denominator_kind is None:
        return counts[0], np.full_like(counts[0], np.nan)
    if indicator is Indicator.PACE_GAP_POINTS:
        return counts[0] - counts[1], counts[2]
    if indicator in GROWTHS:
        return counts[0] - counts[1], counts[1]
    if indicator is Indicator.PACE_GAP_COUNT:
        # A pace is shown rounded: the gap is the one between the two numbers that a reader sees.
        return counts[0], round_to_scale(counts[1], 1)
    return counts[0], counts[1]


def _form_values(indicator: Indicator, as_of: date, numerators: Counts, denominators: Counts) -> tuple[Counts, Counts]:
    """Return the exact values and the whole numbers shown."""
    definition = indicator.definition
    if definition.unit is not Unit.COUNT:
        percent = 100 if definition.unit is Unit.POINTS else 1
        safe = np.where(denominators == 0, np.nan, denominators)
        shown = round_quotient(numerators * percent, denominators, definition.value_scale)
        return numerators * percent / safe, shown
    if definition.denominator_kind is None:
        values = numerators
    elif indicator is Indicator.REQUIRED_PER_MONTH_COUNT:
        values = require_per_month(as_of, denominators - numerators)
    elif indicator in TARGET_MINUS_STOCK:
        values = denominators - numerators
    else:
        values = numerators - denominators
    return values, values


def _build_findings(
    data: VintageData,
    scheme: Scheme,
    indicator: Indicator,
    as_of: date,
    columns: tuple[Column, ...],
    complete: Complete,
    values: Counts,
    denominators: Counts,
) -> Findings:
    definition, kinds = indicator.definition, OPERANDS[indicator]
    missing = ~complete.known
    stock_missing = missing & _lacks(data, scheme, kinds[:1], (kinds[0],), as_of) & (kinds[0] is not Count.TARGET)
    base_missing = missing & _lacks(data, scheme, kinds, (Count.DENOMINATOR,), as_of)
    target_missing = missing & _lacks_target(data, scheme, kinds, as_of)
    no_base = complete.known & (denominators == 0) & (definition.unit is not Unit.COUNT)
    target_base = Count.TARGET in kinds
    no_denominator = base_missing | (no_base & (not target_base))
    if indicator is Indicator.UNREACHED_COUNT:
        no_denominator |= complete.known & (denominators == 0)
    no_target = target_missing | (no_base & target_base)
    above = complete.known & (values > 1) & definition.can_exceed_100
    nothing_else = missing & ~base_missing & ~target_missing
    return Findings(
        withheld=missing & _lacks_withheld(data.hierarchy, columns) & ~base_missing & ~target_missing,
        no_data=stock_missing | nothing_else,
        no_denominator=no_denominator,
        no_target=no_target,
        estimated=complete.estimated,
        above_100=above,
        # Nobody newly enrolled is a count like any other: the state «zero» says that nobody is enrolled at all.
        zero=complete.known & (complete.counts[0] == 0) & (values == 0) & (kinds[0] is Count.ENROLLED),
    )


def _lacks(data: VintageData, scheme: Scheme, kinds: tuple[Count, ...], wanted: tuple[Count, ...], as_of: date) -> Mask:
    """Tell for each area whether a wanted count that the indicator needs is nowhere within it, withheld neither."""
    needed = [kind for kind in kinds if kind in wanted]
    found = [
        find_sum(data, scheme, kind, as_of).known | find_column(data, scheme, kind, as_of).withheld for kind in needed
    ]
    lacking: Mask = ~np.all([np.ones(data.hierarchy.size, dtype=bool), *found], axis=0)
    return lacking


def _lacks_withheld(hierarchy: Hierarchy, columns: tuple[Column, ...]) -> Mask:
    """Tell for each area whether its value is missing only because a count that is there is withheld.

    Where another count is missing as well, that is the reason: staff, from whom nothing is withheld, are told the same.
    """
    withheld: Mask = np.any([column.withheld for column in columns], axis=0)
    there: Mask = np.all([column.known | column.withheld for column in columns], axis=0)
    return withheld & (there | hold_marked(hierarchy, there))


def _lacks_target(data: VintageData, scheme: Scheme, kinds: tuple[Count, ...], as_of: date) -> Mask:
    lacking = _lacks(data, scheme, kinds, (Count.TARGET,), as_of)
    if Count.PACE not in kinds:
        return lacking
    return lacking | ~_has_any_target(data, scheme, as_of)


def _has_any_target(data: VintageData, scheme: Scheme, as_of: date) -> Mask:
    """Tell for each area whether any target of the year is known within it: a schedule may replace the annual one."""
    found = np.zeros(data.hierarchy.size, dtype=bool)
    for day in list_target_dates(data, scheme, as_of):
        target = find_stock(data, scheme, Measure.TARGET, day)
        found |= sum_complete(data.hierarchy, [target]).known | target.withheld
    return found


def _measure_second_difference(
    data: VintageData,
    scheme: Scheme,
    kinds: tuple[Count, ...],
    columns: tuple[Column, ...],
    as_of: date,
    since: date | None,
) -> Counts:
    reported = [kind for kind in kinds[1:] if kind is not Count.PACE]
    if not reported:
        return np.full(data.hierarchy.size, np.nan)
    column = columns[kinds.index(reported[-1])]
    return measure_difference(column, find_sum(data, scheme, reported[-1], as_of, since))
