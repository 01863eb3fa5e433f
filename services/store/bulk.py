"""Facts by the hundred thousand, in and out, by the fastest way of each database.

Millions of rows cross as text in one piece and are parsed by Arrow: no Python object is made per row on the way out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import pyarrow as pa
import sqlalchemy as sa
from pyarrow import csv
from sqlalchemy.engine import Connection

from services.store.tables import fact

FACT_ROW_COLUMNS = ["scope_id", "level", "area_code", "count", "status"]
_SEPARATOR = "\t"
_SCOPES_AT_ONCE = 2_000  # in one statement: databases bound the number of its parameters
_ROWS_AT_ONCE = 100_000  # as Python objects; each takes half a kilobyte


def copy_rows(connection: Connection, table: sa.Table, frame: pd.DataFrame) -> None:
    """Append the rows of ``frame``, whose columns are columns of ``table``, within the transaction of the caller."""
    if len(frame) == 0:
        return
    if connection.dialect.name == "postgresql":
        _copy_to_postgresql(connection, table, frame)
    else:
        _insert_many(connection, table, frame)


def read_fact_rows(connection: Connection, scope_ids: Sequence[int]) -> pd.DataFrame:
    """Return the facts of these scopes, columns ``FACT_ROW_COLUMNS``.

    ``scope_id`` int64, ``count`` float64 (NaN where withheld), the texts categorical.
    """
    row: sa.ColumnElement[str] = sa.cast(fact.c.scope_id, sa.Text)
    for name in FACT_ROW_COLUMNS[1:]:
        row = row + _SEPARATOR + sa.func.coalesce(sa.cast(fact.c[name], sa.Text), "")
    per_scope = sa.select(sa.func.aggregate_strings(row, "\n")).group_by(fact.c.scope_id)
    texts: list[str] = []
    for start in range(0, len(scope_ids), _SCOPES_AT_ONCE):
        chosen = fact.c.scope_id.in_(scope_ids[start : start + _SCOPES_AT_ONCE])
        texts += connection.execute(per_scope.where(chosen)).scalars()
    return _parse_fact_rows("\n".join(texts).encode())


def _insert_many(connection: Connection, table: sa.Table, frame: pd.DataFrame) -> None:
    marks = ", ".join("?" * len(frame.columns))
    names = ", ".join(frame.columns)
    statement = f"INSERT INTO {table.name} ({names}) VALUES ({marks})"  # noqa: S608 (names of our own tables)
    for start in range(0, len(frame), _ROWS_AT_ONCE):
        part = frame.iloc[start : start + _ROWS_AT_ONCE]
        columns = [_build_driver_values(part[name]) for name in frame.columns]
        connection.exec_driver_sql(statement, list(zip(*columns, strict=True)))


def append_rows(connection: Connection, table: sa.Table, frame: pd.DataFrame) -> None:
    """Append few rows within the transaction of the caller; the values take the types of the table's columns."""
    if len(frame):
        connection.execute(sa.insert(table), build_records(frame))


def build_records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows as dictionaries of plain Python values, None where a value is missing."""
    columns = {str(name): _build_driver_values(frame[name]) for name in frame.columns}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _build_driver_values(column: pd.Series[Any]) -> list[Any]:
    values = column.astype(object)
    found: list[Any] = values.where(values.notna(), None).tolist()
    return found


def _copy_to_postgresql(connection: Connection, table: sa.Table, frame: pd.DataFrame) -> None:
    statement = f"COPY {table.name} ({', '.join(frame.columns)}) FROM STDIN (FORMAT csv)"
    with _open_psycopg_cursor(connection) as cursor, cursor.copy(statement) as copy:
        for start in range(0, len(frame), _ROWS_AT_ONCE):
            sink = pa.BufferOutputStream()
            part = pa.Table.from_pandas(frame.iloc[start : start + _ROWS_AT_ONCE], preserve_index=False)
            csv.write_csv(part, sink, csv.WriteOptions(include_header=False))
            copy.write(sink.getvalue().to_pybytes())


def _open_psycopg_cursor(connection: Connection) -> Any:
    """Return the driver's own cursor, in the transaction of ``connection``; its type is not SQLAlchemy's to know."""
    return connection.connection.cursor()


def _parse_fact_rows(text: bytes) -> pd.DataFrame:
    kinds = {
        "scope_id": pa.int64(),
        "level": pa.dictionary(pa.int32(), pa.string()),
        "area_code": pa.dictionary(pa.int32(), pa.string()),
        "count": pa.float64(),
        "status": pa.dictionary(pa.int32(), pa.string()),
    }
    if not text:
        return pd.DataFrame(pa.schema(kinds).empty_table().to_pandas())
    parsed = csv.read_csv(
        pa.BufferReader(text),
        read_options=csv.ReadOptions(column_names=FACT_ROW_COLUMNS),
        parse_options=csv.ParseOptions(delimiter=_SEPARATOR),
        convert_options=csv.ConvertOptions(column_types=kinds, null_values=[""]),
    )
    return pd.DataFrame(parsed.unify_dictionaries().to_pandas())
