"""Saved selections in the store: written once with who and when, read by whoever has the link."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, RowMapping

from geodata.errors import BadInput, Bilingual, NotFound, Place
from geodata.plain_text import clean_line
from services.planning.decisions import Decision, add_decision, read_decisions
from services.store.audit import Deed, write_entry
from services.store.engine import begin_write
from services.store.selection_tables import selection

ID_BYTES = 9
LONGEST_NAME = 120
MOST_LISTED = 200
# What the first documents that were kept do not say.
KEPT_BEFORE: dict[str, Any] = {
    **dict.fromkeys(("candidate_count", "ranked_count")),
    **{name: [] for name in ("totals", "illustrative_notes", "conversions")},
    **{f"{name}_{lang}": "" for lang in ("vi", "en") for name in ("scaling_definition", "missing_rule", "stability")},
    **{f"boundaries_{lang}": "" for lang in ("vi", "en")},
    "is_approximate": False,
}


@dataclass(frozen=True)
class SavedSelection:
    """A named selection; ``query`` opens the planner's page, ``document`` is question and answer.

    ``decisions`` are all approvals and withdrawals, the first one first.
    """

    selection_id: str
    name: str
    query: str
    document: Mapping[str, Any]
    fingerprint: str
    publication_id: int
    created_by: str
    created_at: datetime
    decisions: tuple[Decision, ...] = ()

    @property
    def approval(self) -> Decision | None:
        """The approval that stands; None where there is none, or the last one was withdrawn."""
        last = self.decisions[-1] if self.decisions else None
        return last if last and last.is_approval else None


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
    )
    values = vars(made) | {"document": json.dumps(document, ensure_ascii=False, sort_keys=True)}
    del values["decisions"]
    with begin_write(engine) as connection:
        connection.execute(sa.insert(selection).values(values))
        after = {"name": made.name, "publication_id": publication_id}
        write_entry(connection, Deed.SCENARIO_SAVED, made.selection_id, by=by, now=now, after=after)
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
    return _build(row, read_decisions(connection, [selection_id]).get(selection_id, ()))


def list_selections(connection: Connection) -> list[SavedSelection]:
    """Return the newest selections, the last saved first."""
    statement = sa.select(selection).order_by(selection.c.created_at.desc(), selection.c.selection_id)
    rows = connection.execute(statement.limit(MOST_LISTED)).mappings().all()
    decisions = read_decisions(connection, [row["selection_id"] for row in rows])
    return [_build(row, decisions.get(row["selection_id"], ())) for row in rows]


def decide_selection(engine: Engine, selection_id: str, decision: Decision) -> SavedSelection:
    """Approve a selection or withdraw its approval, and return it; raises what ``add_decision`` raises."""
    with begin_write(engine) as connection:
        read_selection(connection, selection_id)
        add_decision(connection, selection_id, decision)
        return read_selection(connection, selection_id)


def check_name(name: str) -> str:
    """Return a name without blanks around it; BadInput where nothing is left, or too much."""
    plain = clean_line(name)
    if plain and len(plain) <= LONGEST_NAME:
        return plain
    raise BadInput(
        "name_invalid",
        Bilingual(f"Tên phải có từ 1 đến {LONGEST_NAME} chữ", f"A name has 1 to {LONGEST_NAME} letters"),
        Bilingual("Đặt tên ngắn mà người khác hiểu.", "Give a short name that others understand."),
        Place(column="name"),
    )


def _build(row: RowMapping, decisions: tuple[Decision, ...]) -> SavedSelection:
    document = KEPT_BEFORE | json.loads(row["document"])
    return SavedSelection(**(dict(row) | {"document": document, "decisions": decisions}))
