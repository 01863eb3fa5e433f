"""The vintage that a file is about."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.engine import Engine

from services.store import tables
from services.store.engine import begin_write
from tests.fixtures.checked_tables import list_codes
from tests.fixtures.group_reports import check_groups
from tests.fixtures.intake_tables import OLD_VINTAGE, write_more_vintage
from tests.fixtures.small_areas import OLD_AREAS


def test_the_vintage_that_holds_the_named_province_is_taken(store: Engine, tmp_path: Path) -> None:
    others = tuple(area for area in OLD_AREAS if area[1] in ("VN", "51", "533", "21484", "21487"))
    write_more_vintage(store, "VN-2016-01-01-khac", others)
    write_more_vintage(store, "VN-2016-01-01-nhap", OLD_AREAS)
    titles, headers, values = ["BHXH TỰ NGUYỆN ĐẾN 30/6/2021"], [["Thực hiện"]], [[5], [6], [7], [8]]
    asked = check_groups(store, tmp_path, titles, headers, values)
    assert list_codes(asked) == {"vintage_ambiguous"}
    (finding,) = asked.report.errors
    assert "khac" not in finding.hint.vi
    with begin_write(store) as connection:
        held = tables.vintage.c.vintage_id == OLD_VINTAGE
        connection.execute(tables.vintage.update().where(held).values(activated_at=datetime(2026, 1, 2, tzinfo=UTC)))
    assert check_groups(store, tmp_path, titles, headers, values).understood.vintage_id.value == OLD_VINTAGE
