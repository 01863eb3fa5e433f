"""The snapshot in force for all threads of a process; read anew when the publication number has moved."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from threading import Lock

from sqlalchemy.engine import Engine

from geodata.errors import Bilingual
from services.coverage.snapshot import Snapshot, read_snapshot
from services.measures.wording import UNIT_LABEL
from services.store.publication import read_publication_id

CHECK_SECONDS = 1.0


class SnapshotHolder:
    """Gives the snapshot in force, in which managing units are called ``unit_label``.

    The publication number is asked for at most once in ``check_seconds``. While one thread reads a new snapshot, the
    others go on with the one before: no request waits, and none sees half. Only the very first request waits. A failed
    reading leaves the snapshot before in place and is raised to the request that met it.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        unit_label: Bilingual = UNIT_LABEL,
        check_seconds: float = CHECK_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine = engine
        self._unit_label = unit_label
        self._check_seconds = check_seconds
        self._clock = clock
        self._snapshot: Snapshot | None = None
        self._checked_at = float("-inf")
        self._reading = Lock()

    def current(self) -> Snapshot:
        """Return the snapshot in force, at most ``check_seconds`` behind the store."""
        snapshot = self._snapshot
        if snapshot is not None and self._clock() - self._checked_at < self._check_seconds:
            return snapshot
        if not self._reading.acquire(blocking=snapshot is None):
            return snapshot if snapshot is not None else self.current()
        try:
            return self._refresh()
        finally:
            self._reading.release()

    def read_newest(self) -> Snapshot:
        """Return the snapshot in force at this moment: for whoever has just published, or is about to."""
        with self._reading:
            return self._refresh()

    def _refresh(self) -> Snapshot:
        now = self._clock()
        if self._snapshot is None or self._read_number() != self._snapshot.publication_id:
            self._snapshot = replace(read_snapshot(self._engine), unit_label=self._unit_label)
        self._checked_at = now
        return self._snapshot

    def _read_number(self) -> int:
        with self._engine.connect() as connection:
            return read_publication_id(connection)
