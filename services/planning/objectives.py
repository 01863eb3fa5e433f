"""What a selection is to gain the most of."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from geodata.errors import Bilingual
from services.coverage.columns import Counts
from services.planning.candidates import Candidates
from services.planning.ranking import Ranking


class Objective(StrEnum):
    """The gain of picking a commune."""

    UNREACHED = "unreached"
    PLAN_GAP = "plan_gap"
    SCORE = "score"

    @property
    def label(self) -> Bilingual:
        """The gain in words."""
        return _LABELS[self]


_LABELS = {
    Objective.UNREACHED: Bilingual(
        "số người chưa tham gia trong các xã được chọn", "people unreached in what is picked"
    ),
    Objective.PLAN_GAP: Bilingual("số người còn thiếu so với kế hoạch", "people missing to the plan"),
    Objective.SCORE: Bilingual("tổng điểm ưu tiên", "sum of scores"),
}


def find_gains(objective: Objective, candidates: Candidates, ranking: Ranking) -> Counts:
    """Return the gain of each commune, NaN where unknown; a plan that is exceeded leaves nothing to gain."""
    if objective is Objective.SCORE:
        return ranking.scores
    return candidates.unreached if objective is Objective.UNREACHED else np.maximum(candidates.plan_gaps, 0.0)
