"""uploads list, show and discard, releases show: what an operator sees of files under way and of what came of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.engine import Engine

from services.coverage.snapshot import read_snapshot
from services.intake.options import IntakeOptions
from services.intake.publication.preview import build_preview
from services.intake.publication.stored_uploads import StoredUpload
from services.intake.publication.uploads import check_upload, create_upload, mark_previewed, publish_upload
from services.measures.schemes import Scheme
from tests.fixtures.intake_tables import AS_OF, OLD_VINTAGE, TODAY, write_small_vintages
from webmap.__main__ import command_line

NOW = datetime(2026, 1, 2, tzinfo=UTC)
OPTIONS = IntakeOptions(vintage_id=OLD_VINTAGE, as_of=AS_OF, province_code="11", scheme=Scheme.BHXH_TN)
TABLE = (
    "Huyện;Xã;Người tham gia 31/12/2021\nHuyện Mường Nhé;Cộng huyện Mường Nhé;331\n"
    "Huyện Mường Nhé;Xã Sín Thầu;110\nHuyện Mường Nhé;Xã Mường Nhé;220\n"
)
Run = Callable[..., Result]


@pytest.fixture
def run(sqlite_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    write_small_vintages(sqlite_engine)
    monkeypatch.setenv("DATABASE_URL", str(sqlite_engine.url))
    monkeypatch.setenv("BAOPHU_HOME", str(tmp_path / "home"))
    return lambda *arguments: CliRunner().invoke(command_line, arguments)


def begin(engine: Engine, text: str = TABLE) -> StoredUpload:
    return create_upload(engine, text.encode(), "bao_cao.csv", OPTIONS, by="hoa", now=NOW)


def publish(engine: Engine, stored: StoredUpload) -> None:
    with engine.connect() as connection:
        preview = build_preview(connection, check_upload(connection, stored, TODAY), read_snapshot(engine))
    seen = mark_previewed(engine, stored.upload_id, stored.version, preview, by="hoa", now=NOW)
    publish_upload(engine, seen.upload_id, seen.version, remark="Kỳ 12", by="hoa", now=NOW, today=TODAY)


def test_nothing_under_way_is_said(run: Run) -> None:
    assert "no upload is under way" in run("uploads", "list").stdout


def test_an_open_upload_is_listed_in_local_time_and_shown_with_what_it_would_change(
    run: Run, sqlite_engine: Engine
) -> None:
    stored = begin(sqlite_engine)
    line = run("uploads", "list").stdout.splitlines()[1].split("\t")
    assert line[:4] == [stored.upload_id, "02/01/2026 07:00", "hoa", "counts"]
    assert line[7] == "Tỉnh Điện Biên (11)"
    shown = run("uploads", "show", stored.upload_id)
    assert shown.exit_code == 0, shown.output
    assert "khớp · matched: 2" in shown.stdout
    assert "Huyện Mường Nhé, Tỉnh Điện Biên (11), người tham gia BHXH tự nguyện 31/12/2021: 0 → 330" in shown.stdout
    assert "thêm · added 2" in shown.stdout


def test_an_upload_with_a_doubt_is_shown_with_its_refusal(run: Run, sqlite_engine: Engine) -> None:
    stored = begin(sqlite_engine, TABLE + "Huyện Tủa Chùa;Xã Không Có;5\n")
    shown = run("uploads", "show", stored.upload_id)
    assert shown.exit_code == 3
    assert "rows_unsettled" in shown.stderr


def test_discarding_tells_first_and_acts_when_asked(run: Run, sqlite_engine: Engine) -> None:
    stored = begin(sqlite_engine)
    assert "--commit" in run("uploads", "discard", stored.upload_id).stdout
    assert stored.upload_id in run("uploads", "list").stdout
    assert run("uploads", "discard", stored.upload_id, "--commit").exit_code == 0
    assert "no upload is under way" in run("uploads", "list").stdout
    assert "đã hủy · discarded" in run("uploads", "list", "--all").stdout
    assert run("uploads", "discard", stored.upload_id, "--commit").exit_code == 4
    assert run("uploads", "show", "no-such").exit_code == 3


def test_releases_tell_what_is_in_force_and_which_check_sums_fail(run: Run, sqlite_engine: Engine) -> None:
    publish(sqlite_engine, begin(sqlite_engine))
    line = run("releases", "list").stdout.splitlines()[1].split("\t")
    assert line[:5] == ["1", "02/01/2026 07:00", "hoa", "counts", OLD_VINTAGE]
    assert line[7] == "đang có hiệu lực · in force"
    assert line[8].startswith("người tham gia BHXH tự nguyện 31/12/2021, Huyện Mường Nhé (096), Tỉnh Điện Biên (11) · ")
    shown = run("releases", "show", "1").stdout
    assert "khớp · matched: 2" in shown
    assert "check sums that hold: 0/1" in shown
    assert "331 ≠ 330" in shown
    publish(sqlite_engine, begin(sqlite_engine, TABLE.replace("110", "111")))
    assert "đã được thay thế · superseded → 2" in run("releases", "list").stdout
    assert run("releases", "rollback", "2", "--commit").exit_code == 0
    told = run("releases", "list").stdout
    assert "đã thu hồi · rolled back" in told
    assert "superseded" not in told
