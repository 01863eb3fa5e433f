"""Headers over several rows: merged or not, of schemes, days and totals."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy.engine import Engine

from services.intake.scope.understanding import Origin
from tests.fixtures.checked_tables import DAY, assert_sums, list_codes, list_enrolled, list_facts
from tests.fixtures.group_reports import Row, build_rows, check_groups
from tests.fixtures.printed_reports import PrintedSheet, check_printed, write_xls, write_xlsx


def test_three_schemes_under_one_merged_header(store: Engine, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["BHXH TỈNH ĐIỆN BIÊN"],
        ["TÌNH HÌNH THAM GIA BHXH, BHYT, BHTN ĐẾN 30/6/2021"],
        ["TT", "Xã", "Số người tham gia BHXH, BHTN, BHYT", None, None, None, None, None],
        [None, None, "BHXH tự nguyện", None, "BHTN", None, "BHYT", None],
        [None, None, "KH 2021", "Thực hiện", "KH 2021", "Thực hiện", "KH 2021", "Thực hiện"],
        [1, "Xã Sín Thầu", 10, 8, 5, 4, 900, 800],
        [2, "Xã Mường Nhé", 20, 12, 6, 5, 990, 890],
        [None, "Cộng", 30, 20, 11, 9, 1890, 1690],
    ]
    sheet = PrintedSheet(rows, ("A3:A5", "B3:B5", "C3:H3", "C4:D4", "E4:F4", "G4:H4"))
    checked = check_printed(store, write_xls(tmp_path / "a.xls", {"Biểu": sheet}))
    for scheme, counts in (("BHXH_TN", (8, 12)), ("BHTN", (4, 5)), ("BHYT", (800, 890))):
        assert tuple(list_enrolled(checked, scheme=scheme).values()) == counts
    assert list_facts(checked)["03158", "BHYT", "target", date(2021, 12, 31)] == 900
    assert_sums(checked, 6)


def test_dates_as_columns_over_two_header_rows(store: Engine, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Huyện Tủa Chùa: số người tham gia BHXH tự nguyện"],
        ["TT", "Xã", "Năm 2020", None, "Năm 2021", None],
        [None, None, "30/6", "31/12", "31/3", "30/6"],
        [1, "Thị trấn Tủa Chùa", 1, 2, 3, 4],
        [2, "Xã Quý Hòa", 5, 6, 7, 8],
        [None, "Cộng", 6, 8, 10, 12],
    ]
    sheet = PrintedSheet(rows, ("A2:A3", "B2:B3", "C2:D2", "E2:F2"))
    checked = check_printed(store, write_xlsx(tmp_path / "a.xlsx", {"S": sheet}))
    assert list_enrolled(checked, date(2020, 6, 30)) == {"03217": 1, "03226": 5}
    assert list_enrolled(checked, date(2021, 3, 31)) == {"03217": 3, "03226": 7}
    assert checked.understood.as_of.value == date(2021, 6, 30)
    assert checked.understood.as_of.origin == Origin.HEADER
    assert_sums(checked, 4)


def test_the_same_header_parted_over_rows_without_merging_as_text(store: Engine, tmp_path: Path) -> None:
    path = tmp_path / "bhxhtn_dien_bien.csv"
    path.write_text(
        "TT;Xã;Kế hoạch năm 2021;Thực hiện đến 30/6;;So sánh;\n;;;Năm 2020;Năm 2021;% so KH;Tăng, giảm so cùng kỳ\n"
        "1;Xã Sín Thầu;10;5;8;80,0;3\n2;Xã Mường Nhé;20;10;12;61,0;2\n",
        encoding="utf-8-sig",
    )
    checked = check_printed(store, path)
    assert list_enrolled(checked, date(2020, 6, 30)) == {"03158": 5, "03160": 10}
    assert list_enrolled(checked) == {"03158": 8, "03160": 12}
    assert checked.understood.scheme.origin == checked.understood.province_code.origin == Origin.FILE_NAME
    (difference,) = checked.report.findings
    assert (difference.code, difference.place.row, difference.place.column) == ("rate_differs", 4, "F")
    assert "61,0" in difference.message.vi
    assert "60,0" in difference.message.vi


def test_a_total_of_both_parts_of_bhxh_is_neither_of_them_nor_of_the_title(store: Engine, tmp_path: Path) -> None:
    headers: list[Row] = [
        ["Số người tham gia BHXH", None, None, "Số người tham gia BHTN"],
        ["Tổng số", "Bắt buộc", "Tự nguyện", None],
    ]
    values = [[30, 20, 10, 15], [31, 20, 11, 15], [32, 20, 12, 15], [33, 20, 13, 15]]
    sheet = PrintedSheet(build_rows(["THAM GIA BHXH, BHTN ĐẾN 30/6/2021"], headers, values), ("C3:E3", "F3:F4"))
    checked = check_printed(store, write_xls(tmp_path / "bang.xls", {"Biểu": sheet}))
    facts = list_facts(checked)
    assert [facts["03160", scheme, "enrolled", DAY] for scheme in ("BHXH", "BHXH_BB", "BHXH_TN", "BHTN")] == [
        *(31, 20, 11, 15)
    ]


def test_two_columns_of_one_day_are_a_doubt_only_where_they_differ(store: Engine, tmp_path: Path) -> None:
    titles = ["BHXH TỰ NGUYỆN", "Đến 31/12/2021"]
    headers: list[Row] = [["Thực hiện năm 2020", "Cùng kỳ năm trước", "Thực hiện"]]
    same = [[4, 4, 5], ["1.005", 1005, 6], [6, "6", 7], ["-", "-", 8]]
    assert len(list_facts(check_groups(store, tmp_path, titles, headers, same))) == 7
    different = [[4, 4, 5], [5, 5, 6], [6, 6, 7], [7, 70, 8]]
    assert "columns_repeat" in list_codes(check_groups(store, tmp_path, titles, headers, different))
