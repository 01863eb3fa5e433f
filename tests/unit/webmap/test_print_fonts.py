import io

import pytest
from fontTools.ttLib import TTFont

from webmap.vendoring import MERGED, VENDOR

# Each vowel with each tone, đ, and the signs that texts of figures use.
LETTERS = "aăâeêioôơuưyđ" + "áắấéếíóốớúứý" + "àằầèềìòồờùừỳ" + "ảẳẩẻểỉỏổởủửỷ" + "ãẵẫẽễĩõỗỡũữỹ" + "ạặậẹệịọộợụựỵ"
SIGNS = "0123456789.,%+−–·›«»:;()/…"


@pytest.mark.parametrize("name", MERGED)
def test_a_print_font_holds_every_vietnamese_letter_and_sign(name):
    font = TTFont(io.BytesIO((VENDOR / name).read_bytes()))
    known = font.getBestCmap()
    assert [letter for letter in LETTERS + LETTERS.upper() + SIGNS if ord(letter) not in known] == []


def test_all_print_fonts_are_of_one_family_with_their_own_weights():
    fonts = {name: TTFont(io.BytesIO((VENDOR / name).read_bytes())) for name in MERGED}
    assert {str(font["name"].getName(16, 3, 1, 0x409)) for font in fonts.values()} == {"Be Vietnam Pro"}
    weights = [font["OS/2"].usWeightClass for font in fonts.values()]
    assert weights == [400, 600, 600, 700]
