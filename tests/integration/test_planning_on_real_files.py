"""Planning on the real files: Hà Nội's report evaluated and selected from, the nation selected from by population."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from services.coverage.snapshot import Snapshot, read_snapshot
from services.measures.schemes import Scheme
from services.planning.candidates import URBAN_KINDS
from services.planning.contrasts import find_nearest_exchange
from services.planning.criteria import Criterion
from services.planning.evaluation import evaluate_pilots
from services.planning.ground import Field
from services.planning.objectives import Objective
from services.planning.pilot_study import PilotStudy
from services.planning.plan import Plan, build_plan
from services.planning.question import PlanQuestion, SelectionAsked
from services.planning.rules import NoPilots, PerUnit, PickCount
from services.planning.selection import SelectionProblem, solve_selection
from services.planning.shrinkage import rank_rates, shrink_rates
from services.planning.solving import SolvedSelection, solve_plan
from services.store.engine import migrate, open_engine
from tests.fixtures.real_vintages import BEFORE_ID, write_real_vintages
from tests.integration.test_one_history import publish_report

pytestmark = pytest.mark.real_data
PROVINCE_SECONDS = 2.0
DATES = (date(2020, 12, 31), date(2021, 5, 31), date(2021, 12, 31))
STOCKS = [f"Người tham gia {day.day}/{day.month}/{day.year}" for day in DATES]


@pytest.fixture(scope="module")
def report(real_data: Path) -> pd.DataFrame:
    frame = pd.read_csv(real_data / "reports/ha_noi_bhxhtn_2021-12.csv", sep=";", dtype=str, encoding="utf-8-sig")
    for column in (*STOCKS, "LLLĐ trong độ tuổi"):
        frame[column] = pd.to_numeric(frame[column].str.replace(".", "")).astype(float)
    return frame


def build_study(report: pd.DataFrame) -> PilotStudy:
    is_pilot = report["Xã điểm từ ngày"].notna().to_numpy()
    names = report["Xã/Phường/Thị trấn"].to_numpy(object)
    return PilotStudy(
        scheme=Scheme.BHXH_TN,
        started_on=date(2021, 6, 1),
        dates=DATES,
        baseline=1,
        codes=report["Mã xã"].to_numpy(object),
        names=names,
        is_pilot=is_pilot,
        is_other=~is_pilot,
        is_urban=np.array([name.startswith(URBAN_KINDS) for name in names]),
        stocks=report[STOCKS].to_numpy(float).T,
        sizes=report["LLLĐ trong độ tuổi"].to_numpy(float),
        gross_new=np.full(len(report), np.nan),
    )


def build_ground(codes: pd.Series, units: pd.Series, sizes: np.ndarray, is_pilot: np.ndarray) -> Field:
    blank = np.full(len(codes), np.nan)
    return Field(codes.to_numpy(object), units.to_numpy(object), is_pilot, sizes, np.ones(len(codes)), blank, blank)


def test_the_evaluation_of_ha_noi_says_what_was_printed(report: pd.DataFrame) -> None:
    found = evaluate_pilots(build_study(report))
    assert (found.pilots.commune_count, found.others.commune_count) == (30, 554)
    assert (found.pilots.net_mean, found.months) == (115, 7)
    assert round(found.net_ratio or 0, 1) == 2.9
    assert round(found.stock_share * 100, 2) == 10.25
    assert (found.pilots.net_total, found.year_net_total) == (3_450, 3_108)
    assert found.difference is not None
    assert found.difference.pilot_count == 30


def test_two_or_three_more_in_each_district_of_584_communes(report: pd.DataFrame) -> None:
    study = build_study(report)
    ground = build_ground(report["Mã xã"], report["Quận/Huyện"], study.sizes, study.is_pilot)
    gains = study.sizes - study.stocks[-1]
    found = solve_selection(SelectionProblem(ground, gains, (PerUnit(2, 3), NoPilots())))
    assert found is not None
    assert found.is_proven
    picked = report.iloc[found.places]
    assert picked["Xã điểm từ ngày"].isna().all()
    assert len(report) == 584
    assert picked.groupby("Quận/Huyện").size().between(2, 3).all()
    assert picked["Quận/Huyện"].nunique() == 30
    free = report.assign(gain=gains)[~study.is_pilot]
    by_hand = free.sort_values("gain", ascending=False).groupby("Quận/Huyện").head(3)["gain"].sum()
    assert found.gain == pytest.approx(by_hand)


def test_300_of_the_nation_with_bounds_for_each_province(real_data: Path) -> None:
    communes = pd.read_parquet(real_data / "boundaries/communes_2025.parquet", columns=["code", "province_code"])
    people = pd.read_csv(real_data / "population/communes_2025.csv", dtype={"code": str})
    frame = communes.merge(people, on="code", validate="1:1")
    assert len(frame) == 3_321
    sizes = frame["population_2019"].to_numpy(float)
    ground = build_ground(frame["code"], frame["province_code"], sizes, np.zeros(len(frame), dtype=bool))
    found = solve_selection(SelectionProblem(ground, sizes, (PickCount(300, 300), PerUnit(4, 20))))
    assert found is not None
    assert found.is_proven
    counts = frame.iloc[found.places].groupby("province_code").size()
    assert len(found.codes) == 300
    assert counts.between(4, 20).all()
    assert len(counts) == 34
    # No commune left out could take the place of a smaller one without breaking a bound.
    left = frame.drop(index=frame.index[found.places])
    for province, count in counts.items():
        own = sizes[found.places][(frame["province_code"].to_numpy()[found.places] == province)]
        others = left[left["province_code"] == province]["population_2019"]
        assert others.empty or others.max() <= own.min()
        assert 4 <= count <= 20


def test_small_communes_of_ha_noi_have_wide_ranks(report: pd.DataFrame) -> None:
    study = build_study(report)
    rates = shrink_rates(study.stocks[-1], study.sizes)
    ranks = rank_rates(rates)
    widths = ranks.highs - ranks.lows
    small = study.sizes <= np.quantile(study.sizes, 0.2)
    assert np.median(widths[small]) > np.median(widths[~small])
    assert ((rates.estimates > 0) & (rates.estimates < 1)).all()


@pytest.fixture(scope="module")
def snapshot(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('planning') / 'store.sqlite'}")
    migrate(engine)
    write_real_vintages(engine, real_data)
    for name in ("dien_bien_bhxhtn_2019-03.xlsx", "ha_noi_bhxhtn_2021-12.csv"):
        publish_report(engine, real_data / "reports" / name)
    yield read_snapshot(engine)
    engine.dispose()


def solve(snapshot: Snapshot, within: str, day: date, asked: SelectionAsked) -> tuple[Plan, SolvedSelection, float]:
    """Return the selection as the page asks for it, and the processor seconds of the list with all beside it."""
    weights = ((Criterion.PLAN_GAP, 4), (Criterion.BEHIND_PACE, 2))
    plan = build_plan(snapshot, PlanQuestion(BEFORE_ID, within, Scheme.BHXH_TN, day, weights))
    began = time.process_time()
    return plan, solve_plan(plan, asked, lambda: np.zeros(0, dtype=object), 60.0), time.process_time() - began


def test_a_planner_picks_five_in_dien_bien_and_says_why_one_and_not_another(snapshot: Snapshot) -> None:
    solve(snapshot, "11", date(2019, 3, 31), SelectionAsked(pick=1))  # loads the solver
    plan, solved, seconds = solve(snapshot, "11", date(2019, 3, 31), SelectionAsked(pick=5, unit_most=1))
    best = solved.selection
    assert plan.candidates.size == 130
    assert best is not None
    assert best.is_proven
    assert solved.is_complete
    assert solved.stability is not None
    assert solved.stability.tries == 100
    assert seconds < PROVINCE_SECONDS
    units = plan.candidates.unit_codes[best.places]
    assert len(set(units)) == 5
    for place in best.places:
        found = find_nearest_exchange(solved.problem, best, int(place))
        assert found is not None
        assert found.loss is not None
        assert found.loss >= 0 or found.broken
    over = next(one for one in plan.order if one not in best.places and plan.candidates.unit_codes[one] in units)
    said = find_nearest_exchange(solved.problem, best, over)
    assert said is not None
    assert said.outside == over
    more = SelectionAsked(pick=5, unit_least=1)  # ten districts
    impossible = solve(snapshot, "11", date(2019, 3, 31), more)[1]
    assert impossible.selection is None
    said = [[one.text.vi for one in way] for way in impossible.ways or ()]
    assert ["thay «chọn đúng 5 xã» bằng «chọn đúng 10 xã»"] in said
    assert ["bỏ: mỗi đơn vị ít nhất 1 xã"] in said
    assert impossible.is_complete


def test_two_or_three_more_in_each_district_of_ha_noi_as_the_page_asks(snapshot: Snapshot) -> None:
    asked = SelectionAsked(Objective.UNREACHED, unit_least=2, unit_most=3)
    plan, solved, seconds = solve(snapshot, "01", date(2021, 12, 31), asked)
    best = solved.selection
    assert (plan.candidates.size, int(plan.candidates.is_pilot.sum())) == (584, 30)
    assert best is not None
    assert best.is_proven
    assert seconds < PROVINCE_SECONDS
    assert not plan.candidates.is_pilot[best.places].any()
    counts = pd.Series(plan.candidates.unit_codes[best.places]).value_counts()
    assert (len(counts), counts.min(), counts.max()) == (30, 3, 3)
    assert best.gain == 1_354_099
    assert solved.stability is not None
    assert solved.stability.tries == 100
