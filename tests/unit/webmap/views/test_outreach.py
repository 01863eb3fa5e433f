"""Outreach on pages and over the API: the form without a script, its refusals, its trace, and what is public."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from sqlalchemy.engine import Engine
from werkzeug.test import TestResponse

from services.accounts.roles import Role
from services.store.engine import open_engine
from tests.fixtures.accounts import make_account, quick_hashes, read_form_token, sign_in  # noqa: F401
from tests.fixtures.house import PAGE
from tests.fixtures.toy_store import VINTAGE_ID, fill_toy_store
from webmap import create_app
from webmap.api.openapi import build_openapi
from webmap.settings import Settings

NEW = "/outreach/edit/new"
MARCH = f"vintage={VINTAGE_ID}&within=VN&from=2019-03-01&to=2019-03-31"
EVENT = {"held_on": "2019-03-08", "place": "Sáng Nhè", "organiser": ["Bưu điện", "UBND xã"], "attendee_count": "40"}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    home: Path = tmp_path_factory.mktemp("outreach")
    opened = open_engine(f"sqlite:///{home / 'store.sqlite'}")
    fill_toy_store(opened)
    yield opened
    opened.dispose()


@pytest.fixture
def app(engine: Engine, tmp_path: Path, quick_hashes: None) -> Flask:  # noqa: F811
    return create_app(Settings(home=tmp_path, database_url=str(engine.url)), engine)


@pytest.fixture
def officer(app: Flask, engine: Engine, request: pytest.FixtureRequest) -> FlaskClient:
    name = f"an-{abs(hash(request.node.name)) % 10**6}"
    make_account(engine, name, Role.OFFICER)
    client = app.test_client()
    assert sign_in(client, name).status_code == 303
    return client


def send(client: FlaskClient, address: str = NEW, **fields: Any) -> TestResponse:
    form = {"csrf_token": read_form_token(client, address), "do": "save"} | EVENT | fields
    return client.post(address, data=form, headers=PAGE)


def read(response: TestResponse) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))))


def ask(client: FlaskClient, query: str = MARCH) -> dict[str, Any]:
    body: dict[str, Any] = client.get(f"/api/v1/outreach?{query}").get_json()
    return body


def test_an_officer_records_changes_and_removes_an_event_without_a_script(officer: FlaskClient, app: Flask) -> None:
    before = ask(app.test_client())["total"]["event_count"]
    added = send(officer, enrolled_count="7", held_on="2019-03-05")
    assert added.status_code == 303, read(added)
    address = added.headers["Location"].split("?")[0]
    assert "Đã ghi hội nghị" in read(officer.get(added.headers["Location"], headers=PAGE))
    public = app.test_client()
    body = ask(public)
    assert body["total"]["event_count"] == before + 1
    (event,) = [one for one in body["events"] if one["held_on"] == "2019-03-05"]
    assert (event["area_code"], event["organisers"]) == ("03127", ["Bưu điện", "UBND xã"])
    assert f'href="{address}"' in public.get(f"/outreach?{MARCH}").get_data(as_text=True)
    saved = send(officer, address, held_on="2019-03-05", enrolled_count="9", version="1", area=f"{VINTAGE_ID}~03127")
    assert saved.status_code == 303, read(saved)
    again = send(officer, address, held_on="2019-03-05", enrolled_count="11", version="1", area=f"{VINTAGE_ID}~03127")
    assert again.status_code == 409
    assert "đã sửa hội nghị này" in read(again)
    token = read_form_token(officer, address)
    form = {"csrf_token": token, "do": "remove", "version": "2", "reason": "ghi nhầm"}
    assert officer.post(address, data=form, headers=PAGE).status_code == 303
    text = read(officer.get(address, headers=PAGE))
    assert "đã bị xóa" in text
    assert "tham gia mới 7" in text
    assert "tham gia mới 9. ghi nhầm" in text
    assert ask(public)["total"]["event_count"] == before


def test_the_form_tells_every_fault_beside_its_field_and_keeps_what_was_typed(officer: FlaskClient) -> None:
    refused = send(officer, held_on="2019-02-31", place="Ba To", organiser=[], attendee_count="nhiều", venue="chợ")
    assert refused.status_code == 400
    html = refused.get_data(as_text=True)
    for field in ("held_on", "organisers", "attendee_count", "place"):
        assert f'id="fault-{field}"' in html
    assert 'value="nhiều"' in html
    assert 'value="chợ"' in html


def test_a_name_that_means_several_places_asks_which(officer: FlaskClient) -> None:
    asked = send(officer, held_on="2019-03-12", place="Ba To")
    assert asked.status_code == 400
    values = re.findall(r'name="area" value="([^"]+)"', asked.get_data(as_text=True))
    assert values == [f"{VINTAGE_ID}~03136", f"{VINTAGE_ID}~03133"]  # Ba Tô, Ba Tơ
    looked = send(officer, held_on="2019-03-12", place="ba to, thanh pho lua", do="find")
    assert re.findall(r'name="area" value="([^"]+)" checked', looked.get_data(as_text=True)) == values[1:]
    assert send(officer, held_on="2019-03-12", place="Ba To", area=values[1]).status_code == 303
    # A code of other boundaries than those of the day is not taken for a place.
    other = send(officer, held_on="2019-03-13", place="không có", area=values[1].replace(VINTAGE_ID, "VN-2025"))
    assert "Không có nơi nào tên" in read(other)


def test_the_same_day_and_place_is_recorded_twice_only_when_confirmed(officer: FlaskClient) -> None:
    assert send(officer, held_on="2019-03-20").status_code == 303
    doubted = send(officer, held_on="2019-03-20")
    assert doubted.status_code == 400
    assert "đã có một hội nghị ngày 20/03/2019" in read(doubted)
    assert 'name="is_confirmed"' in doubted.get_data(as_text=True)
    assert send(officer, held_on="2019-03-20", is_confirmed="1").status_code == 303


def test_a_program_records_an_event_and_is_told_what_is_wrong(officer: FlaskClient, app: Flask) -> None:
    headers = {"X-CSRFToken": read_form_token(officer, NEW)}
    stated = {"held_on": "2019-03-25", "area_code": "03391", "organisers": ["Hội Nông dân"], "enrolled_count": 3}
    made = officer.post("/api/v1/outreach", json=stated, headers=headers)
    assert made.status_code == 201, made.get_data(as_text=True)
    description = build_openapi()
    Draft202012Validator({"$ref": "#/components/schemas/EventRecorded", **description}).validate(made.get_json())
    Draft202012Validator({"$ref": "#/components/schemas/EventStated", **description}).validate(stated)
    assert any(one["event_id"] == made.get_json()["event_id"] for one in ask(app.test_client())["events"])
    for changed, code in (
        ({"organisers": []}, "event_organisers_invalid"),
        ({"area_code": "99999"}, "event_place_unknown"),
        ({"held_on": "2999-01-01"}, "event_in_future"),
        ({}, "event_doubtful"),
        ({"surprise": 1}, "event_malformed"),
    ):
        refused = officer.post("/api/v1/outreach", json=stated | changed, headers=headers)
        assert (refused.status_code, refused.get_json()["error"]["code"]) == (400, code)


def test_planners_and_strangers_record_nothing(app: Flask, engine: Engine) -> None:
    stranger = app.test_client()
    assert stranger.get(NEW, headers=PAGE).headers["Location"].startswith("/login?next=")
    make_account(engine, "ke-hoach", Role.PLANNER)
    assert sign_in(stranger, "ke-hoach").status_code == 303
    assert stranger.get(NEW, headers=PAGE).status_code == 403


def test_public_answers_say_the_same_to_all_and_set_no_cookie(officer: FlaskClient, app: Flask) -> None:
    for address in (f"/api/v1/outreach?{MARCH}", f"/outreach?{MARCH}"):
        known, stranger = (client.get(address) for client in (officer, app.test_client()))
        assert "Set-Cookie" not in known.headers
        assert "no-store" not in stranger.headers.get("Cache-Control", "")


@pytest.mark.parametrize(
    ("query", "status"),
    [("from=2019-04-01&to=2019-03-01", 400), ("from=1900-01-01&to=2019-03-01", 400), ("within=99", 404), ("x=1", 400)],
)
def test_what_cannot_be_asked_is_told(app: Flask, query: str, status: int) -> None:
    assert app.test_client().get(f"/api/v1/outreach?{query}").status_code == status


def test_an_organiser_and_a_number_of_months_narrow_the_answer(officer: FlaskClient, app: Flask) -> None:
    send(officer, held_on="2019-03-27", place="Xã Ngô", organiser=["Đoàn Thanh niên"])
    body = ask(app.test_client(), f"{MARCH}&organiser=Đoàn Thanh niên&months=1")
    assert body["total"]["event_count"] == 1
    assert body["without"]["without_count"] == 11
    text = read(app.test_client().get(f"/outreach?{MARCH}&organiser=Đoàn Thanh niên&lang=en"))
    assert "1 events" in text
    assert "Xã Ngô" in text
