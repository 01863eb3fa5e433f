"""Sums over the rows of a table that two databases can be compared by, whatever the order they give rows in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

ROWS_AT_ONCE = 5_000
BLOBS_AT_ONCE = 8
_MODULUS = 2**128

Rows = list[tuple[object, ...]]


@dataclass(frozen=True)
class RowSum:
    """How many rows a table has, and the sum of their hashes."""

    row_count: int
    digest: str


def reflect_tables(connection: Connection) -> dict[str, sa.Table]:
    """Return the tables of a database as they are there, whatever this version describes."""
    found = sa.MetaData()
    found.reflect(connection)
    return dict(found.tables)


def read_rows(connection: Connection, table: sa.Table) -> Iterator[Rows]:
    """Return the rows of a table, some thousands at once, the same from either database; moments in UTC."""
    has_blobs = any(isinstance(column.type, sa.LargeBinary) for column in table.columns)
    at_once = BLOBS_AT_ONCE if has_blobs else ROWS_AT_ONCE
    names = sorted(column.name for column in table.columns)
    statement = sa.select(*(table.c[name] for name in names)).execution_options(yield_per=at_once)
    with connection.execute(statement) as result:
        for part in result.partitions():
            yield [tuple(_unify(value) for value in row) for row in part]


def add_up(parts: Iterator[Rows]) -> RowSum:
    """Return the sum of rows; they are used up."""
    count, total = 0, 0
    for rows in parts:
        count += len(rows)
        for row in rows:
            digest = hashlib.blake2b(repr(row).encode(), digest_size=16).digest()
            total = (total + int.from_bytes(digest, "big")) % _MODULUS
    return RowSum(count, f"{total:032x}")


def add_up_tables(connection: Connection, names: list[str]) -> dict[str, RowSum]:
    """Return the sums of tables by their names; ``KeyError`` where one is missing."""
    tables = reflect_tables(connection)
    return {name: add_up(read_rows(connection, tables[name])) for name in names}


def _unify(value: object) -> object:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).replace(tzinfo=None)
    return bytes(value) if isinstance(value, memoryview) else value
