"""Files of persons to counts: each file counted by itself, all of them added up; nothing of persons is kept."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd
from sqlalchemy.engine import Connection

from geodata.errors import Bilingual
from geodata.progress import Progress
from services.participants.counting import FileCounter
from services.participants.counts import ParticipantCounts, build_counts
from services.participants.engines import Engine
from services.participants.headers import read_extract_headers
from services.participants.outcomes import RowOutcome
from services.participants.partitions import Partition, Unsettled, WorkFolder, keep_quotable
from services.participants.places import PlaceFinder, read_place_finder
from services.participants.request import AggregateRequest, build_twice, check_cut_offs, list_files
from services.participants.words import fold_words
from services.store.aliases import read_aliases
from services.store.area_fixes import read_area_fixes, read_former_names
from services.store.boundaries import StoredVintage, read_vintage

_FORMAT = 2  # of what is kept of a file; another number finds nothing kept before
_MEGABYTE = 1_000_000
OpenEngine = Callable[[], AbstractContextManager[Engine]]


@dataclass(frozen=True)
class Aggregated:
    """All files counted; ``outcomes`` add up to ``row_count``. ``kept_count`` files were finished before."""

    partitions: tuple[Partition, ...]
    row_count: int
    outcomes: dict[RowOutcome, int]
    unsettled: tuple[Unsettled, ...]
    kept_count: int
    counts: ParticipantCounts
    finder: PlaceFinder


def aggregate_participants(
    connection: Connection,
    request: AggregateRequest,
    open_engine: OpenEngine,
    work: Path,
    progress: Progress,
    withhold_below: int = 0,
) -> Aggregated:
    """Return the counts of all files; those finished in ``work`` by an earlier run are not read again.

    BadInput where a file cannot be read or lacks a column, or a cut-off lies outside the vintage; NotFound where the
    vintage is missing. All headers are looked at before the first file is counted.
    """
    stored = read_vintage(connection, request.vintage_id)
    check_cut_offs(request.cut_offs, stored.vintage)
    words = fold_words(request.words)
    counter = FileCounter(request, read_place_finder(connection, stored, request), words)
    folder = WorkFolder(work, _hash_question(connection, stored, request))
    partitions, kept_count = _count_files(
        counter, folder, list_files(request.files, request.outputs), open_engine, progress
    )
    events = _add_up([one.events for one in partitions])
    outcomes: Counter[RowOutcome] = Counter()
    for one in partitions:
        outcomes.update(one.outcomes)
    return Aggregated(
        tuple(partitions),
        sum(one.row_count for one in partitions),
        {outcome: outcomes[outcome] for outcome in RowOutcome if outcomes[outcome]},
        _join_unsettled(partitions),
        kept_count,
        build_counts(events, request, withhold_below),
        counter.finder,
    )


def _count_files(
    counter: FileCounter, folder: WorkFolder, files: Sequence[Path], open_engine: OpenEngine, progress: Progress
) -> tuple[list[Partition], int]:
    described = [(headers, counter.find_columns(headers)) for headers in map(read_extract_headers, files)]
    watched = _FileProgress(files, progress)
    partitions: list[Partition] = []
    kept_count = 0
    read: dict[Path, Path] = {}
    engine: Engine | None = None
    with ExitStack() as stack:
        for headers, columns in described:
            watched.begin(headers.file)
            path, partition = folder.find(headers.file)
            if path in read:
                raise build_twice(read[path], headers.file)
            kept_count += partition is not None
            if partition is None:
                engine = engine or stack.enter_context(open_engine())
                partition = counter.count(engine, headers, columns, watched.show)
                folder.keep(path, partition)
            partitions.append(partition)
            if partition.row_count:  # files without a row may well be alike
                read[path] = headers.file
    watched.end()
    return partitions, kept_count


class _FileProgress:
    """How far the files have come, in megabytes of all of them: one alone may take minutes."""

    def __init__(self, files: Sequence[Path], progress: Progress) -> None:
        self._sizes = {file: max(file.stat().st_size // _MEGABYTE, 1) for file in files}
        self._progress = progress
        self._done = 0
        self._file = files[0]

    def begin(self, file: Path) -> None:
        """Show that a file is begun, and that those before it are done."""
        self._done = sum(self._sizes[one] for one in list(self._sizes)[: list(self._sizes).index(file)])
        self._file = file
        self.show(0)

    def show(self, byte_count: int) -> None:
        """Show how much of the file was read."""
        name, own = self._file.name, min(byte_count // _MEGABYTE, self._sizes[self._file])
        what = Bilingual(f"Đếm {name} (MB)", f"Counting {name} (MB)")
        self._progress(self._done + own, sum(self._sizes.values()), what)

    def end(self) -> None:
        """Show that all files are done."""
        whole = sum(self._sizes.values())
        self._progress(whole, whole, Bilingual("Cộng các tệp", "Adding up the files"))


def _add_up(events: Sequence[pd.DataFrame]) -> pd.DataFrame:
    whole = pd.concat(events, ignore_index=True)
    keys = [name for name in whole.columns if name != "row_count"]
    return whole.groupby(keys, as_index=False, sort=True)[["row_count"]].sum()


def _join_unsettled(partitions: Sequence[Partition]) -> tuple[Unsettled, ...]:
    counts: Counter[tuple[RowOutcome, str, Bilingual | None]] = Counter()
    for one in (one for partition in partitions for one in partition.unsettled):
        counts[one.outcome, one.written, one.reason] += one.row_count
    return keep_quotable([Unsettled(outcome, text, count, why) for (outcome, text, why), count in counts.items()])


def _hash_question(connection: Connection, stored: StoredVintage, request: AggregateRequest) -> str:
    """Return what two runs share whose finished files mean the same: all that is asked, and the areas asked of."""
    vintage_id = stored.vintage.vintage_id
    told = asdict(request) | {"files": None, "outputs": None, "format": _FORMAT, "geometry": stored.geometry_sha256}
    told |= {"imported_at": stored.imported_at, "fixes": sorted(map(str, read_area_fixes(connection, vintage_id)))}
    aliases = [one.alias for one in read_aliases(connection, vintage_id)] + read_former_names(connection, vintage_id)
    told |= {"aliases": sorted(map(str, aliases))}
    return hashlib.sha256(json.dumps(told, default=str, sort_keys=True).encode()).hexdigest()
