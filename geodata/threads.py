"""Work done side by side: Shapely, Brotli and zlib let go of the interpreter while they work on arrays and bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Given = TypeVar("Given")
Result = TypeVar("Result")
MOST_THREADS = 4


def map_in_threads(work: Callable[[Given], Result], given: Iterable[Given]) -> list[Result]:
    """Return what ``work`` makes of each, in their order, several at a time; the first error is raised."""
    return list(yield_from_threads(work, given))


def yield_from_threads(work: Callable[[Given], Result], given: Iterable[Given]) -> Iterator[Result]:
    """Yield what ``work`` makes of each, in their order, while others are still worked on."""
    with ThreadPoolExecutor(MOST_THREADS) as threads:
        yield from threads.map(work, given)
