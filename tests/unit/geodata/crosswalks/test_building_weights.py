"""What the parts of a split unit weigh, and what is told where the weights given cannot be."""

from __future__ import annotations

import pandas as pd
import pytest

from geodata.crosswalks.building import CrosswalkTask, build_crosswalk
from geodata.crosswalks.crosswalk import WeightBasis
from geodata.crosswalks.ends import VintageAreas
from geodata.crosswalks.faults import FaultKind
from geodata.crosswalks.weights_list import GivenSizes, GivenWeights
from tests.fixtures.square_lists import SOUND, find_faults
from tests.fixtures.square_vintages import build_end, build_list


def build_weights(*rows: tuple[str, str, float], is_share: bool = True) -> GivenWeights:
    frame = pd.DataFrame(rows, columns=["from_code", "to_code", "weight"])
    return GivenWeights(frame.assign(row=range(2, len(rows) + 2)), is_share, WeightBasis.POPULATION, "weights.csv")


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


def test_a_split_by_area_of_units_sized_by_people_is_said_to_be_of_both(old: VintageAreas, new: VintageAreas) -> None:
    sizes = GivenSizes({"00001": 900, "00002": 100, "00003": 300}, WeightBasis.POPULATION, "census.csv")
    built = build_crosswalk(CrosswalkTask(old, new, sizes=sizes))
    assert built.crosswalk is not None
    assert built.crosswalk.basis is WeightBasis.GIVEN
    assert "communes by population" in built.crosswalk.source
    assert "area: 1" in built.crosswalk.source
    weights = build_weights(("00003", "00007", 0.5), ("00003", "00008", 0.5))
    of_one = build_crosswalk(CrosswalkTask(old, new, sizes=sizes, weights=weights)).crosswalk
    assert of_one is not None
    assert of_one.basis is WeightBasis.POPULATION


def test_a_unit_without_a_size_must_be_settled(old: VintageAreas, new: VintageAreas) -> None:
    sizes = GivenSizes({"00001": 900, "00003": 300}, WeightBasis.POPULATION, "census.csv")
    built = build_crosswalk(CrosswalkTask(old, new, sizes=sizes))
    assert built.crosswalk is None
    assert [fault.from_code for fault in find_faults(built, FaultKind.WEIGHTS_MISSING)] == ["00002"]


def test_a_unit_without_a_size_takes_the_density_of_its_province_where_told(new: VintageAreas) -> None:
    # 1: 6 squares in province 11, 2: 12 squares, 3: 18 squares and nothing known of its province.
    squares = {"00001": (0.0, 0.0, 3.0, 2.0), "00002": (3.0, 0.0, 9.0, 2.0), "00003": (0.0, 2.0, 9.0, 4.0)}
    old = build_end(squares, is_old=True, provinces={"00003": "12"})
    later = build_end({"00007": (0, 0, 9, 4)}, is_old=False)
    sizes = GivenSizes({"00001": 900}, WeightBasis.POPULATION, "census.csv")
    built = build_crosswalk(CrosswalkTask(old, later, sizes=sizes, fill_sizes=True))
    assert built.crosswalk is not None
    assert built.crosswalk.pairs["size"].to_numpy() == pytest.approx([900, 1800, 2700], rel=0.01)
    assert built.filled_codes == ("00002", "00003")
    assert built.summary["filled_count"] == 2
    assert "2 xã theo mật độ" in built.crosswalk.source
    assert not find_faults(built, FaultKind.WEIGHTS_MISSING)


def test_units_weighed_by_different_bases_are_said_to_be(new: VintageAreas) -> None:
    old = build_end({"00001": (0, 0, 9, 2), "00003": (0, 2, 9, 4)}, is_old=True)
    weights = build_weights(("00003", "00007", 0.5), ("00003", "00008", 0.5))
    built = build_crosswalk(CrosswalkTask(old, new, weights=weights))
    assert built.crosswalk is not None
    assert built.crosswalk.basis is WeightBasis.GIVEN
    assert "population: 1" in built.crosswalk.source
    assert "area: 1" in built.crosswalk.source
