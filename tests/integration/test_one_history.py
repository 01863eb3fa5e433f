"""The real reports of 2019 and 2021 on the communes of 2016, and counts of 2025 on those of 2025, on either vintage."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sqlalchemy.engine import Engine

from geodata.areas import Level
from services.coverage.ancestry import build_ancestry
from services.coverage.snapshot import Snapshot, read_snapshot
from services.coverage.view import View, ViewRequest, build_view
from services.intake.files.sheets import read_workbook
from services.intake.loading import check_workbook, publish_table
from services.intake.options import IntakeOptions, RowDecision
from services.intake.outcomes import UNSETTLED
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme
from services.measures.states import State
from services.store.engine import open_engine
from services.store.release_draft import ReleaseDraft
from services.store.releases import publish_release
from tests.fixtures.national_store import NationalStore
from tests.fixtures.real_vintages import AFTER_ID, BEFORE_ID, NOW

pytestmark = pytest.mark.real_data
TODAY = date(2026, 1, 2)
MARCH, DECEMBER, LATER = date(2019, 3, 31), date(2021, 12, 31), date(2025, 12, 31)


@pytest.fixture(scope="module")
def snapshot(
    national_store: NationalStore, real_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Snapshot]:
    engine = open_engine(national_store.copy_to(tmp_path_factory.mktemp("history")))
    try:
        for name in ("dien_bien_bhxhtn_2019-03.xlsx", "ha_noi_bhxhtn_2021-12.csv"):
            publish_report(engine, real_data / "reports" / name)
        publish_release(engine, build_later_draft(read_snapshot(engine)), by="lan", now=NOW)
        yield read_snapshot(engine)
    finally:
        engine.dispose()


def publish_report(engine: Engine, path: Path) -> None:
    """Publish a report; a name in everyday use is settled, a commune without a code in the boundary file left out."""
    workbook = read_workbook(path.read_bytes(), path.name)
    options = IntakeOptions(vintage_id=BEFORE_ID)
    with engine.connect() as connection:
        checked = check_workbook(connection, workbook, options, TODAY)
        decisions = []
        for row in checked.report.rows:
            if row.outcome in UNSETTLED:
                named = [area.area_code for area in row.candidates if area.name == "Xã Sáng Nhè"]
                decisions.append(RowDecision(row.sheet, row.number, named[0] if row.name == "Xã Xá Nhè" else None))
        options = IntakeOptions(vintage_id=BEFORE_ID, decisions=tuple(decisions))
        checked = check_workbook(connection, workbook, options, TODAY)
    publish_table(engine, checked, by="lan", now=NOW)


def build_later_draft(snapshot: Snapshot) -> ReleaseDraft:
    """Return made-up counts of each commune of Điện Biên of 2025."""
    hierarchy = snapshot.find_vintage(AFTER_ID).hierarchy
    codes = hierarchy.codes[hierarchy.select(Level.COMMUNE, hierarchy.find("11"))]
    rows = [("BHXH_TN", "enrolled", LATER, "commune", code, 100 + 7 * n, "reported") for n, code in enumerate(codes)]
    columns = ["scheme", "measure", "as_of", "level", "area_code", "count", "status"]
    facts = pd.DataFrame(rows, columns=columns).astype({"count": "Int64"})
    return ReleaseDraft(vintage_id=AFTER_ID, file_name="t.csv", file_sha256="0" * 64, source="thử", facts=facts)


def ask(snapshot: Snapshot, vintage_id: str, within: str, indicator: Indicator, day: date, **changes: object) -> View:
    request = ViewRequest(vintage_id, Level.COMMUNE, within, Scheme.BHXH_TN, indicator, day, **changes)  # type: ignore[arg-type]
    return build_view(snapshot, request)


def test_dien_bien_of_2019_stands_on_the_communes_of_2025_with_the_published_totals(snapshot: Snapshot) -> None:
    view = ask(snapshot, AFTER_ID, "11", Indicator.PLAN_COMPLETION_RATIO, MARCH)
    assert (view.total.numerator, view.total.denominator) == (2_959, 4_299)
    assert view.total.text("vi") == "68,8%"
    assert (view.total.state, view.total.estimated_share) == (State.VALUE, 0)
    assert (view.total.reporting_count, view.total.area_count) == (45, 45)
    assert (view.numerators.sum(), view.denominators.sum()) == (2_959, 4_299)
    (note,) = view.conversions
    assert note.from_vintage.vintage_id == BEFORE_ID
    assert note.converted_area_count == 45
    assert note.estimated_area_count == view.state_counts[State.ESTIMATED]
    before = ask(snapshot, BEFORE_ID, "11", Indicator.PLAN_COMPLETION_RATIO, MARCH)
    assert (before.total.numerator, before.total.denominator) == (2_959, 4_299)
    assert [one.release_id for one in view.sources] == [one.release_id for one in before.sources]
    yoy = ask(snapshot, AFTER_ID, "11", Indicator.YOY_CHANGE_COUNT, MARCH)
    assert yoy.total.value == yoy.values.sum() == 1_620


def test_an_estimate_is_where_a_commune_was_split(snapshot: Snapshot) -> None:
    view = ask(snapshot, AFTER_ID, "11", Indicator.ENROLLED_COUNT, MARCH)
    for place, code in enumerate(view.codes):
        ancestry = build_ancestry(snapshot, AFTER_ID, code, BEFORE_ID)
        is_split = any(not piece.is_whole for piece in ancestry.pieces)
        assert is_split == (view.build_row(place).state is State.ESTIMATED)
        assert is_split == ("một phần" in ancestry.sentence.vi)


def test_ha_noi_of_2021_has_the_same_people_on_either_vintage(snapshot: Snapshot) -> None:
    before, after = (ask(snapshot, one, "01", Indicator.ENROLLED_COUNT, DECEMBER) for one in (BEFORE_ID, AFTER_ID))
    assert 60_000 < before.total.value <= 63_300
    assert after.total.value + (after.total.difference_count or 0) == before.total.value
    assert np.nansum(after.values) == after.total.value


def test_counts_of_2025_stand_on_the_communes_of_2016_with_the_same_total(snapshot: Snapshot) -> None:
    own = ask(snapshot, AFTER_ID, "11", Indicator.ENROLLED_COUNT, LATER)
    back = ask(snapshot, BEFORE_ID, "11", Indicator.ENROLLED_COUNT, LATER)
    assert back.total.value == own.total.value == own.values.sum() == back.values.sum()
    assert back.total.state is State.VALUE
    assert back.state_counts[State.ESTIMATED] > 100


def test_the_change_between_both_reports_is_the_same_on_either_vintage(snapshot: Snapshot) -> None:
    totals = [
        ask(snapshot, one, "11", Indicator.CHANGE_COUNT, LATER, since=MARCH).total for one in (AFTER_ID, BEFORE_ID)
    ]
    expected = ask(snapshot, AFTER_ID, "11", Indicator.ENROLLED_COUNT, LATER).total.value - 2_959
    assert [total.value for total in totals] == [expected, expected]
