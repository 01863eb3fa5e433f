"""The scores of a ranking as a view like any other: map, legend, drawing and files come from it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from geodata.errors import Bilingual
from services.coverage.area_value import build_area_value
from services.coverage.columns import Counts, Numbers
from services.coverage.evaluation import Evaluation
from services.coverage.ranking import count_ranked, rank_values
from services.coverage.view import View, write_class_codes
from services.measures.class_methods import ClassMethod
from services.measures.classes import build_classes
from services.measures.indicators import Count, Indicator, IndicatorDefinition, PaletteKind, Unit
from services.measures.states import State, count_states
from services.measures.wording import format_date
from services.planning.ranking import MISSING_RULE, SCORE_SCALE

CLASS_COUNT = 5
SCORE_RANGE = 100  # a score is shown as 0–100
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

    A commune of which too little is known is without data. Figures of the whole are left without a score: it is one of
    communes among each other.
    """
    found = _evaluate(view, scored, shown_scores)
    areas, hierarchy = view.areas, view.hierarchy
    shown, parents = found.shown[areas], hierarchy.parents[areas]
    classes = build_classes(shown / DEFINITION.value_scale, ClassMethod.JENKS, CLASS_COUNT, DEFINITION)
    index = classes.assign(shown)
    within = hierarchy.find(view.request.within)
    blank = np.full(areas.size, np.nan)
    return replace(
        view,
        definition=DEFINITION,
        evaluation=found,
        values=found.values[areas],
        shown=shown,
        numerators=blank,
        denominators=blank,
        states=found.states[areas],
        estimated=np.zeros(areas.size, dtype=bool),
        estimated_shares=blank,
        differences=blank,
        denominator_differences=blank,
        ranks=rank_values(shown, np.zeros(areas.size, dtype=np.int32), high_first=True),
        parent_ranks=rank_values(shown, parents, high_first=True),
        parent_ranked_counts=count_ranked(shown, parents),
        classes=classes,
        class_index=index,
        class_codes=write_class_codes(found.paints[areas], index),
        state_counts=count_states(found.states[areas]),
        total=build_area_value(hierarchy, found, within),
        ancestors=tuple(build_area_value(hierarchy, found, area) for area in hierarchy.climb(within)),
        undistributed_count=None,
        legend_sentence=_build_sentence(view),
    )


def _evaluate(view: View, scored: Numbers, shown_scores: Counts) -> Evaluation:
    before = view.evaluation
    blank = np.full(before.values.shape, np.nan)
    shown = blank.copy()
    shown[scored] = shown_scores
    states = np.where(np.isfinite(shown), State.VALUE.number, State.NO_DATA.number).astype(np.int8)
    return replace(
        before,
        definition=DEFINITION,
        values=_scale(shown),
        shown=shown,
        numerators=blank,
        denominators=blank,
        states=states,
        paints=states,
        differences=blank,
        denominator_differences=blank,
        estimated_shares=blank,
    )


def _scale(shown: Counts) -> Counts:
    return np.asarray(shown * SCORE_RANGE / SCORE_SCALE, dtype=np.float64)


def _build_sentence(view: View) -> Bilingual:
    request, level = view.request, view.level_label
    days = {lang: format_date(request.as_of, lang) if request.as_of else "" for lang in ("vi", "en")}
    scheme = request.scheme.label
    return Bilingual(
        f"Mỗi {level.vi} tô theo điểm ưu tiên 0–100: càng đậm càng nên làm trước. {scheme.vi}, {days['vi']}.",
        f"Each {level.en} is coloured by its priority score 0–100: the darker, the more speaks for it. "
        f"{scheme.en[:1].upper()}{scheme.en[1:]}, {days['en']}.",
    )
