"""The vintage that a file is about."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy.engine import Engine

from services.intake.options import IntakeOptions
from services.intake.outcomes import Severity
from services.store import tables
from services.store.engine import begin_write
from tests.fixtures.checked_tables import list_codes
from tests.fixtures.group_reports import check_groups
from tests.fixtures.intake_tables import OLD_VINTAGE, write_more_vintage
from tests.fixtures.printed_reports import check_printed
from tests.fixtures.small_areas import OLD_AREAS

SHOWN = datetime(2026, 1, 2, tzinfo=UTC)


def show(store: Engine, vintage_id: str, at: datetime | None = SHOWN) -> None:
    """Let readers see a vintage from a moment on, or not at all."""
    with begin_write(store) as connection:
        one = tables.vintage.c.vintage_id == vintage_id
        connection.execute(tables.vintage.update().where(one).values(activated_at=at))


def test_the_vintage_that_holds_the_named_province_is_taken(store: Engine, tmp_path: Path) -> None:
    others = tuple(area for area in OLD_AREAS if area[1] in ("VN", "51", "533", "21484", "21487"))
    write_more_vintage(store, "VN-2016-01-01-khac", others)
    write_more_vintage(store, "VN-2016-01-01-nhap", OLD_AREAS)
    titles, headers, values = ["BHXH TỰ NGUYỆN ĐẾN 30/6/2021"], [["Thực hiện"]], [[5], [6], [7], [8]]
    show(store, OLD_VINTAGE, None)
    asked = check_groups(store, tmp_path, titles, headers, values)
    assert list_codes(asked) == {"vintage_ambiguous"}
    (finding,) = asked.report.errors
    assert "khac" not in finding.hint.vi
    show(store, OLD_VINTAGE)
    assert check_groups(store, tmp_path, titles, headers, values).understood.vintage_id.value == OLD_VINTAGE


def test_a_vintage_that_nobody_sees_gives_way_and_is_warned_of(store: Engine, tmp_path: Path) -> None:
    later = "VN-2020-01-01-nhap"
    write_more_vintage(store, later, OLD_AREAS, effective_from=date(2020, 1, 1))
    titles, headers, values = ["BHXH TỰ NGUYỆN ĐẾN 30/6/2021"], [["Thực hiện"]], [[5], [6], [7], [8]]
    show(store, OLD_VINTAGE)
    checked = check_groups(store, tmp_path, titles, headers, values)
    assert checked.understood.vintage_id.value == OLD_VINTAGE
    assert "vintage_not_shown" not in list_codes(checked)
    warned = check_printed(store, tmp_path / "bang.xlsx", IntakeOptions(vintage_id=later))
    assert warned.refusal is None
    (finding,) = [one for one in warned.report.findings if one.code == "vintage_not_shown"]
    assert finding.severity is Severity.WARNING
    assert later in finding.message.vi
    assert f"boundaries activate {later}" in finding.hint.en
    show(store, later)
    assert check_groups(store, tmp_path, titles, headers, values).understood.vintage_id.value == later
