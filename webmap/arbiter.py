"""gunicorn's master, preparing in its idle moments what a worker needs later.

A start waits only for the page that readers begin with. Other first pages take a third of a second; what clusters,
plans and files need takes two to load, and a worker that takes the place of a killed one would do both anew while
readers wait: forked from a master that has it, it does not. The master starts no threads, and no step takes it much
more than half a second: it must see to its workers at any moment.
"""

from __future__ import annotations

import gc
import importlib
import logging
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from gunicorn.arbiter import Arbiter

from webmap.request_log import render_error

# A module at a time, none of much more than half a second.
NEEDED_LATER = (
    *("scipy.optimize", "scipy.sparse.csgraph", "scipy.stats"),
    *("sklearn.base", "sklearn.metrics", "libpysal.weights", "esda"),
    *("resvg_py", "typst", "xlsxwriter", "services.reporting.slides"),
)
Step = Callable[[], None]

log = logging.getLogger(__name__)


class PreparingArbiter(Arbiter):  # type: ignore[misc]
    """The master; its first workers prepare what they need when they need it."""

    def __init__(self, app: Any, steps: Iterable[Step] = ()) -> None:
        """``steps`` are taken before modules are loaded, one in each idle moment."""
        loading = (partial(load_module, name) for name in NEEDED_LATER)
        self._waiting: deque[Step] = deque([*steps, *loading, keep_what_is_loaded])
        super().__init__(app)

    def wait_for_signals(self, timeout: float = 1.0) -> Any:
        """Wait for a signal as long as allowed, and prepare one thing more where none came."""
        signals = super().wait_for_signals(timeout=timeout)
        if not signals and self._waiting:
            take_step(self._waiting.popleft())
        return signals


def take_step(step: Step) -> None:
    """Prepare one thing; what cannot be prepared, whoever needs it is told: it is no reason to end the service."""
    try:
        step()
    except Exception as error:
        log.warning("the master could not prepare what is needed later: %s", render_error(error))


def load_module(name: str) -> None:
    """Load a module; whoever needs one that cannot be loaded will be told."""
    try:
        importlib.import_module(name)
    except Exception as error:  # one of another version fails in any way
        log.warning("a module that is needed later cannot be loaded: %s: %s", name, render_error(error))


def keep_what_is_loaded() -> None:
    """Let the search for cycles leave alone what is there by now: no worker need touch, and so copy, these pages."""
    gc.unfreeze()  # a start does not wait for a search
    gc.collect()
    gc.freeze()
