"""gunicorn's master, loading in its idle moments what a worker needs later.

A start loads only what the first pages need. What clusters, plans and files need takes two seconds more, and a worker
that takes the place of a killed one would load it anew while readers wait: forked from a master that has it, it does
not. The master loads nothing that starts threads, and asks the store nothing: it must see to its workers at any moment.
"""

from __future__ import annotations

import gc
import importlib
import logging
from collections import deque
from typing import Any

from gunicorn.arbiter import Arbiter

# A module at a time, none of much more than half a second.
NEEDED_LATER = (
    *("scipy.optimize", "scipy.sparse.csgraph", "scipy.stats"),
    *("sklearn.base", "sklearn.metrics", "libpysal.weights", "esda"),
    *("resvg_py", "typst", "xlsxwriter", "services.reporting.slides"),
)

log = logging.getLogger(__name__)


class PreparingArbiter(Arbiter):  # type: ignore[misc]
    """The master; its first workers load what they need when they need it."""

    def __init__(self, app: Any) -> None:
        self._waiting = deque(NEEDED_LATER)
        super().__init__(app)

    def wait_for_signals(self, timeout: float = 1.0) -> Any:
        """Wait for a signal as long as allowed, and load one module more where none came."""
        signals = super().wait_for_signals(timeout=timeout)
        if not signals and self._waiting:
            self._load_next()
        return signals

    def _load_next(self) -> None:
        name = self._waiting.popleft()
        try:
            importlib.import_module(name)
        except ImportError:  # whoever needs it will be told
            log.warning("a module that is needed later cannot be loaded: %s", name)
        if not self._waiting:
            gc.collect()
            gc.freeze()  # as at the start: no worker need touch, and so copy, these pages
