"""One file through an engine: its distinct texts understood, its rows counted by what these mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import ibis.expr.types as ir
import pandas as pd

from geodata.errors import BadInput
from services.intake.values.cells import build_column_letter
from services.participants.columns import (
    ExtractColumns,
    ExtractRole,
    check_extract_columns,
    find_extract_columns,
)
from services.participants.dictionaries import SCHEMES, UNKNOWN_GROUP, Dictionaries, Distinct, build_dictionaries
from services.participants.engines import Engine
from services.participants.expression import (
    ROW_COUNT,
    build_distinct,
    build_events,
    build_keys,
    build_meanings,
    list_read_columns,
)
from services.participants.headers import ExtractHeaders
from services.participants.meaning_stream import MeaningStream
from services.participants.outcomes import PLACE_OUTCOMES, WORD_OUTCOMES, RowOutcome
from services.participants.partitions import Partition, Unsettled, keep_quotable
from services.participants.places import PlaceFinder
from services.participants.request import AggregateRequest

_SAMPLE_ROWS = 100_000
_WORD_ROLES = {RowOutcome.UNKNOWN_SCHEME: ExtractRole.SCHEME, RowOutcome.UNKNOWN_STATUS: ExtractRole.STATUS}


@dataclass(frozen=True)
class FileCounter:
    """What every file is counted with."""

    request: AggregateRequest
    finder: PlaceFinder
    words: Mapping[str, str]

    def find_columns(self, headers: ExtractHeaders) -> ExtractColumns:
        """Return what the columns of a file mean; BadInput where it lacks one that is needed."""
        request = self.request
        columns = find_extract_columns(headers.file, headers.names, request.mapping, request.level)
        check_extract_columns(columns, needs_scheme=request.scheme is None, cut_off_count=len(request.cut_offs))
        return columns

    def count(
        self, engine: Engine, headers: ExtractHeaders, columns: ExtractColumns, show: Callable[[int], None]
    ) -> Partition:
        """Return a file counted; BadInput where the engine cannot read it or a column holds what it should not.

        ``show`` is told the bytes read so far, half of them where a file is read twice.
        """
        partition = None
        if engine.takes_streams and headers.delimiter is not None and ExtractRole.PERSON not in columns.roles:
            partition = self._count_stream(engine, headers, columns, show)
        return partition or self._count_twice_read(engine, headers, columns, show)

    def _count_stream(
        self, engine: Engine, headers: ExtractHeaders, columns: ExtractColumns, show: Callable[[int], None]
    ) -> Partition | None:
        """Return a CSV counted while it is read once; None where it is doubtful what its rows are.

        Quotation marks are taken as they come here; the engine refuses those that are not in order, and says where.
        """
        dictionaries = build_dictionaries(columns, self.finder, self.request, self.words)
        stream = MeaningStream(headers, dictionaries, engine.threads, show)
        try:
            with engine.open_stream(stream.open()) as meanings:
                events = engine.run(self._build_events(meanings, columns), columns.file)
        except BadInput as failure:
            if stream.has_stopped and stream.refused is None:
                return None
            raise stream.refused or failure from None
        return self._build_partition(columns, stream.row_count, dictionaries, events)

    def _count_twice_read(
        self, engine: Engine, headers: ExtractHeaders, columns: ExtractColumns, show: Callable[[int], None]
    ) -> Partition:
        dictionaries = build_dictionaries(columns, self.finder, self.request, self.words)
        keys = build_keys(engine.read_rows(headers), columns, self.request.dimensions)
        _, sample = _read_distinct(engine, keys.limit(_SAMPLE_ROWS), columns)
        for role, texts in sample.items():  # before all are asked for: of a column of names these would be millions
            dictionaries.check_sample(role, len(texts))
        row_count, distinct = _read_distinct(engine, keys, columns)
        for role, texts in distinct.items():
            dictionaries.learn(role, texts)
        show(headers.file.stat().st_size // 2)
        events = engine.run(self._build_events(build_meanings(keys, dictionaries), columns), columns.file)
        return self._build_partition(columns, row_count, dictionaries, events)

    def _build_events(self, meanings: ir.Table, columns: ExtractColumns) -> ir.Table:
        request = self.request
        scheme = None if ExtractRole.SCHEME in columns.roles or request.scheme is None else request.scheme
        number = SCHEMES.index(scheme) if scheme else None
        return build_events(meanings, number, len(request.cut_offs), request.dimensions)

    def _build_partition(
        self, columns: ExtractColumns, row_count: int, dictionaries: Dictionaries, events: pd.DataFrame
    ) -> Partition:
        outcomes = _count_outcomes(events)
        read = list_read_columns(columns, self.request.dimensions)
        if sum(outcomes.values()) != row_count:
            raise RuntimeError(f"{columns.file.name}: {row_count} rows read, {sum(outcomes.values())} told of")
        return Partition(
            columns.file.name,
            row_count,
            outcomes,
            _list_unsettled(events, dictionaries),
            {build_column_letter(index): str(role) for role, index in columns.roles.items() if index in read},
            tuple(build_column_letter(index) for index in range(len(columns.headers)) if index not in read),
            self._name_events(events, dictionaries),
        )

    def _name_events(self, events: pd.DataFrame, dictionaries: Dictionaries) -> pd.DataFrame:
        """Return the events of counted rows with codes and names in place of the numbers of this file."""
        counted = events[events["outcome"] == RowOutcome.COUNTED]
        codes = [place.area.area_code if place.area else "" for place in dictionaries.place_numbers]
        named = {"area_code": counted["place"].map(dict(enumerate(codes))).astype("str")}
        named["scheme"] = counted["scheme"].map(dict(enumerate(map(str, SCHEMES)))).astype("str")
        for dimension in self.request.dimensions:
            groups = dict(enumerate(dictionaries.group_numbers.get(dimension, (UNKNOWN_GROUP,))))
            named[str(dimension)] = counted[f"{dimension}_group"].map(groups).astype("str")
        frame = pd.DataFrame({**named, "event": counted["event"], "row_count": counted["row_count"]})
        keys = [name for name in frame.columns if name != "row_count"]
        return frame.groupby(keys, as_index=False, sort=True)[["row_count"]].sum()


def _read_distinct(engine: Engine, keys: ir.Table, columns: ExtractColumns) -> tuple[int, Distinct]:
    found = engine.run(build_distinct(keys), columns.file).iloc[0]
    texts = {
        name.removesuffix("_key"): sorted(found[name]) if found[name] is not None else []
        for name in found.index
        if name != ROW_COUNT
    }
    return int(found[ROW_COUNT]), texts


def _count_outcomes(events: pd.DataFrame) -> dict[RowOutcome, int]:
    """Return how many rows have each outcome; a row that leaves has entered before, and is told once."""
    first = events[events["event"] >= 0]
    counts: Counter[RowOutcome] = Counter()
    for outcome, own in first.groupby("outcome"):
        counts[RowOutcome(int(str(outcome)))] += int(own["row_count"].sum())
        counts[RowOutcome.DUPLICATE] += int(own["copy_count"].sum() - own["row_count"].sum())
    return {outcome: counts[outcome] for outcome in RowOutcome if counts[outcome]}


def _list_unsettled(events: pd.DataFrame, dictionaries: Dictionaries) -> tuple[Unsettled, ...]:
    found = []
    places = tuple(dictionaries.place_numbers)
    words = {role: dictionaries.by_role[role].texts for role in _WORD_ROLES.values() if role in dictionaries.by_role}
    doubtful = events[events["outcome"].isin([*PLACE_OUTCOMES, *WORD_OUTCOMES])]
    columns = (doubtful[name].tolist() for name in ("outcome", "place", "scheme", "row_count"))
    for number, place_number, word_number, count in zip(*columns, strict=True):
        outcome = RowOutcome(number)
        if outcome in PLACE_OUTCOMES:
            place = places[place_number]
            found.append(Unsettled(outcome, place.written, count, place.reason))
        else:
            found.append(Unsettled(outcome, words[_WORD_ROLES[outcome]][word_number], count))
    return keep_quotable(found)
