"""What the columns of files of one shape mean, as a person confirmed it; the newest of a shape counts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from geodata.errors import Bilingual, NotFound, Place
from services.store.audit import Deed, write_entry
from services.store.intake_tables import column_mapping


@dataclass(frozen=True)
class StoredMapping:
    """A confirmed mapping as the store holds it; an empty one says that the shape is to be asked for again."""

    mapping_id: int
    shape_sha256: str
    kind: str
    mapping: dict[str, Any]
    decided_by: str
    decided_at: datetime


def read_mapping(connection: Connection, shape_sha256: str) -> StoredMapping | None:
    """Return the mapping in force for files of that shape, None where nobody confirmed one or it was revoked."""
    newest = _read_newest(connection, shape_sha256)
    return newest if newest is not None and newest.mapping else None


def list_mappings(connection: Connection) -> list[StoredMapping]:
    """Return every mapping ever confirmed or revoked, the newest first."""
    statement = sa.select(column_mapping).order_by(column_mapping.c.mapping_id.desc())
    return [_build_stored(row) for row in connection.execute(statement)]


def write_mapping(
    connection: Connection, shape_sha256: str, kind: str, mapping: Mapping[str, Any], by: str, now: datetime
) -> int:
    """Keep what a person confirmed and return its id; the same told again keeps the first. Within ``begin_write``.

    ``mapping`` holds plain JSON values, as the options of an upload do.
    """
    newest = _read_newest(connection, shape_sha256)
    if newest is not None and (newest.kind, newest.mapping) == (kind, dict(mapping)):
        return newest.mapping_id
    statement = sa.insert(column_mapping).values(
        shape_sha256=shape_sha256,
        kind=kind,
        mapping=json.dumps(dict(mapping), ensure_ascii=False, sort_keys=True),
        decided_by=by,
        decided_at=now,
    )
    mapping_id = int(connection.execute(statement.returning(column_mapping.c.mapping_id)).scalar_one())
    before = {} if newest is None else {"mapping_id": newest.mapping_id}
    after = {"kind": kind, "shape_sha256": shape_sha256}
    write_entry(connection, Deed.COLUMNS_DECIDED, mapping_id, by=by, now=now, before=before, after=after)
    return mapping_id


def revoke_mapping(connection: Connection, shape_sha256: str, by: str, now: datetime) -> int:
    """Make the shape one that is asked for again; who and when is kept, and what was in force before stays listed.

    NotFound where no mapping is in force. Within ``begin_write``.
    """
    current = read_mapping(connection, shape_sha256)
    if current is None:
        raise NotFound(
            "mapping_missing",
            Bilingual("Không có cách hiểu cột nào đang được nhớ cho dạng tệp này", "No mapping is kept for this shape"),
            Bilingual("Xem danh sách đã nhớ.", "See the list of those that are kept."),
            Place(text=shape_sha256),
        )
    return write_mapping(connection, shape_sha256, current.kind, {}, by, now)


def _read_newest(connection: Connection, shape_sha256: str) -> StoredMapping | None:
    statement = (
        sa.select(column_mapping)
        .where(column_mapping.c.shape_sha256 == shape_sha256)
        .order_by(column_mapping.c.mapping_id.desc())
        .limit(1)
    )
    row = connection.execute(statement).one_or_none()
    return _build_stored(row) if row is not None else None


def _build_stored(row: Row[Any]) -> StoredMapping:
    fields = dict(row._mapping)
    return StoredMapping(**(fields | {"mapping": json.loads(fields["mapping"])}))
