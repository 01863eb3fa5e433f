from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from geodata.errors import Conflict, NotFound
from services.store import tables
from services.store.boundaries import (
    AREA_COLUMNS,
    list_deliveries,
    list_vintages,
    mark_activated,
    read_areas,
    read_delivery,
    read_geometry,
    read_vintage,
    write_delivery,
    write_vintage,
)
from services.store.engine import begin_write
from tests.fixtures.small_vintages import (
    NOW,
    VINTAGE_ID,
    build_small_areas,
    build_small_vintage,
    write_small_vintage,
)


@pytest.fixture
def store(engine: Engine) -> Engine:
    write_small_vintage(engine)
    return engine


def test_a_vintage_comes_back_as_it_was_written(store: Engine) -> None:
    with store.connect() as connection:
        stored = read_vintage(connection, VINTAGE_ID)
        assert read_geometry(connection, VINTAGE_ID) == b"geometry"
    assert stored.vintage == build_small_vintage()
    assert stored.imported_at == NOW
    assert stored.imported_at.tzinfo is not None
    assert stored.activated_at is None
    assert stored.report == {"rows": 4}


def test_areas_come_back_from_large_to_small_and_by_position(store: Engine) -> None:
    with store.connect() as connection:
        areas = read_areas(connection, VINTAGE_ID)
    assert list(areas.columns) == [*AREA_COLUMNS, "former_names"]
    assert list(areas["level"].unique()) == ["country", "province", "managing_unit", "commune"]
    assert areas.groupby("level")["position"].is_monotonic_increasing.all()
    assert areas.iloc[0]["parent_code"] is None
    assert areas.set_index("area_code").loc["03127", "parent_code"] == "094"
    expected = build_small_areas().sort_values("position", ignore_index=True)
    assert areas[list(expected.columns)].astype(object).where(
        areas[expected.columns].notna(), None
    ).values.tolist() == (expected.astype(object).where(expected.notna(), None).values.tolist())


def test_a_vintage_never_changes(store: Engine) -> None:
    changed = replace(build_small_vintage(), title_en="Another")
    with pytest.raises(Conflict) as caught, begin_write(store) as connection:
        write_vintage(connection, changed, build_small_areas(), b"other", {}, NOW)
    assert caught.value.code == "vintage_exists"
    with store.connect() as connection:
        assert read_vintage(connection, VINTAGE_ID).vintage.title_en == "Small set"
        assert read_geometry(connection, VINTAGE_ID) == b"geometry"


def test_a_missing_vintage_is_told_with_those_that_exist(store: Engine) -> None:
    with store.connect() as connection:
        for read in (read_vintage, read_areas, read_geometry):
            with pytest.raises(NotFound) as caught:
                read(connection, "VN-1999-01-01")
            assert VINTAGE_ID in caught.value.hint.vi


def test_activating_a_missing_vintage_is_refused(store: Engine) -> None:
    with pytest.raises(NotFound), begin_write(store) as connection:
        mark_activated(connection, "VN-1999-01-01", NOW)


def test_an_activated_vintage_says_since_when(store: Engine) -> None:
    with begin_write(store) as connection:
        mark_activated(connection, VINTAGE_ID, NOW)
    with store.connect() as connection:
        assert [stored.activated_at for stored in list_vintages(connection)] == [NOW]


def test_an_area_whose_parent_is_missing_is_not_stored(engine: Engine) -> None:
    areas = build_small_areas()
    orphans = areas[areas["level"] != "managing_unit"]
    with pytest.raises(sa.exc.IntegrityError), begin_write(engine) as connection:
        write_vintage(connection, build_small_vintage(), orphans, b"", {}, NOW)
    with engine.connect() as connection:
        assert list_vintages(connection) == []


def test_delivered_geometry_is_found_by_its_hash_and_encoding(store: Engine) -> None:
    with begin_write(store) as connection:
        write_delivery(connection, VINTAGE_ID, "VN", "outline", "abc", {"": b"plain", "gzip": b"gz", "br": b"br"})
        write_delivery(connection, VINTAGE_ID, "11", "detail", "def", {"": b"eleven"})
    with store.connect() as connection:
        assert read_delivery(connection, "abc", "br") == b"br"
        assert read_delivery(connection, "abc", "") == b"plain"
        assert read_delivery(connection, "def", "br") is None
        assert read_delivery(connection, "missing", "") is None
        found = {delivery.scope_code: delivery for delivery in list_deliveries(connection, VINTAGE_ID)}
    assert found["VN"].encodings == ("", "br", "gzip")
    assert (found["11"].scale, found["11"].content_hash) == ("detail", "def")


def test_delivering_anew_replaces_the_file_of_that_scope_and_scale_only(store: Engine) -> None:
    with begin_write(store) as connection:
        write_delivery(connection, VINTAGE_ID, "VN", "outline", "first", {"": b"1", "br": b"2"})
        write_delivery(connection, VINTAGE_ID, "VN", "detail", "other", {"": b"3"})
    with begin_write(store) as connection:
        write_delivery(connection, VINTAGE_ID, "VN", "outline", "second", {"": b"1"})
    with store.connect() as connection:
        hashes = [(delivery.scale, delivery.content_hash) for delivery in list_deliveries(connection, VINTAGE_ID)]
        assert hashes == [("detail", "other"), ("outline", "second")]
        assert read_delivery(connection, "second", "") == b"1"
        assert connection.execute(sa.select(sa.func.count()).select_from(tables.delivery)).scalar() == 2
