"""Decisions on saved selections: approvals of before become the first of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the new table, carry over who approved what, and drop the columns that held it."""
    op.create_table(
        "selection_decision",
        sa.Column("selection_id", sa.String(length=24), nullable=False),
        sa.Column("decision_no", sa.Integer(), nullable=False),
        sa.Column("is_approval", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["selection_id"], ["selection.selection_id"], name=op.f("fk_selection_decision_selection_id")
        ),
        sa.PrimaryKeyConstraint("selection_id", "decision_no", name=op.f("pk_selection_decision")),
    )
    op.execute(
        "INSERT INTO selection_decision (selection_id, decision_no, is_approval, reason, decided_by, decided_at)"
        " SELECT selection_id, 1, TRUE, '', approved_by, approved_at FROM selection WHERE approved_by IS NOT NULL"
    )
    op.drop_column("selection", "approved_by")
    op.drop_column("selection", "approved_at")
