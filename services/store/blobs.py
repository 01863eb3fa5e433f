"""Bytes by their hash: the same bytes are one row, whoever refers to it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.store.tables import blob, metadata

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite


def write_blob(connection: Connection, media_type: str, encoding: str, content: bytes) -> str:
    """Return the hash under which the bytes are kept from the end of the transaction on."""
    sha256 = hashlib.sha256(content).hexdigest()
    insert = _find_insert(connection.dialect.name)
    values = {"sha256": sha256, "media_type": media_type, "encoding": encoding, "content": content}
    connection.execute(insert(blob).values(values).on_conflict_do_nothing())
    return sha256


def _find_insert(dialect: str) -> Callable[[sa.Table], postgresql.Insert | sqlite.Insert]:
    """Return the statement of one database; that of the other is not loaded by a server that does not use it."""
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as postgresql_insert

        return postgresql_insert
    from sqlalchemy.dialects.sqlite import insert as sqlite_insert

    return sqlite_insert


def read_blob(connection: Connection, sha256: str) -> bytes | None:
    """Return the bytes of a hash, None where there are none."""
    content = connection.execute(sa.select(blob.c.content).where(blob.c.sha256 == sha256)).scalar_one_or_none()
    return None if content is None else bytes(content)


def delete_unused_blob(connection: Connection, sha256: str) -> bool:
    """Delete the bytes of a hash where no row of any table refers to them; tell whether they were deleted."""
    used = [sa.exists().where(column == sha256) for column in _list_references()]
    deleted = connection.execute(sa.delete(blob).where(blob.c.sha256 == sha256, ~sa.or_(*used)))
    return deleted.rowcount > 0


def _list_references() -> list[sa.Column[str]]:
    """Return every column of the schema that refers to a blob, so that a new table cannot be forgotten here."""
    keys = (key for table in metadata.tables.values() for key in table.foreign_keys)
    return [key.parent for key in keys if key.column is blob.c.sha256]
