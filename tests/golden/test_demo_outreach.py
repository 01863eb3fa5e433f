"""The demonstration holds the conferences of Điện Biên as published, joint ones counted once in all."""

from __future__ import annotations

from datetime import date

import pytest

from geodata.errors import NotFound
from services.coverage.events import list_events, sum_events
from services.coverage.snapshot import Snapshot
from services.demo.cases import BEFORE_2025
from services.measures.schemes import Scheme

MARCH = (date(2019, 3, 1), date(2019, 3, 31))


def test_29_conferences_in_march_2019_by_organiser_26_5_and_6_which_is_37_in_all(demo_snapshot: Snapshot) -> None:
    events = list_events(demo_snapshot, BEFORE_2025, Scheme.BHXH_TN, "11", *MARCH)
    totals = sum_events(events)
    assert totals.event_count == 29
    assert totals.organiser_counts == {"Bưu điện": 26, "UBND xã": 6, "Hội Nông dân": 5}
    assert totals.participation_count == 37
    assert len({event.area_code for event in events}) == 29


def test_events_belong_to_their_place_scheme_and_time(demo_snapshot: Snapshot) -> None:
    assert not list_events(demo_snapshot, BEFORE_2025, Scheme.BHYT, "11", *MARCH)
    assert not list_events(demo_snapshot, BEFORE_2025, Scheme.BHXH_TN, "01", *MARCH)
    assert not list_events(demo_snapshot, BEFORE_2025, Scheme.BHXH_TN, "11", date(2019, 4, 1))
    of_units = [
        len(list_events(demo_snapshot, BEFORE_2025, Scheme.BHXH_TN, str(code), *MARCH))
        for code in demo_snapshot.find_vintage(BEFORE_2025).hierarchy.codes
        if len(str(code)) == 3 and "094" <= str(code) <= "103"
    ]
    assert sum(of_units) == 29
    with pytest.raises(NotFound):
        list_events(demo_snapshot, BEFORE_2025, Scheme.BHXH_TN, "999")
