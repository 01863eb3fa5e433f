"""Files before any cell is understood: each kind of bad file is refused by name."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest

from geodata.errors import BadInput, NotFound
from services.intake.sheets import SheetLimits, read_sheet
from tests.fixtures.intake_tables import write_workbook

TEXT = "Mã xã;Tên xã;KH 2021\n03158;Xã Sín Thầu;4.299\n\n03160;Xã Mường Nhé;-\n"


def refuse(path: Path, **options: object) -> BadInput:
    with pytest.raises(BadInput) as caught:
        read_sheet(path, **options)  # type: ignore[arg-type]
    assert caught.value.exit_code == 3
    assert caught.value.place.file is not None
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_tables_are_read_in_any_unicode_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.encode(encoding))
    sheet = read_sheet(path)
    assert [row.number for row in sheet.rows] == [1, 2, 4]
    assert sheet.rows[1].cells == ("03158", "Xã Sín Thầu", "4.299")


def test_text_in_code_page_1258_is_composed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("Xa\u0303 Sín Thâ\u0300u;1\nx;2\n".encode("cp1258"))
    assert read_sheet(path).rows[0].cells[0] == "Xã Sín Thầu"


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(TEXT.replace(";", delimiter), encoding="utf-8")
    assert len(read_sheet(path).rows[0].cells) == 3


def test_the_hint_of_excel_names_the_delimiter_and_keeps_the_row_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("sep=|\na|b\n1|2\n", encoding="utf-8")
    assert [(row.number, row.cells) for row in read_sheet(path).rows] == [(2, ("a", "b")), (3, ("1", "2"))]


def test_workbooks_keep_types_and_row_numbers(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", [["Mã", "Ngày", "Số"], [], ["03158", date(2021, 6, 1), 4.299]])
    sheet = read_sheet(path)
    assert sheet.name == "Biểu 01"
    assert sheet.rows[1].number == 3
    assert sheet.rows[1].cells[:2] == ("03158", date(2021, 6, 1))
    assert sheet.rows[1].cells[2] == 4.299


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        read_sheet(tmp_path / "none.csv")


@pytest.mark.parametrize("content", [b"", b"  \n\n", b"\xef\xbb\xbf", b";;;\n;;;\n"])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert refuse(path).code == "table_empty"


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    assert refuse(write_workbook(tmp_path / "a.xlsx", [])).code == "table_empty"


def test_a_truncated_workbook_is_refused(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", [["a", "b"], [1, 2]])
    content = path.read_bytes()
    for length in (len(content) // 2, len(content) - 10, 40):
        path.write_bytes(content[:length])
        assert refuse(path).code == "workbook_broken"


def test_a_workbook_with_broken_parts_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook")
    assert refuse(path).code == "workbook_broken"


def test_an_encrypted_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    stream = "EncryptedPackage".encode("utf-16-le")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1024) + stream + bytes(1024))
    assert refuse(path).code == "workbook_encrypted"


def test_an_old_workbook_is_refused_with_the_mend(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2048))
    error = refuse(path)
    assert error.code == "workbook_old"
    assert ".xlsx" in error.hint.vi


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"%PDF-1.7\n...", "PDF"), (b"\x89PNG\r\n\x1a\n", "PNG"), (b"\n<html><table>", "HTML"), (b"{\\rtf1", "RTF")],
)
def test_a_file_of_another_kind_is_refused(tmp_path: Path, content: bytes, kind: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    error = refuse(path)
    assert error.code == "table_wrong_kind"
    assert kind in error.message.en


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x")
    assert refuse(path).code == "table_wrong_kind"


def test_binary_content_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(bytes(range(1, 32)) * 20)
    assert refuse(path).code == "table_not_text"


def test_a_quotation_mark_never_closed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a;b\n1;"2\n3;4\n', encoding="utf-8")
    assert refuse(path).code == "table_rows_uneven"


def test_a_row_longer_than_the_header_is_refused_with_its_number(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a;b\n1;2\n1;2;3\n", encoding="utf-8")
    error = refuse(path)
    assert (error.code, error.place.row) == ("table_rows_uneven", 3)


def test_several_filled_sheets_need_a_choice(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", [["a", "b"], [1, 2]], more_sheets=["Biểu 02"])
    error = refuse(path)
    assert error.code == "sheet_ambiguous"
    assert "Biểu 02" in error.message.en
    assert read_sheet(path, "Biểu 01").rows[0].cells == ("a", "b")
    with pytest.raises(NotFound):
        read_sheet(path, "Biểu 03")


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (SheetLimits(file_bytes=10), "table_too_large"),
        (SheetLimits(unpacked_bytes=10), "table_too_large"),
        (SheetLimits(row_count=1), "table_too_large"),
        (SheetLimits(column_count=1), "table_too_wide"),
    ],
)
def test_what_is_beyond_the_limits_is_refused(tmp_path: Path, limits: SheetLimits, code: str) -> None:
    path = write_workbook(tmp_path / "a.xlsx", [["a", "b"], [1, 2], [3, 4]])
    assert refuse(path, limits=limits).code == code
