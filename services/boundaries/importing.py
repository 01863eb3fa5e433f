"""A checked boundary set is stored as a vintage: whole or not at all, not yet shown to anyone."""

from __future__ import annotations

import io
from datetime import datetime

from sqlalchemy import Engine

from geodata.boundary_set import BoundarySet
from geodata.dissolving import build_area_table, sort_areas
from services.store.boundaries import check_vintage_is_new, write_vintage
from services.store.engine import begin_write


def import_boundaries(engine: Engine, boundary_set: BoundarySet, now: datetime) -> None:
    """Store ``boundary_set`` with all its levels in one transaction; ``now`` is aware.

    Parents are dissolved before the transaction begins. Conflict where the vintage exists: a vintage never changes.
    """
    check_import_is_possible(engine, boundary_set.vintage.vintage_id)
    table = build_area_table(boundary_set)
    content = io.BytesIO()
    sort_areas(boundary_set.areas).to_parquet(content, index=False, compression="zstd")
    with begin_write(engine) as connection:
        write_vintage(connection, boundary_set.vintage, table, content.getvalue(), boundary_set.report, now)


def check_import_is_possible(engine: Engine, vintage_id: str) -> None:
    """Raise Conflict where the vintage exists; call it before long work."""
    with engine.connect() as connection:
        check_vintage_is_new(connection, vintage_id)
