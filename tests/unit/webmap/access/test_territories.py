"""An account limited to a province writes there and nowhere else, by every way in which anything is written."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine
from werkzeug.test import TestResponse

from geodata.errors import BadInput
from services.accounts.accounts import limit_account, read_account
from services.accounts.territory import Territory, parse_territory
from services.coverage.snapshot import read_snapshot
from services.embedding.scope import Scope, ScopeArea
from services.embedding.tokens import make_token
from services.intake.options import IntakeOptions
from services.intake.publication.preview import build_preview
from services.intake.publication.stored_uploads import StoredUpload
from services.intake.publication.uploads import check_upload, create_upload, mark_previewed
from services.measures.schemes import Scheme
from services.store.releases import list_releases
from tests.fixtures.accounts import read_form_token, sign_in
from tests.fixtures.house import PAGE, trial
from tests.fixtures.toy_store import VINTAGE_ID
from webmap.territory import Reach

pytestmark = pytest.mark.usefixtures("quick_hashes")
NOW = datetime(2026, 1, 2, tzinfo=UTC)
OWN, OTHER = "11", "12"
TABLE = {
    OWN: "Huyện;Xã;Người tham gia 30/06/2019\nThành phố Lúa;Phường Sáng Nhè;650\nThành phố Lúa;Phường Hòa Bình;1041\n",
    OTHER: "Huyện;Xã;Người tham gia 30/06/2019\nHuyện Ổi;Xã Ổi;99\nHuyện Ổi;Xã Ngô;151\n",
}
COMMUNE = {OWN: "03127", OTHER: "03390"}


@pytest.fixture
def limited(client: FlaskClient, store: Engine) -> FlaskClient:
    """A client of an officer who may write in the province 11."""
    limit_account(store, "a-officer", Territory(VINTAGE_ID, OWN), by="test", now=NOW)
    sign_in(client, "a-officer")
    return client


def send(client: FlaskClient, address: str, **fields: object) -> TestResponse:
    token = read_form_token(client, "/account")
    return client.post(address, data={"csrf_token": token, **fields}, headers=PAGE)


def send_json(client: FlaskClient, address: str, **body: object) -> TestResponse:
    return client.post(address, json=body, headers={"X-CSRFToken": read_form_token(client, "/account")})


def begin_upload(store: Engine, province: str, *, is_previewed: bool = False) -> StoredUpload:
    options = IntakeOptions(
        vintage_id=VINTAGE_ID, as_of=date(2019, 6, 30), province_code=province, scheme=Scheme.BHXH_TN
    )
    stored = create_upload(store, TABLE[province].encode(), "bao_cao.csv", options, by="a-admin", now=NOW)
    if not is_previewed:
        return stored
    with store.connect() as connection:
        found = build_preview(connection, check_upload(connection, stored, NOW.date()), read_snapshot(store))
    return mark_previewed(store, stored.upload_id, stored.version, found, by="a-admin", now=NOW)


def query(province: str) -> str:
    return f"vintage={VINTAGE_ID}&within={province}&scheme=BHXH_TN&as_of=2019-03-31&w_plan_gap=5&pick=2"


def target_query(province: str) -> str:
    return f"vintage={VINTAGE_ID}&within={province}&scheme=BHXH_TN&as_of=2019-03-31"


def save_as_admin(house: Flask, address: str, asked: str) -> str:
    """Return the id of what an administrator has saved."""
    admin = house.test_client()
    sign_in(admin, "a-admin")
    answer = send_json(admin, address, name="Phương án", query=asked)
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return answer.headers["Location"].rsplit("/", 1)[1]


def record_event(house: Flask, province: str) -> str:
    admin = house.test_client()
    sign_in(admin, "a-admin")
    answer = send_json(admin, "/api/v1/outreach", **event(province), is_confirmed=True)
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return str(answer.get_json()["event_id"])


def event(province: str) -> dict[str, object]:
    return {"held_on": "2019-03-25", "area_code": COMMUNE[province], "organisers": ["Hội Nông dân"]}


def typed_event(province: str) -> dict[str, object]:
    place = f"{VINTAGE_ID}~{COMMUNE[province]}"
    return {"do": "save", "held_on": "2019-03-25", "area": place, "organiser": "Hội Nông dân", "is_confirmed": "1"}


def attempts(house: Flask, store: Engine, client: FlaskClient, place: str) -> dict[str, Callable[[], TestResponse]]:
    """Return for each view that writes about places a way to write about one of a province."""

    def revoke() -> TestResponse:
        token = make_token(store, "Cổng", Scope((ScopeArea(VINTAGE_ID, place, ""),)), 9, "a-admin", NOW)
        return send(client, f"/embeds/{token.token_id}/revoke")

    def upload() -> TestResponse:
        head = f"BẢO HIỂM XÃ HỘI TỈNH {'ĐỒNG XANH' if place == OWN else 'NÚI BIẾC'};;\nBHXH TỰ NGUYỆN;;\n"
        return send(client, "/intake", file=(io.BytesIO((head + TABLE[place]).encode()), "t.csv"))

    def on_upload(step: str, *, is_previewed: bool = False) -> TestResponse:
        stored = begin_upload(store, place, is_previewed=is_previewed)
        return send(client, f"/intake/uploads/{stored.upload_id}{step}", version=stored.version)

    def roll_back() -> TestResponse:
        with store.connect() as connection:
            release = list_releases(connection)[-1]  # of both provinces
        return send(client, f"/releases/{release.release_id}/rollback")

    def decide() -> TestResponse:
        return send(client, f"/selections/edit/{save_as_admin(house, '/api/v1/selections', query(place))}")

    def put_forward() -> TestResponse:
        saved = save_as_admin(house, "/api/v1/targets", target_query(place))
        return send(client, f"/targets/edit/{saved}/publish", target_source="UBND", target_version="1")

    def change_event() -> TestResponse:
        return send(client, f"/outreach/edit/{record_event(house, place)}", do="remove", version="1", reason="nhầm")

    made = {"name": "Cổng", "vintage": VINTAGE_ID, "areas": place, "days_shown": "newest", "days": "9"}
    return {
        "embed_desk.make": lambda: send(client, "/embeds/new", **made),
        "embed_desk.revoke": revoke,
        "intake.upload_file": upload,
        "intake.change_upload": lambda: on_upload(""),
        "intake.reset": lambda: on_upload("/reset"),
        "intake.discard": lambda: on_upload("/discard"),
        "previews.publish": lambda: on_upload("/publish", is_previewed=True),
        "releases.roll_back": roll_back,
        "selection_desk.save_new": lambda: send(client, "/selections/edit/new", name="x", query=query(place)),
        "selection_desk.post_selection": lambda: send_json(client, "/api/v1/selections", name="x", query=query(place)),
        "selection_desk.decide": decide,
        "target_desk.save_new": lambda: send(client, "/targets/edit/new", name="x", query=target_query(place)),
        "target_desk.post_targets": lambda: send_json(client, "/api/v1/targets", name="x", query=target_query(place)),
        "target_desk.publish": put_forward,
        "outreach_desk.add_new": lambda: send(client, "/outreach/edit/new", **typed_event(place)),
        "outreach_desk.save_event": change_event,
        "outreach_desk.post_event": lambda: send_json(client, "/api/v1/outreach", **event(place), is_confirmed=True),
    }


def list_writing(house: Flask, reach: Reach | None) -> set[str]:
    rules = [rule for rule in house.url_map.iter_rules() if (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}]
    found = {rule.endpoint for rule in rules if not rule.endpoint.startswith(f"{trial.name}.")}
    return {name for name in found if getattr(house.view_functions[name], "reach", None) is reach}


def test_every_view_that_writes_has_said_how_far(house: Flask) -> None:
    assert list_writing(house, None) == set()


def test_none_of_them_writes_elsewhere(house: Flask, store: Engine, limited: FlaskClient) -> None:
    ways = attempts(house, store, limited, OTHER)
    assert set(ways) == list_writing(house, Reach.PLACES)
    for name, attempt in ways.items():
        answer = attempt()
        text = unescape(answer.get_data(as_text=True))
        assert answer.status_code == 403, (name, answer.status_code, text[:600])
        assert "chỉ được ghi trong phạm vi Tỉnh Đồng Xanh" in text, name


def test_they_write_at_home(house: Flask, store: Engine, limited: FlaskClient) -> None:
    ways = attempts(house, store, limited, OWN)
    del ways["releases.roll_back"]  # the only release is of both provinces
    for name, attempt in ways.items():
        answer = attempt()
        assert answer.status_code in (201, 303), (name, answer.status_code, answer.get_data(as_text=True)[-3000:])


def test_a_view_that_has_not_said_is_closed_to_who_is_limited(client: FlaskClient, store: Engine) -> None:
    limit_account(store, "a-officer", None, by="test", now=NOW)
    sign_in(client, "a-officer")
    assert send(client, "/intake/trial/form", text="x").status_code == 200
    limit_account(store, "a-officer", Territory(VINTAGE_ID, OWN), by="test", now=NOW)
    assert send(client, "/intake/trial/form", text="x").status_code == 403
    assert "Tỉnh Đồng Xanh" in client.get("/account", headers=PAGE).get_data(as_text=True)


def test_a_unit_is_narrower_than_its_province(client: FlaskClient, store: Engine) -> None:
    limit_account(store, "a-officer", Territory(VINTAGE_ID, "094"), by="test", now=NOW)
    sign_in(client, "a-officer")
    inside, beside = event(OWN), event(OWN) | {"area_code": "03136"}
    assert send_json(client, "/api/v1/outreach", **inside, is_confirmed=True).status_code == 201
    assert send_json(client, "/api/v1/outreach", **beside, is_confirmed=True).status_code == 403


def test_territories_are_written_as_vintage_and_code(sqlite_engine: Engine, store: Engine) -> None:
    assert parse_territory("-") is None
    assert str(parse_territory(" VN-2025-07-01:11 ")) == "VN-2025-07-01:11"
    for text in ("", "11", ":11", "VN:", "x" * 90):
        with pytest.raises(BadInput, match="territory"):
            parse_territory(text)
    limit_account(store, "a-officer", Territory(VINTAGE_ID, OWN), by="test", now=NOW)
    with store.connect() as connection:
        assert read_account(connection, "a-officer").within == Territory(VINTAGE_ID, OWN)
