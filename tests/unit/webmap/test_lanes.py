from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from webmap.lanes import Lane, Lanes


def test_what_is_quick_goes_beside_what_is_long() -> None:
    lanes, is_in, may_end = Lanes(), Event(), Event()

    def take_long() -> None:
        with lanes.enter(Lane.LONG):
            is_in.set()
            assert may_end.wait(30)

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.submit(take_long), pool.submit(take_long)
        assert is_in.wait(30)
        for _ in range(2 * Lane.QUICK.width):
            with lanes.enter(Lane.QUICK):
                pass
        assert not first.done()
        assert not second.done()
        may_end.set()
        first.result(30)
        second.result(30)


def test_so_many_are_in_a_lane_as_it_is_wide() -> None:
    lanes, together = Lanes(), Barrier(Lane.QUICK.width)

    def take() -> None:
        with lanes.enter(Lane.QUICK):
            together.wait(30)

    with ThreadPoolExecutor(Lane.QUICK.width) as pool:
        for one in [pool.submit(take) for _ in range(Lane.QUICK.width)]:
            one.result(30)


def test_what_is_made_within_a_turn_needs_none_and_an_error_gives_it_back() -> None:
    lanes = Lanes()
    for _ in range(Lane.LONG.width + 1):
        with pytest.raises(ValueError, match="no"), lanes.enter(Lane.LONG), lanes.enter(Lane.LONG):
            raise ValueError("no")
