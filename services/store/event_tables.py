"""The table of events that officers type in: every version of each is kept, the newest one counts."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, ForeignKey, Integer, String, Table, Text

from services.store.tables import UtcDateTime, metadata

event_entry = Table(
    "event_entry",
    metadata,
    Column("event_id", String(24), primary_key=True),  # of the link, at random
    Column("version", Integer, primary_key=True),  # from 1; rows are written once
    Column("action", String(10), nullable=False),  # added, changed, removed
    Column("vintage_id", ForeignKey("vintage.vintage_id"), nullable=False),
    Column("province_code", String(10), nullable=False),
    Column("level", String(20), nullable=False),
    Column("area_code", String(10), nullable=False),
    Column("held_on", Date, nullable=False),
    Column("scheme", String(10), nullable=False),  # ANY where the event was for all
    Column("organisers", Text, nullable=False),  # JSON: a list of names
    Column("venue", Text, nullable=False),
    Column("attendee_count", BigInteger),
    Column("enrolled_count", BigInteger),  # people won by it
    Column("remark", Text, nullable=False),
    Column("written_by", Text, nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
    Column("publication_id", BigInteger, nullable=False),  # the number that it made: a list published later replaces it
    CheckConstraint("action IN ('added', 'changed', 'removed')", name="action"),
)
