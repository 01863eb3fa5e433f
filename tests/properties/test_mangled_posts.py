"""Whatever is posted is taken whole or refused: no fault, nothing half written; no token opens more than its own.

``MANGLED`` inputs each, more by the environment: ``BAOPHU_TEST_EXAMPLES=500``.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, seed, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Engine
from werkzeug.test import TestResponse

from services.embedding.scope import Scope, ScopeArea
from services.embedding.tokens import make_token, sign_token
from services.measures.schemes import Scheme
from services.store.all_tables import metadata
from tests.fixtures.accounts import read_form_token
from tests.fixtures.hostile_names import HOSTILE
from tests.fixtures.saved_scenarios import QUERY, app, engine, enter
from tests.fixtures.toy_store import VINTAGE_ID
from tests.fuzz.inputs import build_texts
from webmap import create_app
from webmap.settings import EmbedAccess, Settings

__all__ = ["app", "engine"]
MANGLED = int(os.environ.get("BAOPHU_TEST_EXAMPLES", "12"))
QUICK = settings(max_examples=MANGLED, database=None, deadline=None, suppress_health_check=list(HealthCheck))
GOOD_QUERIES = (f"{QUERY}&pick=2", f"{QUERY}&rule=growth&growth=10", f"vintage={VINTAGE_ID}&within=11&scheme=BHXH_TN")
NAMES = ("within", "vintage", "scheme", "as_of", "pick", "budget", "w_plan_gap", "rule", "total", "kept", "unit_max")
TEXTS = st.one_of(build_texts(), st.sampled_from(HOSTILE), st.text(max_size=20), st.just("x" * 20_000), st.just(""))
QUERIES = st.one_of(
    st.sampled_from(GOOD_QUERIES),
    TEXTS,
    st.tuples(st.sampled_from(GOOD_QUERIES), st.sampled_from(NAMES), TEXTS).map(
        lambda drawn: f"{drawn[0]}&{urlencode({drawn[1]: drawn[2]}, errors='replace')}"
    ),
)
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS, st.lists(TEXTS, max_size=2))
EVENTS = {
    "held_on": "2019-03-05",
    "organisers": ["Bưu điện"],
    "scheme": "BHXH_TN",
    "area_code": "03127",
    "attendee_count": 30,
    "enrolled_count": 4,
    "venue": "Nhà văn hóa",
    "remark": "",
    "is_confirmed": True,
}
STORY = "/stories/edit/STORY"  # one that is there
FORMS: dict[str, tuple[str, ...]] = {
    "/selections/edit/new": ("query", "name"),
    "/targets/edit/new": ("query", "name"),
    "/weights/edit": ("query", "name"),
    "/weights/edit/x/remove": ("name",),
    "/stories/edit": ("title", "note", "do"),
    "/stories/edit/add": ("view", "title", "note", "story", "story_title"),
    STORY: ("version", "do", "title_vi", "title_en", "title_vi_1", "note_vi_1", "is_listed", "withdraw"),
    "/embeds/new": ("name", "days", "areas", "schemes", "indicators", "newest", "as_of", "vintage"),
    "/embeds/x/revoke": ("name",),
    "/outreach/edit/new": (
        *("do", "held_on", "organiser", "other_organisers", "scheme", "place", "area", "venue", "remark"),
        *("attendee_count", "enrolled_count", "is_confirmed"),
    ),
    "/login": ("name", "password", "next"),
    "/releases/999/rollback": ("version", "reason"),
}


@pytest.fixture(scope="module")
def planner(app: Flask) -> tuple[FlaskClient, str]:
    """An officer's browser, which may all that a planner's may, and the token of its forms."""
    client = enter(app, "mai")
    return client, read_form_token(client, "/account")


def count_rows(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for name, table in metadata.tables.items()
            if name not in ("session", "pack")
        }


def check_answered(response: TestResponse, engine: Engine, before: dict[str, int]) -> None:
    """Hold that a refusal has written nothing, and that what was written is there to be had."""
    assert response.status_code < 500, response.get_data(as_text=True)[:500]
    if response.status_code >= 400:
        assert count_rows(engine) == before


def build_bodies(good: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Return JSON like a good one, with some of its members others, or anything at all."""
    changed = st.dictionaries(st.sampled_from([*good, "nothing"]), LEAVES, max_size=3).map(lambda change: good | change)
    return st.one_of(changed, st.dictionaries(st.sampled_from([*good]), LEAVES, max_size=4), LEAVES)


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("/api/v1/selections", {"name": "Đợt 1", "query": GOOD_QUERIES[0]}),
        ("/api/v1/targets", {"name": "Đợt 1", "query": GOOD_QUERIES[1]}),
        ("/api/v1/outreach", EVENTS),
    ],
)
def test_json_is_saved_whole_or_refused(
    address: str, good: dict[str, Any], planner: tuple[FlaskClient, str], engine: Engine
) -> None:
    client, token = planner

    @seed(2026)
    @QUICK
    @given(build_bodies(good) | st.tuples(QUERIES, TEXTS).map(lambda drawn: {"query": drawn[0], "name": drawn[1]}))
    def post(body: Any) -> None:
        before = count_rows(engine)
        response = client.post(address, json=body, headers={"X-CSRFToken": token})
        check_answered(response, engine, before)
        if response.status_code == 201 and "Location" in response.headers:
            assert client.get(response.headers["Location"]).status_code == 200

    post()


@pytest.mark.parametrize("content", [b"", b"{", b"[" * 30_000, b'{"name": "\xff", "query": 1}', b'"' + b"x" * 60_000])
@pytest.mark.parametrize("address", ["/api/v1/selections", "/api/v1/targets", "/api/v1/outreach"])
def test_what_is_no_json_is_refused(
    address: str, content: bytes, planner: tuple[FlaskClient, str], engine: Engine
) -> None:
    client, token = planner
    before = count_rows(engine)
    response = client.post(address, data=content, content_type="application/json", headers={"X-CSRFToken": token})
    assert response.status_code == 400
    assert response.json["error"]["message"]
    assert count_rows(engine) == before


@pytest.mark.parametrize("address", FORMS)
def test_a_form_is_taken_whole_or_refused(address: str, planner: tuple[FlaskClient, str], engine: Engine) -> None:
    client, token = planner
    names = FORMS[address]
    if address == STORY:
        address = client.post("/stories/edit", data={"title": "Điện Biên", "csrf_token": token}).headers["Location"]
    values = {"query": QUERIES, "view": st.sampled_from(["/map", "/plan?pick=2", "//x", "/map?q=%00"]) | TEXTS}
    fields = {name: values.get(name, TEXTS) for name in names}

    @seed(2026)
    @QUICK
    @given(st.fixed_dictionaries({}, optional=fields))
    def post(form: dict[str, str]) -> None:
        before = count_rows(engine)
        sent = {name: text.encode("utf-8", "replace") for name, text in form.items()}
        browser = client if address != "/login" else client.application.test_client()
        response = browser.post(address, data=sent | {"csrf_token": token}, headers={"Accept": "text/html"})
        check_answered(response, engine, before)

    post()


@pytest.fixture(scope="module")
def closed(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> tuple[FlaskClient, str]:
    """A service whose embeds need a token, and one for a province and a scheme."""
    home: Path = tmp_path_factory.mktemp("closed")
    settings = Settings(home=home, database_url=str(engine.url), embed_access=EmbedAccess.TOKEN)
    scope = Scope((ScopeArea(VINTAGE_ID, "11", "Tỉnh Điện Biên"),), (Scheme.BHXH_TN,))
    token = make_token(engine, "cổng", scope, 30, "mai", datetime.now(UTC))
    return create_app(settings, engine).test_client(), sign_token(engine, token.token_id)


KINDS = ("map", "values", "headline", "table")
SHOWN = f"vintage={VINTAGE_ID}&level=commune&within=11&scheme=BHXH_TN&indicator=plan_completion_ratio&as_of=2019-03-31"
BEYOND = [
    SHOWN.replace("within=11", "within=VN"),
    SHOWN.replace("within=11", "within=12"),
    SHOWN.replace("BHXH_TN", "BHYT"),
]


def mangle(text: str, changes: list[tuple[float, str]], kept: float) -> str:
    letters = list(text)
    for place, letter in changes:
        letters[int(place * (len(letters) - 1))] = letter
    return "".join(letters[: max(1, int(kept * len(letters)))])


LETTERS = st.sampled_from("AZaz09-_.=+/% \x00é\u202e")
CHANGES = st.lists(st.tuples(st.floats(0, 1), LETTERS), min_size=1, max_size=4)


def test_a_mangled_token_opens_nothing_or_what_the_whole_one_opens(closed: tuple[FlaskClient, str]) -> None:
    client, good = closed
    whole = {kind: client.get(f"/embed/{kind}?{SHOWN}&token={good}") for kind in KINDS}
    assert {answer.status_code for answer in whole.values()} == {200}, whole["values"].get_data(as_text=True)

    @seed(2026)
    @QUICK
    @given(
        st.tuples(CHANGES, st.floats(0.1, 1) | st.just(1.0)).map(lambda drawn: mangle(good, *drawn)) | TEXTS,
        st.sampled_from(KINDS),
    )
    @example(f"{good}=", "values")
    @example(good + good, "values")
    @example(good.partition(".")[0] + ".", "values")
    @example(".".join(reversed(good.split("."))), "map")
    def ask(text: str, kind: str) -> None:
        told = quote(text.encode("utf-8", "replace"))
        answer = client.get(f"/embed/{kind}?{SHOWN}&token={told}")
        assert answer.status_code in (200, 400, 403, 413, 414)
        if answer.status_code == 200 and kind == "values":
            assert answer.json["values"] == whole[kind].json["values"]
        for query in BEYOND:
            assert client.get(f"/embed/{kind}?{query}&token={told}").status_code in (400, 403, 413, 414)

    ask()
    for query in BEYOND:
        assert client.get(f"/embed/values?{query}&token={good}").status_code == 403


def test_two_tokens_in_one_address_open_no_more_than_one(closed: tuple[FlaskClient, str]) -> None:
    client, good = closed
    for query in (f"token={good}&token=x", f"token=x&token={good}", f"token={good}&within=VN"):
        assert client.get(f"/embed/values?{BEYOND[0]}&{query}").status_code in (400, 403)
        assert client.get(f"/embed/values?{query}&{BEYOND[2]}").status_code in (400, 403)
