"""Packs that are being made or are ready: derived from what is in force, so that any of them may be made anew."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text

from services.store.tables import UtcDateTime, metadata

pack = Table(
    "pack",
    metadata,
    Column("pack_id", String(32), primary_key=True),  # hash of publication and request: the same question, one row
    Column("publication_id", Integer, nullable=False),
    Column("query", Text, nullable=False),
    Column("status", String(16), nullable=False),  # making, ready, failed
    Column("holder", String(32), nullable=False),  # of the worker that makes it: who lost it writes nothing
    Column("done_count", Integer, nullable=False),
    Column("step_count", Integer, nullable=False),
    Column("beat_at", UtcDateTime, nullable=False),  # the last sign of life
    Column("pdf_sha256", ForeignKey("blob.sha256")),
    Column("xlsx_sha256", ForeignKey("blob.sha256")),
)
