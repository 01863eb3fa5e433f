"""The name in an address that others follow or copy is this server's own, whatever a request claims."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from geodata.errors import BadInput
from tests.unit.webmap.test_every_route import ADDRESSES
from webmap import create_app
from webmap.settings import Settings

EVIL = "evil.example"
# Pages with whole addresses in them.
ABSOLUTE = ("/map", "/embed/code", "/oembed?url=http://baophu.example.vn/map")


@pytest.fixture(scope="module")
def named_app(toy_settings: Settings, toy_engine: Engine) -> Flask:
    """The application with two names."""
    environ = {"BAOPHU_HOME": str(toy_settings.home), "BAOPHU_HOSTS": "Baophu.example.vn, 10.1.2.3:8000"}
    return create_app(Settings.from_environment(environ), toy_engine)


@pytest.mark.parametrize("address", [*ABSOLUTE, "/", "/api/v1/values", "/static/x/css/page.css", "/nothing", "/login"])
def test_a_request_for_another_name_is_refused_before_and_after_it_was_answered_for_ours(
    named_app: Flask, address: str
) -> None:
    client = named_app.test_client()
    for _ in range(2):
        for host in (EVIL, "baophu.example.vn.evil.example", "baophu.example.vn:1", "evil@baophu.example.vn", ""):
            refused = client.get(address, headers={"Host": host})
            assert refused.status_code == 400
            assert refused.get_json()["error"]["code"] == "host_unknown"
            assert "evil" not in refused.get_data(as_text=True)
        for host in ("baophu.example.vn", "BAOPHU.example.vn:80", "10.1.2.3:8000"):
            assert client.get(address, headers={"Host": host}).status_code != 400


def test_whoever_watches_asks_by_any_name(named_app: Flask) -> None:
    for address in ("/healthz", "/readyz", "/metrics"):
        assert named_app.test_client().get(address, headers={"Host": "172.17.0.2:8000"}).status_code == 200


def test_a_forwarded_name_is_believed_of_nobody(toy_settings: Settings, toy_engine: Engine) -> None:
    client = create_app(Settings(home=toy_settings.home, proxies=1), toy_engine).test_client()
    forged = {"X-Forwarded-Host": EVIL, "Forwarded": f"host={EVIL}", "X-Host": EVIL, "X-Original-URL": f"//{EVIL}/"}
    for address in ABSOLUTE:
        assert EVIL not in client.get(address, headers=forged).get_data(as_text=True)


@pytest.mark.parametrize("address", [*ADDRESSES, "/embed/code", "/embed/map", "/embed/table"])
def test_where_no_name_is_set_nothing_asked_by_a_false_one_is_given_to_the_next(
    client: FlaskClient, address: str
) -> None:
    client.get(address, headers={"Host": EVIL})
    assert EVIL.encode() not in client.get(address).get_data()


@pytest.mark.parametrize(
    "address", ["/", "//evil.example/map", "//map", "/map//", "/intake", "/\\evil.example", "/%2f%2fevil.example"]
)
def test_redirects_name_no_host(client: FlaskClient, address: str) -> None:
    response = client.get(address, headers={"Host": EVIL, "Accept": "text/html"})
    where = response.headers.get("Location", "/")
    assert where.startswith("/")
    assert not where.startswith(("//", "/\\"))


def test_a_name_that_is_none_stops_the_start() -> None:
    for text in ("https://baophu.example.vn", "a b/c", "*", "a:b"):
        with pytest.raises(BadInput) as error:
            Settings.from_environment({"BAOPHU_HOSTS": text})
        assert error.value.code == "setting_invalid"
