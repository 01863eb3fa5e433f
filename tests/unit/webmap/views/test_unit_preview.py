"""A list of managing units is previewed as a map of them: beside those in force where there are any."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from services.store.engine import open_engine
from services.store.releases import list_releases, rollback_release
from tests.fixtures.accounts import make_account, quick_hashes, sign_in  # noqa: F401
from tests.fixtures.intake_pages import find_version, read_page, send, upload
from tests.fixtures.listed_units import NOW, VINTAGE_ID, fill_listed_store, list_communes
from tests.fixtures.toy_store import COMMUNES
from webmap import create_app
from webmap.settings import Settings

pytestmark = pytest.mark.usefixtures("quick_hashes")
NAMES = {commune.code: commune.name for commune in COMMUNES}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    engine = open_engine(url)
    fill_listed_store(engine)
    make_account(engine, "lan")
    yield create_app(Settings(home=tmp_path / "home", database_url=url), engine)
    engine.dispose()


@pytest.fixture
def officer(app: Flask) -> FlaskClient:
    client = app.test_client()
    assert sign_in(client, "lan").status_code == 303
    return client


def send_list(client: FlaskClient) -> str:
    rows = [f"M{place % 2};BHXH cơ sở Mới {place % 2};{code};{NAMES[code]};01/07/2025;" for place, code in
            enumerate(list_communes())]  # fmt: skip
    table = "\n".join(["Mã BHXH cơ sở;BHXH cơ sở;Mã xã;Xã;Từ ngày;Đến ngày", *rows])
    address = upload(client, table.encode(), "don_vi.csv")
    version = find_version(client, address)
    chosen = {"option-vintage_id": VINTAGE_ID, "option-as_of": "2025-12-31"}
    assert send(client, address, version=version, **chosen).status_code == 303
    return address


def read_maps(client: FlaskClient, address: str) -> dict[str, str]:
    """Return the drawings of the preview by side."""
    page = read_page(client, f"{address}/preview")
    sources = re.findall(r'<img src="([^"]+/preview/(\w+)\.svg[^"]*)"', page)
    return {side: client.get(source).get_data(as_text=True) for source, side in sources}


def test_the_units_to_come_stand_beside_those_in_force(officer: FlaskClient) -> None:
    maps = read_maps(officer, send_list(officer))
    assert set(maps) == {"before", "after"}
    assert "Mới 1" in maps["after"]
    assert "Mới 1" not in maps["before"]


def test_without_any_units_in_force_those_to_come_stand_alone(app: Flask, officer: FlaskClient) -> None:
    engine = app.extensions["baophu"].engine
    with engine.connect() as connection:
        newest = list_releases(connection)[0].release_id
    rollback_release(engine, newest, NOW)
    address = send_list(officer)
    maps = read_maps(officer, address)
    assert set(maps) == {"after"}
    assert "Mới 1" in maps["after"]
    page = read_page(officer, f"{address}/preview")
    legend = re.search(r'class="pair-legend" src="([^"]+)"', page)
    assert legend is not None
    assert "<svg" in officer.get(legend[1]).get_data(as_text=True)
    missing = maps and officer.get(legend[1].replace("legend.svg", "before.svg"))
    assert missing.status_code == 400
