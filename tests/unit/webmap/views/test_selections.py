"""Saved selections: saved by planners, open to who has the link, compared, approved, annexed with the API's digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy.engine import Engine

from services.accounts.roles import Role
from services.store.engine import open_engine
from tests.fixtures.accounts import make_account, quick_hashes, read_form_token, sign_in  # noqa: F401
from tests.fixtures.toy_store import VINTAGE_ID, fill_toy_store
from webmap import create_app
from webmap.openapi import build_openapi
from webmap.settings import Settings

QUERY = f"vintage={VINTAGE_ID}&within=VN&scheme=BHXH_TN&as_of=2019-03-31&w_plan_gap=5&w_unreached=5"


@pytest.fixture
def engine(tmp_path: Path, quick_hashes: None) -> Iterator[Engine]:  # noqa: F811
    opened = open_engine(f"sqlite:///{tmp_path / 'store.sqlite'}")
    fill_toy_store(opened)
    for name, role in (("ha", Role.PLANNER), ("vy", Role.VIEWER), ("an", Role.ADMIN)):
        make_account(opened, name, role)
    yield opened
    opened.dispose()


@pytest.fixture
def app(engine: Engine, tmp_path: Path) -> Flask:
    return create_app(Settings(home=tmp_path, database_url=str(engine.url)), engine)


def enter(app: Flask, name: str) -> FlaskClient:
    client = app.test_client()
    assert sign_in(client, name).status_code == 303
    return client


def save(client: FlaskClient, name: str = "Phương án 1", query: str = f"{QUERY}&pick=2") -> dict[str, Any]:
    token = read_form_token(client, f"/selections/edit/new?{QUERY}&pick=2")
    answer = client.post("/api/v1/selections", json={"name": name, "query": query}, headers={"X-CSRFToken": token})
    assert answer.status_code == 201, answer.get_data(as_text=True)
    body: dict[str, Any] = answer.json
    assert answer.headers["Location"] == f"/api/v1/selections/{body['selection_id']}"
    return body


def read(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.get_data(as_text=True)[:400]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))))


def test_a_planner_saves_and_anyone_with_the_link_reads(app: Flask) -> None:
    saved = save(enter(app, "ha"))
    stranger = app.test_client()
    body = stranger.get(f"/api/v1/selections/{saved['selection_id']}").json
    assert body == saved
    description = build_openapi()
    Draft202012Validator({"$ref": "#/components/schemas/Selection", **description}).validate(body)
    assert (body["created_by"], body["approved_by"], len(body["picks"])) == ("ha", None, 2)
    assert body["is_proven"]
    for lang in ("vi", "en"):
        text = read(stranger, f"/selections/{saved['selection_id']}?lang={lang}")
        assert all(pick["name"] in text for pick in body["picks"])
        assert body[f"proof_{lang}"] in text
    assert "Xã được chọn: 2" in stranger.get(f"/selections/{saved['selection_id']}/map.svg").get_data(as_text=True)


def test_nobody_else_saves(app: Flask) -> None:
    body = {"name": "x", "query": f"{QUERY}&pick=2"}
    assert app.test_client().post("/api/v1/selections", json=body).status_code in (400, 401)
    viewer = enter(app, "vy")
    token = read_form_token(viewer, "/account")
    assert viewer.post("/api/v1/selections", json=body, headers={"X-CSRFToken": token}).status_code == 403
    assert enter(app, "ha").post("/api/v1/selections", json=body).status_code == 400  # no token of the forms


@pytest.mark.parametrize("query", [QUERY, f"{QUERY}&pick=12&unit_max=1", f"{QUERY}&pick=x", f"{QUERY}&nothing=1"])
def test_what_has_no_list_is_not_saved(app: Flask, query: str) -> None:
    client = enter(app, "ha")
    token = read_form_token(client, f"/selections/edit/new?{QUERY}&pick=2")
    answer = client.post("/api/v1/selections", json={"name": "x", "query": query}, headers={"X-CSRFToken": token})
    assert answer.status_code == 400


def test_the_form_saves_and_the_page_opens(app: Flask) -> None:
    client = enter(app, "ha")
    address = f"/selections/edit/new?{QUERY}&pick=2"
    form = {"csrf_token": read_form_token(client, address), "query": f"{QUERY}&pick=2", "name": "Đợt 1"}
    answer = client.post("/selections/edit/new", data=form)
    assert answer.status_code == 303
    assert "Đợt 1" in read(client, answer.headers["Location"])
    assert client.post("/selections/edit/new", data=form | {"name": " "}).status_code == 400


def test_two_are_compared_side_by_side(app: Flask) -> None:
    client = enter(app, "ha")
    one, other = save(client), save(client, "Phương án 2", f"{QUERY}&pick=3&objective=unreached")
    text = read(app.test_client(), f"/selections?a={one['selection_id']}&b={other['selection_id']}")
    codes = [{pick["area_code"] for pick in body["picks"]} for body in (one, other)]
    assert f"Giống nhau {len(codes[0] & codes[1])} xã" in text
    assert "A · Phương án 1" in text
    assert "B · Phương án 2" in text
    assert text.count("chỉ ở phương án này") == len(codes[0] ^ codes[1])
    assert app.test_client().get("/selections?a=nothing&b=nothing").status_code == 404


def test_it_is_approved_once_by_a_named_user(app: Flask) -> None:
    saved, admin = save(enter(app, "ha")), enter(app, "an")
    address = f"/selections/edit/{saved['selection_id']}"
    token = {"csrf_token": read_form_token(admin, address)}
    assert admin.post(address, data=token).status_code == 303
    assert admin.post(address, data=token).status_code == 409
    body = app.test_client().get(f"/api/v1/selections/{saved['selection_id']}").json
    assert body["approved_by"] == "an"
    assert "an phê duyệt ngày" in read(app.test_client(), f"/selections/{saved['selection_id']}")


@pytest.mark.parametrize("objective", ["score", "unreached"])
def test_every_number_of_the_annex_is_the_apis(app: Flask, objective: str) -> None:
    body = save(enter(app, "ha"), "Phụ lục", f"{QUERY}&pick=3&objective={objective}&cost_per=2")
    client, address = app.test_client(), f"/selections/{body['selection_id']}/annex"
    sheet = load_workbook(BytesIO(client.get(f"{address}.xlsx").data)).worksheets[0]
    rows = list(sheet.iter_rows(min_row=6, max_row=5 + len(body["picks"]), values_only=True))
    for row, pick in zip(rows, body["picks"], strict=True):
        assert (row[1], row[2], row[3]) == (pick["area_code"], pick["name"], pick["unit_name"])
        assert row[4] == pick["score_shown"] / 10
        assert (row[5], row[6]) == (pick["gain"], pick["cost"])
        assert row[7] == f"{pick['chosen_count']} / {body['tries']}"
        assert row[8] == "; ".join(reason["text_vi"] for reason in pick["reasons"])
    pdf = PdfReader(BytesIO(client.get(f"{address}.pdf").data))
    text = re.sub(r"\s+", "", "".join(page.extract_text() for page in pdf.pages))
    for pick in body["picks"]:
        score = f"{pick['score_shown'] / 10:.1f}".replace(".", ",")
        wanted = [pick["name"], pick["area_code"], score, f"{pick['chosen_count']} / {body['tries']}"]
        if objective == "unreached":
            wanted.append(f"{pick['gain']:,} người".replace(",", "."))
        assert [one for one in wanted if re.sub(r"\s+", "", one) not in text] == []
    assert body["fingerprint"] in text


def test_the_same_question_has_the_same_fingerprint(app: Flask) -> None:
    client = enter(app, "ha")
    assert save(client)["fingerprint"] == save(client, "Lần nữa")["fingerprint"]
