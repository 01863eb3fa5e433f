"""The shape of one area's value, which many answers hold."""

from __future__ import annotations

from geodata.areas import Level
from services.measures.states import State
from webmap.api.json_shapes import COUNT, DATE, TEXT, WHOLE, in_both, object_of, one_of, or_none

AREA_VALUE = object_of(
    area_code=TEXT,
    name=TEXT,
    level=one_of(Level),
    parent_code=or_none(TEXT),
    state=one_of(State),
    value=COUNT,
    value_shown=COUNT,
    **in_both("value_text"),
    numerator=COUNT,
    denominator=COUNT,
    reporting_count=WHOLE,
    area_count=WHOLE,
    difference_count=COUNT,
    denominator_difference_count=COUNT,
    denominator_date=or_none(DATE),
    estimated_share=COUNT,
)
