"""All 16 indicators of two million cells, with their states: ours in one pass over arrays, and pandas with merges.

Cells are 3,321 communes, five schemes and ten years of months, some of them without a count, a target or anybody to be
covered. Both begin with what was reported and end with a value and a state per indicator and cell; these are compared
cell by cell. Processor seconds, by turns, best of the rounds: others' load makes either slower, never quicker.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.figures import record
from benchmarks.pandas_indicators import measure_with_pandas
from services.measures.one_pass import INDICATORS, Measured, measure_all
from services.measures.periods import list_month_ends
from services.measures.schemes import Measure, Scheme

SEED, ROUNDS = 8, 3
AREAS, MONTHS, LAST = 3_321, 120, date(2025, 12, 31)
SCHEMES = tuple(scheme for scheme in Scheme if not scheme.parts)
DAYS = list_month_ends(LAST, MONTHS)
SINCE = DAYS[11]
Stocks = dict[tuple[Measure, date], np.ndarray]


@dataclass(frozen=True)
class Reported:
    """The same counts for both: arrays by scheme, measure and date, and long frames."""

    stocks: dict[Scheme, Stocks]
    cells: pd.DataFrame
    targets: pd.DataFrame
    bases: pd.DataFrame


def main() -> None:
    """Measure both by turns, compare every cell, print a line for each and record the ratio."""
    reported = build_reported()
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(ROUNDS):
        measured, seconds = _measure(lambda: measure_ours(reported))
        ours.append(seconds)
        frame, seconds = _measure(lambda: measure_theirs(reported))
        theirs.append(seconds)
    differing = count_differing(measured, frame)
    size = len(reported.cells)
    print(f"| {len(INDICATORS)} indicators of {size:,} cells | processor seconds |")
    print("|---|---|")
    print(f"| pandas: merges, columns, np.select | {min(theirs):.2f} |")
    print(f"| ours: one pass, date by date | {min(ours):.2f} |")
    print(f"\n{2 * size * len(INDICATORS):,} values and states compared, {differing:,} differ")
    if differing:
        raise SystemExit("the two do not agree")
    record("indicators", min(ours), min(theirs))


def measure_ours(reported: Reported) -> dict[Scheme, Measured]:
    """Return all indicators of every scheme."""
    return {scheme: measure_all(stocks, scheme, DAYS, SINCE) for scheme, stocks in reported.stocks.items()}


def measure_theirs(reported: Reported) -> pd.DataFrame:
    """Return the same as a frame, a row per cell."""
    return measure_with_pandas(reported.cells, reported.targets, reported.bases, _number_month(SINCE))


def count_differing(measured: dict[Scheme, Measured], frame: pd.DataFrame) -> int:
    """Return how many values and states of the two are not the same to the last bit."""
    differing = 0
    for row, indicator in enumerate(INDICATORS):
        values = np.concatenate([one.values[row].ravel() for one in measured.values()])
        states = np.concatenate([one.states[row].ravel() for one in measured.values()])
        theirs = frame[indicator.value].to_numpy()
        differing += int((~((values == theirs) | (np.isnan(values) & np.isnan(theirs)))).sum())
        differing += int((states != frame[f"{indicator.value}_state"].to_numpy()).sum())
    return differing


def build_reported() -> Reported:
    """Return made-up reports by a seeded rule."""
    random = np.random.default_rng(SEED)
    people = random.integers(300, 30_000, AREAS).astype(float)
    stocks = {scheme: _build_stocks(random, scheme, people) for scheme in SCHEMES}
    cells = pd.concat([_build_cells(place, one) for place, one in enumerate(stocks.values())], ignore_index=True)
    targets, bases = [], []
    for place, (scheme, one) in enumerate(stocks.items()):
        kind = Measure(scheme.denominator_kind.value)
        targets.append(_build_years(place, one, Measure.TARGET, "target"))
        bases.append(_build_years(place, one, kind, "denominator"))
    return Reported(stocks, cells, pd.concat(targets, ignore_index=True), pd.concat(bases, ignore_index=True))


def _build_stocks(random: np.random.Generator, scheme: Scheme, people: np.ndarray) -> Stocks:
    stocks: Stocks = {}
    for year in range(DAYS[0].year, LAST.year + 1):
        covered = people + 10.0 * (year - DAYS[0].year)
        stocks[Measure(scheme.denominator_kind.value), date(year, 1, 1)] = _blank(random, covered, zeros=0.002)
        stocks[Measure.TARGET, date(year, 12, 31)] = _blank(random, np.rint(covered * 0.2), zeros=0.002)
    for day in DAYS:
        enrolled = np.rint(people * random.uniform(0.02, 0.25, AREAS))
        stocks[Measure.ENROLLED, day] = _blank(random, enrolled, zeros=0.005)
        stocks[Measure.GROSS_NEW, day] = _blank(random, np.rint(enrolled / 9))
        stocks[Measure.GROSS_NEW_MONTH, day] = _blank(random, np.rint(enrolled / 90))
    return stocks


def _blank(random: np.random.Generator, counts: np.ndarray, missing: float = 0.01, zeros: float = 0.0) -> np.ndarray:
    drawn = random.random(counts.size)
    return np.where(drawn < missing, np.nan, np.where(drawn > 1 - zeros, 0.0, counts))


def _build_cells(place: int, stocks: Stocks) -> pd.DataFrame:
    """Return a row per month and area of the scheme of this place, in the order of our arrays."""
    months = np.repeat([_number_month(day) for day in DAYS], AREAS)
    columns: dict[str, Any] = {"scheme": place, "area": np.tile(np.arange(AREAS), MONTHS), "month": months}
    for measure in (Measure.ENROLLED, Measure.GROSS_NEW, Measure.GROSS_NEW_MONTH):
        columns[measure.value] = np.concatenate([stocks[measure, day] for day in DAYS])
    return pd.DataFrame(columns)


def _build_years(place: int, stocks: Stocks, measure: Measure, name: str) -> pd.DataFrame:
    found = {day.year: counts for (one, day), counts in stocks.items() if one is measure}
    areas = np.tile(np.arange(AREAS), len(found))
    years = np.repeat(list(found), AREAS)
    return pd.DataFrame({"scheme": place, "area": areas, "year": years, name: np.concatenate(list(found.values()))})


def _number_month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _measure(run: Callable[[], Any]) -> tuple[Any, float]:
    begun = time.process_time()
    return run(), time.process_time() - begun


if __name__ == "__main__":
    main()
