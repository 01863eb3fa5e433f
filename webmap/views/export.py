"""Files to take away: the view as a drawing, a table, and geographic data."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response

from services.coverage.snapshot import Snapshot
from services.coverage.view import View
from services.reporting.figure import render_figure
from services.reporting.packages import render_geojson, render_geopackage
from webmap import operations
from webmap.answering import Parameters, answer
from webmap.context import services
from webmap.encoding import Answer, build_answer
from webmap.map_request import MapRequest, build_asked_view, build_map_request
from webmap.operations import Operation
from webmap.overlays import build_figure_overlay
from webmap.value_table import build_excel_csv, name_file

blueprint = Blueprint("export", __name__)


def _answer_view(operation: Operation, build: Callable[[View, MapRequest], Answer]) -> Response:
    def build_from_snapshot(given: Parameters, snapshot: Snapshot) -> Answer:
        asked = build_map_request(given, snapshot)
        return build(build_asked_view(asked, snapshot), asked)

    return answer(operation, build_from_snapshot)


@blueprint.get(operations.TABLE_CSV.path)
def table_csv() -> Response:
    """Answer with the table of a view for Excel."""
    return _answer_view(operations.TABLE_CSV, lambda view, asked: build_excel_csv(view, asked.lang))


@blueprint.get(operations.MAP_SVG.path)
def map_svg() -> Response:
    """Answer with the map of a view, drawn by the server."""
    return answer(operations.MAP_SVG, _build_svg)


def _build_svg(given: Parameters, snapshot: Snapshot) -> Answer:
    asked = build_map_request(given, snapshot)
    view = build_asked_view(asked, snapshot)
    overlay = build_figure_overlay(services().geometries, snapshot, view, asked.over)
    drawn = render_figure(view, services().geometries.read_outlines(view), asked.lang, overlay=overlay)
    return build_answer(drawn.encode(), f"{operations.SVG}; charset=utf-8")


@blueprint.get(operations.FEATURES_GEOJSON.path)
def features_geojson() -> Response:
    """Answer with the view and its outlines as GeoJSON."""
    return _answer_view(operations.FEATURES_GEOJSON, _build_geojson)


def _build_geojson(view: View, _asked: MapRequest) -> Answer:
    body = render_geojson(view, services().geometries.read_outlines(view))
    return build_answer(body, operations.GEOJSON, file_name=f"{name_file(view)}.geojson")


@blueprint.get(operations.FEATURES_GPKG.path)
def features_gpkg() -> Response:
    """Answer with the view and its outlines as GeoPackage."""
    return _answer_view(operations.FEATURES_GPKG, _build_geopackage)


def _build_geopackage(view: View, _asked: MapRequest) -> Answer:
    body = render_geopackage(view, services().geometries.read_outlines(view))
    return build_answer(body, operations.GEOPACKAGE, file_name=f"{name_file(view)}.gpkg")
