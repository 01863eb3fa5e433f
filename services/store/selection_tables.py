"""The tables of saved selections: what was asked and answered, written once; and every decision on it, in order."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text

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
)

selection_decision = Table(
    "selection_decision",
    metadata,
    Column("selection_id", ForeignKey("selection.selection_id"), primary_key=True),
    Column("decision_no", Integer, primary_key=True),  # from 1; approvals and withdrawals take turns
    Column("is_approval", Boolean, nullable=False),  # else an approval is withdrawn
    Column("reason", Text, nullable=False),  # "" where an approval was given none
    Column("decided_by", Text, nullable=False),
    Column("decided_at", UtcDateTime, nullable=False),
)
