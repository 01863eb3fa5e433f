"""The areas that are offered for a name that nobody knows."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import Engine

from tests.fixtures.checked_tables import assert_sums
from tests.fixtures.group_reports import LETTERHEAD, Row
from tests.fixtures.printed_reports import PrintedSheet, check_printed, write_xlsx


def test_an_unknown_commune_is_offered_the_one_nobody_claimed(store: Engine, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        *LETTERHEAD,
        ["STT", "Đơn vị", "Người tham gia"],
        ["I", "Huyện Mường Nhé", 20],
        [1, "Xã Sín Thầu", 8],
        [2, "Xã Leng Su", 12],
    ]
    checked = check_printed(store, write_xlsx(tmp_path / "a.xlsx", {"S": PrintedSheet(rows)}))
    (row,) = checked.report.unsettled
    assert row.candidates[0].area_code == "03160"
    assert_sums(checked, 1)


def test_candidates_of_several_districts_are_ranked_by_the_sums_they_make_hold(store: Engine, tmp_path: Path) -> None:
    rows: list[Row] = [["BHXH TỈNH ĐIỆN BIÊN"], ["BHXH TỰ NGUYỆN ĐẾN 30/6/2021"], ["STT", "Đơn vị", "Số người"]]
    rows += [[1, "Xã Sín Thầu", 5], [2, "Xã Sá Nhé", 7], [3, "Xã Quý Hòa", 9], [4, "Thị trấn Tủa Chùa", 3]]

    def find_first(muong_nhe: int, tua_chua: int) -> str:
        sums = [[None, "Cộng huyện Mường Nhé", muong_nhe], [None, "Cộng huyện Tủa Chùa", tua_chua]]
        path = write_xlsx(tmp_path / "bang.xlsx", {"Biểu": PrintedSheet([*rows, *sums])})
        (row,) = check_printed(store, path).report.unsettled
        return row.candidates[0].name

    assert find_first(muong_nhe=12, tua_chua=12) == "Xã Mường Nhé"
    assert find_first(muong_nhe=5, tua_chua=19) == "Xã Xá Nhè"
