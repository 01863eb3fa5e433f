"""One file through an engine: its distinct texts asked, understood, joined back and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import ibis.expr.types as ir
import pandas as pd

from services.intake.values.cells import build_column_letter
from services.participants.columns import (
    ExtractColumns,
    ExtractRole,
    check_extract_columns,
    find_extract_columns,
)
from services.participants.dictionaries import (
    SCHEMES,
    UNKNOWN_GROUP,
    Dictionaries,
    Distinct,
    build_dictionaries,
    build_too_many,
    find_most,
)
from services.participants.engines import Engine
from services.participants.expression import ROW_COUNT, build_distinct, build_events, build_keys, list_read_columns
from services.participants.headers import ExtractHeaders
from services.participants.outcomes import PLACE_OUTCOMES, WORD_OUTCOMES, RowOutcome
from services.participants.partitions import Partition, Unsettled, keep_quotable
from services.participants.places import PlaceFinder
from services.participants.request import AggregateRequest

_SAMPLE_ROWS = 100_000
_SAMPLE_PART = 4  # a sample with a quarter of what a column may hold at most shows that it holds something else


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

    def count(self, engine: Engine, headers: ExtractHeaders, columns: ExtractColumns) -> Partition:
        """Return a file counted; BadInput where the engine cannot read it or a column holds what it should not."""
        request = self.request
        keys = build_keys(engine.read_rows(headers), columns, request.dimensions)
        _check_sample(engine, keys, columns)
        row_count, distinct = _read_distinct(engine, keys, columns)
        dictionaries = build_dictionaries(distinct, columns, self.finder, request, self.words)
        scheme = None if ExtractRole.SCHEME in columns.roles or request.scheme is None else request.scheme
        number = SCHEMES.index(scheme) if scheme else None
        expression = build_events(keys, dictionaries, number, len(request.cut_offs), request.dimensions)
        events = engine.run(expression, columns.file)
        return self._build_partition(columns, row_count, dictionaries, events)

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
        codes = [place.area.area_code if place.area else "" for place in dictionaries.places]
        named = {"area_code": counted["place"].map(dict(enumerate(codes))).astype("str")}
        named["scheme"] = counted["scheme"].map(dict(enumerate(map(str, SCHEMES)))).astype("str")
        for dimension in self.request.dimensions:
            groups = dict(enumerate(dictionaries.groups.get(dimension, (UNKNOWN_GROUP,))))
            named[str(dimension)] = counted[f"{dimension}_group"].map(groups).astype("str")
        frame = pd.DataFrame({**named, "event": counted["event"], "row_count": counted["row_count"]})
        keys = [name for name in frame.columns if name != "row_count"]
        return frame.groupby(keys, as_index=False, sort=True)[["row_count"]].sum()


def _check_sample(engine: Engine, keys: ir.Table, columns: ExtractColumns) -> None:
    """Raise BadInput where the first rows show that a column is none of places, words or groups.

    Asked before all distinct texts are: of a column of names these would be millions.
    """
    _, distinct = _read_distinct(engine, keys.limit(_SAMPLE_ROWS), columns)
    for role, texts in distinct.items():
        if len(texts) > max(find_most(role) // _SAMPLE_PART, 2 * find_most(ExtractRole.WORK)):
            raise build_too_many(columns, role)


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
    doubtful = events[events["outcome"].isin([*PLACE_OUTCOMES, *WORD_OUTCOMES])]
    columns = (doubtful[name].tolist() for name in ("outcome", "place", "scheme", "row_count"))
    for number, place_number, word_number, count in zip(*columns, strict=True):
        outcome = RowOutcome(number)
        if outcome in PLACE_OUTCOMES:
            place = dictionaries.places[place_number]
            found.append(Unsettled(outcome, place.written, count, place.reason))
        else:
            role = ExtractRole.SCHEME if outcome == RowOutcome.UNKNOWN_SCHEME else ExtractRole.STATUS
            found.append(Unsettled(outcome, dictionaries.words[role][word_number], count))
    return keep_quotable(found)
