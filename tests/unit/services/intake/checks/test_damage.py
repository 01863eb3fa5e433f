"""Numbers that a spreadsheet damaged, and counts in thousands."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import Engine

from services.intake.loading import IntakeOptions
from services.intake.options import CellCorrection
from tests.fixtures.checked_tables import assert_sums, list_enrolled
from tests.fixtures.group_reports import LETTERHEAD
from tests.fixtures.printed_reports import PrintedSheet, check_printed, write_xlsx


def test_counts_in_thousands_are_asked_about_and_then_scaled(store: Engine, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        *LETTERHEAD,
        [None, None, "Đơn vị tính: nghìn người"],
        ["STT", "Đơn vị", "Người tham gia"],
        [1, "Xã Sín Thầu", "1,25"],
        [2, "Xã Mường Nhé", 2.5],
        [None, "Cộng", 3.75],
    ]
    path = write_xlsx(tmp_path / "a.xlsx", {"S": PrintedSheet(rows)})
    asked = check_printed(store, path)
    assert {finding.code for finding in asked.report.errors} == {"unit_unsettled"}
    assert list_enrolled(check_printed(store, path, IntakeOptions(unit_count=1000))) == {"03158": 1250, "03160": 2500}


def test_a_number_damaged_by_excel_is_proposed_by_its_total_and_settled_by_a_correction(
    store: Engine, tmp_path: Path
) -> None:
    rows: list[list[object]] = [
        *LETTERHEAD,
        ["STT", "Đơn vị", "Người tham gia"],
        [None, "Tổng cộng", 8299],
        [1, "Xã Sín Thầu", 4.299],
        [2, "Xã Mường Nhé", "4.000"],
    ]
    path = write_xlsx(tmp_path / "a.xlsx", {"S": PrintedSheet(rows)})
    checked = check_printed(store, path)
    (error,) = checked.report.errors
    assert (error.code, error.place.row, error.place.column) == ("number_damaged", 8, "C")
    assert "--correct C8=4299" in error.hint.vi
    assert "Tổng cộng" in error.message.vi
    settled = check_printed(store, path, IntakeOptions(corrections=(CellCorrection("S", 8, "C", "4299"),)))
    assert list_enrolled(settled) == {"03158": 4299, "03160": 4000}
    assert_sums(settled, 1)


def test_two_thousand_that_became_two_is_noticed_by_the_check_sum(store: Engine, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        *LETTERHEAD,
        ["STT", "Đơn vị", "Người tham gia"],
        [1, "Xã Sín Thầu", 2],
        [2, "Xã Mường Nhé", 1500],
        [None, "Tổng cộng", 3500],
    ]
    path = write_xlsx(tmp_path / "a.xlsx", {"S": PrintedSheet(rows)})
    (error,) = check_printed(store, path).report.errors
    assert (error.code, error.place.row) == ("number_perhaps_damaged", 7)
    kept = check_printed(store, path, IntakeOptions(corrections=(CellCorrection("S", 7, "C", "2"),)))
    assert list_enrolled(kept) == {"03158": 2, "03160": 1500}
    assert [one.difference_count for one in kept.report.check_sums] == [1998]
