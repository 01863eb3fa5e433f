"""Of a new publication only what changed is read: counts of statements, and columns that stay the same objects."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from geodata.areas import Level
from services.coverage import kept_facts
from services.coverage.kept_facts import KeptFacts, VintageFacts
from services.store.area_fixes import AreaFix, write_area_fix
from services.store.boundaries import list_vintages
from services.store.engine import begin_write
from services.store.releases import publish_release, rollback_release
from tests.fixtures.small_vintages import (
    COMMUNES,
    CUT_OFF,
    NOW,
    VINTAGE_ID,
    build_draft,
    build_facts,
    write_small_vintage,
)

LATER = CUT_OFF + timedelta(days=30)
PROVINCES = tuple(COMMUNES)


@pytest.fixture
def small_store(engine: Engine) -> Engine:
    """A store with the vintage and nothing published, on either database."""
    write_small_vintage(engine)
    return engine


def publish(engine: Engine, province: str, day: date, count: int) -> int:
    """Publish a count of each commune of a province."""
    facts = build_facts(count, provinces=(province,), as_of=day)
    return publish_release(engine, build_draft(facts), by="x", now=NOW)


def read(engine: Engine, kept: KeptFacts) -> tuple[VintageFacts, list[str]]:
    """Return what is read, and the statements that asked for counts or areas."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "FROM fact" in statement or "FROM area \nWHERE" in statement:
            asked.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        with engine.connect() as connection:
            return kept.read(connection, list_vintages(connection))[VINTAGE_ID], asked
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def test_nothing_is_read_where_nothing_changed(small_store: Engine) -> None:
    publish(small_store, PROVINCES[0], CUT_OFF, 7)
    kept = KeptFacts()
    first, asked = read(small_store, kept)
    assert len(asked) == 2
    again, asked = read(small_store, kept)
    assert asked == []
    assert again == first


def test_a_publication_costs_the_columns_that_it_touches(small_store: Engine) -> None:
    for day in (CUT_OFF, LATER):
        publish(small_store, PROVINCES[0], day, 7)
    kept = KeptFacts()
    before, _ = read(small_store, kept)
    newest = publish(small_store, PROVINCES[1], LATER, 8)
    after, asked = read(small_store, kept)
    assert len(asked) == 1
    assert after.columns["BHXH_TN", "enrolled", CUT_OFF] is before.columns["BHXH_TN", "enrolled", CUT_OFF]
    assert sorted(after.columns["BHXH_TN", "enrolled", LATER].counts) == [7, 7, 8, 8]
    rollback_release(small_store, newest, NOW)
    assert sorted(read(small_store, kept)[0].columns["BHXH_TN", "enrolled", LATER].counts) == [7, 7]


def test_what_is_taken_back_whole_is_gone(small_store: Engine) -> None:
    only = publish(small_store, PROVINCES[0], CUT_OFF, 7)
    kept = KeptFacts()
    read(small_store, kept)
    rollback_release(small_store, only, NOW)
    assert read(small_store, kept)[0].columns == {}


def test_a_corrected_name_is_read_and_no_count(small_store: Engine) -> None:
    publish(small_store, PROVINCES[0], CUT_OFF, 7)
    kept = KeptFacts()
    before, _ = read(small_store, kept)
    code = COMMUNES[PROVINCES[0]][0]
    fix = AreaFix(VINTAGE_ID, Level.COMMUNE, code, "Xã Mới", f"Đơn vị {code}", CUT_OFF, "x")
    with begin_write(small_store) as connection:
        write_area_fix(connection, fix, by="x", now=NOW)
    after, asked = read(small_store, kept)
    assert after.hierarchy.names[after.number["commune", code]] == "Xã Mới"
    assert not [statement for statement in asked if "FROM fact" in statement]
    key = ("BHXH_TN", "enrolled", CUT_OFF)
    assert after.columns[key] is before.columns[key]


def test_many_scopes_are_read_in_parts(small_store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    for province in PROVINCES:
        for day in (CUT_OFF, LATER):
            publish(small_store, province, day, 7)
    whole, _ = read(small_store, KeptFacts())
    monkeypatch.setattr(kept_facts, "SCOPES_AT_ONCE", 1)
    parts, asked = read(small_store, KeptFacts())
    assert len([statement for statement in asked if "FROM fact" in statement]) == 2
    assert [sorted(column.counts) for column in parts.columns.values()] == [
        sorted(column.counts) for column in whole.columns.values()
    ]


def test_a_failed_reading_leaves_what_was_kept(small_store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(small_store, PROVINCES[0], CUT_OFF, 7)
    kept = KeptFacts()
    read(small_store, kept)
    publish(small_store, PROVINCES[0], CUT_OFF, 9)
    with monkeypatch.context() as broken:
        broken.setattr(kept_facts, "read_facts_in_force", _fail)
        with pytest.raises(sa.exc.OperationalError):
            read(small_store, kept)
    assert sorted(read(small_store, kept)[0].columns["BHXH_TN", "enrolled", CUT_OFF].counts) == [9, 9]


def _fail(*_given: object) -> pd.DataFrame:
    raise sa.exc.OperationalError("SELECT", {}, Exception("gone"))
