"""Who rolled a release back and when it came, by publication number; what was previewed; reports in short."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

from services.store.report_summary import build_summary

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, and the summary of every report that is there."""
    op.add_column("release", sa.Column("summary", sa.Text(), server_default="{}", nullable=False))
    op.add_column("release", sa.Column("publication_id", sa.BigInteger(), nullable=True))
    op.add_column("release", sa.Column("rolled_back_by", sa.Text(), nullable=True))
    op.add_column("release", sa.Column("rolled_back_publication_id", sa.BigInteger(), nullable=True))
    op.add_column("upload", sa.Column("previewed_draft_sha256", sa.String(length=64), nullable=True))
    _fill_summaries(op.get_bind())


def _fill_summaries(connection: sa.Connection) -> None:
    release = sa.table("release", sa.column("release_id"), sa.column("report"), sa.column("summary"))
    for release_id in connection.execute(sa.select(release.c.release_id)).scalars().all():
        chosen = release.c.release_id == release_id
        report = connection.execute(sa.select(release.c.report).where(chosen)).scalar_one()
        summary = json.dumps(build_summary(json.loads(report)), ensure_ascii=False)
        connection.execute(sa.update(release).where(chosen).values(summary=summary))
