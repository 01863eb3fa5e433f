"""Engines of the store, their transactions, and the way of its schema to the newest form.

Readers see one published state for the length of a transaction and never wait; writers come one after another.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError

from geodata.errors import BadInput, Bilingual, Conflict, Place
from services.store.tables import publication

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION = sa.table("alembic_version", sa.column("version_num", sa.String))  # Alembic's own
BUSY_TIMEOUT_MS = 60_000
# A server that is gone without a word keeps nobody waiting for the minutes that TCP would; the address may say other.
PG_PATIENCE = {"connect_timeout": 5, "tcp_user_timeout": 10_000, "keepalives_idle": 30, "keepalives_interval": 5}
# Any number does; it is what two processes that migrate one PostgreSQL database agree upon.
MIGRATION_LOCK = 8_216_019
SQLITE_SETTINGS = {
    "busy_timeout": str(BUSY_TIMEOUT_MS),
    "journal_mode": "WAL",
    "synchronous": "FULL",  # what was published survives a power cut
    "foreign_keys": "ON",
}


class StoreNewer(Conflict):
    """A later version of the service has changed the schema: this one cannot read what it means."""

    http_status = 503

    def __init__(self, revision: str, newest_known: str) -> None:
        super().__init__(
            "store_newer",
            Bilingual(
                f"Kho số liệu thuộc phiên bản mới hơn (lược đồ {revision}); phiên bản này chỉ biết đến {newest_known}",
                f"The store is of a newer version (schema {revision}); this version knows up to {newest_known} only",
            ),
            Bilingual(
                "Chưa có gì thay đổi. Chạy phiên bản mới hơn, hoặc khôi phục bản sao lưu làm trước khi nâng cấp.",
                "Nothing was changed. Run the newer version, or restore the backup made before the upgrade.",
            ),
            Place(text=revision),
        )


def open_engine(database_url: str) -> Engine:
    """Return an engine for a SQLite or PostgreSQL URL; no connection is opened yet.

    SQLite runs in WAL mode with foreign keys on, and the folder of its file is made where it is missing.
    PostgreSQL runs through psycopg. Every transaction reads one snapshot. Raises BadInput for other databases.
    """
    url = _parse_database_url(database_url)
    if url.get_backend_name() == "sqlite":
        return _open_sqlite(url)
    given = {name: value for name, value in PG_PATIENCE.items() if name not in url.query}
    return sa.create_engine(
        url, isolation_level="REPEATABLE READ", pool_pre_ping=True, hide_parameters=True, connect_args=given
    )


@contextmanager
def begin_write(engine: Engine) -> Iterator[Connection]:
    """Give a connection in a transaction that is the only writing one; committed at the end, else rolled back.

    SQLite: BEGIN IMMEDIATE. PostgreSQL: the row of the publication number is locked first.
    """
    with _connect_to_write(engine) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(publication.c.publication_id).with_for_update())
        yield connection


def migrate(engine: Engine) -> None:
    """Bring the schema to the newest form; safe to call by several processes at once, quick when nothing is due.

    Raises StoreNewer where a later version of the service has made it: there is no way back.
    """
    if is_schema_newest(engine):
        return
    with begin_schema_change(engine) as connection:
        migrate_to(connection, "head")


@contextmanager
def begin_schema_change(engine: Engine) -> Iterator[Connection]:
    """Give a connection in a transaction in which the schema may change; one process at a time has it."""
    with _connect_to_write(engine) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATION_LOCK)))
        yield connection


def migrate_to(connection: Connection, revision: str) -> None:
    """Bring the schema forward to a revision, ``head`` for the newest; StoreNewer where it is beyond those known."""
    from alembic import command  # and Mako with it: only where the schema is about to change

    read_revision(connection)
    config = _build_config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def read_revision(connection: Connection) -> str | None:
    """Return the revision of the schema, None for an empty database; StoreNewer for one that is not known."""
    revision = _read_revision_as_it_is(connection)
    if revision is not None and revision not in list_revisions():
        raise StoreNewer(revision, list_revisions()[-1])
    return revision


def _read_revision_as_it_is(connection: Connection) -> str | None:
    if not sa.inspect(connection).has_table(VERSION.name):
        return None
    return connection.scalar(sa.select(VERSION.c.version_num))


def list_revisions() -> list[str]:
    """Return the revisions of the schema that this version knows, the first one first.

    They are a line, and their files are named by them: no file is run to know them.
    """
    names = [path.name for path in (MIGRATIONS / "versions").glob("v*.py")]
    return sorted(name[1:].partition("_")[0] for name in names)


def is_schema_newest(engine: Engine) -> bool:
    """Tell whether the schema of the store is that of this version; False for an empty database."""
    with engine.connect() as connection:
        return _read_revision_as_it_is(connection) == list_revisions()[-1]


def _build_config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config


def _connect_to_write(engine: Engine) -> Connection:
    connection = engine.connect()
    if engine.dialect.name == "sqlite":
        return connection.execution_options(baophu_writes=True)
    # A writer that waited for another must see what that one wrote.
    return connection.execution_options(isolation_level="READ COMMITTED")


def _parse_database_url(text: str) -> URL:
    try:
        url = make_url(text)
    except ArgumentError:
        raise _refuse_database_url(text) from None
    backend = url.get_backend_name()
    if backend in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if backend == "sqlite":
        return url
    raise _refuse_database_url(backend)


def _refuse_database_url(text: str) -> BadInput:
    return BadInput(
        "database_url_unsupported",
        Bilingual("DATABASE_URL không dùng được", "DATABASE_URL cannot be used"),
        Bilingual(
            "Viết sqlite:////đường/dẫn/baophu.sqlite hoặc postgresql://người_dùng@máy_chủ/cơ_sở_dữ_liệu.",
            "Write sqlite:////path/baophu.sqlite or postgresql://user@server/database.",
        ),
        Place(text=text.split("@")[-1]),  # never the password
    )


def _open_sqlite(url: URL) -> Engine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, hide_parameters=True)  # names and counts stay out of the log of a failure
    sa.event.listen(engine, "do_connect", _connect_to_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite_transaction)
    return engine


def _connect_to_sqlite(dialect: Any, _record: Any, arguments: Any, options: Any) -> Any:
    connection = dialect.loaded_dbapi.connect(*arguments, **options)
    connection.isolation_level = None  # the driver begins nothing by itself: _begin_sqlite_transaction does
    try:
        for name, value in SQLITE_SETTINGS.items():
            connection.execute(f"PRAGMA {name} = {value}").close()
    except sqlite3.Error:
        connection.close()  # nobody else will: the pool never had it
        raise
    return connection


def _begin_sqlite_transaction(connection: Connection) -> None:
    writes = connection.get_execution_options().get("baophu_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
