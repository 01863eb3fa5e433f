"""What stands beside an area in its profile: outlook, other schemes, neighbours, ranked children, conferences."""

from __future__ import annotations

from datetime import date

from services.coverage.profile import Profile, build_profile
from services.coverage.snapshot import Snapshot
from services.demo.cases import BEFORE_2025
from services.measures.indicators import Indicator
from services.measures.outlook import OutlookState
from services.measures.schemes import Scheme
from tests.fixtures.memory_snapshots import VINTAGE_ID, Area, Fact, build_memory_snapshot

AREAS = (Area("VN", None), *(Area(f"{n}0", "VN") for n in range(1, 8)))
DAY, YEAR_END = date(2019, 3, 31), date(2019, 12, 31)
STOCKS = {"10": 50, "20": 90, "30": 70, "40": 70, "50": 10, "60": 20}


def profile_of(code: str) -> Profile:
    facts = [Fact("BHXH_TN", "enrolled", DAY, one, count) for one, count in STOCKS.items()]
    facts += [Fact("BHXH_TN", "target", YEAR_END, one, 100) for one in STOCKS]
    facts.append(Fact("BHYT", "enrolled", DAY, "30", 500))
    return build_profile(build_memory_snapshot(AREAS, facts), VINTAGE_ID, code, Scheme.BHXH_TN, DAY)


def test_those_ranked_next_to_an_area_are_named_with_ties_and_itself() -> None:
    near = [(one.rank, one.value.area_code, one.is_self) for one in profile_of("40").neighbours]
    assert near == [(1, "20", False), (2, "30", False), (2, "40", True), (4, "10", False), (5, "60", False)]


def test_the_first_has_none_before_it_and_who_has_no_value_has_no_neighbours() -> None:
    assert [one.value.area_code for one in profile_of("20").neighbours] == ["20", "30", "40"]
    assert profile_of("70").neighbours == ()
    assert profile_of("VN").neighbours == ()


def test_children_carry_their_ranks_and_keep_their_order() -> None:
    whole = profile_of("VN")
    ranks = dict(zip((child.area_code for child in whole.children), whole.child_ranks, strict=True))
    assert ranks == {"10": 4, "20": 1, "30": 2, "40": 2, "50": 6, "60": 5, "70": None}


def test_schemes_with_participants_stand_beside_each_other() -> None:
    both = profile_of("30").schemes
    assert [(one.scheme, one.enrolled.value) for one in both] == [(Scheme.BHXH_TN, 70), (Scheme.BHYT, 500)]
    assert both[1].completion.value is None
    assert both[1].state is OutlookState.UNKNOWN
    assert [one.scheme for one in profile_of("20").schemes] == [Scheme.BHXH_TN]


def test_dien_bien_leads_with_its_pace_and_has_its_conferences_on_the_time_axis(demo_snapshot: Snapshot) -> None:
    found = build_profile(demo_snapshot, BEFORE_2025, "11", Scheme.BHXH_TN, DAY)
    outlook = found.outlook
    assert (outlook.state, outlook.pace_gap_count, outlook.required_per_month_count) == (OutlookState.AHEAD, 195, 149)
    assert outlook.plan_gap_count == found.indicators[Indicator.PLAN_GAP_COUNT].value.value
    assert len(found.events) == 29
    assert (found.month_events.event_count, found.month_events.participation_count) == (29, 37)
    earlier = build_profile(demo_snapshot, BEFORE_2025, "11", Scheme.BHXH_TN, date(2019, 2, 28))
    assert (len(earlier.events), earlier.month_events.event_count) == (29, 0)
