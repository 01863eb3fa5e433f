"""The shapes of answers about places: areas, units of a day, vintages, crosswalks, ancestry."""

from __future__ import annotations

from geodata.areas import Level
from geodata.crosswalks.crosswalk import WeightBasis
from webmap.api.json_shapes import (
    COUNT,
    DATE,
    FLAG,
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

AREA = object_of(
    area_code=TEXT,
    name=TEXT,
    level=one_of(Level),
    parent_code=or_none(TEXT),
    path=list_of(object_of(area_code=TEXT, name=TEXT)),
)
AREA_ROWS = object_of(vintage_id=TEXT, found_count=WHOLE, areas=list_of(ref("Area")))
AREA_COLUMNS = object_of(
    vintage_id=TEXT,
    level=one_of(Level),
    within=TEXT,
    codes=list_of(TEXT),
    names=list_of(TEXT),
    parent=list_of(WHOLE),
    parents=list_of(object_of(area_code=TEXT, name=TEXT, level=one_of(Level))),
)
UNIT_GROUPS = object_of(vintage_id=TEXT, level=one_of(Level), within=TEXT, codes=list_of(TEXT), groups=list_of(WHOLE))
GEOMETRY_DETAILS: Schema = object_of(vintage_id=TEXT, arcs_urls={"type": "object", "additionalProperties": TEXT})
VINTAGE = object_of(
    vintage_id=TEXT,
    **in_both("title"),
    effective_from=DATE,
    effective_to=or_none(DATE),
    outline_kind=TEXT,
    source=TEXT,
    licence=TEXT,
    is_demo=FLAG,
    levels=list_of(object_of(level=one_of(Level), **in_both("label"), area_count=WHOLE)),
    newest_as_of=or_none(DATE),
)
CROSSWALK = object_of(
    from_vintage_id=TEXT,
    to_vintage_id=TEXT,
    basis=one_of(WeightBasis),
    **in_both("basis_label"),
    source=TEXT,
    pair_count=WHOLE,
    split_count=WHOLE,
)
TERM = object_of(
    level=one_of(Level),
    code=TEXT,
    name=TEXT,
    type=TEXT,
    parents=list_of(object_of(level=one_of(Level), code=TEXT, name=TEXT)),
    valid_from=DATE,
    valid_to=or_none(DATE),
)
UNIT = extend(
    TERM,
    object_of(
        ending=or_none(
            object_of(next_term=or_none(ref("Term")), is_continued=FLAG, namesakes=list_of(ref("Term"))),
        )
    ),
)
ANCESTRY = object_of(
    vintage_id=TEXT,
    **in_both("vintage_title", "sentence"),
    is_past=FLAG,
    bases=list_of(object_of(vi=TEXT, en=TEXT)),
    sources=list_of(TEXT),
    pieces=list_of(
        object_of(
            area_code=TEXT,
            name=TEXT,
            level=one_of(Level),
            parent_names=list_of(TEXT),
            is_whole=FLAG,
            share=COUNT,
            share_of_area=COUNT,
        )
    ),
)
