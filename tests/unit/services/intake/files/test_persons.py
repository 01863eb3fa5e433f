"""Sheets that list persons are refused in any layout, without a word of what they hold; counts are not."""

from __future__ import annotations

import logging
import time
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from geodata.errors import BadInput
from services.intake.files.persons import refuse_persons
from services.intake.files.sheets import Sheet, SheetRow, read_workbook
from services.intake.values.cells import Cell
from tests.fixtures.bad_workbooks import build_xlsx
from tests.fixtures.intake_tables import check_file, check_text, write_workbook

LETTERHEAD: list[list[Cell]] = [["BẢO HIỂM XÃ HỘI TỈNH"], ["Danh sách kèm theo"], [None, None, "Kính gửi"], ["STT"]]

NAME, CITIZEN, INSURED = "Nguyễn Thị Bí Mật", "001090123456", "0123456789"


def build_sheet(rows: list[list[Cell]]) -> Sheet:
    return Sheet("a.xlsx", "0", "Biểu", tuple(SheetRow(n, tuple(cells)) for n, cells in enumerate(rows, start=1)))


def refuse(rows: list[list[Cell]]) -> BadInput:
    with pytest.raises(BadInput) as caught:
        refuse_persons(build_sheet(rows))
    error = caught.value
    assert error.code == "persons_refused"
    told = f"{error} {error.message} {error.hint} {error.place}"
    assert not any(text in told for text in ("Bí Mật", CITIZEN, INSURED, "1090"))
    assert error.place.text is None
    return error


@pytest.mark.parametrize(
    "rows",
    [
        [["Họ và tên", "Số CCCD"], [NAME, CITIZEN]],
        [*LETTERHEAD, ["Họ tên", "Mã số\nBHXH"], [NAME, INSURED]],
        [["Họ tên", "Mã số BHXH (10 số)"], [NAME, INSURED]],
        [["A", "B"], *([f"x{n}", f"0010901234{n:02d}"] for n in range(3))],
        [["A", "B"], *([f"x{n}", f"001 090 1234{n:02d}"] for n in range(3))],
        [["A", "B"], *([f"x{n}", 1090123456.0 * 10 + n] for n in range(3))],
        [["A", "Thẻ"], *([f"x{n}", f"HC4010112345{n:03d}"] for n in range(3))],
        [["Họ tên", "CMND"], [NAME, "012345678"]],
        [["Họ và tên", "Ngày sinh"], *([f"{NAME} {n}", f"0{n}/02/1970"] for n in range(1, 5))],
        [["Họ và tên", "Năm sinh"], *([f"{NAME} {n}", 1970.0 + n] for n in range(1, 5))],
        [["Tên xã", "Số"], ["Xã A", 12.0], ["Xã B", 13.0], [None], ["Họ tên", "CCCD"], [NAME, CITIZEN]],
        [["Xã", "Người mới tham gia"], *([f"Xã {n}", f"{NAME} ({CITIZEN[:-1]}{n})"] for n in range(3))],
        [["Xã", "Ghi chú"], *([f"Xã {n}", f"thẻ HC4010112345{n:03d}, đã trả"] for n in range(3))],
        [["Thôn", "Họ và tên"], *(["Thôn 1", f"Nguyễn Thị {name}"] for name in ("Hoa", "Mận", "Đào"))],
        [*LETTERHEAD, ["Thôn", "HỌ, TÊN NGƯỜI THAM GIA"], *(["1", f"VỪ A {name}"] for name in ("SÚA", "PÓ", "DÌA"))],
    ],
)
def test_lists_of_persons_are_refused_in_any_layout(rows: list[list[Cell]]) -> None:
    assert refuse(rows).place.column == "B"


@pytest.mark.parametrize(
    "rows",
    [
        [["Tên xã", "Số người", "Ngày"], ["Xã A", 4299.0, date(2019, 3, 31)], ["Người lập biểu (ký, ghi rõ họ tên)"]],
        [["Tên xã", "Lực lượng lao động"], *([f"Xã {n}", 25_000.0 + n] for n in range(40))],
        [["Tên xã", "Bắt đầu"], *([f"Xã {n}", date(2021, 6, 1)] for n in range(40)), ["Họ tên, chữ ký"]],
        [["Đại lý", "Mã số thuế"], *([f"Bưu điện {n}", f"01001086{n:02d}"] for n in range(40))],
        [["Số hộ"], ["Tên xã"], ["Mã số BHXH"]],
        [["Tên xã", "Điện thoại"], ["Xã A", "0912345678"]],
        [["Tên xã", "Số"], ["Xã A", 1.0], ["Người lập biểu (ký, ghi rõ họ tên)"], ["Trần A"], ["Lê B"], ["Vũ C"]],
        [["Họ và tên", "Số"], ["Xã Mường Nhé", 1.0], ["Xã Sín Thầu", 2.0], ["Phường Him Lam", 3.0]],
        [["Xã", "Quyết định"], *([f"Xã {n}", f"số 12/QĐ-BHXH{n} ngày 01012021000{n}a"] for n in range(4))],
    ],
)
def test_counts_are_no_persons(rows: list[list[Cell]]) -> None:
    refuse_persons(build_sheet(rows))


def test_any_sheet_of_a_workbook_is_looked_through_and_nothing_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    sheets = read_workbook(build_xlsx([["Họ tên", "CCCD"], [NAME, CITIZEN]], sheets=["1", "2"]), "a.xlsx").sheets
    for sheet in sheets:
        with pytest.raises(BadInput):
            refuse_persons(sheet)
    assert NAME not in caplog.text
    assert CITIZEN not in caplog.text


def test_twelve_thousand_rows_are_looked_through_at_once() -> None:
    rows: list[list[Cell]] = [[f"{n:05d}", f"Xã số {n}", *(float(n * k) for k in range(12))] for n in range(12_000)]
    sheet = build_sheet([["Mã", "Tên xã"], *rows])
    started = time.process_time()
    refuse_persons(sheet)
    assert time.process_time() - started < 2


PERSONS = (
    "Họ và tên;Ngày sinh;Số CCCD;Xã\nNguyễn Văn A;01/02/1980;011080001234;Xã Sín Thầu\n",
    "Họ và tên;Ngày sinh;Mã;Xã\nNguyễn Văn A;01/02/1980;1112345678;Xã Sín Thầu\n",
    "Xã;Mã số BHXH\nXã Sín Thầu;1112345678\n",
    "Xã;Số\n" + "".join(f"Xã Sín Thầu;01108000123{number}\n" for number in range(3)),
)


@pytest.mark.parametrize("text", PERSONS)
def test_a_list_of_persons_is_refused_and_nothing_of_it_told(
    store: Engine, tmp_path: Path, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(BadInput) as caught:
        check_text(store, tmp_path, text)
    error = caught.value
    assert error.code == "persons_refused"
    told = " ".join((caplog.text, str(error), error.message.vi, error.hint.vi, str(error.place)))
    for secret in ("Nguyễn", "1112345678", "01108000"):
        assert secret not in told


def test_numbers_of_persons_in_number_cells_are_noticed(store: Engine, tmp_path: Path) -> None:
    rows = [["Xã", "Số"], *[["Xã Sín Thầu", 11080001234 + number] for number in range(3)]]
    with pytest.raises(BadInput) as caught:
        check_file(store, write_workbook(tmp_path / "a.xlsx", rows))
    assert caught.value.code == "persons_refused"
