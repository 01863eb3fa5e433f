"""The tables of accounts: who may load data, their sessions, and the secret that signs cookies."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, String, Table, Text

from services.store.tables import UtcDateTime, metadata

account = Table(
    "account",
    metadata,
    Column("account_id", Integer, primary_key=True, autoincrement=True),
    Column("name", String(60), nullable=False, unique=True),  # to sign in with: lower case
    Column("role", String(12), nullable=False),  # viewer, planner, officer, admin
    Column("password_hash", Text, nullable=False),  # argon2id, its parameters within
    Column("must_change_password", Integer, nullable=False),  # 0, 1
    Column("failed_count", Integer, nullable=False),  # attempts since the last success
    Column("locked_until", UtcDateTime),
    Column("created_by", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("disabled_at", UtcDateTime),
    Column("within_vintage_id", String(40)),  # where it may write; null: everywhere
    Column("within_code", String(40)),
    CheckConstraint("role IN ('viewer', 'planner', 'officer', 'admin')", name="role"),
)

account_session = Table(
    "account_session",
    metadata,
    Column("token_sha256", String(64), primary_key=True),  # the token itself is only in the cookie
    Column("account_id", ForeignKey("account.account_id"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)

# Made at random where it is first needed; a row, so that all processes sign alike. Never a default.
secret = Table(
    "secret",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)
