"""Packs in the store: claimed by one worker at a time, ready only when whole."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from services.store.blobs import delete_unused_blob, read_blob, write_blob
from services.store.engine import begin_write
from services.store.pack_tables import pack

# A worker shows a sign of life with each page, some tenths of a second apart; one that is silent so long is gone.
SILENT_AFTER = timedelta(seconds=30)
KEPT_PACKS = 24
PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class PackStatus(StrEnum):
    """How far a pack is."""

    MAKING = "making"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True)
class StoredPack:
    """A pack: ``done_count`` of ``step_count`` steps; the files have hashes once it is ready."""

    pack_id: str
    status: PackStatus
    holder: str
    done_count: int
    step_count: int
    beat_at: datetime
    pdf_sha256: str | None
    xlsx_sha256: str | None

    def is_abandoned(self, now: datetime) -> bool:
        """Tell whether nobody makes this pack any more: its worker was killed, or failed."""
        return self.status is PackStatus.FAILED or (
            # A sign of life from the future is none: the clock was set back.
            self.status is PackStatus.MAKING and abs(now - self.beat_at) > SILENT_AFTER
        )


def build_pack_id(publication_id: int, query: str) -> str:
    """Return the id of a question about a publication: the same for whoever asks it."""
    return hashlib.sha256(f"{publication_id}\n{query}".encode()).hexdigest()[:32]


def read_pack(connection: Connection, pack_id: str) -> StoredPack | None:
    """Return a pack, None where nobody has asked for it."""
    names = StoredPack.__dataclass_fields__
    row = connection.execute(sa.select(*(pack.c[name] for name in names)).filter_by(pack_id=pack_id)).mappings().first()
    return None if row is None else StoredPack(**{**row, "status": PackStatus(row["status"])})


def claim_pack(engine: Engine, publication_id: int, query: str, holder: str, now: datetime) -> bool:
    """Take a pack that nobody makes and is not ready; tell whether ``holder`` is the one to make it."""
    pack_id = build_pack_id(publication_id, query)
    with begin_write(engine) as connection:
        found = read_pack(connection, pack_id)
        if found is not None and not found.is_abandoned(now):
            return False
        connection.execute(sa.delete(pack).filter_by(pack_id=pack_id))
        values = {"pack_id": pack_id, "publication_id": publication_id, "query": query, "holder": holder}
        steps = {"status": PackStatus.MAKING, "done_count": 0, "step_count": 0, "beat_at": now}
        connection.execute(sa.insert(pack).values(**values, **steps))
        return True


def beat(engine: Engine, pack_id: str, holder: str, done: int, steps: int, now: datetime) -> bool:
    """Tell how far a pack is; False where another worker has it by now."""
    with begin_write(engine) as connection:
        changed = connection.execute(
            sa.update(pack)
            .filter_by(pack_id=pack_id, holder=holder, status=PackStatus.MAKING)
            .values(done_count=done, step_count=steps, beat_at=now)
        )
        return changed.rowcount > 0


def finish_pack(engine: Engine, pack_id: str, holder: str, pdf: bytes, xlsx: bytes, now: datetime) -> bool:
    """Make a pack ready, both files at once; False where another worker has it by now. Old ones go."""
    with begin_write(engine) as connection:
        files = {
            "pdf_sha256": write_blob(connection, PDF, "", pdf),
            "xlsx_sha256": write_blob(connection, XLSX, "", xlsx),
        }
        changed = connection.execute(
            sa.update(pack)
            .filter_by(pack_id=pack_id, holder=holder, status=PackStatus.MAKING)
            .values(status=PackStatus.READY, beat_at=now, done_count=pack.c.step_count, **files)
        )
        if changed.rowcount == 0:
            for sha256 in files.values():
                delete_unused_blob(connection, sha256)
        _forget_old_packs(connection)
        return changed.rowcount > 0


def fail_pack(engine: Engine, pack_id: str, holder: str, now: datetime) -> None:
    """Give a pack up; the next who asks for it makes it anew."""
    with begin_write(engine) as connection:
        connection.execute(
            sa.update(pack).filter_by(pack_id=pack_id, holder=holder).values(status=PackStatus.FAILED, beat_at=now)
        )


def read_pack_file(connection: Connection, pack_id: str, media_type: str) -> bytes | None:
    """Return a file of a pack that is ready, else None."""
    found = read_pack(connection, pack_id)
    sha256 = None if found is None else (found.pdf_sha256 if media_type == PDF else found.xlsx_sha256)
    return None if sha256 is None else read_blob(connection, sha256)


def _forget_old_packs(connection: Connection) -> None:
    newest_first = sa.select(pack).order_by(pack.c.beat_at.desc()).offset(KEPT_PACKS)
    for row in connection.execute(newest_first).mappings().all():
        connection.execute(sa.delete(pack).filter_by(pack_id=row["pack_id"]))
        for sha256 in (row["pdf_sha256"], row["xlsx_sha256"]):
            if sha256 is not None:
                delete_unused_blob(connection, sha256)
