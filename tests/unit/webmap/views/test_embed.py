"""Embeds: light pages without cookies, one token for page, data, geometry and picture, the code and oEmbed."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine

from services.accounts.roles import Role
from services.embedding.scope import Scope, ScopeArea
from services.embedding.tokens import make_token, revoke_token, sign_token
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme
from services.store.engine import open_engine
from tests.fixtures.accounts import make_account, quick_hashes, read_form_token, sign_in  # noqa: F401
from tests.fixtures.toy_store import VINTAGE_ID, fill_toy_store
from webmap import create_app
from webmap.settings import EmbedAccess, Settings

VIEW = f"vintage={VINTAGE_ID}&level=commune&within=11&scheme=BHXH_TN&indicator=plan_completion_ratio&as_of=2019-03-31"
SITES = ("https://portal.example.vn", "http://intranet:8080")


@pytest.fixture
def engine(tmp_path: Path, quick_hashes: None) -> Iterator[Engine]:  # noqa: F811
    opened = open_engine(f"sqlite:///{tmp_path / 'store.sqlite'}")
    fill_toy_store(opened)
    for name, role in (("ha", Role.OFFICER), ("vy", Role.PLANNER)):
        make_account(opened, name, role)
    yield opened
    opened.dispose()


@pytest.fixture
def closed_app(engine: Engine, tmp_path: Path) -> Flask:
    settings = Settings(home=tmp_path, database_url=str(engine.url), embed_sites=SITES, embed_access=EmbedAccess.TOKEN)
    return create_app(settings, engine)


def make_text(engine: Engine, **changes) -> str:
    area = ScopeArea(VINTAGE_ID, "11", "Tỉnh Điện Biên")
    parts = {"areas": (area,), "schemes": (Scheme.BHXH_TN,), "indicators": (Indicator.PLAN_COMPLETION_RATIO,)}
    token = make_token(engine, "cổng", Scope(**(parts | changes)), 30, "ha", datetime.now(UTC))
    return sign_token(engine, token.token_id)


def read_text(body: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<(script|style)[^>]*>.*?</\1>|<[^>]+>", " ", body, flags=re.DOTALL)))


@pytest.mark.parametrize("kind", ["map", "table", "headline"])
def test_an_embed_says_what_the_api_says_and_keeps_no_cookie(client: FlaskClient, kind: str) -> None:
    answer = client.get(f"/embed/{kind}?{VIEW}")
    total = client.get(f"/api/v1/values?{VIEW}").json["total"]
    text = read_text(answer.get_data(as_text=True))
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert total["value_text_vi"] in text
    assert "31/03/2019" in text
    assert "Nguồn" in text


def test_the_table_has_as_many_rows_as_asked_for_and_names_the_rest(client: FlaskClient) -> None:
    body = client.get(f"/embed/table?{VIEW}&rows=2").get_data(as_text=True)
    rows = client.get(f"/api/v1/values?{VIEW}").json["areas"]
    assert body.count('<th scope="row" class="c-name">') == 2 + 1
    assert f"và {len(rows) - 2} xã khác" in read_text(body)


def test_values_are_those_of_the_api_without_what_lies_above(client: FlaskClient) -> None:
    embedded = client.get(f"/embed/values?{VIEW}").json
    plain = client.get(f"/api/v1/values?{VIEW}&format=columns").json
    rows = client.get(f"/api/v1/values?{VIEW}").json["areas"]
    assert [embedded[name] for name in ("values", "class_codes", "total")] == [
        plain[name] for name in ("values", "class_codes", "total")
    ]
    assert embedded["areas"]["codes"] == [row["area_code"] for row in rows]
    assert embedded["numerators"] == [row["numerator"] for row in rows]
    assert "ancestors" not in embedded
    assert client.get(embedded["arcs_url"]).data == client.get(plain["arcs_url"]).data


def test_only_the_sites_of_the_settings_may_hold_it(closed_app: Flask, engine: Engine) -> None:
    client = closed_app.test_client()
    text = make_text(engine)
    for address in (f"/embed/map?{VIEW}&token={text}", "/embed/map?token=forgedforged", "/embed/headline?within=99"):
        answer = client.get(address)
        policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
        assert policy["frame-ancestors"] == " ".join(["'self'", *SITES])
        assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
        assert "X-Frame-Options" not in answer.headers
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    whole = client.get(f"/map?{VIEW}")
    assert "frame-ancestors 'none'" in whole.headers["Content-Security-Policy"]


def list_addresses(query: str, geometry_url: str) -> list[str]:
    kinds = ("map", "table", "headline", "values", "map.svg", "map.png")
    return [*(f"/embed/{kind}?{query}" for kind in kinds), geometry_url]


def test_one_token_opens_page_data_geometry_and_picture_and_its_end_closes_all(
    closed_app: Flask, engine: Engine
) -> None:
    client = closed_app.test_client()
    text = make_text(engine)
    geometry_url = client.get(f"/embed/values?{VIEW}&token={text}").json["arcs_url"]
    opened = list_addresses(f"{VIEW}&token={text}", geometry_url)
    assert [client.get(address).status_code for address in opened] == [200] * len(opened)
    without = list_addresses(VIEW, geometry_url.partition("&token")[0])
    assert [client.get(address).status_code for address in without] == [403] * len(without)
    revoke_token(engine, _read_id(closed_app, text), "an", datetime.now(UTC))
    assert [client.get(address).status_code for address in opened] == [403] * len(opened)


def _read_id(app: Flask, text: str) -> str:
    from itsdangerous import URLSafeSerializer

    from services.accounts.signing_key import read_signing_key
    from services.embedding.tokens import SALT

    return str(URLSafeSerializer(read_signing_key(app.extensions["baophu"].engine), salt=SALT).loads(text))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("within", "VN"),
        ("within", "12"),
        ("scheme", "BHYT"),
        ("indicator", "enrolled_count"),
        ("as_of", "2018-12-31"),
    ],
)
def test_a_token_opens_nothing_beyond_its_scope(closed_app: Flask, engine: Engine, name: str, value: str) -> None:
    client = closed_app.test_client()
    text = make_text(engine, is_newest=True)
    query = {key: texts[0] for key, texts in parse_qs(VIEW).items()} | {name: value, "token": text}
    if name == "within":
        query["level"] = "commune"
    asked = "&".join(f"{key}={quote(one)}" for key, one in query.items())
    for kind in ("map", "values", "map.svg", "map.png", "table", "headline"):
        answer = client.get(f"/embed/{kind}?{asked}")
        assert answer.status_code == 403, (kind, answer.get_data(as_text=True)[:300])
    assert client.get(f"/embed/values?{asked}").json["error"]["fields"][0]["column"] == name


def test_a_limited_token_tells_no_other_indicator_of_the_place(closed_app: Flask, engine: Engine) -> None:
    client = closed_app.test_client()
    query = f"{VIEW}&token={make_text(engine)}"
    whole = closed_app.test_client().get(f"/api/v1/values?{VIEW}").json["total"]
    for kind in ("headline", "map.svg"):
        text = read_text(client.get(f"/embed/{kind}?{query}").get_data(as_text=True))
        assert whole["value_text_vi"] in text
        assert "tiến độ" not in text
        assert "cùng kỳ" not in text


def test_a_token_for_one_day_tells_no_other_by_a_change_from_it(closed_app: Flask, engine: Engine) -> None:
    """Changes from one base after the other are the counts of all days."""
    client = closed_app.test_client()
    change = VIEW.replace("plan_completion_ratio", "change_count")
    told = {}
    for name, days in (("newest", {"is_newest": True}), ("fixed", {"as_of": date(2019, 3, 31)}), ("any", {})):
        text = make_text(engine, indicators=(Indicator.CHANGE_COUNT,), **days)
        bases = ("", "&since=2018-03-31", "&since=2018-12-31")
        told[name] = [client.get(f"/embed/values?{change}{base}&token={text}").status_code for base in bases]
    assert told == {"newest": [200, 200, 403], "fixed": [200, 200, 403], "any": [200, 200, 200]}


def test_a_limited_token_tells_no_order_by_what_it_does_not_show(closed_app: Flask, engine: Engine) -> None:
    client = closed_app.test_client()
    for indicators, refused in (((Indicator.PLAN_COMPLETION_RATIO,), 403), ((), 200)):
        text = make_text(engine, indicators=indicators)
        told = {
            sort: client.get(f"/embed/table?{VIEW}&sort={sort}&token={text}").status_code
            for sort in ("name", "numerator", "gap", "change")
        }
        assert told == {"name": 200, "numerator": 200, "gap": refused, "change": refused}


def test_geometry_of_another_place_is_not_handed_out(closed_app: Flask, engine: Engine) -> None:
    client = closed_app.test_client()
    text = make_text(engine)
    own = client.get(f"/embed/values?{VIEW}&token={text}").json["arcs_url"]
    of_country = client.get(f"/api/v1/values?vintage={VINTAGE_ID}&within=VN&level=province&format=columns").json
    other_hash = of_country["arcs_url"].rpartition("/")[2]
    if other_hash in own:
        pytest.skip("the toy country is one file")
    swapped = re.sub(r"/embed/geometry/[^?]+", f"/embed/geometry/{other_hash}", own)
    assert client.get(swapped).status_code == 404
    assert client.get(own.replace("within=11", "within=VN")).status_code == 403


def test_an_error_stands_in_the_frame_in_both_languages(client: FlaskClient) -> None:
    answer = client.get("/embed/map?within=99")
    text = read_text(answer.get_data(as_text=True))
    assert answer.status_code == 404
    assert "không có địa bàn" in text.lower()
    assert "no area" in text


def test_the_code_follows_the_newest_day_or_stays(client: FlaskClient) -> None:
    parts = client.get(f"/embed/code/parts?{VIEW}&kind=table&day=newest&rows=5").json
    address = unescape(re.search(r'src="([^"]+)"', parts["texts"]["code-frame"])[1])
    query = parse_qs(urlsplit(address).query)
    assert "as_of" not in query
    assert query["codes_of"] == [VINTAGE_ID]
    assert client.get(parts["address"]).status_code == 200
    fixed = client.get(f"/embed/code/parts?{VIEW}&day=fixed").json["address"]
    assert parse_qs(urlsplit(fixed).query)["as_of"] == ["2019-03-31"]
    page = client.get(f"/embed/code?{VIEW}").get_data(as_text=True)
    assert "frame-src 'self'" in client.get(f"/embed/code?{VIEW}").headers["Content-Security-Policy"]
    assert "&lt;iframe" in page


def test_a_picture_that_is_copied_follows_the_newest_day_as_the_frame_does(client: FlaskClient) -> None:
    """Of a fixed day a token for the newest would refuse it after the next publication."""
    told = {}
    for day in ("newest", "fixed"):
        texts = client.get(f"/embed/code/parts?{VIEW}&day={day}").json["texts"]
        source = urlsplit(unescape(re.search(r'src="([^"]+)"', texts["code-picture"])[1]))
        words = unescape(texts["code-picture"] + texts["code-frame"])
        told[day] = "as_of" in parse_qs(source.query), "31/03/2019" in words
        small = source.query.replace("width=1200&height=800", "width=400&height=320")
        assert client.get(f"{source.path}?{small}").status_code == 200
        assert "Bản đồ" in words
    assert told == {"newest": (False, False), "fixed": (True, True)}


def test_oembed_is_found_on_the_map_and_answers_within_limits(client: FlaskClient) -> None:
    page = client.get(f"/map?{VIEW}").get_data(as_text=True)
    found = unescape(re.search(r'type="application/json\+oembed" href="([^"]+)"', page)[1])
    body = client.get(f"{found}&maxwidth=400&maxheight=300&dnt=1").json
    assert (body["version"], body["type"], body["width"], body["height"]) == ("1.0", "rich", 400, 300)
    assert 'width="400"' in body["html"]
    source = urlsplit(unescape(re.search(r'src="([^"]+)"', body["html"])[1]))
    assert client.get(f"{source.path}?{source.query}").status_code == 200
    assert client.get(f"{found}&format=xml").status_code == 501
    assert client.get("/oembed?url=https://example.org/map").status_code == 404


def test_officers_make_and_revoke_tokens_and_planners_do_not(closed_app: Flask, engine: Engine) -> None:
    planner = closed_app.test_client()
    sign_in(planner, "vy")
    assert planner.get("/embeds").status_code == 403
    officer = closed_app.test_client()
    sign_in(officer, "ha")
    form = {
        "csrf_token": read_form_token(officer, f"/embeds/new?{VIEW.replace('level=commune&', '')}"),
        "name": "Cổng <b>tỉnh</b>", "vintage": VINTAGE_ID, "areas": "11", "schemes": "BHXH_TN",
        "days_shown": "newest", "days": "10",
    }  # fmt: skip
    wrong = officer.post("/embeds/new", data=form | {"areas": "99"})
    assert wrong.status_code == 404
    assert 'value="99"' in wrong.get_data(as_text=True)
    made = officer.post("/embeds/new", data=form)
    assert made.status_code == 303, made.get_data(as_text=True)[:500]
    stranger = closed_app.test_client()
    code = stranger.get(made.headers["Location"])
    assert code.status_code == 200, code.get_data(as_text=True)[:500]
    listed = officer.get("/embeds").get_data(as_text=True)
    assert "Cổng &lt;b&gt;tỉnh&lt;/b&gt;" in listed
    revoking = re.search(r'action="(/embeds/[^"]+/revoke)"', listed)[1]
    token = read_form_token(officer, "/embeds")
    assert officer.post(revoking, data={"csrf_token": token}).status_code == 303
    assert stranger.get(made.headers["Location"]).status_code == 403
    assert "thu hồi" in officer.get("/embeds").get_data(as_text=True)
