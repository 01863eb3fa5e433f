"""The drill: a store in use is backed up, lost, and restored into an empty one of either kind; and what goes wrong."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from geodata.errors import BadInput, BaoPhuError, Conflict, NotFound
from services.store.accounts import insert_session
from services.store.audit import AuditFilter, Deed, iterate_entries, write_entry
from services.store.backups import Backup, read_backup, write_backup
from services.store.engine import begin_write, is_schema_newest, migrate, open_engine
from services.store.publication import bump_publication, read_publication_id
from services.store.releases import publish_release
from services.store.restoring import NUMBERS_LEFT_OUT, is_free, restore_backup
from tests.fixtures.accounts import make_account, quick_hashes  # noqa: F401
from tests.fixtures.command_home import run_command
from tests.fixtures.stores import make_postgresql_database
from tests.fixtures.toy_store import NOW, build_toy_release, fill_toy_store
from webmap import create_app
from webmap.settings import Settings

BY: dict[str, Any] = {"by": "root", "now": NOW + timedelta(days=9)}
VALUES = "/api/v1/values?level=commune&within=VN&scheme=BHXH_TN"


@pytest.fixture
def databases(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[Engine]]:
    """Empty databases of the kinds that the test names."""
    with ExitStack() as stack:
        engines = []
        for number, kind in enumerate(request.param.split("-")):
            url = f"sqlite:///{tmp_path / f'store{number}.sqlite'}"
            if kind == "postgresql":
                url = stack.enter_context(make_postgresql_database(request.getfixturevalue("postgresql_uri")))
            engines.append(open_engine(url))
            stack.callback(engines[-1].dispose)
        yield engines


def _use(engine: Engine) -> None:
    """Make a store that is in use: the toy country, an officer, her session."""
    fill_toy_store(engine)
    account = make_account(engine, "hoa")
    with begin_write(engine) as connection:
        insert_session(connection, "0" * 64, account.account_id, NOW, NOW + timedelta(days=1))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the toy country."""
    folder = tmp_path_factory.mktemp("whole")
    engine = open_engine(f"sqlite:///{folder / 'store.sqlite'}")
    fill_toy_store(engine)
    write_backup(engine, folder / "whole.backup", NOW)
    engine.dispose()
    return folder / "whole.backup"


def _ask(engine: Engine) -> Any:
    body = create_app(Settings(), engine).test_client().get(VALUES).get_json()
    body["view"].pop("publication_id")
    body["view"].pop("counts_url", None)
    return body


@pytest.mark.parametrize("databases", ["sqlite-sqlite", "sqlite-postgresql", "postgresql-sqlite"], indirect=True)
def test_what_was_backed_up_is_what_comes_back_on_either_database(
    databases: list[Engine],
    quick_hashes: None,  # noqa: F811
    tmp_path: Path,
) -> None:
    used, empty = databases
    _use(used)
    before, path = _ask(used), tmp_path / "store.backup"
    with begin_write(used) as writer:  # somebody is publishing: nobody waits, and it is not in the backup
        bump_publication(writer)
        made = write_backup(used, path, NOW)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.glob(".*")] == []
    assert read_backup(path) == made
    assert is_free(empty)
    with empty.connect() as connection:
        assert sa.inspect(connection).get_table_names() == []  # looking changes nothing

    assert restore_backup(empty, path, **BY) == made
    assert _ask(empty) == before
    assert is_schema_newest(empty)
    with empty.connect() as connection:
        assert read_publication_id(connection) == made.publication_id + NUMBERS_LEFT_OUT
        assert connection.execute(sa.text("SELECT name FROM account")).scalars().all() == ["hoa"]
        assert connection.execute(sa.text("SELECT count(*) FROM account_session")).scalar_one() == 0
    # It goes on as any other: new rows get new numbers, references are kept.
    assert publish_release(empty, build_toy_release(), by="hoa", now=NOW) == 2
    with pytest.raises(sa.exc.IntegrityError), begin_write(empty) as connection:
        connection.execute(sa.text("DELETE FROM vintage"))
    # The log of deeds came along, with who brought it here from what, and is append-only here, too.
    assert made.sums["audit_entry"].row_count > 0
    with empty.connect() as connection:
        (entry,) = iterate_entries(connection, AuditFilter(deeds=(Deed.STORE_RESTORED,)))
    assert (entry.actor, entry.subject, entry.happened_at) == ("root", "store.backup", BY["now"])
    assert entry.before == {"made_at": made.made_at, "publication_id": made.publication_id}
    assert entry.after == {"publication_id": made.publication_id + NUMBERS_LEFT_OUT}
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), begin_write(empty) as connection:
        connection.execute(sa.text("DELETE FROM audit_entry"))
    # And its own backup is one.
    assert write_backup(empty, tmp_path / "second.backup", NOW).sums["fact"].row_count > made.sums["fact"].row_count


def test_nothing_is_overwritten(sqlite_engine: Engine, tmp_path: Path) -> None:
    used, path = sqlite_engine, tmp_path / "store.backup"
    fill_toy_store(used)
    write_backup(used, path, NOW)
    content = path.read_bytes()
    with pytest.raises(Conflict) as caught:
        write_backup(used, path, NOW + timedelta(days=1))
    assert caught.value.code == "backup_exists"
    assert path.read_bytes() == content
    before = _ask(used)
    assert not is_free(used)
    with pytest.raises(Conflict) as caught:
        restore_backup(used, path, **BY)
    assert caught.value.code == "store_not_empty"
    assert _ask(used) == before


@pytest.mark.parametrize("share", [0.0, 0.02, 0.2, 0.4, 0.6, 0.8, 0.99])
def test_a_byte_that_changed_is_found_or_holds_nothing(whole: Path, tmp_path: Path, share: float) -> None:
    as_made, path = read_backup(whole), tmp_path / "damaged.backup"
    shutil.copy(whole, path)
    at = int(path.stat().st_size * share)
    with path.open("r+b") as file:
        file.seek(at)
        found = file.read(64)
        file.seek(at)
        file.write(bytes(byte ^ 0xFF for byte in found))
    assert _read_or_refuse(path) in (as_made, "backup_damaged")


def _read_or_refuse(path: Path) -> Backup | str:
    try:
        return read_backup(path)
    except BadInput as error:
        return error.code


def test_a_changed_count_is_found_though_the_file_is_a_sound_database(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "changed.backup"
    shutil.copy(whole, path)
    changed = sa.create_engine(f"sqlite:///{path}")
    with changed.begin() as connection:
        connection.execute(sa.text("UPDATE fact SET count = count + 1 WHERE area_code = '03127'"))
    changed.dispose()
    target = open_engine(f"sqlite:///{tmp_path / 'store.sqlite'}")
    with pytest.raises(BadInput) as caught:
        restore_backup(target, path, **BY)
    target.dispose()
    assert caught.value.code == "backup_damaged"
    assert "fact" in caught.value.hint.vi


@pytest.mark.parametrize(
    "content", [b"", b"not a database at all, but long enough to have a header of one hundred bytes" * 4]
)
def test_another_file_is_no_backup(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other"
    path.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        read_backup(path)
    assert caught.value.code in ("backup_unknown", "backup_damaged")
    with pytest.raises(NotFound):
        read_backup(tmp_path / "nothing")


def test_a_truncated_backup_is_told_and_the_store_stays_empty(whole: Path, tmp_path: Path) -> None:
    path, home = tmp_path / "short.backup", tmp_path / "home"
    path.write_bytes(whole.read_bytes()[:-20_000])
    result = run_command(home, "restore", str(path), "--commit")
    assert result.exit_code == 3
    assert "Bản sao lưu bị hỏng" in result.stderr
    assert "The backup is damaged" in result.stderr
    assert run_command(home, "restore", str(whole)).exit_code == 0  # nothing stands in its way


@pytest.mark.parametrize("databases", ["sqlite", "postgresql"], indirect=True)
def test_killed_on_the_way_a_restore_leaves_an_empty_store(databases: list[Engine], whole: Path) -> None:
    (empty,) = databases
    url = empty.url.render_as_string(hide_password=False)
    code = (
        "import sys; from datetime import UTC, datetime; from pathlib import Path\n"
        "from services.store import restoring\n"
        "from services.store.engine import open_engine\n"
        "add_up = restoring.add_up_tables\n"
        "def stop(*given): print('copied', flush=True); sys.stdin.read()\n"
        "restoring.add_up_tables = stop\n"
        "restoring.restore_backup(open_engine(sys.argv[1]), Path(sys.argv[2]), by='', now=datetime.now(UTC))\n"
    )
    command = [sys.executable, "-c", code, url, str(whole)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "copied"
        os.kill(process.pid, signal.SIGKILL)
        process.wait(60)
    with empty.connect() as connection:
        assert sa.inspect(connection).get_table_names() == []
    assert restore_backup(empty, whole, **BY) == read_backup(whole)


def test_the_commands_do_the_drill(whole: Path, tmp_path: Path) -> None:
    home, path = tmp_path / "home", tmp_path / "mới.backup"
    looked = run_command(home, "restore", str(whole))
    assert (looked.exit_code, "--commit" in looked.stdout) == (0, True)
    assert run_command(home, "restore", str(whole), "--commit").exit_code == 0
    assert run_command(home, "releases", "show", "1").exit_code == 0
    assert run_command(home, "restore", str(whole), "--commit").exit_code == 4
    tried = run_command(home, "restore", str(whole))  # beside the running service, which its store does not prevent
    assert (tried.exit_code, "--commit" in tried.stdout, "the backup is whole" in tried.stdout) == (0, False, True)
    made = run_command(home, "backup", str(path))
    assert (made.exit_code, "MB" in made.stdout) == (0, True)
    assert run_command(home, "backup", str(path)).exit_code == 4
    closed = run_command(home, "backup", str(tmp_path / "chưa có" / "x"))
    assert (closed.exit_code, "cannot be written to" in closed.stderr) == (3, True)
    assert run_command(tmp_path / "nowhere", "backup", str(tmp_path / "x")).exit_code == 3


def _note(engine: Engine) -> None:
    with begin_write(engine) as connection:
        write_entry(connection, Deed.SETTINGS_CHANGED, "srv1", by="root", now=NOW)


def test_a_store_that_was_only_started_takes_a_backup_though_its_log_cannot_be_emptied(
    whole: Path, sqlite_engine: Engine
) -> None:
    _note(sqlite_engine)
    restore_backup(sqlite_engine, whole, **BY)
    with sqlite_engine.connect() as connection:
        deeds = {entry.deed for entry in iterate_entries(connection, AuditFilter())}
    assert Deed.RELEASE_PUBLISHED in deeds
    assert Deed.SETTINGS_CHANGED not in deeds
    with pytest.raises(DBAPIError, match="append-only"), begin_write(sqlite_engine) as connection:
        connection.execute(sa.text("DELETE FROM audit_entry"))


def test_a_backup_of_an_earlier_schema_comes_back_in_the_newest_form(tmp_path: Path) -> None:
    from services.store.engine import begin_schema_change, migrate_to

    old = open_engine(f"sqlite:///{tmp_path / 'old.sqlite'}")
    with begin_schema_change(old) as connection:
        migrate_to(connection, "0003")
    made = write_backup(old, tmp_path / "old.backup", NOW)
    old.dispose()
    assert made.revision == "0003"
    target = open_engine(f"sqlite:///{tmp_path / 'store.sqlite'}")
    migrate(target)  # a service has been started on it already, and has noted its settings
    _note(target)
    restore_backup(target, tmp_path / "old.backup", **BY)
    assert is_schema_newest(target)
    target.dispose()


def test_a_store_or_backup_of_a_later_version_is_refused_in_words(sqlite_engine: Engine, tmp_path: Path) -> None:
    engine = sqlite_engine
    path = tmp_path / "later.backup"
    write_backup(engine, path, NOW)
    with begin_write(engine) as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    for arguments in (("serve", "--port", "1"), ("releases", "list"), ("backup", str(tmp_path / "x"))):
        result = run_command(tmp_path / "home", *arguments, DATABASE_URL=str(engine.url))
        assert result.exit_code == 4
        assert "Kho số liệu thuộc phiên bản mới hơn (lược đồ 9999)" in result.stderr
        assert "The store is of a newer version (schema 9999)" in result.stderr
    assert gc.isenabled()  # a start that ends here leaves the search for cycles as it was
    with pytest.raises(BaoPhuError, match="newer version"):
        restore_backup(engine, path, **BY)
