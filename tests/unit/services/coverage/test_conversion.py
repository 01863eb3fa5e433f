"""Counts of one vintage shown on another: a small country whose communes are merged, split and moved."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from geodata.areas import Level
from geodata.errors import BadInput, NotFound
from services.coverage.ancestry import build_ancestry, list_joined_vintages
from services.coverage.catalogue import list_periods
from services.coverage.evaluation import evaluate
from services.coverage.layered_facts import LayeredFacts
from services.coverage.profile import build_series
from services.coverage.snapshot import Snapshot, focus_vintage
from services.coverage.view import View, ViewRequest, build_view
from services.intake.publication.trial import build_trial_snapshot
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme
from services.measures.states import State
from services.store.release_draft import ReleaseDraft
from tests.fixtures.joined_vintages import Layer, build_crosswalk, build_joined_snapshot
from tests.fixtures.memory_snapshots import Area, Fact, Term, build_fact_rows, build_term_rows

OLD, NEW = "VN-2016-01-01", "VN-2025-07-01"
DAY, LATER = date(2025, 3, 31), date(2026, 3, 31)
# Two provinces become one, their districts go; 00103 is split between two communes, 00201 lies across the old border.
OLD_AREAS = (
    *(Area("VN", None), Area("01", "VN"), Area("02", "VN"), Area("001", "01"), Area("002", "01"), Area("003", "02")),
    *(Area("00101", "001"), Area("00102", "001"), Area("00103", "002"), Area("00104", "002")),
    *(Area("00201", "003"), Area("00202", "003")),
)
NEW_AREAS = (Area("VN", None), Area("01", "VN"), Area("00101", "01"), Area("00103", "01"), Area("00202", "01"))
PAIRS = (
    ("00101", "00101", 100.0),
    ("00102", "00101", 100.0),
    ("00103", "00101", 30.0),
    ("00103", "00103", 70.0),
    ("00104", "00103", 50.0),
    ("00201", "00202", 40.0),
    ("00202", "00202", 60.0),
)
STOCK = {"00101": 10, "00102": 20, "00103": 7, "00104": 40, "00201": 50, "00202": 60}
CROSSWALK = build_crosswalk(OLD, NEW, PAIRS)


def facts_of(counts: dict[str, int | None], day: date = DAY, measure: str = "enrolled") -> list[Fact]:
    scheme = "ANY" if measure == "labour_force" else "BHXH_TN"
    return [Fact(scheme, measure, day, code, count) for code, count in counts.items()]


def join(old: list[Fact], new: list[Fact] | None = None) -> Snapshot:
    return build_joined_snapshot([Layer(OLD, OLD_AREAS, old), Layer(NEW, NEW_AREAS, new or [])], [CROSSWALK])


def ask(snapshot: Snapshot, vintage_id: str = NEW, indicator: Indicator = Indicator.ENROLLED_COUNT, **changes) -> View:
    fields = {"level": Level.COMMUNE, "within": "VN", "scheme": Scheme.BHXH_TN, "as_of": DAY}
    return build_view(snapshot, ViewRequest(vintage_id, indicator=indicator, **(fields | changes)))


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


def test_the_change_between_two_dates_of_two_vintages_is_shown_on_one() -> None:
    snapshot = join(facts_of(STOCK), facts_of({"00101": 40, "00103": 50, "00202": 99}, LATER))
    view = ask(snapshot, indicator=Indicator.CHANGE_COUNT, as_of=LATER, since=DAY)
    assert view.values.tolist() == [8, 5, -11]
    assert "từ ngày 31/03/2025 đến ngày 31/03/2026" in view.legend_sentence.vi
    ratio = ask(snapshot, indicator=Indicator.CHANGE_RATIO, as_of=LATER, since=DAY)
    assert ratio.values.tolist() == pytest.approx([8 / 32, 5 / 45, -11 / 110])
    assert ratio.build_row(2).text("vi") == "−10%"


def test_a_base_date_is_never_guessed() -> None:
    snapshot = join(facts_of(STOCK), facts_of({"00101": 40, "00103": 50, "00202": 99}, LATER))
    with pytest.raises(BadInput) as missing:
        ask(snapshot, indicator=Indicator.CHANGE_COUNT, as_of=LATER)
    assert missing.value.code == "since_missing"
    assert "2025-03-31" in missing.value.hint.vi
    with pytest.raises(BadInput) as unknown:
        ask(snapshot, indicator=Indicator.CHANGE_COUNT, as_of=LATER, since=date(2024, 1, 1))
    assert unknown.value.code == "since_unknown"
    with pytest.raises(BadInput):
        ask(snapshot, indicator=Indicator.CHANGE_COUNT, as_of=DAY, since=DAY)


def test_ancestry_tells_what_an_area_is_made_of() -> None:
    snapshot = join([])
    ancestry = build_ancestry(snapshot, NEW, "00101", OLD)
    assert [(one.area_code, one.is_whole, one.share) for one in ancestry.pieces] == [
        ("00101", True, 1.0),
        ("00102", True, 1.0),
        ("00103", False, pytest.approx(0.3)),
    ]
    assert [one.share_of_area for one in ancestry.pieces] == pytest.approx([100 / 230, 100 / 230, 30 / 230])
    assert ancestry.sentence.vi == "Gồm Nơi 00101, Nơi 00102 và một phần Nơi 00103 (30%)."
    assert ancestry.sentence.en == "Made of Nơi 00101, Nơi 00102 and part of Nơi 00103 (30%)."
    assert ancestry.is_past
    assert [one.vintage_id for one in list_joined_vintages(snapshot, NEW)] == [OLD]


def test_ancestry_tells_what_became_of_an_area() -> None:
    snapshot = join([])
    split = build_ancestry(snapshot, OLD, "00103", NEW)
    assert split.sentence.vi == "Nay chia về Nơi 00103 (70%) và Nơi 00101 (30%)."
    assert [one.share_of_area for one in split.pieces] == pytest.approx([0.7, 0.3])
    assert build_ancestry(snapshot, OLD, "00101", NEW).sentence.vi == "Nay thuộc Nơi 00101."
    assert build_ancestry(snapshot, OLD, "003", NEW).sentence.vi == "Nay là Nơi 00202."
    assert build_ancestry(snapshot, NEW, "01", OLD).sentence.vi == "Gồm Nơi 01 và Nơi 02."
    assert build_ancestry(snapshot, NEW, "00202", OLD).sentence.vi == "Gồm Nơi 00202 và Nơi 00201."


def test_ancestry_without_a_crosswalk_is_not_found() -> None:
    snapshot = build_joined_snapshot([Layer(OLD, OLD_AREAS), Layer(NEW, NEW_AREAS)], [])
    with pytest.raises(NotFound):
        build_ancestry(snapshot, NEW, "00101", OLD)
    with pytest.raises(NotFound):
        build_ancestry(join([]), NEW, "77777", OLD)


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
