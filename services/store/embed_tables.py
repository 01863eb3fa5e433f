"""The table of embed tokens: what each may show and until when; nothing of a token changes but that it is revoked."""

from __future__ import annotations

from sqlalchemy import Column, String, Table, Text

from services.store.tables import UtcDateTime, metadata

embed_token = Table(
    "embed_token",
    metadata,
    Column("token_id", String(24), primary_key=True),  # at random; what a token is the signature of
    Column("name", Text, nullable=False),  # where it is used
    Column("scope", Text, nullable=False),  # JSON, services.embedding.scope
    Column("expires_at", UtcDateTime, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("revoked_by", Text),
    Column("revoked_at", UtcDateTime),
)
