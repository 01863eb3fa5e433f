"""What the intake needs: uploads under way, what persons decided once, what a release holds besides counts."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from services.store.tables import UtcDateTime, metadata

# A file on its way to a release. Its bytes are a blob; nothing of a sheet that lists persons ever gets here.
upload = Table(
    "upload",
    metadata,
    Column("upload_id", String(32), primary_key=True),  # random, of the URL
    Column("kind", String(20), nullable=False),  # services.intake.kinds.IntakeKind
    Column("file_name", Text, nullable=False),
    Column("file_sha256", String(64), nullable=False),
    Column("byte_count", BigInteger, nullable=False),
    Column("blob_sha256", ForeignKey("blob.sha256")),  # null once discarded
    Column("options", Text, nullable=False),  # JSON: what the officer said about the file
    Column("decisions", Text, nullable=False),  # JSON: what the officer decided about single rows
    Column("status", String(12), nullable=False),  # open, published, discarded
    Column("version", Integer, nullable=False),  # counts the changes; a change made on an older one is refused
    Column("previewed_publication_id", BigInteger),  # the publication that the last preview was compared with
    Column("previewed_draft_sha256", String(64)),  # of what would have been published when it was previewed
    Column("release_id", ForeignKey("release.release_id")),
    Column("created_by", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    CheckConstraint("status IN ('open', 'published', 'discarded')", name="status"),
    CheckConstraint("(status = 'published') = (release_id IS NOT NULL)", name="release"),
)

# A name in use that a person has told to mean one area, within one vintage and, where given, one parent.
place_alias = Table(
    "place_alias",
    metadata,
    Column("alias_id", Integer, primary_key=True, autoincrement=True),
    Column("vintage_id", ForeignKey("vintage.vintage_id"), nullable=False),
    Column("level", String(20), nullable=False),
    Column("parent_level", String(20)),  # where the name was met; null: anywhere in the vintage
    Column("parent_code", String(10)),
    Column("name_key", Text, nullable=False),  # the name as geodata.names folds it
    Column("written", Text, nullable=False),  # the name as it stood in the file
    Column("area_code", String(10), nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", UtcDateTime, nullable=False),
    Column("revoked_by", Text),
    Column("revoked_at", UtcDateTime),
)

# What the columns of files of one shape mean, as a person confirmed it.
column_mapping = Table(
    "column_mapping",
    metadata,
    Column("mapping_id", Integer, primary_key=True, autoincrement=True),
    Column("shape_sha256", String(64), nullable=False),  # of kind and headers, their dates taken out
    Column("kind", String(20), nullable=False),
    Column("mapping", Text, nullable=False),  # JSON
    Column("decided_by", Text, nullable=False),
    Column("decided_at", UtcDateTime, nullable=False),  # the newest of a shape counts
)

# What the lists of a release (pilots, events, terms under managing units) speak of, as release_scope does for counts.
list_scope = Table(
    "list_scope",
    metadata,
    Column("release_id", ForeignKey("release.release_id"), primary_key=True),
    Column("content", String(10), primary_key=True),  # pilots, events, units
    Column("province_code", String(10), primary_key=True),
    Column("within_code", String(10), primary_key=True),  # "" the whole province
    Column("level", String(20), primary_key=True),  # "" where a list is of all levels at once
    Column("scheme", String(10), primary_key=True),  # "" where it is of none
    Column("month", String(7), primary_key=True),  # of events: 2026-03; else ""
)

# A count by collection organisation (đại lý thu). Its sum over organisations is a fact of the same release.
organisation_fact = Table(
    "organisation_fact",
    metadata,
    Column("release_id", ForeignKey("release.release_id"), primary_key=True),
    Column("organisation", String(80), primary_key=True),
    Column("scheme", String(10), primary_key=True),
    Column("measure", String(30), primary_key=True),
    Column("as_of", Date, primary_key=True),
    Column("level", String(20), primary_key=True),
    Column("area_code", String(10), primary_key=True),
    Column("province_code", String(10), nullable=False),
    Column("count", BigInteger, nullable=False),
)

# A conference or other outreach event; held jointly by several organisers it is one event, counted once in a total.
outreach_event = Table(
    "outreach_event",
    metadata,
    Column("release_id", ForeignKey("release.release_id"), primary_key=True),
    Column("event_no", Integer, primary_key=True),  # the row of the file
    Column("province_code", String(10), nullable=False),
    Column("level", String(20), nullable=False),
    Column("area_code", String(10), nullable=False),
    Column("held_on", Date, nullable=False),
    Column("scheme", String(10), nullable=False),  # ANY where the event was for all
    Column("organisers", Text, nullable=False),  # JSON: a list of names
    Column("venue", Text, nullable=False),
    Column("attendee_count", BigInteger),
    Column("enrolled_count", BigInteger),  # people won by it
    Column("remark", Text, nullable=False),
)

# A commune's time under a managing unit (BHXH cơ sở).
managing_unit_term = Table(
    "managing_unit_term",
    metadata,
    Column("release_id", ForeignKey("release.release_id"), primary_key=True),
    Column("unit_code", String(20), primary_key=True),
    Column("level", String(20), primary_key=True),
    Column("area_code", String(10), primary_key=True),
    Column("valid_from", Date, primary_key=True),
    Column("valid_to", Date),  # exclusive; null while it lasts
    Column("unit_name", Text, nullable=False),
    Column("province_code", String(10), nullable=False),
)

Index("ix_upload_status", upload.c.status, upload.c.changed_at)
Index("ix_place_alias_place", place_alias.c.vintage_id, place_alias.c.level, place_alias.c.name_key)
Index("ix_column_mapping_shape", column_mapping.c.shape_sha256)
