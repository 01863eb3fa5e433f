"""Closed viewing: whatever there is to see, a stranger is asked who they are; nothing is kept where others meet it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine

from services.accounts.roles import Role
from services.embedding.scope import Scope, ScopeArea
from services.embedding.tokens import make_token, sign_token
from tests.fixtures.accounts import make_account, open_toy_store, sign_in
from tests.fixtures.house import PAGE
from tests.fixtures.toy_store import VINTAGE_ID
from webmap import create_app
from webmap.account_cookie import reads_session
from webmap.settings import EmbedAccess, Settings, Viewing
from webmap.viewing import OPEN_ENDPOINTS

VALUES = "/api/v1/values?level=commune"
WAYS_IN = {"/login/openid", "/login/openid/callback", "/login/openid/out"}  # 404, 403: they show nothing
OPEN = {"/login", "/static/<tree>/<path:filename>", "/healthz", "/readyz", "/metrics", "/embed/frame.js", *WAYS_IN}
WITH_TOKEN = {
    *("/embed/map", "/embed/table", "/embed/headline", "/embed/values", "/embed/map.svg", "/embed/map.png"),
    *("/embed/geometry/<content_hash>.arcs", "/embed/groups"),
}


@pytest.fixture(scope="module")
def closed_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_toy_store(tmp_path_factory.mktemp("closed")) as engine:
        make_account(engine, "vy", Role.VIEWER)
        make_account(engine, "moi", Role.VIEWER, must_change=True)
        yield engine


@pytest.fixture(scope="module")
def closed(closed_store: Engine) -> Flask:
    home = Path(str(closed_store.url.database)).parent
    return create_app(Settings(home=home, viewing=Viewing.CLOSED), closed_store)


@pytest.fixture
def viewer(closed: Flask) -> FlaskClient:
    client = closed.test_client()
    assert sign_in(client, "vy").status_code == 303
    return client


def list_gets(app: Flask) -> dict[str, str]:
    """Return an address for each route that is read, by its rule."""
    rules = [rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or set())]
    return {rule: re.sub(r"<(?:[^<>:]+(?:\([^)]*\))?:)?\w+>", "1", rule) for rule in rules}


def test_no_route_answers_a_stranger_but_those_named_here(closed: Flask) -> None:
    stranger, found = closed.test_client(), list_gets(closed)
    assert len(found) > 90
    assert set(found) >= OPEN | WITH_TOKEN
    for rule, address in found.items():
        if rule in OPEN:
            continue
        answer = stranger.get(address, headers={"Accept": "application/json"})
        if rule in WITH_TOKEN:
            query = f"{address}?vintage={VINTAGE_ID}&within=11"
            refused = stranger.get(address if "<" not in rule and "groups" not in rule else query)
            assert refused.status_code == 403, rule
            continue
        assert answer.status_code == 401, rule
        assert answer.get_json()["error"]["code"] == "sign_in_needed", rule
        assert "no-store" in answer.headers["Cache-Control"], rule
        if rule.startswith("/api/"):
            continue
        page = stranger.get(address, headers=PAGE)
        assert (page.status_code, page.headers["Location"][:6]) == (303, "/login"), rule
    assert {rule.rule for rule in closed.url_map.iter_rules() if rule.endpoint in OPEN_ENDPOINTS} - {"/logout"} == (
        OPEN | WITH_TOKEN
    )


def test_what_is_not_there_is_no_way_in_either(closed: Flask) -> None:
    stranger = closed.test_client()
    for address in ("/nothing", "/api/v1/nothing", "/embed/nothing", "/static"):
        assert stranger.get(address, headers={"Accept": "application/json"}).status_code == 401, address
    assert stranger.post("/map").status_code in (400, 401, 405)
    assert stranger.options(VALUES).status_code == 401


def test_what_a_viewer_was_shown_is_not_given_again_to_a_stranger(closed: Flask, viewer: FlaskClient) -> None:
    stranger = closed.test_client()
    for address in (VALUES, "/map.svg", "/table.csv", "/map", "/status", "/oembed?url=x", "/embed/code"):
        for _ in range(2):
            shown = viewer.get(address)
            assert shown.status_code != 401, address
            assert "private" in shown.headers["Cache-Control"] or "no-store" in shown.headers["Cache-Control"], address
        again = stranger.get(address, headers={"Accept": "application/json"})
        assert again.status_code == 401, address
        etag = shown.headers.get("ETag")
        if etag:
            kept = stranger.get(address, headers={"If-None-Match": etag, "Accept": "application/json"})
            assert kept.status_code == 401, address


def test_outlines_are_kept_by_the_browser_of_who_may_see_them_only(closed: Flask, viewer: FlaskClient) -> None:
    listed = viewer.get("/map").get_data(as_text=True)
    (address, *_) = re.findall(r"/api/v1/geometry/\w+\.(?:arcs|topojson)", listed) or [""]
    assert address, listed[:500]
    assert viewer.get(address).headers["Cache-Control"] == "private, max-age=86400"
    assert closed.test_client().get(address, headers={"Accept": "application/json"}).status_code == 401


def test_an_embed_opens_with_its_token(closed: Flask, closed_store: Engine) -> None:
    scope = Scope((ScopeArea(VINTAGE_ID, "11", ""),))
    token = sign_token(closed_store, make_token(closed_store, "Cổng", scope, 9, "x", datetime.now(UTC)).token_id)
    stranger = closed.test_client()
    query = f"vintage={VINTAGE_ID}&within=11&token={token}"
    assert stranger.get(f"/embed/map?{query}").status_code == 200
    values = stranger.get(f"/embed/values?{query}")
    assert values.status_code == 200
    assert values.headers["Cache-Control"].startswith("private")


def test_one_goes_back_to_where_one_wanted_to_go(closed: Flask) -> None:
    client = closed.test_client()
    led = client.get("/map?level=commune", headers=PAGE).headers["Location"]
    assert led == "/login?next=/map?level%3Dcommune"
    assert sign_in(client, "vy", following="/map?level=commune").headers["Location"] == "/map?level=commune"


def test_a_password_that_others_have_seen_is_changed_first(closed: Flask) -> None:
    client = closed.test_client()
    sign_in(client, "moi")
    assert client.get("/map", headers=PAGE).headers["Location"].startswith("/account")
    assert client.get(VALUES, headers={"Accept": "application/json"}).status_code == 403
    assert client.get("/account", headers=PAGE).status_code == 200


def test_closed_closes_embeds_and_reads_the_session_everywhere(tmp_path: Path) -> None:
    settings = Settings.from_environment(
        {"BAOPHU_HOME": str(tmp_path), "BAOPHU_VIEWING": "CLOSED", "BAOPHU_EMBED_ACCESS": "open"}
    )
    assert (settings.viewing, settings.embed_access) == (Viewing.CLOSED, EmbedAccess.TOKEN)
    assert reads_session("/api/v1/geometry/x.arcs", is_closed=True)
    assert not reads_session("/api/v1/geometry/x.arcs")
    assert reads_session("/embed/code", is_closed=True)
    assert not reads_session("/embed/map", is_closed=True)
