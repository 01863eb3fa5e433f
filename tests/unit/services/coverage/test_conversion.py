"""Counts of one vintage shown on another: a small country whose communes are merged, split and moved."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from geodata.areas import Level
from services.coverage.ancestry import build_ancestry
from services.coverage.catalogue import list_periods
from services.coverage.evaluation import evaluate
from services.coverage.layered_facts import LayeredFacts
from services.coverage.profile import build_series
from services.coverage.vintage_data import focus_vintage
from services.intake.publication.trial import build_trial_snapshot
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme
from services.measures.states import State
from services.store.release_draft import ReleaseDraft
from tests.fixtures.joined_vintages import Layer, build_crosswalk, build_joined_snapshot
from tests.fixtures.memory_snapshots import Fact, Term, build_fact_rows, build_term_rows
from tests.fixtures.small_history import (
    CROSSWALK,
    DAY,
    LATER,
    NEW,
    NEW_AREAS,
    OLD,
    OLD_AREAS,
    PAIRS,
    STOCK,
    ask,
    facts_of,
    join,
)


def test_whole_communes_are_summed_and_pieces_apportioned_by_the_largest_remainder() -> None:
    view = ask(join(facts_of(STOCK)))
    assert view.codes == ["00101", "00103", "00202"]
    assert view.values.tolist() == [10 + 20 + 2, 5 + 40, 110]
    assert [State(one) for one in (State.ESTIMATED, State.ESTIMATED, State.VALUE)] == [
        view.build_row(place).state for place in range(3)
    ]
    assert view.estimated_shares.tolist() == pytest.approx([2 / 32, 5 / 45, 0])


def test_a_province_that_holds_all_pieces_is_no_estimate() -> None:
    view = ask(join(facts_of(STOCK)), level=Level.PROVINCE)
    assert view.values.tolist() == [187]
    assert view.build_row(0).state is State.VALUE
    assert view.build_row(0).estimated_share == 0
    assert view.total.state is State.VALUE
    assert view.total.difference_count is None


def test_counts_given_for_provinces_only_convert_to_the_merged_province() -> None:
    snapshot = join(facts_of({"01": 300, "02": 200}))
    assert ask(snapshot, level=Level.PROVINCE).values.tolist() == [500]
    assert [row.state for row in map(ask(snapshot).build_row, range(3))] == [State.NO_DATA] * 3
    assert ask(join(facts_of({"01": 300})), level=Level.PROVINCE).build_row(0).state is State.NO_DATA


def test_a_figure_of_a_district_is_no_count_of_the_commune_that_took_its_place() -> None:
    view = ask(join(facts_of({"001": 30, "002": 47, "003": 110})))
    assert [row.state for row in map(view.build_row, range(3))] == [State.NO_DATA] * 3
    assert (view.total.value, view.total.difference_count) == (187, None)


def test_what_the_vintage_holds_itself_lies_over_what_is_converted() -> None:
    view = ask(join(facts_of(STOCK), facts_of({"00202": 115})))
    assert view.values.tolist() == [32, 45, 115]
    assert view.total.value == 192
    assert view.total.difference_count is None
    assert view.conversions[0].converted_area_count == 2


def test_a_figure_of_its_own_that_differs_from_the_sum_of_converted_counts_is_a_difference() -> None:
    view = ask(join(facts_of(STOCK), facts_of({"01": 190})), level=Level.PROVINCE)
    assert view.build_row(0).value == 187
    assert view.build_row(0).difference_count == 3


def test_where_a_commune_is_missing_its_target_is_unknown_and_the_people_known_are_a_difference() -> None:
    stock = STOCK | {"00104": 40}
    del stock["00102"]
    view = ask(join(facts_of(stock)))
    assert [row.state for row in map(view.build_row, range(3))] == [State.NO_DATA, State.ESTIMATED, State.VALUE]
    assert view.total.value == 155
    assert view.total.difference_count == 10 + 2
    assert view.total.reporting_count == 2


def test_withheld_stays_withheld_and_gives_nothing_away() -> None:
    snapshot = join([*facts_of(STOCK | {"00102": None}), *facts_of({"001": 33})])
    view = ask(snapshot)
    assert [row.state for row in map(view.build_row, range(3))] == [State.WITHHELD, State.ESTIMATED, State.VALUE]
    assert view.total.value == 155
    assert view.total.difference_count is None
    assert ask(snapshot, level=Level.PROVINCE).build_row(0).difference_count is None


def test_a_withheld_split_commune_withholds_both_its_targets() -> None:
    view = ask(join(facts_of(STOCK | {"00103": None})))
    assert [row.state for row in map(view.build_row, range(3))] == [State.WITHHELD, State.WITHHELD, State.VALUE]


def test_a_rate_is_formed_of_converted_counts() -> None:
    force = {"00101": 100, "00102": 300, "00103": 70, "00104": 400, "00201": 100, "00202": 200}
    view = ask(join([*facts_of(STOCK), *facts_of(force, measure="labour_force")]), indicator=Indicator.COVERAGE_RATIO)
    assert view.denominators.tolist() == [100 + 300 + 21, 49 + 400, 300]
    assert view.values.tolist() == pytest.approx([32 / 421, 45 / 449, 110 / 300])
    assert view.total.estimated_share == 0


def test_a_denominator_of_a_newer_date_is_not_held_against_an_older_converted_one() -> None:
    force = {"00101": 100, "00102": 300, "00103": 70, "00104": 400, "00201": 100, "00202": 200}
    old = [*facts_of(STOCK), *facts_of(force, date(2020, 1, 1), "labour_force")]
    new = facts_of({"00101": 500, "00103": 500, "00202": 400}, date(2025, 1, 1), "labour_force")
    view = ask(join(old, new), level=Level.PROVINCE, indicator=Indicator.COVERAGE_RATIO)
    assert view.denominators.tolist() == [1400]
    assert view.build_row(0).denominator_difference_count is None
    assert [note.dates for note in view.conversions] == [(DAY,)]


def test_a_year_on_year_comparison_goes_across_the_reform_on_either_vintage() -> None:
    snapshot = join(facts_of(STOCK), facts_of({"00101": 40, "00103": 50, "00202": 120}, LATER))
    later = ask(snapshot, indicator=Indicator.YOY_CHANGE_COUNT, as_of=LATER)
    assert later.values.tolist() == [8, 5, 10]
    assert later.total.value == 23
    back = ask(snapshot, OLD, indicator=Indicator.YOY_CHANGE_COUNT, as_of=LATER, level=Level.PROVINCE)
    assert back.total.value == 23


def test_a_series_goes_on_across_the_reform() -> None:
    snapshot = join(facts_of(STOCK), facts_of({"00101": 40, "00103": 50, "00202": 120}, LATER))
    points = build_series(snapshot, NEW, "00101", Scheme.BHXH_TN)
    assert [(one.as_of, one.enrolled_count, one.state) for one in points] == [
        (DAY, 32, State.ESTIMATED),
        (LATER, 40, State.VALUE),
    ]
    assert [(one.as_of, one.area_count) for one in list_periods(snapshot, NEW, Scheme.BHXH_TN)] == [
        (DAY, 3),
        (LATER, 3),
    ]


def test_the_view_says_what_came_from_where() -> None:
    (note,) = ask(join(facts_of(STOCK))).conversions
    assert note.from_vintage.vintage_id == OLD
    assert note.dates == (DAY,)
    assert note.crosswalk_sources == ("Nghị quyết",)
    assert [basis.vi for basis in note.bases] == ["dân số"]
    assert (note.converted_area_count, note.estimated_area_count) == (3, 2)
    assert ask(join(facts_of(STOCK)), OLD).conversions == ()


def test_every_release_behind_a_converted_count_is_named() -> None:
    facts = [
        Fact("BHXH_TN", "enrolled", DAY, code, 10, release_id=place + 1) for place, code in enumerate(sorted(STOCK))
    ]
    view = ask(join(facts), within="01")
    assert [note.release_id for note in view.sources] == [6, 5, 4, 3, 2, 1]


def test_no_count_changes_vintage_without_a_crosswalk() -> None:
    snapshot = build_joined_snapshot([Layer(OLD, OLD_AREAS, facts_of(STOCK)), Layer(NEW, NEW_AREAS)], [])
    data = snapshot.find_vintage(NEW)
    assert dict(data.facts) == {}
    assert [row.state for row in map(ask(snapshot).build_row, range(3))] == [State.NO_DATA] * 3
    assert list_periods(snapshot, NEW, Scheme.BHXH_TN) == []


def test_a_commune_with_a_piece_of_an_unknown_one_is_not_known() -> None:
    crosswalk = build_crosswalk(OLD, NEW, [*PAIRS, ("99999", "00202", 10.0)])
    layers = [Layer(OLD, OLD_AREAS, facts_of(STOCK)), Layer(NEW, NEW_AREAS)]
    view = ask(build_joined_snapshot(layers, [crosswalk]))
    assert [row.state for row in map(view.build_row, range(3))] == [State.ESTIMATED, State.ESTIMATED, State.NO_DATA]
    assert view.total.difference_count == 110


def test_people_of_a_piece_outside_the_target_do_not_come_into_it() -> None:
    crosswalk = build_crosswalk(OLD, NEW, [*PAIRS, ("00104", "99999", 50.0)])
    layers = [Layer(OLD, OLD_AREAS, facts_of(STOCK)), Layer(NEW, NEW_AREAS)]
    assert ask(build_joined_snapshot(layers, [crosswalk])).values.tolist() == [32, 5 + 20, 110]


def test_a_part_of_the_vintage_cut_out_converts_nothing_it_is_not_asked_for() -> None:
    data = join(facts_of(STOCK) + facts_of(STOCK, LATER)).find_vintage(NEW)
    focused = focus_vintage(data, data.hierarchy.find("01"))
    assert isinstance(data.facts, LayeredFacts)
    assert len(data.facts._kept) == 0
    assert focused.facts["BHXH_TN", "enrolled", DAY].counts.sum() == 187 * 2
    assert len(data.facts._kept) == 1


def test_counts_of_a_vintage_in_the_middle_that_is_not_in_force_still_lead_on() -> None:
    middle = "VN-2020-01-01"
    first = build_crosswalk(OLD, middle, [(code, code, 1.0) for code in STOCK])
    second = build_crosswalk(middle, NEW, PAIRS)
    layers = [Layer(OLD, OLD_AREAS, facts_of(STOCK)), Layer(NEW, NEW_AREAS)]
    np.testing.assert_array_equal(ask(build_joined_snapshot(layers, [first, second])).values, [32, 45, 110])


def test_people_lost_in_the_middle_of_a_way_are_not_given_to_others() -> None:
    middle = "VN-2020-01-01"
    first = build_crosswalk(OLD, middle, [*((code, code, 1.0) for code in STOCK), ("00104", "00999", 1.0)])
    second = build_crosswalk(middle, NEW, PAIRS)
    layers = [Layer(OLD, OLD_AREAS, facts_of(STOCK)), Layer(NEW, NEW_AREAS)]
    np.testing.assert_array_equal(ask(build_joined_snapshot(layers, [first, second])).values, [32, 5 + 20, 110])


@pytest.mark.parametrize("code", ["01", "00101", "00202"])
def test_an_area_cut_out_has_the_same_converted_figures(code: str) -> None:
    stock = STOCK | {"00104": 40}
    del stock["00102"]
    data = join(facts_of(stock), facts_of({"00202": 115})).find_vintage(NEW)
    area = data.hierarchy.find(code)
    inside = data.hierarchy.select_all(area)
    whole = evaluate(data, Scheme.BHXH_TN, Indicator.ENROLLED_COUNT, DAY)
    part = evaluate(focus_vintage(data, area), Scheme.BHXH_TN, Indicator.ENROLLED_COUNT, DAY)
    assert part.states.tolist() == whole.states[inside].tolist()
    np.testing.assert_array_equal(part.values, whole.values[inside])
    np.testing.assert_array_equal(part.differences, whole.differences[inside])
    np.testing.assert_array_equal(part.estimated_shares, whole.estimated_shares[inside])


def test_a_trial_shows_what_a_draft_changes_on_the_other_vintages_too() -> None:
    snapshot = join(facts_of(STOCK))
    frame = build_fact_rows(facts_of({"00201": 90, "00202": 60}), OLD).drop(columns=["vintage_id", "release_id"])
    draft = ReleaseDraft(vintage_id=OLD, file_name="t.csv", file_sha256="0" * 64, source="thử", facts=frame)
    trial = build_trial_snapshot(snapshot, draft)
    assert ask(snapshot).values.tolist() == [32, 45, 110]
    assert ask(trial).values.tolist() == [32, 45, 150]
    assert [note.source for note in ask(trial).sources] == ["thử", "Nguồn 1"]


def test_a_unit_of_a_dated_list_takes_a_commune_whole_whose_pieces_it_all_holds() -> None:
    layers = [Layer(OLD, OLD_AREAS, facts_of(STOCK)), Layer(NEW, NEW_AREAS)]
    terms = [Term("00101", "901", date(2025, 1, 1)), Term("00103", "901", date(2025, 1, 1))]
    snapshot = build_joined_snapshot(layers, [CROSSWALK], build_term_rows(terms, NEW))
    view = ask(snapshot, level=Level.MANAGING_UNIT)
    assert (view.codes, view.values.tolist()) == (["901"], [77])
    assert view.build_row(0).state is State.VALUE
    assert build_ancestry(snapshot, NEW, "901", OLD).sentence.vi == "Gồm Nơi 001 và Nơi 002."
