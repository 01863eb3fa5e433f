"""Saved selections: saved by planners, open to who has the link, compared, approved by somebody else."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from sqlalchemy import text
from sqlalchemy.engine import Engine

from services.planning.saved_selections import list_selections
from services.store.engine import migrate, open_engine
from tests.fixtures.accounts import read_form_token
from tests.fixtures.saved_scenarios import QUERY, app, engine, enter, save
from tests.unit.services.store.test_migration_of_releases import MOMENT, _insert, _migrate_to
from webmap.api.openapi import build_openapi

__all__ = ["app", "engine"]


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
    drawn = stranger.get(f"/selections/{saved['selection_id']}/map.svg").get_data(as_text=True)
    assert "Xã được chọn, số theo danh" in drawn


def test_nobody_else_saves(app: Flask) -> None:
    body = {"name": "x", "query": f"{QUERY}&pick=2"}
    assert app.test_client().post("/api/v1/selections", json=body).status_code in (400, 401)
    viewer = enter(app, "vy")
    token = read_form_token(viewer, "/account")
    assert viewer.post("/api/v1/selections", json=body, headers={"X-CSRFToken": token}).status_code == 403
    assert enter(app, "ha").post("/api/v1/selections", json=body).status_code == 400  # no token of the forms


BOTH_LOCKS = "pick=2&lock_in=03127&lock_out=03127"  # in and out at once


@pytest.mark.parametrize(
    "query", [QUERY, *(f"{QUERY}&{one}" for one in ("pick=12&unit_max=1", "pick=x", "nothing=1", BOTH_LOCKS))]
)
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
    one, other = save(client), save(client, "Phương án 2", f"{QUERY}&pick=3&objective=unreached&cost_each=4")
    stranger = app.test_client()
    found = stranger.get(f"/selections?a={one['selection_id']}&b={other['selection_id']}")
    assert found.status_code == 302
    text = read(stranger, found.headers["Location"])
    codes = [{pick["area_code"] for pick in body["picks"]} for body in (one, other)]
    assert f"Cả hai cùng chọn {len(codes[0] & codes[1])} xã." in text
    assert f"Chỉ có ở A {len(codes[0] - codes[1])}" in text
    assert f"Chỉ có ở B {len(codes[1] - codes[0])}" in text
    assert "A Phương án 1" in text
    assert "B Phương án 2" in text
    assert "Chọn đúng 2 xã (khác nhau) ✓ –" in text
    assert "Chi phí – 12 ngày công" in text
    assert "triệu đồng" not in text
    totals = [{each["objective"]: each["total"] for each in body["totals"]} for body in (one, other)]
    gap = totals[1]["unreached"] - totals[0]["unreached"]
    assert f"{'+' if gap > 0 else '−'}{abs(gap):,} người chưa tham gia".replace(",", ".") in text
    assert [one["totals"][2]["total"], other["totals"][0]["total"]] == [one["gain"], other["gain"]]


def test_what_cannot_be_compared_is_refused(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/selections/compare?a=nothing&b=nothing").status_code == 404
    assert client.get("/selections/compare?a=nothing").status_code == 400


def test_pages_carry_the_badges_of_the_planners_page(app: Flask) -> None:
    saved = save(enter(app, "ha"))
    stranger = app.test_client()
    flags = re.compile(r'class="flag"[^>]*>([^<]+)<')
    planned = flags.findall(stranger.get(f"/plan?{QUERY}").get_data(as_text=True))
    assert planned
    pair = f"a={saved['selection_id']}&b={saved['selection_id']}"
    for address in (f"/selections/{saved['selection_id']}", f"/selections/compare?{pair}"):
        assert flags.findall(stranger.get(address).get_data(as_text=True)) == planned


def decide(client: FlaskClient, saved_id: str, decision: str = "approve", reason: str = "") -> int:
    form = {"csrf_token": read_form_token(client, "/account"), "decision": decision, "reason": reason}
    return client.post(f"/selections/edit/{saved_id}", data=form).status_code


def test_somebody_else_approves_and_withdraws_with_a_reason(app: Flask) -> None:
    planner, officer = enter(app, "ha"), enter(app, "mai")
    saved_id = save(planner)["selection_id"]
    assert decide(planner, saved_id) == 403
    assert decide(officer, saved_id, "withdraw", "x") == 409
    assert decide(officer, saved_id, reason="Tờ trình 12") == 303
    assert decide(enter(app, "an"), saved_id) == 409
    stranger = app.test_client()
    body = stranger.get(f"/api/v1/selections/{saved_id}").json
    assert (body["approved_by"], len(body["decisions"])) == ("mai", 1)
    assert re.search(r"mai phê duyệt ngày [\d/]+: Tờ trình 12", read(stranger, f"/selections/{saved_id}"))
    assert decide(officer, saved_id, "withdraw") == 400
    assert decide(officer, saved_id, "withdraw", "x" * 501) == 400
    assert decide(officer, saved_id, "withdraw", "Sai kinh phí") == 303
    body = stranger.get(f"/api/v1/selections/{saved_id}").json
    assert (body["approved_by"], body["approved_at"]) == (None, None)
    assert [one["reason"] for one in body["decisions"]] == ["Tờ trình 12", "Sai kinh phí"]
    assert decide(officer, saved_id) == 303
    assert decide(officer, "nothing") == 404


def test_nobody_approves_their_own_whatever_their_role(app: Flask) -> None:
    admin = enter(app, "an")
    saved_id = save(admin)["selection_id"]
    assert "Chính bạn đã lưu" in read(admin, f"/selections/edit/{saved_id}")
    assert decide(admin, saved_id) == 409
    assert app.test_client().get(f"/api/v1/selections/{saved_id}").json["decisions"] == []


def test_approvals_of_before_are_the_first_decisions(tmp_path: Path) -> None:
    opened: Engine = open_engine(f"sqlite:///{tmp_path / 'old.sqlite'}")
    _migrate_to(opened, "0008")
    texts = dict.fromkeys(("name", "query", "fingerprint", "created_by"), "x") | {"document": "{}"}
    with opened.begin() as connection:
        for saved_id, by in (("one", "an"), ("two", None)):
            _insert(connection, "selection", selection_id=saved_id, publication_id=1, created_at=MOMENT,
                    approved_by=by, approved_at=by and MOMENT, **texts)  # fmt: skip
    migrate(opened)
    with opened.connect() as connection:
        found = {one.selection_id: one for one in list_selections(connection)}
        assert connection.execute(text("SELECT count(*) FROM selection_decision")).scalar_one() == 1
    assert found["one"].approval is not None
    assert (found["one"].approval.decided_by, found["two"].approval) == ("an", None)
    opened.dispose()


def test_the_same_question_has_the_same_fingerprint(app: Flask) -> None:
    client = enter(app, "ha")
    assert save(client)["fingerprint"] == save(client, "Lần nữa")["fingerprint"]
