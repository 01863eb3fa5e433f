"""All indicators of many cells in one pass: the counts of a date are gathered once, and all is made of them.

A cell is an area without children on one date: what is known of it is known of the whole. Dates are worked through one
by one, so that the counts of all communes of the country stay in the cache of the processor until the last indicator
is made of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from services.measures.arithmetic import FORMULAS, OPERANDS, PAIRS, Counts, Formula, Mask, Pair
from services.measures.indicators import Count, Indicator, Unit
from services.measures.pace import build_pace
from services.measures.periods import find_last_year_end, find_year_before, find_year_end
from services.measures.schemes import Measure, Scheme
from services.measures.states import State

INDICATORS: tuple[Indicator, ...] = tuple(Indicator)
Places = NDArray[np.int64]
Dated = tuple[date, Counts]
Stocks = Mapping[tuple[Measure, date], Counts]  # counts of n areas, NaN where nothing is known


@dataclass(frozen=True)
class Measured:
    """Values (NaN where there are none) and state numbers: indicators (in their order) × dates × n areas."""

    values: NDArray[np.float64]
    states: NDArray[np.int8]


def measure_all(stocks: Stocks, scheme: Scheme, days: Sequence[date], since: date | None = None) -> Measured:
    """Return all indicators of one scheme on ``days``; ``since`` is the base date of those that need one.

    ``stocks`` hold the counts of the scheme and its denominators, of one order of areas.
    """
    size = next(iter(stocks.values())).size
    values = np.empty((len(INDICATORS), len(days), size))
    states = np.empty(values.shape, dtype=np.int8)
    targets = _list_days(stocks, Measure.TARGET)
    bases = _list_days(stocks, Measure(scheme.denominator_kind.value))
    for place, day in enumerate(days):
        targets_of_year = [(one, counts) for one, counts in targets if one.year == day.year]
        counts = _gather_stocks(stocks, day, since, size)
        counts[Count.DENOMINATOR] = _find_denominator(bases, day, size)
        counts[Count.PACE] = build_pace(day, counts[Count.YEAR_END], targets_of_year)
        lacking = _lack_targets(targets_of_year, size)
        _measure_day(counts, lacking, day, Measured(values[:, place], states[:, place]))
    return Measured(values, states)


def _list_days(stocks: Stocks, wanted: Measure) -> list[Dated]:
    """Return the counts of a measure, earliest first."""
    return sorted(((day, one) for (measure, day), one in stocks.items() if measure is wanted), key=itemgetter(0))


def _gather_stocks(stocks: Stocks, as_of: date, since: date | None, size: int) -> dict[Count, Counts]:
    """Return the counts that are dated themselves, NaN where nothing is known."""
    unknown = np.full(size, np.nan)
    wanted = {
        Count.ENROLLED: (Measure.ENROLLED, as_of),
        Count.TARGET: (Measure.TARGET, find_year_end(as_of)),
        Count.YEAR_BEFORE: (Measure.ENROLLED, find_year_before(as_of)),
        Count.YEAR_END: (Measure.ENROLLED, find_last_year_end(as_of)),
        Count.GROSS_NEW: (Measure.GROSS_NEW, as_of),
        Count.GROSS_NEW_MONTH: (Measure.GROSS_NEW_MONTH, as_of),
    }
    counts = {kind: stocks.get(key, unknown) for kind, key in wanted.items()}
    return counts | {Count.BASE: unknown if since is None else stocks.get((Measure.ENROLLED, since), unknown)}


def _find_denominator(bases: list[Dated], as_of: date, size: int) -> Counts:
    """Return for each area the newest denominator dated up to the cut-off, else the earliest after it."""
    upto = [one for day, one in bases if day <= as_of]
    found = np.full(size, np.nan)
    for counts in [*upto[::-1], *(one for day, one in bases if day > as_of)]:  # the best first: little is left then
        missing = np.isnan(found)
        if not missing.any():
            break
        found = np.where(missing, counts, found)
    return found


def _lack_targets(targets: list[Dated], size: int) -> Mask:
    """Tell which areas have no target of the year at all: a schedule may replace the annual one."""
    lacking = np.ones(size, dtype=np.bool_)
    for _, counts in targets:
        lacking &= np.isnan(counts)
    return lacking


# Only that there is no data comes before what else is missing; the other states rise by precedence.
_ZERO, _ABOVE_100, _NO_DATA, _NO_TARGET, _NO_DENOMINATOR = (
    np.int8(state.number)
    for state in (State.ZERO, State.ABOVE_100, State.NO_DATA, State.NO_TARGET, State.NO_DENOMINATOR)
)


@dataclass(frozen=True)
class _Row:
    """How one indicator is made; ``nothing`` is the state of a second count of 0, None where 0 is a count like others.

    ``absences`` are the operands in the order in which a missing one is marked: the last one marked holds.
    """

    operands: tuple[Count, ...]
    pair: Pair
    form: Formula
    nothing: np.int8 | None
    can_exceed_100: bool
    absences: tuple[Count, ...]


def _build_row(indicator: Indicator) -> _Row:
    definition, operands = indicator.definition, OPERANDS[indicator]
    # No share of nobody, and nobody unreached where nobody was to be reached.
    is_shared_out = definition.unit is not Unit.COUNT or indicator is Indicator.UNREACHED_COUNT
    nothing = (_NO_TARGET if Count.TARGET in operands else _NO_DENOMINATOR) if is_shared_out else None
    absences = sorted(operands, key=lambda kind: (kind is operands[0], kind is not Count.PACE))
    exceeds = definition.can_exceed_100
    return _Row(operands, PAIRS[indicator], FORMULAS[indicator], nothing, exceeds, tuple(absences))


_ROWS = tuple(_build_row(indicator) for indicator in INDICATORS)
_COUNTS_STOCK = np.array([[row.operands[0] is Count.ENROLLED] for row in _ROWS])


def _measure_day(counts: dict[Count, Counts], without_target: Mask, as_of: date, into: Measured) -> None:
    """Write all indicators of a date over the values and states of ``into`` (indicators × n)."""
    absences = _find_absences(counts, without_target)
    for row, values, states in zip(_ROWS, into.values, into.states, strict=True):
        numerators, denominators = row.pair([counts[kind] for kind in row.operands])
        row.form(as_of, numerators, denominators, values)
        states.fill(State.VALUE.number)
        if row.can_exceed_100:
            states[values > 1] = _ABOVE_100
        if row.nothing is not None:
            nothing = np.flatnonzero(denominators == 0)
            values[nothing], states[nothing] = np.nan, row.nothing
        for kind in row.absences:
            for places, state in absences[kind]:
                states[places] = state
    nobody = np.flatnonzero(counts[Count.ENROLLED] == 0)
    none_found = (into.values[:, nobody] == 0) & _COUNTS_STOCK
    into.states[:, nobody] = np.where(none_found, _ZERO, into.states[:, nobody])


def _find_absences(counts: dict[Count, Counts], without_target: Mask) -> dict[Count, list[tuple[Places, np.int8]]]:
    """Return for each count the areas that lack it, with what state that makes."""
    states = {Count.DENOMINATOR: _NO_DENOMINATOR, Count.TARGET: _NO_TARGET}
    found = {kind: [(np.flatnonzero(np.isnan(one)), states.get(kind, _NO_DATA))] for kind, one in counts.items()}
    # A pace is missing for want of any target of the year, else for want of the stock it begins with.
    places, _ = found[Count.PACE][0]
    found[Count.PACE].append((places[without_target[places]], _NO_TARGET))
    return found
