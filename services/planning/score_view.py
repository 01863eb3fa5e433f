"""The scores of a ranking as a view like any other: map, legend, drawing and files come from it."""

from __future__ import annotations

from geodata.errors import Bilingual
from services.coverage.columns import Counts, Numbers
from services.coverage.view import View
from services.measures.class_methods import ClassMethod
from services.measures.indicators import Count, Indicator, IndicatorDefinition, PaletteKind, Unit
from services.measures.wording import format_date
from services.planning.measured_view import build_measured_view
from services.planning.ranking import MISSING_RULE

CLASS_COUNT = 5
DEFINITION = IndicatorDefinition(
    # The indicator named is that of the counts behind; all that is shown is the score's own.
    indicator=Indicator.COVERAGE_RATIO,
    label=Bilingual("Điểm ưu tiên (0–100)", "Priority score (0–100)"),
    definition=Bilingual(
        f"Trung bình có trọng số của các tiêu chí đã chọn, mỗi tiêu chí đưa về thang 0–100. {MISSING_RULE.vi}",
        f"The weighted mean of the chosen criteria, each brought to a scale of 0–100. {MISSING_RULE.en}",
    ),
    formula=Bilingual("Σ trọng số × điểm tiêu chí / Σ trọng số", "Σ weight × criterion / Σ weight"),
    legend_phrase=Bilingual("điểm ưu tiên", "the priority score"),
    unit=Unit.COUNT,
    decimals=1,
    numerator_kind=Count.ENROLLED,
    denominator_kind=None,
    palette_kind=PaletteKind.SEQUENTIAL,
    default_method=ClassMethod.JENKS,
    default_class_count=CLASS_COUNT,
    behind_side=-1,
)


def build_score_view(view: View, scored: Numbers, shown_scores: Counts) -> View:
    """Return a view of communes with scores in place of its values; ``scored`` are the numbers of those with one.

    ``shown_scores`` are whole numbers in the digits shown (``Ranking.shown_scores``).

    A commune of which too little is known is without data.
    """
    return build_measured_view(view, DEFINITION, scored, shown_scores, _build_sentence(view))


def _build_sentence(view: View) -> Bilingual:
    request, level = view.request, view.level_label
    days = {lang: format_date(request.as_of, lang) if request.as_of else "" for lang in ("vi", "en")}
    scheme = request.scheme.label
    return Bilingual(
        f"Mỗi {level.vi} tô theo điểm ưu tiên 0–100: càng đậm càng nên làm trước. "
        f"{scheme.vi[:1].upper()}{scheme.vi[1:]}, {days['vi']}.",
        f"Each {level.en} is coloured by its priority score 0–100: the darker, the more speaks for it. "
        f"{scheme.en[:1].upper()}{scheme.en[1:]}, {days['en']}.",
    )
