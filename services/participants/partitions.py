"""One file counted: its counts and what came of its rows, kept in the work folder until all files are done."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from geodata.errors import BadInput, Bilingual, Place
from services.participants.outcomes import RowOutcome

_KEY = b"baophu"
_LEAST_QUOTED = 5  # rows; a rarer text may tell of one person, and is counted only


@dataclass(frozen=True)
class Unsettled:
    """A text that many rows write and nobody understands; ``reason`` says why where it is a place."""

    outcome: RowOutcome
    written: str
    row_count: int
    reason: Bilingual | None = None


@dataclass(frozen=True)
class Partition:
    """What came of one file.

    ``events`` has the columns area_code, scheme, one per dimension, event and row_count: of counts, not of persons.
    ``outcomes`` add up to ``row_count``. ``columns``: letter → meaning of the columns read.
    """

    file_name: str
    row_count: int
    outcomes: dict[RowOutcome, int]
    unsettled: tuple[Unsettled, ...]
    columns: dict[str, str]
    unread: tuple[str, ...]
    events: pd.DataFrame


def keep_quotable(found: Sequence[Unsettled]) -> tuple[Unsettled, ...]:
    """Return the texts that enough rows share to be no person's own, most rows first."""
    shared = [one for one in found if one.row_count >= _LEAST_QUOTED]
    return tuple(sorted(shared, key=lambda one: (-one.row_count, one.written)))


class WorkFolder:
    """Finished partitions by the hash of file and question, each written whole; readable by its owner only."""

    def __init__(self, folder: Path, question: str) -> None:
        self._folder = folder
        self._question = question

    def find(self, file: Path) -> tuple[Path, Partition | None]:
        """Return where the partition of a file is kept, and the partition where it is finished."""
        with file.open("rb") as opened:
            content = hashlib.file_digest(opened, "sha256").hexdigest()
        name = hashlib.sha256(f"{content} {self._question}".encode()).hexdigest()
        path = self._folder / f"{name[:32]}.parquet"
        return path, _read_partition(path, file.name) if path.is_file() else None

    def keep(self, path: Path, partition: Partition) -> None:
        """Keep a finished partition; BadInput where the folder cannot be written."""
        part = path.with_suffix(".part")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            part.touch(mode=0o600)
            _write_partition(part, partition)
            part.replace(path)
        except OSError as error:
            raise BadInput(
                "work_folder_not_written",
                Bilingual("Không ghi được thư mục làm việc", "The work folder cannot be written"),
                Bilingual(
                    f"Chọn thư mục khác: --work ({error.strerror}).", f"Choose another: --work ({error.strerror})."
                ),
                Place(file=str(self._folder)),
            ) from None

    def remove(self) -> None:
        """Remove what was kept, and the folder where nothing else lies in it."""
        for path in (*self._folder.glob("*.parquet"), *self._folder.glob("*.part")):
            path.unlink()
        if self._folder.is_dir() and not any(self._folder.iterdir()):
            self._folder.rmdir()


def _write_partition(path: Path, partition: Partition) -> None:
    told = {
        "row_count": partition.row_count,
        "outcomes": {outcome.key: count for outcome, count in partition.outcomes.items()},
        "unsettled": [asdict(one) | {"outcome": one.outcome.key} for one in partition.unsettled],
        "columns": partition.columns,
        "unread": partition.unread,
    }
    table = pa.Table.from_pandas(partition.events, preserve_index=False)
    pq.write_table(
        table.replace_schema_metadata({**(table.schema.metadata or {}), _KEY: json.dumps(told).encode()}), path
    )


def _read_partition(path: Path, file_name: str) -> Partition:
    table = pq.read_table(path)
    told: dict[str, Any] = json.loads(table.schema.metadata[_KEY])
    outcomes = {RowOutcome[key.upper()]: count for key, count in told["outcomes"].items()}
    unsettled = tuple(_parse_unsettled(one) for one in told["unsettled"])
    events = table.to_pandas()
    return Partition(file_name, told["row_count"], outcomes, unsettled, told["columns"], tuple(told["unread"]), events)


def _parse_unsettled(told: dict[str, Any]) -> Unsettled:
    reason = Bilingual(**told["reason"]) if told["reason"] else None
    return Unsettled(RowOutcome[told["outcome"].upper()], told["written"], told["row_count"], reason)
