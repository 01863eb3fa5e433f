"""The last day of a pilot commune."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the last day; all pilots of before go on."""
    op.add_column("pilot", sa.Column("ended_on", sa.Date(), nullable=True))
