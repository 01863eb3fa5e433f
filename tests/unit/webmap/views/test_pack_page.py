"""The pack on its page: begun by the first who asks, found again by a reload, served when whole."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.store.engine import open_engine
from tests.fixtures.toy_store import VINTAGE_ID, fill_toy_store
from webmap import create_app
from webmap.pack_making import PackMaker
from webmap.settings import Settings

VIEW = f"vintage={VINTAGE_ID}&level=commune&within=11&scheme=BHXH_TN&indicator=plan_completion_ratio&as_of=2019-03-31"


class PatientPool(Executor):
    """Keeps work until it is told to do it."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Any, ...]] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.waiting.append((fn, *args))
        return Future()

    def work(self) -> None:
        while self.waiting:
            fn, *args = self.waiting.pop(0)
            fn(*args)


@pytest.fixture
def pool() -> PatientPool:
    return PatientPool()


@pytest.fixture
def client(tmp_path: Path, pool: PatientPool) -> Iterator[FlaskClient]:
    settings = Settings(home=tmp_path)
    engine = open_engine(settings.database_url)
    fill_toy_store(engine)
    app = create_app(settings, engine)
    parts = app.extensions["baophu"]
    object.__setattr__(parts, "packs", PackMaker(engine, pool))  # type: ignore[arg-type]
    yield app.test_client()
    engine.dispose()


def test_a_reload_finds_the_pack_that_is_being_made_and_then_its_files(client: FlaskClient, pool: PatientPool) -> None:
    first, again = (client.get(f"/pack?{VIEW}").get_data(as_text=True) for _ in range(2))
    assert "<progress" in first
    assert "<progress" in again
    assert len(pool.waiting) == 1
    refused = client.get(f"/pack.pdf?{VIEW}")
    assert (refused.status_code, refused.get_json()["error"]["code"]) == (409, "pack_not_ready")
    assert client.get(f"/api/v1/pack?{VIEW}").get_json()["status"] == "making"
    pool.work()
    told = client.get(f"/api/v1/pack?{VIEW}").get_json()
    assert (told["status"], told["done_count"]) == ("ready", told["step_count"])
    page = client.get(f"/pack?{VIEW}").get_data(as_text=True)
    assert "<progress" not in page
    for url, start in ((told["pdf_url"], b"%PDF"), (told["xlsx_url"], b"PK")):
        assert url.replace("&", "&amp;") in page
        assert client.get(url).data.startswith(start)
    assert not pool.waiting


def test_a_pack_that_cannot_be_made_says_so_and_may_be_tried_again(
    client: FlaskClient, pool: PatientPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webmap.views.pack.build_pack", lambda *_arguments: 1 / 0)
    client.get(f"/pack?{VIEW}")
    pool.work()
    monkeypatch.undo()
    client.get(f"/pack?{VIEW}")
    pool.work()
    assert client.get(f"/api/v1/pack?{VIEW}").get_json()["status"] == "ready"


def test_an_area_without_units_is_refused_before_anything_begins(client: FlaskClient, pool: PatientPool) -> None:
    response = client.get(f"/pack?{VIEW.replace('within=11', 'within=094')}", headers={"Accept": "application/json"})
    assert (response.status_code, response.get_json()["error"]["code"]) == (400, "pack_needs_units")
    assert not pool.waiting


def test_the_page_of_a_province_leads_to_its_pack_and_that_of_a_unit_does_not(client: FlaskClient) -> None:
    assert 'href="/pack?' in client.get(f"/map?{VIEW}").get_data(as_text=True)
    assert 'href="/pack?' not in client.get(f"/map?{VIEW.replace('within=11', 'within=094')}").get_data(as_text=True)
