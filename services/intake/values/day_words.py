"""The days that a header, a title or a file name speaks of: whole, or with the year or month left to others."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from geodata.names import clean_text, strip_accents

_WHOLE = re.compile(
    r"(?<!\d)(?P<d>\d{1,2})\s*(?P<s>[/.\-])\s*(?P<m>\d{1,2})\s*(?P=s)\s*(?P<y>(?:19|20)\d{2})(?!\d)"
    r"|(?<!\d)(?P<y2>(?:19|20)\d{2})-(?P<m2>\d{1,2})-(?P<d2>\d{1,2})(?!\d)"
    r"|(?:ngay\s*)?(?<!\d)(?P<d3>\d{1,2})\s*thang\s*(?P<m3>\d{1,2})\s*(?:,?\s*nam\s*|[/.\-]\s*)(?P<y3>(?:19|20)\d{2})(?!\d)"
)
_SHORT_YEAR = re.compile(r"(?<![\d/.])(\d{1,2})/(\d{1,2})/(\d{2})(?![\d/])")  # 31/3/19
_MONTH_SPAN = re.compile(
    r"(?<!\d)(?P<m>\d{1,2})\s*thang(?:\s*dau)?(?:\s*nam|\s*/|\s+)?\s*(?P<y>(?:19|20)\d{2})?(?![\d/])(?!\s*\d)"
)
_MONTH = re.compile(
    r"(?:(?<![a-z])(?:thang|thg|th|t|month)\s*\.?\s*(?P<m>\d{1,2})(?:\s*(?:[/.\-]|,?\s*nam)\s*(?P<y>(?:19|20)\d{2}))?(?![\d/])"
    r"|(?<![\d/.])(?P<m2>\d{1,2})\s*/\s*(?P<y2>(?:19|20)\d{2})(?!\d))"
)
_QUARTER = re.compile(
    r"(?<![a-z])quy\s*(?P<q>iv|iii|ii|i|[1-4])(?![a-z\d])(?:\s*(?:[/.\-]|,?\s*nam)?\s*(?P<y>(?:19|20)\d{2}))?"
)
_DAY = re.compile(
    r"(?<![\d/.])(?P<d>\d{1,2})\s*/\s*(?P<m>\d{1,2})(?![/\d])|(?<!\d)(?P<d2>\d{1,2})\s*thang\s*(?P<m2>\d{1,2})(?![\d/])"
)
_DAY_AND_MONTH = re.compile(r"ngay\s*(\d{1,2})\s*thang\s*(\d{1,2})(?![\d/])")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_YEAR_RANGE = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*[-–—]\s*((?:19|20)\d{2})(?!\d)")
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_SAME_PERIOD = re.compile(r"cung ky|cung thoi diem")
_YEAR_BEFORE = re.compile(r"nam truoc|nam ngoai|previous year|last year")
_YEAR_START = re.compile(r"(?:dau|cuoi|het) nam truoc|so dau nam|\bdau nam\b|dau ky")


@dataclass(frozen=True)
class DayPart:
    """A day whose year stands elsewhere; ``day`` None is the last of its month."""

    month: int
    day: int | None

    def build_date(self, year: int) -> date | None:
        """Return the day in a year, None where that year has no such day."""
        last = monthrange(year, self.month)[1]
        if self.day is not None and self.day > last:
            return None
        return date(year, self.month, self.day or last)


@dataclass(frozen=True)
class DayWords:
    """What a text says of days: whole ones, days without a year, years that stand alone, and words of comparison.

    ``months`` are the whole days that were given by their month or quarter alone.
    """

    days: tuple[date, ...] = ()
    months: tuple[date, ...] = ()
    parts: tuple[DayPart, ...] = ()
    years: tuple[int, ...] = ()
    is_same_period: bool = False
    is_year_before: bool = False
    is_year_start: bool = False

    @property
    def is_undated(self) -> bool:
        """Whether the text says nothing of days at all."""
        compared = self.is_same_period or self.is_year_before or self.is_year_start
        return not (self.days or self.months or self.parts or self.years or compared)


@lru_cache(maxsize=4096)
def find_day_words(text: str) -> DayWords:
    """Return the days that a text speaks of; a range of years («2017-2021») is none."""
    rest = _YEAR_RANGE.sub(" ", strip_accents(clean_text(text)).lower())
    rest = _SHORT_YEAR.sub(r"\1/\2/20\3", rest)
    days: list[date] = []
    months: list[date] = []
    parts: list[DayPart] = []
    rest = _take_whole_days(rest, days)
    rest = _take_months(rest, months, parts)
    rest = _take_day_parts(rest, parts)
    return DayWords(
        days=tuple(dict.fromkeys(days)),
        months=tuple(dict.fromkeys(months)),
        parts=tuple(dict.fromkeys(parts)),
        years=tuple(dict.fromkeys(int(year) for year in _YEAR.findall(rest))),
        is_same_period=bool(_SAME_PERIOD.search(rest)),
        is_year_before=bool(_YEAR_BEFORE.search(rest)),
        is_year_start=bool(_YEAR_START.search(rest)),
    )


def _take_whole_days(rest: str, days: list[date]) -> str:
    for match in _WHOLE.finditer(rest):
        day, month, year = next(
            (match[f"d{mark}"], match[f"m{mark}"], match[f"y{mark}"])
            for mark in ("", "2", "3")
            if match[f"y{mark}"] is not None
        )
        try:
            days.append(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return _WHOLE.sub(" ", rest)


def _take_months(rest: str, months: list[date], parts: list[DayPart]) -> str:
    rest = _take_day_and_month_words(rest, parts)
    for pattern in (_QUARTER, _MONTH_SPAN, _MONTH):
        for match in pattern.finditer(rest):
            month, year = _read_month(match)
            if not 1 <= month <= 12:
                continue
            part = DayPart(month, None)
            day = part.build_date(int(year)) if year else None
            if day is not None:
                months.append(day)
            else:
                parts.append(part)
        rest = pattern.sub(" ", rest)
    return rest


def _take_day_and_month_words(rest: str, parts: list[DayPart]) -> str:
    """Take «31 tháng 3» before «3 tháng» and «tháng 3» are looked for in it."""
    for match in _DAY_AND_MONTH.finditer(rest):
        _add_part(parts, int(match[1]), int(match[2]))
    return _DAY_AND_MONTH.sub(" ", rest)


def _take_day_parts(rest: str, parts: list[DayPart]) -> str:
    for match in _DAY.finditer(rest):
        _add_part(parts, int(match["d"] or match["d2"]), int(match["m"] or match["m2"]))
    return _DAY.sub(" ", rest)


def _add_part(parts: list[DayPart], day: int, month: int) -> None:
    if 1 <= month <= 12 and 1 <= day <= 31:
        parts.append(DayPart(month, day))


def _read_month(match: re.Match[str]) -> tuple[int, str | None]:
    groups = match.groupdict()
    if "q" in groups:
        return 3 * int(_QUARTERS.get(match["q"], 0) or match["q"]), match["y"]
    return int(groups.get("m") or groups.get("m2") or 0), groups.get("y") or groups.get("y2")
