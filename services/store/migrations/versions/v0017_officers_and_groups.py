"""Officers in charge of communes, and people of potential groups."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the new tables; nothing of before changes."""
    op.create_table(
        "officer_term",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("officer_code", sa.String(length=40), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("area_code", sa.String(length=10), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("officer_name", sa.Text(), nullable=False),
        sa.Column("province_code", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["release.release_id"], name=op.f("fk_officer_term_release_id")),
        sa.PrimaryKeyConstraint(
            "release_id", "officer_code", "level", "area_code", "valid_from", name=op.f("pk_officer_term")
        ),
    )
    op.create_table(
        "group_count",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("group_name", sa.String(length=80), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("area_code", sa.String(length=10), nullable=False),
        sa.Column("province_code", sa.String(length=10), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["release.release_id"], name=op.f("fk_group_count_release_id")),
        sa.PrimaryKeyConstraint("release_id", "group_name", "as_of", "level", "area_code", name=op.f("pk_group_count")),
    )
