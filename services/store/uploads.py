"""Files on their way to a release: their bytes, what was said about them, and how far they have come."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from geodata.errors import BadInput, Bilingual, Conflict, NotFound, Place
from services.store.audit import Deed, write_entry
from services.store.blobs import delete_unused_blob, read_blob, write_blob
from services.store.intake_tables import upload

OPEN, PUBLISHED, DISCARDED = "open", "published", "discarded"
_MEDIA_TYPE = "application/octet-stream"


@dataclass(frozen=True)
class UploadRecord:
    """What is plain about an upload: its file, how far it has come, who made and changed it.

    ``status`` open, published, discarded. ``version`` counts the changes. ``previewed_publication_id`` and
    ``previewed_draft_sha256`` say what the last preview compared: the published state, and what would be published.
    """

    upload_id: str
    file_name: str
    file_sha256: str
    byte_count: int
    status: str
    version: int
    previewed_publication_id: int | None
    previewed_draft_sha256: str | None
    release_id: int | None
    created_by: str
    created_at: datetime
    changed_by: str
    changed_at: datetime

    @property
    def is_open(self) -> bool:
        """Whether it can still be changed, published or discarded."""
        return self.status == OPEN

    def list_plain(self) -> dict[str, Any]:
        """Return these fields by name, and no others."""
        return {field.name: getattr(self, field.name) for field in fields(UploadRecord)}


@dataclass(frozen=True)
class UploadRow(UploadRecord):
    """One upload as the store holds it; ``options`` and ``decisions`` are JSON documents of ``services.intake``."""

    kind: str
    options: dict[str, Any]
    decisions: dict[str, Any]


def write_upload(
    connection: Connection,
    upload_id: str,
    content: bytes,
    *,
    kind: str,
    file_name: str,
    options: Mapping[str, Any],
    decisions: Mapping[str, Any],
    by: str,
    now: datetime,
) -> UploadRow:
    """Store an open upload with its bytes and return it. Call it within ``begin_write``."""
    sha256 = write_blob(connection, _MEDIA_TYPE, "", content)
    values = {
        "upload_id": upload_id,
        "kind": kind,
        "file_name": file_name,
        "file_sha256": sha256,
        "byte_count": len(content),
        "blob_sha256": sha256,
        "options": _write_json(options),
        "decisions": _write_json(decisions),
        "status": OPEN,
        "version": 1,
        **{"created_by": by, "created_at": now, "changed_by": by, "changed_at": now},
    }
    connection.execute(sa.insert(upload).values(values))
    after = {"file_name": file_name, "kind": kind, "file_sha256": sha256}
    write_entry(connection, Deed.UPLOAD_KEPT, upload_id, by=by, now=now, after=after)
    return read_upload(connection, upload_id)


def list_uploads(connection: Connection, statuses: Sequence[str] = (OPEN,)) -> list[UploadRow]:
    """Return the uploads of these statuses, the one changed last first."""
    chosen = sa.select(upload).where(upload.c.status.in_(statuses))
    rows = connection.execute(chosen.order_by(upload.c.changed_at.desc(), upload.c.upload_id))
    return [_build_row(row) for row in rows]


def read_upload(connection: Connection, upload_id: str) -> UploadRow:
    """Return one upload; NotFound where there is none of that id."""
    # Ids are made of hexadecimal digits; a text with a NUL, PostgreSQL would not even look for.
    is_id = upload_id.isascii() and upload_id.isalnum()
    found = sa.select(upload).where(upload.c.upload_id == upload_id)
    row = connection.execute(found).one_or_none() if is_id else None
    if row is None:
        raise _upload_not_found(upload_id)
    return _build_row(row)


def read_content(connection: Connection, upload_id: str) -> bytes:
    """Return the bytes of an upload; BadInput where it was discarded and they are gone."""
    found = read_upload(connection, upload_id)
    content = None if found.status == DISCARDED else read_blob(connection, found.file_sha256)
    if content is None:
        raise build_content_gone(found.file_name)
    return content


def change_upload(
    connection: Connection, upload_id: str, version: int, *, by: str, now: datetime, **values: Any
) -> UploadRow:
    """Write ``values`` into an open upload, raise its version by one and return it.

    NotFound where there is none; Conflict where it is no longer open or ``version`` is not its newest. Documents are
    given as mappings. Call it within ``begin_write``: what was compared stays so until the end.
    """
    found = read_upload(connection, upload_id)
    check_unchanged(found, version)
    written = {name: _write_json(value) if isinstance(value, Mapping) else value for name, value in values.items()}
    written |= {"version": version + 1, "changed_by": by, "changed_at": now}
    connection.execute(sa.update(upload).where(upload.c.upload_id == upload_id).values(written))
    return read_upload(connection, upload_id)


def discard_content(connection: Connection, upload_id: str, version: int, *, by: str, now: datetime) -> UploadRow:
    """Mark an open upload as discarded and delete its bytes unless something else refers to the same ones."""
    found = change_upload(connection, upload_id, version, by=by, now=now, status=DISCARDED, blob_sha256=None)
    delete_unused_blob(connection, found.file_sha256)
    before = {"file_name": found.file_name, "kind": found.kind, "file_sha256": found.file_sha256}
    write_entry(connection, Deed.UPLOAD_DISCARDED, upload_id, by=by, now=now, before=before)
    return found


def check_unchanged(found: UploadRow, version: int) -> None:
    """Raise Conflict where an upload is no longer open, or was changed since the caller read it."""
    if not found.is_open:
        raise _upload_closed(found)
    if found.version != version:
        raise _upload_changed(found)


def _build_row(row: Row[Any]) -> UploadRow:
    plain = {field.name: getattr(row, field.name) for field in fields(UploadRecord)}
    return UploadRow(**plain, kind=row.kind, options=json.loads(row.options), decisions=json.loads(row.decisions))


def _write_json(document: Mapping[str, Any]) -> str:
    return json.dumps(dict(document), ensure_ascii=False)


def _upload_not_found(upload_id: str) -> NotFound:
    return NotFound(
        "upload_not_found",
        Bilingual(f"Không có tệp tải lên «{upload_id}»", f"There is no upload «{upload_id}»"),
        Bilingual("Xem các tệp đang mở ở trang Nhập số liệu.", "See the open ones on the page of the intake."),
        Place(text=upload_id),
    )


def build_content_gone(file_name: str) -> BadInput:
    """Return why the bytes of an upload cannot be read any more."""
    return BadInput(
        "upload_discarded",
        Bilingual(f"Tệp «{file_name}» đã bị hủy", f"The upload of «{file_name}» was discarded"),
        Bilingual("Tải lại tệp gốc.", "Upload the file again."),
        Place(file=file_name),
    )


def _upload_closed(found: UploadRow) -> Conflict:
    done = {
        PUBLISHED: Bilingual(
            f"đã công bố thành bản {found.release_id}", f"was published as release {found.release_id}"
        ),
        DISCARDED: Bilingual("đã bị hủy", "was discarded"),
    }[found.status]
    return Conflict(
        "upload_closed",
        Bilingual(
            f"Tệp «{found.file_name}» {done.vi} bởi {found.changed_by}",
            f"The upload of «{found.file_name}» {done.en} by {found.changed_by}",
        ),
        Bilingual("Tải lại tệp nếu muốn sửa và công bố lần nữa.", "Upload the file again to change and publish it."),
        Place(file=found.file_name),
    )


def _upload_changed(found: UploadRow) -> Conflict:
    return Conflict(
        "upload_changed",
        Bilingual(
            f"{found.changed_by} vừa thay đổi tệp tải lên «{found.file_name}»",
            f"{found.changed_by} has changed the upload of «{found.file_name}» in the meantime",
        ),
        Bilingual("Mở lại trang để xem trạng thái mới nhất rồi làm tiếp.", "Open its page again and go on from there."),
        Place(file=found.file_name),
    )
