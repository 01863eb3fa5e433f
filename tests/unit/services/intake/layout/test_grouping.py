"""Districts above, beside or between their communes: each row goes to its group, each sum to its rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from geodata.areas import Level
from services.intake.headers.headers import read_header
from services.intake.loading import IntakeOptions
from services.intake.options import RowDecision
from services.intake.scope.understanding import Origin
from tests.fixtures.checked_tables import DAY, assert_sums, list_enrolled, list_facts
from tests.fixtures.group_reports import LETTERHEAD, Row, build_rows
from tests.fixtures.intake_tables import build_options, check_text, write_more_vintage
from tests.fixtures.printed_reports import PrintedSheet, check_printed, write_ods, write_xls, write_xlsx
from tests.fixtures.small_areas import OLD_AREAS

SIGNATURES: list[list[object]] = [
    [],
    [None, None, None, "Điện Biên, ngày 05 tháng 7 năm 2021"],
    [None, "NGƯỜI LẬP BIỂU", None, "GIÁM ĐỐC"],
    [],
    [None, "Nguyễn Thị Hoa", None, "Trần Văn Nam"],
]


def test_roman_groups_with_subtotals_a_number_row_footnotes_and_signatures(store: Engine, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        *LETTERHEAD,
        ["STT", "Đơn vị", "Kế hoạch\nnăm 2021", "Thực hiện", None, "Tỷ lệ\n% so KH"],
        [None, None, None, "31/12/2020", "30/6/2021", None],
        ["A", "B", 1, 2, 3, "4=3/1"],
        ["I", "Huyện Mường Nhé", 30, 15, 20, "66,7%"],
        [1, "Xã Sín Thầu", 10, 5, 8, "80,0%"],
        [2, "Xã Mường Nhé", 20, 10, 12, "60,0%"],
        ["II", "Huyện Tủa Chùa", 70, 35, 40, "57,1%"],
        [1, "TT. Tủa Chùa", 30, 20, 25, "83,3%"],
        [2, "Xã Quý Hòa", 40, 15, 15, "37,5%"],
        [None, "TỔNG CỘNG (I+II)", 100, 50, 60, "60%"],
        [None, "Ghi chú: (1) trong đó 12 người thuộc 3 xã biên giới, 4.500 hộ chưa rà soát"],
        *SIGNATURES,
    ]
    sheet = PrintedSheet(rows, ("A6:A7", "B6:B7", "C6:C7", "D6:E6", "F6:F7", "A3:F3"))
    checked = check_printed(store, write_xlsx(tmp_path / "a.xlsx", {"Biểu 01": sheet}))
    assert list_enrolled(checked) == {"03158": 8, "03160": 12, "03217": 25, "03226": 15}
    assert_sums(checked, 9)
    table = checked.report.table
    assert (table.layout.header_rows, table.layout.code_row) == ((6, 7), 8)
    assert [column.header for column in table.columns][3:5] == ["Thực hiện · 31/12/2020", "Thực hiện · 30/6/2021"]
    assert checked.understood.as_of.origin == checked.understood.province_code.origin == Origin.TITLE
    assert checked.report.findings == ()


def test_old_xls_with_the_district_in_the_first_row_of_its_group_only(store: Engine, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        *LETTERHEAD,
        ["TT", "Huyện, thị xã", "Xã, phường, thị trấn", "Số người tham gia", "Ghi chú"],
        [1, "Huyện Mường Nhé", "Xã Sín Thầu", 8],
        [2, None, "Xã Mường Nhé", 12, "xã biên giới"],
        [3, "Huyện Tủa Chùa", "Tủa Chùa", 25],
        [4, None, "Xã Tủa Chùa", 4],
        [5, None, "Xã Quí Hoà", 15],
        [None, None, "Cộng", 64],
    ]
    path = write_xls(tmp_path / "a.xls", {"Sheet1": PrintedSheet(rows)})
    checked = check_printed(store, path)
    (asked,) = checked.report.unsettled
    assert (asked.name, asked.parent) == ("Tủa Chùa", "Huyện Tủa Chùa")
    settled = check_printed(store, path, IntakeOptions(decisions=(RowDecision("Sheet1", 9, "03217"),)))
    assert list_enrolled(settled) == {"03158": 8, "03160": 12, "03217": 25, "03229": 4, "03226": 15}
    assert_sums(settled, 1)


def test_a_district_merged_down_beside_its_communes(store: Engine, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Huyện", "Xã", "Số người tham gia BHXH tự nguyện đến 30/6/2021"],
        ["Mường Nhé", "Sín Thầu", 8],
        [None, "Mường Nhé", 12],
        ["Ba Tơ", "Ba Tô", 5],
    ]
    sheet = PrintedSheet(rows, ("A2:A3",))
    checked = check_printed(store, write_xlsx(tmp_path / "a.xlsx", {"S": sheet}))
    assert list_enrolled(checked) == {"03158": 8, "03160": 12, "21487": 5}
    assert checked.understood.province_code.value is None


@pytest.mark.parametrize("merged", [("A2:A7", "B2:B4", "B5:B7"), ()])
def test_a_commune_given_once_for_its_schemes(store: Engine, tmp_path: Path, merged: tuple[str, ...]) -> None:
    """A row that names no place but another scheme is no total of its district."""
    rows: list[list[object]] = [
        ["Huyện", "Xã", "Loại hình", "Số người tham gia đến 30/6/2021"],
        ["Huyện Mường Nhé", "Xã Sín Thầu", "BHXH tự nguyện", 8],
        [None, None, "BHTN", 3],
        [None, None, "BHYT", 90],
        [None, "Xã Mường Nhé", "BHXH tự nguyện", 12],
        [None, None, "BHTN", 4],
        [None, None, "BHYT", 80],
        [None, "Cộng", "BHYT", 170],
    ]
    checked = check_printed(store, write_xlsx(tmp_path / "a.xlsx", {"S": PrintedSheet(rows, merged)}))
    assert list_enrolled(checked) == {"03158": 8, "03160": 12}
    assert list_enrolled(checked, scheme="BHYT") == {"03158": 90, "03160": 80}
    assert list_enrolled(checked, scheme="BHTN") == {"03158": 3, "03160": 4}
    assert [row.outcome for row in checked.report.rows].count("subtotal") == 1


@pytest.mark.parametrize("district", [None, "Huyện Mường Nhé"])
def test_two_counts_of_one_merged_commune_are_a_duplicate(store: Engine, tmp_path: Path, district: str | None) -> None:
    """The second is no total of the district that stands beside it."""
    rows: list[list[object]] = [
        ["Huyện", "Xã", "Số người tham gia BHXH tự nguyện đến 30/6/2021"],
        ["Huyện Mường Nhé", "Xã Sín Thầu", 8],
        [district, None, 3],
        [None, "Xã Mường Nhé", 12],
    ]
    sheet = PrintedSheet(rows, ("B2:B3",) if district else ("A2:A4", "B2:B3"))
    checked = check_printed(store, write_xlsx(tmp_path / "a.xlsx", {"S": sheet}))
    assert [row.outcome for row in checked.report.rows[1:]] == ["duplicate", "duplicate", "matched"]


def test_an_old_layout_with_the_district_in_the_column_of_names(store: Engine, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        *LETTERHEAD,
        ["Tên đơn vị", "Số người"],
        ["HUYỆN MƯỜNG NHÉ", 20],
        ["Sín Thầu", 8],
        ["Mường Nhé", 12],
        ["HUYỆN TỦA CHÙA", 40],
        ["TT Tủa Chùa", 25],
        ["Quý Hòa", 15],
        ["Toàn tỉnh", 60],
    ]
    checked = check_printed(store, write_xls(tmp_path / "cu.xls", {"Sheet1": PrintedSheet(rows)}))
    assert list_enrolled(checked) == {"03158": 8, "03160": 12, "03217": 25, "03226": 15}
    assert_sums(checked, 3)


def test_headings_without_counts_and_totals_below_each_group(store: Engine, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        *LETTERHEAD,
        ["STT", "Địa bàn", "Người tham gia"],
        [None, "Huyện Mường Nhé"],
        [1, "Xã Sín Thầu", 8],
        [2, "Xã Mường Nhé", 12],
        [None, "Cộng", 20],
        [None, "Huyện Tủa Chùa"],
        [1, "Thị trấn Tủa Chùa", 25],
        [2, "Xã Quý Hòa", 15],
        [None, "Cộng", 40],
        [None, "Tổng cộng", 60],
    ]
    checked = check_printed(store, write_xlsx(tmp_path / "a.xlsx", {"S": PrintedSheet(rows)}))
    assert list_enrolled(checked) == {"03158": 8, "03160": 12, "03217": 25, "03226": 15}
    assert_sums(checked, 3)


def test_groups_by_indent_alone(store: Engine, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        *LETTERHEAD,
        ["Đơn vị", "Người tham gia"],
        ["Mường Nhé", 20],
        ["   Sín Thầu", 8],
        ["   Mường Nhé", 12],
        ["Tủa Chùa", 15],
        ["   Quý Hòa", 15],
    ]
    checked = check_printed(store, write_ods(tmp_path / "a.ods", {"S": PrintedSheet(rows)}))
    assert list_enrolled(checked) == {"03158": 8, "03160": 12, "03226": 15}
    assert_sums(checked, 2)


ISLAND = (
    ("country", "VN", "Việt Nam", None, None),
    ("province", "51", "Tỉnh Quảng Ngãi", "country", "VN"),
    ("managing_unit", "533", "Huyện Ba Tơ", "province", "51"),
    ("managing_unit", "536", "Huyện Lý Sơn", "province", "51"),
    ("commune", "21484", "Thị trấn Ba Tơ", "managing_unit", "533"),
    ("commune", "21487", "Xã Ba Tô", "managing_unit", "533"),
    ("commune", "21548", "Huyện Lý Sơn", "managing_unit", "536"),
)

BA_TO = {"21484": 20, "21487": 30}


@pytest.mark.parametrize(
    "rows",
    [
        ["STT;Đơn vị;Số", "I;Huyện Ba Tơ;50", "1;Thị trấn Ba Tơ;20", "2;Xã Ba Tô;30", "II;Huyện Lý Sơn;7"],
        ["Huyện;Đơn vị;Số", "Huyện Lý Sơn;Huyện Lý Sơn;7", "Huyện Ba Tơ;Thị trấn Ba Tơ;20", "Huyện Ba Tơ;Xã Ba Tô;30"],
        ["Mã;Đơn vị;Số", "21484;Thị trấn Ba Tơ;20", "21487;Xã Ba Tô;30", "21548;Huyện Lý Sơn;7"],
        ["Mã;Đơn vị;Số", "21548;Huyện Lý Sơn;7", "21484;Thị trấn Ba Tơ;20", "21487;Xã Ba Tô;30", ";Tổng cộng;57"],
        ["Mã;Đơn vị;Số", "21484;Thị trấn Ba Tơ;20", "21548;Huyện Lý Sơn;7", "21487;Xã Ba Tô;30", ";Tổng cộng;57"],
        ["Mã;Đơn vị;Số", "21548;Huyện Lý Sơn;7", ";Huyện Ba Tơ;50", "21484;Thị trấn Ba Tơ;20", "21487;Xã Ba Tô;30"],
        ["Mã;Đơn vị;Số", "21484;Thị trấn Ba Tơ;20", "21487;Xã Ba Tô;30", ";Huyện Ba Tơ;50", "21548;Huyện Lý Sơn;7"],
        [
            *("Mã;Đơn vị;Số", "536;Huyện Lý Sơn;7", "21548;Huyện Lý Sơn;7"),
            *("533;Huyện Ba Tơ;50", "21484;Thị trấn Ba Tơ;20", "21487;Xã Ba Tô;30"),
        ],
    ],
    ids=["group", "column of districts", "code", "first", "between", "before a group", "after a total", "in its group"],
)
def test_an_island_district_without_communes_is_a_place_of_its_own_and_no_subtotal(
    sqlite_engine: Engine, tmp_path: Path, rows: list[str]
) -> None:
    write_more_vintage(sqlite_engine, "VN-2016-01-01-island", ISLAND)
    header = rows[0].replace("Số", "Người tham gia 31/12/2021").replace("Mã;", "Mã xã;")
    options = build_options(vintage_id="VN-2016-01-01-island", province_code="51")
    checked = check_text(sqlite_engine, tmp_path, "\n".join([header, *rows[1:]]), options=options)
    assert {key[0]: count for key, count in list_facts(checked).items()} == BA_TO | {"21548": 7}
    assert all(check_sum.holds for check_sum in checked.report.check_sums)
    assert not checked.report.unsettled


def test_letters_go_on_after_h(store: Engine, tmp_path: Path) -> None:
    districts = [(f"{100 + place}", f"Huyện Số {place}") for place in range(10)]
    areas: list[tuple[str | None, ...]] = [
        ("country", "VN", "Việt Nam", None, None),
        ("province", "77", "Tỉnh Thử", "country", "VN"),
        *(("managing_unit", code, name, "province", "77") for code, name in districts),
        *(("commune", f"90{code}", f"Xã Gốc {code}", "managing_unit", code) for code, _ in districts),
    ]
    write_more_vintage(store, "VN-2016-01-01-thu", areas)
    rows: list[Row] = [["BHXH TỈNH THỬ"], ["BHXH TỰ NGUYỆN ĐẾN 30/6/2021"], ["STT", "Đơn vị", "Số người tham gia"]]
    for letter, (code, name) in zip("ABCDEFGHIK", districts, strict=True):
        rows += [[letter, name, int(code)], [1, f"Xã Gốc {code}", int(code)]]
    checked = check_printed(store, write_xlsx(tmp_path / "bang.xlsx", {"Biểu": PrintedSheet(rows)}))
    assert len(list_facts(checked)) == 10
    assert [one.holds for one in checked.report.check_sums] == [True] * 10


def test_rows_numbered_through_head_no_others(store: Engine, tmp_path: Path) -> None:
    areas: list[tuple[str | None, ...]] = [("country", "VN", "Việt Nam", None, None)]
    names = ("Thành phố Một", "Tỉnh Hai", "Tỉnh Ba", "Thành phố Bốn", "Tỉnh Năm")
    areas += [("province", f"8{place}", name, "country", "VN") for place, name in enumerate(names)]
    areas += [("commune", "80001", "Xã Hai", "province", "80")]
    write_more_vintage(store, "VN-2016-01-01-nuoc", areas)
    rows: list[Row] = [["BHXH TỰ NGUYỆN CẢ NƯỚC ĐẾN 30/6/2021"], ["STT", "Địa phương", "Số người tham gia"]]
    rows += [[1, "TP. Một", 5], [2, "Hai", 6], [3, "Ba", 7], [4, "TP. Bốn", 8], [5, "Năm", 9], [None, "Tổng cộng", 35]]
    path = write_xlsx(tmp_path / "bang.xlsx", {"Biểu": PrintedSheet(rows)})
    checked = check_printed(store, path, IntakeOptions(vintage_id="VN-2016-01-01-nuoc"))
    assert checked.understood.level.value == Level.PROVINCE
    assert [count for _, count in sorted((key[0], count) for key, count in list_facts(checked).items())] == [
        *(5, 6, 7, 8, 9)
    ]
    assert read_header("Địa phương").place_level is None


def test_a_district_that_is_its_own_commune_is_no_subtotal_of_itself(store: Engine, tmp_path: Path) -> None:
    areas = (
        *(area for area in OLD_AREAS if area[1] not in ("51", "533", "21484", "21487")),
        ("managing_unit", "536", "Huyện Lý Sơn", "province", "11"),
        ("commune", "21548", "Huyện Lý Sơn", "managing_unit", "536"),
    )
    write_more_vintage(store, "VN-2016-01-01-dao", areas)
    rows = build_rows(["BHXH TỰ NGUYỆN ĐẾN 30/6/2021"], [["Số người"]], [[5], [6], [7], [8]])
    rows += [["III", "Huyện Lý Sơn", 9], [1, "Huyện Lý Sơn", 9]]
    path = write_xlsx(tmp_path / "bang.xlsx", {"Biểu": PrintedSheet(rows)})
    facts = list_facts(check_printed(store, path, IntakeOptions(vintage_id="VN-2016-01-01-dao")))
    assert facts["21548", "BHXH_TN", "enrolled", DAY] == 9
    assert len(facts) == 5
