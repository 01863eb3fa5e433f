"""The resources that are files to take away: drawings, paper, tables, slides, geographic data, packs."""

from __future__ import annotations

from webmap.compare_request import MODE, ROWS_BY, ROWS_ORDER
from webmap.map_request import AREA
from webmap.operation import (
    BY,
    CSV,
    DOCX,
    GEOJSON,
    GEOPACKAGE,
    JSON,
    PANEL_PAGE,
    PDF,
    PNG,
    PPTX,
    SVG,
    XLSX,
    Operation,
)
from webmap.parameters import (
    CLUSTERS,
    HEIGHT,
    LANG,
    MARKS,
    OFFICER,
    OVER,
    PAPER,
    STORY,
    VIEW_PARAMETERS,
    VINTAGE,
    WIDTH,
)
from webmap.planning.pilot_request import PILOT_PARAMETERS
from webmap.planning.plan_parameters import MAP_SHAPE, PLAN_PARAMETERS
from webmap.second_side import SECOND_SIDE

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
    "map_svg",
    "/map.svg",
    "The map of the view, drawn by the server",
    (*VIEW_PARAMETERS, OVER, MARKS, OFFICER),
    ((SVG, "Text"),),
)
COMPARED = (*VIEW_PARAMETERS, AREA, *SECOND_SIDE, MODE, ROWS_BY, ROWS_ORDER)
COMPARE_SVG = Operation(
    "compare_svg",
    "/compare.svg",
    "Both maps of a comparison, or that of the differences, on one A4 sheet",
    COMPARED,
    ((SVG, "Text"),),
)
COMPARE_PNG = Operation(
    "compare_png",
    "/compare.png",
    "The same sheet as a picture; 1600 pixels wide if left out",
    (*COMPARED, WIDTH),
    ((PNG, "File"),),
)
COMPARE_PDF = Operation(
    "compare_pdf", "/compare.pdf", "The same sheet on a page of paper", (*COMPARED, PAPER), ((PDF, "File"),)
)
COMPARE_PPTX = Operation(
    "compare_pptx", "/compare.pptx", "The same maps as a slide, with their table", COMPARED, ((PPTX, "File"),)
)
COMPARE_XLSX = Operation(
    "compare_xlsx",
    "/compare.xlsx",
    "The table of a comparison as a workbook: both sides with their counts, and the difference",
    COMPARED,
    ((XLSX, "File"),),
)
COMPARE_CSV = Operation(
    "compare_csv", "/compare.csv", "The same table, as a file to open in Excel", COMPARED, ((CSV, "Text"),)
)
PANELS = (*VIEW_PARAMETERS, BY, PANEL_PAGE)
MULTIPLES_SVG = Operation(
    "multiples_svg",
    "/multiples.svg",
    "The view on up to twelve dates, or in up to twelve areas within, on one A4 sheet with one scale of colour",
    PANELS,
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
    (*PLAN_PARAMETERS, CLUSTERS),
    ((SVG, "Text"),),
)
PILOTS_XLSX = Operation(
    "pilots_xlsx",
    "/pilots.xlsx",
    "The evaluation of pilots as a workbook: each pilot with the communes like it, groups, dates, what is said of it",
    PILOT_PARAMETERS,
    ((XLSX, "File"),),
)
PILOTS_CSV = Operation(
    "pilots_csv",
    "/pilots.csv",
    "The pilots with what they gained, to open in Excel",
    PILOT_PARAMETERS,
    ((CSV, "Text"),),
)
SELECTION_SVG = Operation(
    "selection_svg",
    "/selections/<selection_id>/map.svg",
    "The map of a saved selection, its picks numbered as listed",
    (MAP_SHAPE, LANG),
    ((SVG, "Text"),),
)
SELECTION_XLSX = Operation(
    "selection_xlsx",
    "/selections/<selection_id>/annex.xlsx",
    "The annex of a decision as a workbook: criteria, rules, list with reasons, map, proof, sources",
    (LANG,),
    ((XLSX, "File"),),
)
SELECTION_DOCX = Operation(
    "selection_docx",
    "/selections/<selection_id>/annex.docx",
    "The same annex as a document to be edited",
    (LANG,),
    ((DOCX, "File"),),
)
SELECTION_PDF = Operation(
    "selection_pdf",
    "/selections/<selection_id>/annex.pdf",
    "The same annex on paper",
    (LANG,),
    ((PDF, "File"),),
)
MULTIPLES_PNG = Operation(
    "multiples_png",
    "/multiples.png",
    "The same sheet as a picture; 1600 pixels wide if left out",
    (*PANELS, WIDTH),
    ((PNG, "File"),),
)
MULTIPLES_PDF = Operation(
    "multiples_pdf", "/multiples.pdf", "The same sheet on a page of paper", (*PANELS, PAPER), ((PDF, "File"),)
)
MULTIPLES_PPTX = Operation(
    "multiples_pptx", "/multiples.pptx", "The same maps as a slide, with their table", PANELS, ((PPTX, "File"),)
)
TABLE_CSV = Operation(
    "table_csv", "/table.csv", "The table of the view, as a file to open in Excel", VIEW_PARAMETERS, ((CSV, "Text"),)
)
MAP_PNG = Operation(
    "map_png",
    "/map.png",
    "The same drawing as a picture; 1600 × 1200 pixels if left out",
    (*VIEW_PARAMETERS, OVER, MARKS, OFFICER, WIDTH, HEIGHT),
    ((PNG, "File"),),
)
MAP_PDF = Operation(
    "map_pdf",
    "/map.pdf",
    "The same drawing on a page of paper, lying or standing as the area asks",
    (*VIEW_PARAMETERS, OVER, MARKS, OFFICER, PAPER),
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
    (*VIEW_PARAMETERS, OVER, MARKS, OFFICER, STORY),
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
