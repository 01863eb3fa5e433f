"""Outreach events that officers type in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the new table; nothing of before changes."""
    op.create_table(
        "event_entry",
        sa.Column("event_id", sa.String(length=24), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("vintage_id", sa.String(length=40), nullable=False),
        sa.Column("province_code", sa.String(length=10), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("area_code", sa.String(length=10), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("scheme", sa.String(length=10), nullable=False),
        sa.Column("organisers", sa.Text(), nullable=False),
        sa.Column("venue", sa.Text(), nullable=False),
        sa.Column("attendee_count", sa.BigInteger(), nullable=True),
        sa.Column("enrolled_count", sa.BigInteger(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("publication_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("action IN ('added', 'changed', 'removed')", name=op.f("ck_event_entry_action")),
        sa.ForeignKeyConstraint(["vintage_id"], ["vintage.vintage_id"], name=op.f("fk_event_entry_vintage_id")),
        sa.PrimaryKeyConstraint("event_id", "version", name=op.f("pk_event_entry")),
    )
