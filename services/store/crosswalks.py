"""Stored crosswalks: a newer one of the same two vintages replaces the former, and nothing is ever deleted."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from geodata.crosswalks.crosswalk import Crosswalk, WeightBasis
from geodata.errors import Bilingual, Conflict, NotFound, Place
from services.store.audit import Deed, write_entry
from services.store.blobs import write_blob
from services.store.boundaries import read_vintage
from services.store.crosswalk_tables import crosswalk as table
from services.store.publication import bump_publication
from services.store.tables import blob

PAIRS_MEDIA_TYPE = "application/vnd.apache.parquet"


@dataclass(frozen=True)
class StoredCrosswalk:
    """What is known of a crosswalk besides its pairs; ``in_force`` is it while neither revoked nor replaced."""

    crosswalk_id: int
    from_vintage_id: str
    to_vintage_id: str
    basis: WeightBasis
    source: str
    pair_count: int
    split_count: int
    written_by: str
    written_at: datetime
    publication_id: int
    revoked_by: str | None
    revoked_at: datetime | None
    in_force: bool


def write_crosswalk(
    connection: Connection, crosswalk: Crosswalk, report: Mapping[str, Any], *, by: str, now: datetime
) -> int:
    """Store a crosswalk and return its id; from the end of the transaction on it is that of its two vintages.

    ``report`` is plain JSON: what was read, its faults, what was left out. NotFound where a vintage is missing.
    The publication is bumped. Call it within ``begin_write``.
    """
    for vintage_id in (crosswalk.from_vintage_id, crosswalk.to_vintage_id):
        read_vintage(connection, vintage_id)
    values = {
        "from_vintage_id": crosswalk.from_vintage_id,
        "to_vintage_id": crosswalk.to_vintage_id,
        "basis": crosswalk.basis.value,
        "source": crosswalk.source,
        "pair_count": len(crosswalk.pairs),
        "split_count": len(crosswalk.split_codes),
        "pairs_sha256": write_blob(connection, PAIRS_MEDIA_TYPE, "", _encode_pairs(crosswalk.pairs)),
        "report": json.dumps(report, ensure_ascii=False),
        "written_by": by,
        "written_at": now,
        "publication_id": bump_publication(connection),
    }
    crosswalk_id = int(connection.execute(sa.insert(table).values(values).returning(table.c.crosswalk_id)).scalar_one())
    after = {name: values[name] for name in ("from_vintage_id", "to_vintage_id", "source", "publication_id")}
    write_entry(connection, Deed.CROSSWALK_WRITTEN, crosswalk_id, by=by, now=now, after=after)
    return crosswalk_id


def revoke_crosswalk(connection: Connection, crosswalk_id: int, *, by: str, now: datetime) -> None:
    """Take a crosswalk out of force, so that the one before it counts again; the publication is bumped.

    NotFound without it, Conflict where it is revoked already. Call it within ``begin_write``.
    """
    stored = read_stored_crosswalk(connection, crosswalk_id)
    if stored.revoked_at is not None:
        raise Conflict(
            "crosswalk_revoked",
            Bilingual(
                f"Bảng chuyển đổi {crosswalk_id} đã được {stored.revoked_by} thu hồi trước đó",
                f"Crosswalk {crosswalk_id} was revoked before by {stored.revoked_by}",
            ),
            Bilingual("Xem lại: crosswalk list.", "Look again: crosswalk list."),
            Place(text=str(crosswalk_id)),
        )
    chosen = table.c.crosswalk_id == crosswalk_id
    connection.execute(sa.update(table).where(chosen).values(revoked_by=by, revoked_at=now))
    before = {"from_vintage_id": stored.from_vintage_id, "to_vintage_id": stored.to_vintage_id}
    write_entry(connection, Deed.CROSSWALK_REVOKED, crosswalk_id, by=by, now=now, before=before)
    bump_publication(connection)


def list_crosswalks(connection: Connection) -> list[StoredCrosswalk]:
    """Return every crosswalk, in force or not, the newest first."""
    columns = [table.c[name] for name in StoredCrosswalk.__dataclass_fields__ if name in table.c]
    found: list[StoredCrosswalk] = []
    settled: set[frozenset[str]] = set()
    for row in connection.execute(sa.select(*columns).order_by(table.c.crosswalk_id.desc())):
        ends = frozenset((row.from_vintage_id, row.to_vintage_id))
        in_force = row.revoked_at is None and ends not in settled
        settled |= {ends} if in_force else set()
        found.append(_build_stored(row, in_force))
    return found


def read_stored_crosswalk(connection: Connection, crosswalk_id: int) -> StoredCrosswalk:
    """Return what is known of one crosswalk; NotFound without it."""
    for stored in list_crosswalks(connection):
        if stored.crosswalk_id == crosswalk_id:
            return stored
    raise NotFound(
        "crosswalk_missing",
        Bilingual(f"Không có bảng chuyển đổi số {crosswalk_id}", f"There is no crosswalk {crosswalk_id}"),
        Bilingual("Xem danh sách: crosswalk list.", "See the list: crosswalk list."),
        Place(text=str(crosswalk_id)),
    )


def read_crosswalk(connection: Connection, crosswalk_id: int) -> Crosswalk:
    """Return one crosswalk with its pairs; NotFound without it."""
    read_stored_crosswalk(connection, crosswalk_id)
    return _read_pairs(connection, [crosswalk_id])[0]


def read_crosswalk_report(connection: Connection, crosswalk_id: int) -> dict[str, Any]:
    """Return what was read and found when the crosswalk was made; NotFound without it."""
    read_stored_crosswalk(connection, crosswalk_id)
    report = connection.execute(sa.select(table.c.report).where(table.c.crosswalk_id == crosswalk_id)).scalar_one()
    found: dict[str, Any] = json.loads(report)
    return found


def read_crosswalks_in_force(connection: Connection) -> list[Crosswalk]:
    """Return the crosswalk in force of every two vintages that have one, the newest by its writing first."""
    chosen = [stored.crosswalk_id for stored in list_crosswalks(connection) if stored.in_force]
    return _read_pairs(connection, chosen)


def _build_stored(row: Row[Any], in_force: bool) -> StoredCrosswalk:
    return StoredCrosswalk(**{**row._mapping, "basis": WeightBasis(row.basis)}, in_force=in_force)


def _read_pairs(connection: Connection, crosswalk_ids: list[int]) -> list[Crosswalk]:
    columns = (table.c.from_vintage_id, table.c.to_vintage_id, table.c.basis, table.c.source, blob.c.content)
    statement = (
        sa.select(*columns)
        .join(blob, blob.c.sha256 == table.c.pairs_sha256)
        .where(table.c.crosswalk_id.in_(crosswalk_ids))
        .order_by(table.c.crosswalk_id.desc())
    )
    return [
        Crosswalk(from_id, to_id, WeightBasis(basis), source, pd.read_parquet(io.BytesIO(content)))
        for from_id, to_id, basis, source, content in connection.execute(statement)
    ]


def _encode_pairs(pairs: pd.DataFrame) -> bytes:
    content = io.BytesIO()
    pairs.to_parquet(content, index=False, compression="zstd")
    return content.getvalue()
