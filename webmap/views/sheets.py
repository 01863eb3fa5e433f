"""Files of several maps on one sheet: comparisons, maps of differences, small multiples."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response

from services.coverage.snapshot import Snapshot
from services.reporting.comparison_workbook import build_comparison_workbook
from services.reporting.figure_sheets import Paper
from webmap.answering import Parameters, answer
from webmap.api import file_operations
from webmap.compare_request import COMPARE_PARAMETERS, build_compare_request
from webmap.comparison_csv import build_comparison_csv
from webmap.context import services
from webmap.encoding import Answer, build_answer
from webmap.lanes import Lane
from webmap.map_request import build_map_request
from webmap.operation import PDF, PNG, PPTX, SVG, XLSX, Operation
from webmap.page.compare_page import ComparePage
from webmap.page.compare_sheet import build_table, take_comparison
from webmap.page.multiples import MultiplesPage
from webmap.page.screen import build_screen
from webmap.taken_files import PICTURE_WIDTH, SheetFiles

blueprint = Blueprint("sheets", __name__)

Take = Callable[[Parameters, Snapshot], SheetFiles]


@blueprint.get(file_operations.COMPARE_SVG.path)
def compare_svg() -> Response:
    """Answer with both maps, or that of the differences, drawn by the server."""
    return _answer_svg(file_operations.COMPARE_SVG, _take_comparison)


@blueprint.get(file_operations.MULTIPLES_SVG.path)
def multiples_svg() -> Response:
    """Answer with the sheet of panels."""
    return _answer_svg(file_operations.MULTIPLES_SVG, _take_multiples)


@blueprint.get(file_operations.COMPARE_PNG.path)
def compare_png() -> Response:
    """Answer with the sheet of a comparison as a picture."""
    return _answer_png(file_operations.COMPARE_PNG, _take_comparison)


@blueprint.get(file_operations.MULTIPLES_PNG.path)
def multiples_png() -> Response:
    """Answer with the sheet of panels as a picture."""
    return _answer_png(file_operations.MULTIPLES_PNG, _take_multiples)


@blueprint.get(file_operations.COMPARE_PDF.path)
def compare_pdf() -> Response:
    """Answer with the sheet of a comparison on paper."""
    return _answer_pdf(file_operations.COMPARE_PDF, _take_comparison)


@blueprint.get(file_operations.MULTIPLES_PDF.path)
def multiples_pdf() -> Response:
    """Answer with the sheet of panels on paper."""
    return _answer_pdf(file_operations.MULTIPLES_PDF, _take_multiples)


@blueprint.get(file_operations.COMPARE_PPTX.path)
def compare_pptx() -> Response:
    """Answer with a comparison as a slide."""
    return _answer_slide(file_operations.COMPARE_PPTX, _take_comparison)


@blueprint.get(file_operations.MULTIPLES_PPTX.path)
def multiples_pptx() -> Response:
    """Answer with the panels as a slide."""
    return _answer_slide(file_operations.MULTIPLES_PPTX, _take_multiples)


@blueprint.get(file_operations.COMPARE_XLSX.path)
def compare_xlsx() -> Response:
    """Answer with the table of a comparison as a workbook."""

    def build(given: Parameters, snapshot: Snapshot) -> Answer:
        page = _build_comparison(given, snapshot)
        taken = take_comparison(page)
        body = build_comparison_workbook(build_table(page), taken)
        return build_answer(body, XLSX, file_name=f"{taken.file_name}.xlsx")

    return answer(file_operations.COMPARE_XLSX, build)


@blueprint.get(file_operations.COMPARE_CSV.path)
def compare_csv() -> Response:
    """Answer with the table of a comparison for Excel."""

    def build(given: Parameters, snapshot: Snapshot) -> Answer:
        page = _build_comparison(given, snapshot)
        return build_comparison_csv(build_table(page), take_comparison(page))

    return answer(file_operations.COMPARE_CSV, build)


def _answer_svg(operation: Operation, take: Take) -> Response:
    def build(given: Parameters, snapshot: Snapshot) -> Answer:
        body = take(given, snapshot).taken.render().encode()
        return build_answer(body, f"{SVG}; charset=utf-8")

    return answer(operation, build)


def _answer_png(operation: Operation, take: Take) -> Response:
    def build(given: Parameters, snapshot: Snapshot) -> Answer:
        files = take(given, snapshot)
        body = files.build_png(given["width"] or PICTURE_WIDTH)
        return build_answer(body, PNG, file_name=f"{files.taken.file_name}.png")

    return answer(operation, build, lane=Lane.DRAWN)


def _answer_pdf(operation: Operation, take: Take) -> Response:
    def build(given: Parameters, snapshot: Snapshot) -> Answer:
        files = take(given, snapshot)
        body = files.build_pdf(Paper(given["paper"]))
        return build_answer(body, PDF, file_name=f"{files.taken.file_name}.pdf")

    return answer(operation, build, lane=Lane.DRAWN)


def _answer_slide(operation: Operation, take: Take) -> Response:
    def build(given: Parameters, snapshot: Snapshot) -> Answer:
        files = take(given, snapshot)
        return build_answer(files.build_slides(), PPTX, file_name=f"{files.taken.file_name}.pptx")

    return answer(operation, build, lane=Lane.DRAWN)


def _take_comparison(given: Parameters, snapshot: Snapshot) -> SheetFiles:
    return SheetFiles(take_comparison(_build_comparison(given, snapshot)))


def _build_comparison(given: Parameters, snapshot: Snapshot) -> ComparePage:
    absent = {one.name: one.default for one in COMPARE_PARAMETERS}
    return ComparePage(build_compare_request({**absent, **given}, snapshot), snapshot, services().geometries)


def _take_multiples(given: Parameters, snapshot: Snapshot) -> SheetFiles:
    screen = build_screen(build_map_request(given, snapshot), snapshot)
    page = MultiplesPage(screen, str(given["by"]), int(given["page"] or 1), services().geometries)
    return SheetFiles(page.take())
