"""Which releases the values of a view come from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from geodata.errors import Bilingual
from services.coverage.columns import Column, FactColumn, FactKey, Numbers
from services.coverage.conversion_notes import list_used_columns
from services.coverage.layered_facts import LayeredFacts
from services.coverage.operands import find_column, find_stock, list_target_dates
from services.coverage.snapshot import Snapshot
from services.coverage.vintage_data import VintageData
from services.measures.arithmetic import OPERANDS
from services.measures.indicators import Count, Indicator
from services.measures.schemes import Measure, Scheme
from services.store.release_notes import ReleaseNote


def list_sources(
    snapshot: Snapshot,
    data: VintageData,
    scheme: Scheme,
    indicator: Indicator,
    as_of: date,
    areas: Numbers,
    since: date | None = None,
) -> tuple[ReleaseNote, ...]:
    """Return the releases whose counts the indicator takes for these areas, the newest first."""
    return list_count_sources(snapshot, data, scheme, OPERANDS[indicator], as_of, areas, since)


def list_count_sources(
    snapshot: Snapshot,
    data: VintageData,
    scheme: Scheme,
    kinds: Sequence[Count],
    as_of: date,
    areas: Numbers,
    since: date | None = None,
) -> tuple[ReleaseNote, ...]:
    """Return the releases that some counts of these areas come from, the newest first; of any vintage."""
    found: set[int] = set()
    for kind in kinds:
        for column in list_origin_columns(data, scheme, kind, as_of, since):
            found |= _collect_releases(column, areas)
        for key, facts in list_used_columns(data, scheme, kind, as_of, since):
            found |= _trace_releases(data, key, facts, areas)
    return tuple(snapshot.releases[release] for release in sorted(found, reverse=True) if release in snapshot.releases)


def list_origin_columns(
    data: VintageData, scheme: Scheme, kind: Count, as_of: date, since: date | None = None
) -> list[Column]:
    """Return the columns of facts that a count is made of: a pace of the last year end and the year's targets."""
    if kind is not Count.PACE:
        return [find_column(data, scheme, kind, as_of, since)]
    targets = [find_stock(data, scheme, Measure.TARGET, day) for day in list_target_dates(data, scheme, as_of)]
    return [find_column(data, scheme, Count.YEAR_END, as_of), *targets]


def _collect_releases(column: Column, areas: Numbers) -> set[int]:
    known = areas[column.known[areas]]
    return {
        int(release) for origin in (column.release_first, column.release_last) for release in np.unique(origin[known])
    }


def _trace_releases(data: VintageData, key: FactKey, column: FactColumn, areas: Numbers) -> set[int]:
    """Return all releases of other vintages behind converted counts of these areas, not the first and last only."""
    found: set[int] = set()
    if column.converted is None or not isinstance(data.facts, LayeredFacts):
        return found
    inside = np.zeros(data.hierarchy.size, dtype=np.bool_)
    inside[areas] = True
    known = inside[column.areas] & ~column.withheld
    for origin in np.unique(column.converted.origins[known]):
        if origin:
            targets = np.zeros(data.hierarchy.size, dtype=np.bool_)
            targets[column.areas[known & (column.converted.origins == origin)]] = True
            traced = data.facts.find_conversion(int(origin)).trace(targets)
            given = data.facts.sources[int(origin) - 1].facts[key]
            found |= {int(one) for one in np.unique(given.releases[traced[given.areas] & ~given.withheld])}
    return found


def list_unit_sources(
    snapshot: Snapshot, data: VintageData, as_of: date | None, areas: Numbers
) -> tuple[ReleaseNote, ...]:
    """Return the releases of the lists that put these areas under units, the newest first."""
    terms = (data.base or data).unit_terms
    change = terms.find_change(as_of) if terms else None
    if terms is None or change is None:
        return ()
    found = terms.list_releases(areas, change)
    return tuple(snapshot.releases[release] for release in found if release in snapshot.releases)


def list_illustrative_notes(sources: tuple[ReleaseNote, ...]) -> tuple[Bilingual, ...]:
    """Return what must be said of illustrative releases, each note once; empty where all is real."""
    return tuple(dict.fromkeys(note.illustrative_note for note in sources if note.is_illustrative))
