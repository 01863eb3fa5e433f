"""The audit log, append-only, with what the store already knows of deeds before it."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from services.store.audit import APPEND_ONLY

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# Of each table: deed, subject, who, when, and what more is told; deeds without a moment did not happen.
_KNOWN = (
    ("release", "release.published", "release_id", "published_by", "published_at", ("vintage_id", "kind")),
    ("release", "release.rolled_back", "release_id", "rolled_back_by", "rolled_back_at", ()),
    ("place_alias", "alias.decided", "alias_id", "decided_by", "decided_at", ("written", "area_code", "vintage_id")),
    ("place_alias", "alias.revoked", "alias_id", "revoked_by", "revoked_at", ()),
    ("crosswalk", "crosswalk.written", "crosswalk_id", "written_by", "written_at", ()),
    ("crosswalk", "crosswalk.revoked", "crosswalk_id", "revoked_by", "revoked_at", ()),
    ("area_fix", "name.corrected", "fix_id", "decided_by", "decided_at", ("vintage_id", "area_code", "name")),
    ("area_fix", "name.restored", "fix_id", "revoked_by", "revoked_at", ()),
    ("embed_token", "token.made", "token_id", "created_by", "created_at", ("name",)),
    ("embed_token", "token.revoked", "token_id", "revoked_by", "revoked_at", ()),
    ("account", "account.made", "name", "created_by", "created_at", ()),
    ("account", "account.disabled", "name", None, "disabled_at", ()),
)


def upgrade() -> None:
    """Make the table, fill it with what happened before in the order of its happening, then close it to changes."""
    made = op.create_table(
        "audit_entry",
        sa.Column("entry_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("deed", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_audit_entry")),
    )
    op.create_index("ix_audit_entry_deed", "audit_entry", ["deed", "subject"])
    connection = op.get_bind()
    rows = [row for known in _KNOWN for row in _read(connection, *known)] + _read_decisions(connection)
    if rows:
        connection.execute(sa.insert(made), sorted(rows, key=lambda row: row["happened_at"]))
    for statement in APPEND_ONLY[connection.dialect.name]:
        op.execute(statement)


def _read(
    connection: sa.Connection, name: str, deed: str, subject: str, by: str | None, at: str, told: tuple[str, ...]
) -> list[dict[str, Any]]:
    wanted = dict.fromkeys((subject, *([by] if by else []), at, *told))
    typed = [sa.column(one, sa.DateTime(timezone=True)) if one == at else sa.column(one) for one in wanted]
    table = sa.table(name, *typed)
    rows = connection.execute(sa.select(table).where(table.c[at].is_not(None))).mappings()
    return [
        {
            "happened_at": row[at],
            "actor": (row[by] if by else None) or "",
            "deed": deed,
            "subject": str(row[subject]),
            "before": "{}",
            "after": json.dumps({one: row[one] for one in told}, ensure_ascii=False, sort_keys=True),
        }
        for row in rows
    ]


def _read_decisions(connection: sa.Connection) -> list[dict[str, Any]]:
    found = {
        is_approval: _read_of(connection, is_approval, deed)
        for is_approval, deed in ((True, "scenario.approved"), (False, "scenario.withdrawn"))
    }
    return found[True] + found[False]


def _read_of(connection: sa.Connection, is_approval: bool, deed: str) -> list[dict[str, Any]]:
    table = sa.table(
        "selection_decision",
        sa.column("selection_id"),
        sa.column("is_approval", sa.Boolean()),
        sa.column("decided_by"),
        sa.column("decided_at", sa.DateTime(timezone=True)),
    )
    rows = connection.execute(sa.select(table).where(table.c.is_approval == sa.literal(is_approval, sa.Boolean())))
    return [
        {"happened_at": row.decided_at, "actor": row.decided_by, "deed": deed, "subject": row.selection_id}
        | {"before": "{}", "after": "{}"}
        for row in rows
    ]
