"""Every kind of bad file is refused by name, in both languages, with place and mend."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest

from tests.fixtures.bad_workbooks import (
    build_compound,
    build_encrypted_xlsx,
    build_ods,
    build_row,
    build_xls,
    build_xlsx,
    build_xlsx_of,
    encrypt_xls,
    replace_parts,
)
from tests.fixtures.refused_workbooks import refuse


@pytest.mark.parametrize(
    "content", [b"", b"  \n\n", b"\xef\xbb\xbf", b";;;\n;;;\n", bytes(100), build_xlsx([]), build_ods([])]
)
def test_an_empty_file_is_refused(content: bytes) -> None:
    assert refuse(content).code == "table_empty"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n...", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"GIF89a\x01\x00", "GIF"),
        (b"{\\rtf1", "RTF"),
        (b"Rar!\x1a\x07", "RAR"),
        (b"<?xml version='1.0'?><a/>", "XML"),
        (build_compound({"WordDocument": bytes(5000)}), "Word"),
        (build_compound({"Other": bytes(5000)}), "OLE"),
        (replace_parts(build_xlsx(), {"word/document.xml": "", "xl/workbook.xml": ""}), "XLSX"),
    ],
)
def test_a_file_of_another_kind_is_refused_by_its_name(content: bytes, kind: str) -> None:
    if kind == "XLSX":
        assert refuse(content).code == "workbook_broken"  # it is a workbook whose list of sheets is gone
        return
    error = refuse(content)
    assert error.code == "table_wrong_kind"
    assert kind in error.message.vi
    assert kind in error.message.en


@pytest.mark.parametrize(
    ("part", "kind"), [("word/document.xml", "Word"), ("xl/workbook.bin", "XLSB"), ("a.txt", "ZIP")]
)
def test_an_archive_that_is_no_workbook_is_refused(part: str, kind: str) -> None:
    assert kind in refuse(_zip({part: b"x"})).message.en


def test_an_archive_with_a_table_in_it_is_to_be_unpacked() -> None:
    error = refuse(_zip({"thang 3/bao cao.xlsx": build_xlsx()}))
    assert error.code == "table_is_zipped"
    assert "bao cao.xlsx" in error.message.vi


@pytest.mark.parametrize(
    "content",
    [
        "<html><body><table><tr><td>Mã xã</td></tr></table></body></html>".encode(),
        "\ufeff<!DOCTYPE html>\n<html><table></table></html>".encode(),
        "<table border=1><tr><td>Mã</td></tr></table>".encode("utf-16"),
        b"<meta http-equiv='Content-Type' content='text/html'><table></table>",
        b"MIME-Version: 1.0\nContent-Type: multipart/related",
    ],
)
def test_a_web_page_named_xls_is_told_for_what_it_is(content: bytes) -> None:
    error = refuse(content, "báo cáo.xls")
    assert error.code == "table_is_html"
    assert "HTML" in error.message.vi
    assert ".xlsx" in error.hint.vi


def test_an_xml_spreadsheet_of_2003_is_told_for_what_it_is() -> None:
    content = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
    assert refuse(content, "a.xls").code == "workbook_is_xml_2003"


def test_a_workbook_from_before_1997_is_told_for_what_it_is() -> None:
    assert refuse(b"\x09\x08\x08\x00\x00\x05\x05\x00" + bytes(100), "a.xls").code == "workbook_too_old"


@pytest.mark.parametrize("build", [build_xlsx, build_xls, build_ods])
def test_a_truncated_workbook_is_refused(build: Callable[[], bytes]) -> None:
    content = build()
    for length in (len(content) // 2, len(content) - 600, 40):
        assert refuse(content[:length]).code == "workbook_broken"


@pytest.mark.parametrize(
    ("parts", "sheet_name"),
    [
        ({"xl/workbook.xml": "<workbook"}, None),
        ({"xl/_rels/workbook.xml.rels": ""}, None),
        ({"xl/worksheets/sheet1.xml": '<worksheet><sheetData><row r="1"><c r="A1"'}, "Biểu 01"),
        ({"xl/worksheets/sheet1.xml": ""}, "Biểu 01"),
        ({"xl/sharedStrings.xml": "<sst><si><t>a"}, None),
    ],
)
def test_a_workbook_with_broken_parts_is_refused_with_the_sheet(parts: dict[str, str], sheet_name: str | None) -> None:
    error = refuse(replace_parts(build_xlsx(), parts))
    assert error.code == "workbook_broken"
    assert error.place.sheet == sheet_name


def test_a_text_that_is_not_among_the_shared_ones_is_refused_with_the_sheet() -> None:
    error = refuse(build_xlsx_of(build_row(1, 't="s"|<v>99</v>')))
    assert (error.code, error.place.sheet) == ("workbook_broken", "Biểu 01")


@pytest.mark.parametrize("content", [build_encrypted_xlsx(), encrypt_xls(build_xls())])
def test_an_encrypted_workbook_is_refused(content: bytes) -> None:
    error = refuse(content)
    assert error.code == "workbook_encrypted"
    assert "mật khẩu" in error.hint.vi


def test_an_encrypted_ods_is_refused() -> None:
    manifest = '<manifest:manifest xmlns:manifest="x"><manifest:encryption-data/></manifest:manifest>'
    assert refuse(replace_parts(build_ods(), {"META-INF/manifest.xml": manifest})).code == "workbook_encrypted"


@pytest.mark.parametrize(
    "content",
    [
        replace_parts(build_xlsx(), {"xl/vbaProject.bin": b"x"}),
        replace_parts(build_xlsx(), {"xl/macrosheets/sheet1.xml": b"x"}),
        replace_parts(build_ods(), {"Basic/Standard/Module1.xml": b"x"}),
        build_compound({"Workbook": bytes(5000), "_VBA_PROJECT_CUR": bytes(5000)}),
    ],
)
def test_a_workbook_with_macros_is_refused_with_the_way_to_leave_them_out(content: bytes) -> None:
    error = refuse(content)
    assert error.code == "workbook_macros"
    assert ".xlsx" in error.hint.vi


def _zip(parts: dict[str, bytes]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return target.getvalue()
