"""The headers that OWASP lists (Secure Headers Project), on every kind of answer."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from tests.fixtures.toy_store import VINTAGE_ID
from webmap import create_app
from webmap.settings import Settings

ON_ALL = {
    "X-Content-Type-Options": "nosniff",
    "X-Permitted-Cross-Domain-Policies": "none",
    "X-DNS-Prefetch-Control": "off",
    "Referrer-Policy": "same-origin",
}
ON_PAGES = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}
# What tells a stranger which program to look up holes of.
TELL_TALES = ("Server", "X-Powered-By", "X-AspNet-Version", "X-Generator", "Via")
ANSWERS = {
    "page": "/map",
    "private page": "/login",
    "redirect": "/",
    "redirect to the form": "/intake",
    "api": "/api/v1/values",
    "api csv": "/api/v1/values?format=csv",
    "file": "/table.csv",
    "picture": "/map.svg",
    "geopackage": "/api/v1/features.gpkg",
    "counters": "/metrics",
    "watched": "/healthz",
    "error page": "/nothing",
    "error of the api": "/api/v1/values?scheme=X",
    "static": "/static/x/css/page.css",
    "unit": f"/area/{VINTAGE_ID}/11",
    "code to embed": "/embed/code",
}
EMBEDS = ("/embed/map", "/embed/table", "/embed/headline", "/embed/values", "/embed/map.svg", "/embed/map.png")
ACCEPT = {"Accept": "text/html, */*;q=0.8"}


@pytest.fixture(scope="module")
def behind_proxy(toy_settings: Settings, toy_engine: Engine) -> Flask:
    """The application as an agency runs it: a proxy in front, a list of sites that hold embeds."""
    settings = Settings(home=toy_settings.home, proxies=1, embed_sites=("https://portal.example.vn",))
    return create_app(settings, toy_engine)


@pytest.mark.parametrize("address", [*ANSWERS.values(), *EMBEDS])
def test_every_kind_of_answer_carries_the_list(behind_proxy: Flask, address: str) -> None:
    client = behind_proxy.test_client()
    for _ in range(2):  # built, then given again
        response = client.get(address, headers=ACCEPT | {"X-Forwarded-Proto": "https"})
        assert {name: response.headers.getlist(name) for name in ON_ALL} == {key: [one] for key, one in ON_ALL.items()}
        if response.content_type.startswith("text/html"):
            assert {name: response.headers.get(name) for name in ON_PAGES} == ON_PAGES
            assert "camera=()" in response.headers["Permissions-Policy"]
        assert response.headers["Strict-Transport-Security"] == "max-age=31536000"
        assert not [name for name in TELL_TALES if name in response.headers]
        framed = "frame-ancestors 'none'" not in response.headers["Content-Security-Policy"]
        assert framed == (address in EMBEDS and response.content_type.startswith("text/html"))
        is_embed = address in EMBEDS
        assert response.headers.getlist("X-Frame-Options") == ([] if is_embed else ["DENY"])
        shared = "cross-origin" if is_embed else "same-origin"
        assert response.headers.getlist("Cross-Origin-Resource-Policy") == [shared]


@pytest.mark.parametrize("address", [*ANSWERS.values(), *EMBEDS])
def test_no_answer_leaves_it_to_caches_how_long_to_keep_it(client: FlaskClient, address: str) -> None:
    response = client.get(address, headers=ACCEPT)
    assert len(response.headers.getlist("Cache-Control")) == 1
    said = response.headers["Cache-Control"]
    assert said == "no-cache" or "no-store" in said or "must-revalidate" in said or "max-age=60" in said
    if address in ("/login", "/intake") or response.status_code >= 400:
        assert said == "no-store"


def test_https_is_held_to_only_where_it_is_spoken(client: FlaskClient, behind_proxy: Flask) -> None:
    for address in ("/map", "/api/v1/schemes", "/nothing"):
        # Nobody in front: whoever writes that header is believed in nothing.
        assert "Strict-Transport-Security" not in client.get(address, headers={"X-Forwarded-Proto": "https"}).headers
        proxied = behind_proxy.test_client()
        for scheme, held in (("https", True), ("http", False), ("https", True)):  # kept answers do not mix
            response = proxied.get(address, headers={"X-Forwarded-Proto": scheme})
            assert ("Strict-Transport-Security" in response.headers) == held
