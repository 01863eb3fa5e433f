"""What is in force, in memory and read-only, under one publication number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import ClassVar

import numpy as np
import pandas as pd
from sqlalchemy.engine import Connection, Engine

from geodata.areas import Level
from geodata.crosswalks.crosswalk import Crosswalk
from geodata.errors import Bilingual, NotFound, Place
from geodata.vintages import Vintage
from services.coverage.arrangements import UnitTerms, build_unit_terms
from services.coverage.audience import Audience
from services.coverage.columns import FactColumn
from services.coverage.columns import FactKey as FactKey
from services.coverage.conversions import Conversions, ConvertedVintage
from services.coverage.events import HeldEvent, build_held_events
from services.coverage.fact_columns import find_numbers
from services.coverage.groups import GroupColumn, build_group_columns
from services.coverage.hierarchy import NO_PARENT, Hierarchy, restrict_hierarchy
from services.coverage.kept_facts import KeptFacts, VintageFacts, build_vintage_facts
from services.coverage.layered_facts import CutFacts, FactSource, LayeredFacts, arrange_facts
from services.coverage.memo import Memo
from services.coverage.memory_size import measure_bytes
from services.coverage.officers import OfficerTerm, build_officer_terms
from services.measures.schemes import Measure
from services.measures.wording import UNIT_LABEL, label_level
from services.store import boundaries, managing_units, outreach, publication, releases
from services.store.crosswalks import read_crosswalks_in_force
from services.store.groups import read_group_counts_in_force
from services.store.officers import read_officer_terms_in_force
from services.store.release_notes import ReleaseNote, list_release_notes
from services.store.unit_history import find_unit_history

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

    def list_dates(self, scheme: str, measure: Measure) -> tuple[date, ...]:
        """Return the dates of the facts of a scheme and measure, earliest first, converted ones included."""
        return self._dates.get((str(scheme), measure.value), ())

    @cached_property
    def _dates(self) -> dict[tuple[str, str], tuple[date, ...]]:
        found: dict[tuple[str, str], list[date]] = {}
        for scheme, measure, day in self.facts:
            found.setdefault((scheme, measure), []).append(day)
        return {key: tuple(sorted(days)) for key, days in found.items()}


@dataclass(frozen=True)
class Snapshot:
    """All vintages in force by id, the newest first, the releases in force by id, and what leads between vintages."""

    kept_apart: ClassVar[bool] = True

    publication_id: int
    vintages: Mapping[str, VintageData]
    releases: Mapping[int, ReleaseNote]
    conversions: Conversions = field(default_factory=lambda: Conversions({}, ()), compare=False, repr=False)
    unit_label: Bilingual = UNIT_LABEL  # what managing units are called in vintages since July 2025
    unit_history_id: int | None = None  # the history of units in force
    audience: Audience = Audience.STAFF  # who may be shown what is made of it (``protected_facts.protect_snapshot``)
    withheld_below: int = 0  # the least count that is not withheld

    @property
    def edition(self) -> str:
        """What to key by whatever is made of it: the publication, and for whom; no two hold different counts."""
        is_staff = self.audience is Audience.STAFF
        return f"{self.publication_id}-{self.audience if is_staff else self.withheld_below}"

    def label_level(self, level: Level, vintage: Vintage) -> Bilingual:
        """Return what a level is called in a vintage."""
        return label_level(level, vintage.effective_from, self.unit_label)

    def find_vintage(self, vintage_id: str) -> VintageData:
        """Return a vintage in force; NotFound names those that are."""
        if vintage_id not in self.vintages:
            raise _vintage_not_found(vintage_id, tuple(self.vintages))
        return self.vintages[vintage_id]


def read_snapshot(engine: Engine, kept: KeptFacts | None = None) -> Snapshot:
    """Return what is in force: the activated vintages and the facts of published releases.

    All is read in one transaction, which sees one published state (``services.store.engine``). Of areas and facts that
    ``kept`` has from a reading before only what changed since is read.
    """
    with engine.connect() as connection:
        return _read_in_transaction(connection, kept or KeptFacts())


def _read_in_transaction(connection: Connection, kept: KeptFacts) -> Snapshot:
    active = [one for one in boundaries.list_vintages(connection) if one.activated_at is not None]
    found = _assemble(
        vintages=[one.vintage for one in active],
        held=kept.read(connection, active),
        release_notes=list_release_notes(connection),
        pilots=releases.read_pilots_in_force(connection),
        publication_id=publication.read_publication_id(connection),
        unit_terms=managing_units.read_unit_terms_in_force(connection),
        crosswalks=read_crosswalks_in_force(connection),
        events=outreach.read_events_in_force(connection),
        officers=read_officer_terms_in_force(connection),
        groups=read_group_counts_in_force(connection),
    )
    return replace(found, unit_history_id=find_unit_history(connection))


def build_snapshot(
    vintages: Sequence[Vintage],
    areas: Mapping[str, pd.DataFrame],
    facts: pd.DataFrame,
    release_notes: Sequence[ReleaseNote],
    pilots: pd.DataFrame,
    publication_id: int,
    unit_terms: pd.DataFrame | None = None,
    crosswalks: Sequence[Crosswalk] = (),
    events: pd.DataFrame | None = None,
    officers: pd.DataFrame | None = None,
    groups: pd.DataFrame | None = None,
) -> Snapshot:
    """Return the snapshot of these vintages.

    ``areas``: by vintage id, the rows of table ``area``. ``facts``: one row per count in force, columns vintage_id,
    release_id, scheme, measure, as_of (date), level, area_code, count, status. ``pilots``: vintage_id, scheme,
    level, area_code, started_on. ``unit_terms``: vintage_id and the columns of ``build_unit_terms``. ``events``: as
    ``read_events_in_force`` gives them. What belongs to other vintages is left out, for those are not activated; a
    crosswalk may lead over one of them.
    """
    facts_by_vintage = _split_by_vintage(facts)
    held = {
        one.vintage_id: build_vintage_facts(areas[one.vintage_id], facts_by_vintage.get(one.vintage_id))
        for one in vintages
    }
    return _assemble(
        vintages, held, release_notes, pilots, publication_id, unit_terms, crosswalks, events, officers, groups
    )


def _assemble(
    vintages: Sequence[Vintage],
    held: Mapping[str, VintageFacts],
    release_notes: Sequence[ReleaseNote],
    pilots: pd.DataFrame,
    publication_id: int,
    unit_terms: pd.DataFrame | None,
    crosswalks: Sequence[Crosswalk],
    events: pd.DataFrame | None,
    officers: pd.DataFrame | None,
    groups: pd.DataFrame | None,
) -> Snapshot:
    """Return the snapshot of vintages whose areas and facts are there, with what lists say beside them."""
    ordered = sorted(vintages, key=lambda one: (one.effective_from, one.vintage_id), reverse=True)
    pilots_by_vintage = _split_by_vintage(pilots)
    terms_by_vintage = {} if unit_terms is None else _split_by_vintage(unit_terms)
    events_by_vintage = {} if events is None else _split_by_vintage(events)
    officers_by_vintage = {} if officers is None else _split_by_vintage(officers)
    groups_by_vintage = {} if groups is None else _split_by_vintage(groups)
    built = {}
    for vintage in ordered:
        own = held[vintage.vintage_id]
        hierarchy, number = own.hierarchy, own.number
        built[vintage.vintage_id] = VintageData(
            vintage,
            hierarchy,
            own.columns,
            _build_pilots(pilots_by_vintage.get(vintage.vintage_id), number),
            events=build_held_events(events_by_vintage.get(vintage.vintage_id), number),
            officers=build_officer_terms(officers_by_vintage.get(vintage.vintage_id), number),
            groups=build_group_columns(groups_by_vintage.get(vintage.vintage_id), number),
            unit_terms=build_unit_terms(hierarchy, terms_by_vintage.get(vintage.vintage_id)),
        )
    joined = {key: ConvertedVintage(data.vintage, data.hierarchy) for key, data in built.items()}
    conversions = Conversions(joined, crosswalks)
    linked = {key: link_vintage(data, built, conversions) for key, data in built.items()}
    return Snapshot(publication_id, linked, {note.release_id: note for note in release_notes}, conversions)


def link_vintage(data: VintageData, vintages: Mapping[str, VintageData], conversions: Conversions) -> VintageData:
    """Return a vintage with the facts of those that lead to it below its own; what was computed before is forgotten."""
    vintage_id = data.vintage.vintage_id
    others = [vintages[one] for one in conversions.list_sources(vintage_id)]
    sources = [FactSource(one.vintage.vintage_id, one.hierarchy, one.own_facts) for one in others if one.own_facts]
    own = data.own_facts
    return replace(
        data,
        facts=LayeredFacts(own, vintage_id, data.hierarchy, sources, conversions) if sources else own,
        columns=Memo(KEPT_COLUMNS),
        evaluations=Memo(KEPT_EVALUATIONS),
        views=Memo(KEPT_VIEWS),
        focuses=Memo(KEPT_FOCUSES),
        counted=Memo(KEPT_COUNTED),
        series=Memo(KEPT_SERIES),
        periods=Memo(KEPT_PERIODS),
        arrangements=Memo(KEPT_ARRANGEMENTS),
        ancestries=Memo(KEPT_ANCESTRIES),
    )


def relink_vintages(snapshot: Snapshot, changed: VintageData) -> dict[str, VintageData]:
    """Return the vintages of a snapshot with another one in place of its namesake, under own facts alone so far."""
    changed_id, conversions = changed.vintage.vintage_id, snapshot.conversions
    vintages = dict(snapshot.vintages) | {changed_id: changed}
    return {
        key: link_vintage(data, vintages, conversions)
        if key == changed_id or changed_id in conversions.list_sources(key)
        else data
        for key, data in vintages.items()
    }


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


def _split_by_vintage(frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return {str(key): rows for key, rows in frame.groupby("vintage_id", observed=True)}


def focus_vintage(data: VintageData, area: int) -> VintageData:
    """Return the vintage as if an area were all there is: the same figures of all within it, in a fraction of the time.

    Its own numbers apply: the area is 0. Pilots are left out.
    """
    return data if area == 0 else data.focuses.recall(area, lambda: _cut_out(data, area), _measure_vintage)


def _measure_vintage(data: VintageData) -> int:
    return measure_bytes(data) + measure_bytes(data.hierarchy)


def _cut_out(data: VintageData, area: int) -> VintageData:
    inside = data.hierarchy.select_all(area)
    renumbered = np.full(data.hierarchy.size, NO_PARENT, dtype=np.int32)
    renumbered[inside] = np.arange(inside.size, dtype=np.int32)
    hierarchy = restrict_hierarchy(data.hierarchy, inside)
    return VintageData(data.vintage, hierarchy, CutFacts(data.facts, renumbered), ())


def _build_pilots(pilots: pd.DataFrame | None, number: dict[tuple[str, str], int]) -> tuple[Pilot, ...]:
    if pilots is None:
        return ()
    ends = (
        [None if pd.isna(day) else day for day in pilots["ended_on"]] if "ended_on" in pilots else [None] * len(pilots)
    )
    found = zip(pilots["scheme"], find_numbers(pilots, number), pilots["started_on"], ends, strict=True)
    return tuple(Pilot(str(scheme), int(area), started_on, ended_on) for scheme, area, started_on, ended_on in found)


def _vintage_not_found(vintage_id: str, existing: tuple[str, ...]) -> NotFound:
    names = ", ".join(existing)
    return NotFound(
        "vintage_not_found",
        Bilingual(
            f"Không có bộ ranh giới «{vintage_id}» đang dùng", f"There is no boundary vintage «{vintage_id}» in use"
        ),
        Bilingual(f"Các bộ đang dùng: {names or 'chưa có bộ nào'}.", f"Those in use: {names or 'none yet'}."),
        Place(column="vintage", text=vintage_id),
    )
