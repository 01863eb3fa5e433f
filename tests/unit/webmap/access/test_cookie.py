"""The one cookie: set by private pages, read by public ones to know staff."""

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine

from tests.fixtures.accounts import sign_in
from tests.fixtures.house import post, read_cookies
from webmap import create_app
from webmap.account_cookie import is_private
from webmap.settings import Settings

pytestmark = pytest.mark.usefixtures("quick_hashes")
PUBLIC = ("/", "/map", "/guide", "/search?q=da", "/map/parts", "/api/v1/vintages", "/api/v1/values", "/map.svg")


@pytest.mark.parametrize("address", PUBLIC)
def test_public_pages_set_no_cookie_and_are_kept_nowhere_for_who_is_signed_in(
    house: Flask, client: FlaskClient, address: str
) -> None:
    sign_in(client, "a-officer")
    signed_in, stranger = client.get(address), house.test_client().get(address)
    assert signed_in.status_code == stranger.status_code
    for response in (signed_in, stranger):
        assert not read_cookies(response)
    assert "no-store" not in stranger.headers.get("Cache-Control", "")
    if address not in ("/", "/guide"):  # nothing there is made from a snapshot
        assert signed_in.headers["Cache-Control"] == "private, no-store"
    texts = [re.sub(r'nonce="[\w-]+"|-staff|-5', "", one.get_data(as_text=True)) for one in (signed_in, stranger)]
    assert texts[0] == texts[1]  # the house has no small counts
    assert "a-officer" not in texts[0]


@pytest.mark.parametrize("address", ["/static/x.css", "/embed/map", "/healthz", "/api/v1/geometry/0.topojson"])
def test_what_is_the_same_for_all_reads_no_cookie(house: Flask, address: str) -> None:
    with house.test_request_context(address, headers={"Cookie": "baophu=x"}):
        assert house.session_interface.open_session(house, request) is None


def test_private_pages_are_kept_nowhere(client: FlaskClient) -> None:
    sign_in(client, "a-officer")
    for address in ("/login", "/account", "/intake/trial", "/intake/nothing", "/releases/nothing"):
        assert client.get(address).headers["Cache-Control"] == "no-store", address
    assert post(client, "/logout").headers["Cache-Control"] == "no-store"


def test_a_private_page_is_never_replayed_even_where_it_says_so(house: Flask, client: FlaskClient) -> None:
    from webmap.replay import PUBLICATION, REPLAYED_PREFIXES

    assert not any(is_private(prefix) or is_private(prefix.rstrip("/")) for prefix in REPLAYED_PREFIXES)
    environ: dict[str, Any] = {}
    with house.test_request_context("/account", environ_overrides=environ):
        request.environ[PUBLICATION] = 1
        house.process_response(house.make_response("x"))
        assert PUBLICATION not in request.environ


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(client: FlaskClient) -> None:
    (cookie,) = read_cookies(sign_in(client, "a-officer"))
    parts = {part.strip() for part in cookie.split(";")}
    assert cookie.startswith("baophu=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= parts
    assert "Secure" not in parts  # plain http: a browser would drop it
    assert "Domain" not in cookie
    assert "Expires" not in cookie


def test_on_https_the_cookie_is_for_https_and_for_this_host_only(house: Flask, client: FlaskClient) -> None:
    secure = house.test_client()
    (cookie,) = read_cookies(secure.get("/login", base_url="https://map.example"))
    assert cookie.startswith("__Host-baophu=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie


def test_a_proxy_is_believed_only_where_the_setting_says_that_there_is_one(house: Flask, store: Engine) -> None:
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "10.1.2.3"}
    assert read_cookies(house.test_client().get("/login", headers=headers))[0].startswith("baophu=")
    behind = create_app(Settings(home=Path(str(store.url.database)).parent, proxies=1), store).test_client()
    assert read_cookies(behind.get("/login", headers=headers))[0].startswith("__Host-baophu=")
    assert read_cookies(behind.get("/login"))[0].startswith("baophu=")
