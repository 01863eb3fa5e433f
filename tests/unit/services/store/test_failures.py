"""What the store lacks is told as such: a full disk, a database that is away; a defect of ours stays one."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from services.store.blobs import write_blob
from services.store.engine import begin_write, migrate, open_engine
from services.store.failures import StoreAway, StoreFull, find_failure
from services.store.tables import blob


class FakePostgresError(Exception):
    """An error as psycopg raises it: with its SQLSTATE."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


def write_file(engine: Engine, size: int) -> None:
    with begin_write(engine) as connection:
        write_blob(connection, "application/octet-stream", "", os.urandom(size))


def test_a_database_that_may_not_grow_is_full_and_keeps_nothing(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'store.sqlite'}")
    migrate(engine)

    @sa.event.listens_for(engine, "begin")
    def limit(connection: sa.Connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 4}")

    with pytest.raises(OperationalError) as caught:
        write_file(engine, 1_000_000)
    assert isinstance(find_failure(caught.value), StoreFull)
    with engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(blob)).scalar_one() == 0
    engine.dispose()


@pytest.mark.parametrize(
    ("state", "kind"),
    [("53100", StoreFull), ("53300", StoreAway), ("57P01", StoreAway), ("08006", StoreAway)],
)
def test_postgresql_says_it_by_its_code(state: str, kind: type[Exception]) -> None:
    assert isinstance(find_failure(DBAPIError("INSERT", {}, FakePostgresError(state))), kind)


def test_a_lost_connection_is_a_store_that_is_away() -> None:
    lost = DBAPIError("SELECT", {}, FakePostgresError(""), connection_invalidated=True)
    assert isinstance(find_failure(lost), StoreAway)


def test_a_server_that_takes_no_connection_is_away() -> None:
    engine = open_engine("postgresql://nobody@127.0.0.1:1/none?connect_timeout=1")
    with pytest.raises(OperationalError) as caught:
        engine.connect()
    assert isinstance(find_failure(caught.value), StoreAway)


def test_a_full_temporary_folder_is_a_full_disk() -> None:
    assert isinstance(find_failure(OSError(errno.ENOSPC, "No space left on device")), StoreFull)


@pytest.mark.parametrize("error", [OSError(errno.ENOENT, "no file"), ValueError("x"), RuntimeError("x")])
def test_any_other_error_is_a_defect(error: Exception) -> None:
    assert find_failure(error) is None
    assert find_failure(DBAPIError("INSERT", {}, FakePostgresError("23505"))) is None  # a duplicate key
