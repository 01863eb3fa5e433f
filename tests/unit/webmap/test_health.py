from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine

from services.store.boundaries import mark_activated
from services.store.engine import begin_write, open_engine
from services.store.publication import bump_publication
from services.store.releases import publish_release
from tests.fixtures.small_vintages import NOW, VINTAGE_ID, build_draft, build_facts, write_small_vintage
from webmap import create_app
from webmap.settings import Settings
from webmap.version import VERSION
from webmap.views.health import build_status


@pytest.fixture
def client(engine: Engine, tmp_path: Path) -> FlaskClient:
    return create_app(Settings(home=tmp_path, commit="abc123"), engine).test_client()


@pytest.fixture
def empty_client(tmp_path: Path) -> Iterator[FlaskClient]:
    """An application whose database nobody has migrated."""
    engine = open_engine(f"sqlite:///{tmp_path / 'empty.sqlite'}")
    yield create_app(Settings(home=tmp_path), engine).test_client()
    engine.dispose()


def test_a_running_service_is_alive_and_ready(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json == {"status": "ready"}


def test_without_the_schema_the_service_is_alive_but_not_ready(empty_client: FlaskClient) -> None:
    assert empty_client.get("/healthz").status_code == 200
    response = empty_client.get("/readyz")
    assert response.status_code == 503
    assert response.json is not None
    assert response.json["error"]["code"] == "not_ready"


def test_an_unreachable_database_makes_the_service_not_ready(tmp_path: Path) -> None:
    engine = open_engine("postgresql://nobody@127.0.0.1:1/nothing")
    client = create_app(Settings(home=tmp_path), engine).test_client()
    assert client.get("/readyz").status_code == 503


def test_the_status_of_an_empty_store_names_version_and_commit(client: FlaskClient) -> None:
    assert client.get("/status").json == {
        "version": VERSION,
        "commit": "abc123",
        "publication_id": 0,
        "vintage": None,
        "active_vintage_count": 0,
        "crosswalks": [],
        "release": None,
    }


def test_the_status_names_vintage_and_release_in_force(client: FlaskClient, engine: Engine) -> None:
    write_small_vintage(engine)
    with begin_write(engine) as connection:
        mark_activated(connection, VINTAGE_ID, NOW)
        bump_publication(connection)
    release_id = publish_release(engine, build_draft(build_facts(7)), by="officer", now=NOW)
    found = client.get("/status").json
    assert found is not None
    assert found["publication_id"] == 2
    assert found["vintage"]["vintage_id"] == VINTAGE_ID
    assert datetime.fromisoformat(found["vintage"]["activated_at"]) == NOW
    assert (found["release"]["release_id"], found["release"]["fact_count"]) == (release_id, 4)


def test_the_vintage_that_holds_today_goes_before_a_newer_one(engine: Engine) -> None:
    later = "VN-2025-07-01-later"
    from dataclasses import replace

    from services.store.boundaries import write_vintage
    from tests.fixtures.small_vintages import build_small_areas, build_small_vintage

    write_small_vintage(engine)
    newer = replace(build_small_vintage(later), effective_from=date(2025, 7, 1), effective_to=None)
    with begin_write(engine) as connection:
        write_vintage(connection, newer, build_small_areas(), b"", {}, NOW)
        for vintage_id in (VINTAGE_ID, later):
            mark_activated(connection, vintage_id, datetime(2026, 1, 1, tzinfo=UTC))
    with engine.connect() as connection:
        shown = [
            build_status(connection, "", day)["vintage"]["vintage_id"] for day in (date(2019, 1, 1), date(2026, 1, 1))
        ]
    assert shown == [VINTAGE_ID, later]
