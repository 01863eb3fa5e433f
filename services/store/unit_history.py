"""The stored history of units: what was called what, and belonged to whom, on any day. The newest list counts."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from geodata.gazetteer import Gazetteer
from services.store.audit import Deed, write_entry
from services.store.blobs import write_blob
from services.store.crosswalk_tables import unit_history as table
from services.store.publication import bump_publication
from services.store.tables import blob

TERMS_MEDIA_TYPE = "application/vnd.apache.parquet"


@dataclass(frozen=True)
class StoredHistory:
    """What is known of a stored history of units besides its terms."""

    history_id: int
    source: str
    term_count: int
    written_by: str
    written_at: datetime


def write_unit_history(connection: Connection, frame: pd.DataFrame, source: str, by: str, now: datetime) -> int:
    """Store the terms of a gazetteer (``Gazetteer.frame``) and return their id; they replace those before.

    The publication is bumped. Call it within ``begin_write``.
    """
    content = io.BytesIO()
    frame.to_parquet(content, index=False, compression="zstd")
    values = {
        "source": source,
        "term_count": len(frame),
        "terms_sha256": write_blob(connection, TERMS_MEDIA_TYPE, "", content.getvalue()),
        "written_by": by,
        "written_at": now,
    }
    bump_publication(connection)
    before = {"history_id": find_unit_history(connection)}
    history_id = int(connection.execute(sa.insert(table).values(values).returning(table.c.history_id)).scalar_one())
    after = {"source": source, "term_count": len(frame)}
    write_entry(connection, Deed.HISTORY_WRITTEN, history_id, by=by, now=now, before=before, after=after)
    return history_id


def list_unit_histories(connection: Connection) -> list[StoredHistory]:
    """Return every history that was loaded, the newest first: that one is in force."""
    columns = [table.c[name] for name in StoredHistory.__dataclass_fields__]
    statement = sa.select(*columns).order_by(table.c.history_id.desc())
    return [StoredHistory(*row) for row in connection.execute(statement)]


def find_unit_history(connection: Connection) -> int | None:
    """Return the id of the history in force, None where none has been loaded."""
    found: int | None = connection.execute(sa.select(sa.func.max(table.c.history_id))).scalar_one()
    return found


def read_gazetteer(connection: Connection, history_id: int | None = None) -> Gazetteer | None:
    """Return the gazetteer of a history, of the one in force where none is named; None where there is none."""
    wanted = find_unit_history(connection) if history_id is None else history_id
    statement = (
        sa.select(blob.c.content).join(table, table.c.terms_sha256 == blob.c.sha256).where(table.c.history_id == wanted)
    )
    content = connection.execute(statement).scalar_one_or_none()
    return None if content is None else Gazetteer(pd.read_parquet(io.BytesIO(content)))
