"""Cut-off and level of a file of which nothing is said."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import Engine

from geodata.areas import Level
from services.intake.scope.understanding import Origin
from tests.fixtures.checked_tables import assert_sums, list_enrolled
from tests.fixtures.group_reports import LETTERHEAD
from tests.fixtures.printed_reports import PrintedSheet, check_printed, write_xlsx


def test_a_date_that_only_the_file_name_gives(store: Engine, tmp_path: Path) -> None:
    rows: list[list[object]] = [["Xã", "KH năm 2021", "Thực hiện"], ["Xã Sín Thầu", 10, 8], ["Xã Mường Nhé", 20, 12]]
    path = write_xlsx(tmp_path / "bhxhtn_dien_bien_30.6.2021.xlsx", {"Sheet1": PrintedSheet(rows)})
    checked = check_printed(store, path)
    assert list_enrolled(checked) == {"03158": 8, "03160": 12}
    assert checked.understood.as_of.origin == Origin.FILE_NAME


def test_without_any_date_the_cut_off_is_asked_for_and_everything_else_is_told(store: Engine, tmp_path: Path) -> None:
    rows: list[list[object]] = [["Xã", "Thực hiện BHXH tự nguyện"], ["Xã Sín Thầu", 8], ["Xã Mường Nhé", 12]]
    checked = check_printed(store, write_xlsx(tmp_path / "a.xlsx", {"S": PrintedSheet(rows)}))
    assert checked.refusal is not None
    assert "as_of_missing" in {finding.code for finding in checked.report.errors}
    assert [column.header for column in checked.report.table.columns] == ["Xã", "Thực hiện BHXH tự nguyện"]


def test_a_report_whose_rows_are_districts_loads_at_their_level(store: Engine, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        *LETTERHEAD,
        ["STT", "Đơn vị", "Người tham gia"],
        [1, "Huyện Mường Nhé", 20],
        [2, "Huyện Tủa Chùa", 40],
        [None, "Cộng toàn tỉnh", 60],
    ]
    checked = check_printed(store, write_xlsx(tmp_path / "a.xlsx", {"S": PrintedSheet(rows)}))
    assert list_enrolled(checked) == {"096": 20, "098": 40}
    assert checked.understood.level.value == Level.MANAGING_UNIT
    assert_sums(checked, 1)
