"""The first schema: vintages with areas and delivery, releases with facts, the publication number."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make all tables and the one row of the publication number."""
    op.create_table(
        "blob",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("encoding", sa.String(length=10), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blob")),
    )
    op.create_table(
        "publication",
        sa.Column("singleton", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("singleton = 1", name=op.f("ck_publication_singleton")),
        sa.PrimaryKeyConstraint("singleton", name=op.f("pk_publication")),
    )
    op.create_table(
        "vintage",
        sa.Column("vintage_id", sa.String(length=40), nullable=False),
        sa.Column("title_vi", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("lowest_level", sa.String(length=20), nullable=False),
        sa.Column("outline_kind", sa.String(length=20), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("geometry_sha256", sa.String(length=64), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["geometry_sha256"], ["blob.sha256"], name=op.f("fk_vintage_geometry_sha256")),
        sa.PrimaryKeyConstraint("vintage_id", name=op.f("pk_vintage")),
    )
    op.create_table(
        "area",
        sa.Column("vintage_id", sa.String(length=40), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("area_code", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent_level", sa.String(length=20), nullable=True),
        sa.Column("parent_code", sa.String(length=10), nullable=True),
        sa.Column("area_km2", sa.Float(), nullable=False),
        sa.Column("label_lon", sa.Float(), nullable=False),
        sa.Column("label_lat", sa.Float(), nullable=False),
        sa.Column("west", sa.Float(), nullable=False),
        sa.Column("south", sa.Float(), nullable=False),
        sa.Column("east", sa.Float(), nullable=False),
        sa.Column("north", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["vintage_id", "parent_level", "parent_code"],
            ["area.vintage_id", "area.level", "area.area_code"],
            name="fk_area_parent",
        ),
        sa.ForeignKeyConstraint(["vintage_id"], ["vintage.vintage_id"], name=op.f("fk_area_vintage_id")),
        sa.PrimaryKeyConstraint("vintage_id", "level", "area_code", name=op.f("pk_area")),
        sa.UniqueConstraint("vintage_id", "level", "position", name=op.f("uq_area_vintage_id_level_position")),
    )
    op.create_table(
        "delivery",
        sa.Column("vintage_id", sa.String(length=40), nullable=False),
        sa.Column("scope_code", sa.String(length=10), nullable=False),
        sa.Column("scale", sa.String(length=20), nullable=False),
        sa.Column("encoding", sa.String(length=10), nullable=False),
        sa.Column("content_hash", sa.String(length=32), nullable=False),
        sa.Column("blob_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["blob_sha256"], ["blob.sha256"], name=op.f("fk_delivery_blob_sha256")),
        sa.ForeignKeyConstraint(["vintage_id"], ["vintage.vintage_id"], name=op.f("fk_delivery_vintage_id")),
        sa.PrimaryKeyConstraint("vintage_id", "scope_code", "scale", "encoding", name=op.f("pk_delivery")),
    )
    op.create_index(op.f("ix_delivery_content_hash"), "delivery", ["content_hash"], unique=False)
    op.create_table(
        "release",
        sa.Column("release_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("vintage_id", sa.String(length=40), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("target_source", sa.Text(), nullable=False),
        sa.Column("target_version", sa.Text(), nullable=False),
        sa.Column("denominator_source", sa.Text(), nullable=False),
        sa.Column("is_illustrative", sa.Boolean(), nullable=False),
        sa.Column("illustrative_note_vi", sa.Text(), nullable=False),
        sa.Column("illustrative_note_en", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("published_by", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rolled_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(status = 'rolled_back') = (rolled_back_at IS NOT NULL)", name=op.f("ck_release_rolled_back_at")
        ),
        sa.CheckConstraint("status IN ('published', 'rolled_back')", name=op.f("ck_release_status")),
        sa.ForeignKeyConstraint(["vintage_id"], ["vintage.vintage_id"], name=op.f("fk_release_vintage_id")),
        sa.PrimaryKeyConstraint("release_id", name=op.f("pk_release")),
    )
    op.create_index("ix_release_vintage", "release", ["vintage_id", "status"], unique=False)
    op.create_table(
        "pilot",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(length=10), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("area_code", sa.String(length=10), nullable=False),
        sa.Column("province_code", sa.String(length=10), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["release.release_id"], name=op.f("fk_pilot_release_id")),
        sa.PrimaryKeyConstraint("release_id", "scheme", "level", "area_code", name=op.f("pk_pilot")),
    )
    op.create_table(
        "release_scope",
        sa.Column("scope_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("province_code", sa.String(length=10), nullable=False),
        sa.Column("scheme", sa.String(length=10), nullable=False),
        sa.Column("measure", sa.String(length=30), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["release.release_id"], name=op.f("fk_release_scope_release_id")),
        sa.PrimaryKeyConstraint("scope_id", name=op.f("pk_release_scope")),
        sa.UniqueConstraint(
            "release_id",
            "province_code",
            "scheme",
            "measure",
            "as_of",
            name=op.f("uq_release_scope_release_id_province_code_scheme_measure_as_of"),
        ),
    )
    op.create_table(
        "fact",
        sa.Column("scope_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("area_code", sa.String(length=10), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.CheckConstraint("status = 'withheld' OR count IS NOT NULL", name=op.f("ck_fact_count_present")),
        sa.CheckConstraint("status IN ('reported', 'estimated', 'withheld')", name=op.f("ck_fact_status")),
        sa.ForeignKeyConstraint(["scope_id"], ["release_scope.scope_id"], name=op.f("fk_fact_scope_id")),
        sa.PrimaryKeyConstraint("scope_id", "level", "area_code", name=op.f("pk_fact")),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO publication (singleton, publication_id) VALUES (1, 0)")
