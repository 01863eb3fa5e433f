"""Local Moran statistics against plain loops, and maps of chance and of plain clusters."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from services.planning.clusters import ClusterKind, correct_chances, find_clusters
from services.planning.neighbours import find_touching_pairs


def build_grid(side: int) -> np.ndarray:
    cells = shapely.box(*np.array([(x, y, x + 1, y + 1) for x in range(side) for y in range(side)]).T)
    return find_touching_pairs(cells)


def list_around(pairs: np.ndarray, place: int) -> list[int]:
    return [int(b if a == place else a) for a, b in pairs if place in (a, b)]


@settings(max_examples=8, deadline=None)
@given(st.integers(4, 6), st.integers(0, 10_000))
def test_statistic_and_chance_are_those_of_plain_loops(side: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    pairs, values = build_grid(side), random.normal(size=side * side)
    found = find_clusters(values, pairs, permutations=999, seed=seed)
    z = (values - values.mean()) / values.std()
    for place in random.choice(values.size, 3, replace=False):
        around = list_around(pairs, place)
        own = z[place] * z[around].mean()
        assert found.statistics[place] == pytest.approx(own * (values.size - 1) / values.size)
        others = np.delete(z, place)
        shuffled = [z[place] * random.choice(others, len(around), replace=False).mean() for _ in range(1500)]
        tail = np.mean(np.array(shuffled) >= own)
        assert found.p_values[place] == pytest.approx(min(1.0, 2 * min(tail, 1 - tail)), abs=0.09)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_the_correction_is_that_of_benjamini_and_hochberg(chances: list[float]) -> None:
    count = len(chances)
    ordered = sorted(chances)
    for chance, corrected in zip(chances, correct_chances(np.array(chances)), strict=True):
        steps = [ordered[k] * count / (k + 1) for k in range(count) if ordered[k] >= chance]
        assert corrected == pytest.approx(min(1.0, *steps))


def test_chance_alone_marks_next_to_nothing() -> None:
    pairs = build_grid(14)
    marked = [
        np.count_nonzero(np.isin(find_clusters(values, pairs, seed=seed).kinds, (1, 2, 3, 4)))
        for seed in range(8)
        for values in [np.random.default_rng(seed).normal(size=196)]
    ]
    assert np.mean([count > 0 for count in marked]) <= 0.25


def test_a_plain_hollow_is_found_and_said_in_one_sentence() -> None:
    random = np.random.default_rng(4)
    values = random.normal(10, 1, size=144)
    hollow = [x * 12 + y for x in range(3, 7) for y in range(3, 7)]
    values[hollow] -= 6
    values[140] = math.nan
    found = find_clusters(values, build_grid(12))
    assert found.kinds[4 * 12 + 4] == ClusterKind.LOW
    assert found.kinds[140] == ClusterKind.NOT_TESTED
    low = np.flatnonzero(found.kinds == ClusterKind.LOW)
    assert len(low) >= 12
    assert set(low) <= {x * 12 + y for x in range(2, 8) for y in range(2, 8)}
    assert found.sentence.vi.startswith(f"{len(low)} trong 143 xã thuộc cụm bao phủ thấp")
    again = find_clusters(values, build_grid(12))
    np.testing.assert_array_equal(again.p_values, found.p_values)


def test_what_cannot_be_tested_is_told_apart_from_what_is_in_no_cluster() -> None:
    values = np.array([1.0, 2, math.nan, 4])
    found = find_clusters(values, np.array([[0, 1], [1, 2], [2, 3]]))
    assert found.kinds.tolist() == [ClusterKind.NONE, ClusterKind.NONE, ClusterKind.NOT_TESTED, ClusterKind.NOT_TESTED]
    assert found.tested_count == 2
    assert "Không thấy" in found.sentence.vi


def test_outlines_with_a_gap_of_some_metres_still_touch() -> None:
    boxes = np.array([shapely.box(0, 0, 1, 1), shapely.box(1.00005, 0, 2, 1), shapely.box(2.1, 0, 3, 1), None])
    assert find_touching_pairs(boxes).tolist() == [[0, 1]]
