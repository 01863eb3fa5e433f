"""Areas of Việt Nam: their levels and codes. The key of a place is (boundary vintage, code)."""

from __future__ import annotations

import re
from enum import StrEnum

from geodata.errors import BadInput, Bilingual, Place

COUNTRY_CODE = "VN"


class Level(StrEnum):
    """The levels of an area, from the largest to the smallest.

    ``MANAGING_UNIT`` is the district until 30 June 2025 and the insurer's own office (BHXH cơ sở) after.
    """

    COUNTRY = "country"
    PROVINCE = "province"
    MANAGING_UNIT = "managing_unit"
    COMMUNE = "commune"

    @property
    def rank(self) -> int:
        """0 for the country to 3 for the commune."""
        return list(Level).index(self)


# Official codes are text; leading zeros belong to them.
CODE_PATTERNS: dict[Level, re.Pattern[str]] = {
    Level.COUNTRY: re.compile(r"VN"),
    Level.PROVINCE: re.compile(r"\d{2}"),  # tỉnh, thành phố: 01 Hà Nội, 11 Điện Biên
    Level.MANAGING_UNIT: re.compile(r"\d{3}"),  # quận, huyện: 001 Ba Đình
    Level.COMMUNE: re.compile(r"\d{5}"),  # xã, phường, thị trấn, đặc khu: 00001, 20333 Hoàng Sa
}


def check_area_code(level: Level, text: str, place: Place | None = None) -> str:
    """Return ``text`` if it is a well-formed official code of ``level``; else raise BadInput."""
    if CODE_PATTERNS[level].fullmatch(text):
        return text
    digits = {Level.PROVINCE: 2, Level.MANAGING_UNIT: 3, Level.COMMUNE: 5}.get(level, 0)
    raise BadInput(
        "area_code_malformed",
        Bilingual(f"Mã «{text}» không đúng dạng", f"The code «{text}» is malformed"),
        Bilingual(
            f"Mã cấp này gồm đúng {digits} chữ số, giữ số 0 ở đầu (định dạng cột là văn bản).",
            f"A code of this level has exactly {digits} digits, leading zeros kept (format the column as text).",
        ),
        place or Place(text=text),
    )
