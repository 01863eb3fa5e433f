"""Names of files as browsers and disks give them."""

from __future__ import annotations

import unicodedata

import pytest

from services.intake.files.file_names import LONGEST_NAME, clean_file_name


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("../../etc/passwd.xlsx", "passwd.xlsx"),
        ("C:\\Users\\lan\\Báo cáo.xls", "Báo cáo.xls"),
        ("a\x00b\x07.csv", "ab.csv"),
        ("tha\u202exslx.exe", "thaxslx.exe"),  # was shown as «thaexe.xlsx»
        ("a\r\nX-Header: 1.csv", "a X-Header: 1.csv"),
        ("x\udcff.xlsx", "x.xlsx"),  # a byte that is no UTF-8, as Python keeps it
        ("", "table"),
        ("..", ".."),
        ("\u2066 \x00", "table"),
        (unicodedata.normalize("NFD", "Điện Biên.xlsx"), "Điện Biên.xlsx"),
    ],
)
def test_a_name_is_its_last_part_without_what_cannot_be_shown(given: str, cleaned: str) -> None:
    assert clean_file_name(given) == cleaned


def test_a_long_name_keeps_its_ending() -> None:
    name = clean_file_name("x" * 30_000 + ".xlsx")
    assert (len(name), name[-6:]) == (LONGEST_NAME, "….xlsx")
    assert len(clean_file_name("x." + "y" * 30_000)) == LONGEST_NAME
