"""Which sheets of a workbook are read: one per scheme or district, none without a table, hidden ones by name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from geodata.errors import BadInput
from services.intake.loading import CheckedTable, IntakeOptions
from services.intake.report import build_report_document
from tests.fixtures.checked_tables import DAY, assert_sums, list_enrolled, list_facts
from tests.fixtures.group_reports import build_rows
from tests.fixtures.printed_reports import PrintedSheet, check_printed, write_xlsx


def assert_all_rows_have_an_outcome(checked: CheckedTable, path: Path, rows: int) -> None:
    document = build_report_document(checked.report)
    assert document["rows_read"] == sum(document["outcomes"].values()) == len(document["rows"]) == rows


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
    assert list_enrolled(checked) == {"03158": 8, "03160": 12}
    assert list_enrolled(checked, scheme="BHTN") == {"03158": 4, "03160": 5}
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
    assert list_enrolled(checked) == {"03158": 8, "03160": 12, "03217": 25, "03226": 15}
    assert checked.understood.province_code.value == "11"
    assert_sums(checked, 2)


def test_a_sheet_without_a_table_is_refused_with_its_reason(store: Engine, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"Thư": PrintedSheet([["Kính gửi các đơn vị"], ["Trân trọng."]])})
    with pytest.raises(BadInput) as caught:
        check_printed(store, path)
    assert caught.value.code == "table_not_found"
    assert "Thư" in caught.value.message.vi


def test_more_rows_than_a_report_can_account_for_are_refused_at_once(store: Engine, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Xã;Tham gia BHXH tự nguyện 30/6/2021\n" + "Xã Sín Thầu;8\n" * 200_001, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        check_printed(store, path)
    assert caught.value.place.row == 200_001


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
