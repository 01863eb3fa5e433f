"""Restoring a backup into an empty store, of either kind: whole, or not at all."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from geodata.errors import Bilingual, Conflict
from services.store.all_tables import metadata
from services.store.audit import Deed, write_entry
from services.store.backups import VERSIONS, Backup, open_backup, read_backup
from services.store.copying import copy_tables
from services.store.engine import begin_schema_change, migrate_to, read_revision
from services.store.publication import read_publication_id
from services.store.row_sums import add_up_tables, reflect_tables

MADE_BY_PEOPLE = ("vintage", "release", "account", "upload", "story")
# Browsers keep answers under the numbers that were given out since the backup: none of these may come a second time.
NUMBERS_LEFT_OUT = 1000


def is_free(engine: Engine) -> bool:
    """Whether a backup can be restored here: nothing that people made is in the store. StoreNewer as ever."""
    with engine.connect() as connection:
        return not _holds_anything(connection)


def restore_backup(engine: Engine, path: Path, *, by: str, now: datetime) -> Backup:
    """Bring a backup into the store, in one transaction, and the schema to the newest form; everybody is signed out.

    The restored log has an entry on it, of who, when and which backup: what was done after that was made is not there.
    What is in the store is added up and compared with the backup before it counts. Raises what
    ``read_backup`` raises, and Conflict where the store holds anything that people made; nothing has changed then.
    """
    backup = read_backup(path)
    source = open_backup(path)
    try:
        with source.connect() as reading, begin_schema_change(engine) as connection:
            _refuse_unless_empty(connection)
            _make_tables(connection, backup.revision)
            copy_tables(reading, connection, except_for=(VERSIONS, "baophu_backup"))
            if add_up_tables(connection, list(backup.sums)) != backup.sums:
                raise RuntimeError("the rows in the store are not those of the backup")
            migrate_to(connection, "head")
            connection.execute(sa.text("DELETE FROM account_session"))
            connection.execute(
                sa.text("UPDATE publication SET publication_id = publication_id + :more"), {"more": NUMBERS_LEFT_OUT}
            )
            held = {"made_at": backup.made_at, "publication_id": backup.publication_id}
            after = {"publication_id": read_publication_id(connection)}
            write_entry(connection, Deed.STORE_RESTORED, path.name, by=by, now=now, before=held, after=after)
    finally:
        source.dispose()
    return backup


def _refuse_unless_empty(connection: Connection) -> None:
    if _holds_anything(connection):
        raise Conflict(
            "store_not_empty",
            Bilingual("Kho số liệu đích không trống", "The store to restore into is not empty"),
            Bilingual(
                "Không gì bị ghi đè. Đặt BAOPHU_HOME hay DATABASE_URL sang nơi mới, trống, rồi khôi phục vào đó.",
                "Nothing is overwritten. Set BAOPHU_HOME or DATABASE_URL to a new, empty place and restore there.",
            ),
        )


def _holds_anything(connection: Connection) -> bool:
    read_revision(connection)
    found = reflect_tables(connection)
    return any(
        connection.execute(sa.select(sa.literal(1)).select_from(found[name]).limit(1)).first()
        for name in MADE_BY_PEOPLE
        if name in found
    )


def _make_tables(connection: Connection, revision: str) -> None:
    """Make the tables of a revision; empty ones of another revision go first."""
    found = reflect_tables(connection)
    log = found.get("audit_entry")  # nothing of it can be taken away, so a store that was only looked at is made anew
    is_noted = log is not None and connection.execute(sa.select(log).limit(1)).first() is not None
    if read_revision(connection) == revision and not is_noted:
        return
    own = {*metadata.tables, VERSIONS}
    tables = [table for name, table in found.items() if name in own]
    if tables:
        tables[0].metadata.drop_all(connection, tables=tables)
    migrate_to(connection, revision)
