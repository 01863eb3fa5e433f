"""The snapshot in force for all threads of a process; read anew when the publication number has moved."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Lock

from sqlalchemy.engine import Engine

from geodata.errors import Bilingual
from services.coverage.audience import Audience
from services.coverage.kept_facts import KeptFacts
from services.coverage.memo import Memo
from services.coverage.protected_facts import protect_snapshot
from services.coverage.snapshot import Snapshot, read_snapshot
from services.measures.wording import UNIT_LABEL
from services.store.publication import read_publication_id

CHECK_SECONDS = 0.5
KEPT_PROTECTED = 2  # of a new snapshot, and of the one before while requests still use it
TRUSTED_SECONDS = 1.5  # how long a snapshot is given after the store last confirmed it
RETRY_SECONDS = 0.5  # a store that has just failed is not asked again for so long


@dataclass(frozen=True)
class _Failure:
    """What the store answered when it was asked last, and when."""

    error: Exception
    at: float


class SnapshotHolder:
    """Gives the snapshot in force, in which managing units are called ``unit_label``.

    The publication number is asked for at most once in ``check_seconds``. While one thread reads a new snapshot, the
    others go on with the one before for as long as it is trusted; beyond ``TRUSTED_SECONDS`` after the store confirmed
    it they wait, and so leave the processor to the reading, however busy the machine is. None sees half. After a time
    without requests, and in a worker that takes the place of another, all wait for the reading. A failed reading leaves
    the snapshot before in place and is raised to the request that met it. Counts from 1 to ``withhold_below`` − 1 are
    withheld from the public.

    A store that does not answer is forgiven for ``TRUSTED_SECONDS``: beyond them nobody knows whether another machine
    has published, and its error is raised rather than an old state shown (decision 0030).
    """

    def __init__(
        self,
        engine: Engine,
        *,
        unit_label: Bilingual = UNIT_LABEL,
        withhold_below: int = 0,
        check_seconds: float = CHECK_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine = engine
        self._unit_label = unit_label
        self._withhold_below = withhold_below
        self._check_seconds = check_seconds
        self._clock = clock
        self._snapshot: Snapshot | None = None
        self._kept = KeptFacts()
        self._protected = Memo(KEPT_PROTECTED, None)
        self._shown: Snapshot | None = None  # what was protected last
        self._checked_at = float("-inf")
        self._failure: _Failure | None = None
        self._reading = Lock()

    def current(self, audience: Audience = Audience.PUBLIC) -> Snapshot:
        """Return the snapshot in force for an audience, at most ``check_seconds`` and a reading behind the store.

        Whoever says nothing gets the one for the public, without small counts and what would give them away.
        """
        snapshot = self._find_current()
        return snapshot if audience is Audience.STAFF else self.protect(snapshot)

    def protect(self, snapshot: Snapshot) -> Snapshot:
        """Return what the public sees of a snapshot; nothing is decided before it is asked for."""

        def build() -> tuple[Snapshot, Snapshot]:
            shown = protect_snapshot(snapshot, self._withhold_below, self._shown)
            self._shown = shown
            return snapshot, shown

        # What is kept holds the snapshot, so that no other object can come to bear the same id.
        protected: Snapshot = self._protected.recall(id(snapshot), build)[1]
        return protected

    def _find_current(self) -> Snapshot:
        snapshot = self._snapshot
        if snapshot is not None and self._clock() - self._checked_at < self._check_seconds:
            return snapshot
        if not self._reading.acquire(blocking=snapshot is None or not self._is_trusted()):
            return snapshot if snapshot is not None else self._find_current()
        try:
            return self._confirm()
        finally:
            self._reading.release()

    def read_newest(self) -> Snapshot:
        """Return the snapshot in force at this moment with all its counts: for staff who have just published."""
        with self._reading:
            return self._refresh()

    @property
    def publication_id(self) -> int | None:
        """The number of the snapshot that is given; None before the first."""
        return None if self._snapshot is None else self._snapshot.publication_id

    def _is_trusted(self) -> bool:
        return self._clock() - self._checked_at < TRUSTED_SECONDS

    def _confirm(self) -> Snapshot:
        """Return the snapshot in force; one that cannot be confirmed now as long as it is trusted."""
        now = self._clock()
        if self._snapshot is not None and now - self._checked_at < self._check_seconds:
            return self._snapshot  # another thread has asked meanwhile
        if self._failure is not None and now - self._failure.at < RETRY_SECONDS:
            return self._trust_or_raise(self._failure.error)
        try:
            return self._refresh()
        except Exception as error:
            self._failure = _Failure(error, self._clock())
            return self._trust_or_raise(error)

    def _trust_or_raise(self, error: Exception) -> Snapshot:
        if self._snapshot is not None and self._is_trusted():
            return self._snapshot
        raise error

    def _refresh(self) -> Snapshot:
        now = self._clock()
        if self._snapshot is None or self._read_number() != self._snapshot.publication_id:
            self._snapshot = self._read()
        self._failure = None
        self._checked_at = now
        return self._snapshot

    def _read(self) -> Snapshot:
        found = read_snapshot(self._engine, self._kept, self._snapshot)
        return replace(found, unit_label=self._unit_label)

    def _read_number(self) -> int:
        with self._engine.connect() as connection:
            return read_publication_id(connection)
