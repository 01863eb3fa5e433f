"""Files to take away: the view as a drawing, a table, and geographic data."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response

from geodata.errors import Bilingual
from services.coverage.snapshot import Snapshot
from services.coverage.view import View
from services.reporting.figure_sheets import Paper
from services.reporting.packages import render_geojson, render_geopackage
from services.reporting.taken_view import TakenView
from services.stories.keeping import read_story
from webmap import operation
from webmap.ancestry_map import build_ancestry_map
from webmap.answering import Parameters, answer
from webmap.api import file_operations
from webmap.context import services
from webmap.encoding import REVALIDATE, Answer, build_answer, render_answer
from webmap.error_pages import BadParameter
from webmap.lanes import Lane
from webmap.map_request import AREA, MapRequest, build_asked_view, build_map_request
from webmap.operation import Operation
from webmap.parameters import OVER
from webmap.readers import snapshot_for_reader
from webmap.suggestions import find_vintage
from webmap.taken_files import PICTURE_HEIGHT, PICTURE_WIDTH, ViewFiles
from webmap.translations import language
from webmap.value_table import build_excel_csv, name_file

blueprint = Blueprint("export", __name__)


def _answer_view(operation: Operation, build: Callable[[View, MapRequest], Answer]) -> Response:
    def build_from_snapshot(given: Parameters, snapshot: Snapshot) -> Answer:
        asked = build_map_request(given, snapshot)
        return build(build_asked_view(asked, snapshot), asked)

    return answer(operation, build_from_snapshot)


@blueprint.get(file_operations.TABLE_CSV.path)
def table_csv() -> Response:
    """Answer with the table of a view for Excel."""
    return _answer_view(file_operations.TABLE_CSV, lambda view, asked: build_excel_csv(view, asked.lang))


@blueprint.get(file_operations.MAP_SVG.path)
def map_svg() -> Response:
    """Answer with the map of a view, drawn by the server."""
    return answer(file_operations.MAP_SVG, _build_svg)


def _build_svg(given: Parameters, snapshot: Snapshot) -> Answer:
    files, taken = _take(given, snapshot)
    return build_answer(files.build_svg(taken), f"{operation.SVG}; charset=utf-8")


@blueprint.get(file_operations.ANCESTRY_SVG.path)
def ancestry_svg() -> Response:
    """Answer with the small map of an area's ancestry."""
    return answer(file_operations.ANCESTRY_SVG, _build_ancestry_svg)


def _build_ancestry_svg(given: Parameters, snapshot: Snapshot) -> Answer:
    asked = {parameter.name: given[parameter.name] for parameter in (AREA, OVER)}
    for name, text in asked.items():
        if text is None:
            raise BadParameter(name, None, Bilingual(f"Thiếu tham số «{name}»", f"The parameter «{name}» is missing"))
    vintage_id = find_vintage(snapshot, given["vintage"]).vintage.vintage_id
    geometries, lang = services().geometries, str(given["lang"])
    body = build_ancestry_map(geometries, snapshot, vintage_id, str(asked["area"]), str(asked["over"]), lang)
    return build_answer(body.encode(), f"{operation.SVG}; charset=utf-8")


def _take(given: Parameters, snapshot: Snapshot) -> tuple[ViewFiles, TakenView]:
    files = ViewFiles(snapshot, services().geometries)
    return files, files.take(build_map_request(given, snapshot))


@blueprint.get(file_operations.MAP_PNG.path)
def map_png() -> Response:
    """Answer with the same drawing as a picture."""

    def build(given: Parameters, snapshot: Snapshot) -> Answer:
        files, taken = _take(given, snapshot)
        body = files.build_png(taken, given["width"] or PICTURE_WIDTH, given["height"] or PICTURE_HEIGHT)
        return build_answer(body, operation.PNG, file_name=f"{name_file(taken.view)}.png")

    return answer(file_operations.MAP_PNG, build, lane=Lane.DRAWN)


@blueprint.get(file_operations.MAP_PDF.path)
def map_pdf() -> Response:
    """Answer with the same drawing on paper."""

    def build(given: Parameters, snapshot: Snapshot) -> Answer:
        files, taken = _take(given, snapshot)
        body = files.build_pdf(taken, Paper(given["paper"]))
        return build_answer(body, operation.PDF, file_name=f"{name_file(taken.view)}.pdf")

    return answer(file_operations.MAP_PDF, build, lane=Lane.DRAWN)


@blueprint.get(file_operations.TABLE_XLSX.path)
def table_xlsx() -> Response:
    """Answer with the table as a workbook."""

    def build(given: Parameters, snapshot: Snapshot) -> Answer:
        files, taken = _take(given, snapshot)
        return build_answer(files.build_workbook(taken), operation.XLSX, file_name=f"{name_file(taken.view)}.xlsx")

    return answer(file_operations.TABLE_XLSX, build, lane=Lane.DRAWN)


@blueprint.get(file_operations.SLIDES_PPTX.path)
def slides_pptx() -> Response:
    """Answer with a view, or a story, as slides."""
    story_id = file_operations.SLIDES_PPTX.parse()["story"]
    if story_id is not None:
        return _answer_story(str(story_id))

    def build(given: Parameters, snapshot: Snapshot) -> Answer:
        files, taken = _take(given, snapshot)
        return build_answer(files.build_slides(taken), operation.PPTX, file_name=f"{name_file(taken.view)}.pptx")

    return answer(file_operations.SLIDES_PPTX, build, lane=Lane.DRAWN)


def _answer_story(story_id: str) -> Response:
    """Answer with the slides of a story, kept by its version: it changes without a publication."""
    parts = services()
    with parts.engine.connect() as connection:
        story = read_story(connection, story_id)
    files = ViewFiles(snapshot_for_reader(), parts.geometries)

    def build() -> Answer:
        from webmap.story_slides import build_story_slides

        body = build_story_slides(files, story, language())
        return build_answer(body, operation.PPTX, file_name=f"baophu_{story_id}.pptx")

    key = ("story slides", files.snapshot.edition, story_id, story.version, language())
    return render_answer(parts.answers.get_or_build(key, build, Lane.DRAWN), cache_control=REVALIDATE)


@blueprint.get(file_operations.FEATURES_GEOJSON.path)
def features_geojson() -> Response:
    """Answer with the view and its outlines as GeoJSON."""
    return _answer_view(file_operations.FEATURES_GEOJSON, _build_geojson)


def _build_geojson(view: View, _asked: MapRequest) -> Answer:
    body = render_geojson(view, services().geometries.read_outlines(view))
    return build_answer(body, operation.GEOJSON, file_name=f"{name_file(view)}.geojson")


@blueprint.get(file_operations.FEATURES_GPKG.path)
def features_gpkg() -> Response:
    """Answer with the view and its outlines as GeoPackage."""
    return _answer_view(file_operations.FEATURES_GPKG, _build_geopackage)


def _build_geopackage(view: View, _asked: MapRequest) -> Answer:
    body = render_geopackage(view, services().geometries.read_outlines(view))
    return build_answer(body, operation.GEOPACKAGE, file_name=f"{name_file(view)}.gpkg")
