"""Layouts that nobody had seen before: each once misled the reader, or was asked about for nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from geodata.areas import Level
from geodata.legacy_text import LegacyCoding, decode_text
from services.intake.headers.header_meanings import read_meaning
from services.intake.headers.headers import read_header
from services.intake.layout.row_kinds import is_total
from services.intake.loading import CheckedTable, IntakeOptions
from services.intake.scope.cited_papers import strip_cited
from services.store import tables
from services.store.engine import begin_write
from tests.fixtures.intake_tables import OLD_VINTAGE, write_more_vintage, write_small_vintages
from tests.fixtures.printed_reports import PrintedSheet, check_printed, write_xls, write_xlsx
from tests.fixtures.small_areas import OLD_AREAS

DAY = date(2021, 6, 30)
HEAD: list[object] = ["STT", "Đơn vị"]
PLACES = (
    ("I", "Huyện Mường Nhé"),
    (1, "Xã Sín Thầu"),
    (2, "Xã Mường Nhé"),
    ("II", "Huyện Tủa Chùa"),
    (1, "TT. Tủa Chùa"),
    (2, "Xã Quý Hòa"),
)
Row = Sequence[object]


@pytest.fixture
def store(sqlite_engine: Engine) -> Engine:
    write_small_vintages(sqlite_engine)
    return sqlite_engine


def build_rows(titles: Sequence[str], headers: Sequence[Row], values: Sequence[Row], code_row: Row = ()) -> list[Row]:
    """Rows of a report on four communes in two groups without subtotals; ``values``: one row per commune."""
    left = iter(values)
    rows: list[Row] = [[title] for title in ("BHXH TỈNH ĐIỆN BIÊN", *titles)]
    rows += [[*(HEAD if place == 0 else (None, None)), *header] for place, header in enumerate(headers)]
    rows += [list(code_row)] if code_row else []
    return [*rows, *([*place, *(next(left) if isinstance(place[0], int) else ())] for place in PLACES)]


def check(
    store: Engine,
    folder: Path,
    titles: Sequence[str],
    headers: Sequence[Row],
    values: Sequence[Row],
    code_row: Row = (),
) -> CheckedTable:
    sheet = PrintedSheet(build_rows(titles, headers, values, code_row))
    return check_printed(store, write_xlsx(folder / "bang.xlsx", {"Biểu 01": sheet}))


def list_codes(checked: CheckedTable) -> set[str]:
    return {finding.code for finding in checked.report.errors}


def list_facts(checked: CheckedTable) -> dict[tuple[str, str, str, date], int]:
    assert checked.refusal is None, (checked.refusal.code, checked.refusal.message.vi)
    frame = checked.report.facts
    keys = zip(frame["area_code"], frame["scheme"], frame["measure"], frame["as_of"], strict=True)
    return dict(zip(keys, frame["count"].astype(int), strict=True))


@pytest.mark.parametrize(
    "cited",
    [
        "Ban hành theo QĐ số 1456/QĐ-BHXH ngày 06/7/2022",
        "Điện Biên, ngày 05 tháng 7 năm 2021",
        "BHXH tỉnh Điện Biên, ngày 05/7/2021",
        "(Kèm theo Công văn số 12/BHXH-QLT ngày 10/7/2021 của BHXH tỉnh)",
        "Thực hiện Nghị quyết số 05/2022/NQ-HĐND",
        "Ngày in: 05/07/2021",
    ],
)
def test_the_day_of_a_cited_paper_or_a_signature_is_no_cut_off(store: Engine, tmp_path: Path, cited: str) -> None:
    titles = [cited, "BHXH TỰ NGUYỆN THÁNG 6/2021"]
    checked = check(store, tmp_path, titles, [["Thực hiện"]], [[5], [6], [7], [8]])
    assert checked.understood.as_of.value == DAY
    assert set(list_facts(checked)) == {
        (code, "BHXH_TN", "enrolled", DAY) for code in ("03158", "03160", "03217", "03226")
    }


def test_a_cut_off_beside_a_cited_paper_stays() -> None:
    assert strip_cited("Đến ngày 31/3/2019 (theo QĐ 12/QĐ-UBND ngày 4/1/2019)").startswith("den ngay 31/3/2019")
    assert "31/3/2019" in strip_cited("Theo Quyết định của UBND tỉnh, tính đến ngày 31/3/2019")
    assert "31/3/2019" in strip_cited("Quý I, ngày 31/3/2019")


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("Phát triển mới · Lũy kế 6 tháng", "gross_new:2021-06-30"),
        ("Phát triển mới · Trong tháng · Thực hiện", "gross_new_month:2021-06-30"),
        ("Tăng mới đến 30/6/2021", "gross_new:2021-06-30"),
        ("Tăng mới 6/2021", "gross_new_month:2021-06-30"),
        ("BHXH tự nguyện · Số lao động", "enrolled:2021-06-30:BHXH_TN"),
        ("Số đầu kỳ (31/12/2020)", "enrolled:2020-12-31"),
        ("Cuối năm 2020", "enrolled:2020-12-31"),
        ("Đầu năm", "enrolled:2020-12-31"),
        ("TH 30/6/21", "enrolled:2021-06-30"),
        ("Số tiền phải thu (đồng)", "ignore"),
        ("BHXH bắt buộc · Số đơn vị", "ignore"),
        ("Chênh lệch", "recomputed"),
        ("Đạt", "recomputed"),
    ],
)
def test_headers_that_once_misled(header: str, meaning: str) -> None:
    assert str(read_meaning(header, Level.COMMUNE, DAY).meaning) == meaning


@pytest.mark.parametrize(
    ("header", "proposal"),
    [
        ("Chỉ tiêu phát triển mới", "None"),  # neither a target of the stock nor people won
        ("Phát triển mới · KH", "None"),
        ("Thực hiện trong tháng", "gross_new_month:2021-06-30"),
        ("Lũy kế từ đầu năm", "gross_new:2021-06-30"),
        ("BHXH tự nguyện · Mức hỗ trợ", "None"),
        ("Số người chưa tham gia BHXH TN", "None"),
        ("Số người dừng tham gia", "None"),
        ("Số người giảm trong kỳ", "None"),
        ("Số HSSV tham gia BHYT", "None"),
        ("Thực hiện tháng trước", "None"),
        ("Dự kiến thực hiện đến 31/12/2021", "enrolled:2021-12-31"),
        ("Ước thực hiện tháng 7/2021", "enrolled:2021-07-31"),
    ],
)
def test_what_is_no_stock_of_all_participants_is_asked(header: str, proposal: str) -> None:
    reading = read_meaning(header, Level.COMMUNE, DAY)
    assert reading.meaning is None
    assert str(reading.proposal) == proposal


@pytest.mark.parametrize(
    ("title", "proposal"),
    [
        ("SỐ NGƯỜI THAM GIA MỚI BHXH TỰ NGUYỆN ĐẾN 30/6/2021", "gross_new:2021-06-30:BHXH_TN"),
        ("RÀ SOÁT NGƯỜI CHƯA THAM GIA BHXH TỰ NGUYỆN ĐẾN 30/6/2021", "None"),
    ],
)
def test_a_count_that_only_its_title_explains_is_asked(
    store: Engine, tmp_path: Path, title: str, proposal: str
) -> None:
    checked = check(store, tmp_path, [title], [["Thực hiện"]], [[5], [6], [7], [8]])
    assert checked.draft is None
    assert str(checked.report.table.columns[2].proposal) == proposal
    assert list_codes(checked) & {"column_uncertain", "column_unrecognised"}


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


def test_bhxh_alone_takes_no_scheme_of_a_title_about_others(store: Engine, tmp_path: Path) -> None:
    for title in ("THAM GIA BHXH, BHTN ĐẾN 30/6/2021", "THAM GIA BHTN ĐẾN 30/6/2021"):
        checked = check(store, tmp_path, [title], [["Số người tham gia BHXH"]], [[5], [6], [7], [8]])
        assert list_codes(checked) == {"scheme_missing"}


def test_two_columns_of_one_day_are_a_doubt_only_where_they_differ(store: Engine, tmp_path: Path) -> None:
    titles = ["BHXH TỰ NGUYỆN", "Đến 31/12/2021"]
    headers: list[Row] = [["Thực hiện năm 2020", "Cùng kỳ năm trước", "Thực hiện"]]
    same = [[4, 4, 5], ["1.005", 1005, 6], [6, "6", 7], ["-", "-", 8]]
    assert len(list_facts(check(store, tmp_path, titles, headers, same))) == 7
    different = [[4, 4, 5], [5, 5, 6], [6, 6, 7], [7, 70, 8]]
    assert "columns_repeat" in list_codes(check(store, tmp_path, titles, headers, different))


def test_accents_tell_a_commune_from_a_total() -> None:
    assert not is_total("Cống Vị")
    assert not is_total("CỐNG VỊ")
    assert is_total("Cộng VI")
    assert is_total("TONG CONG")


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


def test_the_vintage_that_holds_the_named_province_is_taken(store: Engine, tmp_path: Path) -> None:
    others = tuple(area for area in OLD_AREAS if area[1] in ("VN", "51", "533", "21484", "21487"))
    write_more_vintage(store, "VN-2016-01-01-khac", others)
    write_more_vintage(store, "VN-2016-01-01-nhap", OLD_AREAS)
    titles, headers, values = ["BHXH TỰ NGUYỆN ĐẾN 30/6/2021"], [["Thực hiện"]], [[5], [6], [7], [8]]
    asked = check(store, tmp_path, titles, headers, values)
    assert list_codes(asked) == {"vintage_ambiguous"}
    (finding,) = asked.report.errors
    assert "khac" not in finding.hint.vi
    with begin_write(store) as connection:
        held = tables.vintage.c.vintage_id == OLD_VINTAGE
        connection.execute(tables.vintage.update().where(held).values(activated_at=datetime(2026, 1, 2, tzinfo=UTC)))
    assert check(store, tmp_path, titles, headers, values).understood.vintage_id.value == OLD_VINTAGE


def encode_tcvn3(text: str) -> str:
    """The text as a program of the nineties left it, read as Latin-1; capitals with tones were a matter of the font."""
    letters = {decode_text(chr(code), LegacyCoding.TCVN3): chr(code) for code in range(0xA1, 0xFF)}
    return "".join(letters.get(letter) or letters.get(letter.lower()) or letter for letter in text)


def test_tcvn3_is_read_as_unicode_and_said_so(store: Engine, tmp_path: Path) -> None:
    rows = build_rows(["Kết quả tham gia BHXH tự nguyện", "Đến 30/6/2021"], [["Thực hiện"]], [[5], [6], [7], [8]])
    coded = [[encode_tcvn3(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    text = "\r\n".join(";".join("" if cell is None else str(cell) for cell in row) for row in coded)
    table = tmp_path / "bang.csv"
    table.write_bytes(text.encode("latin-1"))
    for path in (write_xls(tmp_path / "bang.xls", {"B1": PrintedSheet(coded)}), table):
        checked = check_printed(store, path)
        assert list_facts(checked)["03226", "BHXH_TN", "enrolled", DAY] == 8
        assert [finding.code for finding in checked.report.findings] == ["legacy_text"]


def encode_cp1258(letter: str) -> bytes:
    """One letter as Windows wrote it: tones are characters of their own."""
    try:
        return letter.encode("cp1258")
    except UnicodeEncodeError:
        base, *marks = unicodedata.normalize("NFD", letter)
        tones = [mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323"]
        vowel = unicodedata.normalize("NFC", base + "".join(mark for mark in marks if mark not in tones))
        return (vowel + "".join(tones)).encode("cp1258")


def test_code_page_1258_is_not_taken_for_tcvn3(store: Engine, tmp_path: Path) -> None:
    rows = build_rows(["BHXH TN, ngày 30/6/2021"], [["Ke hoach", "Thuc hien"]], [[9, 5], [9, 6], [9, 7], [9, 8]])
    text = "\r\n".join(";".join("" if cell is None else str(cell) for cell in row) for row in rows)
    path = tmp_path / "bang.csv"
    path.write_bytes(b"".join(map(encode_cp1258, text)))
    checked = check_printed(store, path)
    assert list_facts(checked)["03226", "BHXH_TN", "enrolled", DAY] == 8
    assert checked.report.findings == ()


def test_a_hidden_sheet_is_loaded_by_name_only(store: Engine, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    sheets = {
        name: PrintedSheet(build_rows([f"BHXH TỰ NGUYỆN ĐẾN 30/6/{year}"], [["Thực hiện"]], [[5], [6], [7], [8]]))
        for name, year in (("Mới", 2021), ("Cũ", 2020))
    }
    path = write_xlsx(tmp_path / "bang.xlsx", sheets)
    book = load_workbook(path)
    book["Cũ"].sheet_state = "hidden"
    book.save(path)
    checked = check_printed(store, path)
    assert {key[3] for key in list_facts(checked)} == {DAY}
    reason = checked.report.sheets[1].reason
    assert reason is not None
    assert "--sheet" in reason.vi
    asked_for = check_printed(store, path, IntakeOptions(sheet_names=("Cũ",)))
    assert {key[3] for key in list_facts(asked_for)} == {date(2020, 6, 30)}


def test_failing_check_sums_are_a_warning_of_the_file(store: Engine, tmp_path: Path) -> None:
    rows = build_rows(["BHXH TỰ NGUYỆN ĐẾN 30/6/2021"], [["Thực hiện"]], [[5], [6], [7], [8]])
    rows.append([None, "TỔNG CỘNG", 27])
    checked = check_printed(store, write_xlsx(tmp_path / "bang.xlsx", {"Biểu": PrintedSheet(rows)}))
    (finding,) = checked.report.findings
    assert (finding.code, finding.place.row, finding.place.column) == ("check_sums_fail", 10, "C")
    assert "27 ≠ 26" in finding.message.vi
    assert "27 ≠ 26" in finding.message.en


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


def test_sources_are_read_from_notes_and_titles(store: Engine, tmp_path: Path) -> None:
    titles = ["BHXH TỰ NGUYỆN ĐẾN 30/6/2021", "(Chỉ tiêu giao theo Quyết định số 12/QĐ-UBND)"]
    headers: list[Row] = [["LLLĐ", "Chỉ tiêu", "Thực hiện"]]
    rows = build_rows(titles, headers, [[100, 9, 5], [100, 9, 6], [100, 9, 7], [100, 9, 8]])
    rows += [[], ["Nguồn: Phòng Quản lý thu – Sổ, thẻ"], [None, "Nguồn LLLĐ: Cục Thống kê, 1/4/2019."]]
    checked = check_printed(store, write_xlsx(tmp_path / "bang.xlsx", {"Biểu": PrintedSheet(rows)}))
    draft = checked.draft
    assert draft is not None
    assert draft.source == "Phòng Quản lý thu – Sổ, thẻ"
    assert draft.target_source == "Quyết định số 12/QĐ-UBND"
    assert draft.denominator_source == "Cục Thống kê, 1/4/2019"
    without = check(store, tmp_path, titles[:1], headers, [[100, 9, 5], [100, 9, 6], [100, 9, 7], [100, 9, 8]])
    assert without.draft is not None
    assert {without.draft.source, without.draft.target_source, without.draft.denominator_source} == {"bang.xlsx"}
