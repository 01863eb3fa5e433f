"""What views say of the releases that they draw on; reports and facts stay where they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from geodata.errors import Bilingual
from services.store.tables import release

_PLAIN_FIELDS = (
    *("release_id", "source", "target_source", "target_version", "denominator_source", "is_illustrative"),
    "published_at",
)


@dataclass(frozen=True)
class ReleaseNote:
    """What a view says of a release that it draws on."""

    release_id: int
    source: str
    target_source: str
    target_version: str
    denominator_source: str
    is_illustrative: bool
    illustrative_note: Bilingual
    published_at: datetime | None


def list_release_notes(connection: Connection) -> list[ReleaseNote]:
    """Return the notes of all releases, the one published last first; no report is even read."""
    columns = (release.c[name] for name in (*_PLAIN_FIELDS, "illustrative_note_vi", "illustrative_note_en"))
    rows = connection.execute(sa.select(*columns).order_by(release.c.release_id.desc()))
    return [
        ReleaseNote(
            **{name: getattr(row, name) for name in _PLAIN_FIELDS},
            illustrative_note=Bilingual(row.illustrative_note_vi, row.illustrative_note_en),
        )
        for row in rows
    ]
