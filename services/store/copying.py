"""Rows from one database into another, whatever kinds the two are, within the transactions of their connections."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.store.row_sums import read_rows, reflect_tables


def copy_tables(source: Connection, target: Connection, *, except_for: Collection[str] = ()) -> None:
    """Put the rows of the tables of ``source`` in place of those of the same tables of ``target``.

    References between rows are checked at the end, as a whole.
    """
    own = reflect_tables(target)
    wanted = [table for name, table in reflect_tables(source).items() if name in own and name not in except_for]
    with _references_last(target):
        for table in wanted:
            target.execute(sa.delete(own[table.name]))
            _copy_table(source, table, target, own[table.name])
    if target.dialect.name == "postgresql":
        for table in wanted:
            _continue_numbers(target, own[table.name])


def _copy_table(source: Connection, table: sa.Table, target: Connection, own: sa.Table) -> None:
    names = sorted(column.name for column in table.columns)
    if target.dialect.name == "postgresql":
        _stream_into_postgresql(source, table, target, names)
        return
    for rows in read_rows(source, table):
        target.execute(sa.insert(own), [dict(zip(names, row, strict=True)) for row in rows])


def _stream_into_postgresql(source: Connection, table: sa.Table, target: Connection, names: list[str]) -> None:
    quote = target.dialect.identifier_preparer.quote
    moments = {column.name for column in table.columns if isinstance(column.type, sa.DateTime)}
    columns = ", ".join(quote(name) for name in names)
    # Moments are read in UTC and without a zone.
    is_moment = [name in moments for name in names]
    cursor = target.connection.cursor()
    try:
        with cursor.copy(f"COPY {quote(table.name)} ({columns}) FROM STDIN") as stream:
            for rows in read_rows(source, table):
                for row in rows:
                    stream.write_row(
                        [
                            f"{value}+00" if moment and value else value
                            for value, moment in zip(row, is_moment, strict=True)
                        ]
                    )
    finally:
        cursor.close()


@contextmanager
def _references_last(target: Connection) -> Iterator[None]:
    """Let rows come in any order; every reference is checked before the end."""
    if target.dialect.name == "sqlite":
        target.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        yield
        broken = target.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise RuntimeError(f"a row of {broken[0]} refers to none of {broken[2]}")
        return
    found = target.exec_driver_sql(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
    ).all()
    quote = target.dialect.identifier_preparer.quote
    for table, name, _ in found:
        target.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {quote(name)}")
    yield
    for table, name, definition in found:
        target.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {quote(name)} {definition}")


def _continue_numbers(target: Connection, table: sa.Table) -> None:
    """Let PostgreSQL number the next row after the last one."""
    for column in table.primary_key.columns:
        sequence = sa.func.pg_get_serial_sequence(table.name, column.name)
        name = target.execute(sa.select(sequence)).scalar_one()
        if name is not None:
            highest = target.execute(sa.select(sa.func.max(column))).scalar_one()
            target.execute(sa.select(sa.func.setval(name, highest or 1, highest is not None)))
