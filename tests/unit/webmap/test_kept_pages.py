"""A page that was made once is given again, each time with a nonce of its own."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.fixtures.toy_store import AS_OF, VINTAGE_ID
from webmap.kept_pages import MARK

VIEW = f"vintage={VINTAGE_ID}&level=commune&within=VN&scheme=BHXH_TN&indicator=enrolled_count&as_of={AS_OF}"
PAGES = (f"/map?{VIEW}", f"/area/{VINTAGE_ID}/11?scheme=BHXH_TN")


def _ask(client: FlaskClient, path: str, **headers: str) -> tuple[str, str]:
    """Return the nonce of a page, and the page without it."""
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    found = re.search(r"'nonce-([^']+)'", answer.headers["Content-Security-Policy"])
    assert found is not None
    text = answer.get_data(as_text=True)
    assert f'nonce="{found[1]}"' in text
    assert MARK not in text
    return found[1], text.replace(found[1], "")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_given_again_differs_by_its_nonce_alone(client: FlaskClient, path: str) -> None:
    (first, page), (second, again) = _ask(client, path), _ask(client, path)
    assert first != second
    assert page == again
    assert set(re.findall(r'nonce="([^"]*)"', page)) == {""}


def test_language_and_host_have_pages_of_their_own(client: FlaskClient) -> None:
    vietnamese, english = _ask(client, PAGES[0])[1], _ask(client, f"{PAGES[0]}&lang=en")[1]
    assert '<html lang="en"' in english
    assert '<html lang="vi"' in vietnamese
    elsewhere = _ask(client, PAGES[0], Host="127.0.0.1:8123")[1]
    assert "127.0.0.1%3A8123" in elsewhere
    assert "127.0.0.1%3A8123" not in vietnamese


def test_an_address_that_is_wrong_stays_wrong(client: FlaskClient) -> None:
    for _ in range(2):
        assert client.get(f"/map?{VIEW}&sideways=1").status_code == 400
