"""What a release would change, before anybody publishes it: numbers, lists, strange areas, and the map to come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy.engine import Connection

from services.coverage.columns import FactColumn, FactKey
from services.coverage.snapshot import Snapshot, build_snapshot
from services.coverage.vintage_data import VintageData
from services.intake.collection import pause_collection
from services.intake.kinds import IntakeKind
from services.intake.publication.changes import ScopeChange, build_scope_changes
from services.intake.publication.draft_digest import build_draft_sha256
from services.intake.publication.first_counts import score_first_counts
from services.intake.publication.list_changes import ListChange, build_list_changes
from services.intake.publication.oddities import Scores, score_column
from services.intake.publication.oddity_words import Oddity, list_oddities
from services.intake.publication.publishing import find_same_file
from services.intake.publication.trial import (
    build_trial_snapshot,
    build_trial_vintage,
    find_next_release_id,
    read_draft_columns,
)
from services.store import boundaries, in_force, pilots
from services.store.footprints import COUNTS, Footprint, build_footprints
from services.store.release_draft import ReleaseDraft

if TYPE_CHECKING:
    from services.intake.loading import CheckedTable

__all__ = ["Preview", "build_draft_preview", "build_preview", "build_trial_snapshot"]

MOST_ODDITIES = 200  # an officer reads the first screen; a file of wrong columns makes all areas strange


@dataclass(frozen=True, eq=False)
class Preview:
    """What publishing a draft would change, compared with one published state.

    ``oddities`` come strangest first, at most ``MOST_ODDITIES`` of ``oddity_count``. ``same_file`` are the releases
    in force that were made of these very bytes. ``trial`` is the snapshot to come, the one in force where the vintage
    is not on the map (``is_on_map`` False).
    """

    publication_id: int
    draft_sha256: str
    kind: IntakeKind
    vintage_id: str
    scopes: tuple[ScopeChange, ...]
    lists: tuple[ListChange, ...]
    oddities: tuple[Oddity, ...]
    oddity_count: int
    same_file: tuple[int, ...]
    trial: Snapshot
    is_on_map: bool


def build_preview(connection: Connection, checked: CheckedTable, snapshot: Snapshot) -> Preview:
    """Return the preview of a checked table against ``snapshot``; raise its refusal where it must not be published."""
    if checked.draft is None:
        raise checked.refusal or RuntimeError("a table without draft has a refusal")
    return build_draft_preview(connection, checked.draft, snapshot)


def build_draft_preview(connection: Connection, draft: ReleaseDraft, snapshot: Snapshot) -> Preview:
    """Return the preview of a draft against ``snapshot``."""
    with pause_collection():
        return _build_preview(connection, draft, snapshot)


def _build_preview(connection: Connection, draft: ReleaseDraft, snapshot: Snapshot) -> Preview:
    is_on_map = draft.vintage_id in snapshot.vintages
    release_id = find_next_release_id(snapshot)
    before = snapshot.vintages[draft.vintage_id] if is_on_map else _read_vintage_data(connection, draft.vintage_id)
    trial = build_trial_snapshot(snapshot, draft)
    after = trial.vintages[draft.vintage_id] if is_on_map else build_trial_vintage(before, draft, release_id)
    stated = read_draft_columns(after, release_id)
    scores = [score for key in stated for score in _score(before, after, key, stated[key])]
    oddities, oddity_count = list_oddities(before.hierarchy, scores, MOST_ODDITIES)
    scopes = build_scope_changes(before, after, stated, draft.covered)
    touched = _list_touched(connection, draft, scopes)
    return Preview(
        publication_id=snapshot.publication_id,
        draft_sha256=build_draft_sha256(draft),
        kind=IntakeKind(draft.kind),
        vintage_id=draft.vintage_id,
        scopes=scopes,
        lists=build_list_changes(connection, draft, touched),
        oddities=oddities,
        oddity_count=oddity_count,
        same_file=tuple(find_same_file(connection, draft.file_sha256, touched)),
        trial=trial,
        is_on_map=is_on_map,
    )


def _score(before: VintageData, after: VintageData, key: FactKey, stated: FactColumn) -> list[Scores]:
    """Return the scores of a column: against what it replaces and its past, where there is neither against its like."""
    found = score_column(before, after, key, stated)
    first = np.zeros(before.hierarchy.size, dtype=bool)
    first[stated.areas] = True
    for scores in found:
        first &= ~np.isfinite(scores.base)
    return [*found, *score_first_counts(after, key, first)]


def _list_touched(connection: Connection, draft: ReleaseDraft, scopes: tuple[ScopeChange, ...]) -> frozenset[Footprint]:
    """Return the keys that the draft replaces; those of its counts are the scopes, found already."""
    counts = (
        Footprint(
            *(COUNTS, draft.vintage_id, scope.province_code, scope.scheme, scope.measure, scope.as_of),
            level=str(scope.level),
            within_code=code,
        )
        for scope in scopes
        for code in scope.unit_codes or ("",)
    )
    return build_footprints(connection, replace(draft, facts=draft.facts.iloc[:0])) | frozenset(counts)


def _read_vintage_data(connection: Connection, vintage_id: str) -> VintageData:
    """Return a vintage that is loaded but not on the map, with the counts in force for it."""
    stored = boundaries.read_vintage(connection, vintage_id).vintage
    facts, listed = in_force.read_facts_in_force(connection), pilots.read_pilots_in_force(connection)
    areas = {vintage_id: boundaries.read_areas(connection, vintage_id)}
    return build_snapshot([stored], areas, facts, [], listed, 0).vintages[vintage_id]
