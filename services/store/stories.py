"""Rows of stories: written whole, read whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from services.store.story_tables import story, story_step


@dataclass(frozen=True)
class StoredStep:
    """One view of a story."""

    address: str
    title_vi: str
    title_en: str
    note_vi: str
    note_en: str


@dataclass(frozen=True)
class StoredStory:
    """A story with its views in order."""

    story_id: str
    title_vi: str
    title_en: str
    is_listed: bool
    version: int
    created_by: str
    created_at: datetime
    changed_by: str
    changed_at: datetime
    steps: tuple[StoredStep, ...]


def read_stored_story(connection: Connection, story_id: str) -> StoredStory | None:
    """Return a story; None where there is none, or it was deleted."""
    found = _read(connection, story.c.story_id == story_id)
    return found[0] if found else None


def list_stored_stories(connection: Connection) -> list[StoredStory]:
    """Return all stories that were not deleted, those changed last first."""
    return _read(connection, sa.true())


def insert_story(connection: Connection, made: StoredStory) -> None:
    """Write a new story; the caller has chosen a free id. Within ``begin_write``."""
    fields = {name: value for name, value in vars(made).items() if name != "steps"}
    connection.execute(sa.insert(story).values(fields))
    _write_steps(connection, made.story_id, made.steps)


def replace_story(connection: Connection, changed: StoredStory) -> None:
    """Write a changed story in place of what was there. Within ``begin_write``."""
    names = ("title_vi", "title_en", "is_listed", "version", "changed_by", "changed_at")
    values = {name: getattr(changed, name) for name in names}
    connection.execute(sa.update(story).filter_by(story_id=changed.story_id).values(values))
    connection.execute(sa.delete(story_step).filter_by(story_id=changed.story_id))
    _write_steps(connection, changed.story_id, changed.steps)


def mark_deleted(connection: Connection, story_id: str, by: str, now: datetime) -> None:
    """Take a story out of sight; its rows stay. Within ``begin_write``."""
    connection.execute(sa.update(story).filter_by(story_id=story_id).values(deleted_by=by, deleted_at=now))


def has_story(connection: Connection, story_id: str) -> bool:
    """Tell whether there is, or was, a story of that id."""
    statement = sa.select(story.c.story_id).filter_by(story_id=story_id)
    return connection.execute(statement).one_or_none() is not None


def _write_steps(connection: Connection, story_id: str, steps: Sequence[StoredStep]) -> None:
    rows: list[dict[str, Any]] = [
        {"story_id": story_id, "step_no": number, **asdict(step)} for number, step in enumerate(steps, start=1)
    ]
    if rows:
        connection.execute(sa.insert(story_step), rows)


def _read(connection: Connection, chosen: sa.ColumnElement[bool]) -> list[StoredStory]:
    shown = sa.and_(story.c.deleted_at.is_(None), chosen)
    order = (story.c.changed_at.desc(), story.c.story_id)
    stories = connection.execute(sa.select(story).where(shown).order_by(*order)).mappings().all()
    joined = sa.select(story_step).join(story).where(shown).order_by(story_step.c.story_id, story_step.c.step_no)
    steps: dict[str, list[StoredStep]] = {}
    for row in connection.execute(joined).mappings():
        steps.setdefault(row["story_id"], []).append(
            StoredStep(row["address"], row["title_vi"], row["title_en"], row["note_vi"], row["note_en"])
        )
    return [_build(row, tuple(steps.get(row["story_id"], ()))) for row in stories]


def _build(row: RowMapping, steps: tuple[StoredStep, ...]) -> StoredStory:
    kept = {name: row[name] for name in StoredStory.__dataclass_fields__ if name != "steps"}
    return StoredStory(**kept, steps=steps)
