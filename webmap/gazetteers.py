"""The gazetteer in force, read when the publication has moved and another history of units has been loaded."""

from __future__ import annotations

from sqlalchemy import Engine

from geodata.gazetteer import Gazetteer
from services.coverage.memo import Memo
from services.store.unit_history import list_unit_histories, read_gazetteer


class Gazetteers:
    """Gives the gazetteer of a publication; one that stays in force is read once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._numbers = Memo(4)
        self._read = Memo(2)

    def find(self, publication_id: int) -> Gazetteer | None:
        """Return the gazetteer that is in force in a publication, None where none has been loaded."""
        number = self._numbers.recall(publication_id, self._find_number)
        return None if number is None else self._read.recall(number, self._read_gazetteer)

    def _find_number(self) -> int | None:
        with self._engine.connect() as connection:
            return next((one.history_id for one in list_unit_histories(connection)), None)

    def _read_gazetteer(self) -> Gazetteer | None:
        with self._engine.connect() as connection:
            return read_gazetteer(connection)
