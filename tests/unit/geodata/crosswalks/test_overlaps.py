"""Outlines are laid over each other, and slivers are told from pieces."""

from __future__ import annotations

import pandas as pd
import pytest

from geodata.crosswalks.overlaps import build_overlaps, measure_overlaps
from geodata.errors import Bilingual
from geodata.sizes import measure_area_km2
from tests.fixtures.square_vintages import Corners, build_end


def overlay(
    old: dict[str, Corners],
    new: dict[str, Corners],
    old_provinces: dict[str, str] | None = None,
    new_provinces: dict[str, str] | None = None,
) -> list[tuple[str, str]]:
    from_end = build_end(old, is_old=True, provinces=old_provinces)
    to_end = build_end(new, is_old=False, provinces=new_provinces)
    frame = build_overlaps(from_end.areas, to_end.areas)
    return list(frame[["from_code", "to_code"]].itertuples(index=False, name=None))


def test_a_piece_is_measured_in_km2_and_as_a_share_of_both_sides() -> None:
    old = build_end({"00001": (0, 0, 4, 2)}, is_old=True)
    new = build_end({"00002": (0, 0, 1, 2), "00003": (1, 0, 8, 2)}, is_old=False)
    overlaps = measure_overlaps(old.areas, new.areas)
    size = float(measure_area_km2(old.areas.geometry.to_numpy())[0])
    assert overlaps["area_km2"].to_numpy() == pytest.approx([size / 4, size * 3 / 4])
    assert overlaps["from_share"].to_numpy() == pytest.approx([0.25, 0.75])
    assert overlaps["to_share"].to_numpy() == pytest.approx([1.0, 3 / 7])


def test_neighbours_that_share_a_border_have_nothing_in_common() -> None:
    assert overlay({"00001": (0, 0, 2, 2)}, {"00002": (0, 0, 2, 2), "00003": (2, 0, 4, 2)}) == [("00001", "00002")]


def test_a_border_drawn_otherwise_leaves_no_piece() -> None:
    old = {"00001": (0, 0, 4, 4), "00002": (4, 0, 8, 4)}
    new = {"00003": (0, 0, 4.2, 4), "00004": (4.2, 0, 8, 4)}
    assert overlay(old, new) == [("00001", "00003"), ("00002", "00004")]


def test_a_small_commune_cut_from_a_large_one_is_a_real_piece() -> None:
    old = {"00001": (0, 0, 10, 10)}
    assert overlay(old, {"00002": (0, 0, 1, 1), "00003": (1, 0, 10, 10)}) == [("00001", "00002"), ("00001", "00003")]


def test_no_commune_goes_without_its_largest_piece() -> None:
    old = {f"0000{n}": (n, 0, n + 1, 1) for n in range(8)}
    assert len(overlay(old, {"00009": (0, 0, 8, 1)})) == 8
    assert len(overlay({"00009": (0, 0, 8, 1)}, old)) == 8


def test_what_reaches_over_the_border_of_a_province_that_went_whole_is_a_sliver() -> None:
    old = {"00001": (0, 0, 20, 2), "00002": (0, 2, 2, 4)}
    # A third of 00002 lies in the next province by the new outlines; nearly all of its province does not.
    new = {"00003": (0, 0, 20, 2), "00004": (0, 2, 1.3, 4), "00005": (1.3, 2, 9, 9)}
    expected = [("00001", "00003"), ("00002", "00004")]
    assert overlay(old, new, None, {"00005": "12"}) == expected


def test_a_commune_that_itself_moved_to_another_province_moves() -> None:
    old = {"00001": (0, 0, 40, 2), "00002": (0, 2, 2, 4)}
    new = {"00003": (0, 0, 40, 2), "00004": (0, 2, 2, 4)}
    assert ("00002", "00004") in overlay(old, new, None, {"00004": "12"})


def test_the_smaller_province_of_a_merger_keeps_its_own_pieces() -> None:
    # Nine tenths of the merged province come from province 12, and the tenth is no sliver for that.
    old = {"00001": (0, 0, 1, 1), "00002": (1, 0, 20, 1)}
    new = {"00003": (0, 0, 1, 1), "00004": (1, 0, 20, 1)}
    assert overlay(old, new, {"00001": "11", "00002": "12"}, {"00003": "12", "00004": "12"}) == [
        ("00001", "00003"),
        ("00002", "00004"),
    ]


def test_progress_is_told_to_the_end() -> None:
    told: list[tuple[int, int]] = []

    def note(done: int, total: int, what: Bilingual) -> None:
        told.append((done, total))

    end = build_end({"00001": (0, 0, 2, 2)}, is_old=True)
    other = build_end({"00002": (1, 0, 3, 2)}, is_old=False)
    measure_overlaps(end.areas, other.areas, progress=note)
    assert told == [(0, 1), (1, 1)]


def test_outlines_that_nowhere_meet_give_no_rows() -> None:
    end, other = build_end({"00001": (0, 0, 1, 1)}, is_old=True), build_end({"00002": (5, 5, 6, 6)}, is_old=False)
    assert isinstance(build_overlaps(end.areas, other.areas), pd.DataFrame)
    assert len(build_overlaps(end.areas, other.areas)) == 0
