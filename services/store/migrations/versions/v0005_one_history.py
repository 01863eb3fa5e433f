"""Crosswalks between vintages, the history of units, and dated corrections of names."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the new tables; nothing of before changes."""
    op.create_table(
        "crosswalk",
        sa.Column("crosswalk_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("from_vintage_id", sa.String(length=40), nullable=False),
        sa.Column("to_vintage_id", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.String(length=20), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("pair_count", sa.Integer(), nullable=False),
        sa.Column("split_count", sa.Integer(), nullable=False),
        sa.Column("pairs_sha256", sa.String(length=64), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("publication_id", sa.BigInteger(), nullable=False),
        sa.Column("revoked_by", sa.Text(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["from_vintage_id"], ["vintage.vintage_id"], name=op.f("fk_crosswalk_from_vintage_id")),
        sa.ForeignKeyConstraint(["to_vintage_id"], ["vintage.vintage_id"], name=op.f("fk_crosswalk_to_vintage_id")),
        sa.ForeignKeyConstraint(["pairs_sha256"], ["blob.sha256"], name=op.f("fk_crosswalk_pairs_sha256")),
        sa.PrimaryKeyConstraint("crosswalk_id", name=op.f("pk_crosswalk")),
    )
    op.create_index("ix_crosswalk_vintages", "crosswalk", ["from_vintage_id", "to_vintage_id"], unique=False)
    op.create_table(
        "unit_history",
        sa.Column("history_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("term_count", sa.Integer(), nullable=False),
        sa.Column("terms_sha256", sa.String(length=64), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["terms_sha256"], ["blob.sha256"], name=op.f("fk_unit_history_terms_sha256")),
        sa.PrimaryKeyConstraint("history_id", name=op.f("pk_unit_history")),
    )
    _make_fixes()


def _make_fixes() -> None:
    op.create_table(
        "area_fix",
        sa.Column("fix_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("vintage_id", sa.String(length=40), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("area_code", sa.String(length=10), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("former_name", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_by", sa.Text(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["vintage_id", "level", "area_code"],
            ["area.vintage_id", "area.level", "area.area_code"],
            name="fk_area_fix_area",
        ),
        sa.PrimaryKeyConstraint("fix_id", name=op.f("pk_area_fix")),
    )
    op.create_index("ix_area_fix_vintage", "area_fix", ["vintage_id"], unique=False)
