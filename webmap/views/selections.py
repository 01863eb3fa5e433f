"""Saved selections for whoever has the link: the list, one, two side by side, the annex."""

from __future__ import annotations

import orjson
from flask import Blueprint, Response, render_template, request

from services.planning.saved_selections import SavedSelection, list_selections, read_selection
from services.reporting.annex import build_annex_pdf, build_annex_workbook
from webmap import file_operations, operation, operations
from webmap.context import services
from webmap.encoding import REVALIDATE, build_answer, render_answer
from webmap.intake.links import build_link
from webmap.page.navigation import PLAN, build_navigation
from webmap.parameters import LANG, parse_parameters
from webmap.planning.plan_parameters import COMPARED
from webmap.planning.saved_page import SavedPage, build_annex, build_json
from webmap.taken_files import PRINT
from webmap.views.stories import list_languages

blueprint = Blueprint("selections", __name__)


@blueprint.get("/selections")
def show_selections() -> str:
    """Show the saved selections, and two of them side by side where both are named."""
    given = parse_parameters(request.args, (*COMPARED, LANG))
    chosen = [str(given[one.name]) for one in COMPARED if given[one.name]]
    with services().engine.connect() as connection:
        listed = [SavedPage(one) for one in list_selections(connection)]
        sides = [SavedPage(read_selection(connection, one)) for one in chosen] if len(chosen) == len(COMPARED) else []
    return render_template(
        "plan/saved_list.html",
        listed=listed,
        sides=sides,
        chosen=[*chosen, "", ""][:2],
        shared=sides[0].codes & sides[1].codes if sides else frozenset(),
        navigation=build_navigation(PLAN),
        languages=list_languages(),
        home=build_link("selections.show_selections"),
    )


@blueprint.get("/selections/<selection_id>")
def show_selection(selection_id: str) -> str:
    """Show a saved selection."""
    parse_parameters(request.args, (LANG,))
    page = SavedPage(_read(selection_id))
    return render_template(
        "plan/saved.html",
        page=page,
        navigation=build_navigation(PLAN),
        languages=list_languages(),
        home=build_link("selections.show_selections"),
    )


@blueprint.get(operations.SELECTION.path)
def selection_json(selection_id: str) -> Response:
    """Answer with a saved selection."""
    operations.SELECTION.parse()
    return _answer(orjson.dumps(build_json(_read(selection_id))), operation.JSON)


@blueprint.get(file_operations.SELECTION_SVG.path)
def selection_svg(selection_id: str) -> Response:
    """Answer with the map of a saved selection."""
    file_operations.SELECTION_SVG.parse()
    return _answer(build_annex(_read(selection_id)).svg.encode(), f"{operation.SVG}; charset=utf-8")


@blueprint.get(file_operations.SELECTION_XLSX.path)
def selection_xlsx(selection_id: str) -> Response:
    """Answer with the annex as a workbook."""
    file_operations.SELECTION_XLSX.parse()
    body = build_annex_workbook(build_annex(_read(selection_id)))
    return _answer(body, operation.XLSX, f"baophu_{selection_id}.xlsx")


@blueprint.get(file_operations.SELECTION_PDF.path)
def selection_pdf(selection_id: str) -> Response:
    """Answer with the annex on paper."""
    file_operations.SELECTION_PDF.parse()
    body = build_annex_pdf(build_annex(_read(selection_id)), PRINT)
    return _answer(body, operation.PDF, f"baophu_{selection_id}.pdf")


def _read(selection_id: str) -> SavedSelection:
    with services().engine.connect() as connection:
        return read_selection(connection, selection_id)


def _answer(body: bytes, media_type: str, file_name: str | None = None) -> Response:
    made = build_answer(body, media_type, file_name=file_name) if file_name else build_answer(body, media_type)
    return render_answer(made, cache_control=REVALIDATE)
