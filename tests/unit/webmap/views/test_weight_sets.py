"""Saved weight sets: saved by planners under a name, chosen by anybody, carried by their link to any area."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.fixtures.accounts import quick_hashes, read_form_token
from tests.unit.webmap.views.test_selections import QUERY, app, engine, enter, read

__all__ = ["app", "engine", "quick_hashes"]


def save(client: FlaskClient, name: str, query: str = f"{QUERY}&pick=2") -> TestResponse:
    token = read_form_token(client, f"/weights/edit?{query}")
    return client.post("/weights/edit", data={"csrf_token": token, "query": query, "name": name})


def test_weights_are_saved_and_open_again_by_their_link(app: Flask) -> None:
    planner = enter(app, "ha")
    back = save(planner, "Ưu tiên khoảng trống")
    assert back.status_code == 303
    assert parse_qs(urlsplit(back.location).query)["pick"] == ["2"]
    stranger = app.test_client()
    page = stranger.get(f"/plan?{QUERY}").get_data(as_text=True)
    assert (
        re.search(r"Bộ trọng số</?[^>]*>?.{0,4}<b>Ưu tiên khoảng trống</b>", page)
        or "<b>Ưu tiên khoảng trống</b>" in page
    )
    assert "ha lưu ngày" in read(stranger, f"/plan?{QUERY}")
    other = stranger.get(f"/plan?{QUERY.replace('w_plan_gap=5', 'w_plan_gap=1')}").get_data(as_text=True)
    assert "<b>Ưu tiên khoảng trống</b>" not in other
    (set_id,) = set(
        re.findall(r"/plan\?weights=([\w-]+)", planner.get(f"/weights/edit?{QUERY}").get_data(as_text=True))
    )
    opened = stranger.get(f"/plan/parts?weights={set_id}").json
    asked = parse_qs(urlsplit(opened["url"]).query)
    assert (asked["w_plan_gap"], asked["w_unreached"]) == (["5"], ["5"])
    assert "<b>Ưu tiên khoảng trống</b>" in opened["parts"]["weight_sets"]
    given = stranger.get(f"/plan/parts?weights={set_id}&w_unreached=2").json
    assert parse_qs(urlsplit(given["url"]).query)["w_unreached"] == ["2"]
    assert stranger.get("/plan?weights=nobody").status_code == 404


def test_who_may_not_plan_saves_nothing_and_a_name_is_given_once(app: Flask) -> None:
    assert app.test_client().get(f"/weights/edit?{QUERY}").status_code == 401
    assert enter(app, "vy").get(f"/weights/edit?{QUERY}").status_code == 403
    planner = enter(app, "ha")
    assert save(planner, "  Một   bộ ").status_code == 303
    assert save(planner, "một bộ").status_code == 409
    assert save(planner, " ").status_code == 400


def test_a_set_is_taken_away_and_its_link_says_so(app: Flask) -> None:
    planner = enter(app, "ha")
    save(planner, "Bộ cũ")
    page = planner.get(f"/weights/edit?{QUERY}").get_data(as_text=True)
    (set_id,) = re.findall(r'/plan\?weights=([\w-]+)">Bộ cũ<', page)
    address = f"/weights/edit/{set_id}/remove"
    token = read_form_token(planner, f"/weights/edit?{QUERY}")
    assert planner.post(address, data={"csrf_token": token}).status_code == 303
    assert "Bộ cũ" not in read(app.test_client(), f"/plan?{QUERY}")
    assert app.test_client().get(f"/plan?weights={set_id}").status_code == 404
    assert planner.post(address, data={"csrf_token": token}).status_code == 404
