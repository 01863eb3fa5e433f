"""The table of saved selections: what was asked, what was answered, by whom; written once, approved at most once."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, Text

from services.store.tables import UtcDateTime, metadata

selection = Table(
    "selection",
    metadata,
    Column("selection_id", String(24), primary_key=True),  # of the link, at random
    Column("name", Text, nullable=False),
    Column("query", Text, nullable=False),  # of the planner's page, without language
    Column("document", Text, nullable=False),  # JSON: question and answer, as the API gives them
    Column("fingerprint", String(16), nullable=False),
    Column("publication_id", Integer, nullable=False),  # whose numbers they are
    Column("created_by", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("approved_by", Text),
    Column("approved_at", UtcDateTime),
)
