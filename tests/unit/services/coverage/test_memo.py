"""Memories forget what was used longest ago when their common budget of bytes is spent."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import shapely
from PIL import Image

from services.coverage.memo import Budget, Memo
from services.coverage.memory_size import measure_bytes

KIBIBYTE = 2**10


def _fill(kibibytes: int) -> Callable[[], bytes]:
    return lambda: bytes(kibibytes * KIBIBYTE)


def test_memories_share_one_bound_and_the_oldest_goes_first() -> None:
    budget = Budget(100 * KIBIBYTE)
    first, second = Memo(1000, budget), Memo(1000, budget)
    for number in range(200):
        first.recall(0, _fill(10))  # used all the time, and so kept
        (first if number % 2 else second).recall(number + 1, _fill(10))
        assert budget.bytes_kept <= 100 * KIBIBYTE
    assert len(first) + len(second) == 9
    assert first.recall(0, _fill(0)) == bytes(10 * KIBIBYTE)


def test_what_would_push_out_most_others_is_not_kept() -> None:
    memo = Memo(10, Budget(100 * KIBIBYTE))
    memo.recall("small", _fill(10))
    assert len(memo.recall("large", _fill(40))) == 40 * KIBIBYTE
    assert len(memo) == 1


def test_a_memory_that_is_no_more_gives_its_room_back() -> None:
    budget = Budget(100 * KIBIBYTE)
    ring: list[Any] = [Memo(10, budget)]
    ring[0].recall("ring", lambda: ring)  # found by the collector alone
    ring[0].recall("large", _fill(20))
    ring = []
    gc.collect()
    last = Memo(10, budget)
    last.recall("one", _fill(1))
    assert budget.bytes_kept < 3 * KIBIBYTE


def test_a_lower_bound_holds_at_once() -> None:
    budget = Budget(100 * KIBIBYTE)
    memo = Memo(10, budget)
    for number in range(5):
        memo.recall(number, _fill(10))
    budget.limit(25 * KIBIBYTE)
    assert (len(memo), budget.bytes_kept <= 25 * KIBIBYTE) == (2, True)


@pytest.mark.parametrize(
    "build",
    [
        lambda: [np.arange(50_000.0) for _ in range(20)],
        lambda: {number: f"M{number}h{number}v{number}z" * 20 for number in range(5_000)},
        lambda: (np.zeros((500, 800), dtype=np.uint16), b"x" * 300_000),
        lambda: [np.arange(400_000.0)[:10]],  # what is cut out of an array keeps it whole
    ],
)
def test_a_size_is_what_the_machine_gives(build: Callable[[], object]) -> None:
    tracemalloc.start()
    try:
        kept = build()
        given = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert given * 0.95 < measure_bytes(kept) < given * 1.25


def test_outlines_and_pictures_are_counted() -> None:
    squares = shapely.box(np.arange(1000.0), 0, np.arange(1000.0) + 1, 1)
    assert 1000 * 5 * 16 < measure_bytes(squares) < 1000 * 1000
    assert measure_bytes(Image.new("RGBA", (100, 50))) == 100 * 50 * 4


def test_what_others_hold_as_well_is_left_out() -> None:
    class Shared:
        kept_apart = True

        def __init__(self) -> None:
            self.numbers = np.zeros(10_000)

    shared = Shared()
    assert measure_bytes([shared, Memo(3)]) < KIBIBYTE
    assert measure_bytes(shared) > 80_000
