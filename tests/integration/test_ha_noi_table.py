"""The real table of Hà Nội against the real communes of 2016, with the published totals of domain.md, section 5."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from sqlalchemy.engine import Engine

from geodata.areas import Level
from geodata.vintages import OutlineKind, Vintage
from services.store.boundaries import write_vintage
from services.store.engine import begin_write, migrate, open_engine
from services.store.releases import read_facts_in_force, read_pilots_in_force
from webmap.__main__ import command_line

pytestmark = pytest.mark.real_data
VINTAGE_ID = "VN-2016-01-01"
NOW = datetime(2026, 1, 2, tzinfo=UTC)
OUTLINE = ("area_km2", "label_lon", "label_lat", "west", "south", "east", "north")
# The boundary file gives this commune no code; the gazetteer has it.
UNCODED = {("018", "Xã Yên Viên"): "00532"}


@pytest.fixture(params=["coded_by_name", "left_out"])
def store(request: pytest.FixtureRequest, tmp_path: Path, real_data: Path) -> Iterator[tuple[str, Engine, str]]:
    """A store with the communes of 2016, those without a code coded by name or left out."""
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    engine = open_engine(url)
    migrate(engine)
    with begin_write(engine) as connection:
        areas = build_areas(real_data, by_name=request.param == "coded_by_name")
        write_vintage(connection, build_vintage(), areas, b"-", {}, NOW)
    yield url, engine, request.param
    engine.dispose()


def build_vintage() -> Vintage:
    return Vintage(
        VINTAGE_ID, "2016", "2016", date(2016, 1, 1), date(2025, 7, 1), Level.COMMUNE, OutlineKind.SURVEYED, "-", "MIT"
    )


def build_areas(real_data: Path, *, by_name: bool) -> pd.DataFrame:
    columns = ["code", "name", "district_code", "district", "province_code", "province"]
    communes = pd.read_parquet(real_data / "boundaries" / "communes_2016.parquet", columns=columns).fillna("")
    if by_name:
        for (district, name), code in UNCODED.items():
            communes.loc[(communes["district_code"] == district) & (communes["name"] == name), "code"] = code
    communes = communes[(communes["code"] != "") & (communes["district_code"] != "")]
    levels = [
        pd.DataFrame([("country", "VN", "Việt Nam", None, None)]),
        _build_level(communes, "province", ["province_code", "province"], "country", None),
        _build_level(communes, "managing_unit", ["district_code", "district"], "province", "province_code"),
        _build_level(communes, "commune", ["code", "name"], "managing_unit", "district_code"),
    ]
    areas = pd.concat(levels, ignore_index=True)
    areas.columns = pd.Index(["level", "area_code", "name", "parent_level", "parent_code"])
    areas["position"] = areas.groupby("level").cumcount()
    return areas.assign(**dict.fromkeys(OUTLINE, 0.0))


def _build_level(
    communes: pd.DataFrame, level: str, names: list[str], parent_level: str, parent: str | None
) -> pd.DataFrame:
    unique = communes.drop_duplicates(names[0])
    parents = unique[parent].tolist() if parent else ["VN"] * len(unique)
    rows = zip(
        [level] * len(unique), unique[names[0]], unique[names[1]], [parent_level] * len(unique), parents, strict=True
    )
    return pd.DataFrame(rows)


def run_import(url: str, real_data: Path, report: Path, monkeypatch: pytest.MonkeyPatch, *more: str) -> tuple[int, str]:
    monkeypatch.setenv("DATABASE_URL", url)
    table = real_data / "reports" / "ha_noi_bhxhtn_2021-12.csv"
    arguments = ["data", "import", str(table), "--vintage", VINTAGE_ID, "--province", "01", "--scheme", "BHXH_TN"]
    arguments += ["--as-of", "2021-12-31", "--report", str(report), "--commit", *more]
    result = CliRunner().invoke(command_line, arguments)
    return result.exit_code, result.output


def test_each_of_the_584_rows_is_accounted_for(
    store: tuple[str, Engine, str], tmp_path: Path, real_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, engine, kind = store
    exit_code, output = run_import(url, real_data, tmp_path / "report.json", monkeypatch)
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert report["rows_read"] == sum(report["outcomes"].values()) == len(report["rows"]) == 584 + 1  # its header
    if kind == "left_out":
        check_left_out(exit_code, output, report, engine)
        exit_code, _ = run_import(url, real_data, tmp_path / "report.json", monkeypatch, "--leave-out-unmatched")
        assert exit_code == 0
        assert read_sums(engine)["enrolled", date(2021, 12, 31)] == 63_300 - 103
        return
    assert exit_code == 0, output
    assert report["outcomes"]["matched"] == 584
    check_published_totals(engine)


def check_left_out(exit_code: int, output: str, report: dict[str, object], engine: Engine) -> None:
    assert exit_code == 3
    assert "Xã Yên Viên" in output
    (row,) = [row for row in report["rows"] if row["outcome"] not in ("matched", "ignored")]  # type: ignore[attr-defined]
    assert (row["outcome"], row["candidates"][0]["name"]) == ("unknown", "Thị trấn Yên Viên")
    assert read_sums(engine) == {}


def check_published_totals(engine: Engine) -> None:
    sums = read_sums(engine)
    stock, a_year_before = sums["enrolled", date(2021, 12, 31)], sums["enrolled", date(2020, 12, 31)]
    assert (stock, stock - a_year_before) == (63_300, 14_600)
    assert round(100 * stock / sums["target", date(2021, 12, 31)], 2) == 100.21
    assert round(100 * stock / sums["labour_force", date(2021, 12, 31)], 1) == 1.3
    with engine.connect() as connection:
        pilots = read_pilots_in_force(connection)
        facts = read_facts_in_force(connection)
    assert len(pilots) == 30
    assert set(pilots["started_on"]) == {date(2021, 6, 1)}
    stocks = facts[(facts["measure"] == "enrolled") & facts["area_code"].isin(pilots["area_code"])]
    by_day = stocks.groupby("as_of", observed=True)["count"].sum()
    assert round(100 * by_day[date(2021, 12, 31)] / stock, 2) == 10.25


def read_sums(engine: Engine) -> dict[tuple[str, date], int]:
    with engine.connect() as connection:
        facts = read_facts_in_force(connection)
    sums = facts.groupby(["measure", "as_of"], observed=True)["count"].sum()
    return {(str(measure), day): int(count) for (measure, day), count in sums.items()}
