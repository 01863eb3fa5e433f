"""The day that the counts of a row are of: a whole date, or a month by its end."""

from __future__ import annotations

import re
from datetime import date

from services.intake.headers.headers import build_plain_header
from services.intake.values.cells import Cell, build_text
from services.intake.values.dates import parse_date
from services.intake.values.day_words import DayPart, find_day_words

_BARE_MONTH = re.compile(r"0?([1-9]|1[0-2])")
_WHOLE_YEAR = re.compile(r"(ca )?nam|(whole |full )?year|tong( so| cong)?")


def parse_row_day(cell: Cell, as_of: date | None) -> date | None:
    """Return the day of a row: «31/01/2019», «01/2019», «Tháng 1», «1».

    The year is that of ``as_of`` where none stands; «Cả năm» is its end. None where the cell names no day, or its year
    is not known.
    """
    whole = parse_date(cell) if not isinstance(cell, int | float) or cell > 12 else None
    if whole is not None:
        return whole
    text = build_text(cell).strip()
    words = find_day_words(text)
    if len(words.months) == 1:
        return words.months[0]
    if as_of is None:
        return None
    if len(words.parts) == 1:
        return words.parts[0].build_date(as_of.year)
    bare = _BARE_MONTH.fullmatch(text)
    if bare is not None:
        return DayPart(int(bare[1]), None).build_date(as_of.year)
    return date(as_of.year, 12, 31) if _WHOLE_YEAR.fullmatch(build_plain_header(text)) else None
