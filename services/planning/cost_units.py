"""What the cost of a selection is counted in."""

from __future__ import annotations

from enum import StrEnum

from geodata.errors import Bilingual


class CostUnit(StrEnum):
    """The unit of a budget and of what communes cost."""

    DAYS = "days"
    MILLIONS = "million_dong"

    @property
    def label(self) -> Bilingual:
        """The unit in words."""
        return _LABELS[self]


_LABELS = {
    CostUnit.DAYS: Bilingual("ngày công", "person-days"),
    CostUnit.MILLIONS: Bilingual("triệu đồng", "million đồng"),
}
