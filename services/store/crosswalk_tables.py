"""What ties the vintages together: crosswalks, the history of units, and names that were officially corrected."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, ForeignKey, ForeignKeyConstraint, Index, Integer, String, Table, Text

from services.store.tables import UtcDateTime, metadata

# How the communes of one vintage went into those of another. The pairs are one blob: ten thousand of them are always
# read together, and never one by one. In force is the newest of its two vintages that is not revoked.
crosswalk = Table(
    "crosswalk",
    metadata,
    Column("crosswalk_id", Integer, primary_key=True, autoincrement=True),
    Column("from_vintage_id", ForeignKey("vintage.vintage_id"), nullable=False),
    Column("to_vintage_id", ForeignKey("vintage.vintage_id"), nullable=False),
    Column("basis", String(20), nullable=False),  # geodata.crosswalks.crosswalk.WeightBasis
    Column("source", Text, nullable=False),
    Column("pair_count", Integer, nullable=False),
    Column("split_count", Integer, nullable=False),  # communes of either vintage that lie in several of the other
    Column("pairs_sha256", ForeignKey("blob.sha256"), nullable=False),  # Parquet: from_code, to_code, size
    Column("report", Text, nullable=False),  # JSON: what was read, its faults, what was left out
    Column("written_by", Text, nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
    Column("publication_id", BigInteger, nullable=False),  # the number that its writing made
    Column("revoked_by", Text),
    Column("revoked_at", UtcDateTime),
)

# A gazetteer as loaded: every unit with the days between which its name, type and parent held. The newest counts.
unit_history = Table(
    "unit_history",
    metadata,
    Column("history_id", Integer, primary_key=True, autoincrement=True),
    Column("source", Text, nullable=False),
    Column("term_count", Integer, nullable=False),
    Column("terms_sha256", ForeignKey("blob.sha256"), nullable=False),  # Parquet, a row per unit and term
    Column("written_by", Text, nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
)

# An official correction of a name: it lies over the area, whose row stays as it was imported.
area_fix = Table(
    "area_fix",
    metadata,
    Column("fix_id", Integer, primary_key=True, autoincrement=True),
    Column("vintage_id", String(40), nullable=False),
    Column("level", String(20), nullable=False),
    Column("area_code", String(10), nullable=False),
    Column("name", Text, nullable=False),
    Column("former_name", Text, nullable=False),  # the name shown until then
    Column("effective_from", Date, nullable=False),
    Column("remark", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", UtcDateTime, nullable=False),
    Column("revoked_by", Text),
    Column("revoked_at", UtcDateTime),
    ForeignKeyConstraint(
        ["vintage_id", "level", "area_code"],
        ["area.vintage_id", "area.level", "area.area_code"],
        name="fk_area_fix_area",
    ),
)

Index("ix_crosswalk_vintages", crosswalk.c.from_vintage_id, crosswalk.c.to_vintage_id)
Index("ix_area_fix_vintage", area_fix.c.vintage_id)
