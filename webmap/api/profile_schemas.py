"""The shape of the profile of an area: headline numbers, series, outlook, schemes, neighbours, children, events."""

from __future__ import annotations

from geodata.areas import Level
from services.measures.outlook import OutlookState
from services.measures.schemes import Scheme
from services.measures.states import State
from webmap.api.json_shapes import (
    COUNT,
    DATE,
    FLAG,
    NUMBER,
    TEXT,
    WHOLE,
    Schema,
    extend,
    in_both,
    list_of,
    object_of,
    one_of,
    or_none,
    ref,
)
from webmap.api.value_schemas import AREA_VALUE

PROFILE_INDICATOR = extend(
    AREA_VALUE,
    object_of(
        parent=or_none(ref("AreaValue")),
        parent_rank=or_none(WHOLE),
        parent_ranked_count=WHOLE,
        child_states={"type": "object", "additionalProperties": WHOLE},
    ),
)
SERIES_POINT = object_of(
    as_of=DATE,
    enrolled_count=COUNT,
    target_count=COUNT,
    pace_count=COUNT,
    coverage_ratio=COUNT,
    plan_completion_ratio=COUNT,
    state=one_of(State),
    missing_count=WHOLE,
)
SCHEME_STANDING = object_of(
    scheme=one_of(Scheme),
    state=one_of(OutlookState),
    **in_both("scheme_label", "state_label"),
    enrolled=ref("AreaValue"),
    coverage=ref("AreaValue"),
    completion=ref("AreaValue"),
    plan_gap=ref("AreaValue"),
    growth=ref("AreaValue"),
    growth_ratio=ref("AreaValue"),
)
EVENT = object_of(
    level=one_of(Level),
    area_code=TEXT,
    name=TEXT,
    held_on=DATE,
    organisers=list_of(TEXT),
    venue=TEXT,
    attendee_count=or_none(WHOLE),
    enrolled_count=or_none(WHOLE),
    scheme=TEXT,
    release_id=WHOLE,
    event_id=TEXT,
)
EVENT_TOTALS = object_of(
    event_count=WHOLE,
    participation_count=WHOLE,
    organisers=list_of(object_of(name=TEXT, event_count=WHOLE)),
    attendee_count=WHOLE,
    enrolled_count=WHOLE,
)
PROFILE = object_of(
    vintage_id=TEXT,
    scheme=one_of(Scheme),
    as_of=or_none(DATE),
    area=ref("Area"),
    **in_both("answer"),
    counts={"type": "object", "additionalProperties": NUMBER},
    indicators={"type": "object", "additionalProperties": ref("ProfileIndicator")},
    series=list_of(ref("SeriesPoint")),
    children=list_of(extend(AREA_VALUE, object_of(rank=or_none(WHOLE)))),
    neighbours=list_of(extend(AREA_VALUE, object_of(rank=WHOLE, is_self=FLAG))),
    schemes=list_of(SCHEME_STANDING),
    outlook=ref("Outlook"),
    pilots=list_of(ref("Pilot")),
    events=list_of(EVENT),
    month_events=EVENT_TOTALS,
    sources=list_of(ref("Source")),
    ancestry=list_of(ref("Ancestry")),
    unit_on_date=or_none(ref("Term")),
)

PROFILE_SCHEMAS: dict[str, Schema] = {
    "Profile": PROFILE,
    "ProfileIndicator": PROFILE_INDICATOR,
    "SeriesPoint": SERIES_POINT,
}
