"""What a release speaks of is of one level, in a province or one unit of it; lists say what they speak of as well."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_KEY = ("release_id", "province_code", "within_code", "level", "scheme", "measure", "as_of")
_LISTS = (
    ("pilots", "pilot", "level", "scheme", None),
    ("events", "outreach_event", None, None, "held_on"),
    ("units", "managing_unit_term", None, None, None),
)


def upgrade() -> None:
    """Make releases of before speak for whole provinces, of the levels that they have counts of."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        _rebuild_on_sqlite(connection)
    else:
        _change_in_place()
    _part_by_level(connection)
    _list_scopes(connection)


def _rebuild_on_sqlite(connection: sa.Connection) -> None:
    """Make the table anew: a constraint cannot be changed, nor foreign keys be turned off within a transaction.

    With its counts pending the old table may go; inserting the scopes again under their numbers settles them.
    """
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    connection.exec_driver_sql("CREATE TEMPORARY TABLE scope_before AS SELECT * FROM release_scope")
    op.drop_table("release_scope")
    op.create_table(
        "release_scope",
        sa.Column("scope_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("province_code", sa.String(length=10), nullable=False),
        sa.Column("within_code", sa.String(length=10), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("scheme", sa.String(length=10), nullable=False),
        sa.Column("measure", sa.String(length=30), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["release.release_id"], name=op.f("fk_release_scope_release_id")),
        sa.PrimaryKeyConstraint("scope_id", name=op.f("pk_release_scope")),
        sa.UniqueConstraint(*_KEY, name="uq_release_scope_key"),
    )
    connection.exec_driver_sql(
        "INSERT INTO release_scope (scope_id, release_id, province_code, within_code, level, scheme, measure, as_of) "
        "SELECT scope_id, release_id, province_code, '', '', scheme, measure, as_of FROM scope_before"
    )
    connection.exec_driver_sql("DROP TABLE scope_before")


def _change_in_place() -> None:
    for name, length in (("within_code", 10), ("level", 20)):
        op.add_column("release_scope", sa.Column(name, sa.String(length=length), nullable=False, server_default=""))
        op.alter_column("release_scope", name, server_default=None)
    op.drop_constraint(
        "uq_release_scope_release_id_province_code_scheme_measure_as_of", "release_scope", type_="unique"
    )
    op.create_unique_constraint("uq_release_scope_key", "release_scope", list(_KEY))


def _part_by_level(connection: sa.Connection) -> None:
    """Give each scope the level of its counts; counts of further levels get scopes of their own."""
    scope = sa.table("release_scope", *(sa.column(name) for name in ("scope_id", *_KEY)))
    fact = sa.table("fact", sa.column("scope_id"), sa.column("level"))
    found = sorted(tuple(row) for row in connection.execute(sa.select(fact.c.scope_id, fact.c.level).distinct()))
    first: dict[int, str] = {}
    for scope_id, level in found:
        if first.setdefault(scope_id, level) == level:
            continue
        names = [name for name in _KEY if name != "level"]
        same = sa.select(*(scope.c[name] for name in names), sa.literal(level)).where(scope.c.scope_id == scope_id)
        connection.execute(sa.insert(scope).from_select([*names, "level"], same))
        made = sa.select(sa.func.max(scope.c.scope_id)).scalar_subquery()
        moved = (fact.c.scope_id == scope_id) & (fact.c.level == level)
        connection.execute(sa.update(fact).where(moved).values(scope_id=made))
    for level in sorted(set(first.values())):
        chosen = [scope_id for scope_id, its in first.items() if its == level]
        for start in range(0, len(chosen), 500):
            part = scope.c.scope_id.in_(chosen[start : start + 500])
            connection.execute(sa.update(scope).where(part).values(level=level))


def _list_scopes(connection: sa.Connection) -> None:
    names = ("content", "release_id", "province_code", "within_code", "level", "scheme", "month")
    lengths = dict(zip(names, (10, None, 10, 10, 20, 10, 7), strict=True))
    op.create_table(
        "list_scope",
        *(
            sa.Column(name, sa.String(length=length) if length else sa.Integer(), nullable=False)
            for name, length in lengths.items()
        ),
        sa.ForeignKeyConstraint(["release_id"], ["release.release_id"], name=op.f("fk_list_scope_release_id")),
        sa.PrimaryKeyConstraint(*_LIST_KEY, name=op.f("pk_list_scope")),
    )
    target = sa.table("list_scope", *(sa.column(name) for name in names))
    for content, table, level, scheme, day in _LISTS:
        source = sa.table(
            table, *(sa.column(name) for name in ("release_id", "province_code", level, scheme) if name),
            *([sa.column(day, sa.Date())] if day else []),
        )  # fmt: skip
        month: sa.ColumnElement[str] = sa.literal("")
        if day:
            parts = [sa.cast(sa.extract(part, source.c[day]), sa.Integer) for part in ("year", "month")]
            month = sa.cast(parts[0], sa.Text) + "-" + _pad(parts[1])
        chosen = sa.select(
            *(sa.literal(content), source.c.release_id, source.c.province_code, sa.literal("")),
            source.c[level] if level else sa.literal(""),
            source.c[scheme] if scheme else sa.literal(""),
            month,
        ).distinct()
        connection.execute(sa.insert(target).from_select(list(names), chosen))


_LIST_KEY = ("release_id", "content", "province_code", "within_code", "level", "scheme", "month")


def _pad(month: sa.ColumnElement[int]) -> sa.ColumnElement[str]:
    text = sa.cast(month, sa.Text)
    return sa.case((month < 10, sa.literal("0") + text), else_=text)
