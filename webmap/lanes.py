"""Who may make an answer now: of what is quick a few at a time, of what is long one.

The interpreter runs one thread at a time. Ten answers made at once are all ready when the last one is; one after
another, most are ready long before it, and what is in memory is given meanwhile.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum

LONGEST_WAIT = 60.0  # seconds after which one is made all the same: something stands still, and it may not be this


class Lane(Enum):
    """What kind of work an answer is; the value is how many of it a worker makes at once."""

    QUICK = 3  # up to some tens of milliseconds
    LONG = 1  # hundreds
    DRAWN = 2  # pictures: most of it happens in another process

    @property
    def width(self) -> int:
        """How many threads may be in it."""
        return self.value


class Lanes:
    """The turns of the threads of one process; an answer that is made within another one's turn has it already."""

    def __init__(self) -> None:
        self._turns = {lane: threading.BoundedSemaphore(lane.width) for lane in Lane}
        self._mine = threading.local()

    @contextmanager
    def enter(self, lane: Lane) -> Iterator[None]:
        """Wait for a turn, and keep it for as long as the block runs."""
        if getattr(self._mine, "is_taken", False):
            yield
            return
        turns = self._turns[lane]
        is_given = turns.acquire(timeout=LONGEST_WAIT)
        self._mine.is_taken = True
        try:
            yield
        finally:
            self._mine.is_taken = False
            if is_given:
                turns.release()
