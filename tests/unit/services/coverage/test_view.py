"""A small country with Điện Biên's published figures in it, one state after the other."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from geodata.areas import Level
from geodata.errors import BadInput, NotFound
from services.coverage.snapshot import Snapshot
from services.coverage.view import build_view
from services.measures.class_methods import ClassMethod
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme
from services.measures.states import State
from tests.fixtures.memory_snapshots import (
    ILLUSTRATIVE,
    VINTAGE_ID,
    Area,
    Fact,
    build_memory_snapshot,
    build_release,
)
from tests.fixtures.published_view import (
    AREAS,
    FACTS,
    MARCH,
    PLAN,
    STOCK,
    YEAR_BEFORE,
    ask,
    build_request,
    only,
)


@pytest.mark.parametrize(
    ("indicator", "value", "text"),
    [
        (Indicator.PLAN_COMPLETION_RATIO, 2959 / 4299, "68,8%"),
        (Indicator.PLAN_GAP_COUNT, 1340, "1.340"),
        (Indicator.PACE_GAP_COUNT, 195, "+195"),
        (Indicator.PACE_GAP_POINTS, (2959 - 2763.75) / 42.99, "+4,5 điểm %"),
        (Indicator.YOY_CHANGE_COUNT, 1620, "+1.620"),
        (Indicator.YOY_CHANGE_RATIO, 1620 / 1339, "+121%"),
        (Indicator.NET_CHANGE_COUNT, 707, "+707"),
        (Indicator.ENROLLED_COUNT, 2959, "2.959"),
    ],
)
def test_dien_bien_in_march_2019_is_as_published(indicator: Indicator, value: float, text: str) -> None:
    total = ask(FACTS, indicator).total
    assert total.value == pytest.approx(value)
    assert total.text("vi") == text
    assert (total.reporting_count, total.area_count) == (3, 3)


def test_pace_is_shown_rounded_and_the_gap_is_the_one_between_the_two_numbers_shown() -> None:
    total = ask(FACTS, Indicator.PACE_GAP_COUNT).total
    assert (total.numerator, total.denominator, total.value) == (2959, 2764, 195)


def test_at_each_level_the_same_total_is_shared_out() -> None:
    for level in (Level.MANAGING_UNIT, Level.COMMUNE):
        view = ask(FACTS, Indicator.PLAN_COMPLETION_RATIO, level=level)
        assert view.numerators.sum() == view.total.numerator == 2959
        assert view.undistributed_count is None
    country = ask(FACTS, Indicator.PLAN_COMPLETION_RATIO, level=Level.PROVINCE, within="VN")
    assert country.codes == ["11", "12"]
    assert [State(one) for one in country.state_counts if country.state_counts[one]] == [State.VALUE, State.NO_DATA]


def test_ancestors_lead_from_the_country_to_the_area() -> None:
    view = ask(FACTS, Indicator.PLAN_COMPLETION_RATIO, within="094")
    assert [one.area_code for one in view.ancestors] == ["VN", "11"]
    assert view.total.area_code == "094"
    assert view.parent_codes == ["094", "094"]


def test_a_value_above_100_percent_is_drawn_as_it_is_outside_the_classes() -> None:
    view = ask(FACTS, Indicator.PLAN_COMPLETION_RATIO)
    assert view.codes == ["03127", "03130", "03133"]
    assert view.class_codes == "0a1"
    assert view.build_row(1).text("vi") == "105,9%"
    assert view.painted_counts[State.ABOVE_100] == 1
    assert view.state_counts[State.ABOVE_100] == 1
    assert view.ranks.tolist() == [3, 1, 2]
    assert view.parent_ranks.tolist() == [2, 1, 1]


def test_exactly_100_percent_is_not_above_it() -> None:
    facts = [Fact("BHXH_TN", "enrolled", MARCH, "03127", 7), Fact("BHXH_TN", "target", PLAN, "03127", 7)]
    assert only(facts, Indicator.PLAN_COMPLETION_RATIO) == (State.VALUE, 1.0)


@pytest.mark.parametrize(
    ("enrolled", "target", "state"),
    [
        (None, 10, State.WITHHELD),
        (0, 10, State.ZERO),
        (5, 0, State.NO_TARGET),
        (0, 0, State.NO_TARGET),
        (5, None, State.WITHHELD),
        (5, 10, State.VALUE),
    ],
)
def test_plan_completion_has_the_state_of_its_two_counts(
    enrolled: int | None, target: int | None, state: State
) -> None:
    facts = [Fact("BHXH_TN", "enrolled", MARCH, "03127", enrolled), Fact("BHXH_TN", "target", PLAN, "03127", target)]
    assert only(facts, Indicator.PLAN_COMPLETION_RATIO)[0] is state


def test_missing_counts_are_told_apart() -> None:
    stock = [Fact("BHXH_TN", "enrolled", MARCH, "03127", 5)]
    assert only([], Indicator.COVERAGE_RATIO) == (State.NO_DATA, None)
    assert only(stock, Indicator.COVERAGE_RATIO) == (State.NO_DENOMINATOR, None)
    assert only(stock, Indicator.UNREACHED_COUNT) == (State.NO_DENOMINATOR, None)
    assert only(stock, Indicator.PLAN_COMPLETION_RATIO) == (State.NO_TARGET, None)
    assert only(stock, Indicator.PACE_GAP_COUNT) == (State.NO_TARGET, None)
    assert only(stock, Indicator.YOY_CHANGE_COUNT) == (State.NO_DATA, None)
    assert only([*stock, Fact("BHXH_TN", "target", PLAN, "03127", 9)], Indicator.PACE_GAP_COUNT)[0] is State.NO_DATA
    assert only([*stock, Fact("BHXH_TN", "enrolled", YEAR_BEFORE, "03127", 0)], Indicator.YOY_CHANGE_RATIO) == (
        State.NO_DENOMINATOR,
        None,
    )


def test_an_estimate_is_a_state_and_keeps_its_class_colour() -> None:
    facts = [Fact("BHXH_TN", "enrolled", MARCH, "03127", 6, "estimated"), Fact("BHXH_TN", "target", PLAN, "03127", 10)]
    view = ask(facts, Indicator.PLAN_COMPLETION_RATIO)
    assert view.state_counts[State.ESTIMATED] == 1
    assert view.estimated.tolist() == [True, False, False]
    assert view.class_codes[0] in "012"
    above = [Fact("BHXH_TN", "enrolled", MARCH, "03127", 16, "estimated"), facts[1]]
    assert ask(above, Indicator.PLAN_COMPLETION_RATIO).class_codes[0] == "a"
    assert ask(facts, Indicator.PLAN_COMPLETION_RATIO).total.state is State.ESTIMATED


def test_the_denominator_is_the_newest_up_to_the_cut_off_else_the_earliest_after() -> None:
    def denominator(*dated: tuple[date, int]) -> tuple[float | None, date | None]:
        facts = [Fact("ANY", "labour_force", day, "03127", count) for day, count in dated]
        view = ask([Fact("BHXH_TN", "enrolled", MARCH, "03127", 5), *facts], Indicator.COVERAGE_RATIO)
        row = view.build_row(0)
        assert row.base_date_first == row.base_date_last
        assert row.base_release_first == 1
        return row.denominator, row.base_date_last

    old, new, later = (date(2009, 4, 1), 90), (MARCH, 100), (date(2020, 4, 1), 110)
    assert denominator(later, old, new) == (100, MARCH)
    assert denominator(later, old) == (90, old[0])
    assert denominator((date(2024, 4, 1), 120), later) == (110, later[0])


def test_dates_of_denominators_within_an_area_travel_as_first_and_last() -> None:
    facts = [Fact("BHXH_TN", "enrolled", MARCH, code, 5) for code in ("03127", "03130")]
    facts += [Fact("ANY", "labour_force", date(2009, 4, 1), "03127", 50)]
    facts += [Fact("ANY", "labour_force", date(2019, 1, 1), "03130", 60, release_id=2)]
    total = ask(facts, Indicator.COVERAGE_RATIO).total
    assert (total.base_date_first, total.base_date_last) == (date(2009, 4, 1), date(2019, 1, 1))
    assert (total.base_release_first, total.base_release_last) == (1, 2)
    assert total.denominator == 110


def test_social_insurance_is_derived_only_where_both_parts_exist() -> None:
    facts = [Fact("BHXH_TN", "enrolled", MARCH, "03127", 5), Fact("BHXH_BB", "enrolled", MARCH, "03127", 20)]
    facts += [Fact("BHXH_TN", "enrolled", MARCH, "03130", 7)]
    view = ask(facts, Indicator.ENROLLED_COUNT, scheme=Scheme.BHXH)
    assert view.build_row(0).value == 25
    assert view.build_row(1).state is State.NO_DATA
    assert (view.total.value, view.total.reporting_count, view.total.area_count) == (25, 1, 3)


def test_a_loaded_sum_serves_where_parts_lack_and_shows_as_a_difference_where_they_do_not() -> None:
    facts = [Fact("BHXH", "enrolled", MARCH, code, 30) for code in ("03127", "03130")]
    facts += [Fact("BHXH_TN", "enrolled", MARCH, "03127", 5), Fact("BHXH_BB", "enrolled", MARCH, "03127", 20)]
    view = ask(facts, Indicator.ENROLLED_COUNT, scheme=Scheme.BHXH)
    assert [view.build_row(place).value for place in (0, 1)] == [25, 30]
    assert [view.build_row(place).difference_count for place in (0, 1)] == [5, None]


def test_a_withheld_part_is_not_given_away_by_the_sum() -> None:
    facts = [Fact("BHXH", "enrolled", MARCH, "03127", 30), Fact("BHXH_BB", "enrolled", MARCH, "03127", 28)]
    facts.append(Fact("BHXH_TN", "enrolled", MARCH, "03127", None))
    assert ask(facts, Indicator.ENROLLED_COUNT, scheme=Scheme.BHXH).build_row(0).state is State.WITHHELD


def test_a_parent_figure_that_differs_from_the_sum_is_shown_beside_it_and_not_used() -> None:
    view = ask([*FACTS, Fact("BHXH_TN", "enrolled", MARCH, "11", 3000)], Indicator.PLAN_COMPLETION_RATIO)
    assert view.total.numerator == 2959
    assert view.total.difference_count == 41
    equal = ask([*FACTS, Fact("BHXH_TN", "target", PLAN, "11", 4299)], Indicator.PLAN_COMPLETION_RATIO)
    assert equal.total.denominator_difference_count is None


def test_a_figure_for_the_parent_alone_is_used_and_counts_for_all_within() -> None:
    facts = [Fact("BHXH_TN", "enrolled", MARCH, "11", 2959), Fact("BHXH_TN", "target", PLAN, "11", 4299)]
    view = ask(facts, Indicator.PLAN_COMPLETION_RATIO)
    assert view.total.text("en") == "68.8%"
    assert (view.total.reporting_count, view.total.area_count) == (3, 3)
    assert view.undistributed_count == 2959
    assert view.state_counts[State.NO_DATA] == 3


def test_a_target_of_the_district_meets_the_sum_of_its_communes_only_if_all_of_them_report() -> None:
    target = Fact("BHXH_TN", "target", PLAN, "094", 100)
    one, both = [Fact("BHXH_TN", "enrolled", MARCH, "03127", 30)], ("03127", "03130")
    partly = ask([*one, target], Indicator.PLAN_COMPLETION_RATIO, within="094")
    assert (partly.total.state, partly.total.value) == (State.NO_DATA, None)
    whole = [Fact("BHXH_TN", "enrolled", MARCH, code, 30) for code in both]
    assert ask([*whole, target], Indicator.PLAN_COMPLETION_RATIO, within="094").total.value == 0.6


def test_a_rate_counts_only_the_children_that_have_both() -> None:
    facts = [Fact("BHXH_TN", "enrolled", MARCH, code, 30) for code in STOCK]
    facts += [Fact("BHXH_TN", "target", PLAN, code, 40) for code in ("03127", "03130")]
    total = ask(facts, Indicator.PLAN_COMPLETION_RATIO).total
    assert (total.numerator, total.denominator, total.value) == (60, 80, 0.75)
    assert (total.reporting_count, total.area_count) == (2, 3)


def test_sources_and_illustrative_notes_are_those_of_the_releases_used() -> None:
    facts = [Fact("BHXH_TN", "enrolled", MARCH, "03127", 5), Fact("BHXH_TN", "target", PLAN, "03127", 9, release_id=2)]
    facts += [Fact("BHXH_TN", "enrolled", MARCH, "03385", 5, release_id=3)]  # another province
    facts += [Fact("BHYT", "enrolled", MARCH, "03127", 5, release_id=4)]  # another scheme
    notes = [build_release(number, is_illustrative=number == 2) for number in (1, 2, 3, 4)]
    view = build_view(build_memory_snapshot(AREAS, facts, notes), build_request(Indicator.PLAN_COMPLETION_RATIO))
    assert [note.release_id for note in view.sources] == [2, 1]
    assert view.illustrative_notes == (ILLUSTRATIVE,)


def test_without_a_date_every_area_is_without_data() -> None:
    view = ask(FACTS, Indicator.COVERAGE_RATIO, as_of=None)
    assert view.state_counts[State.NO_DATA] == 3
    assert view.class_codes == "nnn"
    assert view.classes.classes == ()
    assert view.legend_sentence.vi.endswith("BHXH tự nguyện.")


def test_impossible_requests_are_refused_with_what_is_possible() -> None:
    with pytest.raises(NotFound) as caught:
        ask(FACTS, Indicator.COVERAGE_RATIO, vintage_id="VN-2025-07-01")
    assert VINTAGE_ID in caught.value.hint.vi
    with pytest.raises(NotFound):
        ask(FACTS, Indicator.COVERAGE_RATIO, within="99")
    with pytest.raises(BadInput) as refused:
        ask(FACTS, Indicator.COVERAGE_RATIO, level=Level.PROVINCE)
    assert "managing_unit, commune" in refused.value.hint.en
    with pytest.raises(BadInput):
        ask(FACTS, Indicator.COVERAGE_RATIO, class_count=0)
    with pytest.raises(BadInput):
        ask(FACTS, Indicator.PLAN_GAP_COUNT, method=ClassMethod.FIXED)


def test_a_view_is_computed_once_and_two_ways_of_asking_share_it() -> None:
    snapshot: Snapshot = build_memory_snapshot(AREAS, FACTS)
    said = build_request(Indicator.PLAN_COMPLETION_RATIO, method=ClassMethod.FIXED, class_count=5)
    assert build_view(snapshot, build_request(Indicator.PLAN_COMPLETION_RATIO)) is build_view(snapshot, said)


def test_a_vintage_of_provinces_alone_works() -> None:
    areas = (Area("11", None), Area("12", None))  # the country is added
    facts = [Fact("BHYT", "enrolled", MARCH, "11", 89), Fact("ANY", "population", date(2019, 4, 1), "11", 100)]
    snapshot = build_memory_snapshot(areas, facts, lowest=Level.PROVINCE)
    view = build_view(
        snapshot, build_request(Indicator.COVERAGE_RATIO, scheme=Scheme.BHYT, within="VN", level=Level.PROVINCE)
    )
    assert view.build_row(0).text("vi") == "89,00%"
    assert view.total.area_code == "VN"
    assert view.total.name == "Việt Nam"
    assert np.isnan(view.values[1])
