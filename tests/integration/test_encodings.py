"""Whatever anybody may GET is sent compressed, and not at all to whoever has it: every address the application has."""

from __future__ import annotations

import gzip

import brotli
import pytest
from flask import Response, g, session
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.demo.cases import SINCE_2025
from tests.fixtures.public_addresses import FILES, OF_MADE_THINGS
from webmap.access import TOKEN
from webmap.account_cookie import COOKIE_NAME
from webmap.encoding import COMPRESSIBLE, LEAST_COMPRESSED_SIZE
from webmap.kept_pages import HTML
from webmap.page_encoding import compress_page

VIEW = f"vintage={SINCE_2025}&level=commune&within=11&scheme=BHXH&as_of=2025-12-31"
TAKES = {"Accept-Encoding": "gzip, br"}
UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress}


def list_addresses(client: FlaskClient) -> list[str]:
    """Return an address for every rule that needs no account and nothing made first, files that take long left out."""
    app = client.application
    found = []
    for rule in app.url_map.iter_rules():
        closed = getattr(app.view_functions[rule.endpoint], "required_role", None)
        path = rule.rule.replace("<vintage>", SINCE_2025).replace("<code>", "11").replace("<path:code>", "11")
        is_made = rule.endpoint.startswith(OF_MADE_THINGS) or path.endswith(FILES)
        if "GET" in (rule.methods or ()) and not closed and not is_made and "<" not in path:
            found.append(path)
    return found


def ask(client: FlaskClient, path: str) -> tuple[str, TestResponse] | None:
    """Return the first address that is answered, with the view in it or without, and its answer."""
    for address in (f"{path}?{VIEW}", path):
        response = client.get(address, headers=TAKES)
        if response.status_code == 200:
            return address, response
    return None


def test_every_public_answer_is_compressed_and_known_again(demo_client: FlaskClient) -> None:
    seen, plain, unknown = 0, [], []
    for path in list_addresses(demo_client):
        answered = ask(demo_client, path)
        if answered is None or "no-store" in answered[1].headers["Cache-Control"]:
            continue  # of the moment, or of one reader
        address, response = answered
        seen += 1
        coding = response.headers.get("Content-Encoding")
        is_long = len(response.data) >= LEAST_COMPRESSED_SIZE and response.mimetype.startswith(COMPRESSIBLE)
        if is_long and coding is None:
            plain.append(address)
        if coding:
            assert len(UNPACK[coding](response.data)) > len(response.data), address
        if response.mimetype != "text/html":  # a page has the nonce of one answer
            tag = {"If-None-Match": response.headers.get("ETag", "none")}
            if demo_client.get(address, headers=TAKES | tag).status_code != 304:
                unknown.append(address)
    assert seen > 45
    assert (plain, unknown) == ([], [])


@pytest.mark.parametrize("path", ["/guide", f"/map?{VIEW}"])
def test_a_page_is_the_same_compressed_or_not(demo_client: FlaskClient, path: str) -> None:
    packed = demo_client.get(path, headers=TAKES)
    whole = UNPACK[packed.headers["Content-Encoding"]](packed.data).decode()
    assert "Accept-Encoding" in packed.headers["Vary"]
    nonce = packed.headers["Content-Security-Policy"].partition("'nonce-")[2].partition("'")[0]
    again = demo_client.get(path)
    other = again.headers["Content-Security-Policy"].partition("'nonce-")[2].partition("'")[0]
    assert nonce != other
    assert whole.replace(nonce, other) == again.text


def test_pages_of_who_is_signed_in_go_as_they_are(demo_client: FlaskClient) -> None:
    headers = TAKES | {"Cookie": f"{COOKIE_NAME}=of-some-session"}
    with demo_client.application.test_request_context("/guide", headers=headers):
        session[TOKEN] = "of-some-account"
        g.account = "somebody"
        assert "Content-Encoding" not in compress_page(Response("text " * 500, content_type=HTML)).headers
        g.account = None
        assert compress_page(Response("text " * 500, content_type=HTML)).headers["Content-Encoding"] == "br"
