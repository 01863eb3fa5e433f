"""The shapes of answers for the meeting: all dates of a view, outlooks, leader boards, differences, the briefing."""

from __future__ import annotations

from services.coverage.value_series import DateStatus
from services.measures.states import State
from webmap.json_shapes import (
    COUNT,
    DATE,
    TEXT,
    WHOLE,
    Schema,
    extend,
    list_of,
    object_of,
    one_of,
    optional,
    or_none,
    ref,
)

CLASS_CODES: Schema = {"type": "string", "pattern": "^[0-9zndtwa]*$"}
SERIES_FRAME = object_of(
    view=ref("View"),
    classes=list_of(ref("Class")),
    states=list_of(ref("State")),
    value_scale=WHOLE,
    areas_url=TEXT,
    **{"from": or_none(DATE), "to": or_none(DATE)},
)
SERIES_AREA = object_of(area_code=TEXT, state=one_of(State), value_shown=COUNT, class_index=or_none(WHOLE))
SERIES_DATE = object_of(as_of=DATE, status=one_of(DateStatus))
SERIES_ROWS = extend(
    SERIES_FRAME,
    object_of(dates=list_of(optional(SERIES_DATE, total=ref("AreaValue"), areas=list_of(SERIES_AREA)))),
)
SERIES_COLUMNS = extend(
    SERIES_FRAME,
    object_of(
        dates=list_of(
            optional(
                SERIES_DATE,
                total=ref("AreaValue"),
                class_codes=CLASS_CODES,
                estimated=list_of(WHOLE),
                changes=list_of(or_none(WHOLE)),
            )
        )
    ),
)

MEETING_SCHEMAS: dict[str, Schema] = {
    "SeriesColumns": SERIES_COLUMNS,
    "SeriesRows": SERIES_ROWS,
    "Series": {"anyOf": [ref("SeriesRows"), ref("SeriesColumns")]},
}
