"""The shapes of answers for planners: the ranking."""

from __future__ import annotations

from services.planning.cost_units import CostUnit
from services.planning.criteria import Criterion, Measured
from services.planning.objectives import Objective
from services.planning.ranking import Scaling
from webmap.api.json_shapes import (
    COUNT,
    FLAG,
    NUMBER,
    TEXT,
    WHOLE,
    Schema,
    in_both,
    list_of,
    object_of,
    one_of,
    or_none,
    ref,
)

REASON = object_of(
    criterion=one_of(Criterion), value=NUMBER, rank=WHOLE, known_count=WHOLE, contribution=NUMBER, **in_both("text")
)
SHRUNK_RATE = object_of(
    raw=COUNT,
    estimate=NUMBER,
    low=NUMBER,
    high=NUMBER,
    confidence=NUMBER,
    rank_low=WHOLE,
    rank_high=WHOLE,
    is_capped=FLAG,
)
RANKED_COMMUNE = object_of(
    area_code=TEXT,
    name=TEXT,
    unit_code=TEXT,
    is_pilot=FLAG,
    rank=or_none(WHOLE),
    score=COUNT,
    score_low=COUNT,
    score_high=COUNT,
    known_share=NUMBER,
    enrolled_count=COUNT,
    denominator_count=COUNT,
    criteria={"type": "object", "additionalProperties": COUNT},
    reasons=list_of(ref("Reason")),
    coverage=or_none(ref("ShrunkRate")),
    is_indistinct=or_none(FLAG),
)
RANKING = object_of(
    scaling=one_of(Scaling),
    **in_both("scaling_definition", "missing_rule"),
    criteria=list_of(
        object_of(
            criterion=one_of(Criterion),
            **in_both("label", "definition"),
            measured=one_of(Measured),
            weight=WHOLE,
            known_count=WHOLE,
        )
    ),
    compared_code=or_none(TEXT),
    areas=list_of(ref("RankedCommune")),
)
SELECTION = object_of(
    selection_id=TEXT,
    name=TEXT,
    plan_url=TEXT,
    fingerprint=TEXT,
    publication_id=WHOLE,
    created_by=TEXT,
    created_at=TEXT,
    approved_by=or_none(TEXT),
    approved_at=or_none(TEXT),
    decisions=list_of(
        object_of(is_approval=FLAG, reason=TEXT, decided_by=TEXT, decided_at=TEXT),
    ),
    question={"type": "object"},
    is_proven=FLAG,
    gain=NUMBER,
    gain_unit=TEXT,
    bound=NUMBER,
    gap=NUMBER,
    cost=NUMBER,
    cost_unit=or_none(one_of(CostUnit)),
    tries=WHOLE,
    candidate_count=or_none(WHOLE),
    ranked_count=or_none(WHOLE),
    criteria=list_of(object_of(criterion=one_of(Criterion), weight=WHOLE, **in_both("label", "definition"))),
    rules=list_of(object_of(**in_both("label"))),
    totals=list_of(object_of(objective=one_of(Objective), total=COUNT, **in_both("label"))),
    **in_both("proof", "objective_label", "next_best", "scaling_definition", "missing_rule", "stability", "boundaries"),
    is_illustrative=FLAG,
    is_approximate=FLAG,
    illustrative_notes=list_of(object_of(**in_both("text"))),
    conversions=list_of(object_of(**in_both("text"))),
    rule_costs=list_of(object_of(**in_both("label"), cost=COUNT)),
    picks=list_of(
        object_of(
            area_code=TEXT,
            name=TEXT,
            unit_code=TEXT,
            unit_name=TEXT,
            rank=or_none(WHOLE),
            score_shown=or_none(WHOLE),
            gain=COUNT,
            cost=COUNT,
            unreached=COUNT,
            chosen_count=or_none(WHOLE),
            reasons=list_of(object_of(criterion=one_of(Criterion), value=COUNT, **in_both("text"))),
        )
    ),
)
PLANNING_SCHEMAS: dict[str, Schema] = {
    "RankedCommune": RANKED_COMMUNE,
    "RankingRows": {"allOf": [RANKING]},
    "RankingColumns": {"allOf": [ref("ValueColumns"), object_of(pick_positions=list_of(WHOLE))]},
    "Ranking": {"anyOf": [ref("RankingRows"), ref("RankingColumns")]},
    "Reason": REASON,
    "Selection": SELECTION,
    "ShrunkRate": SHRUNK_RATE,
}
