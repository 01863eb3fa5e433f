"""The whole way of one history through a real store, SQLite and PostgreSQL alike: counts cross and come back."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from sqlalchemy.engine import Engine

from geodata.areas import Level
from services.boundaries.activation import activate_vintage
from services.coverage.snapshot import Snapshot, read_snapshot
from services.coverage.view import View, ViewRequest, build_view
from services.crosswalks.checking import check_crosswalk
from services.crosswalks.importing import import_crosswalk
from services.crosswalks.options import CrosswalkOptions
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme
from services.store.crosswalks import list_crosswalks, revoke_crosswalk
from services.store.engine import begin_write
from services.store.release_draft import FACT_COLUMNS, ReleaseDraft
from services.store.releases import publish_release
from tests.fixtures.two_vintages import AFTER_ID, BEFORE_ID, CORRECTED_ID, NOW, write_correction, write_two_vintages

DAY = date(2024, 12, 31)
COUNTS = {"03127": 10, "03130": 20, "03133": 41, "03136": 7, "03139": 5}


@pytest.fixture
def store(engine: Engine) -> Engine:
    write_two_vintages(engine)
    write_correction(engine)
    for vintage_id in (BEFORE_ID, AFTER_ID, CORRECTED_ID):
        activate_vintage(engine, vintage_id, NOW)
    rows = [("BHXH_TN", "enrolled", DAY, "commune", code, count, "reported") for code, count in COUNTS.items()]
    facts = pd.DataFrame(rows, columns=FACT_COLUMNS).astype({"count": "Int64"})
    draft = ReleaseDraft(vintage_id=BEFORE_ID, file_name="t.csv", file_sha256="0" * 64, source="thử", facts=facts)
    publish_release(engine, draft, by="lan", now=NOW)
    return engine


def join(store: Engine, from_id: str, to_id: str, *, same_codes: bool = False) -> int:
    options = CrosswalkOptions(from_id, to_id, use_outlines=not same_codes, same_codes=same_codes)
    with store.connect() as connection:
        report = check_crosswalk(connection, options)
    return import_crosswalk(store, report, by="lan", now=NOW)


def ask(snapshot: Snapshot, vintage_id: str) -> View:
    request = ViewRequest(vintage_id, Level.COMMUNE, "VN", Scheme.BHXH_TN, Indicator.ENROLLED_COUNT, DAY)
    return build_view(snapshot, request)


def test_counts_cross_by_a_stored_crosswalk_and_stop_where_it_is_revoked(store: Engine) -> None:
    crosswalk_id = join(store, BEFORE_ID, AFTER_ID)
    view = ask(read_snapshot(store), AFTER_ID)
    assert dict(zip(view.codes, view.values, strict=True)) == {"03127": 40, "03136": 38, "03139": 5}
    assert view.total.value == sum(COUNTS.values())
    assert (view.total.estimated_share, list(view.estimated)) == (0, [True, True, False])
    with begin_write(store) as connection:
        revoke_crosswalk(connection, crosswalk_id, by="lan", now=NOW)
    assert ask(read_snapshot(store), AFTER_ID).total.value is None


def test_a_correction_is_reached_over_the_vintage_it_corrects(store: Engine) -> None:
    join(store, BEFORE_ID, AFTER_ID)
    join(store, AFTER_ID, CORRECTED_ID, same_codes=True)
    snapshot = read_snapshot(store)
    later, corrected = ask(snapshot, AFTER_ID), ask(snapshot, CORRECTED_ID)
    assert corrected.values.tolist() == later.values.tolist()
    with store.connect() as connection:
        assert [one.in_force for one in list_crosswalks(connection)] == [True, True]
