"""Words that make of participants something else: a forecast, those who left or are still to come, a part of them."""

from __future__ import annotations

import re

_FORECAST = re.compile(r"\bdu kien\b|\buoc\b|\bdu bao\b|expected|forecast")
_OTHERS = re.compile(
    r"\bchua (?:tham gia|dong)|\b(?:dung|tam dung|ngung|thoi) (?:tham gia|dong)|het han|den han|qua han|tiem nang"
    r"|(?<!tang )(?<!tang, )(?<!tang/)(?<!tang va )\bgiam\b|van dong|\btu van\b|\bhssv\b|hoc sinh|sinh vien|\bnu\b"
    r"|ngheo|dan toc|tre em|lan dau|tai tham gia|(?:thang|ky|quy) truoc\b|drop.?outs?|lapsed|women|students"
)


def speaks_of_forecast(plain: str) -> bool:
    """Tell whether a text, plain and without accents, speaks of what is expected: «Ước thực hiện»."""
    return bool(_FORECAST.search(plain))


def speaks_of_others(plain: str) -> bool:
    """Tell whether a plain text speaks of participants of a kind, or of such as left, are to come, or were earlier."""
    return bool(_OTHERS.search(plain))
