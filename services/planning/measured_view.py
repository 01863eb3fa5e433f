"""A number of its own for each commune as a view like any other: map, legend, drawing and files come from it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from geodata.errors import Bilingual
from services.coverage.area_value import build_area_value
from services.coverage.class_codes import write_class_codes
from services.coverage.columns import Counts, Numbers
from services.coverage.evaluation import Evaluation
from services.coverage.kept_classes import recall_classes
from services.coverage.view import View
from services.measures.indicators import IndicatorDefinition
from services.measures.states import State, count_states


def build_measured_view(
    view: View, definition: IndicatorDefinition, measured: Numbers, shown_values: Counts, sentence: Bilingual
) -> View:
    """Return a view of communes with other numbers in place of its values; ``measured`` are those that have one.

    ``shown_values`` are whole numbers in the digits shown. A commune without one is without data. Figures of the whole
    are left without a value: it is one of communes among each other.
    """
    found = _evaluate(view, definition, measured, shown_values)
    areas, hierarchy = view.areas, view.hierarchy
    shown = found.shown[areas]
    method, count = definition.default_method, definition.default_class_count
    classes = recall_classes(shown / definition.value_scale, method, count, definition)
    index = classes.assign(shown)
    within = hierarchy.find(view.request.within)
    blank = np.full(areas.size, np.nan)
    return replace(
        view,
        definition=definition,
        evaluation=found,
        values=found.values[areas],
        shown=shown,
        numerators=blank,
        denominators=blank,
        states=found.states[areas],
        estimated=np.zeros(areas.size, dtype=bool),
        estimated_shares=blank,
        differences=blank,
        denominator_differences=blank,
        classes=classes,
        class_index=index,
        class_codes=write_class_codes(found.paints[areas], index),
        state_counts=count_states(found.states[areas]),
        total=build_area_value(hierarchy, found, within),
        ancestors=tuple(build_area_value(hierarchy, found, area) for area in hierarchy.climb(within)),
        undistributed_count=None,
        legend_sentence=sentence,
    )


def _evaluate(view: View, definition: IndicatorDefinition, measured: Numbers, shown_values: Counts) -> Evaluation:
    before = view.evaluation
    blank = np.full(before.values.shape, np.nan)
    shown = blank.copy()
    shown[measured] = shown_values
    states = np.where(np.isfinite(shown), State.VALUE.number, State.NO_DATA.number).astype(np.int8)
    return replace(
        before,
        definition=definition,
        values=np.asarray(shown / definition.value_scale, dtype=np.float64),
        shown=shown,
        numerators=blank,
        denominators=blank,
        states=states,
        paints=states,
        differences=blank,
        denominator_differences=blank,
        estimated_shares=blank,
    )
