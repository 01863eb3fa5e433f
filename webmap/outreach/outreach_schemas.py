"""The shapes of outreach in the API: the report, and an event to be recorded."""

from __future__ import annotations

from services.measures.schemes import Scheme
from webmap.api.json_shapes import DATE, NUMBER, TEXT, WHOLE, Schema, in_both, list_of, object_of, one_of, or_none
from webmap.api.profile_schemas import EVENT

EVENT_YIELD = object_of(
    organiser=or_none(TEXT),
    event_count=WHOLE,
    joint_count=WHOLE,
    stated_count=WHOLE,
    attendee_count=WHOLE,
    enrolled_count=WHOLE,
    mean=or_none(NUMBER),
    low=or_none(NUMBER),
    high=or_none(NUMBER),
    **in_both("text"),
)
OUTREACH = object_of(
    vintage_id=TEXT,
    within=TEXT,
    name=TEXT,
    scheme=or_none(one_of(Scheme)),
    organiser=or_none(TEXT),
    total=EVENT_YIELD,
    participation_count=WHOLE,
    organisers=list_of(EVENT_YIELD),
    gross_new_scheme=or_none(one_of(Scheme)),
    gross_new_count=or_none(WHOLE),
    gross_new_months=list_of(object_of(as_of=DATE, count=WHOLE)),
    months=list_of(object_of(month=TEXT, event_count=WHOLE)),
    events=list_of(EVENT),
    without=object_of(
        months=WHOLE,
        commune_count=WHOLE,
        without_count=WHOLE,
        elsewhere_count=WHOLE,
        communes=list_of(object_of(area_code=TEXT, name=TEXT, months=or_none(NUMBER))),
    ),
    illustrative_notes=list_of(object_of(vi=TEXT, en=TEXT)),
    **{"from": DATE, "to": DATE},
)
EVENT_STATED: Schema = {
    "type": "object",
    "required": ["held_on", "area_code", "organisers"],
    "properties": {
        "held_on": DATE,
        "area_code": TEXT,
        "organisers": list_of(TEXT),
        "attendee_count": or_none(WHOLE),
        "enrolled_count": or_none(WHOLE),
        "scheme": TEXT,
        "venue": TEXT,
        "remark": TEXT,
        "is_confirmed": {"type": "boolean"},
    },
    "additionalProperties": False,
}
EVENT_RECORDED = object_of(
    event_id=TEXT,
    version=WHOLE,
    action=TEXT,
    vintage_id=TEXT,
    level=TEXT,
    area_code=TEXT,
    held_on=DATE,
    scheme=TEXT,
    organisers=list_of(TEXT),
    venue=TEXT,
    attendee_count=or_none(WHOLE),
    enrolled_count=or_none(WHOLE),
    remark=TEXT,
    written_by=TEXT,
    written_at=TEXT,
)
OFFICER_LOAD = object_of(
    officer_code=or_none(TEXT),
    officer_name=or_none(TEXT),
    commune_count=WHOLE,
    known_count=WHOLE,
    enrolled_count=or_none(WHOLE),
    denominator_count=or_none(WHOLE),
    unreached_count=or_none(WHOLE),
    event_count=WHOLE,
    area_codes=list_of(TEXT),
)
OUTREACH_SCHEMAS: dict[str, Schema] = {
    "EventRecorded": EVENT_RECORDED,
    "EventStated": EVENT_STATED,
    "Officers": object_of(
        vintage_id=TEXT,
        within=TEXT,
        scheme=one_of(Scheme),
        as_of=DATE,
        officers=list_of(OFFICER_LOAD),
        total=OFFICER_LOAD,
    ),
    "Outreach": OUTREACH,
}
