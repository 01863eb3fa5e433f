"""Dates as Vietnamese offices write them, in cells and inside headers; day before month, always."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta

from services.intake.values.cells import Cell

_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\s*([/.\-])\s*(\d{1,2})\s*\2\s*(\d{4})(?!\d)")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_MONTH = re.compile(r"(?i)(?:tháng|thang|th|t|month)?\s*\.?\s*(?<!\d)(\d{1,2})\s*/\s*(\d{4})(?!\d)")
_YEAR = re.compile(r"(?<!\d)(19\d{2}|20\d{2})(?!\d)")
_DAY_WITHOUT_YEAR = re.compile(r"(?<!\d)\d{1,2}/\d{1,2}(?![/\d])")

# Excel counts days from 1899-12-30 for all dates since March 1900; below and above it is no date of this domain.
_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_DAYS = range(20_000, 80_000)  # 1954 to 2119


def parse_date(cell: Cell) -> date | None:
    """Return the date that a cell of a date column holds, or None where it holds no whole date.

    ``31/12/2021``, ``31.12.2021``, ``31-12-2021``, ``2021-12-31``, workbook dates and their day numbers.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _EXCEL_EPOCH + timedelta(days=int(cell)) if int(cell) == cell and int(cell) in _EXCEL_DAYS else None
    if isinstance(cell, str):
        text = cell.strip()
        if not text[:1].isdecimal():
            return None
        match = _DAY_FIRST.fullmatch(text) or _ISO.fullmatch(text.split("T")[0].split(" ")[0])
        return _build_date(match) if match else None
    return None


def find_days(text: str) -> list[date]:
    """Return the whole dates inside a text, in order; «tháng 5/2021» counts as the last day of that month."""
    found: list[tuple[int, date]] = []
    rest = text
    for pattern in (_DAY_FIRST, _ISO):
        for match in pattern.finditer(rest):
            day = _build_date(match)
            if day is not None:
                found.append((match.start(), day))
        rest = pattern.sub(lambda match: " " * len(match[0]), rest)
    for match in _MONTH.finditer(rest):
        month, year = int(match[1]), int(match[2])
        if 1 <= month <= 12:
            found.append((match.start(), date(year, month, monthrange(year, month)[1])))
    return [day for _, day in sorted(found)]


def find_years(text: str) -> list[int]:
    """Return the four-digit years inside a text."""
    return [int(year) for year in _YEAR.findall(text)]


def has_day_without_year(text: str) -> bool:
    """Tell whether a text names a day whose year stands elsewhere: «đến 31/3»."""
    return bool(_DAY_WITHOUT_YEAR.search(_MONTH.sub(" ", _DAY_FIRST.sub(" ", text))))


def _build_date(match: re.Match[str]) -> date | None:
    if match.re is _ISO:
        year, month, day = int(match[1]), int(match[2]), int(match[3])
    else:
        day, month, year = int(match[1]), int(match[3]), int(match[4])
    try:
        return date(year, month, day)
    except ValueError:
        return None
