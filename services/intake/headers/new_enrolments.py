"""Which period a column of new enrolments is about: the month that ends on its date, or the year so far."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from geodata.errors import Bilingual
from services.intake.headers.headers import build_plain_header
from services.intake.outcomes import Finding, Severity
from services.measures.schemes import Measure

if TYPE_CHECKING:
    from services.intake.headers.columns import PlainTable  # which takes the meaning of its headers from here

_YEAR = re.compile(r"luy ke|dau nam|\b\d{1,2} thang\b|\bnam\b|\btu (ngay )?0?1/0?1\b|year|cumulative|so far")
_MONTH = re.compile(r"\bthang\b|(?<![a-z])(?:thg|th|t)\.? ?\d{1,2}\b|\bmonth\b|(?<![\d/])\d{1,2}/\d{4}\b")
_IN_MONTH = re.compile(r"\btrong (?:thang|ky)\b|\bphat sinh\b|in the month")
_SINCE = re.compile(r"\b(?:luy ke|tinh|ke)? ?tu (?:dau nam|(?:ngay )?0?1/0?1)\b|\btrong (?:nam|quy)\b|since 1 january")


def find_new_measure(header: str) -> Measure:
    """Return the month's measure where a header names a month and no year so far, else the year's.

    «Tăng mới trong tháng», «Tăng mới tháng 3/2019» are of a month; «Tăng mới 3 tháng đầu năm» is of the year so far.
    """
    plain = build_plain_header(header)
    if re.search(r"\bthang \d{1,2}\b.*\bnam \d{4}\b|trong thang|in the month", plain):
        return Measure.GROSS_NEW_MONTH
    return Measure.GROSS_NEW_MONTH if _MONTH.search(plain) and not _YEAR.search(plain) else Measure.GROSS_NEW


def find_flow(header: str) -> Measure | None:
    """Return the measure that a header of participants may mean where it names a period: «Thực hiện trong tháng».

    None where it names none: «Thực hiện đến tháng 3» is a stock.
    """
    plain = build_plain_header(header)
    if _IN_MONTH.search(plain):
        return Measure.GROSS_NEW_MONTH
    return Measure.GROSS_NEW if _SINCE.search(plain) else None


def check_new_periods(table: PlainTable) -> Sequence[Finding]:
    """Return a warning for each column of new enrolments whose header names no period: it is taken as the year's."""
    return [
        Finding(
            "new_enrolment_period_assumed",
            Severity.WARNING,
            Bilingual(
                f"Cột {column.label} không nêu kỳ; hiểu là tăng mới từ đầu năm",
                f"The column {column.label} names no period; it is taken as new enrolments since 1 January",
            ),
            Bilingual(
                "Nếu là của riêng tháng: --map «Tiêu đề=gross_new_month».",
                "If it is of the month alone: --map «Header=gross_new_month».",
            ),
            table.sheet.build_place(column=column.letter, text=column.header),
        )
        for column in table.count_columns
        if column.meaning.measure == Measure.GROSS_NEW
        and column.origin == "header"
        and not _YEAR.search(build_plain_header(column.header))
    ]
