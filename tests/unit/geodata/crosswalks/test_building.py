"""A crosswalk is built from a list, from outlines or from both, for the units that either speaks for."""

from __future__ import annotations

import pytest

from geodata.crosswalks.building import CrosswalkTask, build_crosswalk
from geodata.crosswalks.crosswalk import WeightBasis
from geodata.crosswalks.ends import VintageAreas
from geodata.crosswalks.faults import FaultKind
from geodata.gazetteer import Gazetteer
from tests.fixtures.dated_units import build_gazetteer
from tests.fixtures.square_lists import EXPECTED, NEW, OLD, SOUND, find_faults, list_pairs
from tests.fixtures.square_vintages import build_end, build_list


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


def build_communes(*rows: tuple[str, str, str, str]) -> Gazetteer:
    """Return communes of province 11: code, name, valid_from, valid_to."""
    communes = [("commune", code, name, "Xã", "11", first, last) for code, name, first, last in rows]
    return build_gazetteer([("province", "11", "Tỉnh 11", "Tỉnh", "", "2004-01-01", ""), *communes])


def test_the_list_speaks_only_for_units_that_were_still_there_on_its_eve(old: VintageAreas, new: VintageAreas) -> None:
    # 00001 was merged into 00002 in 2020 and its code given to a commune that the list puts elsewhere.
    gazetteer = build_communes(
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
    gazetteer = build_communes(
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
