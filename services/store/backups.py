"""Backups: one file that is a store of its own, with the sums of all its rows; read back before it counts as made."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from geodata.errors import BadInput, BaoPhuError, Bilingual, Conflict, NotFound, Place
from services.store.copying import copy_tables
from services.store.engine import (
    StoreNewer,
    begin_schema_change,
    list_revisions,
    migrate_to,
    open_engine,
    read_revision,
)
from services.store.publication import read_publication_id
from services.store.row_sums import RowSum, add_up_tables, reflect_tables

FORMAT = 1
MANIFEST = "baophu_backup"
VERSIONS = "alembic_version"  # Alembic's own: says which revision the tables have


@dataclass(frozen=True)
class Backup:
    """What a backup says of itself."""

    revision: str
    publication_id: int
    made_at: str
    sums: dict[str, RowSum]

    @property
    def row_count(self) -> int:
        """Rows of all tables."""
        return sum(one.row_count for one in self.sums.values())


def write_backup(engine: Engine, path: Path, now: datetime) -> Backup:
    """Write all that the store holds at one instant into a new file, read it back and compare; others go on meanwhile.

    Conflict where the file exists, BadInput where its folder is missing or closed. The file is there only once it is
    whole, and only its owner may read it.
    """
    part = _begin_file(path)
    try:
        backup = _copy_out(engine, part, now)
        if read_backup(part) != backup:
            raise RuntimeError("the manifest of the backup is not what was written")
        _put_in_place(part, path)
    finally:
        for leftover in (part, *(part.with_name(part.name + ending) for ending in ("-wal", "-shm", "-journal"))):
            leftover.unlink(missing_ok=True)
    return backup


def _begin_file(path: Path) -> Path:
    """Make the empty file beside ``path`` that becomes it, and return it."""
    part = path.with_name(f".{path.name}.part")
    try:
        if path.exists():
            raise _refuse_existing(path)
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except (PermissionError, FileNotFoundError, NotADirectoryError) as error:
        raise _refuse_folder(path) from error
    return part


def read_backup(path: Path) -> Backup:
    """Return what a backup holds once every row of it has been added up again.

    NotFound where there is no such file; BadInput where it is no backup, or not as it was written; StoreNewer where
    a later version of the service wrote it.
    """
    if not path.is_file():
        raise NotFound("backup_not_found", *_NOT_FOUND, Place(file=str(path)))
    engine = open_backup(path)
    try:
        with engine.connect() as connection:
            backup = _read_manifest(connection, path)
            if backup.revision not in list_revisions():
                raise StoreNewer(backup.revision, list_revisions()[-1])
            _check(connection, backup, path)
            return backup
    except BaoPhuError:
        raise
    except Exception as error:  # what a damaged file makes the database and its driver stumble over has many kinds
        raise _refuse_damaged(path, str(getattr(error, "orig", error))) from error
    finally:
        engine.dispose()


def open_backup(path: Path) -> Engine:
    """Return an engine that reads a backup and cannot change it."""
    place = quote(str(path.absolute()))
    return sa.create_engine(f"sqlite:///file:{place}?mode=ro&immutable=1&uri=true", hide_parameters=True)


def _copy_out(engine: Engine, part: Path, now: datetime) -> Backup:
    with engine.connect() as connection, connection.begin():
        revision = read_revision(connection)
        if revision is None:
            raise NotFound("store_empty", *_NO_STORE)
        publication_id = read_publication_id(connection)
        if engine.dialect.name == "sqlite":
            _copy_file(connection, part)
        else:
            _copy_rows(connection, part, revision)
        sums = add_up_tables(connection, _list_tables(part))
        backup = Backup(revision, publication_id, now.isoformat(), sums)
    _write_manifest(part, backup)
    return backup


def _list_tables(part: Path) -> list[str]:
    copy = open_backup(part)
    try:
        with copy.connect() as connection:
            return [name for name in reflect_tables(connection) if name != VERSIONS]
    finally:
        copy.dispose()


def _copy_file(connection: Connection, part: Path) -> None:
    """Copy a SQLite store as it is in the transaction of ``connection``."""
    driver = connection.connection.driver_connection
    if driver is None:
        raise RuntimeError("the connection is closed")
    with closing(sqlite3.connect(part)) as copy:
        driver.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # all in one file


def _copy_rows(connection: Connection, part: Path, revision: str) -> None:
    """Copy a store of another kind, row by row, into tables of the same revision."""
    target = open_engine(f"sqlite:///{part}")
    try:
        with begin_schema_change(target) as writing:
            migrate_to(writing, revision)
            copy_tables(connection, writing, except_for=(VERSIONS,))
    finally:
        target.dispose()
    with closing(sqlite3.connect(part)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE")


def _write_manifest(part: Path, backup: Backup) -> None:
    text = json.dumps({"format": FORMAT, **asdict(backup)}, ensure_ascii=False)
    with closing(sqlite3.connect(part)) as copy, copy:
        copy.execute(f"CREATE TABLE {MANIFEST} (manifest TEXT NOT NULL, sha256 TEXT NOT NULL)")
        copy.execute(f"INSERT INTO {MANIFEST} VALUES (?, ?)", (text, _hash(text)))  # noqa: S608 (a name of ours)


def _read_manifest(connection: Connection, path: Path) -> Backup:
    if not sa.inspect(connection).has_table(MANIFEST):
        raise BadInput("backup_unknown", *_NO_BACKUP, Place(file=str(path)))
    text, sha256 = connection.exec_driver_sql(f"SELECT manifest, sha256 FROM {MANIFEST}").one()  # noqa: S608
    if _hash(text) != sha256:
        raise _refuse_damaged(path, MANIFEST)
    try:
        told = json.loads(text)
        if told.pop("format") != FORMAT:
            raise BadInput("backup_unknown", *_NO_BACKUP, Place(file=str(path)))
        return Backup(**told | {"sums": {name: RowSum(**one) for name, one in told["sums"].items()}})
    except (ValueError, KeyError, TypeError) as error:
        raise _refuse_damaged(path, str(error)) from error


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()


def _check(connection: Connection, backup: Backup, path: Path) -> None:
    """Raise BadInput where the file is not what its manifest says."""
    found = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
    if found != "ok":
        raise _refuse_damaged(path, str(found))
    try:
        sums = add_up_tables(connection, list(backup.sums))
        revision = read_revision(connection)
    except (KeyError, ValueError, TypeError) as error:
        raise _refuse_damaged(path, str(error)) from error
    differing = sorted(name for name, one in backup.sums.items() if sums[name] != one)
    if differing or revision != backup.revision:
        raise _refuse_damaged(path, ", ".join(differing) or VERSIONS)


def _put_in_place(part: Path, path: Path) -> None:
    """Give the finished file its name, never over another one."""
    with part.open("rb") as finished:
        os.fsync(finished.fileno())
    try:
        os.link(part, path)
    except FileExistsError:
        raise _refuse_existing(path) from None
    except OSError:  # a stick or share that knows no links
        if path.exists():
            raise _refuse_existing(path) from None
        part.rename(path)
    with suppress(OSError):  # not every file system knows it
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


_NOT_FOUND = (
    Bilingual("Không có tệp sao lưu này", "There is no such backup"),
    Bilingual("Kiểm tra lại tên tệp.", "Check the name of the file."),
)
_NO_STORE = (
    Bilingual("Chưa có kho số liệu để sao lưu", "There is no store to back up yet"),
    Bilingual("Kiểm tra DATABASE_URL hay BAOPHU_HOME.", "Check DATABASE_URL or BAOPHU_HOME."),
)
_NO_BACKUP = (
    Bilingual("Tệp này không phải bản sao lưu của Bao Phủ", "This file is no backup of Bao Phủ"),
    Bilingual("Chọn tệp do lệnh «backup» làm ra.", "Choose a file that the command «backup» has made."),
)


def _refuse_existing(path: Path) -> Conflict:
    return Conflict(
        "backup_exists",
        Bilingual("Đã có tệp tên này", "There is a file of this name already"),
        Bilingual("Chọn tên khác; không tệp nào bị ghi đè.", "Choose another name; no file is overwritten."),
        Place(file=str(path)),
    )


def _refuse_folder(path: Path) -> BadInput:
    return BadInput(
        "backup_folder_closed",
        Bilingual("Không ghi được vào thư mục này", "This folder cannot be written to"),
        Bilingual(
            "Chọn thư mục đã có mà người dùng của dịch vụ ghi được, ví dụ /var/lib/baophu-backups.",
            "Choose a folder that is there and open to the user of the service, say /var/lib/baophu-backups.",
        ),
        Place(file=str(path)),
    )


def _refuse_damaged(path: Path, where: str) -> BadInput:
    return BadInput(
        "backup_damaged",
        Bilingual("Bản sao lưu bị hỏng: nội dung không còn như lúc ghi", "The backup is damaged: it is not as written"),
        Bilingual(
            f"Chưa có gì thay đổi. Dùng bản sao lưu khác, hoặc chép lại tệp từ nơi lưu giữ ({where}).",
            f"Nothing was changed. Use another backup, or copy the file again from where it is kept ({where}).",
        ),
        Place(file=str(path)),
    )
