"""The table of the audit log. Rows are added, never changed or taken away: triggers of the database refuse both."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, Text

from services.store.tables import UtcDateTime, metadata

audit_entry = Table(
    "audit_entry",
    metadata,
    Column("entry_id", Integer, primary_key=True, autoincrement=True),
    Column("happened_at", UtcDateTime, nullable=False),
    Column("actor", Text, nullable=False),  # name of the account, or of the user of the command line; "" unknown
    Column("deed", String(40), nullable=False),  # services.store.audit.Deed
    Column("subject", Text, nullable=False),  # number, id or name of what was dealt with; "" where there is none
    Column("before", Text, nullable=False),  # JSON: what was so before
    Column("after", Text, nullable=False),  # JSON: what is so since
)

Index("ix_audit_entry_deed", audit_entry.c.deed, audit_entry.c.subject)
