"""Reading an upload and checking its file, once for each state that it depends on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy.engine import Connection

from services.coverage.snapshot import Snapshot
from services.intake.options import build_options_document
from services.intake.publication.preview import Preview, build_preview
from services.intake.publication.stored_uploads import StoredUpload, read_upload
from services.intake.publication.uploads import check_upload
from services.store.decided_state import read_decided_state
from services.store.release_draft import ReleaseDraft
from services.store.uploads import DISCARDED, build_content_gone
from webmap.context import services
from webmap.intake.checked_uploads import CheckedUpload
from webmap.intake.words import OFFICE_TIME


@dataclass(frozen=True)
class CheckedNow:
    """An upload with what came of checking it against what is published now."""

    stored: StoredUpload
    found: CheckedUpload
    snapshot: Snapshot

    def require_draft(self) -> ReleaseDraft:
        """Return what would be published; raise the refusal where it must not be."""
        checked = self.found.checked
        if checked.draft is None:
            raise checked.refusal or RuntimeError("a table without draft has a refusal")
        return checked.draft

    def build_preview(self, connection: Connection) -> Preview:
        """Return what publishing would change, built once; raise the refusal where it must not be published."""
        self.require_draft()
        return self.found.recall_preview(lambda: build_preview(connection, self.found.checked, self.snapshot))


def read_now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


def read_today() -> date:
    """Return the present day of the office."""
    return read_now().astimezone(OFFICE_TIME).date()


def check_now(connection: Connection, upload_id: str) -> CheckedNow:
    """Return an upload checked as it stands; NotFound where there is none, BadInput where its file cannot be read."""
    stored = read_upload(connection, upload_id)
    if stored.status == DISCARDED:  # what came of it may still be in memory here
        raise build_content_gone(stored.file_name)
    parts, today = services(), read_today()
    snapshot = parts.snapshots.read_newest()
    said = json.dumps(build_options_document(stored.options), sort_keys=True)
    state = (read_decided_state(connection), snapshot.publication_id, today)
    found = parts.checked_uploads.find(
        *(state, (upload_id, said), stored.byte_count),
        lambda: check_upload(connection, stored, today, parts.sheet_limits),
    )
    return CheckedNow(stored, found, snapshot)
