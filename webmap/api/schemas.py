"""The shapes of the API's answers, as JSON Schema; tests hold each answer against its shape."""

from __future__ import annotations

from geodata.areas import Level
from services.measures.class_methods import ClassMethod
from services.measures.indicators import Count, Indicator, PaletteKind, Unit
from services.measures.schemes import DenominatorKind, Scheme
from services.measures.states import State
from services.store.packs import PackStatus
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
from webmap.api.meeting_schemas import MEETING_SCHEMAS
from webmap.api.pilot_schemas import PILOT_SCHEMAS
from webmap.api.place_schemas import (
    ANCESTRY,
    AREA,
    AREA_COLUMNS,
    AREA_ROWS,
    CROSSWALK,
    GEOMETRY_DETAILS,
    TERM,
    UNIT,
    UNIT_GROUPS,
    VINTAGE,
)
from webmap.api.planning_schemas import PLANNING_SCHEMAS
from webmap.api.profile_schemas import PROFILE_SCHEMAS
from webmap.api.target_schemas import TARGET_SCHEMAS
from webmap.api.value_schemas import AREA_VALUE
from webmap.outreach.outreach_schemas import OUTREACH_SCHEMAS

CONVERSION = object_of(
    from_vintage_id=TEXT,
    **in_both("from_title"),
    counts=list_of(one_of(Count)),
    dates=list_of(DATE),
    crosswalk_sources=list_of(TEXT),
    bases=list_of(object_of(vi=TEXT, en=TEXT)),
    converted_area_count=WHOLE,
    estimated_area_count=WHOLE,
)
SOURCE = object_of(
    release_id=WHOLE,
    source=TEXT,
    target_source=TEXT,
    target_version=TEXT,
    denominator_source=TEXT,
    is_illustrative=FLAG,
    published_at=or_none(TEXT),
)
PILOT = object_of(
    scheme=one_of(Scheme),
    level=one_of(Level),
    area_code=TEXT,
    name=TEXT,
    started_on=DATE,
    ended_on=or_none(DATE),
)
HEADING = object_of(
    publication_id=WHOLE,
    vintage_id=TEXT,
    outline_kind=TEXT,
    is_demo=FLAG,
    level=one_of(Level),
    within=TEXT,
    within_name=TEXT,
    scheme=one_of(Scheme),
    indicator=one_of(Indicator),
    as_of=or_none(DATE),
    since=or_none(DATE),
    method=one_of(ClassMethod),
    class_count=WHOLE,
    unit=one_of(Unit),
    decimals=WHOLE,
    value_scale=WHOLE,
    numerator_kind=one_of(Count),
    denominator_kind=or_none(one_of(Count)),
    area_count=WHOLE,
    ranked_count=WHOLE,
    undistributed_count=COUNT,
    without_unit_count=WHOLE,
    illustrative_notes=list_of(object_of(vi=TEXT, en=TEXT)),
    sources=list_of(ref("Source")),
    conversions=list_of(ref("Conversion")),
    geometry=or_none(
        object_of(
            url=TEXT,
            arcs_url=TEXT,
            scope_code=TEXT,
            scale=TEXT,
            first_index=WHOLE,
            area_count=WHOLE,
            positions=or_none(list_of(WHOLE)),
            groups_url=or_none(TEXT),
        )
    ),
    **in_both(
        "vintage_title", "level_label", "scheme_label", "indicator_label", "definition", "formula", "legend_sentence"
    ),
)
CLASS = object_of(lower=NUMBER, upper=NUMBER, includes_upper=FLAG, color=TEXT, **in_both("label"), count=WHOLE)
STATE = object_of(
    state=one_of(State),
    code=TEXT,
    **in_both("label", "definition"),
    count=WHOLE,
    painted_count=WHOLE,
    color=or_none(TEXT),
    pattern=TEXT,
    ink=TEXT,
)
FRAME = object_of(
    view=ref("View"),
    classes=list_of(ref("Class")),
    states=list_of(ref("State")),
    total=ref("AreaValue"),
    ancestors=list_of(ref("AreaValue")),
    pilots=list_of(ref("Pilot")),
)
ROW = object_of(
    area_code=TEXT,
    name=TEXT,
    parent_code=TEXT,
    state=one_of(State),
    is_estimated=FLAG,
    estimated_share=COUNT,
    class_index=or_none(WHOLE),
    value=COUNT,
    value_shown=COUNT,
    numerator=COUNT,
    denominator=COUNT,
    rank=or_none(WHOLE),
    parent_rank=or_none(WHOLE),
    parent_ranked_count=WHOLE,
    reporting_count=WHOLE,
    area_count=WHOLE,
    difference_count=COUNT,
)
VALUE_ROWS = extend(FRAME, object_of(areas=list_of(ref("ValueRow"))))
VALUE_COLUMNS = extend(
    FRAME,
    object_of(
        class_codes={"type": "string", "pattern": "^[0-9zndtwa]*$"},
        estimated=list_of(WHOLE),
        estimated_shares=list_of(WHOLE),
        values=list_of(or_none(WHOLE)),
        value_scale=WHOLE,
        pilot_positions=list_of(WHOLE),
        geometry_url=or_none(TEXT),
        arcs_url=or_none(TEXT),
        areas_url=TEXT,
        counts_url=TEXT,
    ),
)
CLASS_COLUMNS = object_of(
    view=object_of(publication_id=WHOLE, level=one_of(Level), geometry=or_none({"type": "object"})),
    classes=list_of(object_of(color=TEXT)),
    states=list_of(object_of(state=one_of(State), color=or_none(TEXT))),
    class_codes={"type": "string", "pattern": "^[0-9zndtwa]*$"},
    estimated=list_of(WHOLE),
    estimated_shares=list_of(WHOLE),
    made_of=or_none(
        object_of(plus=one_of(Count), minus=or_none(one_of(Count)), per=or_none(one_of(Count)), times=WHOLE, sum=WHOLE)
    ),
    pilot_positions=list_of(WHOLE),
    arcs_url=or_none(TEXT),
    areas_url=TEXT,
    counts_url=TEXT,
)
INDICATOR = object_of(
    indicator=one_of(Indicator),
    **in_both("label", "definition", "formula"),
    unit=one_of(Unit),
    decimals=WHOLE,
    value_scale=WHOLE,
    numerator_kind=one_of(Count),
    denominator_kind=or_none(one_of(Count)),
    palette_kind=one_of(PaletteKind),
    default_method=one_of(ClassMethod),
    default_classes=WHOLE,
    methods=list_of(one_of(ClassMethod)),
)
SCHEME = object_of(
    scheme=one_of(Scheme),
    **in_both("label", "denominator_label"),
    denominator_kind=one_of(DenominatorKind),
    parts=list_of(one_of(Scheme)),
)
COUNTS = object_of(
    publication_id=WHOLE,
    vintage_id=TEXT,
    level=one_of(Level),
    within=TEXT,
    scheme=one_of(Scheme),
    denominator_kind=one_of(DenominatorKind),
    as_of=or_none(DATE),
    year_before_date=or_none(DATE),
    year_end_date=or_none(DATE),
    target_date=or_none(DATE),
    counts={"type": "object", "additionalProperties": list_of(or_none(WHOLE))},
    withheld=list_of(WHOLE),
)
DIFFERENCE_SIDE = object_of(
    scheme=one_of(Scheme),
    indicator=one_of(Indicator),
    **in_both("scheme_label", "indicator_label"),
    as_of=or_none(DATE),
    since=or_none(DATE),
    unit=one_of(Unit),
    decimals=WHOLE,
    value_scale=WHOLE,
    total=ref("AreaValue"),
)
DIFFERENCE_SIDES = object_of(a=DIFFERENCE_SIDE, b=DIFFERENCE_SIDE, has_other_units=FLAG)
DIFFERENCE_ROW = extend(
    ROW,
    object_of(
        lacking=list_of({"type": "string", "enum": ["a", "b"]}),
        a_state=one_of(State),
        b_state=one_of(State),
        a_value_shown=COUNT,
        b_value_shown=COUNT,
    ),
)
DIFFERENCE_COLUMNS = extend(
    VALUE_COLUMNS,
    DIFFERENCE_SIDES,
    object_of(
        a_values=list_of(or_none(WHOLE)),
        b_values=list_of(or_none(WHOLE)),
        a_states={"type": "string", "pattern": "^[vezndtwa]*$"},
        b_states={"type": "string", "pattern": "^[vezndtwa]*$"},
    ),
)
ERROR = object_of(error=object_of(code=TEXT, message=TEXT, hint=TEXT, fields=list_of({"type": "object"})))

SCHEMAS: dict[str, Schema] = {
    "Ancestry": ANCESTRY,
    "Area": AREA,
    "AreaColumns": AREA_COLUMNS,
    "AreaRows": AREA_ROWS,
    "AreaValue": AREA_VALUE,
    "Areas": {"anyOf": [ref("AreaRows"), ref("AreaColumns"), ref("UnitGroups")]},
    "Class": CLASS,
    "ClassColumns": CLASS_COLUMNS,
    "Conversion": CONVERSION,
    "Counts": COUNTS,
    "Description": {"type": "object"},
    "Difference": {"anyOf": [ref("DifferenceRows"), ref("DifferenceColumns")]},
    "DifferenceColumns": DIFFERENCE_COLUMNS,
    "DifferenceRows": extend(FRAME, DIFFERENCE_SIDES, object_of(areas=list_of(DIFFERENCE_ROW))),
    "Error": ERROR,
    "Features": {"type": "object", "required": ["type", "features"]},
    "GeometryDetails": GEOMETRY_DETAILS,
    "Indicators": object_of(indicators=list_of(INDICATOR)),
    "Periods": object_of(vintage_id=TEXT, periods=list_of(object_of(scheme=one_of(Scheme), as_of=list_of(DATE)))),
    "Pilot": PILOT,
    "Schemes": object_of(schemes=list_of(SCHEME)),
    "Source": SOURCE,
    "State": STATE,
    "Term": TERM,
    "Text": TEXT,
    "Topology": {"type": "object", "required": ["type", "objects", "arcs"]},
    "UnitGroups": UNIT_GROUPS,
    "ValueColumns": VALUE_COLUMNS,
    "ValueRow": ROW,
    "ValueRows": VALUE_ROWS,
    "Values": {"anyOf": [ref("ValueRows"), ref("ValueColumns"), ref("ClassColumns")]},
    "View": HEADING,
    "Units": object_of(on=or_none(DATE), units=list_of(UNIT)),
    "Vintages": object_of(vintages=list_of(VINTAGE), crosswalks=list_of(CROSSWALK)),
    "Pack": object_of(
        status=one_of(PackStatus), done_count=WHOLE, step_count=WHOLE, pdf_url=or_none(TEXT), xlsx_url=or_none(TEXT)
    ),
    **MEETING_SCHEMAS,
    **PILOT_SCHEMAS,
    **OUTREACH_SCHEMAS,
    **PLANNING_SCHEMAS,
    **TARGET_SCHEMAS,
    **PROFILE_SCHEMAS,
}
