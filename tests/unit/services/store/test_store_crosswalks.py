from __future__ import annotations

import time
from datetime import timedelta

import pandas as pd
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from geodata.crosswalks.crosswalk import Crosswalk, WeightBasis
from geodata.errors import Conflict, NotFound
from services.store.crosswalk_tables import crosswalk as crosswalk_table
from services.store.crosswalks import (
    list_crosswalks,
    read_crosswalk,
    read_crosswalk_report,
    read_crosswalks_in_force,
    revoke_crosswalk,
    write_crosswalk,
)
from services.store.engine import begin_write
from services.store.publication import read_publication_id
from tests.fixtures.small_vintages import NOW, VINTAGE_ID, write_small_vintage

LATER = NOW + timedelta(days=1)
OTHER_ID, THIRD_ID = "VN-2025-07-01-small", "VN-2026-04-30-small"


@pytest.fixture
def store(engine: Engine) -> Engine:
    for vintage_id in (VINTAGE_ID, OTHER_ID, THIRD_ID):
        write_small_vintage(engine, vintage_id)
    return engine


def build_crosswalk(*, source: str = "Nghị quyết", ends: tuple[str, str] = (VINTAGE_ID, OTHER_ID)) -> Crosswalk:
    pairs = pd.DataFrame(
        [("03127", "03127", 2.5), ("03130", "03127", 0.1), ("03130", "03130", 3.0), ("03385", "03388", 7.0)],
        columns=["from_code", "to_code", "size"],
    )
    return Crosswalk(*ends, WeightBasis.POPULATION, source, pairs)


def write(store: Engine, crosswalk: Crosswalk) -> int:
    with begin_write(store) as connection:
        return write_crosswalk(connection, crosswalk, {"faults": [{"kind": "pairs_apart"}]}, by="lan", now=NOW)


def test_a_crosswalk_is_read_as_it_was_written(store: Engine) -> None:
    written = build_crosswalk()
    crosswalk_id = write(store, written)
    with store.connect() as connection:
        (read,) = read_crosswalks_in_force(connection)
        assert read_crosswalk_report(connection, crosswalk_id) == {"faults": [{"kind": "pairs_apart"}]}
    pd.testing.assert_frame_equal(read.pairs, written.pairs)
    assert (read.from_vintage_id, read.to_vintage_id) == (VINTAGE_ID, OTHER_ID)
    assert (read.basis, read.source) == (WeightBasis.POPULATION, "Nghị quyết")


def test_what_is_known_of_it_is_kept_with_who_and_when(store: Engine) -> None:
    crosswalk_id = write(store, build_crosswalk())
    with store.connect() as connection:
        (stored,) = list_crosswalks(connection)
    assert (stored.crosswalk_id, stored.pair_count, stored.split_count) == (crosswalk_id, 4, 1)
    assert (stored.written_by, stored.written_at, stored.in_force) == ("lan", NOW, True)


def test_writing_a_crosswalk_bumps_the_publication(store: Engine) -> None:
    with store.connect() as connection:
        before = read_publication_id(connection)
    write(store, build_crosswalk())
    with store.connect() as connection:
        assert read_publication_id(connection) == before + 1
        assert list_crosswalks(connection)[0].publication_id == before + 1


def test_a_newer_crosswalk_of_the_same_two_vintages_replaces_the_former_and_nothing_is_deleted(store: Engine) -> None:
    first = write(store, build_crosswalk(source="A"))
    # The other way round they are the same two: a crosswalk serves both directions.
    second = write(store, build_crosswalk(source="B", ends=(OTHER_ID, VINTAGE_ID)))
    with store.connect() as connection:
        assert [one.source for one in read_crosswalks_in_force(connection)] == ["B"]
        assert [(one.crosswalk_id, one.in_force) for one in list_crosswalks(connection)] == [
            (second, True),
            (first, False),
        ]
        assert read_crosswalk(connection, first).source == "A"


def test_crosswalks_of_other_vintages_stand_beside_each_other(store: Engine) -> None:
    write(store, build_crosswalk())
    write(store, build_crosswalk(ends=(OTHER_ID, THIRD_ID)))
    with store.connect() as connection:
        ends = [(one.from_vintage_id, one.to_vintage_id) for one in read_crosswalks_in_force(connection)]
    assert ends == [(OTHER_ID, THIRD_ID), (VINTAGE_ID, OTHER_ID)]


def test_a_revoked_crosswalk_gives_way_to_the_one_before_it(store: Engine) -> None:
    write(store, build_crosswalk(source="A"))
    second = write(store, build_crosswalk(source="B"))
    with begin_write(store) as connection:
        before = read_publication_id(connection)
        revoke_crosswalk(connection, second, by="minh", now=LATER)
        assert read_publication_id(connection) == before + 1
    with store.connect() as connection:
        assert [one.source for one in read_crosswalks_in_force(connection)] == ["A"]
        revoked = list_crosswalks(connection)[0]
    assert (revoked.revoked_by, revoked.revoked_at, revoked.in_force) == ("minh", LATER, False)
    with pytest.raises(Conflict), begin_write(store) as connection:
        revoke_crosswalk(connection, second, by="minh", now=LATER)


def test_a_crosswalk_to_a_vintage_that_is_not_there_is_refused_and_nothing_is_written(store: Engine) -> None:
    with pytest.raises(NotFound):
        write(store, build_crosswalk(ends=(VINTAGE_ID, "VN-2030-01-01")))
    with store.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(crosswalk_table)).scalar_one() == 0


def test_a_crosswalk_that_is_not_there_is_said_to_be_missing(store: Engine) -> None:
    with store.connect() as connection, pytest.raises(NotFound):
        read_crosswalk(connection, 7)


def test_a_national_crosswalk_is_read_well_under_a_third_of_a_second(store: Engine) -> None:
    codes = [f"{number:05d}" for number in range(10_600)]
    pairs = pd.DataFrame({"from_code": codes, "to_code": codes[::-1], "size": 1.5})
    write(store, Crosswalk(VINTAGE_ID, OTHER_ID, WeightBasis.AREA, "tests", pairs))
    with store.connect() as connection:
        read_crosswalks_in_force(connection)  # what is loaded once per process is not what is measured
        began = time.process_time()
        (read,) = read_crosswalks_in_force(connection)
        spent = time.process_time() - began
    assert len(read.pairs) == 10_600
    assert spent < 0.3
