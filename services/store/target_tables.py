"""The table of saved proposals of targets: what was asked, what it came to, by whom; written once.

Afterwards a proposal learns one thing: the upload by which it was last put forward for publication.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text

from services.store.tables import UtcDateTime, metadata

target_proposal = Table(
    "target_proposal",
    metadata,
    Column("proposal_id", String(24), primary_key=True),  # of the link, at random
    Column("name", Text, nullable=False),
    Column("query", Text, nullable=False),  # of the page of targets, without language
    Column("document", Text, nullable=False),  # JSON: question and answer, as the API gives them
    Column("fingerprint", String(16), nullable=False),
    Column("publication_id", Integer, nullable=False),  # whose numbers the stocks are
    Column("created_by", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("upload_id", ForeignKey("upload.upload_id")),  # whose release, where there is one, publishes it
)
