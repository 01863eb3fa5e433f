"""An upload as the intake knows it: its options understood, and who told what of its rows and cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from geodata.errors import BadInput
from services.intake.kinds import IntakeKind
from services.intake.options import IntakeOptions, build_options_document, parse_options_document
from services.store import uploads as store


@dataclass(frozen=True)
class StoredUpload(store.UploadRecord):
    """An upload with what was said about it; ``options`` hold the decisions and corrections as well.

    ``told`` says who decided or corrected what, and when.
    """

    kind: IntakeKind
    options: IntakeOptions
    told: Mapping[str, Any]


def list_uploads(connection: Connection, *, with_closed: bool = False) -> list[StoredUpload]:
    """Return the open uploads, or all, the one changed last first."""
    statuses = (store.OPEN, store.PUBLISHED, store.DISCARDED) if with_closed else (store.OPEN,)
    return [build_stored(row) for row in store.list_uploads(connection, statuses)]


def read_upload(connection: Connection, upload_id: str) -> StoredUpload:
    """Return one upload, open or closed; NotFound where there is none."""
    return build_stored(store.read_upload(connection, upload_id))


def build_stored(row: store.UploadRow) -> StoredUpload:
    """Return an upload from its row; an error where its options are those of another version of the program."""
    entries = {name: row.decisions.get(name, []) for name in ("decisions", "corrections")}
    try:
        options = parse_options_document({**row.options, **entries})
    except BadInput as fault:
        raise RuntimeError(f"the options of upload {row.upload_id} are not those of this version") from fault
    return StoredUpload(**row.list_plain(), kind=IntakeKind(row.kind), options=options, told=row.decisions)


def split_options(
    options: IntakeOptions, before: Mapping[str, Any], by: str, now: datetime
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what was said about the file, and what about its rows and cells with who said it first and when."""
    document = build_options_document(options)
    told: dict[str, Any] = {"vintage_id": before.get("vintage_id")}
    for name in ("decisions", "corrections"):
        known = {_build_key(entry): entry for entry in before.get(name, [])}
        signed = [entry | {"by": by, "at": now.isoformat()} for entry in document.pop(name)]
        told[name] = [known.get(_build_key(entry), entry) for entry in signed]
    return document, told


def _build_key(entry: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted((key, value) for key, value in entry.items() if key not in ("by", "at")))
