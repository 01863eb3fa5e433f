"""The fast engine against the slow oracle, and the laws that hold for any country and any facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from geodata.areas import Level
from geodata.errors import BadInput
from services.coverage.base_dates import list_base_dates
from services.coverage.evaluation import evaluate
from services.coverage.snapshot import Snapshot
from services.coverage.view import View, ViewRequest, build_view, list_levels_within
from services.coverage.vintage_data import focus_vintage
from services.measures.class_methods import ClassMethod
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme
from services.measures.states import STATES
from tests.fixtures.memory_snapshots import VINTAGE_ID, Area, Fact, build_memory_snapshot
from tests.fixtures.slow_oracle import OPERANDS, Oracle

AS_OF, SINCE = date(2019, 3, 31), date(2018, 12, 31)
DAYS = {
    "enrolled": (AS_OF, date(2018, 3, 31), date(2018, 12, 31)),
    "target": (date(2019, 12, 31), date(2019, 2, 28), date(2019, 6, 30)),
    "labour_force": (date(2018, 12, 31), date(2019, 12, 31)),
    "population": (date(2009, 4, 1), date(2019, 4, 1)),
}
STOCK_SCHEMES = ("BHXH_TN", "BHXH_BB", "BHXH", "BHYT")
COUNTS = st.one_of(st.integers(0, 40), st.integers(0, 3), st.none())
STATUSES = st.sampled_from(("reported", "reported", "reported", "estimated"))


@dataclass(frozen=True)
class Case:
    areas: tuple[Area, ...]
    facts: tuple[Fact, ...]


@st.composite
def countries(draw: st.DrawFn) -> tuple[Area, ...]:
    """Provinces with units of communes, communes without a unit, or nothing below."""
    areas = [Area("VN", None)]
    for province in range(draw(st.integers(1, 3))):
        areas.append(Area(f"{province:02d}", "VN"))
        for unit in range(draw(st.integers(0, 2))):
            areas.append(Area(f"{province}{unit:02d}", f"{province:02d}"))
            communes = range(draw(st.integers(0, 3)))
            areas += [Area(f"{province}{unit:02d}{commune:02d}", f"{province}{unit:02d}") for commune in communes]
        loose = range(draw(st.integers(0, 2)))
        areas += [Area(f"{province}99{commune:02d}", f"{province:02d}") for commune in loose]
    return tuple(areas)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    areas = draw(countries())
    codes = [area.code for area in areas]
    keys = [
        (scheme, measure, day)
        for measure, days in DAYS.items()
        for scheme in (STOCK_SCHEMES if measure in ("enrolled", "target") else ("ANY",))
        for day in days
    ]
    facts = []
    for scheme, measure, day in keys:
        for code in draw(st.lists(st.sampled_from(codes), unique=True, max_size=len(codes))):
            facts.append(Fact(scheme, measure, day, code, draw(COUNTS), draw(STATUSES)))
    return Case(areas, tuple(facts))


@st.composite
def full_cases(draw: st.DrawFn) -> Case:
    """Every commune reports everything, now and then something is missing: what real files look like."""
    areas = draw(countries())
    parents = {area.parent for area in areas}
    leaves = [area.code for area in areas if area.code not in parents]
    keys = [(s, m, d) for m in ("enrolled", "target") for s in STOCK_SCHEMES[:2] for d in DAYS[m][:1] + DAYS[m][2:]]
    keys.append(("ANY", "labour_force", DAYS["labour_force"][0]))
    missing = draw(st.sets(st.tuples(st.sampled_from(leaves), st.sampled_from(keys)), max_size=3))
    facts = [
        Fact(*key, code, draw(st.integers(0, 500))) for code in leaves for key in keys if (code, key) not in missing
    ]
    return Case(areas, tuple(facts))


def snapshot_of(case: Case) -> Snapshot:
    return build_memory_snapshot(case.areas, case.facts)


def build_checked_view(snapshot: Snapshot, request: ViewRequest) -> View:
    """Return the view; a change since a date without data is refused, as it must be, and the example left out."""
    dates = list_base_dates(snapshot, VINTAGE_ID, request.scheme, AS_OF)
    if request.indicator.definition.needs_since and SINCE not in dates:
        with pytest.raises(BadInput):
            build_view(snapshot, request)
        reject()
    return build_view(snapshot, request)


@settings(max_examples=50, deadline=None)
@given(st.one_of(cases(), full_cases()), st.sampled_from(STOCK_SCHEMES))
def test_every_indicator_of_every_area_is_what_the_oracle_says(case: Case, scheme: str) -> None:
    data, oracle = snapshot_of(case).find_vintage(VINTAGE_ID), Oracle(case.areas, case.facts, SINCE)
    for indicator in Indicator:
        found = evaluate(data, Scheme(scheme), indicator, AS_OF, SINCE)
        for area, code in enumerate(data.hierarchy.codes):
            expected = oracle.expect(scheme, indicator.value, AS_OF, code)
            state = STATES[found.paints[area]]
            assert state.value == expected.state, (indicator, code)
            if expected.value is None:
                assert np.isnan(found.values[area])
                assert np.isnan(found.shown[area])
            else:
                assert found.values[area] == pytest.approx(float(expected.value), abs=1e-9), (indicator, code)
            reporting = oracle.reporting(scheme, OPERANDS[indicator.value], AS_OF, code)
            assert found.complete.reporting_counts[area] == reporting, (indicator, code)


@settings(max_examples=30, deadline=None)
@given(st.one_of(cases(), full_cases()), st.sampled_from(list(Indicator)), st.sampled_from(STOCK_SCHEMES))
def test_a_parent_is_the_sum_of_its_children_that_have_both_counts(
    case: Case, indicator: Indicator, scheme: str
) -> None:
    data = snapshot_of(case).find_vintage(VINTAGE_ID)
    found, hierarchy = evaluate(data, Scheme(scheme), indicator, AS_OF), data.hierarchy
    for parent in range(hierarchy.size):
        children = hierarchy.list_children(parent)
        taking_part = children[found.complete.known[children]]
        for counts in found.complete.counts if taking_part.size else ():
            assert counts[parent] == pytest.approx(float(counts[taking_part].sum()), abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(cases(), st.sampled_from(list(Indicator)), st.sampled_from(list(ClassMethod)), st.integers(1, 9))
def test_states_add_up_and_paint_and_classes_share_out_the_areas(
    case: Case, indicator: Indicator, method: ClassMethod, count: int
) -> None:
    snapshot = snapshot_of(case)
    if method is ClassMethod.FIXED and indicator is not Indicator.PLAN_COMPLETION_RATIO:
        method = ClassMethod.JENKS
    for level in list_levels_within(snapshot.find_vintage(VINTAGE_ID), 0):
        request = ViewRequest(VINTAGE_ID, level, "VN", Scheme.BHXH_TN, indicator, AS_OF, method, count, SINCE)
        view = build_checked_view(snapshot, request)
        drawn = len(view.areas)
        assert sum(view.state_counts.values()) == drawn
        assert sum(one.count for one in view.classes.classes) + sum(view.painted_counts.values()) == drawn
        assert len(view.class_codes) == drawn
        assert "?" not in view.class_codes
        for place in range(drawn):
            row = view.build_row(place)
            assert row.state.has_value == (row.value is not None)
            in_class = view.class_index[place] >= 0
            assert in_class <= row.state.has_value
            if in_class:
                one = view.classes.classes[view.class_index[place]].interval
                assert row.shown is not None
                assert one.lower <= row.shown <= one.last


@settings(max_examples=30, deadline=None)
@given(cases(), st.sampled_from(STOCK_SCHEMES))
def test_without_a_denominator_there_is_no_rate_and_without_a_target_no_completion(case: Case, scheme: str) -> None:
    data = snapshot_of(case).find_vintage(VINTAGE_ID)
    for indicator in (Indicator.COVERAGE_RATIO, Indicator.PLAN_COMPLETION_RATIO, Indicator.YOY_CHANGE_RATIO):
        found = evaluate(data, Scheme(scheme), indicator, AS_OF)
        nothing = ~(found.denominators > 0)
        assert np.isnan(found.values[nothing]).all()
        assert np.isfinite(found.values[~nothing]).all()


@settings(max_examples=30, deadline=None)
@given(cases(), st.randoms(use_true_random=False), st.sampled_from(list(Indicator)))
def test_the_order_of_children_and_of_facts_changes_nothing(case: Case, random: object, indicator: Indicator) -> None:
    areas, facts = list(case.areas), list(case.facts)
    random.shuffle(areas)  # type: ignore[attr-defined]
    random.shuffle(facts)  # type: ignore[attr-defined]
    one, other = snapshot_of(case), build_memory_snapshot(areas, facts)
    rows = []
    for snapshot in (one, other):
        data = snapshot.find_vintage(VINTAGE_ID)
        found = evaluate(data, Scheme.BHXH, indicator, AS_OF)
        codes = data.hierarchy.codes
        rows.append(
            {codes[n]: (found.states[n], str(found.shown[n]), str(found.differences[n])) for n in range(len(codes))}
        )
    assert rows[0] == rows[1]


@settings(max_examples=30, deadline=None)
@given(full_cases(), st.sampled_from(list(Indicator)))
def test_ranks_put_the_area_ahead_first_and_ties_share_one(case: Case, indicator: Indicator) -> None:
    snapshot = snapshot_of(case)
    level = list_levels_within(snapshot.find_vintage(VINTAGE_ID), 0)[-1]
    request = ViewRequest(VINTAGE_ID, level, "VN", Scheme.BHXH_TN, indicator, AS_OF, since=SINCE)
    view = build_checked_view(snapshot, request)
    sign = -1 if indicator.definition.ahead_is_high else 1
    shown = [None if np.isnan(one) else sign * int(one) for one in view.shown]
    for place, own in enumerate(shown):
        better = [one for one in shown if one is not None and own is not None and one < own]
        assert view.ranks[place] == (0 if own is None else len(better) + 1)
        parent = [n for n, code in enumerate(view.parent_codes) if code == view.parent_codes[place]]
        nearer = [shown[n] for n in parent if shown[n] is not None and own is not None and shown[n] < own]
        assert view.parent_ranks[place] == (0 if own is None else len(nearer) + 1)


@settings(max_examples=25, deadline=None)
@given(full_cases())
def test_a_withheld_count_shows_in_no_sum_and_in_no_difference(case: Case) -> None:
    stocks = [fact for fact in case.facts if fact.measure == "enrolled" and fact.as_of == AS_OF]
    if not stocks:
        return
    hidden = stocks[0]
    rest = tuple(fact for fact in case.facts if fact is not hidden)
    withheld = Fact(hidden.scheme, hidden.measure, hidden.as_of, hidden.code, None)
    reported = Fact(hidden.scheme, "enrolled", AS_OF, "VN", 10_000)
    without = evaluate_counts(Case(case.areas, (*rest, reported)), Scheme(hidden.scheme))
    with_it = evaluate_counts(Case(case.areas, (*rest, reported, withheld)), Scheme(hidden.scheme))
    assert [value for value, _ in with_it.values()] == [value for value, _ in without.values()]
    assert with_it["VN"][1] == "nan"


def evaluate_counts(case: Case, scheme: Scheme) -> dict[str, tuple[str, str]]:
    data = snapshot_of(case).find_vintage(VINTAGE_ID)
    found = evaluate(data, scheme, Indicator.ENROLLED_COUNT, AS_OF)
    codes = data.hierarchy.codes
    return {codes[n]: (str(found.values[n]), str(found.differences[n])) for n in range(len(codes))}


def test_the_levels_within_an_area_lie_below_it() -> None:
    areas = (Area("VN", None), Area("11", "VN"), Area("094", "11"), Area("03127", "094"), Area("03200", "11"))
    data = build_memory_snapshot(areas, ()).find_vintage(VINTAGE_ID)
    assert list_levels_within(data, 0) == (Level.PROVINCE, Level.MANAGING_UNIT, Level.COMMUNE)
    assert list_levels_within(data, data.hierarchy.find("094")) == (Level.COMMUNE,)
    assert data.hierarchy.leaf_counts.tolist() == [2, 2, 1, 1, 1]


@settings(max_examples=30, deadline=None)
@given(cases(), st.sampled_from(list(Indicator)), st.sampled_from(STOCK_SCHEMES), st.randoms(use_true_random=False))
def test_an_area_cut_out_of_its_vintage_has_the_same_figures(
    case: Case, indicator: Indicator, scheme: str, random: object
) -> None:
    data = snapshot_of(case).find_vintage(VINTAGE_ID)
    area = random.randrange(data.hierarchy.size)  # type: ignore[attr-defined]
    inside = data.hierarchy.select_all(area)
    whole = evaluate(data, Scheme(scheme), indicator, AS_OF)
    part = evaluate(focus_vintage(data, area), Scheme(scheme), indicator, AS_OF)
    assert part.states.tolist() == whole.states[inside].tolist()
    np.testing.assert_array_equal(part.shown, whole.shown[inside])
    np.testing.assert_array_equal(part.differences, whole.differences[inside])
    np.testing.assert_array_equal(part.complete.reporting_counts, whole.complete.reporting_counts[inside])
    np.testing.assert_array_equal(part.complete.release_last, whole.complete.release_last[inside])
