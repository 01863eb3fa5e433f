"""data template as a user runs it: a workbook written, and what cannot be is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from sqlalchemy.engine import Engine

from services.intake.kinds import IntakeKind
from tests.fixtures.intake_tables import OLD_VINTAGE, write_small_vintages
from webmap.__main__ import command_line

Run = Callable[..., Result]


@pytest.fixture
def run(sqlite_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    write_small_vintages(sqlite_engine)
    monkeypatch.setenv("DATABASE_URL", str(sqlite_engine.url))
    monkeypatch.setenv("BAOPHU_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)

    def run_template(*arguments: str) -> Result:
        return CliRunner().invoke(command_line, ["data", "template", *arguments])

    return run_template


@pytest.mark.parametrize("kind", list(IntakeKind))
def test_a_template_of_each_kind_is_written(run: Run, tmp_path: Path, kind: IntakeKind) -> None:
    path = tmp_path / "bieu.xlsx"
    options = ["--vintage", OLD_VINTAGE, "--province", "11", "--as-of", "31/03/2019", "--out", str(path)]
    result = run(str(kind), *options)
    assert result.exit_code == 0, result.output
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert "Xã Sín Thầu" in {cell.value for row in sheet.iter_rows() for cell in row}
    assert sheet["A3"].value == "Ngày chốt số liệu: 31/03/2019"


def test_without_a_name_it_is_named_for_what_it_holds(run: Run, tmp_path: Path) -> None:
    result = run("managing_units", "--vintage", OLD_VINTAGE, "--province", "11", "--lang", "en")
    assert result.exit_code == 0, result.output
    assert (tmp_path / f"baophu-managing-units-11-{OLD_VINTAGE}-en.xlsx").is_file()


def test_targets_may_be_by_month_or_by_organisation(run: Run, tmp_path: Path) -> None:
    usual = ["targets", "--vintage", OLD_VINTAGE, "--as-of", "01/01/2019", "--out", str(tmp_path / "t.xlsx")]
    for more, header in ((["--monthly"], "28/02/2019"), (["--organisation", "Bưu điện"], "Bưu điện")):
        assert run(*usual, *more).exit_code == 0
        sheet = openpyxl.load_workbook(tmp_path / "t.xlsx").worksheets[0]
        assert header in {cell.value for row in sheet.iter_rows() for cell in row}


@pytest.mark.parametrize(
    ("options", "code", "exit_code"),
    [
        (["--vintage", "VN-1999-01-01"], "vintage_not_found", 3),
        (["--vintage", OLD_VINTAGE, "--province", "99"], "province_missing", 3),
        (["--vintage", OLD_VINTAGE, "--out", "no/such/folder/t.xlsx"], "file_not_written", 3),
        (["--vintage", OLD_VINTAGE, "--as-of", "hôm qua"], "31/03/2019", 2),
    ],
)
def test_what_cannot_be_is_said_without_a_traceback(run: Run, options: list[str], code: str, exit_code: int) -> None:
    result = run("counts", *options)
    assert result.exit_code == exit_code, result.output
    assert code in result.output


def test_a_filled_template_is_checked_as_the_kind_it_is_said_to_be(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    run("pilots", "--vintage", OLD_VINTAGE, "--province", "11", "--as-of", "31/12/2021", "--out", str(path))
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    row = next(cell.row for cell in sheet["B"] if cell.value == "03160")
    sheet.cell(row, 7, "01/06/2021")
    book.save(path)
    for kind in ([], ["--kind", "pilots"]):
        result = CliRunner().invoke(command_line, ["data", "check", str(path), *kind])
        assert result.exit_code == 0, result.output
