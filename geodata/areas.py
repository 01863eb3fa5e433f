"""Areas of Việt Nam: their levels and codes. The key of a place is (boundary vintage, code)."""

from __future__ import annotations

import re
from enum import StrEnum

from geodata.errors import Bilingual

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
        return _RANKS[self]


_RANKS = {level: rank for rank, level in enumerate(Level)}

# Official codes are text; leading zeros belong to them.
CODE_PATTERNS: dict[Level, re.Pattern[str]] = {
    Level.COUNTRY: re.compile(r"VN"),
    Level.PROVINCE: re.compile(r"\d{2}"),  # tỉnh, thành phố: 01 Hà Nội, 11 Điện Biên
    Level.MANAGING_UNIT: re.compile(r"\d{3}"),  # quận, huyện: 001 Ba Đình
    Level.COMMUNE: re.compile(r"\d{5}"),  # xã, phường, thị trấn, đặc khu: 00001, 20333 Hoàng Sa
}

# How many digits the codes of a level have.
CODE_DIGITS = {Level.PROVINCE: 2, Level.MANAGING_UNIT: 3, Level.COMMUNE: 5}
# How messages call a level.
LEVEL_WORDS = {
    Level.COUNTRY: Bilingual("cả nước", "country"),
    Level.PROVINCE: Bilingual("tỉnh", "province"),
    Level.MANAGING_UNIT: Bilingual("huyện (BHXH cơ sở)", "managing unit"),
    Level.COMMUNE: Bilingual("xã", "commune"),
}
