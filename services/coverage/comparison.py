"""The difference of two views, area by area: b − a, in people or percentage points, honest about either side."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from geodata.areas import Level
from geodata.errors import BadInput, Bilingual, Place
from services.coverage.area_value import AreaValue, build_area_value
from services.coverage.class_codes import write_class_codes
from services.coverage.columns import Counts, Mask
from services.coverage.difference_words import build_definition, build_difference_sentence
from services.coverage.evaluation import Evaluation, StateNumbers, evaluate
from services.coverage.kept_classes import recall_classes
from services.coverage.snapshot import Snapshot
from services.coverage.view import NO_DATE, View, ViewRequest, build_view
from services.coverage.vintage_data import VintageData
from services.measures.class_methods import ClassMethod
from services.measures.indicators import IndicatorDefinition, Unit
from services.measures.states import STATES, State, count_states

DEFAULT_CLASSES = 6
_WITH_VALUE = np.array([state.has_value for state in STATES])


@dataclass(frozen=True)
class Side:
    """One of the two views, over the areas of the difference; ``shown`` in the digits of its own indicator."""

    request: ViewRequest
    definition: IndicatorDefinition
    shown: Counts
    states: StateNumbers
    total: AreaValue


@dataclass(frozen=True)
class DifferenceView:
    """b − a for each area of b.

    ``view`` is a view like any other: figure, classes, ranks and legend come from it; its ``definition`` says
    whether people or percentage points are meant. An area without a value has the state of the side that lacks it,
    of b where both do. The difference is that of the digits shown on either side, so that a reader can check it.
    Managing units of a list have on both sides the communes that they have on b's date: ``has_other_units`` tells
    that a's own view has others.
    """

    view: View
    a: Side
    b: Side
    has_other_units: bool

    def find_lacking(self, place: int) -> tuple[str, ...]:
        """Return which sides have no value at a place of the view: «a», «b», both or none."""
        sides = (("a", self.a), ("b", self.b))
        return tuple(name for name, side in sides if not STATES[int(side.states[place])].has_value)


def build_difference(snapshot: Snapshot, a: ViewRequest, b: ViewRequest) -> DifferenceView:
    """Return b − a, computed once per snapshot.

    Both must be of the same vintage, level and area; counts of another vintage are converted, as in any view.
    Raises BadInput for two that are not, for people compared with rates, and what ``build_view`` raises.
    """
    for name in ("vintage_id", "level", "within"):
        if getattr(a, name) != getattr(b, name):
            raise _build_other_place(name, str(getattr(a, name)), str(getattr(b, name)))
    if (a.indicator.definition.unit is Unit.COUNT) != (b.indicator.definition.unit is Unit.COUNT):
        raise _build_other_unit(a.indicator.definition, b.indicator.definition)
    data = snapshot.find_vintage(b.vintage_id).on(b.as_of)
    views = build_view(snapshot, a), build_view(snapshot, b)
    key = ("difference", views[0].request, views[1].request, b.method, b.class_count)
    return data.views.recall(key, lambda: _compose(snapshot, data, b, *views))


def _compose(snapshot: Snapshot, data: VintageData, asked: ViewRequest, first: View, second: View) -> DifferenceView:
    evaluations = [_evaluate(data, view.request) for view in (first, second)]
    definition = build_definition(first.request, second.request)
    found = _subtract(definition, *evaluations)
    sides = [_build_side(second, view, one) for view, one in zip((first, second), evaluations, strict=True)]
    view = _build_view(second, found, asked)
    level = snapshot.label_level(asked.level, data.vintage)
    view = replace(
        view,
        legend_sentence=build_difference_sentence(first.request, second.request, level),
        sources=tuple(dict.fromkeys((*second.sources, *first.sources))),
        conversions=tuple(dict.fromkeys((*second.conversions, *first.conversions))),
    )
    return DifferenceView(view, sides[0], sides[1], _has_other_units(data, first.request, asked))


def _build_side(areas_of: View, view: View, found: Evaluation) -> Side:
    areas, within = areas_of.areas, areas_of.hierarchy.find(view.request.within)
    total = build_area_value(areas_of.hierarchy, found, within)
    return Side(view.request, view.definition, found.shown[areas], found.states[areas], total)


def _has_other_units(data: VintageData, a: ViewRequest, b: ViewRequest) -> bool:
    shows_units = b.level is Level.MANAGING_UNIT or data.is_unit(b.within)
    return shows_units and data.on(a.as_of).arranged_on != data.arranged_on


def _evaluate(data: VintageData, request: ViewRequest) -> Evaluation:
    return evaluate(data, request.scheme, request.indicator, request.as_of or NO_DATE, request.since)


def _subtract(definition: IndicatorDefinition, a: Evaluation, b: Evaluation) -> Evaluation:
    """Return the difference over all areas, in the digits of the side that shows more of them."""
    decimals = definition.decimals
    shown = _lift(b, decimals) - _lift(a, decimals)
    known = np.isfinite(shown)
    estimated = known & ((a.states == State.ESTIMATED.number) | (b.states == State.ESTIMATED.number))
    lacking = np.where(_WITH_VALUE[b.states], a.states, b.states)
    states = np.where(known, np.where(estimated, State.ESTIMATED.number, State.VALUE.number), lacking).astype(np.int8)
    blank = np.full(shown.shape, np.nan)
    return Evaluation(
        definition=definition,
        values=shown / definition.value_scale,
        shown=shown,
        numerators=blank,
        denominators=blank,
        states=states,
        paints=np.where(known, State.VALUE.number, states).astype(np.int8),
        complete=b.complete,
        differences=blank,
        denominator_differences=blank,
        estimated_shares=np.where(known, np.fmax(a.estimated_shares, b.estimated_shares), np.nan),
    )


def _lift(found: Evaluation, decimals: int) -> Counts:
    return np.asarray(found.shown * 10 ** (decimals - found.definition.decimals))


def _build_view(view: View, found: Evaluation, asked: ViewRequest) -> View:
    """Return the second view with the difference in place of its values."""
    areas, hierarchy = view.areas, view.hierarchy
    shown = found.shown[areas]
    method = ClassMethod.JENKS if asked.method in (None, ClassMethod.FIXED) else asked.method
    count, painted = asked.class_count or DEFAULT_CLASSES, found.paints[areas] == State.VALUE.number
    classed = np.where(painted, shown, np.nan)
    classes = recall_classes(classed / found.definition.value_scale, method, count, found.definition)
    index, within = classes.assign(classed), hierarchy.find(asked.within)
    estimated: Mask = found.states[areas] == State.ESTIMATED.number
    return replace(
        view,
        request=replace(view.request, method=method, class_count=count),
        definition=found.definition,
        evaluation=found,
        values=found.values[areas],
        shown=shown,
        numerators=found.numerators[areas],
        denominators=found.denominators[areas],
        states=found.states[areas],
        estimated=estimated,
        estimated_shares=found.estimated_shares[areas],
        differences=found.differences[areas],
        denominator_differences=found.denominator_differences[areas],
        classes=classes,
        class_index=index,
        class_codes=write_class_codes(found.paints[areas], index),
        state_counts=count_states(found.states[areas]),
        total=build_area_value(hierarchy, found, within),
        ancestors=tuple(build_area_value(hierarchy, found, area) for area in hierarchy.climb(within)),
        undistributed_count=None,
    )


def _build_other_place(name: str, a: str, b: str) -> BadInput:
    return BadInput(
        "difference_of_other_places",
        Bilingual(
            f"Hai bên phải cùng bộ ranh giới, cấp và địa bàn; ở đây «{a}» và «{b}»",
            f"Both sides must have the same boundaries, level and area; here «{a}» and «{b}»",
        ),
        Bilingual("Chọn một bộ ranh giới cho cả hai bên.", "Choose one boundary vintage for both sides."),
        Place(column=name.removesuffix("_id"), text=b),
    )


def _build_other_unit(a: IndicatorDefinition, b: IndicatorDefinition) -> BadInput:
    return BadInput(
        "difference_of_other_units",
        Bilingual(
            f"Không lấy hiệu của «{b.label.vi}» và «{a.label.vi}»: một bên là số người, một bên là tỷ lệ",
            f"«{b.label.en}» and «{a.label.en}» have no difference: one is of people, the other a rate",
        ),
        Bilingual("Chọn hai chỉ số cùng đơn vị.", "Choose two indicators of one unit."),
        Place(column="b_indicator", text=b.indicator.value),
    )
