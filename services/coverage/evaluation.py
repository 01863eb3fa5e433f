"""One indicator of one scheme and date over all areas of a vintage: value, state and the two counts behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from services.coverage.columns import Column, Complete, Counts, Mask
from services.coverage.hierarchy import Hierarchy
from services.coverage.operands import find_column, find_stock, find_sum, list_target_dates
from services.coverage.standing import hold_marked
from services.coverage.sums import measure_difference, sum_complete
from services.coverage.vintage_data import VintageData
from services.measures.arithmetic import OPERANDS, Lacking, build_findings, form_counts, form_exact, form_shown
from services.measures.indicators import Count, Indicator, IndicatorDefinition
from services.measures.schemes import Measure, Scheme
from services.measures.states import Findings, build_states

StateNumbers = NDArray[np.int8]


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
    # Kept by what it is made of: gap and completion of a plan are two indicators of the same sums.
    summed = ("complete", scheme, kinds, as_of, since)
    complete = data.columns.recall(summed, lambda: sum_complete(data.hierarchy, columns))
    numerators, denominators = form_counts(indicator, tuple(complete.counts))
    values = form_exact(indicator, as_of, numerators, denominators)
    shown = form_shown(indicator, values, numerators, denominators)
    findings = _build_findings(data, scheme, indicator, as_of, columns, complete, values, denominators)
    hidden = findings.hides_value
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
    kinds, missing = OPERANDS[indicator], ~complete.known
    lacking = Lacking(
        stock=_lacks(data, scheme, kinds[:1], (kinds[0],), as_of) & (kinds[0] is not Count.TARGET),
        base=_lacks(data, scheme, kinds, (Count.DENOMINATOR,), as_of),
        target=_lacks_target(data, scheme, kinds, as_of),
    )
    found = build_findings(indicator, values, denominators, complete.counts[0], lacking, complete.known)
    # What is missing to everybody is the reason, not what is withheld beside it.
    withheld = missing & _lacks_withheld(data.hierarchy, columns) & ~lacking.base & ~lacking.target
    return replace(found, withheld=withheld, estimated=complete.estimated)


def _lacks(data: VintageData, scheme: Scheme, kinds: tuple[Count, ...], wanted: tuple[Count, ...], as_of: date) -> Mask:
    """Tell for each area whether a wanted count that the indicator needs is nowhere within it, withheld neither."""
    needed = [kind for kind in kinds if kind in wanted]
    found = [
        np.isfinite(find_sum(data, scheme, kind, as_of)) | find_column(data, scheme, kind, as_of).withheld
        for kind in needed
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
