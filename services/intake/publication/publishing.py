"""The last step of a file, within one writing transaction: nothing goes out that the officer has not seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from geodata.errors import Conflict
from services.intake.publication import publishing_errors as errors
from services.intake.publication.deciding import SettledTable, keep_decisions
from services.intake.publication.draft_digest import build_draft_sha256
from services.store import uploads as store
from services.store.engine import begin_write
from services.store.footprints import Change, Footprint, build_footprints, list_changes_since, list_in_force
from services.store.place_names import PlaceNames, read_place_names
from services.store.release_draft import ReleaseDraft
from services.store.releases import write_release
from services.store.tables import release

# Raises where whoever publishes may not write what a draft speaks of.
DraftCheck = Callable[[Connection, ReleaseDraft], None]


class UploadOvertaken(Conflict):
    """Others have changed what an upload replaces since it was previewed; ``changes`` say what, by whom and when."""

    def __init__(self, file_name: str, changes: list[Change], names: PlaceNames) -> None:
        super().__init__(*errors.describe_overtaken(file_name, changes, names))
        self.changes = tuple(changes)


def publish_checked(
    connection: Connection,
    upload_id: str,
    version: int,
    draft: ReleaseDraft,
    *,
    by: str,
    now: datetime,
    allow_same_file: bool,
    may_write: DraftCheck | None = None,
) -> int:
    """Write the release of an upload, close the upload and return the release id, all in the caller's transaction.

    Conflict: ``upload_changed``, ``upload_closed``; ``upload_not_previewed``; ``draft_changed`` where the file comes to
    something else than was previewed (an alias told since, say); ``upload_overtaken`` where what it replaces was
    changed since; ``file_in_force`` where this very file is in force already and ``allow_same_file`` is not given.
    """
    row = store.read_upload(connection, upload_id)
    store.check_unchanged(row, version)
    if row.previewed_publication_id is None:
        raise Conflict(*errors.describe_not_previewed(row.file_name))
    if row.previewed_draft_sha256 != build_draft_sha256(draft):
        raise Conflict(*errors.describe_draft_changed(row.file_name))
    if may_write is not None:
        may_write(connection, draft)
    touched = build_footprints(connection, draft)
    changes = list_changes_since(connection, row.previewed_publication_id, touched)
    if changes:
        names = read_place_names(connection, (key for change in changes for key in change.footprints))
        raise UploadOvertaken(row.file_name, changes, names)
    same = find_same_file(connection, draft.file_sha256, touched)
    if same and not allow_same_file:
        raise Conflict(*errors.describe_same_file(connection, row.file_name, same))
    release_id = write_release(connection, draft, by=by, now=now)
    store.change_upload(connection, upload_id, version, by=by, now=now, status=store.PUBLISHED, release_id=release_id)
    return release_id


def publish_settled(
    engine: Engine, settled: SettledTable, *, by: str, now: datetime, allow_same_file: bool = False
) -> tuple[int, int]:
    """Publish a file of the command line; return its release id and how many names and columns are remembered of it.

    One transaction, or nothing has changed. Raises the refusal of a table that must not be published, and Conflict
    ``file_in_force`` as ``publish_checked``.
    """
    draft = settled.checked.draft
    if draft is None:
        raise settled.checked.refusal or RuntimeError("a table without draft has a refusal")
    with begin_write(engine) as connection:
        same = find_same_file(connection, draft.file_sha256, build_footprints(connection, draft))
        if same and not allow_same_file:
            raise Conflict(*errors.describe_same_file(connection, draft.file_name, same))
        release_id = write_release(connection, draft, by=by, now=now)
        return release_id, keep_decisions(connection, settled, by=by, now=now)


def find_same_file(connection: Connection, file_sha256: str, touched: frozenset[Footprint]) -> list[int]:
    """Return the releases made of these very bytes that are in force for any of these keys, the newest first."""
    statement = sa.select(release.c.release_id).where(
        release.c.file_sha256 == file_sha256, release.c.status == "published"
    )
    made_of_it = set(connection.execute(statement).scalars())
    if not made_of_it:
        return []
    in_force = list_in_force(connection)
    found = {release_id for key in touched for release_id in in_force.find_releases(key)}
    return sorted(found & made_of_it, reverse=True)
