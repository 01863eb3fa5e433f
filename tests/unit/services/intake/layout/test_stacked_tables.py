"""Two tables below each other on one sheet: read together where they have the same columns, else told with the row."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from services.intake.outcomes import RowOutcome
from tests.fixtures.checked_tables import assert_sums, get_refusal, list_enrolled
from tests.fixtures.group_reports import Row
from tests.fixtures.printed_reports import PrintedSheet, check_printed, write_xlsx

TITLES: list[Row] = [["BHXH TỈNH ĐIỆN BIÊN"], ["KẾT QUẢ BHXH TỰ NGUYỆN ĐẾN 30/6/2021"]]
HEADER: list[Row] = [["STT", "Đơn vị", "Kế hoạch 2021", "Người tham gia"]]
TWO_ROWS: list[Row] = [["STT", "Đơn vị", "Thực hiện", None], [None, None, "31/12/2020", "30/6/2021"]]
OTHER_DAYS: list[Row] = [TWO_ROWS[0], [None, None, "31/12/2019", "30/6/2020"]]
FIRST: list[Row] = [[1, "Xã Sín Thầu", 10, 5], [2, "Xã Mường Nhé", 20, 10], [None, "Tổng cộng", 30, 15]]
SECOND: list[Row] = [[1, "TT. Tủa Chùa", 30, 20], [2, "Xã Quý Hòa", 40, 15], [None, "Tổng cộng", 70, 35]]


@pytest.mark.parametrize(
    "rows",
    [
        [*HEADER, *FIRST, *HEADER, *SECOND],
        [*HEADER, *FIRST, [], ["Huyện Tủa Chùa"], *HEADER, *SECOND],
        [*HEADER, *FIRST, [], ["BIỂU 2. KẾT QUẢ HUYỆN TỦA CHÙA"], *HEADER, *SECOND],
        [*HEADER, *FIRST, [], ["Stt", "Đơn  vị", "KẾ HOẠCH\n2021", "Người Tham Gia"], *SECOND],
        [*TWO_ROWS, *FIRST, [], ["Biểu 2, đến 30/6/2021"], *TWO_ROWS, *SECOND],
        [*HEADER, ["I", "Huyện Mường Nhé", 30, 15], *FIRST, [], *HEADER, *SECOND],
    ],
    ids=["at once", "a district between", "a title between", "other letters", "two rows", "groups above"],
)
def test_two_tables_of_the_same_columns_are_read_together_each_with_its_total(
    store: Engine, tmp_path: Path, rows: list[Row]
) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"Biểu": PrintedSheet([*TITLES, *rows])})
    checked = check_printed(store, path)
    assert list_enrolled(checked) == {"03158": 5, "03160": 10, "03217": 20, "03226": 15}
    assert_sums(checked, 6 if rows[1][0] == "I" else 4)


def test_a_total_of_all_pages_stays_one_where_the_header_comes_again(store: Engine, tmp_path: Path) -> None:
    rows = [*TITLES, *HEADER, *FIRST[:2], *HEADER, *SECOND[:2], [None, "Tổng cộng", 100, 50]]
    assert_sums(check_printed(store, write_xlsx(tmp_path / "a.xlsx", {"Biểu": PrintedSheet(rows)})), 2)


@pytest.mark.parametrize(
    ("below", "row", "words"),
    [
        ([["STT", "Đơn vị", "Số hộ", "Ghi chú"], *SECOND], 8, "cột khác"),
        ([["STT", "Đơn vị", "Người tham gia", "Kế hoạch 2021"], *SECOND], 8, "cột khác"),
        ([[None, *HEADER[0]], *([None, *row] for row in SECOND)], 8, "cột khác"),
        ([["KẾT QUẢ BHYT"], *HEADER, *SECOND], 9, "bảo hiểm y tế"),
        ([["Tính đến ngày 31/5/2021"], *HEADER, *SECOND], 9, "31/05/2021"),
        (
            [["NGƯỜI LẬP BIỂU", None, "GIÁM ĐỐC"], ["STT", "Đơn vị", "Người tham gia BHYT"], [1, "Xã Quý Hòa", 7]],
            9,
            "cột",
        ),
    ],
    ids=["other columns", "in another order", "shifted", "another scheme", "another day", "after the signatures"],
)
def test_another_table_below_is_told_with_its_row_and_nothing_of_it_is_read(
    store: Engine, tmp_path: Path, below: list[Row], row: int, words: str
) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"Biểu": PrintedSheet([*TITLES, *HEADER, *FIRST, [], *below])})
    checked = check_printed(store, path)
    refusal = get_refusal(checked)
    assert (refusal.code, refusal.place.row) == ("second_table", row)
    assert words in refusal.message.vi
    assert f"dòng {row}" in refusal.hint.vi
    below_rows = [one for one in checked.report.rows if one.number >= row]
    assert {one.outcome for one in below_rows} == {RowOutcome.IGNORED}


def test_other_days_in_the_second_row_of_a_header_are_another_table(store: Engine, tmp_path: Path) -> None:
    rows = [*TITLES, *TWO_ROWS, *FIRST, [], *OTHER_DAYS, *SECOND]
    refusal = get_refusal(check_printed(store, write_xlsx(tmp_path / "a.xlsx", {"Biểu": PrintedSheet(rows)})))
    assert (refusal.code, refusal.place.row) == ("second_table", 9)
