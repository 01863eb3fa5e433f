"""data check and data import as a user runs them: texts, report, exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from sqlalchemy.engine import Engine

from services.store import tables
from services.store.aliases import read_aliases
from services.store.engine import begin_write
from services.store.releases import list_releases, read_facts_in_force
from tests.fixtures.intake_tables import OLD_VINTAGE, write_small_vintages
from webmap.__main__ import command_line
from webmap.commands import data

TABLE = "Mã;Xã;KH 2021;Người tham gia 31/12/2021\n03158;Xã Sín Thầu;1.300;1.299\n03160;Xã Mường Nhé;40;12\n"
Run = Callable[..., Result]


@pytest.fixture
def run(sqlite_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    write_small_vintages(sqlite_engine)
    monkeypatch.setenv("DATABASE_URL", str(sqlite_engine.url))
    monkeypatch.setenv("BAOPHU_HOME", str(tmp_path / "home"))

    def run_data(action: str, text: str, *more: str) -> Result:
        path = tmp_path / "table.csv"
        path.write_text(text, encoding="utf-8")
        usual = ["--vintage", OLD_VINTAGE, "--province", "11", "--scheme", "BHXH_TN", "--as-of", "31/12/2021"]
        return CliRunner().invoke(command_line, ["data", action, str(path), *usual, *more])

    return run_data


def count_releases(engine: Engine) -> int:
    with engine.connect() as connection:
        return len(list_releases(connection))


def test_check_tells_what_was_understood_and_changes_nothing(run: Run, sqlite_engine: Engine) -> None:
    result = run("check", TABLE)
    assert result.exit_code == 0, result.output
    assert "khớp · matched: 2" in result.output
    assert "BHXH_TN enrolled 31/12/2021: 1.311 (2 đơn vị · areas)" in result.output
    assert "KH 2021 = target:2021-12-31:BHXH_TN" in result.output
    assert count_releases(sqlite_engine) == 0


def test_import_is_a_dry_run_unless_committed(run: Run, sqlite_engine: Engine) -> None:
    result = run("import", TABLE)
    assert result.exit_code == 0
    assert "--commit" in result.output
    assert count_releases(sqlite_engine) == 0


def test_a_committed_import_publishes_with_its_sources(run: Run, sqlite_engine: Engine) -> None:
    sources = ["--source", "BHXH Điện Biên", "--target-source", "UBND", "--target-version", "2", "--illustrative"]
    result = run("import", TABLE, "--commit", *sources)
    assert result.exit_code == 0, result.output
    with sqlite_engine.connect() as connection:
        (release,) = list_releases(connection)
    assert (release.source, release.target_source, release.target_version) == ("BHXH Điện Biên", "UBND", "2")
    assert release.is_illustrative
    assert release.illustrative_note.vi


def test_an_unsettled_row_refuses_the_import_and_still_writes_the_report(
    run: Run, sqlite_engine: Engine, tmp_path: Path
) -> None:
    report = tmp_path / "report.json"
    text = TABLE + ";Xã Sín Thâm;5;5\n"
    result = run("import", text, "--commit", "--report", str(report))
    assert result.exit_code == 3
    assert "rows_unsettled" in result.output
    assert "Xã Sín Thầu (03158)" in result.output
    document = json.loads(report.read_text(encoding="utf-8"))
    assert document["outcomes"] == document["outcomes"] | {"matched": 2, "unknown": 1}
    assert count_releases(sqlite_engine) == 0
    assert run("import", text, "--commit", "--leave-out-unmatched").exit_code == 0
    assert count_releases(sqlite_engine) == 1


def test_a_mapping_is_taken_from_the_command_line(run: Run) -> None:
    text = TABLE.replace("KH 2021", "Số giao = 1").replace("Người tham gia 31/12/2021", "Cột lạ")
    refused = run("check", text)
    assert refused.exit_code == 3
    assert "--map" in refused.output
    assert run("check", text, "--map", "Số giao = 1=target:2021", "--map", "D=enrolled").exit_code == 0


@pytest.mark.parametrize(
    "more", [["--as-of", "31/13/2021"], ["--map", "nothing"], ["--scheme", "X"], ["--level", "country"]]
)
def test_a_malformed_option_is_a_usage_error(run: Run, more: list[str]) -> None:
    assert run("check", TABLE, *more).exit_code == 2


def test_a_report_that_cannot_be_written_is_told_and_nothing_published(
    run: Run, sqlite_engine: Engine, tmp_path: Path
) -> None:
    result = run("import", TABLE, "--commit", "--report", str(tmp_path / "no" / "report.json"))
    assert result.exit_code == 3
    assert "report_not_written" in result.output
    assert count_releases(sqlite_engine) == 0


def test_check_sums_that_fail_are_shown(run: Run) -> None:
    result = run("check", TABLE + ";Tổng cộng;1.340;1.310\n")
    assert result.exit_code == 0
    assert "Check sums that hold: 1/2" in result.output
    assert "1.310 ≠ 1.311 (-1)" in result.output


def test_an_import_to_a_vintage_that_is_not_shown_says_so(run: Run, sqlite_engine: Engine) -> None:
    with begin_write(sqlite_engine) as connection:
        connection.execute(sa.update(tables.vintage).values(activated_at=None))
    assert "chưa lên bản đồ" in run("check", TABLE).output
    assert f"boundaries activate {OLD_VINTAGE}" in run("import", TABLE, "--commit").output


@pytest.mark.parametrize("word", ["xa", "commune"])
def test_levels_are_taken_in_both_languages(run: Run, word: str) -> None:
    assert run("check", TABLE, "--level", word).exit_code == 0


def test_an_unreadable_scheme_is_quoted(run: Run) -> None:
    result = run("check", "Mã;Xã;Loại hình;Người tham gia\n03158;Xã Sín Thầu;linh tinh;5\n")
    assert result.exit_code == 3
    assert "scheme_unreadable" in result.output
    assert "«linh tinh»" in result.output


def test_counts_in_force_that_a_shorter_file_would_take_away_are_told(run: Run) -> None:
    assert run("import", TABLE, "--commit").exit_code == 0
    again = run("check", TABLE)
    assert (again.exit_code, "counts_not_restated" in again.output) == (0, False)
    shorter = run("check", TABLE[: TABLE.index("03160")])
    assert (shorter.exit_code, "counts_not_restated" in shorter.output) == (0, True)
    assert "2 counts in force of 1 areas" in shorter.output
    assert "Xã Mường Nhé (03160)" in shorter.output
    other_day = run("check", TABLE[: TABLE.index("03160")].replace("2021", "2020"), "--as-of", "31/12/2020")
    assert (other_day.exit_code, "counts_not_restated" in other_day.output) == (0, False)


def test_counts_of_another_level_stand_beside_those_in_force(run: Run, sqlite_engine: Engine) -> None:
    assert run("import", TABLE, "--commit").exit_code == 0
    province = run("import", "Tỉnh;Người tham gia\nTỉnh Điện Biên;5000\n", "--level", "tinh", "--commit")
    assert (province.exit_code, "counts_not_restated" in province.output) == (0, False)
    with sqlite_engine.connect() as connection:
        facts = read_facts_in_force(connection)
    enrolled = facts[facts["measure"] == "enrolled"]
    assert dict(zip(enrolled["area_code"], enrolled["count"], strict=True)) == {"03158": 1299, "03160": 12, "11": 5000}


def test_a_file_says_what_it_speaks_for_and_may_be_told_otherwise(run: Run) -> None:
    assert "chỉ · only Huyện Mường Nhé (các dòng · rows)" in run("check", TABLE).output
    widened = run("check", TABLE, "--covers", "province").output
    assert "cả tỉnh · the province whole (người dùng chọn · option)" in widened
    assert run("import", TABLE, "--covers", "district").exit_code == 2


def test_a_number_that_no_count_of_people_can_be_is_refused(run: Run) -> None:
    result = run("check", TABLE.replace("1.299", "9" * 30))
    assert result.exit_code == 3
    assert "count_too_large" in result.output


def test_a_file_that_is_in_force_is_not_published_again_unless_told_to(run: Run, sqlite_engine: Engine) -> None:
    assert run("import", TABLE, "--commit").exit_code == 0
    refused = run("import", TABLE, "--commit")
    assert refused.exit_code == 4
    assert "bản 1" in refused.output
    assert "--again" in refused.output
    assert count_releases(sqlite_engine) == 1
    assert run("import", TABLE).exit_code == 0  # a dry run only tells
    assert run("import", TABLE, "--commit", "--again").exit_code == 0
    assert count_releases(sqlite_engine) == 2


def test_names_told_are_kept_with_the_release_or_neither(
    run: Run, sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = ("--commit", "--decide", "Xã Mường Nè=Xã Mường Nhé")
    text = TABLE.replace("03160;Xã Mường Nhé", ";Xã Mường Nè")

    def fail(*_arguments: object, **_named: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr("services.intake.publication.deciding.write_aliases", fail)
        assert run("import", text, *told).exit_code != 0
    assert count_releases(sqlite_engine) == 0
    done = run("import", text, *told)
    assert done.exit_code == 0, done.output
    assert "1 names and columns remembered" in done.output
    with sqlite_engine.connect() as connection:
        assert [one.alias.written for one in read_aliases(connection, OLD_VINTAGE)] == ["Xã Mường Nè"]


def test_a_large_file_tells_its_steps_on_the_error_output(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "→" not in run("import", TABLE, "--commit").stderr
    monkeypatch.setattr(data, "_LARGE", 0)
    told = run("import", TABLE, "--commit", "--again").stderr
    steps = ("Đọc tệp", "Kiểm tra 3 dòng · Checking 3 rows", "So với số đang có", "Ghi vào cơ sở dữ liệu")
    places = [told.index(step) for step in steps]
    assert places == sorted(places)
