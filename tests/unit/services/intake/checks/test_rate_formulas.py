"""Rates and differences recomputed by the formulas of the number row."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import Engine

from services.intake.loading import CheckedTable
from tests.fixtures.group_reports import Row, build_rows
from tests.fixtures.printed_reports import PrintedSheet, check_printed, write_xlsx


def test_percentage_points_and_the_formulas_of_the_number_row_are_recomputed(store: Engine, tmp_path: Path) -> None:
    headers: list[Row] = [
        ["LLLĐ", "Đến 31/12/2020", None, "Đến 30/6/2021", None, "Tăng, giảm tỷ lệ (điểm %)", "Chênh lệch"]
    ]
    headers += [[None, "Số người", "Tỷ lệ", "Số người", "Tỷ lệ", None, None]]
    code_row = ["A", "B", 1, 2, "3=2/1", 4, "5=4/1", "6=5-3", "7=4-2"]
    values = [[1000, 10, 1.0, 20, 2.0, 1.0, 10], [500, 10, 2.0, 15, 3.0, 1.0, 5], [200, 4, 2.0, 2, 1.0, -1.0, -2]]
    titles = ["BAO PHỦ BHXH TỰ NGUYỆN"]
    merged = ("C3:C4", "D3:E3", "F3:G3", "H3:H4", "I3:I4")

    def check_last(*last: object) -> CheckedTable:
        sheet = PrintedSheet(build_rows(titles, headers, [*values, last], code_row), merged)
        return check_printed(store, write_xlsx(tmp_path / "bang.xlsx", {"Biểu": sheet}))

    assert check_last(400, 2, 0.5, 8, 2.0, 1.5, 6).report.findings == ()
    for last, column in (((400, 2, 0.5, 8, 2.0, 4.5, 6), "H"), ((400, 2, 0.5, 8, 2.0, 1.5, 60), "I")):
        (finding,) = check_last(*last).report.findings
        assert (finding.code, finding.place.row, finding.place.column) == ("rate_differs", 11, column)
