from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.engine import Engine

from geodata.errors import NotFound
from services.store.column_mappings import list_mappings, read_mapping, revoke_mapping, write_mapping
from services.store.engine import begin_write
from tests.fixtures.small_vintages import NOW

LATER = NOW + timedelta(days=31)
SHAPE = "ab" * 32
MAPPING = {"Kế hoạch năm": "target", "Đơn vị": "name"}


def test_what_was_confirmed_comes_back_with_who_and_when(engine: Engine) -> None:
    with begin_write(engine) as connection:
        write_mapping(connection, SHAPE, "counts", MAPPING, "lan", NOW)
    with engine.connect() as connection:
        stored = read_mapping(connection, SHAPE)
        assert read_mapping(connection, "cd" * 32) is None
    assert stored is not None
    assert (stored.kind, stored.mapping) == ("counts", MAPPING)
    assert (stored.decided_by, stored.decided_at) == ("lan", NOW)


def test_the_newest_of_a_shape_counts_and_the_former_stays_listed(engine: Engine) -> None:
    with begin_write(engine) as connection:
        first = write_mapping(connection, SHAPE, "counts", MAPPING, "lan", NOW)
        assert write_mapping(connection, SHAPE, "counts", MAPPING, "minh", LATER) == first
        write_mapping(connection, SHAPE, "counts", {"Đơn vị": "parent"}, "minh", LATER)
    with engine.connect() as connection:
        stored = read_mapping(connection, SHAPE)
        listed = list_mappings(connection)
    assert stored is not None
    assert stored.mapping == {"Đơn vị": "parent"}
    assert [(kept.mapping, kept.decided_by) for kept in listed] == [({"Đơn vị": "parent"}, "minh"), (MAPPING, "lan")]


def test_a_revoked_mapping_is_asked_for_again_and_nothing_is_deleted(engine: Engine) -> None:
    with begin_write(engine) as connection:
        write_mapping(connection, SHAPE, "counts", MAPPING, "lan", NOW)
        revoke_mapping(connection, SHAPE, "minh", LATER)
    with engine.connect() as connection:
        assert read_mapping(connection, SHAPE) is None
        revoked, confirmed = list_mappings(connection)
    assert (revoked.mapping, revoked.decided_by, revoked.decided_at) == ({}, "minh", LATER)
    assert confirmed.mapping == MAPPING
    with pytest.raises(NotFound), begin_write(engine) as connection:
        revoke_mapping(connection, SHAPE, "minh", LATER)
    with begin_write(engine) as connection:
        write_mapping(connection, SHAPE, "counts", MAPPING, "lan", LATER)
    with engine.connect() as connection:
        stored = read_mapping(connection, SHAPE)
    assert stored is not None
    assert stored.mapping == MAPPING
