"""The ways in which class breaks are found."""

from __future__ import annotations

from enum import StrEnum

from geodata.errors import Bilingual


class ClassMethod(StrEnum):
    """How class breaks are found."""

    JENKS = "jenks"
    QUANTILES = "quantiles"
    EQUAL = "equal"
    PRETTY = "pretty"
    FIXED = "fixed"

    @property
    def label(self) -> Bilingual:
        """The method in words."""
        return _METHOD_LABELS[self]


_METHOD_LABELS = {
    ClassMethod.JENKS: Bilingual("ngắt tự nhiên (Fisher-Jenks)", "natural breaks (Fisher-Jenks)"),
    ClassMethod.QUANTILES: Bilingual("mỗi bậc số nơi bằng nhau", "quantiles"),
    ClassMethod.EQUAL: Bilingual("khoảng đều", "equal intervals"),
    ClassMethod.PRETTY: Bilingual("số tròn", "round numbers"),
    ClassMethod.FIXED: Bilingual("ngưỡng cố định", "fixed thresholds"),
}
