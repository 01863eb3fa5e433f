"""Legacy Vietnamese text is recognised by what it spells, and text in Unicode is left alone."""

from __future__ import annotations

import pytest

from geodata.legacy_text import LegacyCoding, capitalise_initial_vowels, decode_column, decode_text, recognise_coding

TCVN3 = {
    "HuyÖn §iÖn Biªn §«ng": "Huyện Điện Biên Đông",
    "ThÞ x· M\u00adêng Lay": "Thị xã Mường Lay",
    "HuyÖn M\u00adêng NhÐ": "Huyện Mường Nhé",
    "HuyÖn NËm På": "Huyện Nậm Pồ",
}
VNI = {
    "Xaõ Hoøa Bình": "Xã Hòa Bình",
    "Phöôøng Ñoáng Ña": "Phường Đống Đa",
    "Huyeän Thuû Ñöùc": "Huyện Thủ Đức",
    "Thò traán Cuû Chi": "Thị trấn Củ Chi",
    "XAÕ ÑAÏI AÙNG": "XÃ ĐẠI ÁNG",
}


@pytest.mark.parametrize(("text", "meant"), TCVN3.items())
def test_tcvn3_text_is_decoded(text: str, meant: str) -> None:
    assert decode_text(text, LegacyCoding.TCVN3) == meant


@pytest.mark.parametrize(("text", "meant"), VNI.items())
def test_vni_text_is_decoded(text: str, meant: str) -> None:
    assert decode_text(text, LegacyCoding.VNI) == meant


def test_columns_are_recognised_by_what_they_spell() -> None:
    assert recognise_coding(TCVN3) is LegacyCoding.TCVN3
    assert recognise_coding(VNI) is LegacyCoding.VNI


@pytest.mark.parametrize("text", ["Xã Hà Lâm", "Hà Nam", "Xã Hòa", "Yên Bái", "Xã Ia Tôr", "Xã Đà", "Commune de Hué"])
def test_unicode_that_fits_latin_1_is_no_legacy_text(text: str) -> None:
    assert recognise_coding([text]) is None


def test_the_eth_of_tcvn3_is_read_before_anything_folds_it() -> None:
    assert decode_column(["HuyÖn M\u00adêng NhÐ", None]) == (["Huyện Mường Nhé", None], LegacyCoding.TCVN3)
    # The same letter in Unicode text is a mistyped Đ, for others to fold.
    assert decode_column(["Ðiện Biên"]) == (["Ðiện Biên"], None)


def test_columns_without_special_letters_are_left_alone() -> None:
    assert decode_column(["abc", "001", None]) == (["abc", "001", None], None)


def test_initial_vowels_with_a_tone_become_capitals_again() -> None:
    assert capitalise_initial_vowels("Huyện Mường ảng") == "Huyện Mường Ảng"
    assert capitalise_initial_vowels("Huyện đảo Lý Sơn") == "Huyện đảo Lý Sơn"
