"""Stored boundary vintages: what is known of them, their areas, their geometry and what is delivered of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from geodata.areas import Level
from geodata.errors import Bilingual, Conflict, NotFound, Place
from geodata.vintages import OutlineKind, Vintage
from services.store import tables
from services.store.area_fixes import apply_area_fixes, read_area_fixes
from services.store.blobs import write_blob
from services.store.bulk import build_records

GEOMETRY_MEDIA_TYPE = "application/vnd.apache.parquet"
DELIVERY_MEDIA_TYPE = "application/topo+json"
AREA_COLUMNS = [column.name for column in tables.area.columns]
_AREA_NUMBERS = {
    "position": "int64",
    **dict.fromkeys(("area_km2", "label_lon", "label_lat", "west", "south", "east", "north"), "float64"),
}
_PLAIN_FIELDS = ("vintage_id", "title_vi", "title_en", "effective_from", "effective_to", "source", "licence", "is_demo")


@dataclass(frozen=True)
class StoredVintage:
    """A vintage as the store holds it; ``activated_at`` is None until it is shown to readers."""

    vintage: Vintage
    imported_at: datetime
    activated_at: datetime | None
    geometry_sha256: str
    report: dict[str, Any]


@dataclass(frozen=True)
class StoredDelivery:
    """One geometry file as delivered: its scope and scale, the hash in its URL and its encodings ("", gzip, br)."""

    scope_code: str
    scale: str
    content_hash: str
    encodings: tuple[str, ...]


def list_vintages(connection: Connection) -> list[StoredVintage]:
    """Return all vintages, the newest by first day of validity first."""
    order = (tables.vintage.c.effective_from.desc(), tables.vintage.c.vintage_id)
    return [_build_stored(row) for row in connection.execute(sa.select(tables.vintage).order_by(*order))]


def read_vintage(connection: Connection, vintage_id: str) -> StoredVintage:
    """Return one vintage; NotFound names those that exist."""
    statement = sa.select(tables.vintage).where(tables.vintage.c.vintage_id == vintage_id)
    row = connection.execute(statement).one_or_none()
    if row is None:
        raise _vintage_not_found(connection, vintage_id)
    return _build_stored(row)


def write_vintage(
    connection: Connection,
    vintage: Vintage,
    areas: pd.DataFrame,
    geometry: bytes,
    report: Mapping[str, Any],
    imported_at: datetime,
) -> None:
    """Store a vintage, not yet active; Conflict where its id exists, for a vintage never changes.

    ``areas`` has one row per area of any level and the columns of table ``area`` (``vintage_id`` may be absent);
    ``geometry`` is GeoParquet of the lowest level. Call it within ``begin_write``.
    """
    check_vintage_is_new(connection, vintage.vintage_id)
    values = {name: getattr(vintage, name) for name in _PLAIN_FIELDS}
    values |= {
        "lowest_level": vintage.lowest_level.value,
        "outline_kind": vintage.outline_kind.value,
        "geometry_sha256": write_blob(connection, GEOMETRY_MEDIA_TYPE, "", geometry),
        "report": json.dumps(report, ensure_ascii=False),
        "imported_at": imported_at,
        "activated_at": None,
    }
    connection.execute(sa.insert(tables.vintage), values)
    connection.execute(sa.insert(tables.area), _build_area_rows(vintage.vintage_id, areas))


def mark_activated(connection: Connection, vintage_id: str, at: datetime) -> None:
    """Show a vintage to readers from ``at`` on; NotFound where it does not exist."""
    statement = sa.update(tables.vintage).where(tables.vintage.c.vintage_id == vintage_id).values(activated_at=at)
    if connection.execute(statement).rowcount == 0:
        raise _vintage_not_found(connection, vintage_id)


def end_vintage(connection: Connection, vintage_id: str, day: date) -> None:
    """Say of an open vintage on which day it no longer holds: an end that is known stays; NotFound where it is missing.

    Nothing else of a vintage ever changes, and this only once, for nobody knows it at the beginning.
    """
    statement = sa.update(tables.vintage).where(
        tables.vintage.c.vintage_id == vintage_id, tables.vintage.c.effective_to.is_(None)
    )
    if connection.execute(statement.values(effective_to=day)).rowcount == 0:
        read_vintage(connection, vintage_id)


def read_areas(connection: Connection, vintage_id: str) -> pd.DataFrame:
    """Return the areas of a vintage, columns of table ``area``: levels from large to small, within one by position.

    Names that were officially corrected are the corrected ones, and a last column ``former_names`` holds those before
    (``services.store.area_fixes``). ``parent_level`` and ``parent_code`` are None where an area has no parent.
    NotFound names the vintages that exist.
    """
    rank = sa.case({level.value: level.rank for level in Level}, value=tables.area.c.level)
    statement = sa.select(tables.area).where(tables.area.c.vintage_id == vintage_id)
    rows = connection.execute(statement.order_by(rank, tables.area.c.position)).all()
    if not rows:
        read_vintage(connection, vintage_id)
    # As plain tuples: pandas would ask each row for the protocols of arrays.
    areas = pd.DataFrame([tuple(row) for row in rows], columns=AREA_COLUMNS, dtype=object).astype(_AREA_NUMBERS)
    return apply_area_fixes(areas, read_area_fixes(connection, vintage_id))


def read_geometry(connection: Connection, vintage_id: str) -> bytes:
    """Return the mended outlines of the lowest level as GeoParquet; NotFound names the vintages that exist."""
    statement = (
        sa.select(tables.blob.c.content)
        .join(tables.vintage, tables.vintage.c.geometry_sha256 == tables.blob.c.sha256)
        .where(tables.vintage.c.vintage_id == vintage_id)
    )
    content = connection.execute(statement).scalar_one_or_none()
    if content is None:
        raise _vintage_not_found(connection, vintage_id)
    return bytes(content)


def write_delivery(
    connection: Connection,
    vintage_id: str,
    scope_code: str,
    scale: str,
    content_hash: str,
    encodings: Mapping[str, bytes],
) -> None:
    """Store the delivery file of a scope and scale in all its encodings, in place of the one before it."""
    table = tables.delivery
    same = (table.c.vintage_id == vintage_id) & (table.c.scope_code == scope_code) & (table.c.scale == scale)
    connection.execute(sa.delete(table).where(same))
    rows = [
        {
            "vintage_id": vintage_id,
            "scope_code": scope_code,
            "scale": scale,
            "encoding": encoding,
            "content_hash": content_hash,
            "blob_sha256": write_blob(connection, DELIVERY_MEDIA_TYPE, encoding, content),
        }
        for encoding, content in encodings.items()
    ]
    connection.execute(sa.insert(table), rows)


def list_deliveries(connection: Connection, vintage_id: str) -> list[StoredDelivery]:
    """Return what is delivered of a vintage, by scope and scale."""
    table = tables.delivery
    statement = sa.select(table.c.scope_code, table.c.scale, table.c.content_hash, table.c.encoding)
    order = (table.c.scope_code, table.c.scale, table.c.encoding)
    found: dict[tuple[str, str, str], list[str]] = {}
    for row in connection.execute(statement.where(table.c.vintage_id == vintage_id).order_by(*order)):
        found.setdefault((row.scope_code, row.scale, row.content_hash), []).append(row.encoding)
    return [StoredDelivery(*key, encodings=tuple(encodings)) for key, encodings in found.items()]


def find_delivered_vintage(connection: Connection, content_hash: str) -> str | None:
    """Return the vintage that a geometry file is of, None where there is no such file: each file names its own."""
    statement = sa.select(tables.delivery.c.vintage_id).where(tables.delivery.c.content_hash == content_hash).limit(1)
    return connection.execute(statement).scalar_one_or_none()


def read_delivery(connection: Connection, content_hash: str, encoding: str) -> bytes | None:
    """Return the bytes behind a geometry URL in one encoding, None where there are none."""
    table = tables.delivery
    statement = (
        sa.select(tables.blob.c.content)
        .join(table, table.c.blob_sha256 == tables.blob.c.sha256)
        .where(table.c.content_hash == content_hash, table.c.encoding == encoding)
        .limit(1)
    )
    content = connection.execute(statement).scalar_one_or_none()
    return None if content is None else bytes(content)


def _build_stored(row: Row[Any]) -> StoredVintage:
    vintage = Vintage(
        **{name: getattr(row, name) for name in _PLAIN_FIELDS},
        lowest_level=Level(row.lowest_level),
        outline_kind=OutlineKind(row.outline_kind),
    )
    return StoredVintage(vintage, row.imported_at, row.activated_at, row.geometry_sha256, json.loads(row.report))


def _build_area_rows(vintage_id: str, areas: pd.DataFrame) -> list[dict[str, Any]]:
    frame = areas.assign(vintage_id=vintage_id)[AREA_COLUMNS].reset_index(drop=True)
    # Parents first: each row names its parent, and the database checks that it is there.
    ranks = frame["level"].map(lambda level: Level(level).rank)
    return build_records(frame.loc[ranks.sort_values(kind="stable").index])


def check_vintage_is_new(connection: Connection, vintage_id: str) -> None:
    """Raise Conflict where a vintage of that id exists."""
    if connection.execute(sa.select(tables.vintage.c.vintage_id).filter_by(vintage_id=vintage_id)).first() is None:
        return
    example = vintage_id + ("_2" if vintage_id.count("-") > 3 else "-v2")
    raise Conflict(
        "vintage_exists",
        Bilingual(
            f"Bộ ranh giới «{vintage_id}» đã có và không thể sửa đổi",
            f"The boundary vintage «{vintage_id}» exists already and never changes",
        ),
        Bilingual(
            f"Nhập bộ mới dưới một mã khác, ví dụ {example}.",
            f"Import the other set under another id, for example {example}.",
        ),
        Place(text=vintage_id),
    )


def _vintage_not_found(connection: Connection, vintage_id: str) -> NotFound:
    existing = ", ".join(stored.vintage.vintage_id for stored in list_vintages(connection))
    return NotFound(
        "vintage_not_found",
        Bilingual(f"Không có bộ ranh giới «{vintage_id}»", f"There is no boundary vintage «{vintage_id}»"),
        Bilingual(f"Các bộ đã có: {existing or 'chưa có bộ nào'}.", f"Those that exist: {existing or 'none yet'}."),
        Place(text=vintage_id),
    )
