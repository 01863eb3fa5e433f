"""Intake and accounts: uploads, aliases, mappings of columns, what a release holds besides counts, who may load."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the new tables; a release of before is one of counts."""
    op.create_table(
        "account",
        sa.Column("account_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("must_change_password", sa.Integer(), nullable=False),
        sa.Column("failed_count", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("role IN ('viewer', 'planner', 'officer', 'admin')", name=op.f("ck_account_role")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account")),
        sa.UniqueConstraint("name", name=op.f("uq_account_name")),
    )
    op.create_table(
        "column_mapping",
        sa.Column("mapping_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("shape_sha256", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("mapping_id", name=op.f("pk_column_mapping")),
    )
    op.create_index("ix_column_mapping_shape", "column_mapping", ["shape_sha256"], unique=False)
    op.create_table(
        "secret",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_secret")),
    )
    op.create_table(
        "account_session",
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.account_id"], name=op.f("fk_account_session_account_id")),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_account_session")),
    )
    op.create_table(
        "place_alias",
        sa.Column("alias_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("vintage_id", sa.String(length=40), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("parent_level", sa.String(length=20), nullable=True),
        sa.Column("parent_code", sa.String(length=10), nullable=True),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("written", sa.Text(), nullable=False),
        sa.Column("area_code", sa.String(length=10), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_by", sa.Text(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["vintage_id"], ["vintage.vintage_id"], name=op.f("fk_place_alias_vintage_id")),
        sa.PrimaryKeyConstraint("alias_id", name=op.f("pk_place_alias")),
    )
    op.create_index("ix_place_alias_place", "place_alias", ["vintage_id", "level", "name_key"], unique=False)
    op.create_table(
        "managing_unit_term",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("unit_code", sa.String(length=20), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("area_code", sa.String(length=10), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("unit_name", sa.Text(), nullable=False),
        sa.Column("province_code", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["release.release_id"], name=op.f("fk_managing_unit_term_release_id")),
        sa.PrimaryKeyConstraint(
            "release_id", "unit_code", "level", "area_code", "valid_from", name=op.f("pk_managing_unit_term")
        ),
    )
    op.create_table(
        "organisation_fact",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.String(length=80), nullable=False),
        sa.Column("scheme", sa.String(length=10), nullable=False),
        sa.Column("measure", sa.String(length=30), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("area_code", sa.String(length=10), nullable=False),
        sa.Column("province_code", sa.String(length=10), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["release.release_id"], name=op.f("fk_organisation_fact_release_id")),
        sa.PrimaryKeyConstraint(
            "release_id",
            "organisation",
            "scheme",
            "measure",
            "as_of",
            "level",
            "area_code",
            name=op.f("pk_organisation_fact"),
        ),
    )
    op.create_table(
        "outreach_event",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("event_no", sa.Integer(), nullable=False),
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
        sa.ForeignKeyConstraint(["release_id"], ["release.release_id"], name=op.f("fk_outreach_event_release_id")),
        sa.PrimaryKeyConstraint("release_id", "event_no", name=op.f("pk_outreach_event")),
    )
    op.create_table(
        "upload",
        sa.Column("upload_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("byte_count", sa.BigInteger(), nullable=False),
        sa.Column("blob_sha256", sa.String(length=64), nullable=True),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("decisions", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("previewed_publication_id", sa.BigInteger(), nullable=True),
        sa.Column("release_id", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(status = 'published') = (release_id IS NOT NULL)", name=op.f("ck_upload_release")),
        sa.CheckConstraint("status IN ('open', 'published', 'discarded')", name=op.f("ck_upload_status")),
        sa.ForeignKeyConstraint(["blob_sha256"], ["blob.sha256"], name=op.f("fk_upload_blob_sha256")),
        sa.ForeignKeyConstraint(["release_id"], ["release.release_id"], name=op.f("fk_upload_release_id")),
        sa.PrimaryKeyConstraint("upload_id", name=op.f("pk_upload")),
    )
    op.create_index("ix_upload_status", "upload", ["status", "changed_at"], unique=False)
    op.add_column("release", sa.Column("kind", sa.String(length=20), server_default="counts", nullable=False))
