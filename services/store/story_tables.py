"""The tables of stories: saved views with titles and notes, in order. They hold addresses and texts, no numbers."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text

from services.store.tables import UtcDateTime, metadata

story = Table(
    "story",
    metadata,
    Column("story_id", String(24), primary_key=True),  # of the link: at random, of the demonstration a name
    Column("title_vi", Text, nullable=False),
    Column("title_en", Text, nullable=False),  # "" where the Vietnamese one serves for both
    Column("is_listed", Boolean, nullable=False),  # among those offered to everybody; else only who has the link
    Column("version", Integer, nullable=False),  # counts the changes; a change made on an older one is refused
    Column("created_by", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("deleted_by", Text),
    Column("deleted_at", UtcDateTime),
)

story_step = Table(
    "story_step",
    metadata,
    Column("story_id", ForeignKey("story.story_id"), primary_key=True),
    Column("step_no", Integer, primary_key=True),  # from 1
    Column("address", Text, nullable=False),  # path and query of a page of this house, without language
    Column("title_vi", Text, nullable=False),
    Column("title_en", Text, nullable=False),
    Column("note_vi", Text, nullable=False),
    Column("note_en", Text, nullable=False),
)
