"""Areas and facts in force as they were read last: of the next publication only what has changed is read.

Releases never change, so a column is the same as long as the same scopes are in force for its scheme, measure and date;
areas are the same as long as the vintage is the same import, under the same corrections of names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd
from sqlalchemy.engine import Connection

from services.coverage.columns import FactColumn, FactKey
from services.coverage.fact_columns import build_fact_columns, number_areas
from services.coverage.hierarchy import Hierarchy, build_hierarchy
from services.store.area_fixes import AreaFix, read_area_fixes
from services.store.boundaries import StoredVintage, read_areas
from services.store.in_force import read_facts_in_force, read_scopes_in_force

_KEY = ("scheme", "measure", "as_of")
# So many scopes are read at once: a hundred counts each, and nothing of them left when the next are read.
SCOPES_AT_ONCE = 2_000

ScopeIds = tuple[int, ...]
AreaNumbers = dict[tuple[str, str], int]


@dataclass(frozen=True)
class VintageFacts:
    """The areas of a vintage, their numbers by level and code, and the facts published for it by key."""

    hierarchy: Hierarchy
    number: AreaNumbers
    columns: Mapping[FactKey, FactColumn]


@dataclass(frozen=True)
class _Kept:
    """What was read of a vintage, and what of: its import, the corrections of its names, the scopes of each key."""

    stored: StoredVintage
    fixes: Sequence[AreaFix]
    facts: VintageFacts
    scopes: Mapping[FactKey, ScopeIds] = field(default_factory=dict)

    def is_import_of(self, other: StoredVintage) -> bool:
        """Tell whether a vintage is the same import: its areas have the same numbers."""
        own = self.stored
        return (own.imported_at, own.geometry_sha256) == (other.imported_at, other.geometry_sha256)


class KeptFacts:
    """Reads areas and facts in force, and keeps them for the next reading; for one thread at a time."""

    def __init__(self) -> None:
        self._kept: dict[str, _Kept] = {}

    def read(self, connection: Connection, vintages: Sequence[StoredVintage]) -> dict[str, VintageFacts]:
        """Return areas and facts in force of some vintages by id; a reading that fails leaves what was kept."""
        scopes = read_scopes_in_force(connection)
        of_vintage = dict(iter(scopes.groupby("vintage_id", sort=False)))
        read = {}
        for stored in vintages:
            vintage_id = stored.vintage.vintage_id
            own = of_vintage.get(vintage_id, scopes.iloc[:0])
            read[vintage_id] = _read_vintage(connection, self._kept.get(vintage_id), stored, own)
        self._kept = read
        return {vintage_id: kept.facts for vintage_id, kept in read.items()}


def build_vintage_facts(areas: pd.DataFrame, facts: pd.DataFrame | None) -> VintageFacts:
    """Return a vintage of rows of table ``area`` and of facts as ``read_facts_in_force`` has them."""
    hierarchy = build_hierarchy(areas)
    number = number_areas(hierarchy)
    return VintageFacts(hierarchy, number, build_fact_columns(facts, number))


def _read_vintage(connection: Connection, kept: _Kept | None, stored: StoredVintage, scopes: pd.DataFrame) -> _Kept:
    vintage_id = stored.vintage.vintage_id
    fixes = read_area_fixes(connection, vintage_id)
    if kept is None or not kept.is_import_of(stored):
        kept = _Kept(stored, fixes, build_vintage_facts(read_areas(connection, vintage_id), None))
    elif kept.fixes != fixes:
        renamed = build_vintage_facts(read_areas(connection, vintage_id), None)
        kept = _Kept(stored, fixes, VintageFacts(renamed.hierarchy, renamed.number, kept.facts.columns), kept.scopes)
    in_force = _list_scopes(scopes)
    before = kept.scopes
    columns = {key: column for key, column in kept.facts.columns.items() if before[key] == in_force.get(key)}
    changed = {key: ids for key, ids in in_force.items() if before.get(key) != ids}
    for chosen in _split(changed):
        facts = read_facts_in_force(connection, scopes[scopes["scope_id"].isin(chosen)])
        columns |= build_fact_columns(facts, kept.facts.number)
    ordered = {key: columns[key] for key in sorted(columns)}
    return _Kept(stored, fixes, VintageFacts(kept.facts.hierarchy, kept.facts.number, ordered), in_force)


def _list_scopes(scopes: pd.DataFrame) -> dict[FactKey, ScopeIds]:
    """Return the numbers of the scopes in force for each scheme, measure and date."""
    found: dict[FactKey, list[int]] = {}
    for scheme, measure, day, scope_id in zip(*(scopes[name] for name in (*_KEY, "scope_id")), strict=True):
        found.setdefault((str(scheme), str(measure), day), []).append(int(scope_id))
    return {key: tuple(sorted(ids)) for key, ids in found.items()}


def _split(changed: Mapping[FactKey, ScopeIds]) -> Iterator[set[int]]:
    """Give the scopes of whole keys, some ``SCOPES_AT_ONCE`` together."""
    chosen: set[int] = set()
    for ids in changed.values():
        chosen |= set(ids)
        if len(chosen) >= SCOPES_AT_ONCE:
            yield chosen
            chosen = set()
    if chosen:
        yield chosen
