"""Totals of a table against the sums of its rows."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import Engine

from tests.fixtures.checked_tables import count_outcomes
from tests.fixtures.group_reports import LETTERHEAD, build_rows
from tests.fixtures.intake_tables import WHOLE_HEADER, build_options, check_text
from tests.fixtures.printed_reports import PrintedSheet, check_printed, write_xlsx


def test_a_check_sum_that_does_not_hold_is_reported_with_its_difference(store: Engine, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        *LETTERHEAD,
        ["STT", "Đơn vị", "Người tham gia"],
        ["I", "Huyện Mường Nhé", 21],
        [1, "Xã Sín Thầu", 8],
        [2, "Xã Mường Nhé", 12],
    ]
    checked = check_printed(store, write_xlsx(tmp_path / "a.xlsx", {"S": PrintedSheet(rows)}))
    (check_sum,) = checked.report.check_sums
    assert (check_sum.row, check_sum.stated_count, check_sum.summed_count, check_sum.holds) == (7, 21, 20, False)


def test_failing_check_sums_are_a_warning_of_the_file(store: Engine, tmp_path: Path) -> None:
    rows = build_rows(["BHXH TỰ NGUYỆN ĐẾN 30/6/2021"], [["Thực hiện"]], [[5], [6], [7], [8]])
    rows.append([None, "TỔNG CỘNG", 27])
    checked = check_printed(store, write_xlsx(tmp_path / "bang.xlsx", {"Biểu": PrintedSheet(rows)}))
    (finding,) = checked.report.findings
    assert (finding.code, finding.place.row, finding.place.column) == ("check_sums_fail", 10, "C")
    assert "27 ≠ 26" in finding.message.vi
    assert "27 ≠ 26" in finding.message.en


def test_totals_are_check_sums_that_hold_or_not(store: Engine, tmp_path: Path) -> None:
    text = f"""{WHOLE_HEADER}
Tổng cộng;;;1.950;1.104;10.400
;;Huyện Mường Nhé;1.500;1.100;5.500
Huyện Mường Nhé;;Xã Sín Thầu;1.200;1.100;2.500
Huyện Mường Nhé;;Xã Mường Nhé;300;-;3.000
Cộng huyện Tủa Chùa;;;450;7;4.900
Huyện Tủa Chùa;;Thị trấn Tủa Chùa;400;4;4.000
Huyện Tủa Chùa;;Xã Quý Hòa;50;0;900
;;Người lập biểu;;;
"""
    checked = check_text(store, tmp_path, text)
    assert checked.refusal is None
    assert count_outcomes(checked) == {"matched": 4, "subtotal": 3, "ignored": 1}
    broken = [check_sum for check_sum in checked.report.check_sums if not check_sum.holds]
    assert len(checked.report.check_sums) == 9
    assert [(check_sum.row, check_sum.difference_count) for check_sum in broken] == [(6, 3)]


def test_a_district_name_that_two_provinces_share_is_summed_within_its_own(store: Engine, tmp_path: Path) -> None:
    text = (
        "Tỉnh;Huyện;Xã;Người tham gia\nTỉnh Điện Biên;;Huyện Tủa Chùa;7\nTỉnh Điện Biên;Huyện Tủa Chùa;Xã Xá Nhè;7\n"
        "Tỉnh Quảng Ngãi;;Huyện Ba Tơ;3\nTỉnh Quảng Ngãi;Huyện Ba Tơ;Xã Ba Tô;4\n"
    )
    checked = check_text(store, tmp_path, text, options=build_options(province_code=None))
    assert count_outcomes(checked) == {"matched": 2, "subtotal": 2}
    assert [check_sum.difference_count for check_sum in checked.report.check_sums] == [0, -1]
