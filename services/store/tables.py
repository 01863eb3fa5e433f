"""The tables of the store, the same on SQLite and PostgreSQL.

Vintages and releases are immutable once written: publishing and activating change a status and the
publication number in one transaction, nothing else.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """A moment with its time zone, given back in UTC; SQLite, which knows no time zones, holds it in UTC.

    A moment without a time zone is refused with ValueError: nobody could say when it was.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the stored moment in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Content-hashed bytes: full geometry (GeoParquet) and delivery artefacts. Rows, so that replicas need no shared disk.
blob = Table(
    "blob",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("media_type", String(80), nullable=False),
    Column("encoding", String(10), nullable=False),  # "" or the Content-Encoding the bytes are in: br, gzip
    Column("content", LargeBinary, nullable=False),
)

vintage = Table(
    "vintage",
    metadata,
    Column("vintage_id", String(40), primary_key=True),
    Column("title_vi", Text, nullable=False),
    Column("title_en", Text, nullable=False),
    Column("effective_from", Date, nullable=False),
    Column("effective_to", Date),  # exclusive; null while open
    Column("lowest_level", String(20), nullable=False),
    Column("outline_kind", String(20), nullable=False),  # surveyed, approximate
    Column("source", Text, nullable=False),
    Column("licence", Text, nullable=False),
    Column("is_demo", Boolean, nullable=False),
    Column("geometry_sha256", ForeignKey("blob.sha256"), nullable=False),  # GeoParquet of the lowest level, mended
    Column("report", Text, nullable=False),  # JSON: what was read, mended, left out
    Column("imported_at", UtcDateTime, nullable=False),
    Column("activated_at", UtcDateTime),  # null: loaded, not yet shown
)

area = Table(
    "area",
    metadata,
    Column("vintage_id", ForeignKey("vintage.vintage_id"), primary_key=True),
    Column("level", String(20), primary_key=True),
    Column("area_code", String(10), primary_key=True),
    Column("position", Integer, nullable=False),  # within the level; children of one parent are contiguous
    Column("name", Text, nullable=False),
    Column("parent_level", String(20)),
    Column("parent_code", String(10)),
    Column("area_km2", Float, nullable=False),
    Column("label_lon", Float, nullable=False),  # a point inside, degrees WGS 84
    Column("label_lat", Float, nullable=False),
    Column("west", Float, nullable=False),
    Column("south", Float, nullable=False),
    Column("east", Float, nullable=False),
    Column("north", Float, nullable=False),
    ForeignKeyConstraint(
        ["vintage_id", "parent_level", "parent_code"],
        ["area.vintage_id", "area.level", "area.area_code"],
        name="fk_area_parent",
    ),
    UniqueConstraint("vintage_id", "level", "position"),
)

# One delivery file per vintage, scope (VN or a province code) and scale; encodings of the same bytes are rows.
delivery = Table(
    "delivery",
    metadata,
    Column("vintage_id", ForeignKey("vintage.vintage_id"), primary_key=True),
    Column("scope_code", String(10), primary_key=True),
    Column("scale", String(20), primary_key=True),  # outline, detail
    Column("encoding", String(10), primary_key=True),  # "", gzip, br; arcs, arcs+gzip, arcs+br
    Column("content_hash", String(32), nullable=False, index=True),  # of the unencoded bytes; names the URL
    Column("blob_sha256", ForeignKey("blob.sha256"), nullable=False),
)

release = Table(
    "release",
    metadata,
    Column("release_id", Integer, primary_key=True, autoincrement=True),
    Column("vintage_id", ForeignKey("vintage.vintage_id"), nullable=False),
    Column("kind", String(20), nullable=False, server_default="counts"),  # services.intake.kinds.IntakeKind
    Column("file_name", Text, nullable=False),
    Column("file_sha256", String(64), nullable=False),
    Column("source", Text, nullable=False),
    Column("target_source", Text, nullable=False),
    Column("target_version", Text, nullable=False),
    Column("denominator_source", Text, nullable=False),
    Column("is_illustrative", Boolean, nullable=False),
    Column("illustrative_note_vi", Text, nullable=False),
    Column("illustrative_note_en", Text, nullable=False),
    Column("remark", Text, nullable=False),
    Column("status", String(20), nullable=False),  # published, rolled_back
    Column("report", Text, nullable=False),  # JSON: rows with outcomes, check sums
    Column("summary", Text, nullable=False, server_default="{}"),  # JSON: what a list of releases tells of the report
    Column("published_by", Text, nullable=False),
    Column("published_at", UtcDateTime, nullable=False),
    Column("publication_id", BigInteger),  # the number that its publication made; null where made before it was kept
    Column("rolled_back_at", UtcDateTime),
    Column("rolled_back_by", Text),
    Column("rolled_back_publication_id", BigInteger),
    CheckConstraint("status IN ('published', 'rolled_back')", name="status"),
    CheckConstraint("(status = 'rolled_back') = (rolled_back_at IS NOT NULL)", name="rolled_back_at"),
)

# What a release speaks of: the areas of one level in a province, or in one managing unit of it. In force for an area,
# level, scheme, measure and date is the release published last among those not rolled back whose scope covers the
# area; within its scope it replaces what was before whole, so no row of an older file lingers (decision 0002).
# Publications are serialised, so the order of release_id is the order of publication.
release_scope = Table(
    "release_scope",
    metadata,
    Column("scope_id", Integer, primary_key=True, autoincrement=True),
    Column("release_id", ForeignKey("release.release_id"), nullable=False),
    Column("province_code", String(10), nullable=False),  # VN where the vintage knows no provinces
    Column("within_code", String(10), nullable=False),  # the unit it is about (store.places), "" the whole province
    Column("level", String(20), nullable=False),
    Column("scheme", String(10), nullable=False),  # BHXH_BB …, ANY for denominators
    Column("measure", String(30), nullable=False),
    Column("as_of", Date, nullable=False),  # cut-off of a stock; day to be reached of a target
    UniqueConstraint(
        *("release_id", "province_code", "within_code", "level", "scheme", "measure", "as_of"),
        name="uq_release_scope_key",
    ),
)

# One count of one area. What its neighbours share sits in the scope: a nation's months are millions of rows.
fact = Table(
    "fact",
    metadata,
    Column("scope_id", ForeignKey("release_scope.scope_id"), primary_key=True),
    Column("level", String(20), primary_key=True),
    Column("area_code", String(10), primary_key=True),
    Column("count", BigInteger),  # null only where withheld
    Column("status", String(12), nullable=False),  # reported, estimated, withheld
    CheckConstraint("status = 'withheld' OR count IS NOT NULL", name="count_present"),
    CheckConstraint("status IN ('reported', 'estimated', 'withheld')", name="status"),
    sqlite_with_rowid=False,  # the key is the table: half the size, read in order
)

# First and last day on which a commune is a pilot (xã điểm); no last day while it is one. A release that states pilots
# states the whole list of what it covers (list_scope): in force is the list of the one published last.
pilot = Table(
    "pilot",
    metadata,
    Column("release_id", ForeignKey("release.release_id"), primary_key=True),
    Column("scheme", String(10), primary_key=True),
    Column("level", String(20), primary_key=True),
    Column("area_code", String(10), primary_key=True),
    Column("province_code", String(10), nullable=False),
    Column("started_on", Date, nullable=False),
    Column("ended_on", Date),
)

# A single row; its number changes with every publication, roll-back and activation, in the same transaction.
publication = Table(
    "publication",
    metadata,
    Column("singleton", Integer, primary_key=True),
    Column("publication_id", BigInteger, nullable=False),
    CheckConstraint("singleton = 1", name="singleton"),
)

Index("ix_release_vintage", release.c.vintage_id, release.c.status)
