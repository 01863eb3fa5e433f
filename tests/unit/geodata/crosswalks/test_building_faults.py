"""Every fault of an official list is told with its rows, and the outlines decide where they can."""

from __future__ import annotations

from datetime import date

import pytest

from geodata.crosswalks.building import CrosswalkTask, build_crosswalk
from geodata.crosswalks.ends import VintageAreas
from geodata.crosswalks.faults import FaultKind
from tests.fixtures.square_lists import EXPECTED, NEW, OLD, SOUND, change_list, find_faults, list_pairs
from tests.fixtures.square_vintages import build_end, build_list


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


def test_the_eve_is_the_day_before_the_later_vintage(old: VintageAreas, new: VintageAreas) -> None:
    built = build_crosswalk(CrosswalkTask(old, new, change_list(2, from_code="00099")))
    (fault,) = find_faults(built, FaultKind.CODE_UNKNOWN_FROM)
    assert date(2025, 6, 30).isoformat() in fault.message.vi


@pytest.mark.parametrize("kind", list(FaultKind))
def test_each_kind_is_named_in_both_languages(kind: FaultKind) -> None:
    assert kind.label.vi
    assert kind.label.en
    assert kind.must_be_settled == (kind is FaultKind.WEIGHTS_MISSING)
