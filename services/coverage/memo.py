"""A bounded memory of what has been computed from one snapshot; safe between threads."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

Result = TypeVar("Result")


class Memo:
    """Keeps the ``capacity`` results used last. Two threads may compute the same result; both get the first kept."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def recall(self, key: Hashable, build: Callable[[], Result]) -> Result:
        """Return the result kept under ``key``, built where there is none; an error is not kept."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                kept: Result = self._kept[key]
                return kept
        built = build()
        with self._lock:
            result: Result = self._kept.setdefault(key, built)
            while len(self._kept) > self._capacity:
                self._kept.popitem(last=False)
            return result

    def __len__(self) -> int:
        return len(self._kept)
