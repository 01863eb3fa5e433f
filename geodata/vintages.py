"""A boundary vintage: one generation of outlines, codes and names, valid between two dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from geodata.areas import Level
from geodata.errors import BadInput, Bilingual, Place

# Country, first day of validity, and a mark where several sets share that day: VN-2025-07-01, VN-2025-07-01-demo.
VINTAGE_ID_PATTERN = re.compile(r"([A-Z]{2})-(\d{4}-\d{2}-\d{2})(?:-([A-Za-z0-9_]+))?")
# Districts ended and 96 % of the surviving commune codes changed their meaning on this day.
REFORM_DATE = date(2025, 7, 1)


class OutlineKind(StrEnum):
    """How the outlines of a vintage came about; said on every map."""

    SURVEYED = "surveyed"
    APPROXIMATE = "approximate"


@dataclass(frozen=True)
class Vintage:
    """What is known of a boundary vintage besides its areas; ``effective_to`` is exclusive, None while open."""

    vintage_id: str
    title_vi: str
    title_en: str
    effective_from: date
    effective_to: date | None
    lowest_level: Level
    outline_kind: OutlineKind
    source: str
    licence: str
    is_demo: bool = False

    def holds_on(self, day: date) -> bool:
        """Tell whether ``day`` lies within the validity of this vintage."""
        return self.effective_from <= day and (self.effective_to is None or day < self.effective_to)


def parse_vintage_id(text: str) -> date:
    """Return the first day of validity that a vintage id names; raise BadInput where it is malformed."""
    match = VINTAGE_ID_PATTERN.fullmatch(text)
    try:
        return date.fromisoformat(match[2] if match else "")
    except ValueError:
        raise BadInput(
            "vintage_id_malformed",
            Bilingual(f"Mã bộ ranh giới «{text}» không đúng dạng", f"The vintage id «{text}» is malformed"),
            Bilingual(
                "Viết mã nước, ngày bắt đầu hiệu lực và, nếu cần, một nhãn: VN-2025-07-01 hay VN-2025-07-01-dienbien.",
                "Write country, first day of validity and a label if needed: VN-2025-07-01, VN-2025-07-01-dienbien.",
            ),
            Place(text=text),
        ) from None


def read_vintage_label(vintage_id: str) -> tuple[str, str]:
    """Return country and label of a vintage id, the label empty where it has none."""
    match = VINTAGE_ID_PATTERN.fullmatch(vintage_id)
    return (match[1], match[3] or "") if match else ("", vintage_id)


def build_effective_to(effective_from: date, given: date | None) -> date | None:
    """Return the exclusive end of validity: the one given, else the reform for what began before it, else None."""
    if given is not None:
        return given
    return REFORM_DATE if effective_from < REFORM_DATE else None
