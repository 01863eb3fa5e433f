"""What has been published: each release with its file, who and when, rows and check sums, and what of it holds now."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from geodata.errors import Bilingual
from services.intake.kinds import IntakeKind
from services.store.footprints import Footprint, InForce, list_in_force, read_footprints
from services.store.releases import read_release
from services.store.tables import release


class Standing(StrEnum):
    """How far a release is in force."""

    IN_FORCE = "in_force"
    PARTLY_IN_FORCE = "partly_in_force"
    SUPERSEDED = "superseded"
    ROLLED_BACK = "rolled_back"

    @property
    def label(self) -> Bilingual:
        """The standing in words."""
        return _LABELS[self]


_LABELS = {
    Standing.IN_FORCE: Bilingual("đang có hiệu lực", "in force"),
    Standing.PARTLY_IN_FORCE: Bilingual("có hiệu lực một phần", "partly in force"),
    Standing.SUPERSEDED: Bilingual("đã được thay thế", "superseded"),
    Standing.ROLLED_BACK: Bilingual("đã thu hồi", "rolled back"),
}
_PLAIN_FIELDS = (
    *("release_id", "vintage_id", "file_name", "file_sha256", "source", "remark", "is_illustrative"),
    *("published_by", "published_at", "rolled_back_by", "rolled_back_at"),
)


@dataclass(frozen=True)
class HistoryEntry:
    """One release as a list tells of it.

    ``summary`` is the report in short (``services.store.report_summary``): rows_read, outcomes, totals,
    check_sum_count, check_sums_held, check_sums_failed, warning_count. ``footprints`` are what it speaks of,
    ``in_force`` those of them that it still decides, ``in_part`` those of these that it decides in some units only,
    ``superseded_by`` the releases that decide the rest.
    """

    release_id: int
    kind: IntakeKind
    vintage_id: str
    file_name: str
    file_sha256: str
    source: str
    remark: str
    is_illustrative: bool
    published_by: str
    published_at: datetime
    rolled_back_by: str | None
    rolled_back_at: datetime | None
    summary: dict[str, Any]
    footprints: tuple[Footprint, ...]
    in_force: tuple[Footprint, ...]
    in_part: tuple[Footprint, ...]
    superseded_by: tuple[int, ...]

    @property
    def standing(self) -> Standing:
        """How far it is in force."""
        if self.rolled_back_at is not None:
            return Standing.ROLLED_BACK
        if not self.in_force:
            return Standing.SUPERSEDED
        is_whole = len(self.in_force) == len(self.footprints) and not self.in_part
        return Standing.IN_FORCE if is_whole else Standing.PARTLY_IN_FORCE


def list_history(connection: Connection) -> tuple[HistoryEntry, ...]:
    """Return all releases, the one published last first; reports stay in the store, their summaries are read."""
    columns = (release.c[name] for name in (*_PLAIN_FIELDS, "kind", "summary"))
    rows = connection.execute(sa.select(*columns).order_by(release.c.release_id.desc())).all()
    keys, deciding = read_footprints(connection), list_in_force(connection)
    return tuple(_build_entry(row, keys.get(row.release_id, set()), deciding) for row in rows)


def read_history_entry(connection: Connection, release_id: int) -> HistoryEntry:
    """Return one release; NotFound names the newest that exist. ``read_release`` has its whole report."""
    read_release(connection, release_id)
    return next(entry for entry in list_history(connection) if entry.release_id == release_id)


def _build_entry(row: Any, keys: set[Footprint], deciding: InForce) -> HistoryEntry:
    ordered = sorted(keys, key=repr)
    found = {key: deciding.find_releases(key) for key in ordered}
    others = frozenset().union(*found.values()) - {row.release_id}
    in_force = tuple(key for key in ordered if row.release_id in found[key])
    taken_back = row.rolled_back_at is not None
    return HistoryEntry(
        **{name: getattr(row, name) for name in _PLAIN_FIELDS},
        kind=IntakeKind(row.kind),
        summary=json.loads(row.summary),
        footprints=tuple(ordered),
        in_force=in_force,
        in_part=tuple(key for key in in_force if len(found[key]) > 1),
        superseded_by=() if taken_back else tuple(sorted(others, reverse=True)),
    )
