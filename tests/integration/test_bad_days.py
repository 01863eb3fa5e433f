"""A full disk, a read-only one, a lost database, a damaged file, a clock set back: told in words, over when over."""

from __future__ import annotations

import csv
import io
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine

from services.accounts.accounts import read_account
from services.accounts.sessions import begin_session, keep_session
from services.coverage import holder
from services.coverage.snapshot import read_snapshot
from services.store.engine import open_engine
from services.store.packs import claim_pack
from services.store.releases import list_releases, publish_release, rollback_release
from tests.fixtures.accounts import make_account, quick_hashes, sign_in  # noqa: F401
from tests.fixtures.intake_pages import open_officers_app, read_page, send, upload
from tests.fixtures.toy_store import COMMUNES, NOW, build_toy_release, fill_toy_store
from webmap import create_app
from webmap.settings import Settings

VALUES = "/api/v1/values?level=commune&within=VN&scheme=BHYT"
DISK_MEGABYTES = 24
pytestmark = pytest.mark.usefixtures("quick_hashes")


@contextmanager
def _mount(folder: Path) -> Iterator[Path]:
    """Give a disk of its own of a few MB; skip where nobody may mount one."""
    folder.mkdir()
    size = f"size={DISK_MEGABYTES}m"
    if subprocess.run(["mount", "-t", "tmpfs", "-o", size, "none", str(folder)], capture_output=True).returncode:
        pytest.skip("mounting a small disk needs root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _build_report(day: str = "2019-06-30") -> bytes:
    text = io.StringIO()
    rows = [(one.code, one.name, 100 + place) for place, one in enumerate(COMMUNES)]
    csv.writer(text).writerows([("area_code", "name", f"enrolled {day}"), *rows])
    return text.getvalue().encode()


def _leave_no_room(disk: Path) -> None:
    """Write until there is no room left, neither in the log of the database nor beside it."""
    with closing(sqlite3.connect(disk / "store.sqlite")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with (disk / "filler").open("wb", buffering=0) as file:
        for size in (2**20, 2**12, 1):
            try:
                while file.write(os.urandom(size)) == size:
                    pass
            except OSError:
                continue


def _assert_told(client: FlaskClient, address: str, status: int, vi: str, en: str) -> None:
    for lang, words in (("vi", vi), ("en", en)):
        answer = client.get(f"{address}?lang={lang}", headers={"Accept": "text/html"})
        assert (answer.status_code, words in answer.get_data(as_text=True)) == (status, True)
        assert answer.headers.get("Retry-After") == "5"


def test_a_full_disk_is_told_readers_go_on_and_afterwards_everything_works(tmp_path: Path) -> None:
    with _mount(tmp_path / "disk") as disk:
        for app in open_officers_app(disk, f"sqlite:///{disk / 'store.sqlite'}"):
            lan = app.test_client()
            sign_in(lan, "lan")
            before = lan.get(VALUES).data
            _leave_no_room(disk)
            for lang, words in (("vi", "hết chỗ trên đĩa"), ("en", "The disk of the server is full")):
                refused = send(lan, f"/intake?lang={lang}", kind="", file=(io.BytesIO(_build_report()), "x.csv"))
                assert (refused.status_code, words in refused.get_data(as_text=True)) == (507, True)
            reader = app.test_client()
            assert reader.get("/map", headers={"Accept": "text/html"}).status_code == 200
            assert reader.get(VALUES).data == before
            assert reader.get("/readyz").status_code == 200
            assert 'baophu_failures_total{code="store_full"} 2.0' in reader.get("/metrics").get_data(as_text=True)
            (disk / "filler").unlink()
            address = upload(lan, _build_report(), "x.csv")
            assert "x.csv" in read_page(lan, address)
            assert reader.get(VALUES).data == before


def test_a_disk_that_became_read_only_is_told_and_afterwards_everything_works(tmp_path: Path) -> None:
    with _mount(tmp_path / "disk") as disk:
        url = f"sqlite:///{disk / 'store.sqlite'}"
        engine = open_engine(url)
        fill_toy_store(engine)
        engine.dispose()
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        client = create_app(Settings(home=disk, database_url=url), engine).test_client()
        _assert_told(client, "/map", 503, "không ghi được lên đĩa", "cannot write to its disk")
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 503
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        assert client.get(VALUES).status_code == 200
        assert client.get("/readyz").status_code == 200
        engine.dispose()


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    path.write_bytes(os.urandom(20_000))
    engine = open_engine(f"sqlite:///{path}")
    client = create_app(Settings(home=tmp_path), engine).test_client()
    _assert_told(client, "/map", 503, "Tệp của kho số liệu bị hỏng", "The file of the store is damaged")
    engine.dispose()


def test_a_database_that_was_stopped_is_told_and_once_it_is_back_everything_works(
    postgresql_server: Any, postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for app in open_officers_app(tmp_path, postgresql_url):
        # As if the second and a half in which a state needs no confirmation had passed.
        monkeypatch.setattr(app.extensions["baophu"].snapshots.holder, "_check_seconds", 0)
        monkeypatch.setattr(holder, "TRUSTED_SECONDS", 0)
        monkeypatch.setattr(holder, "RETRY_SECONDS", 0)
        lan = app.test_client()
        sign_in(lan, "lan")
        before = lan.get(VALUES).data
        address = upload(lan, _build_report(), "x.csv")
        postgresql_server.stop()
        try:
            for asked in ("/map", "/intake", address):
                _assert_told(lan, asked, 503, "tạm thời không trả lời", "does not answer at present")
            assert lan.get(VALUES).get_json()["error"]["code"] == "store_away"
            assert [lan.get(path).status_code for path in ("/healthz", "/readyz", "/status")] == [200, 503, 503]
        finally:
            postgresql_server.ensure_postgres_running()
        assert lan.get(VALUES).data == before
        assert lan.get("/readyz").status_code == 200
        assert "x.csv" in read_page(lan, address)  # signed in still, and nothing is lost


def test_a_clock_set_back_changes_no_order(sqlite_engine: Engine) -> None:
    fill_toy_store(sqlite_engine)
    make_account(sqlite_engine, "lan")
    earlier = NOW - timedelta(days=400)
    second = publish_release(sqlite_engine, build_toy_release(), by="lan", now=earlier)
    with sqlite_engine.connect() as connection:
        assert [one.release_id for one in list_releases(connection)] == [second, second - 1]
        account = read_account(connection, "lan")
    assert set(read_snapshot(sqlite_engine).releases) >= {second}
    rollback_release(sqlite_engine, second, earlier)
    # Who was signed in stays so, and what was being made may be taken up.
    token = begin_session(sqlite_engine, account, NOW)
    assert keep_session(sqlite_engine, token, earlier) is not None
    assert claim_pack(sqlite_engine, 1, "within=11", "killed", NOW)
    assert claim_pack(sqlite_engine, 1, "within=11", "next", earlier)
