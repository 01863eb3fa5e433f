"""Activation: the delivery files of a vintage are built once, then it is shown, all in one transaction."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime

import geopandas as gpd
from sqlalchemy.engine import Engine

from geodata.areas import Level
from geodata.errors import Bilingual
from geodata.layers.deliveries import DeliveryFile, build_deliveries, count_deliveries
from geodata.progress import Progress, ignore_progress
from services.boundaries.succession import end_predecessors
from services.store.audit import Deed, write_entry
from services.store.boundaries import mark_activated, read_geometry, read_vintage, write_delivery
from services.store.engine import begin_write
from services.store.publication import bump_publication


@dataclass(frozen=True)
class Activation:
    """What an activation did; ``was_active`` where the vintage was shown already and nothing changed.

    ``ended`` are the vintages that were open and end where this one begins.
    """

    vintage_id: str
    was_active: bool
    file_count: int  # delivery files built
    brotli_bytes: int  # their size as sent to a browser
    ended: tuple[str, ...] = ()


def activate_vintage(
    engine: Engine, vintage_id: str, now: datetime, *, by: str = "", progress: Progress = ignore_progress
) -> Activation:
    """Return what was done to show a vintage to readers from ``now`` (aware) on.

    Builds the geometry files of the country and of each province before it opens the one transaction that stores
    them, sets ``activated_at``, ends the vintages that this one succeeds and bumps the publication number; a vintage
    that is active already stays as it is.
    Raises NotFound, which names the vintages that exist.
    """
    with engine.connect() as connection:
        stored = read_vintage(connection, vintage_id)
        if stored.activated_at is not None:
            return Activation(vintage_id, was_active=True, file_count=0, brotli_bytes=0)
        areas = gpd.read_parquet(io.BytesIO(read_geometry(connection, vintage_id)))
    files = _build_files(areas, vintage_id, stored.vintage.lowest_level, progress)
    ended = _store_files(engine, vintage_id, files, by, now)
    if ended is None:
        return Activation(vintage_id, was_active=True, file_count=0, brotli_bytes=0)
    size = sum(len(file.encodings["arcs+br"]) for file in files)
    return Activation(vintage_id, was_active=False, file_count=len(files), brotli_bytes=size, ended=ended)


def _build_files(
    areas: gpd.GeoDataFrame, vintage_id: str, lowest_level: Level, progress: Progress
) -> list[DeliveryFile]:
    total = count_deliveries(areas, lowest_level)
    what = Bilingual("Dựng các lớp bản đồ", "Building the map layers")
    progress(0, total, what)
    files = []
    for file in build_deliveries(areas, vintage_id, lowest_level):
        files.append(file)
        progress(len(files), total, what)
    return files


def _store_files(
    engine: Engine, vintage_id: str, files: list[DeliveryFile], by: str, now: datetime
) -> tuple[str, ...] | None:
    """Store the files, show the vintage and return those it ends; None where another process was faster."""
    with begin_write(engine) as connection:
        stored = read_vintage(connection, vintage_id)
        if stored.activated_at is not None:
            return None
        for file in files:
            write_delivery(connection, vintage_id, file.scope_code, file.scale, file.content_hash, file.encodings)
        mark_activated(connection, vintage_id, now)
        ended = end_predecessors(connection, stored.vintage)
        publication_id = bump_publication(connection)
        after = {"publication_id": publication_id, "ended": list(ended)}
        write_entry(connection, Deed.VINTAGE_ACTIVATED, vintage_id, by=by, now=now, after=after)
    return ended
