"""Persons counted by an engine are those counted one by one, whatever the extract holds."""

from __future__ import annotations

import importlib.util
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Engine as Store

from services.participants import meaning_stream
from services.participants.aggregation import Aggregated, aggregate_participants
from services.participants.engines import Engine, open_engine
from services.participants.outcomes import RowOutcome
from services.participants.request import AggregateRequest, Dimension
from tests.fixtures.extracts import CUT_OFFS, HEADERS, POOLS, Person, count_row_by_row, write_extract
from tests.fixtures.toy_store import VINTAGE_ID

PERSONS = st.lists(st.tuples(*(st.integers(0, len(pool) - 1) for pool in POOLS)), min_size=1, max_size=60)


@pytest.fixture(scope="module")
def duckdb_engine() -> Iterator[Engine]:
    """DuckDB, given its rows in blocks of few, so that many texts are met after the first block."""
    with pytest.MonkeyPatch.context() as patch, open_engine("duckdb", memory="500MB", threads=1) as engine:
        patch.setattr(meaning_stream, "_BLOCK_BYTES", 1024)
        yield engine


@pytest.fixture(scope="module")
def spark_engine() -> Iterator[Engine]:
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java 17 or later: apt-get install openjdk-17-jre-headless")
    if importlib.util.find_spec("pyspark") is None:
        pytest.skip("Spark needs its package: pip install pyspark")
    with open_engine("spark", memory="1GB", threads=1) as engine:
        yield engine


def count(
    store: Store, engine: Engine, files: Sequence[Path], work: Path, cut_offs: tuple[date, ...] = CUT_OFFS
) -> Aggregated:
    by = (Dimension.SEX, Dimension.AGE)
    request = AggregateRequest(tuple(files), VINTAGE_ID, cut_offs, dimensions=by)
    with store.connect() as connection:
        return aggregate_participants(
            connection, request, lambda: nullcontext(engine), work, lambda done, total, what: None
        )


def check(aggregated: Aggregated, persons: Sequence[Person], cut_offs: tuple[date, ...] = CUT_OFFS) -> None:
    wanted = count_row_by_row(persons, cut_offs)
    assert aggregated.outcomes == {one: wanted.outcomes[one] for one in RowOutcome if wanted.outcomes[one]}
    assert sum(aggregated.outcomes.values()) == aggregated.row_count == len(persons)
    assert _read(aggregated.counts.totals, "area_code", "scheme", "as_of") == wanted.totals
    assert _read(aggregated.counts.groups, "area_code", "scheme", "as_of", "sex", "age") == wanted.groups


def _read(counts: pd.DataFrame | None, *keys: str) -> Counter[tuple[object, ...]]:
    assert counts is not None
    rows = zip(*(counts[key] for key in keys), strict=True)
    return Counter({row: count for row, count in zip(rows, counts["count"].tolist(), strict=True) if count})


@given(PERSONS)
@settings(max_examples=25)
def test_duckdb_counts_as_one_by_one(toy_engine: Store, duckdb_engine: Engine, persons: list[Person]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write_extract(Path(folder) / "persons.csv", persons)
        check(count(toy_engine, duckdb_engine, [path], Path(folder) / "work"), persons)


def test_one_cut_off_is_counted_as_many_are(toy_engine: Store, duckdb_engine: Engine, tmp_path: Path) -> None:
    persons = draw_persons(500)
    path = write_extract(tmp_path / "persons.csv", persons)
    for day in CUT_OFFS:
        check(count(toy_engine, duckdb_engine, [path], tmp_path / "work", (day,)), persons, (day,))


def test_files_add_up_in_any_order(toy_engine: Store, duckdb_engine: Engine, tmp_path: Path) -> None:
    persons = draw_persons(900)
    files = [write_extract(tmp_path / f"{at}.csv", persons[at : at + 300]) for at in (0, 300, 600)]
    check(count(toy_engine, duckdb_engine, files, tmp_path / "a"), persons)
    check(count(toy_engine, duckdb_engine, files[::-1], tmp_path / "b"), persons)


def test_parquet_with_types_counts_like_text(toy_engine: Store, duckdb_engine: Engine, tmp_path: Path) -> None:
    check(count(toy_engine, duckdb_engine, [write_typed(tmp_path)], tmp_path / "work"), typed_persons())


@pytest.mark.filterwarnings("ignore")  # Spark and what Ibis asks pandas for it warn of much that is not ours
def test_spark_counts_as_duckdb(toy_engine: Store, duckdb_engine: Engine, spark_engine: Engine, tmp_path: Path) -> None:
    persons = draw_persons(2_000)
    text, typed = write_extract(tmp_path / "persons.csv", persons), write_typed(tmp_path)
    for files, own in (([text], persons), ([typed], typed_persons()), ([text, typed], [*persons, *typed_persons()])):
        found = [
            count(toy_engine, engine, files, tmp_path / f"{engine.name}{len(own)}")
            for engine in (duckdb_engine, spark_engine)
        ]
        check(found[1], own)
        assert found[0].outcomes == found[1].outcomes
        assert found[0].unsettled == found[1].unsettled
        for one, other in zip(found[0].partitions, found[1].partitions, strict=True):
            pd.testing.assert_frame_equal(one.events, other.events, check_dtype=False)


def draw_persons(size: int) -> list[Person]:
    dice = random.Random(8)
    return [tuple(dice.randrange(len(pool)) for pool in POOLS) for _ in range(size)]


def typed_persons() -> list[Person]:
    """Persons whose days and years of birth can be written as such: others would be no dates."""
    return [
        one
        for one in draw_persons(1_500)
        if one[3] in (0, 1, 3, 4, 6) and one[4] in (0, 2, 4, 5) and one[6] in (0, 1, 3)
    ]


def write_typed(folder: Path) -> Path:
    """Write them as Parquet with dates and whole numbers, into a folder as engines part their output."""
    columns: list[list[object]] = [[] for _ in HEADERS]
    for person in typed_persons():
        place, scheme, status, start, end, sex, birth = (pool[at] for pool, at in zip(POOLS, person, strict=True))
        days = [one[1] if isinstance(one[1], date) else None for one in (start, end)]
        for column, value in zip(columns, [*place[:2], scheme[0], status[0], *days, sex[0], birth[1]], strict=True):
            column.append(value)
    table = pa.table([pa.array(column) for column in columns], names=list(HEADERS))
    path = folder / "scheme=BHYT" / "typed.parquet"
    path.parent.mkdir()
    pq.write_table(table, path)
    return path
