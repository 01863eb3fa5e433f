"""The resources of the API: address, parameters and forms of the answer, from which they are checked and described."""

from __future__ import annotations

from webmap.api.file_operations import (
    ANCESTRY_SVG,
    COMPARE_CSV,
    COMPARE_PDF,
    COMPARE_PNG,
    COMPARE_PPTX,
    COMPARE_SVG,
    COMPARE_XLSX,
    FEATURES_GEOJSON,
    FEATURES_GPKG,
    MAP_PDF,
    MAP_PNG,
    MAP_SVG,
    MULTIPLES_PDF,
    MULTIPLES_PNG,
    MULTIPLES_PPTX,
    MULTIPLES_SVG,
    PACK,
    PACK_PDF,
    PACK_XLSX,
    PILOTS_CSV,
    PILOTS_XLSX,
    PLAN_SVG,
    SELECTION_DOCX,
    SELECTION_PDF,
    SELECTION_SVG,
    SELECTION_XLSX,
    SLIDES_PPTX,
    TABLE_CSV,
    TABLE_XLSX,
)
from webmap.api.target_operations import TARGET_OPERATIONS
from webmap.map_request import AREA
from webmap.operation import (
    ARCS,
    CONTENT_HASH,
    CSV,
    JSON,
    ON,
    PUBLICATION,
    TOPOJSON,
    UNIT_CODE,
    Operation,
    Sending,
)
from webmap.outreach.outreach_request import OUTREACH_PARAMETERS
from webmap.parameters import (
    AS_OF,
    BOARD_BY,
    FROM,
    LANG,
    LEVEL,
    SCHEME,
    SEARCH,
    SEVERAL_SCHEMES,
    SPAN,
    TO,
    VIEW_PARAMETERS,
    VINTAGE,
    WITHIN,
    build_format,
)
from webmap.planning.pilot_request import PILOT_PARAMETERS
from webmap.planning.plan_parameters import RANKING_PARAMETERS
from webmap.second_side import SECOND_SIDE

VINTAGES = Operation(
    "vintages", "/api/v1/vintages", "Boundary vintages that are shown, the newest first", (LANG,), ((JSON, "Vintages"),)
)
SCHEMES = Operation("schemes", "/api/v1/schemes", "Schemes of insurance", (LANG,), ((JSON, "Schemes"),))
INDICATORS = Operation(
    "indicators",
    "/api/v1/indicators",
    "Indicators with definitions, units and class methods",
    (LANG,),
    ((JSON, "Indicators"),),
)
PERIODS = Operation(
    "periods",
    "/api/v1/periods",
    "Cut-off dates that have data of a scheme, the newest last",
    (VINTAGE, SCHEME, LANG),
    ((JSON, "Periods"),),
)
AREAS = Operation(
    "areas",
    "/api/v1/areas",
    "Areas of a level, found by name without accents; `format=columns` gives all of them as arrays by position, "
    "`format=groups` the unit of each commune; managing units are those of `as_of`",
    (VINTAGE, LEVEL, WITHIN, AS_OF, SPAN, SEARCH, build_format("json", "columns", "groups"), CONTENT_HASH, LANG),
    ((JSON, "Areas"),),
)
VALUES = Operation(
    "values",
    "/api/v1/values",
    "One indicator of all areas of a level: state, value, numerator and denominator, with classes and total; "
    "`format=columns` as arrays by position, `format=classes` what a map paints, without values that the counts give",
    (*VIEW_PARAMETERS, build_format("json", "csv", "columns", "classes")),
    ((JSON, "Values"), (CSV, "Text")),
)
SERIES = Operation(
    "series",
    "/api/v1/series",
    "All dates of a view in one set of classes; `format=columns` writes each value as the difference to the one before",
    (*VIEW_PARAMETERS, FROM, TO, build_format("json", "columns")),
    ((JSON, "Series"),),
)
OUTLOOK = Operation(
    "outlook",
    "/api/v1/outlook",
    "The way to the plan of an area and of those of a level within: pace, required per month, projection, state",
    (VINTAGE, LEVEL, WITHIN, SCHEME, AS_OF, LANG),
    ((JSON, "Outlooks"),),
)
LEADERS = Operation(
    "leaders",
    "/api/v1/leaders",
    "Areas ranked by completion, pace, growth, gap or coverage, with ties, small ones and movement since last month",
    (VINTAGE, LEVEL, WITHIN, SCHEME, AS_OF, BOARD_BY, LANG),
    ((JSON, "Leaders"),),
)
BRIEFING = Operation(
    "briefing",
    "/api/v1/briefing",
    "What a report opens with, in both languages: stock, growth, plan, pace, who leads and lags, what is missing",
    (VINTAGE, WITHIN, SCHEME, SEVERAL_SCHEMES, AS_OF, LANG),
    ((JSON, "Briefing"),),
)
DIFFERENCE = Operation(
    "difference",
    "/api/v1/difference",
    "The second side minus the first, area by area, in people or percentage points; what `b_…` leaves out is as for a",
    (*VIEW_PARAMETERS, *SECOND_SIDE, build_format("json", "columns")),
    ((JSON, "Difference"),),
)
RANKING = Operation(
    "ranking",
    "/api/v1/ranking",
    "Communes ranked by weighted criteria: score with its range, three strongest reasons, coverage with an interval; "
    "`area` marks those that cannot be told apart from it",
    (*RANKING_PARAMETERS, AREA, build_format("json", "columns")),
    ((JSON, "Ranking"),),
)
PILOTS = Operation(
    "pilots",
    "/api/v1/pilots",
    "Pilot communes of a scheme within an area, of any time, with their first and last day",
    PILOT_PARAMETERS,
    ((JSON, "Pilots"),),
)
PILOT_EVALUATION = Operation(
    "pilot_evaluation",
    "/api/v1/pilots/evaluation",
    "What the pilots gained since their start: against all others, against communes like them, on pretended dates; "
    "each cohort on its own start, and all together",
    PILOT_PARAMETERS,
    ((JSON, "PilotEvaluation"),),
)
OUTREACH = Operation(
    "outreach",
    "/api/v1/outreach",
    "Outreach events of an area and a period: totals with joint events counted once, each organiser with all of its "
    "events and an interval of its yield, months, communes without one",
    OUTREACH_PARAMETERS,
    ((JSON, "Outreach"),),
    sending=Sending(
        "record_event",
        "Record an event: officers and above, signed in, with the token of the forms as `X-CSRFToken`; `is_confirmed` "
        "where it is like another of that day, or more people joined than came",
        "EventStated",
        "EventRecorded",
    ),
)
OFFICERS = Operation(
    "officers",
    "/api/v1/officers",
    "Officers in charge within an area on a day: their communes, people not yet reached, events of twelve months",
    (VINTAGE, WITHIN, SCHEME, AS_OF, LANG),
    ((JSON, "Officers"),),
)
COUNTS = Operation(
    "counts",
    "/api/v1/counts",
    "All counts behind the indicators as arrays by position",
    (VINTAGE, LEVEL, WITHIN, SCHEME, AS_OF, SPAN, PUBLICATION, LANG),
    ((JSON, "Counts"),),
)
PROFILE = Operation(
    "area",
    "/api/v1/areas/<vintage>/<code>",
    "One area: counts, every indicator with state and rank, series, outlook, schemes, neighbours, children, events",
    (LEVEL, SCHEME, AS_OF, LANG),
    ((JSON, "Profile"),),
)
UNITS = Operation(
    "units",
    "/api/v1/units",
    "What a code or a name meant on a day, what it belonged to and how that ended; every term of a code without a day",
    (UNIT_CODE, SEARCH, ON, LEVEL, LANG),
    ((JSON, "Units"),),
)
GEOMETRY = Operation(
    "geometry",
    "/api/v1/geometry/<content_hash>.topojson",
    "Outlines as TopoJSON; the address comes from `geometry_url` and never changes its content",
    (LANG,),
    ((TOPOJSON, "Topology"),),
    is_immutable=True,
)
GEOMETRY_ARCS = Operation(
    "geometry_arcs",
    "/api/v1/geometry/<content_hash>.arcs",
    "The same outlines as typed arrays (docs/developers/map_layer.md); the address comes from `arcs_url`",
    (LANG,),
    ((ARCS, "File"),),
    is_immutable=True,
)
GEOMETRY_DETAILS = Operation(
    "geometry_details",
    "/api/v1/geometry/<content_hash>.details",
    "Where the provinces of a country's outlines are in detail; its address is `arcs_url` with this ending",
    (LANG,),
    ((JSON, "GeometryDetails"),),
)
SELECTION = Operation(
    "selection",
    "/api/v1/selections/<selection_id>",
    "A saved selection: question, rules, list with reasons, proof, next best, who saved and who approved it",
    (LANG,),
    ((JSON, "Selection"),),
)
OPENAPI = Operation("openapi", "/api/v1/openapi.json", "This description", (LANG,), ((JSON, "Description"),))

OPERATIONS: tuple[Operation, ...] = (
    VINTAGES,
    SCHEMES,
    INDICATORS,
    PERIODS,
    AREAS,
    VALUES,
    SERIES,
    OUTLOOK,
    LEADERS,
    BRIEFING,
    DIFFERENCE,
    RANKING,
    PILOTS,
    PILOT_EVALUATION,
    OUTREACH,
    OFFICERS,
    COUNTS,
    PROFILE,
    UNITS,
    GEOMETRY,
    GEOMETRY_ARCS,
    GEOMETRY_DETAILS,
    FEATURES_GEOJSON,
    FEATURES_GPKG,
    MAP_SVG,
    COMPARE_SVG,
    COMPARE_PNG,
    COMPARE_PDF,
    COMPARE_PPTX,
    COMPARE_XLSX,
    COMPARE_CSV,
    MULTIPLES_SVG,
    ANCESTRY_SVG,
    PLAN_SVG,
    PILOTS_XLSX,
    PILOTS_CSV,
    SELECTION,
    SELECTION_SVG,
    SELECTION_XLSX,
    SELECTION_DOCX,
    SELECTION_PDF,
    *TARGET_OPERATIONS,
    MULTIPLES_PNG,
    MULTIPLES_PDF,
    MULTIPLES_PPTX,
    TABLE_CSV,
    MAP_PNG,
    MAP_PDF,
    TABLE_XLSX,
    SLIDES_PPTX,
    PACK,
    PACK_PDF,
    PACK_XLSX,
    OPENAPI,
)
