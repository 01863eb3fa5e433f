"""Two views of one question in the same classes, so that one colour means one thing on both."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from services.coverage.columns import Counts
from services.coverage.view import View, write_class_codes
from services.measures.classes import Classes, build_classes
from services.measures.indicators import Indicator
from services.measures.states import State


def share_classes(first: View, second: View) -> tuple[View, View]:
    """Return both views classed by the values of both together; they must ask for the same indicator and method."""
    shown = [_read_classed(view) for view in (first, second)]
    definition, request = second.definition, second.request
    is_coverage = request.indicator is Indicator.COVERAGE_RATIO
    classes = build_classes(
        np.concatenate(shown) / definition.value_scale,
        request.method or definition.default_method,
        request.class_count or definition.default_class_count,
        definition,
        request.scheme.coverage_thresholds if is_coverage else None,
    )
    return give_classes(first, classes), give_classes(second, classes)


def _read_classed(view: View) -> Counts:
    """Return what is painted by its class, NaN where a state paints the area."""
    paints = view.evaluation.paints[view.areas]
    return np.where(paints == State.VALUE.number, view.shown, np.nan)


def give_classes(view: View, classes: Classes) -> View:
    """Return a view in classes made for more than itself; they count the areas of this view."""
    index = classes.assign(_read_classed(view))
    counted = tuple(
        replace(one, count=int(np.count_nonzero(index == number))) for number, one in enumerate(classes.classes)
    )
    return replace(
        view,
        classes=replace(classes, classes=counted),
        class_index=index,
        class_codes=write_class_codes(view.evaluation.paints[view.areas], index),
    )
