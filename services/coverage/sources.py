"""Which releases the values of a view come from."""

from __future__ import annotations

from datetime import date

import numpy as np

from geodata.errors import Bilingual
from services.coverage.columns import Column, Numbers
from services.coverage.evaluation import OPERANDS
from services.coverage.operands import find_column, find_stock, list_target_dates
from services.coverage.snapshot import Snapshot, VintageData
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
    columns: list[Column] = []
    for kind in OPERANDS[indicator]:
        columns += list_origin_columns(data, scheme, kind, as_of, since)
    return collect_releases(snapshot, columns, areas)


def list_origin_columns(
    data: VintageData, scheme: Scheme, kind: Count, as_of: date, since: date | None = None
) -> list[Column]:
    """Return the columns of facts that a count is made of: a pace of the last year end and the year's targets."""
    if kind is not Count.PACE:
        return [find_column(data, scheme, kind, as_of, since)]
    targets = [find_stock(data, scheme, Measure.TARGET, day) for day in list_target_dates(data, scheme, as_of)]
    return [find_column(data, scheme, Count.YEAR_END, as_of), *targets]


def collect_releases(snapshot: Snapshot, columns: list[Column], areas: Numbers) -> tuple[ReleaseNote, ...]:
    """Return the releases that the counts of ``columns`` in these areas come from, the newest first."""
    found: set[int] = set()
    for column in columns:
        known = areas[column.known[areas]]
        for origin in (column.release_first, column.release_last):
            found |= {int(release) for release in np.unique(origin[known])}
    return tuple(snapshot.releases[release] for release in sorted(found, reverse=True) if release in snapshot.releases)


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
