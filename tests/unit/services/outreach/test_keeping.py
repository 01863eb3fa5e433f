"""Entered events: in force at once, replaced by a list published later, back when that is taken away."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest
from sqlalchemy.engine import Engine

from geodata.areas import Level
from geodata.errors import BadInput, Conflict, NotFound
from services.outreach.keeping import EventPlace, add_event, change_event, read_event, remove_event
from services.outreach.statement import EventStatement
from services.store.event_entries import EventEntry
from services.store.outreach import read_events_in_force
from services.store.publication import read_publication_id
from services.store.release_draft import EVENT_COLUMNS, FACT_COLUMNS, ReleaseDraft
from services.store.releases import publish_release, rollback_release
from tests.fixtures.small_vintages import NOW, VINTAGE_ID, write_small_vintage

DAY = date(2019, 3, 8)
STATED = EventStatement(DAY, ("Bưu điện", "UBND xã"), 40, 7, "BHXH_TN", "Nhà văn hóa", "")
HERE, THERE = (EventPlace(VINTAGE_ID, Level.COMMUNE, code) for code in ("03127", "03388"))


@pytest.fixture(autouse=True)
def country(engine: Engine) -> None:
    write_small_vintage(engine)


def list_in_force(engine: Engine) -> list[tuple[str, str, int]]:
    """Return code, release and people won of the events in force."""
    with engine.connect() as connection:
        events = read_events_in_force(connection)
    return [
        (row.area_code, row.release_id, -1 if pd.isna(row.enrolled_count) else int(row.enrolled_count))
        for row in events.itertuples()
    ]


def publish_list(engine: Engine, day: date, code: str = "03130") -> int:
    rows = [(1, "commune", code, day, "ANY", ("Hội Nông dân",), "", None, 3, "")]
    draft = ReleaseDraft(
        VINTAGE_ID, "hoi-nghi.xlsx", "0" * 64, "danh sách", pd.DataFrame(columns=FACT_COLUMNS), kind="outreach_events",
        outreach_events=pd.DataFrame(rows, columns=EVENT_COLUMNS),
    )  # fmt: skip
    return publish_release(engine, draft, by="ha", now=NOW)


def add(engine: Engine, stated: EventStatement = STATED, place: EventPlace = HERE, **values: bool) -> EventEntry:
    return add_event(engine, stated, place, "an", NOW, **values)


def test_an_event_is_in_force_at_once_under_a_new_publication(engine: Engine) -> None:
    with engine.connect() as connection:
        before = read_publication_id(connection)
    entry = add(engine)
    with engine.connect() as connection:
        assert read_publication_id(connection) == entry.publication_id == before + 1
        events = read_events_in_force(connection)
    assert events.iloc[0]["organisers"] == ("Bưu điện", "UBND xã")
    assert (events.iloc[0]["event_id"], events.iloc[0]["province_code"]) == (entry.event_id, "11")


def test_versions_stay_and_the_newest_counts_until_it_is_removed(engine: Engine) -> None:
    entry = add(engine)
    changed = change_event(engine, entry.event_id, 1, replace(STATED, enrolled_count=9), THERE, "bi", NOW)
    assert list_in_force(engine) == [("03388", 0, 9)]
    remove_event(engine, entry.event_id, changed.version, "ghi nhầm", "cu", NOW)
    assert list_in_force(engine) == []
    with engine.connect() as connection:
        versions = read_event(connection, entry.event_id)
        with pytest.raises(NotFound):
            read_event(connection, "nothing")
    assert [(one.version, one.action, one.written_by) for one in versions] == [
        (1, "added", "an"),
        (2, "changed", "bi"),
        (3, "removed", "cu"),
    ]
    assert versions[0].enrolled_count == 7
    assert versions[2].remark == "ghi nhầm"


def test_who_saw_an_older_version_changes_nothing(engine: Engine) -> None:
    entry = add(engine)
    change_event(engine, entry.event_id, 1, replace(STATED, venue="chợ"), HERE, "bi", NOW)
    for act in (
        lambda: change_event(engine, entry.event_id, 1, STATED, HERE, "an", NOW),
        lambda: remove_event(engine, entry.event_id, 1, "", "an", NOW),
    ):
        with pytest.raises(Conflict) as refused:
            act()
        assert "bi" in refused.value.message.vi
    remove_event(engine, entry.event_id, 2, "", "an", NOW)
    with pytest.raises(Conflict):
        change_event(engine, entry.event_id, 3, STATED, HERE, "an", NOW)


def test_a_list_published_later_speaks_for_its_month_and_place_whole_until_it_is_taken_back(engine: Engine) -> None:
    add(engine)
    add(engine, replace(STATED, held_on=DAY + timedelta(days=40)))
    add(engine, place=THERE)
    release_id = publish_list(engine, date(2019, 3, 20))
    assert list_in_force(engine) == [("03388", 0, 7), ("03130", release_id, 3), ("03127", 0, 7)]
    rollback_release(engine, release_id, NOW, by="ha")
    assert [code for code, _release, _won in list_in_force(engine)] == ["03127", "03388", "03127"]


def test_what_is_typed_after_a_list_counts_besides_it(engine: Engine) -> None:
    release_id = publish_list(engine, DAY)
    entry = add(engine)
    assert sorted(list_in_force(engine)) == [("03127", 0, 7), ("03130", release_id, 3)]
    later = publish_list(engine, DAY)
    assert list_in_force(engine) == [("03130", later, 3)]
    change_event(engine, entry.event_id, 1, STATED, HERE, "an", NOW)  # saved again: counted again
    assert sorted(list_in_force(engine)) == [("03127", 0, 7), ("03130", later, 3)]


def test_a_doubt_is_asked_about_and_can_be_confirmed(engine: Engine) -> None:
    first = add(engine)
    with pytest.raises(BadInput) as refused:
        add(engine)
    assert (refused.value.code, refused.value.place.column) == ("event_doubtful", "held_on")
    assert "Bưu điện, UBND xã" in refused.value.message.vi
    with pytest.raises(BadInput) as refused:
        add(engine, replace(STATED, enrolled_count=41), THERE)
    assert refused.value.place.column == "enrolled_count"
    assert len(list_in_force(engine)) == 1
    add(engine, is_confirmed=True)
    assert len(list_in_force(engine)) == 2
    change_event(engine, first.event_id, 1, STATED, THERE, "an", NOW)  # its own day is no doubt


def test_a_place_that_the_boundaries_lack_is_refused(engine: Engine) -> None:
    with pytest.raises(BadInput) as refused:
        add(engine, place=EventPlace(VINTAGE_ID, Level.COMMUNE, "99999"))
    assert refused.value.code == "area_unknown"
    assert list_in_force(engine) == []
