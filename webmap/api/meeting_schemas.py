"""The shapes of answers for the meeting: all dates of a view, outlooks, leader boards, differences, the briefing."""

from __future__ import annotations

from geodata.areas import Level
from services.coverage.leaders import LeaderBy
from services.coverage.value_series import DateStatus
from services.measures.indicators import Indicator, Unit
from services.measures.outlook import OutlookState
from services.measures.schemes import Scheme
from services.measures.states import State
from services.reporting.briefing import ParagraphKind
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
    optional,
    or_none,
    ref,
)
from webmap.api.value_schemas import AREA_VALUE

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
PROJECTION = object_of(
    expected_count=WHOLE,
    low_count=WHOLE,
    high_count=WHOLE,
    mean_per_month_count=WHOLE,
    slowest_per_month_count=WHOLE,
    fastest_per_month_count=WHOLE,
    month_count=WHOLE,
)
OUTLOOK = object_of(
    area_code=TEXT,
    name=TEXT,
    state=one_of(OutlookState),
    **in_both("state_label", "state_definition"),
    enrolled_count=or_none(WHOLE),
    target_count=or_none(WHOLE),
    plan_gap_count=or_none(WHOLE),
    pace_count=or_none(WHOLE),
    pace_gap_count=or_none(WHOLE),
    tolerance_count=or_none(WHOLE),
    required_per_month_count=or_none(WHOLE),
    projection=or_none(PROJECTION),
    reporting_count=WHOLE,
    area_count=WHOLE,
    is_estimated=FLAG,
)
OUTLOOKS = object_of(
    vintage_id=TEXT,
    scheme=one_of(Scheme),
    as_of=DATE,
    year_end=DATE,
    months_left=NUMBER,
    **in_both("method", "tolerance"),
    total=ref("Outlook"),
    areas=list_of(ref("Outlook")),
)
LEADERS = object_of(
    vintage_id=TEXT,
    level=one_of(Level),
    within=TEXT,
    within_name=TEXT,
    scheme=one_of(Scheme),
    as_of=DATE,
    previous_date=or_none(DATE),
    by=one_of(LeaderBy),
    indicator=one_of(Indicator),
    unit=one_of(Unit),
    value_scale=WHOLE,
    small_below=WHOLE,
    ranked_count=WHOLE,
    **in_both("level_label", "scheme_label", "by_label", "indicator_label"),
    rows=list_of(
        extend(
            AREA_VALUE,
            object_of(
                rank=or_none(WHOLE),
                is_tied=FLAG,
                is_small=FLAG,
                previous_rank=or_none(WHOLE),
                movement=or_none(WHOLE),
            ),
        )
    ),
    total=ref("AreaValue"),
)
BRIEFING = object_of(
    vintage_id=TEXT,
    within=TEXT,
    name=TEXT,
    as_of=DATE,
    schemes=list_of(one_of(Scheme)),
    **in_both("title"),
    paragraphs=list_of(
        object_of(kind=one_of(ParagraphKind), scheme=or_none(one_of(Scheme)), **in_both("text")),
    ),
)

MEETING_SCHEMAS: dict[str, Schema] = {
    "Briefing": BRIEFING,
    "Leaders": LEADERS,
    "Outlook": OUTLOOK,
    "Outlooks": OUTLOOKS,
    "SeriesColumns": SERIES_COLUMNS,
    "SeriesRows": SERIES_ROWS,
    "Series": {"anyOf": [ref("SeriesRows"), ref("SeriesColumns")]},
}
