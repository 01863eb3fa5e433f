"""The resources of the API: address, parameters and forms of the answer, from which they are checked and described."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import request

from geodata.errors import Bilingual
from webmap.compare_request import MODE
from webmap.map_request import AREA
from webmap.parameters import (
    AS_OF,
    BOARD_BY,
    FROM,
    HEIGHT,
    LANG,
    LEVEL,
    OVER,
    PAPER,
    SCHEME,
    SEARCH,
    SEVERAL_SCHEMES,
    SPAN,
    STORY,
    TO,
    VIEW_PARAMETERS,
    VINTAGE,
    WIDTH,
    WITHIN,
    Parameter,
    build_format,
    parse_parameters,
)
from webmap.planning.plan_parameters import PLAN_PARAMETERS, RANKING_PARAMETERS
from webmap.second_side import SECOND_SIDE

JSON = "application/json"
CSV = "text/csv"
GEOJSON = "application/geo+json"
GEOPACKAGE = "application/geopackage+sqlite3"
TOPOJSON = "application/topo+json"
ARCS = "application/vnd.baophu.arcs"
SVG = "image/svg+xml"
PNG = "image/png"
PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

CONTENT_HASH = Parameter(
    "hash",
    Bilingual("Mã nội dung", "Hash of the content, as `areas_url` gives it; with it the answer may be kept for ever"),
    pattern=r"[0-9a-f]{1,64}",
)
PUBLICATION = Parameter(
    "publication",
    Bilingual(
        "Số lần công bố", "Publication number, as `counts_url` gives it; with it the answer may be kept for ever"
    ),
    pattern=r"[0-9]{1,18}",
)
UNIT_CODE = Parameter("code", Bilingual("Mã đơn vị", "Code of a unit"), pattern=r"\d{2,5}")
BY = Parameter(
    "by", Bilingual("Mỗi ô một ngày hay một địa bàn", "A panel for each date or for each area within"),
    choices=("date", "area"), default="date",
)  # fmt: skip
PANEL_PAGE = Parameter("page", Bilingual("Trang của các ô", "Page of the panels"), between=(1, 1000))
ON = Parameter("on", Bilingual("Ngày", "Day on which the code or name is to be understood"), is_date=True)


@dataclass(frozen=True)
class Operation:
    """One resource: ``path`` as Flask writes it, ``answers`` the media types with the name of their schema."""

    name: str
    path: str
    summary: str
    parameters: tuple[Parameter, ...]
    answers: tuple[tuple[str, str], ...]
    is_immutable: bool = False

    def parse(self) -> dict[str, str | int | date | None]:
        """Return the parameters of the present request, checked; raises BadInput with the allowed values."""
        return dict(parse_parameters(request.args, self.parameters))


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
    "One indicator of all areas of a level: state, value, numerator and denominator, with classes and total",
    (*VIEW_PARAMETERS, build_format("json", "csv", "columns")),
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
FEATURES_GEOJSON = Operation(
    "features_geojson",
    "/api/v1/features.geojson",
    "The view of `values` with outlines, as GeoJSON (RFC 7946)",
    VIEW_PARAMETERS,
    ((GEOJSON, "Features"),),
)
FEATURES_GPKG = Operation(
    "features_gpkg",
    "/api/v1/features.gpkg",
    "The view of `values` with outlines, as GeoPackage",
    VIEW_PARAMETERS,
    ((GEOPACKAGE, "File"),),
)
MAP_SVG = Operation(
    "map_svg", "/map.svg", "The map of the view, drawn by the server", (*VIEW_PARAMETERS, OVER), ((SVG, "Text"),)
)
COMPARE_SVG = Operation(
    "compare_svg",
    "/compare.svg",
    "Both maps of a comparison, or that of the differences, on one A4 sheet",
    (*VIEW_PARAMETERS, AREA, *SECOND_SIDE, MODE),
    ((SVG, "Text"),),
)
MULTIPLES_SVG = Operation(
    "multiples_svg",
    "/multiples.svg",
    "The view on up to twelve dates, or in up to twelve areas within, on one A4 sheet with one scale of colour",
    (*VIEW_PARAMETERS, BY, PANEL_PAGE),
    ((SVG, "Text"),),
)
ANCESTRY_SVG = Operation(
    "ancestry_svg",
    "/ancestry.svg",
    "What an area was made of in another vintage (`over`), or became there: its outlines as dashes over the area",
    (VINTAGE, AREA, OVER, LANG),
    ((SVG, "Text"),),
)
PLAN_SVG = Operation(
    "plan_svg",
    "/plan.svg",
    "The map of the scores with the communes that the rules pick, drawn by the server",
    PLAN_PARAMETERS,
    ((SVG, "Text"),),
)
SELECTION = Operation(
    "selection",
    "/api/v1/selections/<selection_id>",
    "A saved selection: question, rules, list with reasons, proof, next best, who saved and who approved it",
    (LANG,),
    ((JSON, "Selection"),),
)
SELECTION_SVG = Operation(
    "selection_svg", "/selections/<selection_id>/map.svg", "The map of a saved selection", (LANG,), ((SVG, "Text"),)
)
SELECTION_XLSX = Operation(
    "selection_xlsx",
    "/selections/<selection_id>/annex.xlsx",
    "The annex of a decision as a workbook: list with reasons, criteria and rules",
    (LANG,),
    ((XLSX, "File"),),
)
SELECTION_PDF = Operation(
    "selection_pdf",
    "/selections/<selection_id>/annex.pdf",
    "The annex of a decision on paper, with its map",
    (LANG,),
    ((PDF, "File"),),
)
TABLE_CSV = Operation(
    "table_csv", "/table.csv", "The table of the view, as a file to open in Excel", VIEW_PARAMETERS, ((CSV, "Text"),)
)
MAP_PNG = Operation(
    "map_png",
    "/map.png",
    "The same drawing as a picture; 1600 × 1200 pixels if left out",
    (*VIEW_PARAMETERS, OVER, WIDTH, HEIGHT),
    ((PNG, "File"),),
)
MAP_PDF = Operation(
    "map_pdf",
    "/map.pdf",
    "The same drawing on a page of paper, lying or standing as the area asks",
    (*VIEW_PARAMETERS, OVER, PAPER),
    ((PDF, "File"),),
)
TABLE_XLSX = Operation(
    "table_xlsx",
    "/table.xlsx",
    "The table of the view as a workbook: numbers as numbers, and a sheet of definitions",
    VIEW_PARAMETERS,
    ((XLSX, "File"),),
)
SLIDES_PPTX = Operation(
    "slides_pptx",
    "/slides.pptx",
    "The view as slides: the map with its table, and the series of the whole as a chart; or those of a `story`",
    (*VIEW_PARAMETERS, OVER, STORY),
    ((PPTX, "File"),),
)
PACK = Operation(
    "pack",
    "/api/v1/pack",
    "How far the pack of an area is (`making`, `ready`, `failed`): a page and a sheet for each of its units; "
    "the first who asks begins it",
    VIEW_PARAMETERS,
    ((JSON, "Pack"),),
)
PACK_PDF = Operation(
    "pack_pdf", "/pack.pdf", "The pages of a pack that is ready, 409 before", VIEW_PARAMETERS, ((PDF, "File"),)
)
PACK_XLSX = Operation(
    "pack_xlsx", "/pack.xlsx", "The workbook of a pack that is ready, 409 before", VIEW_PARAMETERS, ((XLSX, "File"),)
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
    COUNTS,
    PROFILE,
    UNITS,
    GEOMETRY,
    GEOMETRY_ARCS,
    FEATURES_GEOJSON,
    FEATURES_GPKG,
    MAP_SVG,
    COMPARE_SVG,
    MULTIPLES_SVG,
    ANCESTRY_SVG,
    PLAN_SVG,
    SELECTION,
    SELECTION_SVG,
    SELECTION_XLSX,
    SELECTION_PDF,
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
