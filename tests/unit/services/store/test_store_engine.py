import multiprocessing
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.engine import Engine

from geodata.errors import BadInput
from services.store import tables
from services.store.engine import SQLITE_SETTINGS, begin_write, is_schema_newest, migrate, open_engine
from services.store.publication import bump_publication, read_publication_id

SYNCHRONOUS = SQLITE_SETTINGS["synchronous"]


def _migrate_in_process(database_url: str) -> None:
    engine = open_engine(database_url)
    migrate(engine)
    engine.dispose()


def test_the_migrated_schema_is_the_one_the_tables_describe(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, tables.metadata) == []


def test_the_migrated_schema_has_every_check_of_the_tables(engine: Engine) -> None:
    described = {
        (table.name, check.name)
        for table in tables.metadata.tables.values()
        for check in table.constraints
        if isinstance(check, sa.CheckConstraint)
    }
    inspector = sa.inspect(engine)
    found = {
        (name, check["name"]) for name in tables.metadata.tables for check in inspector.get_check_constraints(name)
    }
    assert len(described) >= 5
    assert found == described


def test_migrating_twice_changes_nothing(engine: Engine) -> None:
    with begin_write(engine) as connection:
        bump_publication(connection)
    migrate(engine)
    with engine.connect() as connection:
        assert read_publication_id(connection) == 1


def test_an_empty_database_is_known_to_need_its_schema(database_url: str) -> None:
    engine = open_engine(database_url)
    assert not is_schema_newest(engine)
    migrate(engine)
    assert is_schema_newest(engine)
    engine.dispose()


def test_several_processes_may_migrate_at_once(database_url: str) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_migrate_in_process, args=(database_url,)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    engine = open_engine(database_url)
    with engine.connect() as connection:
        assert read_publication_id(connection) == 0
    engine.dispose()


def test_a_reader_sees_one_state_to_the_end_of_its_transaction_and_never_waits(engine: Engine) -> None:
    with engine.connect() as reader:
        assert read_publication_id(reader) == 0
        with begin_write(engine) as writer:
            bump_publication(writer)
            assert read_publication_id(reader) == 0
        assert read_publication_id(reader) == 0
    with engine.connect() as reader:
        assert read_publication_id(reader) == 1


def test_writers_come_one_after_another_and_none_is_lost(engine: Engine) -> None:
    def publish() -> None:
        for _ in range(10):
            with begin_write(engine) as connection:
                seen = read_publication_id(connection)
                connection.execute(sa.update(tables.publication).values(publication_id=seen + 1))

    threads = [threading.Thread(target=publish) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with engine.connect() as connection:
        assert read_publication_id(connection) == 30


def test_a_failed_writer_leaves_nothing(engine: Engine) -> None:
    def fail() -> None:
        with begin_write(engine) as connection:
            bump_publication(connection)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with engine.connect() as connection:
        assert read_publication_id(connection) == 0


def test_foreign_keys_are_kept(engine: Engine) -> None:
    row = {"scope_id": 1, "level": "commune", "area_code": "00001", "count": 1, "status": "reported"}
    with pytest.raises(sa.exc.IntegrityError), begin_write(engine) as connection:
        connection.execute(sa.insert(tables.fact), row)


def test_sqlite_runs_in_wal_mode_and_its_folder_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SQLITE_SETTINGS, "synchronous", SYNCHRONOUS)  # the other tests do not wait for the disk
    engine = open_engine(f"sqlite:///{tmp_path / 'new' / 'folder' / 'store.sqlite'}")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    engine.dispose()


@pytest.mark.parametrize("url", ["mysql://root:secret@host/db", "no url: secret@here", "oracle://x"])
def test_other_databases_are_refused_without_telling_the_password(url: str) -> None:
    with pytest.raises(BadInput) as caught:
        open_engine(url)
    assert caught.value.code == "database_url_unsupported"
    assert "secret" not in str(caught.value.place)
    assert "postgresql://" in caught.value.hint.en


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_the_usual_spellings_of_a_postgresql_url_mean_psycopg(scheme: str) -> None:
    assert open_engine(f"{scheme}://user@host/db").dialect.driver == "psycopg"
