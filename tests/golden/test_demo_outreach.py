"""The demonstration holds the conferences of Điện Biên as published, joint ones counted once in all."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from geodata.errors import NotFound
from services.coverage.events import list_events, sum_events
from services.coverage.snapshot import Snapshot
from services.demo.cases import BEFORE_2025
from services.measures.schemes import Scheme
from webmap.api.openapi import build_openapi

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


def test_page_and_api_say_29_26_5_6_and_632_new(demo_client: FlaskClient) -> None:
    query = f"vintage={BEFORE_2025}&within=11&from=2019-03-01&to=2019-03-31"
    body = demo_client.get(f"/api/v1/outreach?{query}").get_json()
    Draft202012Validator({"$ref": "#/components/schemas/Outreach", **build_openapi()}).validate(body)
    assert (body["total"]["event_count"], body["participation_count"], body["gross_new_count"]) == (29, 37, 632)
    counts = {one["organiser"]: one["event_count"] for one in body["organisers"]}
    assert counts == {"Bưu điện": 26, "UBND xã": 6, "Hội Nông dân": 5}
    assert body["months"] == [{"month": "2019-03", "event_count": 29}]
    assert body["without"]["without_count"] == body["without"]["commune_count"] - 29
    for lang, words in (("vi", "29 hội nghị, trong đó 8 phối hợp"), ("en", "29 events, 8 of them joint")):
        text = demo_client.get(f"/outreach?{query}&lang={lang}").get_data(as_text=True)
        assert words in text
        assert "Bưu điện 26 · UBND xã 6 · Hội Nông dân 5" in text
        assert "<b>632</b>" in text


def test_the_map_marks_the_29_communes_and_counts_them_in_its_legend(demo_client: FlaskClient) -> None:
    query = f"vintage={BEFORE_2025}&within=11&level=commune&scheme=BHXH_TN&as_of=2019-03-31&marks=events"
    parts = demo_client.get(f"/map/parts?{query}").get_json()
    assert len(parts["config"]["event_positions"]) == 29
    assert parts["config"]["timeline"]["event_notes"][-1] == "29 hội nghị"
    assert "Có hội nghị (29) trong 12 tháng đến 31/03/2019" in parts["parts"]["legend"]
    drawn = demo_client.get(f"/map.svg?{query}&indicator=enrolled_count").get_data(as_text=True)
    assert "Có hội nghị (29)" in drawn
    plain = demo_client.get(f"/map.svg?{query.removesuffix('&marks=events')}&indicator=enrolled_count")
    assert "Có hội nghị" not in plain.get_data(as_text=True)
