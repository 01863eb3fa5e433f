"""What the list of releases tells: check sums, who and when, what is in force, superseded, rolled back."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from sqlalchemy.engine import Engine

from geodata.errors import NotFound
from services.intake.publication.history import Standing, list_history, read_history_entry
from services.store.footprints import EVENTS, PILOTS
from services.store.releases import publish_release, rollback_release
from tests.fixtures.small_vintages import CUT_OFF, NOW, build_draft, build_facts, write_small_vintage

REPORT = {
    "rows_read": 5,
    "outcomes": {"matched": 4, "subtotal": 1},
    "totals": [{"scheme": "BHXH_TN", "measure": "enrolled", "as_of": "2019-03-31", "count": 28}],
    "check_sums": [{"row": 6, "name": "Cộng", "holds": True}, {"row": 7, "name": "Tổng", "holds": False}],
    "warnings": [{"code": "x"}],
    "rows": [{"row": number} for number in range(5)],
}


@pytest.fixture
def store(engine: Engine) -> Engine:
    write_small_vintage(engine)
    return engine


def publish(store: Engine, facts: pd.DataFrame, by: str = "hoa", **given: object) -> int:
    return publish_release(store, build_draft(facts, **given), by=by, now=NOW)


def standings(store: Engine) -> dict[int, Standing]:
    with store.connect() as connection:
        return {entry.release_id: entry.standing for entry in list_history(connection)}


def test_an_empty_store_has_no_history(store: Engine) -> None:
    assert standings(store) == {}
    with store.connect() as connection, pytest.raises(NotFound):
        read_history_entry(connection, 1)


def test_an_entry_tells_file_who_when_rows_and_check_sums_without_the_whole_report(store: Engine) -> None:
    publish(store, build_facts(7), report=REPORT, remark="Kỳ 3")
    with store.connect() as connection:
        (entry,) = list_history(connection)
    assert (entry.file_name, entry.file_sha256, entry.published_by, entry.published_at) == (
        *("bieu.xlsx", "0" * 64, "hoa", NOW),
    )
    assert entry.remark == "Kỳ 3"
    assert entry.summary == {
        "rows_read": 5,
        "outcomes": {"matched": 4, "subtotal": 1},
        "totals": REPORT["totals"],
        "check_sum_count": 2,
        "check_sums_held": 1,
        "check_sums_failed": [{"row": 7, "name": "Tổng", "holds": False}],
        "warning_count": 1,
    }
    assert {key.province_code for key in entry.footprints} == {"11", "12"}


def test_a_release_is_in_force_partly_or_superseded_by_those_after_it(store: Engine) -> None:
    publish(store, build_facts(1))
    assert standings(store) == {1: Standing.IN_FORCE}
    publish(store, build_facts(2, provinces=("11",)))
    assert standings(store) == {1: Standing.PARTLY_IN_FORCE, 2: Standing.IN_FORCE}
    publish(store, build_facts(3, provinces=("12",)))
    publish(store, build_facts(4, as_of=date(2019, 6, 30)))
    assert standings(store) == {
        1: Standing.SUPERSEDED,
        2: Standing.IN_FORCE,
        3: Standing.IN_FORCE,
        4: Standing.IN_FORCE,
    }
    with store.connect() as connection:
        assert read_history_entry(connection, 1).superseded_by == (3, 2)


def test_a_roll_back_is_told_with_its_author_and_revives_what_was_superseded(store: Engine) -> None:
    publish(store, build_facts(1))
    publish(store, build_facts(2))
    rollback_release(store, 2, NOW + timedelta(hours=1), by="minh")
    assert standings(store) == {1: Standing.IN_FORCE, 2: Standing.ROLLED_BACK}
    with store.connect() as connection:
        entry = read_history_entry(connection, 2)
    assert (entry.rolled_back_by, entry.rolled_back_at) == ("minh", NOW + timedelta(hours=1))
    assert (entry.in_force, entry.superseded_by) == ((), ())


def test_pilots_and_events_are_in_force_by_their_own_keys(store: Engine) -> None:
    pilots = pd.DataFrame(
        [("BHXH_TN", "commune", "03127", CUT_OFF)], columns=["scheme", "level", "area_code", "started_on"]
    )
    publish(store, build_facts(1), pilots=pilots)
    publish(store, build_facts(2))
    event = ("commune", "03127", date(2019, 3, 5), "BHXH_TN", ("Bưu điện",), "Nhà văn hóa", 40, 6, "")
    names = [
        "level",
        "area_code",
        "held_on",
        "scheme",
        "organisers",
        "venue",
        "attendee_count",
        "enrolled_count",
        "remark",
    ]
    events = pd.DataFrame([event], columns=names).assign(event_no=5)
    publish(store, build_facts(0).iloc[:0], outreach_events=events, kind="outreach_events")
    publish(
        store, build_facts(0).iloc[:0], outreach_events=events.assign(held_on=date(2019, 4, 1)), kind="outreach_events"
    )
    with store.connect() as connection:
        entries = {entry.release_id: entry for entry in list_history(connection)}
    assert [key.content for key in entries[1].in_force] == [PILOTS]
    assert entries[1].standing is Standing.PARTLY_IN_FORCE
    assert [(key.content, key.as_of) for key in entries[3].in_force] == [(EVENTS, date(2019, 3, 1))]
    assert [(key.content, key.as_of) for key in entries[4].in_force] == [(EVENTS, date(2019, 4, 1))]
