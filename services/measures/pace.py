"""Pace: where a stock should be on a cut-off date if its target is to be met at year end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from services.measures.periods import measure_elapsed_year

Counts = NDArray[np.float64]


def build_pace(as_of: date, last_year_end: Counts, targets: Sequence[tuple[date, Counts]]) -> Counts:
    """Return the stock expected on ``as_of``, NaN where it cannot be told; not rounded.

    ``targets`` are dated in the year of ``as_of``. A target dated on the day itself is the pace. Otherwise it lies on
    the straight line between the last known point before and the first one after, counted in elapsed months / 12
    and the days' share within one; the first point is the stock of last year end. With one annual target: 2.252
    and 4.299 make 2.763,75 on 31 March (domain, sections 2 and 5). Counts may be NaN, each area for itself.
    """
    elapsed = measure_elapsed_year(as_of)
    points = sorted(((measure_elapsed_year(day), counts) for day, counts in targets), key=lambda point: point[0])
    low_at, low = np.zeros_like(last_year_end), last_year_end.copy()
    high_at, high = np.full_like(last_year_end, np.nan), np.full_like(last_year_end, np.nan)
    for at, counts in points:
        known = np.isfinite(counts)
        if at <= elapsed:
            low, low_at = np.where(known, counts, low), np.where(known, float(at), low_at)
        if at >= elapsed:
            first = known & np.isnan(high)
            high, high_at = np.where(first, counts, high), np.where(first, float(at), high_at)
    span = high_at - low_at
    share = np.divide(float(elapsed) - low_at, span, out=np.zeros_like(span), where=span > 0)
    return low + (high - low) * share
