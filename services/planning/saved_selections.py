"""Saved selections in the store: written once with who and when, read by whoever has the link, approved once."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, RowMapping

from geodata.errors import BadInput, Bilingual, Conflict, NotFound, Place
from services.store.engine import begin_write
from services.store.selection_tables import selection

ID_BYTES = 9
LONGEST_NAME = 120
MOST_LISTED = 200


@dataclass(frozen=True)
class SavedSelection:
    """A named selection; ``query`` opens the planner's page, ``document`` is question and answer."""

    selection_id: str
    name: str
    query: str
    document: Mapping[str, Any]
    fingerprint: str
    publication_id: int
    created_by: str
    created_at: datetime
    approved_by: str | None
    approved_at: datetime | None


def save_selection(
    engine: Engine, name: str, query: str, document: Mapping[str, Any], publication_id: int, by: str, now: datetime
) -> SavedSelection:
    """Write a selection under a new id and return it; BadInput for a name that is empty or too long."""
    made = SavedSelection(
        selection_id=secrets.token_urlsafe(ID_BYTES),
        name=check_name(name),
        query=query,
        document=document,
        fingerprint=str(document["fingerprint"]),
        publication_id=publication_id,
        created_by=by,
        created_at=now,
        approved_by=None,
        approved_at=None,
    )
    values = vars(made) | {"document": json.dumps(document, ensure_ascii=False, sort_keys=True)}
    with begin_write(engine) as connection:
        connection.execute(sa.insert(selection).values(values))
    return made


def read_selection(connection: Connection, selection_id: str) -> SavedSelection:
    """Return a selection; NotFound where there is none."""
    row = connection.execute(sa.select(selection).filter_by(selection_id=selection_id)).mappings().one_or_none()
    if row is None:
        raise NotFound(
            "selection_not_found",
            Bilingual("Không có phương án này", "There is no such scenario"),
            Bilingual("Xem các phương án đã lưu ở /selections.", "See the saved scenarios at /selections."),
            Place(text=selection_id[:40]),
        )
    return _build(row)


def list_selections(connection: Connection) -> list[SavedSelection]:
    """Return the newest selections, the last saved first."""
    statement = sa.select(selection).order_by(selection.c.created_at.desc(), selection.c.selection_id)
    return [_build(row) for row in connection.execute(statement.limit(MOST_LISTED)).mappings()]


def approve_selection(engine: Engine, selection_id: str, by: str, now: datetime) -> SavedSelection:
    """Mark a selection as approved and return it; Conflict where somebody has approved it already."""
    with begin_write(engine) as connection:
        before = read_selection(connection, selection_id)
        if before.approved_by is not None:
            raise Conflict(
                "selection_approved",
                Bilingual(
                    f"«{before.approved_by}» đã phê duyệt phương án này", f"«{before.approved_by}» has approved it"
                ),
                Bilingual("Không cần làm gì thêm.", "Nothing is left to do."),
                Place(text=selection_id),
            )
        values = {"approved_by": by, "approved_at": now}
        connection.execute(sa.update(selection).filter_by(selection_id=selection_id).values(values))
        return read_selection(connection, selection_id)


def check_name(name: str) -> str:
    """Return a name without blanks around it; BadInput where nothing is left, or too much."""
    plain = " ".join(name.split())
    if plain and len(plain) <= LONGEST_NAME:
        return plain
    raise BadInput(
        "name_invalid",
        Bilingual(f"Tên phải có từ 1 đến {LONGEST_NAME} chữ", f"A name has 1 to {LONGEST_NAME} letters"),
        Bilingual("Đặt tên ngắn mà người khác hiểu.", "Give a short name that others understand."),
        Place(column="name"),
    )


def _build(row: RowMapping) -> SavedSelection:
    return SavedSelection(**(dict(row) | {"document": json.loads(row["document"])}))
