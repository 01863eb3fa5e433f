"""Packs: files of a province that take a while to make, and how far they are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the new table; nothing of before changes."""
    op.create_table(
        "pack",
        sa.Column("pack_id", sa.String(length=32), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("holder", sa.String(length=32), nullable=False),
        sa.Column("done_count", sa.Integer(), nullable=False),
        sa.Column("step_count", sa.Integer(), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=True),
        sa.Column("xlsx_sha256", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["pdf_sha256"], ["blob.sha256"], name=op.f("fk_pack_pdf_sha256")),
        sa.ForeignKeyConstraint(["xlsx_sha256"], ["blob.sha256"], name=op.f("fk_pack_xlsx_sha256")),
        sa.PrimaryKeyConstraint("pack_id", name=op.f("pk_pack")),
    )
