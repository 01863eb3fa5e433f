"""Accounts that may write for one place only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; the accounts that are there may write everywhere, as before."""
    op.add_column("account", sa.Column("within_vintage_id", sa.String(length=40), nullable=True))
    op.add_column("account", sa.Column("within_code", sa.String(length=40), nullable=True))
