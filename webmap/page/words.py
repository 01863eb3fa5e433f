"""What counts are called on the page."""

from __future__ import annotations

from geodata.errors import Bilingual
from services.coverage.vintage_data import VintageData
from services.measures.count_names import COUNT_LABELS, DENOMINATOR_LABELS, name_count

__all__ = ["COUNT_LABELS", "DENOMINATOR_LABELS", "capitalise", "name_count", "name_vintage"]


def name_vintage(data: VintageData, lang: str) -> str:
    """Return the title of a vintage."""
    return Bilingual(data.vintage.title_vi, data.vintage.title_en).in_language(lang)


def capitalise(text: str) -> str:
    """Return ``text`` with its first letter upper case, the others as they are."""
    return text[:1].upper() + text[1:]
