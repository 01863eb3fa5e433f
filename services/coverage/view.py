"""The values of one request: what map, table, legend, export and API show."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from geodata.areas import Level
from geodata.errors import BadInput, Bilingual, Place
from geodata.vintages import Vintage
from services.coverage.area_value import AreaValue, build_area_value
from services.coverage.arrangements import count_without_unit
from services.coverage.base_dates import check_base_date
from services.coverage.class_codes import count_painted, write_class_codes
from services.coverage.columns import Counts, Mask, Numbers
from services.coverage.conversion_notes import ConversionNote, list_conversions
from services.coverage.evaluation import Evaluation, StateNumbers, evaluate
from services.coverage.hierarchy import Hierarchy
from services.coverage.kept_classes import recall_classes
from services.coverage.memory_size import measure_bytes
from services.coverage.ranking import count_ranked, rank_values
from services.coverage.snapshot import Snapshot
from services.coverage.sources import list_illustrative_notes, list_sources, list_unit_sources
from services.coverage.vintage_data import VintageData
from services.measures.class_methods import ClassMethod
from services.measures.classes import Classes, check_class_count
from services.measures.indicators import Indicator, IndicatorDefinition
from services.measures.schemes import Scheme
from services.measures.states import State, count_states
from services.measures.wording import build_legend_sentence
from services.store.release_notes import ReleaseNote

# Stands for "no date"; there are no facts of it, so every area is without data.
NO_DATE = date(2, 1, 1)


@dataclass(frozen=True)
class ViewRequest:
    """What is asked for. ``within`` is an area code, VN for the whole vintage; ``level`` lies below it.

    ``as_of`` is None where there are no data to choose a date from; ``method`` and ``class_count`` are None where
    the indicator decides. ``since`` is the base date of the indicators that need one (``definition.needs_since``),
    of no concern to the others.
    """

    vintage_id: str
    level: Level
    within: str
    scheme: Scheme
    indicator: Indicator
    as_of: date | None
    method: ClassMethod | None = None
    class_count: int | None = None
    since: date | None = None


@dataclass(frozen=True)
class View:
    """The m areas of a request in the order of ``area.position``; arrays have m entries, NaN where there is nothing.

    ``values`` are exact; ``shown`` are the whole numbers that are printed (value × ``definition.value_scale``).
    ``states`` hold ``State.number``: exactly one each. ``class_index`` is −1 where the state paints the area;
    ``class_codes`` says both in one letter each, as the contract of values over HTTP has it. ``ranks`` are among all
    areas of the view, ``parent_ranks`` among those of the same parent, 0 for none. ``total`` is ``within`` itself,
    ``ancestors`` what lies above it, the country first. ``undistributed_count`` is what the total holds beyond the
    areas shown (known for a larger area only), None where nothing. ``estimated_shares`` (0–1) are the largest shares
    of estimation among the counts of each value; ``conversions`` say what came from other vintages. ``pilot_codes``
    are those of the areas shown that are pilots of the scheme.
    """

    request: ViewRequest
    publication_id: int
    vintage: Vintage
    definition: IndicatorDefinition
    areas: Numbers
    hierarchy: Hierarchy
    evaluation: Evaluation
    values: Counts
    shown: Counts
    numerators: Counts
    denominators: Counts
    states: StateNumbers
    estimated: Mask
    estimated_shares: Counts
    reporting_counts: Numbers
    area_counts: Numbers
    differences: Counts
    denominator_differences: Counts
    classes: Classes
    class_index: NDArray[np.int8]
    class_codes: str
    state_counts: dict[State, int]
    total: AreaValue
    ancestors: tuple[AreaValue, ...]
    undistributed_count: float | None
    sources: tuple[ReleaseNote, ...]
    legend_sentence: Bilingual
    level_label: Bilingual
    conversions: tuple[ConversionNote, ...]
    pilot_codes: frozenset[str] = frozenset()

    @cached_property
    def codes(self) -> list[str]:
        """The area codes."""
        return list(map(str, self.hierarchy.codes[self.areas].tolist()))

    @cached_property
    def names(self) -> list[str]:
        """The area names."""
        return [str(name) for name in self.hierarchy.names[self.areas]]

    @cached_property
    def parent_codes(self) -> list[str]:
        """The codes of the direct parents."""
        return [str(code) for code in self.hierarchy.codes[self.hierarchy.parents[self.areas]]]

    @cached_property
    def ranks(self) -> Numbers:
        """The rank of each area among all of the view, 0 for none; what is only painted needs none."""
        return rank_values(self.shown, np.zeros(self.areas.size, dtype=np.int32), self.definition.ahead_is_high)

    @cached_property
    def parent_ranks(self) -> Numbers:
        """The rank of each area among those of the same parent, 0 for none."""
        return rank_values(self.shown, self.hierarchy.parents[self.areas], self.definition.ahead_is_high)

    @cached_property
    def parent_ranked_counts(self) -> Numbers:
        """How many areas of the same parent have a rank."""
        return count_ranked(self.shown, self.hierarchy.parents[self.areas])

    @property
    def ranked_count(self) -> int:
        """How many areas have a rank."""
        return int(np.count_nonzero(np.isfinite(self.shown)))

    @property
    def without_unit_count(self) -> int:
        """How many communes are in no area of the view, for they are under no managing unit."""
        units_shown = self.request.level is Level.MANAGING_UNIT
        return count_without_unit(self.hierarchy, self.hierarchy.find(self.request.within)) if units_shown else 0

    @property
    def painted_counts(self) -> dict[State, int]:
        """How many areas each state paints; with the counts of the classes they add up to the areas drawn.

        An estimate is painted by its class (or as zero, or above 100 %) and marked on top: see ``state_counts``.
        """
        return count_painted(self.class_codes)

    @property
    def illustrative_notes(self) -> tuple[Bilingual, ...]:
        """What must be said of the data shown, empty where all are real."""
        return list_illustrative_notes(self.sources)

    def build_row(self, place: int) -> AreaValue:
        """Return all that is known of the area at one place of the view."""
        return build_area_value(self.hierarchy, self.evaluation, int(self.areas[place]))


def build_view(snapshot: Snapshot, request: ViewRequest) -> View:
    """Return the view of a request, computed once per snapshot.

    Raises NotFound for a vintage or area that is not there, BadInput for a level that does not lie within the area,
    a class count out of range, fixed thresholds of an indicator that has none, or a base date that is missing or has
    no data; each names what is allowed.
    """
    data = snapshot.find_vintage(request.vintage_id).on(request.as_of)
    resolved = _resolve_request(snapshot, request)
    return data.views.recall(resolved, lambda: _compose_view(snapshot, data, resolved), _measure_view)


def _measure_view(view: View) -> int:
    """Return how many bytes a view takes with its ranks, which it may find later."""
    return measure_bytes(view) + 3 * view.areas.size * np.dtype(np.int32).itemsize


def list_levels_within(data: VintageData, area: int) -> tuple[Level, ...]:
    """Return the levels that have areas within an area, from large to small."""
    ranks = data.hierarchy.ranks[data.hierarchy.select_all(area)]
    here = data.hierarchy.ranks[area]
    return tuple(level for level in Level if level.rank > here and bool(np.any(ranks == level.rank)))


def _resolve_request(snapshot: Snapshot, request: ViewRequest) -> ViewRequest:
    if request.class_count is not None:
        check_class_count(request.class_count)
    method, count = _read_class_choice(request)
    since = None
    if request.indicator.definition.needs_since:
        as_of = request.as_of or NO_DATE
        since = check_base_date(snapshot, request.vintage_id, request.scheme, as_of, request.since)
    return replace(request, method=method, class_count=count, since=since)


def _read_class_choice(request: ViewRequest) -> tuple[ClassMethod, int]:
    definition = request.indicator.definition
    return request.method or definition.default_method, request.class_count or definition.default_class_count


def _compose_view(snapshot: Snapshot, data: VintageData, request: ViewRequest) -> View:
    hierarchy = data.hierarchy
    within = hierarchy.find(request.within)
    _check_level(data, request.level, within)
    as_of = request.as_of or NO_DATE
    level_label = snapshot.label_level(request.level, data.vintage)
    found = evaluate(data, request.scheme, request.indicator, as_of, request.since)
    areas = hierarchy.select(request.level, within)
    classes, class_index = _classify(found, areas, request)
    total = build_area_value(hierarchy, found, within)
    return View(
        request=request,
        publication_id=snapshot.publication_id,
        vintage=data.vintage,
        definition=found.definition,
        areas=areas,
        hierarchy=hierarchy,
        evaluation=found,
        values=found.values[areas],
        shown=found.shown[areas],
        numerators=found.numerators[areas],
        denominators=found.denominators[areas],
        states=found.states[areas],
        estimated=found.states[areas] == State.ESTIMATED.number,
        estimated_shares=found.estimated_shares[areas],
        reporting_counts=found.complete.reporting_counts[areas],
        area_counts=hierarchy.leaf_counts[areas],
        differences=found.differences[areas],
        denominator_differences=found.denominator_differences[areas],
        classes=classes,
        class_index=class_index,
        class_codes=write_class_codes(found.paints[areas], class_index),
        state_counts=count_states(found.states[areas]),
        total=total,
        ancestors=tuple(build_area_value(hierarchy, found, area) for area in hierarchy.climb(within)),
        undistributed_count=_measure_undistributed(total, found.numerators[areas]),
        sources=_list_view_sources(snapshot, data, request, within),
        legend_sentence=build_legend_sentence(
            found.definition, request.scheme, level_label, request.as_of, request.since
        ),
        level_label=level_label,
        conversions=list_conversions(data, request.scheme, request.indicator, as_of, areas, found, request.since),
        pilot_codes=_list_pilot_codes(data, request.scheme, as_of, areas),
    )


def _list_pilot_codes(data: VintageData, scheme: Scheme, as_of: date, areas: Numbers) -> frozenset[str]:
    """Return the codes of the areas shown that are pilots of the scheme on the date."""
    begun = data.list_pilots(scheme, as_of)
    return frozenset(str(code) for code in data.hierarchy.codes[areas[np.isin(areas, begun)]]) if begun else frozenset()


def _list_view_sources(
    snapshot: Snapshot, data: VintageData, request: ViewRequest, within: int
) -> tuple[ReleaseNote, ...]:
    """Return the releases of the counts and, where units are shown, those that say which communes a unit has."""
    inside, as_of = data.hierarchy.select_all(within), request.as_of or NO_DATE
    counted = list_sources(snapshot, data, request.scheme, request.indicator, as_of, inside, request.since)
    if Level.MANAGING_UNIT not in (request.level, data.hierarchy.level_of(within)):
        return counted
    listed = list_unit_sources(snapshot, data, request.as_of, inside)
    return counted + tuple(note for note in listed if note not in counted)


def _classify(found: Evaluation, areas: Numbers, request: ViewRequest) -> tuple[Classes, NDArray[np.int8]]:
    """Return the classes of the values that no state paints, and the class of each area."""
    method, count = _read_class_choice(request)
    painted_by_class = found.paints[areas] == State.VALUE.number
    shown = np.where(painted_by_class, found.shown[areas], np.nan)
    values = shown / found.definition.value_scale
    thresholds = request.scheme.coverage_thresholds if request.indicator is Indicator.COVERAGE_RATIO else None
    classes = recall_classes(values, method, count, found.definition, thresholds)
    return classes, classes.assign(shown)


def _measure_undistributed(total: AreaValue, numerators: Counts) -> float | None:
    if total.numerator is None:
        return None
    rest = round(total.numerator - float(np.nansum(numerators)), 6)
    return rest or None


def _check_level(data: VintageData, level: Level, within: int) -> None:
    allowed = list_levels_within(data, within)
    if level in allowed:
        return
    name = str(data.hierarchy.names[within])
    choices = ", ".join(allowed) or "–"
    raise BadInput(
        "level_not_within",
        Bilingual(f"{name} không có cấp «{level}» bên trong", f"{name} has no areas of level «{level}» within"),
        Bilingual(f"Chọn một trong: {choices}.", f"Choose one of: {choices}."),
        Place(column="level", text=level),
    )
