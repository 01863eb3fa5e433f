"""Python's search for cycles, put off while the rows of a file are made: there are none among them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def pause_collection() -> Iterator[None]:
    """Look for no cycles meanwhile; with hundreds of thousands of cells it takes a third longer.

    Threads that pause it together may end it early for each other, which costs time and nothing else.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
