"""The columns of a table of a view as numbers: what stands beside the value of each area."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np

from services.coverage.columns import Counts
from services.coverage.counts import SHOWN_COUNTS
from services.coverage.evaluation import evaluate
from services.coverage.operands import find_sum
from services.coverage.view import NO_DATE, View
from services.coverage.vintage_data import VintageData
from services.measures.indicators import Count, Indicator
from services.measures.rounding import round_to_scale

COLUMN_NAMES = ("rank", "value", "numerator", "denominator", "gap", "change")


def read_table_column(data: VintageData, view: View, name: str) -> Counts:
    """Return one of ``COLUMN_NAMES`` over the areas of the view, NaN where there is nothing; ``value`` as shown."""
    columns: dict[str, Callable[[], Counts]] = {
        "rank": lambda: np.where(view.ranks > 0, view.ranks, np.nan).astype(np.float64),
        "value": lambda: view.shown,
        "numerator": lambda: _read_numerator(data, view),
        "denominator": lambda: round_to_scale(
            _fill(data, view, view.definition.denominator_kind, view.denominators), 1
        ),
        "gap": lambda: _evaluate(data, view, Indicator.PLAN_GAP_COUNT),
        "change": lambda: _evaluate(data, view, Indicator.YOY_CHANGE_COUNT),
    }
    return columns[name]()


def _evaluate(data: VintageData, view: View, indicator: Indicator) -> Counts:
    asked = view.request
    return evaluate(data, asked.scheme, indicator, _find_day(view), asked.since).values[view.areas]


def _read_numerator(data: VintageData, view: View) -> Counts:
    kind = view.definition.numerator_kind
    if kind is Count.PACE_GAP:  # between the two numbers that a reader sees: the pace rounded
        return _evaluate(data, view, Indicator.PACE_GAP_COUNT)
    return _fill(data, view, kind, view.numerators)


def _fill(data: VintageData, view: View, kind: Count | None, counts: Counts) -> Counts:
    """Return one of the two counts; of the smallest areas also where the other one is missing.

    Of larger areas the two stay what their value is made of: sums over the areas that have both.
    """
    if kind not in SHOWN_COUNTS or view.request.level is not data.levels[-1]:
        return counts
    known = find_sum(data, view.request.scheme, kind, _find_day(view))[view.areas]
    return np.where(np.isnan(counts), known, counts)


def _find_day(view: View) -> date:
    return view.request.as_of or NO_DATE
