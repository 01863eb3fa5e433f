"""Several views of one question in the same classes, so that one colour means one thing on all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from services.coverage.class_codes import write_class_codes
from services.coverage.columns import Counts
from services.coverage.kept_classes import recall_classes
from services.coverage.view import View
from services.measures.classes import Classes
from services.measures.indicators import Indicator
from services.measures.states import State

# Natural breaks take the square of the number of values; so many, evenly spread over the order of all of them, have
# the same breaks to within the digits of a legend.
MOST_CLASSED = 8_000


def share_classes(*views: View) -> tuple[View, ...]:
    """Return the views classed by the values of all of them together.

    They must ask for the same indicator; method, number of classes and thresholds are those of the last one.
    """
    classes = build_shared_classes(views)
    return tuple(give_classes(view, classes) for view in views)


def build_shared_classes(views: Sequence[View]) -> Classes:
    """Return the classes of the values of all views together; see ``share_classes``."""
    last = views[-1]
    definition, request = last.definition, last.request
    is_coverage = request.indicator is Indicator.COVERAGE_RATIO
    return recall_classes(
        thin_values(np.concatenate([_read_classed(view) for view in views])) / definition.value_scale,
        request.method or definition.default_method,
        request.class_count or definition.default_class_count,
        definition,
        request.scheme.coverage_thresholds if is_coverage else None,
    )


def thin_values(shown: Counts) -> Counts:
    """Return at most ``MOST_CLASSED`` of the known values, the least and the greatest among them."""
    known = np.sort(shown[np.isfinite(shown)])
    if known.size <= MOST_CLASSED:
        return known
    kept: Counts = known[np.linspace(0, known.size - 1, MOST_CLASSED).round().astype(np.int64)]
    return kept


def give_classes(view: View, classes: Classes) -> View:
    """Return the view painted by these classes, each with the number of areas that it has here."""
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


def _read_classed(view: View) -> Counts:
    """Return what is painted by its class, NaN where a state paints the area."""
    paints = view.evaluation.paints[view.areas]
    return np.where(paints == State.VALUE.number, view.shown, np.nan)
