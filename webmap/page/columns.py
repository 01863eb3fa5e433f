"""The columns of the table as numbers, and the order that sorting by one gives."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from geodata.names import build_sort_key
from services.coverage.counts import SHOWN_COUNTS
from services.coverage.operands import find_sum
from services.measures.indicators import Count, Indicator
from services.measures.rounding import round_to_scale
from webmap.page.screen import Screen

Numbers = NDArray[np.float64]


def read_column(screen: Screen, name: str) -> Numbers:
    """Return one numeric column of the table over the areas of the view, NaN where there is nothing."""
    view = screen.view
    columns: dict[str, Callable[[], Numbers]] = {
        "rank": lambda: np.where(view.ranks > 0, view.ranks, np.nan).astype(np.float64),
        "value": lambda: view.shown,
        "numerator": lambda: _read_numerator(screen),
        "denominator": lambda: round_to_scale(_fill(screen, view.definition.denominator_kind, view.denominators), 1),
        "gap": lambda: screen.evaluate(Indicator.PLAN_GAP_COUNT),
        "change": lambda: screen.evaluate(Indicator.YOY_CHANGE_COUNT),
    }
    return columns[name]()


def _read_numerator(screen: Screen) -> Numbers:
    kind = screen.view.definition.numerator_kind
    if kind is Count.PACE_GAP:  # between the two numbers that a reader sees: the pace rounded
        return screen.evaluate(Indicator.PACE_GAP_COUNT)
    return _fill(screen, kind, screen.view.numerators)


def _fill(screen: Screen, kind: Count | None, counts: Numbers) -> Numbers:
    """Return one of the two counts; of the smallest areas also where the other one is missing.

    Of larger areas the two stay what their value is made of: sums over the areas that have both.
    """
    if kind not in SHOWN_COUNTS or screen.view.request.level is not screen.data.levels[-1]:
        return counts
    known = find_sum(screen.data, screen.scheme, kind, screen.as_of).counts[0][screen.view.areas]
    return np.where(np.isnan(counts), known, counts)


def sort_places(screen: Screen) -> list[int]:
    """Return the places of the view in the order asked for: numbers missing last, equals by the alphabet."""
    places = _sort_by_alphabet(tuple(screen.view.names))
    descending = screen.request.order == "desc"
    if screen.request.sort == "name":
        return list(places[::-1] if descending else places)
    alphabetical = np.array(places, dtype=np.intp)
    numbers = read_column(screen, screen.request.sort)[alphabetical]
    order = np.lexsort((np.nan_to_num(-numbers if descending else numbers), np.isnan(numbers)))
    return [int(place) for place in alphabetical[order]]


@lru_cache(maxsize=16)
def _sort_by_alphabet(names: tuple[str, ...]) -> tuple[int, ...]:
    """Return the places of ``names`` in the Vietnamese order; kept, for a country's keys take a fifth of a second."""
    keys = [build_sort_key(name) for name in names]
    return tuple(sorted(range(len(names)), key=keys.__getitem__))
