"""A planner's way over the demonstration: five communes of Điện Biên, two or three per district of Hà Nội, outreach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geodata.vintages import OutlineKind
from services.coverage.snapshot import Snapshot, read_snapshot
from services.demo.cases import BEFORE_2025, SINCE_2025
from services.intake.files.kept_workbooks import read_kept_workbook
from services.intake.loading import check_workbook
from services.intake.options import IntakeOptions
from services.measures.schemes import Scheme
from services.planning.alternatives import TRIES, draw_scores, find_next_best, measure_stability
from services.planning.candidates import build_candidates
from services.planning.criteria import Criterion, CriterionInputs
from services.planning.objectives import Objective, find_gains
from services.planning.outreach import build_outreach_yield, count_events, measure_event_gaps
from services.planning.ranking import Scaling, build_ranking
from services.planning.reasons import list_reasons
from services.planning.rules import NoPilots, PerUnit, PickCount
from services.planning.selection import SelectionProblem, build_field, solve_selection
from services.planning.target_document import build_proposal_document
from services.planning.target_plan import build_target_plan
from services.planning.target_question import TargetQuestion
from services.reporting.target_workbook import build_target_workbook
from services.store.engine import open_engine
from services.store.outreach import read_events_in_force
from webmap.outreach.other_boundaries import find_other_boundaries
from webmap.outreach.outreach_request import build_outreach_request
from webmap.settings import Settings

DIEN_BIEN_DAY, HA_NOI_DAY = date(2019, 3, 31), date(2021, 12, 31)
MARCH = (date(2019, 3, 1), DIEN_BIEN_DAY)
DIEN_BIEN_UNITS = {
    **{"094": 577, "095": 115, "096": 324, "097": 397, "098": 389},
    **{"099": 637, "100": 648, "101": 480, "102": 290, "103": 442},
}
WEIGHTS = {Criterion.PLAN_GAP: 2.0, Criterion.BEHIND_PACE: 1.0, Criterion.FEW_EVENTS: 1.0}


@pytest.fixture(scope="module")
def store(demo_home: Path) -> Iterator[tuple[Snapshot, pd.DataFrame]]:
    engine = open_engine(Settings.from_environment({"BAOPHU_HOME": str(demo_home)}).database_url)
    with engine.connect() as connection:
        events = read_events_in_force(connection)
    yield read_snapshot(engine), events[events["vintage_id"] == BEFORE_2025]
    engine.dispose()


def test_five_communes_of_dien_bien_are_proven_best_explained_and_tried_a_hundred_times(
    store: tuple[Snapshot, pd.DataFrame],
) -> None:
    snapshot, events = store
    candidates = build_candidates(snapshot, BEFORE_2025, "11", Scheme.BHXH_TN, DIEN_BIEN_DAY)
    assert (candidates.size, candidates.enrolled.sum(), candidates.plan_gaps.sum()) == (129, 2_959, 1_340)
    inputs = CriterionInputs(event_counts=count_events(candidates.codes, events, date(2018, 4, 1), DIEN_BIEN_DAY))
    ranking = build_ranking(candidates, WEIGHTS, inputs)
    gains = find_gains(Objective.SCORE, candidates, ranking)
    problem = SelectionProblem(build_field(candidates), gains, (PickCount(5, 5), PerUnit(None, 1)))
    best = solve_selection(problem)
    assert best is not None
    assert best.is_proven
    assert len(set(candidates.unit_codes[best.places])) == 5
    second = find_next_best(problem, best)
    assert second is not None
    assert second.gain <= best.gain
    for place in best.places:
        reasons = list_reasons(ranking, int(place))
        assert 1 <= len(reasons) <= 3
        assert all(np.isfinite(reason.value) for reason in reasons)
    drawn = draw_scores(candidates, WEIGHTS, inputs, Scaling.PERCENTILE, None, TRIES, seed=1)
    stability = measure_stability(problem, drawn, seed=1)
    assert stability.picked_counts.sum() == 5 * TRIES
    assert stability.picked_counts[best.places].mean() > 50


def test_two_or_three_more_in_each_district_of_ha_noi_and_no_pilot(store: tuple[Snapshot, pd.DataFrame]) -> None:
    candidates = build_candidates(store[0], BEFORE_2025, "01", Scheme.BHXH_TN, HA_NOI_DAY)
    assert candidates.is_pilot.sum() == 30
    gains = find_gains(Objective.UNREACHED, candidates, build_ranking(candidates, {Criterion.UNREACHED: 1.0}))
    best = solve_selection(SelectionProblem(build_field(candidates), gains, (PerUnit(2, 3), NoPilots())))
    assert best is not None
    assert best.is_proven
    assert not candidates.is_pilot[best.places].any()
    assert set(Counter(candidates.unit_codes[best.places]).values()) == {3}  # all gain, so each unit is filled
    assert len(best.codes) == 90
    # By hand: of each district the three with the most people unreached.
    free = [place for place in range(candidates.size) if not candidates.is_pilot[place]]
    free.sort(key=lambda place: -candidates.unreached[place])
    taken: Counter[str] = Counter()
    total = 0.0
    for place in free:
        unit = str(candidates.unit_codes[place])
        if taken[unit] < 3:
            taken[unit] += 1
            total += candidates.unreached[place]
    assert best.gain == pytest.approx(total)


def test_the_outreach_of_march_2019_comes_out_as_printed(store: tuple[Snapshot, pd.DataFrame]) -> None:
    snapshot, events = store
    of_dien_bien = events[events["province_code"] == "11"]
    found = build_outreach_yield(of_dien_bien, *MARCH)
    assert (found.total.event_count, found.participation_count) == (29, 37)
    assert sorted(one.event_count for one in found.organisers) == [5, 6, 26]
    candidates = build_candidates(snapshot, BEFORE_2025, "11", Scheme.BHXH_TN, DIEN_BIEN_DAY)
    gaps = measure_event_gaps(candidates.codes, of_dien_bien, DIEN_BIEN_DAY)
    assert np.count_nonzero(np.isfinite(gaps.months)) == of_dien_bien["area_code"].nunique()


def test_a_period_before_the_boundaries_changed_leads_to_its_events(store: tuple[Snapshot, pd.DataFrame]) -> None:
    left_out = {"vintage": None, "scheme": None, "organiser": None, "months": None, "lang": "vi", "within": "11"}
    march = build_outreach_request(left_out | {"from": MARCH[0], "to": MARCH[1]}, store[0]).question
    assert march.vintage_id == BEFORE_2025
    assert find_other_boundaries(store[0], march) == ()
    (told,) = find_other_boundaries(store[0], replace(march, vintage_id=SINCE_2025))
    assert (told.vintage_id, told.event_count) == (BEFORE_2025, 29)
    assert find_other_boundaries(store[0], replace(march, vintage_id=SINCE_2025, organiser="nobody")) == ()


def test_the_target_of_2019_is_split_over_the_communes_of_dien_bien_to_the_person(
    store: tuple[Snapshot, pd.DataFrame], demo_home: Path
) -> None:
    question = TargetQuestion(
        *(BEFORE_2025, "11", Scheme.BHXH_TN, date(2018, 12, 31), 2019),
        total=4_299,
        organisations=(("Bưu điện", 60), ("Hội Nông dân", 40)),
    )
    plan = build_target_plan(store[0], question)
    document = build_proposal_document(plan, OutlineKind.APPROXIMATE)
    assert (document["enrolled_count"], document["rise_count"], document["target_count"]) == (2_252, 2_047, 4_299)
    assert document["month_counts"][2] in (2_763, 2_764)  # the straight-line pace of March, 2,763.75
    assert document["month_counts"][-1] == 4_299 == sum(document["organisation_counts"])
    assert {one["unit_code"]: one["target_count"] for one in document["units"]} == DIEN_BIEN_UNITS
    assert document["commune_count"] == 129
    assert sum(one["target_count"] for one in document["communes"]) == 4_299
    workbook = read_kept_workbook(build_target_workbook("2019", document, "vi"), "chi-tieu-2019.xlsx", None)
    engine = open_engine(Settings.from_environment({"BAOPHU_HOME": str(demo_home)}).database_url)
    with engine.connect() as connection:
        draft = check_workbook(connection, workbook, IntakeOptions(), date(2019, 4, 1)).draft
    engine.dispose()
    assert draft is not None
    by_day = draft.facts.groupby("as_of")["count"].sum()
    assert by_day.tolist() == document["month_counts"]
