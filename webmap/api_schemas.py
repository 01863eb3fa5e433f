"""The shapes of the API's answers, as JSON Schema; tests hold each answer against its shape."""

from __future__ import annotations

from typing import Any

from geodata.areas import Level
from geodata.crosswalks.crosswalk import WeightBasis
from services.measures.class_methods import ClassMethod
from services.measures.indicators import Count, Indicator, PaletteKind, Unit
from services.measures.schemes import DenominatorKind, Scheme
from services.measures.states import State

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
NUMBER: Schema = {"type": "number"}
FLAG: Schema = {"type": "boolean"}
DATE: Schema = {"type": "string", "format": "date"}


def _or_none(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _one_of(kind: Any) -> Schema:
    return {"type": "string", "enum": [one.value for one in kind]}


def _list(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def _object(**members: Schema) -> Schema:
    return {"type": "object", "required": list(members), "properties": members}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _in_both(*names: str) -> dict[str, Schema]:
    return {f"{name}_{lang}": TEXT for name in names for lang in ("vi", "en")}


def _extend(*schemas: Schema) -> Schema:
    members: dict[str, Schema] = {}
    for schema in schemas:
        members |= schema["properties"]
    return _object(**members)


COUNT = _or_none(NUMBER)
AREA_VALUE = _object(
    area_code=TEXT,
    name=TEXT,
    level=_one_of(Level),
    parent_code=_or_none(TEXT),
    state=_one_of(State),
    value=COUNT,
    value_shown=COUNT,
    **_in_both("value_text"),
    numerator=COUNT,
    denominator=COUNT,
    reporting_count=WHOLE,
    area_count=WHOLE,
    difference_count=COUNT,
    denominator_difference_count=COUNT,
    denominator_date=_or_none(DATE),
    estimated_share=COUNT,
)
CONVERSION = _object(
    from_vintage_id=TEXT,
    **_in_both("from_title"),
    counts=_list(_one_of(Count)),
    dates=_list(DATE),
    crosswalk_sources=_list(TEXT),
    bases=_list(_object(vi=TEXT, en=TEXT)),
    converted_area_count=WHOLE,
    estimated_area_count=WHOLE,
)
SOURCE = _object(
    release_id=WHOLE,
    source=TEXT,
    target_source=TEXT,
    target_version=TEXT,
    denominator_source=TEXT,
    is_illustrative=FLAG,
    published_at=_or_none(TEXT),
)
PILOT = _object(scheme=_one_of(Scheme), level=_one_of(Level), area_code=TEXT, name=TEXT, started_on=DATE)
HEADING = _object(
    publication_id=WHOLE,
    vintage_id=TEXT,
    outline_kind=TEXT,
    is_demo=FLAG,
    level=_one_of(Level),
    within=TEXT,
    within_name=TEXT,
    scheme=_one_of(Scheme),
    indicator=_one_of(Indicator),
    as_of=_or_none(DATE),
    since=_or_none(DATE),
    method=_one_of(ClassMethod),
    class_count=WHOLE,
    unit=_one_of(Unit),
    decimals=WHOLE,
    value_scale=WHOLE,
    numerator_kind=_one_of(Count),
    denominator_kind=_or_none(_one_of(Count)),
    area_count=WHOLE,
    ranked_count=WHOLE,
    undistributed_count=COUNT,
    without_unit_count=WHOLE,
    illustrative_notes=_list(_object(vi=TEXT, en=TEXT)),
    sources=_list(_ref("Source")),
    conversions=_list(_ref("Conversion")),
    geometry=_or_none(
        _object(
            url=TEXT,
            arcs_url=TEXT,
            scope_code=TEXT,
            scale=TEXT,
            first_index=WHOLE,
            area_count=WHOLE,
            positions=_or_none(_list(WHOLE)),
            groups_url=_or_none(TEXT),
        )
    ),
    **_in_both(
        "vintage_title", "level_label", "scheme_label", "indicator_label", "definition", "formula", "legend_sentence"
    ),
)
CLASS = _object(lower=NUMBER, upper=NUMBER, includes_upper=FLAG, color=TEXT, **_in_both("label"), count=WHOLE)
STATE = _object(
    state=_one_of(State),
    code=TEXT,
    **_in_both("label", "definition"),
    count=WHOLE,
    painted_count=WHOLE,
    color=_or_none(TEXT),
    pattern=TEXT,
    ink=TEXT,
)
FRAME = _object(
    view=_ref("View"),
    classes=_list(_ref("Class")),
    states=_list(_ref("State")),
    total=_ref("AreaValue"),
    ancestors=_list(_ref("AreaValue")),
    pilots=_list(_ref("Pilot")),
)
ROW = _object(
    area_code=TEXT,
    name=TEXT,
    parent_code=TEXT,
    state=_one_of(State),
    is_estimated=FLAG,
    estimated_share=COUNT,
    class_index=_or_none(WHOLE),
    value=COUNT,
    value_shown=COUNT,
    numerator=COUNT,
    denominator=COUNT,
    rank=_or_none(WHOLE),
    parent_rank=_or_none(WHOLE),
    parent_ranked_count=WHOLE,
    reporting_count=WHOLE,
    area_count=WHOLE,
    difference_count=COUNT,
)
VALUE_ROWS = _extend(FRAME, _object(areas=_list(_ref("ValueRow"))))
VALUE_COLUMNS = _extend(
    FRAME,
    _object(
        class_codes={"type": "string", "pattern": "^[0-9zndtwa]*$"},
        estimated=_list(WHOLE),
        estimated_shares=_list(WHOLE),
        values=_list(_or_none(WHOLE)),
        value_scale=WHOLE,
        pilot_positions=_list(WHOLE),
        geometry_url=_or_none(TEXT),
        arcs_url=_or_none(TEXT),
        areas_url=TEXT,
        counts_url=TEXT,
    ),
)
AREA = _object(
    area_code=TEXT,
    name=TEXT,
    level=_one_of(Level),
    parent_code=_or_none(TEXT),
    path=_list(_object(area_code=TEXT, name=TEXT)),
)
AREA_ROWS = _object(vintage_id=TEXT, found_count=WHOLE, areas=_list(_ref("Area")))
AREA_COLUMNS = _object(
    vintage_id=TEXT,
    level=_one_of(Level),
    within=TEXT,
    codes=_list(TEXT),
    names=_list(TEXT),
    parent=_list(WHOLE),
    parents=_list(_object(area_code=TEXT, name=TEXT, level=_one_of(Level))),
)
UNIT_GROUPS = _object(vintage_id=TEXT, level=_one_of(Level), within=TEXT, codes=_list(TEXT), groups=_list(WHOLE))
INDICATOR = _object(
    indicator=_one_of(Indicator),
    **_in_both("label", "definition", "formula"),
    unit=_one_of(Unit),
    decimals=WHOLE,
    value_scale=WHOLE,
    numerator_kind=_one_of(Count),
    denominator_kind=_or_none(_one_of(Count)),
    palette_kind=_one_of(PaletteKind),
    default_method=_one_of(ClassMethod),
    default_classes=WHOLE,
    methods=_list(_one_of(ClassMethod)),
)
VINTAGE = _object(
    vintage_id=TEXT,
    **_in_both("title"),
    effective_from=DATE,
    effective_to=_or_none(DATE),
    outline_kind=TEXT,
    source=TEXT,
    licence=TEXT,
    is_demo=FLAG,
    levels=_list(_object(level=_one_of(Level), **_in_both("label"), area_count=WHOLE)),
    newest_as_of=_or_none(DATE),
)
CROSSWALK = _object(
    from_vintage_id=TEXT,
    to_vintage_id=TEXT,
    basis=_one_of(WeightBasis),
    **_in_both("basis_label"),
    source=TEXT,
    pair_count=WHOLE,
    split_count=WHOLE,
)
SCHEME = _object(
    scheme=_one_of(Scheme),
    **_in_both("label", "denominator_label"),
    denominator_kind=_one_of(DenominatorKind),
    parts=_list(_one_of(Scheme)),
)
COUNTS = _object(
    publication_id=WHOLE,
    vintage_id=TEXT,
    level=_one_of(Level),
    within=TEXT,
    scheme=_one_of(Scheme),
    denominator_kind=_one_of(DenominatorKind),
    as_of=_or_none(DATE),
    year_before_date=_or_none(DATE),
    year_end_date=_or_none(DATE),
    target_date=_or_none(DATE),
    counts={"type": "object", "additionalProperties": _list(_or_none(WHOLE))},
    withheld=_list(WHOLE),
)
PROFILE_INDICATOR = _extend(
    AREA_VALUE,
    _object(
        parent=_or_none(_ref("AreaValue")),
        parent_rank=_or_none(WHOLE),
        parent_ranked_count=WHOLE,
        child_states={"type": "object", "additionalProperties": WHOLE},
    ),
)
SERIES_POINT = _object(
    as_of=DATE,
    enrolled_count=COUNT,
    target_count=COUNT,
    pace_count=COUNT,
    coverage_ratio=COUNT,
    plan_completion_ratio=COUNT,
    state=_one_of(State),
)
TERM = _object(
    level=_one_of(Level),
    code=TEXT,
    name=TEXT,
    type=TEXT,
    parents=_list(_object(level=_one_of(Level), code=TEXT, name=TEXT)),
    valid_from=DATE,
    valid_to=_or_none(DATE),
)
UNIT = _extend(
    TERM,
    _object(
        ending=_or_none(
            _object(next_term=_or_none(_ref("Term")), is_continued=FLAG, namesakes=_list(_ref("Term"))),
        )
    ),
)
ANCESTRY = _object(
    vintage_id=TEXT,
    **_in_both("vintage_title", "sentence"),
    is_past=FLAG,
    bases=_list(_object(vi=TEXT, en=TEXT)),
    sources=_list(TEXT),
    pieces=_list(
        _object(
            area_code=TEXT,
            name=TEXT,
            level=_one_of(Level),
            parent_names=_list(TEXT),
            is_whole=FLAG,
            share=COUNT,
            share_of_area=COUNT,
        )
    ),
)
PROFILE = _object(
    vintage_id=TEXT,
    scheme=_one_of(Scheme),
    as_of=_or_none(DATE),
    area=_ref("Area"),
    **_in_both("answer"),
    counts={"type": "object", "additionalProperties": NUMBER},
    indicators={"type": "object", "additionalProperties": _ref("ProfileIndicator")},
    series=_list(_ref("SeriesPoint")),
    children=_list(_ref("AreaValue")),
    pilots=_list(_ref("Pilot")),
    sources=_list(_ref("Source")),
    ancestry=_list(_ref("Ancestry")),
    unit_on_date=_or_none(_ref("Term")),
)
ERROR = _object(error=_object(code=TEXT, message=TEXT, hint=TEXT, fields=_list({"type": "object"})))

SCHEMAS: dict[str, Schema] = {
    "Ancestry": ANCESTRY,
    "Area": AREA,
    "AreaColumns": AREA_COLUMNS,
    "AreaRows": AREA_ROWS,
    "AreaValue": AREA_VALUE,
    "Areas": {"anyOf": [_ref("AreaRows"), _ref("AreaColumns"), _ref("UnitGroups")]},
    "Class": CLASS,
    "Conversion": CONVERSION,
    "Counts": COUNTS,
    "Description": {"type": "object"},
    "Error": ERROR,
    "Features": {"type": "object", "required": ["type", "features"]},
    "Indicators": _object(indicators=_list(INDICATOR)),
    "Periods": _object(vintage_id=TEXT, periods=_list(_object(scheme=_one_of(Scheme), as_of=_list(DATE)))),
    "Pilot": PILOT,
    "Profile": PROFILE,
    "ProfileIndicator": PROFILE_INDICATOR,
    "Schemes": _object(schemes=_list(SCHEME)),
    "SeriesPoint": SERIES_POINT,
    "Source": SOURCE,
    "State": STATE,
    "Term": TERM,
    "Text": TEXT,
    "Topology": {"type": "object", "required": ["type", "objects", "arcs"]},
    "UnitGroups": UNIT_GROUPS,
    "ValueColumns": VALUE_COLUMNS,
    "ValueRow": ROW,
    "ValueRows": VALUE_ROWS,
    "Values": {"anyOf": [_ref("ValueRows"), _ref("ValueColumns")]},
    "View": HEADING,
    "Units": _object(on=_or_none(DATE), units=_list(UNIT)),
    "Vintages": _object(vintages=_list(VINTAGE), crosswalks=_list(CROSSWALK)),
}
