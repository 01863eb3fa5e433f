"""The evaluation of Hà Nội's pilot communes says what was printed, and what was not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from services.coverage.snapshot import Snapshot, read_snapshot
from services.demo.cases import BEFORE_2025
from services.measures.schemes import Scheme
from services.planning.evaluation import PilotEvaluation, evaluate_pilots
from services.planning.pilot_study import build_pilot_study
from services.store.engine import open_engine
from webmap.settings import Settings

DAY = date(2021, 12, 31)


@pytest.fixture(scope="module")
def snapshot(demo_home: Path) -> Snapshot:
    engine = open_engine(Settings.from_environment({"BAOPHU_HOME": str(demo_home)}).database_url)
    try:
        return read_snapshot(engine)
    finally:
        engine.dispose()


@pytest.fixture(scope="module")
def evaluation(snapshot: Snapshot) -> PilotEvaluation:
    return evaluate_pilots(build_pilot_study(snapshot, BEFORE_2025, "01", Scheme.BHXH_TN, DAY))


def test_115_new_per_pilot_commune_in_seven_months_2_9_times_the_others(evaluation: PilotEvaluation) -> None:
    assert evaluation.pilots.commune_count == 30
    assert evaluation.months == 7
    assert evaluation.pilots.net_mean == 115
    assert round(evaluation.net_ratio or 0, 1) == 2.9


def test_nearly_6500_are_10_25_percent_of_all(evaluation: PilotEvaluation) -> None:
    assert round(evaluation.pilots.last_total, -2) == 6_500
    assert round(evaluation.stock_share * 100, 2) == 10.25


def test_3450_since_the_start_and_3100_on_the_year_stand_side_by_side(evaluation: PilotEvaluation) -> None:
    assert evaluation.pilots.net_total == 3_450
    assert evaluation.year_net_total == 3_108
    assert evaluation.pilots.gross_total is None  # none was printed for communes: no number is made of the stock
    assert evaluation.sentences[1].vi == (
        "Cả nhóm xã điểm, từ 31/05/2021: +3.450; từ cuối năm trước: +3.108, vì từ đầu năm đến 31/05/2021 thay đổi −342."
    )


def test_what_it_says_is_the_arithmetic_of_the_communes(snapshot: Snapshot, evaluation: PilotEvaluation) -> None:
    study = build_pilot_study(snapshot, BEFORE_2025, "01", Scheme.BHXH_TN, DAY)
    change = study.stocks[-1] - study.stocks[study.baseline]
    assert evaluation.matching is not None
    assert evaluation.difference is not None
    pairs = zip(evaluation.matching.pilots, evaluation.matching.matches, strict=True)
    by_hand = [change[pilot] - np.mean([change[one] for one in like]) for pilot, like in pairs]
    assert evaluation.difference.mean == pytest.approx(np.mean(by_hand))
    assert (evaluation.difference.low or 0) > 0
    assert evaluation.sentences[0].vi.startswith(
        "30 xã điểm tăng thuần bình quân 115,0 người mỗi xã trong 7 tháng, gấp 2,9 lần (các xã khác: 39,7)"
    )
