"""Bounded memories of what has been computed; all of a process share one budget of bytes. Safe between threads."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from itertools import count
from operator import is_
from threading import Lock
from typing import Any, ClassVar, TypeVar
from weakref import WeakValueDictionary

from services.coverage.memory_size import measure_bytes, measure_key

Result = TypeVar("Result")

MEBIBYTE = 2**20
MOST_BYTES = 288 * MEBIBYTE
LARGEST_SHARE = 4  # what is more than a fourth of a budget would push out most others: it is not kept
ENTRY_BYTES = 400  # of the places of a key in two orders

_Place = tuple[int, Hashable]


class Budget:
    """How many bytes some memories may keep together; what was used longest ago is forgotten first."""

    kept_apart: ClassVar[bool] = True

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.lock = Lock()
        self._most_bytes = most_bytes
        self._bytes = 0
        self._order: OrderedDict[_Place, int] = OrderedDict()
        self._memos: WeakValueDictionary[int, Memo] = WeakValueDictionary()
        self._dead: deque[tuple[int, list[Hashable]]] = deque()
        self._numbers = count()

    @property
    def most_bytes(self) -> int:
        """The bound."""
        return self._most_bytes

    @property
    def bytes_kept(self) -> int:
        """How many bytes are kept, those of memories that are no more included until the next is kept."""
        return self._bytes

    def limit(self, most_bytes: int) -> None:
        """Set the bound; what is beyond it is forgotten at once."""
        with self.lock:
            self._most_bytes = most_bytes
            self._forget_oldest()

    def admit(self, memo: Memo) -> int:
        """Return the number by which a memory is known here."""
        with self.lock:
            number = next(self._numbers)
            self._memos[number] = memo
            return number

    def bury(self, number: int, keys: list[Hashable]) -> None:
        """Note that a memory is no more; called by the collector, at any moment and so without the lock."""
        self._dead.append((number, keys))

    def use(self, place: _Place) -> None:
        """Note that something kept was used; the lock is held."""
        self._order.move_to_end(place)

    def fits(self, size: int) -> bool:
        """Tell whether something of this size may be kept at all."""
        return size * LARGEST_SHARE <= self._most_bytes

    def keep(self, place: _Place, size: int) -> None:
        """Note that something new is kept, and forget what is beyond the bound; the lock is held."""
        self._order[place] = size
        self._bytes += size
        self._forget_oldest()

    def drop(self, place: _Place) -> None:
        """Note that something is kept no longer; the lock is held."""
        self._bytes -= self._order.pop(place, 0)

    def _forget_oldest(self) -> None:
        while self._dead:
            number, keys = self._dead.popleft()
            for key in keys:
                self.drop((number, key))
        while self._bytes > self._most_bytes:
            (number, key), size = self._order.popitem(last=False)
            self._bytes -= size
            memo = self._memos.get(number)
            if memo is not None:
                memo.lose(key)


PROCESS = Budget()  # of all memories that say nothing else


@dataclass(frozen=True, eq=False)
class _Made:
    """A result and what it was made of; that is held, so that no other object can come to bear the same id."""

    inputs: tuple[object, ...]
    result: Any

    def is_of(self, inputs: tuple[object, ...]) -> bool:
        return len(inputs) == len(self.inputs) and all(map(is_, self.inputs, inputs))


def _measure_made(made: _Made) -> int:
    return measure_bytes(made.result)


class Memo:
    """Keeps the ``capacity`` results used last, as far as the budget has room for them.

    Two threads may compute the same result; both get the first kept. ``budget`` None bounds by number alone: for the
    few things that are not made anew at will.
    """

    kept_apart: ClassVar[bool] = True

    def __init__(self, capacity: int, budget: Budget | None = PROCESS) -> None:
        self._capacity = capacity
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._budget = budget
        self._lock = Lock() if budget is None else budget.lock
        self._number = -1 if budget is None else budget.admit(self)

    def recall(
        self, key: Hashable, build: Callable[[], Result], measure: Callable[[Result], int] = measure_bytes
    ) -> Result:
        """Return the result kept under ``key``, built where there is none; an error is not kept.

        ``measure`` tells how many bytes of memory it takes.
        """
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                if self._budget is not None:
                    self._budget.use((self._number, key))
                kept: Result = self._kept[key]
                return kept
        built = build()
        size = 0 if self._budget is None else measure(built) + measure_key(key) + ENTRY_BYTES
        with self._lock:
            return self._keep(key, built, size)

    def recall_of(self, key: Hashable, inputs: tuple[object, ...], build: Callable[[], Result]) -> Result:
        """Return the result kept under ``key`` if it was made of these very ``inputs``, else one built of them.

        So a memory may outlive what it was filled from: of a following state what is the same object need not be
        computed again.
        """

        def make() -> _Made:
            return _Made(inputs, build())

        made = self.recall(key, make, _measure_made)
        if not made.is_of(inputs):
            with self._lock:
                if self._kept.get(key) is made:
                    self._forget(key)
            made = make()
            size = 0 if self._budget is None else _measure_made(made) + measure_key(key) + ENTRY_BYTES
            with self._lock:
                self._keep(key, made, size)
        result: Result = made.result
        return result

    def _forget(self, key: Hashable) -> None:
        self._kept.pop(key, None)
        if self._budget is not None:
            self._budget.drop((self._number, key))

    def _keep(self, key: Hashable, built: Result, size: int) -> Result:
        if key in self._kept:
            first: Result = self._kept[key]
            return first
        if self._budget is not None and not self._budget.fits(size):
            return built
        self._kept[key] = built
        if self._budget is not None:
            self._budget.keep((self._number, key), size)
        while len(self._kept) > self._capacity:
            oldest, _ = self._kept.popitem(last=False)
            if self._budget is not None:
                self._budget.drop((self._number, oldest))
        return built

    def lose(self, key: Hashable) -> None:
        """Forget a result, as the budget wants; the lock is held."""
        self._kept.pop(key, None)

    def __len__(self) -> int:
        return len(self._kept)

    def __del__(self) -> None:
        """Give back the room of what was kept."""
        kept, budget = getattr(self, "_kept", None), getattr(self, "_budget", None)
        if kept and budget is not None:
            budget.bury(self._number, list(kept))
