"""Files as offices send them, with nothing said about them: what is understood, loaded, summed and asked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from geodata.areas import Level
from geodata.errors import BadInput
from services.intake.layout.laid_rows import RowKind
from services.intake.loading import CheckedTable, IntakeOptions
from services.intake.options import CellCorrection, RowDecision
from services.intake.report import build_report_document
from services.intake.scope.understanding import Origin
from tests.fixtures.intake_tables import build_options, check_text, write_more_vintage, write_small_vintages
from tests.fixtures.printed_reports import PrintedSheet, check_printed, write_ods, write_xls, write_xlsx

LETTERHEAD: list[list[object]] = [
    ["BẢO HIỂM XÃ HỘI TỈNH ĐIỆN BIÊN", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
    [None, None, None, "Độc lập - Tự do - Hạnh phúc"],
    ["KẾT QUẢ THAM GIA BHXH TỰ NGUYỆN"],
    ["Tính đến ngày 30/6/2021"],
    [],
]
SIGNATURES: list[list[object]] = [
    [],
    [None, None, None, "Điện Biên, ngày 05 tháng 7 năm 2021"],
    [None, "NGƯỜI LẬP BIỂU", None, "GIÁM ĐỐC"],
    [],
    [None, "Nguyễn Thị Hoa", None, "Trần Văn Nam"],
]


@pytest.fixture
def store(sqlite_engine: Engine) -> Engine:
    write_small_vintages(sqlite_engine)
    return sqlite_engine


def facts(checked: CheckedTable) -> dict[tuple[str, str, str, date], int]:
    assert checked.refusal is None, (checked.refusal.code, checked.refusal.message.vi)
    assert checked.draft is not None
    frame = checked.draft.facts
    keys = zip(frame["area_code"], frame["scheme"], frame["measure"], frame["as_of"], strict=True)
    return dict(zip(keys, frame["count"].astype(int), strict=True))


def enrolled(checked: CheckedTable, day: date = date(2021, 6, 30), scheme: str = "BHXH_TN") -> dict[str, int]:
    return {key[0]: count for key, count in facts(checked).items() if key[1:] == (scheme, "enrolled", day)}


def assert_sums(checked: CheckedTable, count: int) -> None:
    sums = checked.report.check_sums
    assert [one for one in sums if not one.holds] == []
    assert len(sums) == count


def assert_all_rows_have_an_outcome(checked: CheckedTable, path: Path, rows: int) -> None:
    document = build_report_document(checked.report)
    assert document["rows_read"] == sum(document["outcomes"].values()) == len(document["rows"]) == rows


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
    assert enrolled(checked) == {"03158": 8, "03160": 12, "03217": 25, "03226": 15}
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
    assert enrolled(settled) == {"03158": 8, "03160": 12, "03217": 25, "03229": 4, "03226": 15}
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
    assert enrolled(checked) == {"03158": 8, "03160": 12, "21487": 5}
    assert checked.understood.province_code.value is None


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
    assert enrolled(checked) == {"03158": 8, "03160": 12, "03217": 25, "03226": 15}
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
    assert enrolled(checked) == {"03158": 8, "03160": 12, "03217": 25, "03226": 15}
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
    assert enrolled(checked) == {"03158": 8, "03160": 12, "03226": 15}
    assert_sums(checked, 2)


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
        assert tuple(enrolled(checked, scheme=scheme).values()) == counts
    assert facts(checked)["03158", "BHYT", "target", date(2021, 12, 31)] == 900
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
    assert enrolled(checked, date(2020, 6, 30)) == {"03217": 1, "03226": 5}
    assert enrolled(checked, date(2021, 3, 31)) == {"03217": 3, "03226": 7}
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
    assert enrolled(checked, date(2020, 6, 30)) == {"03158": 5, "03160": 10}
    assert enrolled(checked) == {"03158": 8, "03160": 12}
    assert checked.understood.scheme.origin == checked.understood.province_code.origin == Origin.FILE_NAME
    (difference,) = checked.report.findings
    assert (difference.code, difference.place.row, difference.place.column) == ("rate_differs", 4, "F")
    assert "61,0" in difference.message.vi
    assert "60,0" in difference.message.vi


def test_one_sheet_per_scheme_beside_a_cover_and_notes(store: Engine, tmp_path: Path) -> None:
    def build(scheme: str, counts: tuple[int, int]) -> PrintedSheet:
        return PrintedSheet(
            [
                [f"Số người tham gia {scheme} đến 30/6/2021"],
                ["Xã", "Người tham gia"],
                ["Xã Sín Thầu", counts[0]],
                ["Xã Mường Nhé", counts[1]],
            ]
        )

    sheets = {
        "Bìa": PrintedSheet([["BÁO CÁO THÁNG 6 NĂM 2021"], ["BHXH TỈNH ĐIỆN BIÊN"]]),
        "BHXHTN": build("BHXH tự nguyện", (8, 12)),
        "BHTN": build("bảo hiểm thất nghiệp", (4, 5)),
        "Thuyết minh": PrintedSheet([["Số liệu lấy từ phần mềm TST."], ["Đã đối chiếu với bưu điện."]]),
    }
    path = write_xlsx(tmp_path / "dien_bien.xlsx", sheets)
    checked = check_printed(store, path)
    assert enrolled(checked) == {"03158": 8, "03160": 12}
    assert enrolled(checked, scheme="BHTN") == {"03158": 4, "03160": 5}
    reasons = {sheet.sheet.name: sheet.reason for sheet in checked.understood.sheets}
    assert reasons["Bìa"] is not None
    assert reasons["Thuyết minh"] is not None
    assert reasons["BHTN"] is None
    assert_all_rows_have_an_outcome(checked, path, 12)


def test_one_sheet_per_district_named_by_it(store: Engine, tmp_path: Path) -> None:
    def build(names: dict[str, int]) -> PrintedSheet:
        rows: list[list[object]] = [["Đơn vị", "Người tham gia BHXH tự nguyện 30/6/2021"]]
        return PrintedSheet([*rows, *([name, count] for name, count in names.items()), ["Cộng", sum(names.values())]])

    sheets = {
        "Mường Nhé": build({"Xã Sín Thầu": 8, "Xã Mường Nhé": 12}),
        "H. Tủa Chùa": build({"Thị trấn Tủa Chùa": 25, "Xã Quý Hòa": 15}),
    }
    checked = check_printed(store, write_xlsx(tmp_path / "a.xlsx", sheets))
    assert enrolled(checked) == {"03158": 8, "03160": 12, "03217": 25, "03226": 15}
    assert checked.understood.province_code.value == "11"
    assert_sums(checked, 2)


def test_a_header_repeated_after_a_page_break_is_ignored(store: Engine, tmp_path: Path) -> None:
    header: list[object] = ["STT", "Đơn vị", "Người tham gia"]
    rows: list[list[object]] = [
        *LETTERHEAD,
        header,
        ["A", "B", 1],
        [1, "Xã Sín Thầu", 8],
        header,
        ["A", "B", 1],
        [2, "Xã Mường Nhé", 12],
        [None, "Tổng số", 20],
    ]
    checked = check_printed(store, write_xlsx(tmp_path / "a.xlsx", {"S": PrintedSheet(rows)}))
    assert enrolled(checked) == {"03158": 8, "03160": 12}
    kinds = [laid.kind for laid in checked.report.table.laid]
    assert kinds.count(RowKind.HEADER) == 4
    assert_sums(checked, 1)


def test_a_date_that_only_the_file_name_gives(store: Engine, tmp_path: Path) -> None:
    rows: list[list[object]] = [["Xã", "KH năm 2021", "Thực hiện"], ["Xã Sín Thầu", 10, 8], ["Xã Mường Nhé", 20, 12]]
    path = write_xlsx(tmp_path / "bhxhtn_dien_bien_30.6.2021.xlsx", {"Sheet1": PrintedSheet(rows)})
    checked = check_printed(store, path)
    assert enrolled(checked) == {"03158": 8, "03160": 12}
    assert checked.understood.as_of.origin == Origin.FILE_NAME


def test_without_any_date_the_cut_off_is_asked_for_and_everything_else_is_told(store: Engine, tmp_path: Path) -> None:
    rows: list[list[object]] = [["Xã", "Thực hiện BHXH tự nguyện"], ["Xã Sín Thầu", 8], ["Xã Mường Nhé", 12]]
    checked = check_printed(store, write_xlsx(tmp_path / "a.xlsx", {"S": PrintedSheet(rows)}))
    assert checked.refusal is not None
    assert "as_of_missing" in {finding.code for finding in checked.report.errors}
    assert [column.header for column in checked.report.table.columns] == ["Xã", "Thực hiện BHXH tự nguyện"]


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
    assert enrolled(check_printed(store, path, IntakeOptions(unit_count=1000))) == {"03158": 1250, "03160": 2500}


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
    assert enrolled(settled) == {"03158": 4299, "03160": 4000}
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
    assert enrolled(kept) == {"03158": 2, "03160": 1500}
    assert [one.difference_count for one in kept.report.check_sums] == [1998]


def test_rows_of_which_something_is_told_apart_are_not_added_twice(store: Engine, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        *LETTERHEAD,
        ["STT", "Đơn vị", "Người tham gia"],
        [None, "Tổng cộng", 20],
        [None, "Trong đó: nữ", 9],
        [1, "Xã Sín Thầu", 8],
        [None, "- Trong đó: hộ nghèo", 3],
        [2, "Xã Mường Nhé", 12],
    ]
    checked = check_printed(store, write_xlsx(tmp_path / "a.xlsx", {"S": PrintedSheet(rows)}))
    assert enrolled(checked) == {"03158": 8, "03160": 12}
    assert_sums(checked, 1)


def test_a_report_whose_rows_are_districts_loads_at_their_level(store: Engine, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        *LETTERHEAD,
        ["STT", "Đơn vị", "Người tham gia"],
        [1, "Huyện Mường Nhé", 20],
        [2, "Huyện Tủa Chùa", 40],
        [None, "Cộng toàn tỉnh", 60],
    ]
    checked = check_printed(store, write_xlsx(tmp_path / "a.xlsx", {"S": PrintedSheet(rows)}))
    assert enrolled(checked) == {"096": 20, "098": 40}
    assert checked.understood.level.value == Level.MANAGING_UNIT
    assert_sums(checked, 1)


def test_a_year_that_could_be_so_far_or_at_its_end_is_asked_about(store: Engine, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        *LETTERHEAD,
        ["STT", "Đơn vị", "Thực hiện năm 2020", "Thực hiện năm 2021"],
        [1, "Xã Sín Thầu", 5, 8],
        [2, "Xã Mường Nhé", 10, 12],
    ]
    path = write_xlsx(tmp_path / "a.xlsx", {"S": PrintedSheet(rows)})
    (error,) = check_printed(store, path).report.errors
    assert (error.code, error.place.column) == ("column_uncertain", "D")
    assert "enrolled:2021-06-30" in error.hint.vi
    settled = check_printed(store, path, IntakeOptions(mapping={"D": "enrolled:as_of"}))
    assert enrolled(settled) == {"03158": 8, "03160": 12}
    assert enrolled(settled, date(2020, 12, 31)) == {"03158": 5, "03160": 10}


def test_xa_and_huyen_written_with_one_letter_are_no_numbering(store: Engine, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        *LETTERHEAD,
        ["Đơn vị", "Người tham gia"],
        ["H. Mường Nhé", 20],
        ["X. Sín Thầu", 8],
        ["X. Mường Nhé", 12],
    ]
    checked = check_printed(store, write_xlsx(tmp_path / "a.xlsx", {"S": PrintedSheet(rows)}))
    assert enrolled(checked) == {"03158": 8, "03160": 12}
    assert_sums(checked, 1)


def test_numbers_written_before_the_names_are_no_part_of_them(store: Engine, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        *LETTERHEAD,
        ["Tên đơn vị", "Người tham gia"],
        ["I. Huyện Mường Nhé", 20],
        ["1. Xã Sín Thầu", 8],
        ["2. Xã Mường Nhé", 12],
        ["II. Huyện Tủa Chùa", 15],
        ["1. Xã Quý Hòa", 15],
    ]
    checked = check_printed(store, write_xlsx(tmp_path / "a.xlsx", {"S": PrintedSheet(rows)}))
    assert enrolled(checked) == {"03158": 8, "03160": 12, "03226": 15}
    assert_sums(checked, 2)


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


def test_a_sheet_without_a_table_is_refused_with_its_reason(store: Engine, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"Thư": PrintedSheet([["Kính gửi các đơn vị"], ["Trân trọng."]])})
    with pytest.raises(BadInput) as caught:
        check_printed(store, path)
    assert caught.value.code == "table_not_found"
    assert "Thư" in caught.value.message.vi


def test_a_cut_off_in_the_future_is_refused(store: Engine, tmp_path: Path) -> None:
    rows: list[list[object]] = [["Xã", "Tham gia BHXH tự nguyện 30/6/2027"], ["Xã Sín Thầu", 8], ["Xã Nậm Kè", 1]]
    checked = check_printed(store, write_xlsx(tmp_path / "a.xlsx", {"S": PrintedSheet(rows)}))
    assert "date_in_future" in {finding.code for finding in checked.report.errors}


def test_more_rows_than_a_report_can_account_for_are_refused_at_once(store: Engine, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Xã;Tham gia BHXH tự nguyện 30/6/2021\n" + "Xã Sín Thầu;8\n" * 200_001, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        check_printed(store, path)
    assert caught.value.place.row == 200_001


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
    ],
    ids=["group", "column of districts", "code"],
)
def test_an_island_district_without_communes_is_a_place_of_its_own_and_no_subtotal(
    sqlite_engine: Engine, tmp_path: Path, rows: list[str]
) -> None:
    write_more_vintage(sqlite_engine, "VN-2016-01-01-island", ISLAND)
    header = rows[0].replace("Số", "Người tham gia 31/12/2021").replace("Mã;", "Mã xã;")
    options = build_options(vintage_id="VN-2016-01-01-island", province_code="51")
    checked = check_text(sqlite_engine, tmp_path, "\n".join([header, *rows[1:]]), options=options)
    assert {key[0]: count for key, count in facts(checked).items()} == BA_TO | {"21548": 7}
