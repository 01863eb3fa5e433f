"""What is written in VNI or TCVN3 reads back as it was, and Unicode is never taken for either."""

from __future__ import annotations

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.legacy_text import LegacyCoding, decode_text, recognise_coding

SYLLABLES = ("Xã", "Phường", "Huyện", "Đông", "Hòa", "Mường", "Nậm", "Tủa", "Chùa", "Thượng", "Yên", "Nghĩa", "Thủy",
             "Long", "Bình", "Lộc", "Đức", "Ngọc", "Tân", "Khánh", "Sơn", "Giáo", "Pồ", "Lý")  # fmt: skip
NAMES = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=4).map(" ".join)
# Each letter that a legacy coding can write, by what it decodes to.
_TCVN3 = {decode_text(chr(code), LegacyCoding.TCVN3): chr(code) for code in range(0xA1, 0xFF)}
_VNI = {
    decode_text(letter + mark, LegacyCoding.VNI): letter + mark
    for letter in "AEIOUYaeiouyÔôÖö"
    for mark in "ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË"
    if len(unicodedata.normalize("NFC", decode_text(letter + mark, LegacyCoding.VNI))) == 1
} | {decode_text(letter, LegacyCoding.VNI): letter for letter in "ÑñÖöÔôÓóÒòÆæÎî"}


def _write(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(letter, letter) for letter in text)


@settings(deadline=None)  # the machine may be busy
@given(NAMES)
def test_names_written_in_tcvn3_read_back(name: str) -> None:
    assert decode_text(_write(name, _TCVN3), LegacyCoding.TCVN3) == name


@settings(deadline=None)  # the machine may be busy
@given(NAMES)
def test_names_written_in_vni_read_back(name: str) -> None:
    assert decode_text(_write(name, _VNI), LegacyCoding.VNI) == name


@settings(deadline=None)  # the machine may be busy
@given(st.lists(NAMES, min_size=1, max_size=8))
def test_unicode_names_are_never_taken_for_legacy_text(names: list[str]) -> None:
    assert recognise_coding(names) is None


@settings(deadline=None)  # the machine may be busy
@given(st.lists(NAMES, min_size=4, max_size=12))
def test_legacy_columns_are_told_apart(names: list[str]) -> None:
    column = ["Xã Mường Tủa", *names]
    assert recognise_coding([_write(name, _TCVN3) for name in column]) is LegacyCoding.TCVN3
    assert recognise_coding([_write(name, _VNI) for name in column]) is LegacyCoding.VNI
