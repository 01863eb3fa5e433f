"""Stores of before the last migrations keep what they hold, and it stays in force."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import pandas as pd
import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy.engine import Connection, Engine

from services.store.audit import AuditFilter, Deed, iterate_entries
from services.store.engine import _build_config, migrate, open_engine
from services.store.footprints import EVENTS, PILOTS, UNITS, Footprint, list_changes_since, read_footprints
from services.store.managing_units import read_unit_terms_in_force
from services.store.outreach import read_events_in_force
from services.store.release_draft import CoveredUnits
from services.store.releases import publish_release, read_facts_in_force, read_pilots_in_force, rollback_release
from services.store.tables import release
from tests.fixtures.small_vintages import CUT_OFF, NOW, PARENTS, VINTAGE_ID, build_draft, build_facts

REPORT = {"rows_read": 2, "outcomes": {"matched": 2}, "check_sums": [{"row": 4, "holds": False}], "rows": [1, 2]}
MOMENT = "2026-01-02 03:04:05"


def _migrate_to(engine: Engine, revision: str) -> None:
    """Bring an empty store to the form of an earlier version."""
    config = _build_config()
    options = {"baophu_writes": True} if engine.dialect.name == "sqlite" else {}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def _insert(connection: Connection, table: str, **values: object) -> None:
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    connection.execute(sa.text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), values)


def _write_vintage_of_before(connection: Connection) -> None:
    _insert(connection, "blob", sha256="0" * 64, media_type="x", encoding="", content=b"x")
    texts = dict.fromkeys(("title_vi", "title_en", "source", "licence"), "x")
    given = {"effective_from": date(2016, 1, 1), "lowest_level": "commune", "outline_kind": "surveyed", "report": "{}"}
    _insert(connection, "vintage", vintage_id=VINTAGE_ID, geometry_sha256="0" * 64, is_demo=False, imported_at=MOMENT,
            **texts, **given)  # fmt: skip
    box = dict.fromkeys(("area_km2", "label_lon", "label_lat", "west", "south", "east", "north"), 1.5)
    for position, ((level, code), (above, parent)) in enumerate(PARENTS.items()):
        _insert(connection, "area", vintage_id=VINTAGE_ID, level=level, area_code=code, position=position, name=code,
                parent_level=above, parent_code=parent, **box)  # fmt: skip


def _write_release_of_before(connection: Connection) -> None:
    texts = dict.fromkeys(
        *[("source", "target_source", "target_version", "denominator_source", "illustrative_note_vi",
           "illustrative_note_en", "remark")], "",
    )  # fmt: skip
    values = {"file_name": "x", "file_sha256": "0" * 64, "is_illustrative": False, "status": "published"}
    values |= {"report": json.dumps(REPORT), "published_by": "hoa", "published_at": MOMENT}
    _insert(connection, "release", vintage_id=VINTAGE_ID, **(texts | values))


def test_releases_of_before_get_their_summary(database_url: str) -> None:
    engine = open_engine(database_url)
    _migrate_to(engine, "0002")
    with engine.begin() as connection:
        _write_vintage_of_before(connection)
        _write_release_of_before(connection)
    migrate(engine)
    with engine.connect() as connection:
        row = connection.execute(sa.select(release)).one()
        assert json.loads(row.report) == REPORT
        assert json.loads(row.summary) | {"totals": []} == {
            **{"rows_read": 2, "outcomes": {"matched": 2}, "totals": [], "check_sum_count": 1},
            **{"check_sums_held": 0, "check_sums_failed": [{"row": 4, "holds": False}], "warning_count": 0},
        }
        assert (row.publication_id, row.rolled_back_by) == (None, None)
        assert list_changes_since(connection, 0, frozenset()) == []
        (known,) = iterate_entries(connection, AuditFilter())
        assert (known.deed, known.actor, known.subject) == (Deed.RELEASE_PUBLISHED, "hoa", "1")
        assert known.happened_at == row.published_at
    engine.dispose()


@pytest.fixture
def store_of_before(database_url: str) -> Iterator[Engine]:
    """A store of version 0003: counts of three levels under one key, a list of pilots, an event, a term of a unit."""
    engine = open_engine(database_url)
    _migrate_to(engine, "0003")
    with engine.begin() as connection:
        _write_vintage_of_before(connection)
        _write_release_of_before(connection)
        key = {"province_code": "11", "scheme": "BHXH_TN", "measure": "enrolled", "as_of": CUT_OFF}
        _insert(connection, "release_scope", release_id=1, **key)
        _insert(connection, "release_scope", release_id=1, **(key | {"scheme": "BHYT"}))
        counts = [("commune", "03127", 3), ("commune", "03130", 4), ("managing_unit", "094", 8), ("province", "11", 9)]
        for level, code, count in counts:
            _insert(connection, "fact", scope_id=1, level=level, area_code=code, count=count, status="reported")
        _insert(connection, "fact", scope_id=2, level="province", area_code="11", count=5, status="reported")
        place = {"release_id": 1, "level": "commune", "area_code": "03127", "province_code": "11"}
        _insert(connection, "pilot", scheme="BHXH_TN", started_on=CUT_OFF, **place)
        said = {"scheme": "ANY", "organisers": '["Bưu điện"]', "venue": "", "remark": ""}
        _insert(connection, "outreach_event", event_no=5, held_on=date(2019, 3, 5), **said, **place)
        term = {"unit_code": "94", "unit_name": "Cơ sở", "valid_from": CUT_OFF}
        _insert(connection, "managing_unit_term", **term, **place)
    yield engine
    engine.dispose()


def test_releases_of_before_speak_for_whole_provinces_of_their_levels(store_of_before: Engine) -> None:
    migrate(store_of_before)
    with store_of_before.connect() as connection:
        facts = read_facts_in_force(connection)
        found = set(zip(facts["scheme"], facts["level"], facts["area_code"], facts["count"], strict=True))
        assert found == {
            ("BHXH_TN", "commune", "03127", 3), ("BHXH_TN", "commune", "03130", 4),
            ("BHXH_TN", "managing_unit", "094", 8), ("BHXH_TN", "province", "11", 9), ("BHYT", "province", "11", 5),
        }  # fmt: skip
        assert len(facts) == 5
        keys = read_footprints(connection)[1]
        assert [len(read(connection)) for read in (read_pilots_in_force, read_events_in_force)] == [1, 1]
        assert len(read_unit_terms_in_force(connection)) == 1
    base = {"vintage_id": VINTAGE_ID, "province_code": "11"}
    assert {key for key in keys if key.content != "counts"} == {
        Footprint(PILOTS, scheme="BHXH_TN", level="commune", **base),
        Footprint(EVENTS, as_of=date(2019, 3, 1), **base),
        Footprint(UNITS, **base),
    }
    assert sorted((key.scheme, key.level) for key in keys if key.content == "counts") == [
        *(("BHXH_TN", level) for level in ("commune", "managing_unit", "province")), ("BHYT", "province"),
    ]  # fmt: skip
    with store_of_before.connect() as connection:
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def test_a_store_of_before_goes_on_as_any_other(store_of_before: Engine) -> None:
    migrate(store_of_before)
    facts = build_facts(7, provinces=("11",)).iloc[:1]
    covered = (CoveredUnits("commune", "11", ("094",)),)
    second = publish_release(store_of_before, build_draft(facts, covered=covered), by="x", now=NOW)
    assert _count_communes(store_of_before) == {"03127": 7}
    rollback_release(store_of_before, second, NOW)
    assert _count_communes(store_of_before) == {"03127": 3, "03130": 4}


def _count_communes(engine: Engine) -> dict[str, float]:
    with engine.connect() as connection:
        facts: pd.DataFrame = read_facts_in_force(connection)
    communes = facts[facts["level"] == "commune"]
    return dict(zip(communes["area_code"], communes["count"], strict=True))
