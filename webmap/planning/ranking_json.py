"""The ranking and the selection as JSON."""

from __future__ import annotations

from typing import Any

import numpy as np

from geodata.errors import Bilingual
from services.planning.plan import Plan
from services.planning.ranking import MISSING_RULE
from services.planning.reasons import Reason
from webmap.api.view_json import Surroundings, build_columns, build_frame, in_both, tidy, tidy_value

SCORE_DECIMALS = 1


def build_ranking_columns(plan: Plan, picks: tuple[int, ...], around: Surroundings) -> dict[str, Any]:
    """Return the scores as arrays by position, as any view has them, with the positions of picked communes."""
    return build_columns(plan.view, around) | {"pick_positions": list(picks)}


def build_ranking_rows(plan: Plan, compared: str | None, around: Surroundings) -> dict[str, Any]:
    """Return the documented answer of /api/v1/ranking: the communes by rank, each with its reasons.

    ``compared`` is the commune that ``is_indistinct`` is about.
    """
    found = np.flatnonzero(plan.candidates.codes == compared)
    alike = plan.find_indistinct(int(found[0])) if found.size else None
    return {
        **build_frame(plan.view, around),
        "scaling": plan.question.scaling,
        **in_both("scaling_definition", plan.question.scaling.definition),
        **in_both("missing_rule", MISSING_RULE),
        "criteria": build_criteria(plan),
        "compared_code": compared if found.size else None,
        "areas": [build_commune(plan, place) | _say_alike(alike, place) for place in plan.order],
    }


def build_criteria(plan: Plan) -> list[dict[str, Any]]:
    """Return what is weighed."""
    return [
        {
            "criterion": criterion,
            **in_both("label", criterion.definition.label),
            **in_both("definition", criterion.definition.definition),
            "measured": criterion.definition.measured,
            "weight": weight,
            "known_count": int(np.count_nonzero(np.isfinite(plan.ranking.values[criterion]))),
        }
        for criterion, weight in plan.question.weights
    ]


def build_commune(plan: Plan, place: int) -> dict[str, Any]:
    """Return all that is known of one commune: score, criteria, reasons, and its rate with what chance leaves."""
    ranking, candidates = plan.ranking, plan.candidates
    return {
        "area_code": str(candidates.codes[place]),
        "name": str(candidates.names[place]),
        "unit_code": str(candidates.unit_codes[place]),
        "is_pilot": bool(candidates.is_pilot[place]),
        "rank": int(ranking.ranks[place]) or None,
        "score": write_score_number(ranking.scores[place]),
        "score_low": write_score_number(ranking.score_lows[place]),
        "score_high": write_score_number(ranking.score_highs[place]),
        "known_share": round(float(ranking.known_shares[place]), 4),
        "enrolled_count": tidy(float(candidates.enrolled[place])),
        "denominator_count": tidy(float(candidates.denominators[place])),
        "criteria": {one.value: tidy_value(float(ranking.values[one][place])) for one in ranking.weights},
        "reasons": [build_reason(one) for one in plan.list_reasons(place)],
        "coverage": _build_rate(plan, place),
    }


def build_reason(reason: Reason) -> dict[str, Any]:
    """Return one reason."""
    return {
        "criterion": reason.criterion,
        "value": tidy_value(reason.value),
        "rank": reason.rank,
        "known_count": reason.known_count,
        "contribution": round(reason.contribution, 6),
        **in_both("text", Bilingual(reason.text.vi, reason.text.en)),
    }


def write_score_number(score: float) -> float | None:
    """Return a score as it is printed, 0–100 with one decimal; None for none."""
    return round(float(np.floor(score * 1000 + 0.5)) / 10, SCORE_DECIMALS) if np.isfinite(score) else None


def _build_rate(plan: Plan, place: int) -> dict[str, Any] | None:
    rates, ranks = plan.rates, plan.rank_intervals
    if rates is None or ranks is None or not np.isfinite(rates.estimates[place]):
        return None
    return {
        "raw": tidy_value(float(rates.raw[place])),
        "estimate": tidy_value(float(rates.estimates[place])),
        "low": tidy_value(float(rates.lows[place])),
        "high": tidy_value(float(rates.highs[place])),
        "confidence": rates.confidence,
        "rank_low": int(ranks.lows[place]),
        "rank_high": int(ranks.highs[place]),
        "is_capped": bool(rates.capped[place]),
    }


def _say_alike(alike: Any, place: int) -> dict[str, Any]:
    return {"is_indistinct": None if alike is None else bool(alike[place])}
