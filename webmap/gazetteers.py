"""The gazetteers that snapshots name, each read once."""

from __future__ import annotations

from sqlalchemy import Engine

from geodata.gazetteer import Gazetteer
from services.coverage.memo import Memo
from services.coverage.snapshot import Snapshot
from services.store.unit_history import read_gazetteer

KEPT = 2  # what is in force, and what was before while requests end that began with it


class Gazetteers:
    """Gives the gazetteer of a snapshot; one that stays in force is read once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._read = Memo(KEPT, None)

    def find(self, snapshot: Snapshot) -> Gazetteer | None:
        """Return the gazetteer that is in force in a snapshot, None where none has been loaded."""
        number = snapshot.unit_history_id
        return None if number is None else self._read.recall(number, lambda: self._read_gazetteer(number))

    def _read_gazetteer(self, history_id: int) -> Gazetteer | None:
        with self._engine.connect() as connection:
            return read_gazetteer(connection, history_id)
