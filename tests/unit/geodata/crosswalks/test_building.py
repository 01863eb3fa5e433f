"""A crosswalk is built from a list, from outlines or from both, and every fault is told."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from geodata.crosswalks.building import BuiltCrosswalk, CrosswalkTask, build_crosswalk
from geodata.crosswalks.crosswalk import WeightBasis
from geodata.crosswalks.ends import VintageAreas
from geodata.crosswalks.faults import Fault, FaultKind
from geodata.crosswalks.official_list import OfficialPairs
from geodata.crosswalks.weights_list import GivenSizes, GivenWeights
from geodata.gazetteer import Gazetteer
from tests.fixtures.square_vintages import build_end, build_list

# Old: 1 and 2 side by side, 3 above both. New: 7 is 1 with a third of 3, 8 is 2 with the rest of 3.
OLD = {"00001": (0, 0, 3, 2), "00002": (3, 0, 9, 2), "00003": (0, 2, 9, 4)}
NEW = {"00007": (0, 0, 3, 4), "00008": (3, 0, 9, 4)}
SOUND = (
    ("00001", "Xã 00001", "00007", "Xã 00007", "full"),
    ("00002", "Xã 00002", "00008", "Xã 00008", "full"),
    ("00003", "Xã 00003", "00007", "Xã 00007", "partial"),
    ("00003", "Xã 00003", "00008", "Xã 00008", "partial"),
)
EXPECTED = [("00001", "00007"), ("00002", "00008"), ("00003", "00007"), ("00003", "00008")]


@pytest.fixture
def old() -> VintageAreas:
    return build_end(OLD, is_old=True)


@pytest.fixture
def new() -> VintageAreas:
    return build_end(NEW, is_old=False)


def list_pairs(built: BuiltCrosswalk) -> list[tuple[str, str]]:
    assert built.crosswalk is not None
    return list(built.crosswalk.pairs[["from_code", "to_code"]].itertuples(index=False, name=None))


def find_faults(built: BuiltCrosswalk, kind: FaultKind) -> list[Fault]:
    found = [fault for fault in built.faults if fault.kind is kind]
    for fault in found:
        assert fault.message.vi != fault.message.en
        assert fault.hint.vi != fault.hint.en
    return found


def change_list(row: int, **changes: str) -> OfficialPairs:
    """Return the sound list with the cells of one row (2 is the first) changed."""
    columns = ("from_code", "from_name", "to_code", "to_name", "kind")
    rows = [dict(zip(columns, cells, strict=True)) for cells in SOUND]
    rows[row - 2] |= changes
    return build_list(tuple(cells[column] for column in columns) for cells in rows)  # type: ignore[misc]


def build_weights(*rows: tuple[str, str, float], is_share: bool = True) -> GivenWeights:
    frame = pd.DataFrame(rows, columns=["from_code", "to_code", "weight"])
    return GivenWeights(frame.assign(row=range(2, len(rows) + 2)), is_share, WeightBasis.POPULATION, "weights.csv")


def test_outlines_alone_give_pieces_weighed_by_area(old: VintageAreas, new: VintageAreas) -> None:
    built = build_crosswalk(CrosswalkTask(old, new))
    assert list_pairs(built) == EXPECTED
    assert built.faults == ()
    assert built.crosswalk is not None
    assert built.crosswalk.basis is WeightBasis.AREA
    assert built.crosswalk.forward_weights == pytest.approx([1, 1, 1 / 3, 2 / 3])
    assert built.crosswalk.backward_weights == pytest.approx([0.5, 0.5, 0.5, 0.5], abs=1e-3)


def test_a_list_and_outlines_that_agree_have_no_faults(old: VintageAreas, new: VintageAreas) -> None:
    built = build_crosswalk(CrosswalkTask(old, new, build_list(SOUND)))
    assert list_pairs(built) == EXPECTED
    assert built.faults == ()
    assert (built.summary["compared_count"], built.summary["agreeing_count"]) == (3, 3)
    assert built.crosswalk is not None
    assert built.crosswalk.source == "list.csv; VN-2016-01-01 ∩ VN-2025-07-01"


def test_a_split_unit_without_any_weights_must_be_settled(old: VintageAreas, new: VintageAreas) -> None:
    built = build_crosswalk(CrosswalkTask(old, new, build_list(SOUND), use_outlines=False))
    assert built.crosswalk is None
    (fault,) = find_faults(built, FaultKind.WEIGHTS_MISSING)
    assert (fault.from_code, fault.rows) == ("00003", (4, 5))
    assert "Xã 00007 (00007)" in fault.message.vi


def test_given_weights_settle_it_and_are_the_basis(old: VintageAreas, new: VintageAreas) -> None:
    weights = build_weights(("00003", "00007", 0.9), ("00003", "00008", 0.1))
    built = build_crosswalk(CrosswalkTask(old, new, build_list(SOUND), use_outlines=False, weights=weights))
    assert built.crosswalk is not None
    assert built.crosswalk.forward_weights == pytest.approx([1, 1, 0.9, 0.1])
    assert built.crosswalk.basis is WeightBasis.POPULATION
    assert built.crosswalk.source == "list.csv; weights.csv"


def test_given_amounts_need_not_add_up(old: VintageAreas, new: VintageAreas) -> None:
    weights = build_weights(("00003", "00007", 300), ("00003", "00008", 100), is_share=False)
    built = build_crosswalk(CrosswalkTask(old, new, weights=weights))
    assert built.crosswalk is not None
    assert built.crosswalk.forward_weights == pytest.approx([1, 1, 0.75, 0.25])


def test_weights_of_the_list_itself_are_used(old: VintageAreas, new: VintageAreas) -> None:
    listed = build_list(SOUND)
    listed.frame["weight"] = [float("nan"), float("nan"), 0.2, 0.8]
    built = build_crosswalk(CrosswalkTask(old, new, listed, use_outlines=False))
    assert built.crosswalk is not None
    assert built.crosswalk.forward_weights == pytest.approx([1, 1, 0.2, 0.8])
    assert built.crosswalk.basis is WeightBasis.GIVEN


def test_weights_that_do_not_add_up_are_told_and_areas_take_their_place(old: VintageAreas, new: VintageAreas) -> None:
    weights = build_weights(("00003", "00007", 0.9), ("00003", "00008", 0.3))
    built = build_crosswalk(CrosswalkTask(old, new, build_list(SOUND), weights=weights))
    (fault,) = find_faults(built, FaultKind.WEIGHTS_SUM)
    assert (fault.rows, "120.0 %" in fault.message.en) == ((2, 3), True)
    assert built.crosswalk is not None
    assert built.crosswalk.forward_weights == pytest.approx([1, 1, 1 / 3, 2 / 3])


def test_weights_of_the_list_that_do_not_add_up_are_told(old: VintageAreas, new: VintageAreas) -> None:
    listed = build_list(SOUND)
    listed.frame["weight"] = [float("nan"), float("nan"), 0.2, 0.7]
    built = build_crosswalk(CrosswalkTask(old, new, listed))
    assert [fault.rows for fault in find_faults(built, FaultKind.WEIGHTS_SUM)] == [(4, 5)]


def test_weights_for_other_pieces_than_there_are_are_told(old: VintageAreas, new: VintageAreas) -> None:
    weights = build_weights(("00003", "00007", 1.0))
    built = build_crosswalk(CrosswalkTask(old, new, weights=weights))
    (fault,) = find_faults(built, FaultKind.WEIGHTS_SUM)
    assert "00008" in fault.message.vi


def test_sizes_say_what_whole_units_count_for_on_the_way_back(old: VintageAreas, new: VintageAreas) -> None:
    sizes = GivenSizes({"00001": 900, "00002": 100, "00003": 300}, WeightBasis.POPULATION, "census.csv")
    built = build_crosswalk(CrosswalkTask(old, new, sizes=sizes))
    assert built.crosswalk is not None
    assert built.crosswalk.pairs["size"].to_numpy() == pytest.approx([900, 100, 100, 200])
    assert built.crosswalk.basis is WeightBasis.POPULATION


def test_a_unit_without_a_size_must_be_settled(old: VintageAreas, new: VintageAreas) -> None:
    sizes = GivenSizes({"00001": 900, "00003": 300}, WeightBasis.POPULATION, "census.csv")
    built = build_crosswalk(CrosswalkTask(old, new, sizes=sizes))
    assert built.crosswalk is None
    assert [fault.from_code for fault in find_faults(built, FaultKind.WEIGHTS_MISSING)] == ["00002"]


def test_units_weighed_by_different_bases_are_said_to_be(new: VintageAreas) -> None:
    old = build_end({"00001": (0, 0, 9, 2), "00003": (0, 2, 9, 4)}, is_old=True)
    weights = build_weights(("00003", "00007", 0.5), ("00003", "00008", 0.5))
    built = build_crosswalk(CrosswalkTask(old, new, weights=weights))
    assert built.crosswalk is not None
    assert built.crosswalk.basis is WeightBasis.GIVEN
    assert "population: 1" in built.crosswalk.source
    assert "area: 1" in built.crosswalk.source


def test_an_unknown_to_code_is_told_with_the_code_that_was_meant(old: VintageAreas, new: VintageAreas) -> None:
    built = build_crosswalk(CrosswalkTask(old, new, change_list(2, to_code="00070")))
    (fault,) = find_faults(built, FaultKind.CODE_UNKNOWN_TO)
    assert (fault.rows, fault.from_code, fault.to_code, fault.left_out) == ((2,), "00001", "00070", (2,))
    assert "Xã 00007 (00007)" in fault.hint.vi
    assert list_pairs(built) == EXPECTED  # the outlines decide
    assert built.outlined_codes == ("00001",)


def test_an_unknown_from_code_is_told(old: VintageAreas, new: VintageAreas) -> None:
    built = build_crosswalk(CrosswalkTask(old, new, change_list(2, from_code="00099"), use_outlines=False))
    (fault,) = find_faults(built, FaultKind.CODE_UNKNOWN_FROM)
    assert (fault.rows, fault.from_code) == ((2,), "00099")
    assert [fault.from_code for fault in find_faults(built, FaultKind.NO_SUCCESSOR)] == ["00001"]


@pytest.mark.parametrize("side", ["from_name", "to_name"])
def test_a_name_that_is_not_that_of_its_code_is_told_with_both(old: VintageAreas, new: VintageAreas, side: str) -> None:
    built = build_crosswalk(CrosswalkTask(old, new, change_list(2, **{side: "Xã Nậm Kè"})))
    (fault,) = find_faults(built, FaultKind.NAME_DISAGREES)
    assert fault.rows == (2,)
    assert "Xã Nậm Kè" in fault.message.vi
    assert "Xã 0000" in fault.message.vi


def test_a_type_that_changed_is_no_other_name_unless_a_neighbour_bears_it(old: VintageAreas) -> None:
    new = build_end(NEW, is_old=False, names={"00007": "Phường Lộc Ninh", "00008": "Xã 00008"})
    listed = [(*row[:3], "Xã Lộc Ninh", row[4]) if row[2] == "00007" else row for row in SOUND]
    assert find_faults(build_crosswalk(CrosswalkTask(old, new, build_list(listed))), FaultKind.NAME_DISAGREES) == []
    both = build_end(NEW, is_old=False, names={"00007": "Phường Lộc Ninh", "00008": "Xã Lộc Ninh"})
    found = find_faults(build_crosswalk(CrosswalkTask(old, both, build_list(listed))), FaultKind.NAME_DISAGREES)
    assert [fault.to_code for fault in found] == ["00007", "00008"]


def test_a_unit_whole_and_in_part_is_told(old: VintageAreas, new: VintageAreas) -> None:
    built = build_crosswalk(CrosswalkTask(old, new, change_list(4, kind="full")))
    (fault,) = find_faults(built, FaultKind.FULL_AND_PARTIAL)
    assert (fault.rows, fault.from_code) == ((4, 5), "00003")
    assert list_pairs(built) == EXPECTED


def test_a_part_without_the_rest_is_told(old: VintageAreas, new: VintageAreas) -> None:
    built = build_crosswalk(CrosswalkTask(old, new, build_list(SOUND[:3])))
    (fault,) = find_faults(built, FaultKind.PARTIAL_ALONE)
    assert (fault.rows, fault.from_code, fault.to_code) == ((4,), "00003", "00007")
    assert list_pairs(built) == EXPECTED


def test_a_pair_that_stands_twice_is_told_and_counts_once(old: VintageAreas, new: VintageAreas) -> None:
    built = build_crosswalk(CrosswalkTask(old, new, build_list((*SOUND, SOUND[0]))))
    (fault,) = find_faults(built, FaultKind.PAIR_REPEATED)
    assert (fault.rows, fault.left_out) == ((2, 6), (6,))
    assert list_pairs(built) == EXPECTED
    assert built.outlined_codes == ()


def test_a_pair_that_does_not_touch_is_told_with_where_the_outlines_put_it(
    old: VintageAreas, new: VintageAreas
) -> None:
    built = build_crosswalk(CrosswalkTask(old, new, change_list(2, to_code="00008", to_name="Xã 00008")))
    (fault,) = find_faults(built, FaultKind.PAIRS_APART)
    assert (fault.rows, fault.from_code, fault.to_code) == ((2,), "00001", "00008")
    assert "không chạm nhau" in fault.message.vi
    assert "Xã 00007 (00007), Tỉnh 11: 100 %" in fault.message.vi
    assert list_pairs(built) == EXPECTED


def test_a_unit_drawn_far_from_everything_follows_the_list(new: VintageAreas) -> None:
    old = build_end({**OLD, "00001": (50, 50, 51, 51)}, is_old=True)
    built = build_crosswalk(CrosswalkTask(old, new, build_list(SOUND)))
    (fault,) = find_faults(built, FaultKind.PAIRS_APART)
    assert fault.left_out == ()
    assert list_pairs(built) == EXPECTED


def test_a_piece_of_which_the_list_says_nothing_is_told_and_the_list_followed(
    old: VintageAreas, new: VintageAreas
) -> None:
    listed = build_list((*SOUND[:2], ("00003", "Xã 00003", "00008", "Xã 00008", "full")))
    built = build_crosswalk(CrosswalkTask(old, new, listed))
    (fault,) = find_faults(built, FaultKind.PAIR_MISSING)
    assert (fault.rows, fault.from_code, fault.to_code) == ((4,), "00003", "00007")
    assert "33 %" in fault.message.vi
    assert list_pairs(built) == [*EXPECTED[:2], EXPECTED[3]]


def test_areas_without_a_successor_or_a_predecessor_are_told(old: VintageAreas) -> None:
    new = build_end({**NEW, "00009": (30, 30, 31, 31)}, is_old=False)
    built = build_crosswalk(CrosswalkTask(old, new, build_list(SOUND[1:]), use_outlines=False))
    assert [fault.from_code for fault in find_faults(built, FaultKind.NO_SUCCESSOR)] == ["00001"]
    assert [fault.to_code for fault in find_faults(built, FaultKind.NO_PREDECESSOR)] == ["00009"]


def test_a_unit_left_out_of_the_list_is_told_though_the_outlines_settle_it(
    old: VintageAreas, new: VintageAreas
) -> None:
    built = build_crosswalk(CrosswalkTask(old, new, build_list(SOUND[1:])))
    (fault,) = find_faults(built, FaultKind.NO_SUCCESSOR)
    assert "Xã 00007 (00007)" in fault.hint.vi
    assert list_pairs(built) == EXPECTED


def build_gazetteer(*rows: tuple[str, str, str, str]) -> Gazetteer:
    """Return communes of province 11: code, name, valid_from, valid_to."""
    communes = [("commune", code, name, "Xã", "11", first, last) for code, name, first, last in rows]
    columns = ["level", "code", "name", "type", "parent_code", "valid_from", "valid_to"]
    units = [("province", "11", "Tỉnh 11", "Tỉnh", "", "2004-01-01", ""), *communes]
    return Gazetteer(pd.DataFrame(units, columns=columns))


def test_the_list_speaks_only_for_units_that_were_still_there_on_its_eve(old: VintageAreas, new: VintageAreas) -> None:
    # 00001 was merged into 00002 in 2020 and its code given to a commune that the list puts elsewhere.
    gazetteer = build_gazetteer(
        ("00001", "Xã 00001", "2004-01-01", "2020-01-01"),
        ("00001", "Xã Khác", "2020-01-01", "2025-07-01"),
        ("00002", "Xã 00002", "2004-01-01", "2025-07-01"),
        ("00003", "Xã 00003", "2004-01-01", "2025-07-01"),
    )
    listed = [("00001", "Xã Khác", "00008", "Xã 00008", "full"), *SOUND[1:]]
    built = build_crosswalk(CrosswalkTask(old, new, build_list(listed), gazetteer=gazetteer))
    assert built.faults == ()
    assert built.outlined_codes == ("00001",)
    assert list_pairs(built) == EXPECTED


def test_a_type_that_rose_before_the_eve_is_the_same_unit(old: VintageAreas, new: VintageAreas) -> None:
    gazetteer = build_gazetteer(
        ("00001", "Xã 00001", "2004-01-01", "2020-01-01"),
        ("00001", "Phường 00001", "2020-01-01", "2025-07-01"),
        ("00002", "Xã 00002", "2004-01-01", "2025-07-01"),
        ("00003", "Xã 00003", "2004-01-01", "2025-07-01"),
    )
    listed = [("00001", "Phường 00001", "00007", "Xã 00007", "full"), *SOUND[1:]]
    built = build_crosswalk(CrosswalkTask(old, new, build_list(listed), gazetteer=gazetteer, use_outlines=False))
    assert find_faults(built, FaultKind.NO_SUCCESSOR) == []


ELSEWHERE = ("00091", "Xã Xa", "00092", "Xã Lạ", "full")


def test_a_list_of_the_country_serves_the_vintages_of_one_province(old: VintageAreas, new: VintageAreas) -> None:
    built = build_crosswalk(CrosswalkTask(old, new, build_list((*SOUND, *[ELSEWHERE] * 9))))
    assert built.faults == ()
    assert built.summary["rows_beyond_count"] == 9
    assert list_pairs(built) == EXPECTED


def test_one_stray_row_among_sound_ones_is_a_fault(old: VintageAreas, new: VintageAreas) -> None:
    built = build_crosswalk(CrosswalkTask(old, new, build_list((*SOUND, ELSEWHERE))))
    assert [(fault.kind, fault.rows) for fault in built.faults] == [
        (FaultKind.CODE_UNKNOWN_FROM, (6,)),
        (FaultKind.CODE_UNKNOWN_TO, (6,)),
    ]


def test_a_province_on_the_vintage_of_the_country_leaves_the_others_alone(old: VintageAreas) -> None:
    squares = {**NEW, "00010": (9, 0, 40, 4), "00011": (40, 0, 50, 4)}
    country = build_end(squares, is_old=False, provinces={"00010": "12", "00011": "12"})
    assert build_crosswalk(CrosswalkTask(old, country, build_list(SOUND))).faults == ()
    assert build_crosswalk(CrosswalkTask(old, country)).faults == ()


def test_a_province_that_goes_nowhere_is_one_fault(new: VintageAreas) -> None:
    squares = {**OLD, "00010": (9, 0, 40, 4), "00011": (40, 0, 50, 4)}
    country = build_end(squares, is_old=True, provinces={"00010": "12", "00011": "12"})
    built = build_crosswalk(CrosswalkTask(country, new, build_list(SOUND)))
    (fault,) = find_faults(built, FaultKind.NO_SUCCESSOR)
    assert "Tỉnh 12 (12): cả 2 xã" in fault.message.vi
    assert list_pairs(built) == EXPECTED


def test_a_vintage_that_knows_no_provinces_is_taken_whole(old: VintageAreas, new: VintageAreas) -> None:
    for end in (old, new):
        end.areas[["province_code", "province_name"]] = None
    built = build_crosswalk(CrosswalkTask(old, new, build_list(SOUND)))
    assert built.faults == ()
    assert old.label("00001") == "Xã 00001 (00001)"


def test_nothing_to_build_from_is_refused(old: VintageAreas, new: VintageAreas) -> None:
    with pytest.raises(ValueError, match="needs a list or outlines"):
        build_crosswalk(CrosswalkTask(old, new, use_outlines=False))


def test_a_list_of_other_units_altogether_gives_no_crosswalk(old: VintageAreas, new: VintageAreas) -> None:
    listed = build_list([("00091", "Xã A", "00092", "Xã B", "full")])
    built = build_crosswalk(CrosswalkTask(old, new, listed, use_outlines=False))
    assert built.crosswalk is None
    assert len(find_faults(built, FaultKind.NO_SUCCESSOR)) == 3


def test_the_eve_is_the_day_before_the_later_vintage(old: VintageAreas, new: VintageAreas) -> None:
    built = build_crosswalk(CrosswalkTask(old, new, change_list(2, from_code="00099")))
    (fault,) = find_faults(built, FaultKind.CODE_UNKNOWN_FROM)
    assert date(2025, 6, 30).isoformat() in fault.message.vi


@pytest.mark.parametrize("kind", list(FaultKind))
def test_each_kind_is_named_in_both_languages(kind: FaultKind) -> None:
    assert kind.label.vi
    assert kind.label.en
    assert kind.must_be_settled == (kind is FaultKind.WEIGHTS_MISSING)
