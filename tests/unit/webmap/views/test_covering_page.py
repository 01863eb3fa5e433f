"""What a file speaks for, on the pages: said, changed by the officer, previewed, published, taken back."""

from __future__ import annotations

import html
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.store.engine import open_engine
from services.store.releases import read_facts_in_force
from tests.fixtures.accounts import make_account, quick_hashes, read_form_token, sign_in  # noqa: F401
from tests.fixtures.toy_store import AS_OF, fill_toy_store
from webmap import create_app
from webmap.settings import Settings

PAGE = {"Accept": "text/html"}
DISTRICT = "Huyện Tre\nTính đến 31/3/2019\nXã;Số người tham gia BHXH tự nguyện\nXã Ba Tô;120\nXã Quý Lộc;220\n"
pytestmark = pytest.mark.usefixtures("quick_hashes")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Flask]:
    """The application over a toy store of the test's own."""
    engine = open_engine(f"sqlite:///{tmp_path / 'store.sqlite'}")
    fill_toy_store(engine)
    make_account(engine, "lan")
    yield create_app(Settings(home=tmp_path / "home", database_url=str(engine.url)), engine)
    engine.dispose()


@pytest.fixture
def lan(house: Flask) -> FlaskClient:
    """A browser in which an officer is signed in."""
    client = house.test_client()
    assert sign_in(client, "lan").status_code == 303
    return client


def _send(client: FlaskClient, address: str, **form: object) -> TestResponse:
    return client.post(address, data={"csrf_token": read_form_token(client, "/account"), **form}, headers=PAGE)


def _read(client: FlaskClient, address: str) -> str:
    return html.unescape(client.get(address, headers=PAGE).get_data(as_text=True))


def _upload(client: FlaskClient) -> str:
    answer = _send(client, "/intake", kind="", file=(io.BytesIO(DISTRICT.encode()), "tre.csv"))
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.headers["Location"]


def _find_version(page: str) -> str:
    return page.split('name="version" value="')[1].split('"')[0]


def _read_counts(house: Flask) -> dict[str, float]:
    with house.extensions["baophu"].engine.connect() as connection:
        facts = read_facts_in_force(connection)
    of_day = (facts["as_of"] == AS_OF) & facts["count"].notna()
    chosen = of_day & (facts["scheme"] == "BHXH_TN") & (facts["measure"] == "enrolled")
    return dict(zip(facts[chosen]["area_code"], facts[chosen]["count"], strict=True))


def test_the_report_of_a_district_is_published_beside_those_of_the_others(lan: FlaskClient, house: Flask) -> None:
    before = _read_counts(house)
    address = _upload(lan)
    shown = _read(lan, address)
    assert 'name="option-covers"' in shown
    assert "chỉ Huyện Tre" in shown
    preview = _read(lan, f"{address}/preview")
    assert "Chỉ thay số của Huyện Tre; các nơi khác của Tỉnh Đồng Xanh giữ nguyên." in preview
    assert "Huyện Tre (Tỉnh Đồng Xanh, 11)" in preview
    assert _send(lan, f"{address}/publish", version=_find_version(preview)).status_code == 303
    # Of the three communes of the district one is not stated again; the other districts stay.
    assert _read_counts(house) == {code: count for code, count in before.items() if code != "03142"} | {
        "03136": 120,
        "03139": 220,
    }


def test_the_officer_widens_it_and_the_page_says_what_would_go(lan: FlaskClient) -> None:
    address = _upload(lan)
    version = _find_version(_read(lan, address))
    assert _send(lan, address, version=version, **{"option-covers": "province"}).status_code == 303
    shown = _read(lan, address)
    assert "4 số đang có hiệu lực của 4 đơn vị" in shown
    assert "«Chỉ các đơn vị có trong tệp» ở «Số liệu thay cho»" in shown
    assert "Chỉ thay số của" not in _read(lan, f"{address}/preview")


def test_what_comes_back_is_said_of_the_district_alone(lan: FlaskClient) -> None:
    address = _upload(lan)
    version = _find_version(_read(lan, f"{address}/preview"))
    published = _send(lan, f"{address}/publish", version=version).headers["Location"].split("?")[0].split("#")[0]
    page = _read(lan, published)
    assert (
        "có hiệu lực trở lại: người tham gia BHXH tự nguyện 31/03/2019, Huyện Tre (095), Tỉnh Đồng Xanh (11)." in page
    )
