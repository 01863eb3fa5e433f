"""Saved selections for whoever has the link: the list, one, two side by side, the annex."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from geodata.errors import BadInput, Bilingual, Place
from services.planning.saved_selections import SavedSelection, list_selections, read_selection
from services.reporting.annex import Annex
from services.reporting.annex_paper import build_annex_pdf
from services.reporting.annex_workbook import build_annex_workbook
from services.reporting.figure_sheets import NARROW
from services.reporting.pictures import PrintFonts
from webmap import operation
from webmap.api import file_operations, operations
from webmap.context import services
from webmap.encoding import REVALIDATE, build_answer, render_answer
from webmap.intake.links import build_link
from webmap.page.navigation import PLAN, build_navigation
from webmap.parameters import LANG, parse_parameters
from webmap.planning.plan_parameters import COMPARED, MAP_SHAPE
from webmap.planning.saved_comparison import SavedComparison
from webmap.planning.saved_guard import check_may_be_shown, may_be_shown
from webmap.planning.saved_page import SavedPage, build_annex, build_json
from webmap.taken_files import PRINT
from webmap.views.stories import list_languages

blueprint = Blueprint("selections", __name__)


@blueprint.get("/selections")
def show_selections() -> str | AnyResponse:
    """Show the saved selections; where two are named, lead to their comparison."""
    given = parse_parameters(request.args, (*COMPARED, LANG))
    chosen = {one.name: given[one.name] for one in COMPARED if given[one.name]}
    if len(chosen) == len(COMPARED):
        return redirect(build_link("selections.compare_selections", **chosen))
    with services().engine.connect() as connection:
        listed = [SavedPage(one) for one in list_selections(connection) if may_be_shown(one)]
    return render_template("plan/saved_list.html", listed=listed, chosen=chosen, **_build_frame())


@blueprint.get("/selections/compare")
def compare_selections() -> str:
    """Show two saved selections side by side."""
    given = parse_parameters(request.args, (*COMPARED, LANG))
    for one in COMPARED:
        if not given[one.name]:
            raise _side_missing(one.name)
    a, b = (SavedPage(_read(str(given[one.name]))) for one in COMPARED)
    return render_template("plan/compare.html", comparison=SavedComparison(a, b), **_build_frame())


@blueprint.get("/selections/<selection_id>")
def show_selection(selection_id: str) -> str:
    """Show a saved selection."""
    parse_parameters(request.args, (LANG,))
    page = SavedPage(_read(selection_id))
    return render_template("plan/saved.html", page=page, **_build_frame())


@blueprint.get(operations.SELECTION.path)
def selection_json(selection_id: str) -> Response:
    """Answer with a saved selection."""
    operations.SELECTION.parse()
    return _answer(orjson.dumps(build_json(_read(selection_id))), operation.JSON)


@blueprint.get(file_operations.SELECTION_SVG.path)
def selection_svg(selection_id: str) -> Response:
    """Answer with the map of a saved selection."""
    shape = file_operations.SELECTION_SVG.parse()[MAP_SHAPE.name]
    annex = build_annex(_read(selection_id))
    drawn = annex.draw(NARROW) if shape == "narrow" else annex.svg
    return _answer(drawn.encode(), f"{operation.SVG}; charset=utf-8")


@blueprint.get(file_operations.SELECTION_XLSX.path)
def selection_xlsx(selection_id: str) -> Response:
    """Answer with the annex as a workbook."""
    return _answer_annex(file_operations.SELECTION_XLSX, build_annex_workbook, selection_id)


@blueprint.get(file_operations.SELECTION_DOCX.path)
def selection_docx(selection_id: str) -> Response:
    """Answer with the annex as a document to be edited."""
    from services.reporting.annex_word import build_annex_word

    return _answer_annex(file_operations.SELECTION_DOCX, build_annex_word, selection_id)


@blueprint.get(file_operations.SELECTION_PDF.path)
def selection_pdf(selection_id: str) -> Response:
    """Answer with the annex on paper."""
    return _answer_annex(file_operations.SELECTION_PDF, build_annex_pdf, selection_id)


def _answer_annex(
    asked: operation.Operation, build: Callable[[Annex, PrintFonts], bytes], selection_id: str
) -> Response:
    asked.parse()
    body = build(build_annex(_read(selection_id)), PRINT)
    ending = asked.path.rpartition(".")[2]
    return _answer(body, asked.answers[0][0], f"baophu_{selection_id}.{ending}")


def _build_frame() -> dict[str, Any]:
    return {
        "navigation": build_navigation(PLAN),
        "languages": list_languages(),
        "home": build_link("selections.show_selections"),
    }


def _side_missing(name: str) -> BadInput:
    return BadInput(
        "comparison_incomplete",
        Bilingual("Cần hai phương án để so sánh", "A comparison needs two scenarios"),
        Bilingual("Chọn A và B ở /selections.", "Choose A and B at /selections."),
        Place(column=name),
    )


def _read(selection_id: str) -> SavedSelection:
    with services().engine.connect() as connection:
        return check_may_be_shown(read_selection(connection, selection_id))


def _answer(body: bytes, media_type: str, file_name: str | None = None) -> Response:
    made = build_answer(body, media_type, file_name=file_name) if file_name else build_answer(body, media_type)
    return render_answer(made, cache_control=REVALIDATE)
