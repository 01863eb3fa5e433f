"""What indicators are made of and shown in: counts, units, kinds of palette."""

from __future__ import annotations

from enum import StrEnum


class Count(StrEnum):
    """A count that an indicator is made of."""

    ENROLLED = "enrolled"
    DENOMINATOR = "denominator"
    TARGET = "target"
    PACE = "pace"
    YEAR_BEFORE = "year_before"
    YEAR_END = "year_end"
    PACE_GAP = "pace_gap"
    YEAR_CHANGE = "year_change"
    BASE = "base"
    BASE_CHANGE = "base_change"
    GROSS_NEW = "gross_new"
    GROSS_NEW_MONTH = "gross_new_month"


class Unit(StrEnum):
    """The unit of a value: a ratio is stored 0–1 and shown in %, points are stored as shown."""

    RATIO = "ratio"
    POINTS = "points"
    COUNT = "count"


class PaletteKind(StrEnum):
    """One hue from light to dark, or two hues around zero."""

    SEQUENTIAL = "sequential"
    DIVERGING = "diverging"
