"""Saved proposals of targets in the store: written once with who and when, read by whoever has the link."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, RowMapping

from geodata.errors import Bilingual, NotFound, Place
from services.planning.saved_selections import ID_BYTES, MOST_LISTED, check_name
from services.store.audit import Deed, write_entry
from services.store.engine import begin_write
from services.store.intake_tables import upload
from services.store.tables import release
from services.store.target_tables import target_proposal


@dataclass(frozen=True)
class SavedTargets:
    """A named proposal; ``query`` opens the page of targets, ``document`` is question and answer.

    ``upload_id``: the file by which it was put forward last. ``release_id``: what that was published as, in force
    unless ``is_rolled_back``.
    """

    proposal_id: str
    name: str
    query: str
    document: Mapping[str, Any]
    fingerprint: str
    publication_id: int
    created_by: str
    created_at: datetime
    upload_id: str | None = None
    upload_status: str | None = None
    release_id: int | None = None
    published_by: str | None = None
    published_at: datetime | None = None
    is_rolled_back: bool = False


def save_targets(
    engine: Engine, name: str, query: str, document: Mapping[str, Any], publication_id: int, by: str, now: datetime
) -> SavedTargets:
    """Write a proposal under a new id and return it; BadInput for a name that is empty or too long."""
    values = {
        "proposal_id": secrets.token_urlsafe(ID_BYTES),
        "name": check_name(name),
        "query": query,
        "fingerprint": str(document["fingerprint"]),
        "publication_id": publication_id,
        "created_by": by,
        "created_at": now,
    }
    with begin_write(engine) as connection:
        text = json.dumps(document, ensure_ascii=False, sort_keys=True)
        connection.execute(sa.insert(target_proposal).values(values | {"document": text}))
        after = {"name": values["name"], "publication_id": publication_id}
        write_entry(connection, Deed.TARGETS_SAVED, values["proposal_id"], by=by, now=now, after=after)
    return SavedTargets(**values, document=document)  # type: ignore[arg-type]


def read_targets(connection: Connection, proposal_id: str) -> SavedTargets:
    """Return a proposal; NotFound where there is none."""
    statement = _select().where(target_proposal.c.proposal_id == proposal_id)
    row = connection.execute(statement).mappings().one_or_none()
    if row is None:
        raise NotFound(
            "targets_not_found",
            Bilingual("Không có phương án chỉ tiêu này", "There is no such proposal of targets"),
            Bilingual("Xem các phương án đã lưu ở /targets/saved.", "See the saved ones at /targets/saved."),
            Place(text=proposal_id[:40]),
        )
    return _build(row)


def list_targets(connection: Connection) -> list[SavedTargets]:
    """Return the newest proposals, the last saved first."""
    ordered = _select().order_by(target_proposal.c.created_at.desc(), target_proposal.c.proposal_id)
    return [_build(row) for row in connection.execute(ordered.limit(MOST_LISTED)).mappings()]


def mark_put_forward(engine: Engine, proposal_id: str, upload_id: str) -> None:
    """Remember the file by which a proposal was put forward for publication."""
    with begin_write(engine) as connection:
        statement = sa.update(target_proposal).filter_by(proposal_id=proposal_id).values(upload_id=upload_id)
        connection.execute(statement)


def _select() -> sa.Select[Any]:
    joined = target_proposal.outerjoin(upload, upload.c.upload_id == target_proposal.c.upload_id).outerjoin(
        release, release.c.release_id == upload.c.release_id
    )
    published = (release.c.release_id, release.c.published_by, release.c.published_at, release.c.status)
    return sa.select(target_proposal, upload.c.status.label("upload_status"), *published).select_from(joined)


def _build(row: RowMapping) -> SavedTargets:
    fields = dict(row)
    is_rolled_back = fields.pop("status") == "rolled_back"
    return SavedTargets(**(fields | {"document": json.loads(row["document"]), "is_rolled_back": is_rolled_back}))
