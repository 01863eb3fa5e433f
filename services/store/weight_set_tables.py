"""The table of weight sets: weights of criteria under a name, by whom; written once, taken away by whoever may plan."""

from __future__ import annotations

from sqlalchemy import Column, String, Table, Text

from services.store.tables import UtcDateTime, metadata

weight_set = Table(
    "weight_set",
    metadata,
    Column("set_id", String(24), primary_key=True),  # of the link, at random
    Column("name", Text, nullable=False),
    Column("document", Text, nullable=False),  # JSON: weights by criterion, scaling, target
    Column("created_by", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)
