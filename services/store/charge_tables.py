"""The tables of two lists beside counts: who is in charge of a commune when, and how many people a group has there."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, ForeignKey, String, Table, Text

from services.store.tables import metadata

# A commune's time under an officer in charge (cán bộ chuyên quản).
officer_term = Table(
    "officer_term",
    metadata,
    Column("release_id", ForeignKey("release.release_id"), primary_key=True),
    Column("officer_code", String(40), primary_key=True),
    Column("level", String(20), primary_key=True),
    Column("area_code", String(10), primary_key=True),
    Column("valid_from", Date, primary_key=True),
    Column("valid_to", Date),  # exclusive; null while it lasts
    Column("officer_name", Text, nullable=False),
    Column("province_code", String(10), nullable=False),
)

# People of a potential group (nhóm tiềm năng): informal workers, an age, a sex, an income.
group_count = Table(
    "group_count",
    metadata,
    Column("release_id", ForeignKey("release.release_id"), primary_key=True),
    Column("group_name", String(80), primary_key=True),
    Column("as_of", Date, primary_key=True),
    Column("level", String(20), primary_key=True),
    Column("area_code", String(10), primary_key=True),
    Column("province_code", String(10), nullable=False),
    Column("count", BigInteger, nullable=False),
)
