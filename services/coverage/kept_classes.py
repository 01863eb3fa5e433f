"""Classes kept by what they are made of: natural breaks of thousands of numbers hold the interpreter for a while.

Most publications change the numbers of other places, dates and schemes; the same numbers give the same classes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from services.coverage.memo import Memo
from services.measures.class_methods import ClassMethod
from services.measures.classes import Classes, build_classes
from services.measures.indicators import IndicatorDefinition
from services.measures.rounding import round_to_scale

_CLASSES = Memo(capacity=1000)


def recall_classes(
    values: NDArray[np.float64],
    method: ClassMethod,
    count: int,
    definition: IndicatorDefinition,
    thresholds: tuple[float, ...] | None = None,
) -> Classes:
    """Return what ``build_classes`` returns, made once of the same numbers in the digits shown."""
    shown = round_to_scale(values[np.isfinite(values)], definition.value_scale)
    key = (np.sort(shown).tobytes(), method, count, definition, thresholds)
    return _CLASSES.recall(key, lambda: build_classes(values, method, count, definition, thresholds))
