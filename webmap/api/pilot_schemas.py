"""The shapes of answers about pilots: the list, and their evaluation."""

from __future__ import annotations

from services.measures.schemes import Scheme
from webmap.api.json_shapes import (
    COUNT,
    DATE,
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

PILOT_LIST = object_of(
    vintage_id=TEXT,
    within=TEXT,
    scheme=one_of(Scheme),
    pilots=list_of(ref("Pilot")),
)
SENTENCES = list_of(object_of(**in_both("text")))
GROUP = object_of(
    commune_count=WHOLE,
    baseline_total=WHOLE,
    last_total=WHOLE,
    net_total=WHOLE,
    gross_total=or_none(WHOLE),
    net_mean=COUNT,
    gross_mean=COUNT,
)
DIFFERENCE = object_of(mean=NUMBER, low=COUNT, high=COUNT, pilot_mean=NUMBER, match_mean=NUMBER, pilot_count=WHOLE)
MATCHING = object_of(
    match_count=WHOLE,
    mixed_count=WHOLE,
    left_out_count=WHOLE,
    traits=list_of(object_of(trait=TEXT, **in_both("label"), gap=NUMBER, gap_before=NUMBER)),
)
PILOT_ROW = object_of(
    area_code=TEXT,
    name=TEXT,
    baseline_count=or_none(WHOLE),
    last_count=or_none(WHOLE),
    net_count=or_none(WHOLE),
    gross_count=or_none(WHOLE),
    matches=list_of(object_of(area_code=TEXT, name=TEXT)),
    match_mean=COUNT,
    difference=COUNT,
)
COHORT = object_of(
    started_on=DATE,
    baseline_date=DATE,
    as_of=DATE,
    months=WHOLE,
    pilots=ref("PilotGroup"),
    others=ref("PilotGroup"),
    matched=or_none(ref("PilotGroup")),
    net_ratio=COUNT,
    gross_ratio=COUNT,
    stock_share=NUMBER,
    year_net_total=or_none(WHOLE),
    difference=or_none(ref("PilotDifference")),
    matching=or_none(MATCHING),
    placebos=list_of(object_of(first_date=DATE, last_date=DATE, difference=ref("PilotDifference"))),
    points=list_of(object_of(as_of=DATE, pilots_mean=COUNT, others_mean=COUNT, matches_mean=COUNT)),
    rows=list_of(PILOT_ROW),
    sentences=SENTENCES,
)
POOLED = object_of(
    pilot_count=WHOLE,
    pilot_months=WHOLE,
    net_total=WHOLE,
    gross_total=or_none(WHOLE),
    last_total=WHOLE,
    stock_share=NUMBER,
    net_mean=COUNT,
    gross_mean=COUNT,
    others_net_mean=COUNT,
    others_gross_mean=COUNT,
    net_ratio=COUNT,
    gross_ratio=COUNT,
    difference=or_none(ref("PilotDifference")),
    month_difference=COUNT,
)
PILOT_EVALUATION = object_of(
    vintage_id=TEXT,
    within=TEXT,
    within_name=TEXT,
    scheme=one_of(Scheme),
    **in_both("scheme_label"),
    as_of=or_none(DATE),
    confidence=NUMBER,
    cohorts=list_of(ref("PilotCohort")),
    pooled=or_none(POOLED),
    waiting=list_of(object_of(started_on=DATE, pilot_count=WHOLE)),
    ended_count=WHOLE,
    sentences=SENTENCES,
    illustrative_notes=SENTENCES,
)
PILOT_SCHEMAS: dict[str, Schema] = {
    "PilotCohort": COHORT,
    "PilotDifference": DIFFERENCE,
    "PilotEvaluation": PILOT_EVALUATION,
    "PilotGroup": GROUP,
    "Pilots": PILOT_LIST,
}
