"""Tables in the encodings of before Unicode."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from geodata.legacy_text import LegacyCoding, decode_text
from services.intake.files import text_sheets
from services.intake.files.reading import long_texts
from services.intake.files.remarks import RemarkKind
from services.intake.files.sheets import SheetLimits, read_workbook, read_workbook_file
from services.intake.files.text_lines import LongRows
from tests.fixtures.checked_tables import DAY, list_facts
from tests.fixtures.group_reports import build_rows
from tests.fixtures.printed_reports import PrintedSheet, check_printed, write_xls


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


def test_a_long_table_in_tcvn3_is_read_as_a_short_one(
    store: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ["Huyện;Xã;Số người tham gia BHXH tự nguyện đến 30/6/2021"]
    lines += ["Huyện Mường Nhé;Xã Sín Thầu;5", "Huyện Tủa Chùa;Xã Quý Hòa;8", "Huyện Tủa Chùa;Thị trấn Tủa Chùa;9"]
    table = tmp_path / "bang.csv"
    table.write_bytes("\r\n".join(map(encode_tcvn3, lines)).encode("latin-1"))
    short = read_workbook_file(table).sheets[0]
    monkeypatch.setattr(text_sheets, "_LONG", 0)
    checked = check_printed(store, table)
    assert [finding.code for finding in checked.report.findings] == ["legacy_text"]
    assert list_facts(checked)["03226", "BHXH_TN", "enrolled", DAY] == 8
    for long in (read_workbook_file(table).sheets[0], read_workbook(table.read_bytes(), "bang.csv").sheets[0]):
        assert long.text is not None
        assert list(long.rows) == list(short.rows)
        assert long.rows[2].cells == ("Huyện Tủa Chùa", "Xã Quý Hòa", "8")
        assert [remark.kind for remark in long.remarks] == [RemarkKind.LEGACY_TEXT]
    monkeypatch.setattr(long_texts, "_BLOCK", 100)  # so that it is decoded in pieces
    by_pieces = long_texts.find_lines(memoryview(table.read_bytes()), "bang.csv", SheetLimits())
    assert list(LongRows(by_pieces)) == list(short.rows)


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
