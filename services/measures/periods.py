"""Cut-off dates: the dates that a date is compared with, and the share of a year that has passed."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction


def find_year_end(day: date) -> date:
    """Return 31 December of the year of ``day``: the day that its annual target is dated."""
    return date(day.year, 12, 31)


def find_last_year_end(day: date) -> date:
    """Return the last 31 December before ``day``; of a 31 December, the one a year earlier."""
    return date(day.year - 1, 12, 31)


def find_year_before(day: date) -> date:
    """Return the same cut-off a year earlier; the end of a month stays the end of that month."""
    last = monthrange(day.year - 1, day.month)[1]
    return date(day.year - 1, day.month, last if is_month_end(day) else min(day.day, last))


def is_month_end(day: date) -> bool:
    """Tell whether ``day`` is the last of its month."""
    return day.day == monthrange(day.year, day.month)[1]


def measure_elapsed_year(day: date) -> Fraction:
    """Return the share of the year passed by the end of ``day``: whole months / 12 plus the days' share of theirs.

    31 March is 3/12 in every year; 15 April is 3/12 + 15/30/12.
    """
    return (day.month - 1 + Fraction(day.day, monthrange(day.year, day.month)[1])) / 12


def list_month_ends(last: date, count: int) -> tuple[date, ...]:
    """Return the ``count`` month ends up to ``last``, earliest first; ``last`` itself may be any day."""
    days = [last]
    while len(days) < count:
        days.append(days[-1].replace(day=1) - timedelta(days=1))
    return tuple(days[::-1])
