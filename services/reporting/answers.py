"""The answer of a view in one line: where its area stands."""

from __future__ import annotations

from services.coverage.profile import build_area_answer
from services.coverage.snapshot import Snapshot
from services.coverage.view import View
from services.measures.indicators import Indicator
from services.reporting.figure import build_figure_texts

# Of these the line of the profile speaks: share of the plan, the two counts, what is left, and the pace.
OF_THE_PLAN = (
    Indicator.PLAN_COMPLETION_RATIO,
    Indicator.PLAN_GAP_COUNT,
    Indicator.PACE_GAP_COUNT,
    Indicator.PACE_GAP_POINTS,
)


def build_view_answer(snapshot: Snapshot, view: View, lang: str) -> str:
    """Return what stands below the question of a file: of the plan in full, else the value with its counts."""
    asked = view.request
    if asked.indicator not in OF_THE_PLAN or asked.as_of is None or view.total.shown is None:
        return build_figure_texts(view, lang).answer
    answer = build_area_answer(snapshot, asked.vintage_id, asked.within, asked.scheme, asked.as_of)
    return answer.in_language(lang)
