"""A commune of another vintage: where the crosswalk says it lies is offered first with the reason, nothing matched."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy.engine import Engine

from geodata.crosswalks.crosswalk import Crosswalk, WeightBasis
from services.intake.options import IntakeOptions
from services.intake.outcomes import JoinedRow, RowOutcome
from services.store.crosswalks import write_crosswalk
from services.store.engine import begin_write
from tests.fixtures.checked_tables import get_refusal
from tests.fixtures.intake_tables import NEW_VINTAGE, OLD_VINTAGE, build_options, check_text

NOW = datetime(2026, 1, 2, tzinfo=UTC)
PAIRS = (
    ("03158", "03158", 1.0),
    ("03160", "03160", 1.0),
    ("03217", "03217", 1.0),
    ("03229", "03217", 1.0),
    ("03223", "03223", 3.0),
    ("03226", "03226", 7.0),
    ("03226", "03223", 2.5),
    ("03226", "03158", 0.5),  # 5 %: hardly where its people are
)


@pytest.fixture
def joined(store: Engine) -> Engine:
    """The store with a crosswalk between its two vintages."""
    pairs = pd.DataFrame(PAIRS, columns=["from_code", "to_code", "size"])
    with begin_write(store) as connection:
        write_crosswalk(
            connection, Crosswalk(OLD_VINTAGE, NEW_VINTAGE, WeightBasis.AREA, "NQ", pairs), {}, by="test", now=NOW
        )
    return store


def ask(store: Engine, folder: Path, name: str, header: str = "Xã", parent: str = "", **options: object) -> JoinedRow:
    """The row in doubt of a table of September 2025, or of what the options say."""
    cell = f"{parent};" if parent else ""
    known = "Huyện Mường Nhé;" if parent else ""
    text = f"{header};Số người tham gia\n{known}Xã Sín Thầu;20\n{cell}{name};7\n"
    chosen = {"vintage_id": NEW_VINTAGE, "as_of": date(2025, 9, 30), **options}
    checked = check_text(store, folder, text, options=build_options(**chosen))
    assert get_refusal(checked).code in ("rows_unsettled", "places_of_another_vintage")
    (asked,) = checked.report.unsettled
    assert asked.area is None
    return asked


@pytest.mark.parametrize("name", ["Xã Tủa Chùa", "TT. Tủa Chùa", "xã tủa chùa"])
def test_a_merged_commune_is_offered_where_it_went(joined: Engine, tmp_path: Path, name: str) -> None:
    row = ask(joined, tmp_path, name)
    assert row.outcome == RowOutcome.UNKNOWN
    assert row.candidates[0].area_code == "03217"
    note = dict(row.notes)["03217"]
    assert note.vi.endswith("trước 01/07/2025 nằm trọn ở đây")
    assert note.en.endswith("of before 01/07/2025 lies wholly here")
    assert row.reason is not None
    assert row.reason.vi.endswith(f"là xã của {OLD_VINTAGE}, nay thuộc Xã Tủa Thàng")
    assert row.reason.en.endswith(f"is a commune of {OLD_VINTAGE}, now in Xã Tủa Thàng")


def test_a_divided_commune_is_offered_by_the_size_of_its_parts(joined: Engine, tmp_path: Path) -> None:
    row = ask(joined, tmp_path, "Xã Quí Hoà")
    assert [area.area_code for area in row.candidates[:2]] == ["03226", "03223"]
    assert dict(row.notes)["03226"].vi == "70% «Xã Quý Hòa» trước 01/07/2025 nằm ở đây"
    assert dict(row.notes)["03223"].en == "25% of «Xã Quý Hòa» of before 01/07/2025 lies here"
    assert "03158" not in dict(row.notes)
    assert row.reason is not None
    whereabouts = f"là xã của {OLD_VINTAGE}, nay thuộc Xã Sính Phình (70%) và Xã Sáng Nhè (25%)"
    assert row.reason.vi.endswith(f"«Xã Quý Hòa» {whereabouts}")


def test_a_commune_of_later_is_offered_in_an_older_file(joined: Engine, tmp_path: Path) -> None:
    old = {"vintage_id": OLD_VINTAGE, "as_of": date(2021, 12, 31)}
    row = ask(joined, tmp_path, "Xã Tủa Thàng", "Huyện;Xã", "Huyện Tủa Chùa", **old)
    assert {area.area_code for area in row.candidates[:2]} == {"03217", "03229"}
    assert dict(row.notes)["03229"].vi == "50% «Xã Tủa Thàng» từ 01/07/2025 nằm ở đây"
    assert ask(joined, tmp_path, "Xã Tủa Thàng", "Huyện;Xã", "Huyện Mường Nhé", **old).notes == ()


def test_a_row_of_a_commune_that_is_gone_keeps_saying_so_with_its_code_beside(joined: Engine, tmp_path: Path) -> None:
    text = "Mã xã;Xã;Số người tham gia\n03158;Xã Sín Thầu;20\n03229;Xã Tủa Chùa;7\n"
    options = build_options(vintage_id=NEW_VINTAGE, as_of=date(2025, 9, 30))
    checked = check_text(joined, tmp_path, text, options=options)
    (row,) = checked.report.unsettled
    assert row.candidates[0].area_code == "03217"
    assert row.reason is not None
    assert f"là xã của {OLD_VINTAGE}, nay thuộc Xã Tủa Thàng" in row.reason.vi


def test_without_a_crosswalk_nothing_is_said(store: Engine, tmp_path: Path) -> None:
    assert ask(store, tmp_path, "Xã Tủa Chùa").notes == ()


def test_what_matches_is_not_touched(joined: Engine, tmp_path: Path) -> None:
    checked = check_text(
        joined, tmp_path, "Xã;Số người tham gia 31/12/2021\nXã Sín Thầu;5\n", options=IntakeOptions(scheme=None)
    )
    assert [row.notes for row in checked.report.rows] == [(), ()]
