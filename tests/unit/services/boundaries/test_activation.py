import json
from datetime import UTC, datetime

import brotli
import pytest
import sqlalchemy as sa

from geodata.errors import NotFound
from services.boundaries import activation
from services.boundaries.activation import activate_vintage
from services.boundaries.importing import import_boundaries
from services.store.boundaries import list_deliveries, read_delivery, read_vintage
from services.store.engine import begin_write, migrate
from services.store.publication import read_publication_id
from tests.fixtures.toy_store import VINTAGE_ID, build_toy_boundaries

NOW = datetime(2026, 2, 1, tzinfo=UTC)


@pytest.fixture
def filled(engine: sa.Engine) -> sa.Engine:
    migrate(engine)
    import_boundaries(engine, build_toy_boundaries(), NOW)
    return engine


def test_activation_stores_all_files_in_all_encodings_and_shows_the_vintage(filled):
    done = activate_vintage(filled, VINTAGE_ID, NOW)
    with filled.connect() as connection:
        files = list_deliveries(connection, VINTAGE_ID)
        assert {(one.scope_code, one.scale) for one in files} == {("VN", "outline"), ("11", "detail"), ("12", "detail")}
        assert all(set(one.encodings) == {"", "br", "gzip", "arcs", "arcs+br", "arcs+gzip"} for one in files)
        country = next(one for one in files if one.scope_code == "VN")
        plain = read_delivery(connection, country.content_hash, "")
        assert brotli.decompress(read_delivery(connection, country.content_hash, "br")) == plain
        assert json.loads(plain)["baophu"]["vintage_id"] == VINTAGE_ID
        assert read_vintage(connection, VINTAGE_ID).activated_at == NOW
        assert read_publication_id(connection) == 1
    assert (done.was_active, done.file_count) == (False, 3)


def test_a_second_activation_changes_nothing(filled):
    activate_vintage(filled, VINTAGE_ID, NOW)
    again = activate_vintage(filled, VINTAGE_ID, datetime(2027, 1, 1, tzinfo=UTC))
    assert again.was_active
    with filled.connect() as connection:
        assert read_vintage(connection, VINTAGE_ID).activated_at == NOW
        assert read_publication_id(connection) == 1


def test_progress_counts_the_files_up_to_all_of_them(filled):
    told = []
    activate_vintage(filled, VINTAGE_ID, NOW, progress=lambda done, total, what: told.append((done, total, what.vi)))
    assert [done for done, _, _ in told] == [0, 1, 2, 3]
    assert {total for _, total, _ in told} == {3}


def test_an_unknown_vintage_is_refused_with_those_that_exist(filled):
    with pytest.raises(NotFound) as raised:
        activate_vintage(filled, "VN-1999-01-01", NOW)
    assert VINTAGE_ID in raised.value.hint.vi


def test_a_failure_half_way_leaves_nothing(filled, monkeypatch):
    def fail(*_given):
        raise RuntimeError("power cut")

    monkeypatch.setattr(activation, "mark_activated", fail)
    with pytest.raises(RuntimeError, match="power cut"):
        activate_vintage(filled, VINTAGE_ID, NOW)
    with filled.connect() as connection:
        assert list_deliveries(connection, VINTAGE_ID) == []
        assert read_vintage(connection, VINTAGE_ID).activated_at is None
        assert read_publication_id(connection) == 0


def test_of_two_activations_at_once_the_first_counts(filled, monkeypatch):
    build = activation._build_files

    def build_while_another_finishes(*given):
        files = build(*given)
        monkeypatch.setattr(activation, "_build_files", build)
        activate_vintage(filled, VINTAGE_ID, NOW)
        return files

    monkeypatch.setattr(activation, "_build_files", build_while_another_finishes)
    assert activate_vintage(filled, VINTAGE_ID, datetime(2027, 1, 1, tzinfo=UTC)).was_active
    with begin_write(filled) as connection:
        assert read_vintage(connection, VINTAGE_ID).activated_at == NOW
