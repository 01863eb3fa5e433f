"""The crosswalk of the demonstration joins all of its communes, and says which pairs of the package it does without."""

from __future__ import annotations

import numpy as np
import pytest

from services.demo.outlines import build_outlines_2025, build_outlines_before_2025
from services.demo.places import read_places_2025, read_places_before_2025
from services.demo.succession import build_demo_crosswalk


@pytest.fixture(scope="module")
def built():
    before, since = read_places_before_2025(), read_places_2025()
    cells = build_outlines_2025(since)
    crosswalk, apart = build_demo_crosswalk(before, since, build_outlines_before_2025(before, since, cells), cells)
    return before, since, crosswalk, apart


def test_every_commune_of_either_vintage_is_joined(built) -> None:
    before, since, crosswalk, _ = built
    assert set(crosswalk.pairs["from_code"]) == set(before.area_code)
    assert set(crosswalk.pairs["to_code"]) == set(since.area_code)


def test_the_main_part_of_a_divided_commune_is_kept_and_most_communes_are_whole(built) -> None:
    before, _, crosswalk, apart = built
    kept = set(zip(crosswalk.pairs["from_code"], crosswalk.pairs["to_code"], strict=True))
    assert set(zip(before.area_code, before.successor, strict=True)) <= kept
    assert 400 < len(crosswalk.split_codes) < 471
    assert not apart["is_main"].any()


def test_the_parts_of_a_commune_make_its_whole_size(built) -> None:
    _, _, crosswalk, _ = built
    sums = np.add.reduceat(crosswalk.forward_weights, crosswalk.starts)
    assert np.allclose(sums, 1.0)


def test_units_that_the_package_takes_for_each_other_by_their_name_alone_are_left_apart(built) -> None:
    before, since, _, apart = built
    names = before.set_index("area_code"), since.set_index("area_code")
    pairs = {
        (names[0].name[old], names[0].province_name[old], names[1].name[new])
        for old, new in zip(apart["from_code"], apart["to_code"], strict=True)
    }
    # Xã Hòa Bình of Thuỷ Nguyên, Hải Phòng, and its namesake in Hải Dương, 40 km away.
    assert ("Xã Hòa Bình", "Thành phố Hải Phòng", "Xã Kim Thành") in pairs
    assert len(pairs) < 40
