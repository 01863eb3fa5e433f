"""What holds for each address: the policy, no other host, one shape of errors, no traceback."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from tests.fixtures.toy_store import VINTAGE_ID
from webmap import create_app
from webmap.account_cookie import is_private
from webmap.settings import Settings

ADDRESSES = (
    "/map",
    "/map?lang=en&level=commune&area=03127",
    "/map/parts",
    "/map/places?q=da",
    "/search?q=da",
    "/guide",
    "/stories",
    "/leaders?lang=en",
    f"/area/{VINTAGE_ID}/11",
    f"/area/{VINTAGE_ID}/03127?lang=en",
    f"/area/{VINTAGE_ID}/VN",
    "/healthz",
    "/readyz",
    "/status",
    "/metrics",
    "/api/v1/vintages",
    "/api/v1/schemes",
    "/api/v1/indicators",
    "/api/v1/periods",
    "/api/v1/areas",
    "/api/v1/values",
    "/api/v1/values?format=columns",
    "/api/v1/values?format=csv",
    "/api/v1/series",
    "/api/v1/series?format=columns",
    "/api/v1/outlook",
    "/api/v1/leaders",
    "/api/v1/briefing",
    "/plan",
    "/plan?pick=2&lang=en",
    "/plan/parts?pick=2",
    "/plan/values?pick=2",
    "/plan.svg?pick=2",
    "/pilots",
    "/pilots?within=11&lang=en",
    "/api/v1/pilots",
    "/api/v1/pilots/evaluation",
    "/targets?within=11",
    "/targets?within=11&total=900&ceiling=1&lang=en",
    "/targets/saved",
    "/targets.svg?within=11",
    "/api/v1/targets/propose?within=11",
    "/api/v1/ranking",
    "/api/v1/ranking?format=columns",
    "/api/v1/difference",
    "/api/v1/difference?format=columns",
    "/api/v1/counts",
    f"/api/v1/areas/{VINTAGE_ID}/11",
    "/api/v1/features.geojson",
    "/api/v1/features.gpkg",
    "/api/v1/openapi.json",
    "/map.svg",
    "/multiples?level=commune",
    "/compare",
    "/compare?level=commune&b_as_of=2018-12-31&lang=en&mode=difference",
    "/compare/parts?level=commune",
    "/compare/values?level=commune",
    "/compare.svg?level=commune",
    "/multiples?level=commune&within=11&by=area&lang=en",
    "/multiples.svg?level=commune&by=area",
    "/table.csv",
)
REFUSED = ("/api/v1/values?scheme=X", "/api/v1/nothing", "/nothing", "/map?scheme=X", "/static/x/../secret")
NAMESPACES = ("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink", "http://json.schemastore.org")
OUTSIDE = re.compile(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}[^\s\"'<>)]*", re.IGNORECASE)


@pytest.mark.parametrize("address", [*ADDRESSES, *REFUSED])
def test_every_response_carries_a_strict_policy(client: FlaskClient, address: str) -> None:
    for _ in range(2):  # built, then given again
        response = client.get(address)
        policy = dict(part.strip().split(" ", 1) for part in response.headers["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == "'none'"
        assert policy["frame-ancestors"] == "'none'"
        assert policy["base-uri"] == "'none'"
        assert "unsafe" not in response.headers["Content-Security-Policy"]
        assert re.fullmatch(r"'self'( 'nonce-[\w-]{22}')?", policy["script-src"])
        assert re.fullmatch(r"'self'( 'nonce-[\w-]{22}')?", policy["style-src"])
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "same-origin"
        assert len(response.headers.getlist("Content-Security-Policy")) == 1
        assert len(response.headers.getlist("X-Request-ID")) == 1


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_address_answers_and_names_no_other_host(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    if "gpkg" not in address:
        found = [one for one in OUTSIDE.findall(response.get_data(as_text=True)) if not one.startswith(NAMESPACES)]
        assert not found


def test_each_page_has_a_nonce_of_its_own_and_its_scripts_carry_it(client: FlaskClient) -> None:
    nonces = set()
    for _ in range(2):
        response = client.get("/map")
        (nonce,) = set(re.findall(r"'nonce-([\w-]+)'", response.headers["Content-Security-Policy"]))
        nonces.add(nonce)
        text = response.get_data(as_text=True)
        for tag in re.findall(r"<(?:script|style)\b[^>]*>", text):
            assert f'nonce="{nonce}"' in tag or 'src="/static/' in tag or 'type="application/json"' in tag
        assert not re.findall(r"<[^>]+\s(?:on\w+|style)=", text)
    assert len(nonces) == 2


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/api/v1/values?scheme=X", 400, "parameter_not_allowed"),
        ("/api/v1/values?schema=BHXH_TN", 400, "parameter_not_allowed"),
        ("/api/v1/values?scheme=BHYT&scheme=BHYT", 400, "parameter_not_allowed"),
        ("/api/v1/values?within=03127", 400, "parameter_not_allowed"),
        ("/api/v1/values?within=11&level=province", 400, "parameter_not_allowed"),
        ("/api/v1/values?as_of=2001-01-01", 400, "parameter_not_allowed"),
        ("/api/v1/values?within=77", 404, "area_not_found"),
        ("/api/v1/values?vintage=VN-1900-01-01", 404, "vintage_not_found"),
        ("/api/v1/values?indicator=yoy_change_count&method=fixed", 400, "thresholds_missing"),
        (f"/api/v1/areas/{VINTAGE_ID}/99", 404, "area_not_found"),
        ("/api/v1/areas/VN-1900-01-01/11", 404, "vintage_not_found"),
        ("/api/v1/geometry/0000.topojson", 404, "geometry_not_found"),
        ("/api/v1/geometry/0000.topojson?x=1", 400, "parameter_not_allowed"),
        ("/api/v1/geometry/0000.arcs", 404, "geometry_not_found"),
        ("/api/v1/geometry/0000.arcs?x=1", 400, "parameter_not_allowed"),
        ("/api/v1/vintages?q=x", 400, "parameter_not_allowed"),
        ("/api/v1/briefing?within=77", 404, "area_not_found"),
        ("/api/v1/briefing?schemes=BHYT,X", 400, "parameter_not_allowed"),
        ("/api/v1/series?from=2019-03-31&to=2018-03-31", 400, "period_backward"),
        (
            "/api/v1/difference?indicator=enrolled_count&b_indicator=coverage_ratio",
            400,
            "difference_of_other_units",
        ),
        ("/api/v1/nothing", 404, "not_found"),
    ],
)
def test_errors_have_one_shape_in_both_languages(client: FlaskClient, address: str, status: int, code: str) -> None:
    messages = []
    for lang in ("vi", "en"):
        response = client.get(f"{address}{'&' if '?' in address else '?'}lang={lang}")
        assert response.status_code == status
        assert response.content_type == "application/json"
        assert response.headers["Cache-Control"] == "no-store"
        error = response.get_json()["error"]
        assert set(error) == {"code", "message", "hint", "fields"}
        assert error["code"] == code
        assert error["hint"]
        messages.append(error["message"])
    assert messages[0] != messages[1]


def test_an_impossible_level_is_refused_with_those_that_are_possible(client: FlaskClient) -> None:
    error = client.get("/api/v1/values?within=11&level=province").get_json()["error"]
    assert error["fields"] == [{"name": "level", "given": "province", "allowed": ["managing_unit", "commune"]}]


def test_a_date_without_data_is_refused_with_those_that_have_some(client: FlaskClient) -> None:
    error = client.get("/api/v1/values?scheme=BHXH_TN&as_of=2001-01-01").get_json()["error"]
    assert error["fields"][0]["allowed"] == ["2018-03-31", "2018-12-31", "2019-03-31"]


def test_methods_that_are_not_taken_get_405_with_those_that_are(client: FlaskClient) -> None:
    for method in ("post", "put", "delete", "patch"):
        response = getattr(client, method)("/api/v1/values")
        assert response.status_code == 405
        assert response.get_json()["error"]["code"] == "method_not_allowed"
        assert "GET" in response.headers["Allow"]


def test_forms_that_there_are_none_of_get_406(client: FlaskClient) -> None:
    for headers in ({"Accept": "image/png"}, {"Accept-Encoding": "identity;q=0, *;q=0"}):
        response = client.get("/api/v1/values", headers=headers)
        assert response.status_code == 406
        assert response.get_json()["error"]["code"] == "not_acceptable"


def test_a_body_that_is_too_large_gets_413(client: FlaskClient) -> None:
    response = client.get("/api/v1/values", data=b"x" * 100_000)
    assert response.status_code == 413
    assert response.get_json()["error"]["code"] == "too_large"


def test_people_get_a_page_and_programs_get_json(client: FlaskClient) -> None:
    page = client.get("/map?scheme=<script>alert(1)</script>", headers={"Accept": "text/html,*/*;q=0.8"})
    assert page.status_code == 400
    assert page.content_type == "text/html; charset=utf-8"
    text = page.get_data(as_text=True)
    assert '<html lang="vi"' in text
    assert "<script>alert" not in text
    assert "BHXH_TN" in text
    english = client.get("/map?scheme=X&lang=en", headers={"Accept": "text/html"}).get_data(as_text=True)
    assert '<html lang="en"' in english
    assert "cannot be used" in english
    assert client.get("/api/v1/nothing", headers={"Accept": "text/html"}).content_type == "application/json"


def test_a_defect_is_logged_and_told_without_its_traceback(
    toy_settings: Settings, toy_engine: Engine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client = create_app(toy_settings, toy_engine).test_client()

    def fail(*_arguments: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("webmap.views.api.build_asked_view", fail)
    for accept in ("application/json", "text/html, */*"):
        response = client.get("/api/v1/values", headers={"Accept": accept})
        assert response.status_code == 500
        assert response.get_json()["error"]["code"] == "unexpected"
        assert "secret" not in response.get_data(as_text=True)
        assert "Traceback" not in response.get_data(as_text=True)
    assert any(record.exc_info for record in caplog.records)


def test_names_from_files_are_escaped_wherever_they_are_shown(client: FlaskClient) -> None:
    for address in ("/map?level=commune&within=105", "/map?area=03389", "/map.svg?level=commune", "/search?q=ngoac"):
        text = client.get(address).get_data(as_text=True)
        assert "<b>Ngoặc" not in text
    assert "&lt;b&gt;Ngoặc&lt;/b&gt;" in client.get("/search?q=ngoac").get_data(as_text=True)


def test_an_empty_store_answers_in_words(tmp_path_factory: pytest.TempPathFactory) -> None:
    from services.store.engine import migrate, open_engine

    settings = Settings(home=tmp_path_factory.mktemp("empty"))
    engine = open_engine(settings.database_url)
    migrate(engine)
    client = create_app(settings, engine).test_client()
    assert client.get("/map").status_code == 200
    assert client.get("/api/v1/vintages").get_json() == {"vintages": [], "crosswalks": []}
    response = client.get("/api/v1/values")
    assert response.status_code == 404
    assert response.get_json()["error"]["code"] == "no_vintage"
    engine.dispose()


def test_only_pages_of_accounts_take_a_method_that_changes_anything(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if not is_private(rule.rule, "POST"):
            assert (rule.methods or set()) <= {"GET", "HEAD", "OPTIONS"}
