"""The snapshot as it would be after publishing: in force, with the facts of a draft in place of those they replace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.areas import COUNTRY_CODE, Level
from services.coverage.arrangements import UnitTerms
from services.coverage.columns import Counts, FactColumn, FactKey, Mask, Numbers
from services.coverage.hierarchy import LEVELS, NO_PARENT, Hierarchy
from services.coverage.snapshot import (
    Snapshot,
    relink_vintages,
)
from services.coverage.vintage_data import Pilot, VintageData
from services.intake.publication.trial_terms import replace_terms
from services.store.coded_facts import code_column, list_distinct
from services.store.release_draft import CoveredUnits, ReleaseDraft
from services.store.release_notes import ReleaseNote

_RANKS = {level.value: level.rank for level in Level}


def build_trial_snapshot(snapshot: Snapshot, draft: ReleaseDraft) -> Snapshot:
    """Return the snapshot that readers would get once ``draft`` is published; ``snapshot`` itself where it shows none.

    A draft replaces what its scopes cover whole: of its levels, in its provinces or units, by scheme, measure and date.
    The release counts as the one after the newest in force. A KeyError means that the draft has an area that the
    vintage lacks: the check of the table refuses that.
    """
    data = snapshot.vintages.get(draft.vintage_id)
    if data is None:
        return snapshot
    release_id = find_next_release_id(snapshot)
    changed = build_trial_vintage(data, draft, release_id)
    vintages = relink_vintages(snapshot, changed)
    return replace(
        snapshot, vintages=vintages, releases=dict(snapshot.releases) | {release_id: _build_note(draft, release_id)}
    )


def build_trial_vintage(data: VintageData, draft: ReleaseDraft, release_id: int) -> VintageData:
    """Return one vintage as it would be once ``draft`` is published as that release."""
    return VintageData(
        data.vintage,
        data.hierarchy,
        _replace_facts(data, draft, build_draft_columns(data.hierarchy, draft.facts, release_id)),
        _replace_pilots(data, draft),
        unit_terms=_replace_terms(data, draft, release_id),
    )


def find_next_release_id(snapshot: Snapshot) -> int:
    """Return the number that the next release will have, as far as the snapshot knows."""
    return max(snapshot.releases, default=0) + 1


def find_provinces(hierarchy: Hierarchy) -> Numbers:
    """Return the number of the province of each area; 0, the country, where there is none above it."""
    return hierarchy.provinces


def find_units(hierarchy: Hierarchy) -> Numbers:
    """Return the number of the managing unit that each area lies in or is, itself where it lies in none.

    −1 for provinces and the country, which lie in no unit (as ``services.store.places`` has it).
    """
    units = hierarchy.ancestors[Level.MANAGING_UNIT.rank]
    below = hierarchy.ranks > Level.PROVINCE.rank
    own = np.where(below, np.arange(hierarchy.size), NO_PARENT)
    return np.where(below & (units != NO_PARENT), units, own).astype(np.int32)


def number_places(hierarchy: Hierarchy) -> NDArray[np.int64]:
    """Return a number for the level and province of each area, by which ``LEVELS`` goes with the rest."""
    return find_provinces(hierarchy).astype(np.int64) * len(LEVELS) + hierarchy.ranks


def find_covered(hierarchy: Hierarchy, areas: Numbers, covered: Sequence[CoveredUnits]) -> Mask:
    """Tell of each area of the vintage whether a draft with counts of ``areas`` speaks for it.

    It does for the levels of those counts in their provinces, where ``covered`` names units for these alone.
    """
    provinces, units = find_provinces(hierarchy), find_units(hierarchy)
    places = number_places(hierarchy)
    spoken: Mask = np.bincount(places[areas], minlength=int(places.max()) + 1)[places] > 0
    if not covered:
        return spoken
    province_codes = _list_codes(hierarchy, provinces)
    for one in covered:
        if not one.level:  # of lists that no map shows
            continue
        of_province = (hierarchy.ranks == Level(one.level).rank) & (province_codes == one.province_code)
        inside = np.flatnonzero(of_province)
        spoken[inside] &= np.isin(_list_codes(hierarchy, units[inside]), one.unit_codes)
    return spoken


def _list_codes(hierarchy: Hierarchy, numbers: Numbers) -> NDArray[np.object_]:
    """Return the code of the area with each number, VN for the country and "" for none."""
    codes = np.append(hierarchy.codes.astype(object), "")
    codes[0] = COUNTRY_CODE
    found: NDArray[np.object_] = codes[numbers]
    return found


def read_province_code(hierarchy: Hierarchy, province: int) -> str:
    """Return the code of a province by its number, VN for the country."""
    return str(hierarchy.codes[province]) if province else COUNTRY_CODE


def number_rows(hierarchy: Hierarchy, rows: pd.DataFrame) -> Numbers:
    """Return the number of the area of each row, by its level and code."""
    levels, codes = code_column(rows, "level"), code_column(rows, "area_code")
    texts = np.array([str(code) for code in codes.distinct], dtype=object)
    found = np.full(len(rows), -1, dtype=np.int32)
    for place, level in enumerate(levels.distinct):
        own = np.flatnonzero(levels.codes == place)
        numbers = np.flatnonzero(hierarchy.ranks == _RANKS.get(str(level), -1))
        known = pd.Index(hierarchy.codes[numbers], dtype=object).get_indexer(pd.Index(texts, dtype=object))
        at = known[codes.codes[own]]
        found[own] = np.where(at < 0, -1, numbers[at])
    if (found < 0).any():
        missing = rows.iloc[int(np.flatnonzero(found < 0)[0])]
        raise KeyError(f"{missing['level']} {missing['area_code']}")
    return found


def build_draft_columns(hierarchy: Hierarchy, facts: pd.DataFrame, release_id: int) -> dict[FactKey, FactColumn]:
    """Return the facts of a draft by scheme, measure and date, areas by number."""
    if facts.empty:
        return {}
    areas = number_rows(hierarchy, facts)
    counts: Counts = pd.to_numeric(facts["count"]).to_numpy(np.float64, na_value=np.nan)
    status = code_column(facts, "status")
    estimated, withheld = (
        np.isin(status.codes, [place for place, word in enumerate(status.distinct) if word == one])
        for one in ("estimated", "withheld")
    )
    releases = np.full(len(facts), release_id, dtype=np.int32)
    columns = {}
    for key, own in _group_by_key(facts):
        columns[key] = FactColumn(key[2], areas[own], counts[own], estimated[own], withheld[own], releases[own])
    return columns


def _group_by_key(facts: pd.DataFrame) -> list[tuple[FactKey, NDArray[np.intp]]]:
    """Return the scheme, measure and date of the facts in their order, each with the places of its rows."""
    coded = [code_column(facts, name) for name in ("scheme", "measure", "as_of")]
    numbers = np.zeros(len(facts), dtype=np.int64)
    for one in coded:
        numbers = np.where((one.codes < 0) | (numbers < 0), -1, numbers * len(one.distinct) + one.codes)
    found = []
    for number in list_distinct(numbers[numbers >= 0]).tolist():
        own = np.flatnonzero(numbers == number)
        scheme, measure, day = (one.distinct[one.codes[own[0]]] for one in coded)
        found.append(((str(scheme), str(measure), _read_day(day)), own))
    return sorted(found, key=lambda entry: entry[0])


def read_draft_columns(after: VintageData, release_id: int) -> dict[FactKey, FactColumn]:
    """Return the facts of the draft out of a trial vintage: those of its release."""
    stated = {}
    for key, column in after.own_facts.items():
        own = column.releases == release_id
        if own.any():
            stated[key] = FactColumn(
                column.as_of,
                column.areas[own],
                column.counts[own],
                column.estimated[own],
                column.withheld[own],
                column.releases[own],
            )
    return stated


def _replace_facts(
    data: VintageData, draft: ReleaseDraft, stated: Mapping[FactKey, FactColumn]
) -> Mapping[FactKey, FactColumn]:
    facts = dict(data.own_facts)
    for key, column in stated.items():
        spoken = find_covered(data.hierarchy, column.areas, draft.covered)
        facts[key] = _replace_column(facts.get(key), column, spoken)
    return facts


def _replace_column(before: FactColumn | None, after: FactColumn, spoken: Mask) -> FactColumn:
    if before is None:
        return after
    kept = ~spoken[before.areas]
    return FactColumn(
        after.as_of,
        np.concatenate([before.areas[kept], after.areas]),
        np.concatenate([before.counts[kept], after.counts]),
        np.concatenate([before.estimated[kept], after.estimated]),
        np.concatenate([before.withheld[kept], after.withheld]),
        np.concatenate([before.releases[kept], after.releases]),
    )


def _replace_pilots(data: VintageData, draft: ReleaseDraft) -> tuple[Pilot, ...]:
    if draft.pilots.empty:
        return data.pilots
    areas = number_rows(data.hierarchy, draft.pilots)
    ends = draft.pilots.reindex(columns=["ended_on"])["ended_on"]
    stated = [
        Pilot(str(scheme), int(area), _read_day(first), None if pd.isna(last) else _read_day(last))
        for scheme, area, first, last in zip(
            draft.pilots["scheme"], areas, draft.pilots["started_on"], ends, strict=True
        )
    ]
    replaced = {}
    for scheme in {pilot.scheme for pilot in stated}:
        own = np.array([pilot.area for pilot in stated if pilot.scheme == scheme], dtype=np.int32)
        replaced[scheme] = find_covered(data.hierarchy, own, draft.covered)
    kept = [one for one in data.pilots if one.scheme not in replaced or not replaced[one.scheme][one.area]]
    return (*kept, *stated)


def _replace_terms(data: VintageData, draft: ReleaseDraft, release_id: int) -> UnitTerms | None:
    if draft.unit_terms.empty:
        return data.unit_terms
    areas = number_rows(data.hierarchy, draft.unit_terms)
    spoken = _find_listed(data.hierarchy, areas, draft.covered)
    return replace_terms(data.hierarchy, data.unit_terms, draft, spoken, release_id)


def _find_listed(hierarchy: Hierarchy, areas: Numbers, covered: Sequence[CoveredUnits]) -> Mask:
    """Tell of each area whether a list of ``areas`` speaks for it: it does in their provinces, or in units of these."""
    provinces = find_provinces(hierarchy)
    spoken: Mask = np.isin(provinces, np.unique(provinces[areas]))
    codes, units = _list_codes(hierarchy, provinces), _list_codes(hierarchy, find_units(hierarchy))
    for one in covered:
        if not one.level:
            spoken &= (codes != one.province_code) | np.isin(units, one.unit_codes)
    return spoken


def _read_day(value: object) -> date:
    return value.date() if isinstance(value, pd.Timestamp) else cast(date, value)


def _build_note(draft: ReleaseDraft, release_id: int) -> ReleaseNote:
    return ReleaseNote(
        release_id,
        draft.source,
        draft.target_source,
        draft.target_version,
        draft.denominator_source,
        draft.is_illustrative,
        draft.illustrative_note,
        None,
    )
