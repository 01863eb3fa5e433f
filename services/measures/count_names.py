"""What counts are called in heads of columns and lines of panels."""

from __future__ import annotations

from datetime import date

from geodata.errors import Bilingual
from services.measures.indicators import Count
from services.measures.schemes import DenominatorKind, Scheme
from services.measures.wording import format_date

COUNT_LABELS: dict[Count, Bilingual] = {
    Count.ENROLLED: Bilingual("Người tham gia", "Participants"),
    Count.TARGET: Bilingual("Chỉ tiêu năm", "Year's target"),
    Count.PACE: Bilingual("Theo tiến độ", "Expected by pace"),
    Count.YEAR_BEFORE: Bilingual("Cùng kỳ năm trước", "A year before"),
    Count.YEAR_END: Bilingual("Cuối năm trước", "Last year end"),
    Count.PACE_GAP: Bilingual("So với tiến độ", "Against pace"),
    Count.YEAR_CHANGE: Bilingual("So với cùng kỳ", "Change in a year"),
    Count.BASE: Bilingual("Ngày gốc", "Base date"),
    Count.BASE_CHANGE: Bilingual("So với ngày gốc", "Change since the base date"),
    Count.GROSS_NEW: Bilingual("Tăng mới từ đầu năm", "New in the year"),
    Count.GROSS_NEW_MONTH: Bilingual("Tăng mới trong tháng", "New in the month"),
}

# Shorter than in definitions: heads of columns and lines of the panel.
DENOMINATOR_LABELS: dict[DenominatorKind, Bilingual] = {
    DenominatorKind.LABOUR_FORCE: Bilingual("Lực lượng lao động", "Labour force"),
    DenominatorKind.POPULATION: Bilingual("Dân số", "Population"),
}


def name_count(count: Count, scheme: Scheme, lang: str, since: date | None = None) -> str:
    """Return what a count is called; a denominator by what it counts, that of a base date by its day."""
    if count is Count.BASE and since is not None:
        return Bilingual(f"Ngày {format_date(since, lang)}", f"On {format_date(since, lang)}").in_language(lang)
    if count is Count.DENOMINATOR:
        return DENOMINATOR_LABELS[scheme.denominator_kind].in_language(lang)
    return COUNT_LABELS[count].in_language(lang)
