"""What a view owes to other vintages: which dates came from which, over which crosswalks, and what is estimated."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np

from geodata.errors import Bilingual
from geodata.vintages import Vintage
from services.coverage.columns import FactColumn, FactKey, Mask, Numbers, find_above
from services.coverage.evaluation import Evaluation
from services.coverage.fact_columns import select_facts
from services.coverage.hierarchy import NO_PARENT
from services.coverage.layered_facts import LayeredFacts
from services.coverage.operands import find_column, list_fact_keys
from services.coverage.vintage_data import VintageData
from services.measures.arithmetic import OPERANDS
from services.measures.indicators import Count, Indicator
from services.measures.schemes import Scheme
from services.measures.states import State


@dataclass(frozen=True)
class ConversionNote:
    """What counts of one other vintage became part of a view.

    ``counts`` are the operands that came from there, ``dates`` the days of those counts, earliest first.
    ``crosswalk_sources`` and ``bases`` (of the weights of split communes) are those of the way, one each per crosswalk.
    Of the areas shown, ``converted_area_count`` hold converted counts, ``estimated_area_count`` an estimated value.
    """

    from_vintage: Vintage
    counts: tuple[Count, ...]
    dates: tuple[date, ...]
    crosswalk_sources: tuple[str, ...]
    bases: tuple[Bilingual, ...]
    converted_area_count: int
    estimated_area_count: int


def list_conversions(
    data: VintageData,
    scheme: Scheme,
    indicator: Indicator,
    as_of: date,
    areas: Numbers,
    found: Evaluation,
    since: date | None,
) -> tuple[ConversionNote, ...]:
    """Return a note for each other vintage whose counts the values of ``areas`` are made of, the nearest first."""
    if not isinstance(data.facts, LayeredFacts):
        return ()
    uses = {origin: _Use() for origin in range(1, len(data.facts.sources) + 1)}
    shown = np.zeros(data.hierarchy.size, dtype=np.bool_)
    shown[areas] = True
    inside = _find_inside(data, shown)
    for kind in OPERANDS[indicator]:
        for key, column in list_used_columns(data, scheme, kind, as_of, since):
            _collect(uses, kind, key, column, inside)
    return tuple(_build_note(data, data.facts, origin, use, areas, found) for origin, use in uses.items() if use.areas)


def list_used_columns(
    data: VintageData, scheme: Scheme, kind: Count, as_of: date, since: date | None
) -> list[tuple[FactKey, FactColumn]]:
    """Return the columns with converted counts that a count is made of; of a denominator only the entries in use."""
    found = []
    for key in list_fact_keys(data, scheme, kind, as_of, since):
        column = data.facts[key]
        if column.converted is None:
            continue
        if kind is Count.DENOMINATOR:
            whole, day = find_column(data, scheme, kind, as_of), key[2].toordinal()
            used = (whole.date_first[column.areas] == day) | (whole.date_last[column.areas] == day)
            column = select_facts(column, used, np.zeros(data.hierarchy.size, dtype=np.bool_))
        found.append((key, column))
    return found


@dataclass
class _Use:
    """What was taken of one other vintage: operands, days, areas."""

    counts: dict[Count, None] = field(default_factory=dict)
    dates: set[date] = field(default_factory=set)
    areas: set[int] = field(default_factory=set)


def _collect(uses: dict[int, _Use], kind: Count, key: FactKey, column: FactColumn, inside: Mask) -> None:
    if column.converted is None:
        return
    for origin in np.unique(column.converted.origins):
        if origin and (taken := column.areas[(column.converted.origins == origin) & inside[column.areas]]).size:
            use = uses[int(origin)]
            use.counts[kind] = None
            use.dates.add(key[2])
            use.areas.update(taken.tolist())


def _find_inside(data: VintageData, shown: Mask) -> Mask:
    """Tell of each area whether it is shown or lies within an area that is."""
    inside = shown.copy()
    for ancestors in data.hierarchy.ancestors:
        inside |= (ancestors != NO_PARENT) & shown[ancestors]
    return inside


def _build_note(
    data: VintageData, facts: LayeredFacts, origin: int, use: _Use, areas: Numbers, found: Evaluation
) -> ConversionNote:
    taken = np.array(sorted(use.areas), dtype=np.int32)
    holding = find_above(data.hierarchy, taken)
    holding[taken] = True
    conversion = facts.find_conversion(origin)
    estimated = found.states[areas] == State.ESTIMATED.number
    return ConversionNote(
        from_vintage=conversion.from_vintage,
        counts=tuple(use.counts),
        dates=tuple(sorted(use.dates)),
        crosswalk_sources=tuple(step.source for step in conversion.way),
        bases=tuple(step.basis.label for step in conversion.way),
        converted_area_count=int(np.count_nonzero(holding[areas])),
        estimated_area_count=int(np.count_nonzero(holding[areas] & estimated)),
    )
