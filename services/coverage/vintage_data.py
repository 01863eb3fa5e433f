"""A vintage in force: its areas, facts and lists, what is kept of what was computed from them, and parts of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import ClassVar

import numpy as np

from geodata.areas import Level
from geodata.vintages import Vintage
from services.coverage.arrangements import UnitTerms
from services.coverage.columns import FactColumn, FactKey
from services.coverage.conversions import Conversions
from services.coverage.events import HeldEvent
from services.coverage.groups import GroupColumn
from services.coverage.hierarchy import NO_PARENT, Hierarchy, restrict_hierarchy
from services.coverage.layered_facts import CutFacts, FactSource, LayeredFacts, arrange_facts
from services.coverage.memo import Memo
from services.coverage.memory_size import measure_bytes
from services.coverage.officers import OfficerTerm
from services.measures.schemes import Measure

# What is kept of 12,000 areas takes 0.4 MB a column, 1.2 MB an evaluation or view: some 200 MB a vintage at most.
KEPT_COLUMNS, KEPT_EVALUATIONS, KEPT_VIEWS, KEPT_FOCUSES = 160, 40, 64, 16
KEPT_ARRANGEMENTS, KEPT_COUNTED, KEPT_ANCESTRIES = 6, 600, 600
# All dates of 12,000 areas take some 20 MB, their classes nearly nothing.
KEPT_SERIES, KEPT_PERIODS = 3, 200


@dataclass(frozen=True)
class Pilot:
    """A pilot area (xã điểm) of a scheme, its first day as one and its last, None while it is one."""

    scheme: str
    area: int  # number in the hierarchy
    started_on: date
    ended_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether the area is a pilot on a day."""
        return self.started_on <= day and (self.ended_on is None or day <= self.ended_on)


@dataclass(frozen=True)
class VintageData:
    """One vintage in force: its areas, its facts by (scheme, measure, date) and its pilots.

    ``facts`` are ``LayeredFacts`` where crosswalks lead here from other vintages; ``own_facts`` are those that were
    published for this one. The memories hold what was computed from these; they belong to this object alone.
    ``unit_terms`` is None where no list puts units between province and commune; ``base`` is what ``on`` was asked of,
    ``arranged_on`` the day on which the list changed to these units.
    """

    kept_apart: ClassVar[bool] = True

    vintage: Vintage
    hierarchy: Hierarchy
    facts: Mapping[FactKey, FactColumn]
    pilots: tuple[Pilot, ...]
    events: tuple[HeldEvent, ...] = field(default=(), compare=False, repr=False)
    officers: tuple[OfficerTerm, ...] = field(default=(), compare=False, repr=False)
    groups: tuple[GroupColumn, ...] = field(default=(), compare=False, repr=False)
    columns: Memo = field(default_factory=lambda: Memo(KEPT_COLUMNS), compare=False, repr=False)
    evaluations: Memo = field(default_factory=lambda: Memo(KEPT_EVALUATIONS), compare=False, repr=False)
    views: Memo = field(default_factory=lambda: Memo(KEPT_VIEWS), compare=False, repr=False)
    focuses: Memo = field(default_factory=lambda: Memo(KEPT_FOCUSES), compare=False, repr=False)
    counted: Memo = field(default_factory=lambda: Memo(KEPT_COUNTED), compare=False, repr=False)
    series: Memo = field(default_factory=lambda: Memo(KEPT_SERIES), compare=False, repr=False)
    periods: Memo = field(default_factory=lambda: Memo(KEPT_PERIODS), compare=False, repr=False)
    unit_terms: UnitTerms | None = field(default=None, compare=False, repr=False)
    arrangements: Memo = field(default_factory=lambda: Memo(KEPT_ARRANGEMENTS), compare=False, repr=False)
    ancestries: Memo = field(default_factory=lambda: Memo(KEPT_ANCESTRIES), compare=False, repr=False)
    base: VintageData | None = field(default=None, compare=False, repr=False)
    arranged_on: date | None = field(default=None, compare=False, repr=False)

    def on(self, day: date | None) -> VintageData:
        """Return the vintage with the units that hold on a day, the same object where there are none.

        Numbers of provinces and communes, facts and pilots are the same on every day. Without a day: as it was left
        by the last change of the list.
        """
        base = self.base or self
        change = base.unit_terms.find_change(day) if base.unit_terms else None
        return (
            base
            if change is None
            else base.arrangements.recall(change, lambda: _arrange(base, change), _measure_vintage)
        )

    def is_unit(self, code: str) -> bool:
        """Tell whether a code is that of a unit that a list names on some day."""
        terms = (self.base or self).unit_terms
        return terms is not None and code in terms.codes

    @property
    def levels(self) -> tuple[Level, ...]:
        """The levels that have areas, from the country down."""
        return self.hierarchy.levels

    @property
    def own_facts(self) -> Mapping[FactKey, FactColumn]:
        """The facts that were published for this vintage."""
        return self.facts.own if isinstance(self.facts, LayeredFacts) else self.facts

    def list_pilots(self, scheme: str, day: date) -> list[int]:
        """Return the areas that are pilots of a scheme on a day."""
        return [pilot.area for pilot in self.pilots if pilot.scheme == scheme and pilot.holds_on(day)]

    def list_dates(self, scheme: str, measure: Measure) -> tuple[date, ...]:
        """Return the dates of the facts of a scheme and measure, earliest first, converted ones included."""
        return self._dates.get((str(scheme), measure.value), ())

    @cached_property
    def _dates(self) -> dict[tuple[str, str], tuple[date, ...]]:
        found: dict[tuple[str, str], list[date]] = {}
        for scheme, measure, day in self.facts:
            found.setdefault((scheme, measure), []).append(day)
        return {key: tuple(sorted(days)) for key, days in found.items()}


def link_vintage(
    data: VintageData,
    vintages: Mapping[str, VintageData],
    conversions: Conversions,
    before: VintageData | None = None,
) -> VintageData:
    """Return a vintage with the facts of those that lead to it below its own; what was computed before is forgotten.

    ``before`` is the vintage as it was under the publication before: of it is taken over what is made of the same
    columns.
    """
    vintage_id = data.vintage.vintage_id
    others = [vintages[one] for one in conversions.list_sources(vintage_id)]
    sources = [FactSource(one.vintage.vintage_id, one.hierarchy, one.own_facts) for one in others if one.own_facts]
    own = data.own_facts
    return replace(
        data,
        facts=LayeredFacts(own, vintage_id, data.hierarchy, sources, conversions, before.facts if before else None)
        if sources
        else own,
        columns=Memo(KEPT_COLUMNS),
        evaluations=Memo(KEPT_EVALUATIONS),
        views=Memo(KEPT_VIEWS),
        focuses=Memo(KEPT_FOCUSES),
        counted=before.counted if before and before.hierarchy is data.hierarchy else Memo(KEPT_COUNTED),
        series=Memo(KEPT_SERIES),
        periods=Memo(KEPT_PERIODS),
        arrangements=Memo(KEPT_ARRANGEMENTS),
        ancestries=Memo(KEPT_ANCESTRIES),
    )


def focus_vintage(data: VintageData, area: int) -> VintageData:
    """Return the vintage as if an area were all there is: the same figures of all within it, in a fraction of the time.

    Its own numbers apply: the area is 0. Pilots are left out.
    """

    def measure(focused: VintageData) -> int:
        return _measure_vintage(focused) + data.hierarchy.parents.nbytes  # new numbers of all areas

    return data if area == 0 else data.focuses.recall(area, lambda: _cut_out(data, area), measure)


def _measure_vintage(data: VintageData) -> int:
    frame = data.hierarchy.frame  # its texts are those of the whole vintage
    places = replace(data.hierarchy, frame=frame.iloc[:0])
    return measure_bytes(data) + measure_bytes(places) + int(frame.memory_usage().sum())


def _cut_out(data: VintageData, area: int) -> VintageData:
    inside = data.hierarchy.select_all(area)
    renumbered = np.full(data.hierarchy.size, NO_PARENT, dtype=np.int32)
    renumbered[inside] = np.arange(inside.size, dtype=np.int32)
    hierarchy = restrict_hierarchy(data.hierarchy, inside)
    return VintageData(data.vintage, hierarchy, CutFacts(data.facts, renumbered), ())


def _arrange(base: VintageData, change: date) -> VintageData:
    """Return the vintage with the units that hold from a change of their list on."""
    hierarchy = base.hierarchy if base.unit_terms is None else base.unit_terms.arrange(base.hierarchy, change)
    if hierarchy is base.hierarchy:
        return base
    return replace(
        base,
        hierarchy=hierarchy,
        facts=arrange_facts(base.facts, hierarchy, change),
        columns=Memo(KEPT_COLUMNS),
        evaluations=Memo(KEPT_EVALUATIONS),
        views=Memo(KEPT_VIEWS),
        focuses=Memo(KEPT_FOCUSES),
        counted=Memo(KEPT_COUNTED),
        series=Memo(KEPT_SERIES),
        periods=Memo(KEPT_PERIODS),
        ancestries=Memo(KEPT_ANCESTRIES),
        base=base,
        arranged_on=change,
    )
