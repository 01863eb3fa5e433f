"""What the values of a view are made of, where they follow from the counts that a reader has already.

A change of indicator then costs letters of classes alone: whole numbers that are known are not sent again as their
quotients. Nothing is believed: a view says what it is made of only where that gives every number shown.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.coverage.counts import AreaCounts
from services.coverage.view import View
from services.measures.indicators import Count, Indicator


@dataclass(frozen=True)
class Derivation:
    """``plus`` − ``minus``, divided by ``per`` where there is one and × ``times``: halves away from zero."""

    plus: Count
    minus: Count | None = None
    per: Count | None = None
    times: int = 1


_PARTS: dict[Indicator, tuple[Count, Count | None, Count | None]] = {
    Indicator.COVERAGE_RATIO: (Count.ENROLLED, None, Count.DENOMINATOR),
    Indicator.PLAN_COMPLETION_RATIO: (Count.ENROLLED, None, Count.TARGET),
    Indicator.PLAN_GAP_COUNT: (Count.TARGET, Count.ENROLLED, None),
    Indicator.PACE_GAP_COUNT: (Count.ENROLLED, Count.PACE, None),
    Indicator.YOY_CHANGE_COUNT: (Count.ENROLLED, Count.YEAR_BEFORE, None),
    Indicator.YOY_CHANGE_RATIO: (Count.ENROLLED, Count.YEAR_BEFORE, Count.YEAR_BEFORE),
    Indicator.NET_CHANGE_COUNT: (Count.ENROLLED, Count.YEAR_END, None),
    Indicator.UNREACHED_COUNT: (Count.DENOMINATOR, Count.ENROLLED, None),
    Indicator.ENROLLED_COUNT: (Count.ENROLLED, None, None),
    Indicator.TARGET_COUNT: (Count.TARGET, None, None),
}


def find_derivation(view: View, found: AreaCounts) -> Derivation | None:
    """Return what makes every number shown of the counts of the same areas; None where nothing does."""
    parts = _PARTS.get(view.request.indicator)
    if parts is None or not np.array_equal(view.areas, found.areas):
        return None
    derivation = Derivation(*parts, times=view.definition.value_scale)
    derived = _derive(derivation, found)
    is_shown = np.isfinite(view.shown)
    return derivation if np.array_equal(derived[is_shown], view.shown[is_shown]) else None


def _derive(derivation: Derivation, found: AreaCounts) -> NDArray[np.float64]:
    """Return the values as the page computes them: in the same steps, so in the same floats."""
    counts = {kind: np.round(numbers) for kind, numbers in found.counts.items()}
    values = counts[derivation.plus]
    if derivation.minus is not None:
        values = values - counts[derivation.minus]
    if derivation.per is None:
        return values * derivation.times
    per = counts[derivation.per]
    quotients = values * derivation.times / np.where(per == 0, np.nan, per)
    return np.asarray(np.sign(quotients) * np.floor(np.abs(quotients) + 0.5), dtype=np.float64)
