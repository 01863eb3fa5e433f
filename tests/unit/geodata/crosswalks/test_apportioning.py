"""Counts are shared out in whole numbers, and nobody gets lost."""

from __future__ import annotations

import time

import numpy as np

from geodata.crosswalks.apportioning import apportion

NAN = float("nan")


def test_the_largest_remainders_get_the_rest() -> None:
    # 10 people by 5 : 3 : 1 are 5.56, 3.33, 1.11.
    assert apportion([10], [5, 3, 1], [0]).tolist() == [6, 3, 1]


def test_a_tie_goes_to_the_earlier_piece() -> None:
    assert apportion([1], [1, 1, 1], [0]).tolist() == [1, 0, 0]
    assert apportion([5], [0.1, 0.1, 0.1], [0]).tolist() == [2, 2, 1]


def test_remainders_that_differ_by_rounding_alone_are_a_tie() -> None:
    # 0.15 and 0.85 of ten people: 1.5 and 8.5, but for the last binary digit.
    assert apportion([10], [0.15, 0.85], [0]).tolist() == [2, 8]


def test_each_source_is_shared_out_by_itself() -> None:
    assert apportion([3, 7, 2], [1, 1, 5, 1, 1], [0, 2, 3]).tolist() == [2, 1, 7, 1, 1]


def test_the_pieces_of_an_unknown_count_are_unknown() -> None:
    pieces = apportion([NAN, 4], [1, 1, 1, 3], [0, 2])
    assert np.isnan(pieces[:2]).all()
    assert pieces[2:].tolist() == [1, 3]


def test_nothing_is_shared_out_over_nothing() -> None:
    assert apportion([], [], []).tolist() == []


def test_counts_as_large_as_a_float_can_hold_exactly_are_conserved() -> None:
    count = float(2**53 - 1)
    pieces = apportion([count], np.full(1000, 1 / 3), [0])
    assert sum(int(piece) for piece in pieces) == 2**53 - 1


def test_a_whole_country_is_shared_out_in_a_few_milliseconds() -> None:
    random = np.random.default_rng(1)
    starts = np.arange(0, 10_600, 2)
    counts, weights = random.integers(0, 10_000, len(starts)).astype(float), random.uniform(0.1, 1, 10_600)
    began = time.process_time()
    for _ in range(10):
        apportion(counts, weights, starts)
    assert time.process_time() - began < 0.5
