"""The three real reports from the file alone to what is published, with the totals of domain.md, section 5."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.engine import Engine

from services.intake.loading import CheckedTable, IntakeOptions, check_data
from services.intake.options import RowDecision
from services.intake.outcomes import RowOutcome
from services.store.aliases import list_aliases
from services.store.boundaries import write_vintage
from services.store.engine import begin_write, migrate, open_engine
from tests.integration.test_ha_noi_table import NOW, build_areas, build_vintage, read_sums
from webmap.__main__ import command_line

pytestmark = pytest.mark.real_data
TODAY = date(2026, 7, 1)
XA_NHE = ("Xã Xá Nhè", "03244")
DIEN_BIEN = "dien_bien_bhxhtn_2019-03.xlsx"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory, real_data: Path) -> str:
    """A store with the communes of 2016."""
    address = f"sqlite:///{tmp_path_factory.mktemp('reports') / 'store.sqlite'}"
    engine = open_engine(address)
    migrate(engine)
    with begin_write(engine) as connection:
        write_vintage(connection, build_vintage(), build_areas(real_data, by_name=True), b"-", {}, NOW)
    engine.dispose()
    return address


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    opened = open_engine(url)
    yield opened
    opened.dispose()


def check(engine: Engine, real_data: Path, name: str, options: IntakeOptions | None = None) -> CheckedTable:
    with engine.connect() as connection:
        return check_data(connection, real_data / "reports" / name, options or IntakeOptions(), TODAY)


def sum_facts(checked: CheckedTable) -> dict[tuple[str, date], int]:
    sums = checked.report.facts.groupby(["measure", "as_of"])["count"].sum()
    return {(str(measure), day): int(count) for (measure, day), count in sums.items()}


def test_dien_bien_asks_for_one_commune_alone(engine: Engine, real_data: Path) -> None:
    checked = check(engine, real_data, DIEN_BIEN)
    report, understood = checked.report, checked.understood
    assert (understood.as_of.value, understood.province_code.value) == (date(2019, 3, 31), "11")
    assert report.outcome_counts["matched"] == 129
    (asked,) = report.unsettled
    assert (asked.name, asked.candidates[0].area_code) == XA_NHE
    assert asked.candidates[0].name == "Xã Sáng Nhè"
    assert sum(report.outcome_counts.values()) == len(report.rows) == 148
    assert [finding.code for finding in report.findings] == ["vintage_not_shown"]  # its boundaries are imported alone
    assert checked.refusal is not None
    assert checked.refusal.code == "rows_unsettled"


def test_the_ten_districts_of_dien_bien_and_their_total_add_up(engine: Engine, real_data: Path) -> None:
    report = check(engine, real_data, DIEN_BIEN).report
    assert {check_sum.row for check_sum in report.check_sums} == {
        row.number for row in report.rows if row.outcome == RowOutcome.SUBTOTAL
    }
    assert len(report.check_sums) == 11 * 4
    assert all(check_sum.holds for check_sum in report.check_sums)


def test_after_the_answer_the_totals_of_dien_bien_are_the_published_ones(engine: Engine, real_data: Path) -> None:
    options = IntakeOptions(decisions=(RowDecision(None, 58, XA_NHE[1]),))
    checked = check(engine, real_data, DIEN_BIEN, options)
    assert checked.refusal is None
    assert checked.report.outcome_counts["alias"] == 1
    assert sum_facts(checked) == {
        ("target", date(2019, 12, 31)): 4299,
        ("enrolled", date(2018, 12, 31)): 2252,
        ("enrolled", date(2018, 3, 31)): 1339,
        ("enrolled", date(2019, 3, 31)): 2959,
    }


def test_ha_noi_matches_row_by_row_with_nothing_said(engine: Engine, real_data: Path) -> None:
    checked = check(engine, real_data, "ha_noi_bhxhtn_2021-12.csv")
    assert checked.refusal is None
    assert checked.report.outcome_counts["matched"] == 584
    assert sum_facts(checked)["enrolled", date(2021, 12, 31)] == 63_300
    assert checked.draft is not None
    assert len(checked.draft.pilots) == 30


def test_thai_thuy_loads_its_five_dates_and_its_total_holds(engine: Engine, real_data: Path) -> None:
    checked = check(engine, real_data, "thai_thuy_2017-2021.xlsx")
    assert checked.refusal is None
    assert checked.report.outcome_counts["matched"] == 48
    assert [check_sum.holds for check_sum in checked.report.check_sums] == [True] * 5
    assert list(sum_facts(checked).values()) == [1800, 1700, 3200, 4200, 4300]


def run(url: str, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    monkeypatch.setenv("DATABASE_URL", url)
    return CliRunner().invoke(command_line, ["data", *arguments])


def test_one_command_imports_dien_bien_and_the_next_one_asks_nothing(
    url: str, engine: Engine, real_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(real_data / "reports" / DIEN_BIEN)
    asked = run(url, monkeypatch, "import", path, "--commit")
    assert asked.exit_code == 3
    assert "--decide 58=03244  Xã Sáng Nhè" in asked.output
    imported = run(url, monkeypatch, "import", path, "--commit", "--decide", "Xã Xá Nhè=Xã Sáng Nhè")
    assert imported.exit_code == 0, imported.output
    assert read_sums(engine)["enrolled", date(2019, 3, 31)] == 2959
    with engine.connect() as connection:
        (alias,) = list_aliases(connection)
    assert (alias.alias.written, alias.alias.area_code) == XA_NHE
    again = run(url, monkeypatch, "check", path)
    assert again.exit_code == 0, again.output
