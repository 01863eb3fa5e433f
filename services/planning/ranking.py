"""The ranking of communes: criteria on one scale, weighted, with what is missing told apart from zero.

score = Σ w·s / Σ w over the criteria with a weight, s the place on the scale 0–1 (1: speaks most for the commune). This
is simple additive weighting (Hwang and Yoon, Multiple Attribute Decision Making, 1981, ch. 3.2).

What is missing is not zero: a missing criterion counts as the middle of the scale (0.5), the score carries the range it
would have if the criterion were worst or best, and a commune of which less than half of the weights is known is not
ranked (``MISSING_RULE``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from geodata.errors import BadInput, Bilingual, Place
from services.coverage.columns import Counts, Mask, Numbers
from services.coverage.ranking import rank_values
from services.measures.rounding import round_to_scale
from services.planning.candidates import Candidates
from services.planning.criteria import Criterion, CriterionInputs, measure_criteria

MIDDLE = 0.5
LEAST_KNOWN_SHARE = 0.5  # of the weights
SCORE_SCALE = 1000  # a score is shown as 0–100 with one decimal
ROBUST_TAIL = 0.05

MISSING_RULE = Bilingual(
    "Thiếu số liệu không phải là 0: tiêu chí thiếu được tính ở giữa thang điểm, điểm kèm khoảng nếu tiêu chí ấy ở mức "
    "thấp nhất hay cao nhất; xã có chưa đến một nửa trọng số có số liệu thì không xếp hạng.",
    "What is missing is not zero: a missing criterion counts as the middle of the scale, the score carries the range "
    "it would have were that criterion worst or best, and communes with less than half of the weights known are not "
    "ranked.",
)


class Scaling(StrEnum):
    """How values are brought to the scale 0–1; ``definition`` says it in words."""

    PERCENTILE = "percentile"
    ROBUST = "robust"

    @property
    def definition(self) -> Bilingual:
        """One sentence on the scale."""
        return _SCALINGS[self]


_SCALINGS = {
    Scaling.PERCENTILE: Bilingual(
        "Theo thứ bậc: tỷ lệ số xã kém cần hơn, xã bằng nhau tính một nửa. Không phụ thuộc vào xã cá biệt.",
        "By order: the share of communes that need it less, equal ones counted half. Extremes do not move it.",
    ),
    Scaling.ROBUST: Bilingual(
        "Theo khoảng cách: từ mức phân vị 5% (0) đến mức phân vị 95% (1), ngoài khoảng thì lấy 0 hay 1.",
        "By distance: from the 5th percentile (0) to the 95th (1), what lies beyond is 0 or 1.",
    ),
}


@dataclass(frozen=True)
class Ranking:
    """m communes with a score; arrays in the order of the candidates.

    ``values`` are in the criterion's own unit, ``scaled`` 0–1 with 1 speaking most for the commune, NaN where missing.
    ``scores`` (0–1, NaN where not ranked) lie between ``score_lows`` and ``score_highs``; ``known_shares`` say how much
    of the weight is known. ``ranks`` are by the digits shown, 0 for none.
    """

    candidates: Candidates
    weights: Mapping[Criterion, float]
    scaling: Scaling
    values: Mapping[Criterion, Counts]
    scaled: Mapping[Criterion, Counts]
    scores: Counts
    score_lows: Counts
    score_highs: Counts
    known_shares: Counts
    ranks: Numbers

    @property
    def shown_scores(self) -> Counts:
        """The scores as whole numbers in the digits shown: 1000 is 100,0."""
        return round_to_scale(self.scores, SCORE_SCALE)

    def contribute(self, criterion: Criterion) -> Counts:
        """Return what a criterion adds to the score above the middle of the scale; NaN where it is missing."""
        total = sum(self.weights.values())
        return self.weights.get(criterion, 0.0) / total * (self.scaled[criterion] - MIDDLE)


def build_ranking(
    candidates: Candidates,
    weights: Mapping[Criterion, float],
    inputs: CriterionInputs | None = None,
    scaling: Scaling = Scaling.PERCENTILE,
) -> Ranking:
    """Return the ranking of the candidates; BadInput where no weight is above zero or one is below."""
    check_weights(weights)
    values = measure_criteria(candidates, inputs or CriterionInputs())
    scaled = scale_criteria(values, scaling)
    used = {one: float(weight) for one, weight in weights.items() if weight > 0}
    known = share_known(scaled, used)
    ranked = known >= LEAST_KNOWN_SHARE
    low, middle, high = (np.where(ranked, score(scaled, used, fill), np.nan) for fill in (0.0, MIDDLE, 1.0))
    groups = np.zeros(candidates.size, dtype=np.int32)
    ranks = rank_values(round_to_scale(middle, SCORE_SCALE), groups, high_first=True)
    return Ranking(candidates, used, scaling, values, scaled, middle, low, high, known, ranks)


def scale_criteria(values: Mapping[Criterion, Counts], scaling: Scaling) -> dict[Criterion, Counts]:
    """Return each criterion on the scale 0–1 where 1 speaks most for a commune; NaN stays NaN."""
    scale = scale_percentile if scaling is Scaling.PERCENTILE else scale_robust
    return {one: scale(found if one.definition.more_is_need else -found) for one, found in values.items()}


def scale_percentile(values: Counts) -> Counts:
    """Return (values below + half of those equal, itself included) / n: the mid-rank of Kendall, 0.5 on average.

    Values may be draws × m, each draw scaled by itself; the same communes are known in all draws.
    """
    known = find_known(values)
    scaled = np.full(values.shape, np.nan)
    if known.any():
        scaled[..., known] = np.apply_along_axis(_find_mid_ranks, -1, values[..., known])
    return scaled


def _find_mid_ranks(values: Counts) -> Counts:
    ordered = np.sort(values)
    below, upto = (np.searchsorted(ordered, values, side=side) for side in ("left", "right"))
    return np.asarray((below + upto) / (2 * values.size), dtype=np.float64)


def scale_robust(values: Counts) -> Counts:
    """Return (value − q05) / (q95 − q05), held within 0–1; the middle where all are alike. Draws as in percentiles."""
    known = find_known(values)
    scaled = np.full(values.shape, np.nan)
    if not known.any():
        return scaled
    those = values[..., known]
    low, high = np.quantile(those, [ROBUST_TAIL, 1 - ROBUST_TAIL], axis=-1, keepdims=True)
    width = np.where(high > low, high - low, 1.0)
    scaled[..., known] = np.where(high > low, np.clip((those - low) / width, 0.0, 1.0), MIDDLE)
    return scaled


def find_known(values: Counts) -> Mask:
    """Tell of which communes a criterion is known, in every draw where there are many."""
    return np.asarray(np.isfinite(values.reshape(-1, values.shape[-1])).all(axis=0), dtype=np.bool_)


def score(scaled: Mapping[Criterion, Counts], weights: Mapping[Criterion, float], fill: float) -> Counts:
    """Return Σ w·s / Σ w, with ``fill`` for what is missing."""
    total = sum(weights.values())
    parts = [weight / total * np.where(np.isfinite(scaled[one]), scaled[one], fill) for one, weight in weights.items()]
    return np.asarray(np.sum(parts, axis=0), dtype=np.float64)


def share_known(scaled: Mapping[Criterion, Counts], weights: Mapping[Criterion, float]) -> Counts:
    """Return the share (0–1) of the weights whose criterion is known, per commune."""
    total = sum(weights.values())
    parts = [weight / total * np.isfinite(scaled[one]) for one, weight in weights.items()]
    return np.asarray(np.minimum(np.round(np.sum(parts, axis=0), 12), 1.0), dtype=np.float64)


def find_unranked(ranking: Ranking) -> Mask:
    """Tell which communes have no rank because too little is known of them."""
    return np.asarray(ranking.ranks == 0, dtype=np.bool_)


def check_weights(weights: Mapping[Criterion, float]) -> None:
    """Raise BadInput where a weight is negative or not a number, or all are zero."""
    wrong = [one for one, weight in weights.items() if not np.isfinite(weight) or weight < 0]
    if wrong or not any(weight > 0 for weight in weights.values()):
        raise BadInput(
            "weights_invalid",
            Bilingual(
                "Trọng số phải từ 0 trở lên, ít nhất một trọng số lớn hơn 0",
                "Weights must be 0 or more, one at least above 0",
            ),
            Bilingual("Kéo ít nhất một thanh trọng số lên trên 0.", "Move at least one slider above 0."),
            Place(column="weights", text=", ".join(one.value for one in wrong) or None),
        )
