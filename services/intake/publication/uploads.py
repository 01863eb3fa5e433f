"""A file on its way to a release: everything said about it is kept, so that it can be resumed after any interruption.

Reading and checking happen outside of transactions, for they take seconds; what was read is compared again inside.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

from sqlalchemy.engine import Connection, Engine

from services.intake.collection import pause_collection
from services.intake.files.file_names import clean_file_name
from services.intake.files.kept_workbooks import read_kept_workbook
from services.intake.files.sheets import SheetLimits
from services.intake.kinds import IntakeKind
from services.intake.loading import CheckedTable, check_workbook
from services.intake.options import (
    CellCorrection,
    IntakeOptions,
    RowDecision,
)
from services.intake.publication.deciding import keep_mappings
from services.intake.publication.preview import Preview
from services.intake.publication.publishing import DraftCheck, publish_checked
from services.intake.publication.row_aliases import build_aliases, revoke_undone
from services.intake.publication.stored_uploads import StoredUpload, build_stored, read_upload, split_options
from services.store import uploads as store
from services.store.aliases import write_aliases
from services.store.engine import begin_write

_VIETNAM = timezone(timedelta(hours=7))  # Việt Nam keeps UTC+7 all year
_ID_BYTES = 12
RowKey = tuple[str | None, int]


def create_upload(
    engine: Engine,
    content: bytes,
    file_name: str,
    options: IntakeOptions,
    *,
    by: str,
    now: datetime,
    limits: SheetLimits | None = None,
) -> StoredUpload:
    """Keep a file as an open upload and return it.

    BadInput where the file cannot be read or lists persons: it is read and looked through before a byte is stored.
    """
    name = clean_file_name(file_name)
    with pause_collection():
        read_kept_workbook(content, name, limits)
    said, told = split_options(options, {}, by, now)
    with begin_write(engine) as connection:
        row = store.write_upload(
            connection,
            secrets.token_hex(_ID_BYTES),
            content,
            kind=str(options.kind or IntakeKind.COUNTS),
            file_name=name,
            options=said,
            decisions=told,
            by=by,
            now=now,
        )
    return build_stored(row)


def check_upload(
    connection: Connection, stored: StoredUpload, today: date, limits: SheetLimits | None = None
) -> CheckedTable:
    """Return what the file of an upload comes to with all that was said about it; changes nothing.

    BadInput where the upload was discarded, or its file cannot be understood with these options at all.
    """
    content = store.read_content(connection, stored.upload_id)
    with pause_collection():
        workbook = read_kept_workbook(content, stored.file_name, limits)
    checked = check_workbook(connection, workbook, stored.options, today)
    decided_in, understood = stored.told.get("vintage_id"), checked.understood.vintage_id.value
    if stored.options.decisions and decided_in and understood and decided_in != understood:
        # The vintage was derived, and a later import made another one valid: its codes mean other areas.
        return check_workbook(connection, workbook, replace(stored.options, decisions=()), today)
    return checked


def change_options(
    engine: Engine, upload_id: str, version: int, options: IntakeOptions, *, by: str, now: datetime
) -> StoredUpload:
    """Keep other options in place of those before and return the upload.

    Decided rows and corrected cells are those of ``options``; where vintage or level changes, the rows are decided
    anew: a code means another area there. Conflict as ``store.change_upload``.
    """
    with begin_write(engine) as connection:
        before = build_stored(store.read_upload(connection, upload_id))
        kept = replace(options, decisions=()) if _looks_elsewhere(before, options) else options
        said, told = split_options(kept, before.told, by, now)
        row = store.change_upload(
            connection,
            upload_id,
            version,
            by=by,
            now=now,
            options=said,
            decisions=told,
            kind=str(options.kind or before.kind),
        )
    return build_stored(row)


def decide_rows(
    engine: Engine,
    upload_id: str,
    version: int,
    decisions: Sequence[RowDecision],
    *,
    by: str,
    now: datetime,
    limits: SheetLimits | None = None,
) -> StoredUpload:
    """Keep what a person decided about rows and return the upload; a name decided for an area is kept as an alias.

    A later decision about a row replaces the earlier one, and its alias. BadInput where the table has no such row,
    NotFound where the vintage has no such area, Conflict as ``store.change_upload``. One transaction.
    """
    with engine.connect() as connection:
        stored = read_upload(connection, upload_id)
        store.check_unchanged(store.read_upload(connection, upload_id), version)
        checked = check_upload(connection, stored, now.astimezone(_VIETNAM).date(), limits)
        vintage_id, aliases = build_aliases(connection, checked, decisions)
    merged = _merge({(one.sheet, one.row): one for one in stored.options.decisions}, decisions)
    said, told = split_options(replace(stored.options, decisions=merged), stored.told, by, now)
    with begin_write(engine) as connection:
        row = store.change_upload(
            connection, upload_id, version, by=by, now=now, options=said, decisions=told | {"vintage_id": vintage_id}
        )
        revoke_undone(connection, vintage_id, checked, stored.options.decisions, decisions, by=by, now=now)
        write_aliases(connection, vintage_id, aliases, by, now)
    return build_stored(row)


def correct_cells(
    engine: Engine,
    upload_id: str,
    version: int,
    corrections: Sequence[CellCorrection],
    *,
    by: str,
    now: datetime,
) -> StoredUpload:
    """Keep what cells should have held and return the upload; a later correction of a cell replaces the earlier one."""
    with begin_write(engine) as connection:
        before = build_stored(store.read_upload(connection, upload_id))
        cells = {(one.sheet, one.row, one.column_letter): one for one in (*before.options.corrections, *corrections)}
        options = replace(before.options, corrections=tuple(cells.values()))
        said, told = split_options(options, before.told, by, now)
        row = store.change_upload(connection, upload_id, version, by=by, now=now, options=said, decisions=told)
    return build_stored(row)


def mark_previewed(
    engine: Engine, upload_id: str, version: int, preview: Preview, *, by: str, now: datetime
) -> StoredUpload:
    """Remember what an officer was shown and return the upload; only what was shown can be published.

    The version goes up where the preview differs from the one before: whoever looks at an older one is told so.
    """
    seen = {"previewed_publication_id": preview.publication_id, "previewed_draft_sha256": preview.draft_sha256}
    with engine.connect() as connection:
        row = store.read_upload(connection, upload_id)
        store.check_unchanged(row, version)
    if all(getattr(row, name) == value for name, value in seen.items()) and row.kind == preview.kind:
        return build_stored(row)
    with begin_write(engine) as connection:
        row = store.change_upload(connection, upload_id, version, by=by, now=now, kind=str(preview.kind), **seen)
    return build_stored(row)


def publish_upload(
    engine: Engine,
    upload_id: str,
    version: int,
    *,
    remark: str,
    by: str,
    now: datetime,
    today: date,
    allow_same_file: bool = False,
    limits: SheetLimits | None = None,
    may_write: DraftCheck | None = None,
) -> int:
    """Publish an upload as it was previewed and return its release id; one transaction, or nothing has changed.

    In the same transaction, what a person said of the columns is kept for the next files of that shape.
    Raises the refusal of a table that must not be published, and Conflict where the upload was changed or closed
    (``upload_changed``, ``upload_closed``) or what ``publishing.publish_checked`` finds.
    """
    with engine.connect() as connection:
        stored = read_upload(connection, upload_id)
        store.check_unchanged(store.read_upload(connection, upload_id), version)
        checked = check_upload(connection, stored, today, limits)
    if checked.draft is None:
        raise checked.refusal or RuntimeError("a table without draft has a refusal")
    draft = replace(checked.draft, remark=remark or checked.draft.remark)
    with begin_write(engine) as connection:
        release_id = publish_checked(
            connection,
            upload_id,
            version,
            draft,
            by=by,
            now=now,
            allow_same_file=allow_same_file,
            may_write=may_write,
        )
        keep_mappings(connection, checked, by=by, now=now)
    return release_id


def discard_upload(engine: Engine, upload_id: str, version: int, *, by: str, now: datetime) -> StoredUpload:
    """Discard an open upload and delete its bytes; what was told about names stays. Conflict as ``change_upload``."""
    with begin_write(engine) as connection:
        row = store.discard_content(connection, upload_id, version, by=by, now=now)
    return build_stored(row)


def _merge(known: dict[RowKey, RowDecision], decisions: Sequence[RowDecision]) -> tuple[RowDecision, ...]:
    return tuple((known | {(one.sheet, one.row): one for one in decisions}).values())


def _looks_elsewhere(before: StoredUpload, after: IntakeOptions) -> bool:
    """Tell whether codes decided before would mean other areas: those of another vintage, or of another level."""
    decided_in, level = before.told.get("vintage_id"), before.options.level
    other_vintage = bool(decided_in and after.vintage_id) and after.vintage_id != decided_in
    return other_vintage or (level is not None and after.level != level)
