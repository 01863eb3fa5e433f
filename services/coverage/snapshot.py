"""What is in force, in memory and read-only, under one publication number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

import pandas as pd
from sqlalchemy.engine import Connection, Engine

from geodata.areas import Level
from geodata.crosswalks.crosswalk import Crosswalk
from geodata.errors import Bilingual, NotFound, Place
from geodata.vintages import Vintage
from services.coverage.arrangements import UnitTerms, build_unit_terms
from services.coverage.audience import Audience
from services.coverage.conversions import Conversions, ConvertedVintage
from services.coverage.events import build_held_events
from services.coverage.fact_columns import find_numbers
from services.coverage.groups import build_group_columns
from services.coverage.hierarchy import Hierarchy
from services.coverage.kept_facts import KeptFacts, VintageFacts, build_vintage_facts
from services.coverage.officers import build_officer_terms
from services.coverage.vintage_data import Pilot, VintageData, link_vintage
from services.measures.wording import UNIT_LABEL, label_level
from services.store import boundaries, managing_units, outreach, publication, releases
from services.store.crosswalks import read_crosswalks_in_force
from services.store.groups import read_group_counts_in_force
from services.store.officers import read_officer_terms_in_force
from services.store.release_notes import ReleaseNote, list_release_notes
from services.store.unit_history import find_unit_history


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


def read_snapshot(engine: Engine, kept: KeptFacts | None = None, before: Snapshot | None = None) -> Snapshot:
    """Return what is in force: the activated vintages and the facts of published releases.

    All is read in one transaction, which sees one published state (``services.store.engine``). Of areas and facts that
    ``kept`` has from a reading before only what changed since is read; of the snapshot ``before`` what was computed of
    the same columns is taken over.
    """
    with engine.connect() as connection:
        return _read_in_transaction(connection, kept or KeptFacts(), before)


def _read_in_transaction(connection: Connection, kept: KeptFacts, before: Snapshot | None) -> Snapshot:
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
        before=before,
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
    before: Snapshot | None = None,
) -> Snapshot:
    """Return the snapshot of vintages whose areas and facts are there, with what lists say beside them."""
    ordered = sorted(vintages, key=lambda one: (one.effective_from, one.vintage_id), reverse=True)
    pilots_by_vintage = _split_by_vintage(pilots)
    terms_by_vintage = {} if unit_terms is None else _split_by_vintage(unit_terms)
    events_by_vintage = {} if events is None else _split_by_vintage(events)
    officers_by_vintage = {} if officers is None else _split_by_vintage(officers)
    groups_by_vintage = {} if groups is None else _split_by_vintage(groups)
    known = before.vintages if before else {}
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
            unit_terms=_build_unit_terms(
                hierarchy, terms_by_vintage.get(vintage.vintage_id), known.get(vintage.vintage_id)
            ),
        )
    joined = {key: ConvertedVintage(data.vintage, data.hierarchy) for key, data in built.items()}
    is_same = before is not None and before.conversions.is_for(joined, crosswalks)
    conversions = before.conversions if before is not None and is_same else Conversions(joined, crosswalks)
    linked = {key: link_vintage(data, built, conversions, known.get(key)) for key, data in built.items()}
    return Snapshot(publication_id, linked, {note.release_id: note for note in release_notes}, conversions)


def _build_unit_terms(hierarchy: Hierarchy, terms: pd.DataFrame | None, before: VintageData | None) -> UnitTerms | None:
    """Return the terms of a vintage, the same object as before where they say the same of the same areas."""
    built = build_unit_terms(hierarchy, terms)
    if built is None or before is None or before.hierarchy is not hierarchy:
        return built
    return before.unit_terms if built.is_same(before.unit_terms) else built


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


def _split_by_vintage(frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return {str(key): rows for key, rows in frame.groupby("vintage_id", observed=True)}


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
