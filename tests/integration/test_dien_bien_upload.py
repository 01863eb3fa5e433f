"""The real report of Điện Biên as an upload: one doubt, decided once; previewed; published with the printed totals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from geodata.areas import Level
from services.coverage.snapshot import read_snapshot
from services.coverage.view import ViewRequest, build_view
from services.intake.options import IntakeOptions, RowDecision
from services.intake.outcomes import UNSETTLED
from services.intake.publication.history import Standing, list_history
from services.intake.publication.preview import build_preview
from services.intake.publication.uploads import check_upload, create_upload, decide_rows, mark_previewed, publish_upload
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme
from services.store.boundaries import mark_activated, write_vintage
from services.store.engine import begin_write, migrate, open_engine
from tests.integration.test_ha_noi_table import VINTAGE_ID, build_areas, build_vintage

pytestmark = pytest.mark.real_data
NOW = datetime(2026, 1, 2, tzinfo=UTC)
TODAY = date(2026, 1, 2)
REPORT = "dien_bien_bhxhtn_2019-03.xlsx"


@pytest.fixture
def store(tmp_path: Path, real_data: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path / 'store.sqlite'}")
    migrate(engine)
    with begin_write(engine) as connection:
        write_vintage(connection, build_vintage(), build_areas(real_data, by_name=True), b"-", {}, NOW)
        mark_activated(connection, VINTAGE_ID, NOW)
    yield engine
    engine.dispose()


def test_the_report_goes_from_upload_to_publication_with_one_question(store: Engine, real_data: Path) -> None:
    content = (real_data / "reports" / REPORT).read_bytes()
    stored = create_upload(store, content, REPORT, IntakeOptions(), by="hoa", now=NOW)
    with store.connect() as connection:
        checked = check_upload(connection, stored, TODAY)
    (doubt,) = [row for row in checked.report.rows if row.outcome in UNSETTLED]
    assert doubt.name == "Xã Xá Nhè"
    (chosen,) = [area.area_code for area in doubt.candidates if area.name == "Xã Sáng Nhè"]
    stored = decide_rows(
        store, stored.upload_id, stored.version, [RowDecision(doubt.sheet, doubt.number, chosen)], by="hoa", now=NOW
    )

    with store.connect() as connection:
        checked = check_upload(connection, stored, TODAY)
        preview = build_preview(connection, checked, read_snapshot(store))
    assert {(scope.measure, scope.as_of): scope.total.after_count for scope in preview.scopes} == {
        ("enrolled", date(2018, 3, 31)): 1_339,
        ("enrolled", date(2018, 12, 31)): 2_252,
        ("enrolled", date(2019, 3, 31)): 2_959,
        ("target", date(2019, 12, 31)): 4_299,
    }
    assert all(check_sum.holds for check_sum in checked.report.check_sums)
    stored = mark_previewed(store, stored.upload_id, stored.version, preview, by="hoa", now=NOW)
    publish_upload(store, stored.upload_id, stored.version, remark="", by="hoa", now=NOW, today=TODAY)

    request = ViewRequest(
        VINTAGE_ID, Level.COMMUNE, "11", Scheme.BHXH_TN, Indicator.PLAN_COMPLETION_RATIO, date(2019, 3, 31)
    )
    shown, foreseen = (build_view(snapshot, request) for snapshot in (read_snapshot(store), preview.trial))
    assert shown.total == foreseen.total
    assert (shown.total.numerator, shown.total.denominator) == (2_959, 4_299)
    with store.connect() as connection:
        (entry,) = list_history(connection)
    assert entry.standing is Standing.IN_FORCE
    assert entry.summary["check_sums_held"] == entry.summary["check_sum_count"] > 10

    # The next month's file with the same everyday name asks nothing.
    again = create_upload(store, content, REPORT, IntakeOptions(), by="lan", now=NOW)
    with store.connect() as connection:
        assert check_upload(connection, again, TODAY).refusal is None
