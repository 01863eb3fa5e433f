"""Targets for everybody: the page that proposes, saved proposals, several side by side, their files."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Blueprint, Response, redirect, render_template, request

from services.coverage.snapshot import Snapshot
from services.planning.growth_view import build_growth_view
from services.planning.saved_targets import SavedTargets, list_targets, read_targets
from services.planning.target_document import Document
from services.reporting.figure import render_figure
from services.reporting.figure_sheets import NARROW, build_sheet
from services.reporting.target_workbook import build_target_workbook
from webmap import operation
from webmap.answering import Parameters, answer
from webmap.answering import build_json as build_json_answer
from webmap.api import target_operations
from webmap.context import services
from webmap.encoding import REVALIDATE, Answer, build_answer, render_answer
from webmap.intake.links import build_link
from webmap.page.navigation import TARGETS, build_navigation
from webmap.parameters import LANG, check_names, parse_parameters
from webmap.planning.saved_guard import check_may_be_shown, may_be_shown
from webmap.readers import snapshot_for_reader
from webmap.targets.saved_targets_page import SavedTargetsPage, build_compared_page, build_json
from webmap.targets.target_page import TargetPage
from webmap.targets.target_parameters import SHAPE, TARGET_PAGE_PARAMETERS
from webmap.targets.target_request import build_target_request, build_target_url, split_edits
from webmap.targets.target_rows import say_question, say_sums
from webmap.translations import gettext as _
from webmap.translations import language
from webmap.views.stories import list_languages

blueprint = Blueprint("targets", __name__)
COMPARED = "p"
MOST_COMPARED = 6
COLUMN = (640.0, 420.0)  # of a page: half as wide as a sheet, so that letters can be read
SHEETS = {"wide": build_sheet(*COLUMN, has_texts=False), "narrow": NARROW}


@blueprint.get("/targets")
def show_targets() -> Any:
    """Show the proposal of a question; cells edited in the form lead to the address that holds them."""
    snapshot = snapshot_for_reader()
    if not snapshot.vintages:
        return redirect(build_link("map.show_map"))
    kept, cells, unit_cells = split_edits(request.args)
    page = _build_page(parse_parameters(kept, TARGET_PAGE_PARAMETERS), snapshot)
    if (cells or unit_cells) and page.is_found:
        return redirect(build_target_url(page.edit(cells, unit_cells)) + "#cells", code=303)
    return render_template(
        "targets/targets.html", page=page, languages=page.languages, navigation=page.navigation, home=_link_saved()
    )


@blueprint.get(target_operations.PROPOSE.path)
def propose_json() -> Response:
    """Answer with the proposal of a question."""
    return answer(target_operations.PROPOSE, lambda given, snapshot: build_json_answer(_propose(given, snapshot)))


@blueprint.get(target_operations.TARGETS_SVG.path)
def targets_svg() -> Response:
    """Answer with the map of the growth that a question asks."""
    return answer(
        target_operations.TARGETS_SVG,
        lambda given, snapshot: _draw(_propose(given, snapshot), snapshot, str(given[SHAPE.name])),
    )


@blueprint.get(target_operations.TARGETS_XLSX.path)
def targets_xlsx() -> Response:
    """Answer with the proposal of a question as a workbook."""
    return answer(
        target_operations.TARGETS_XLSX,
        lambda given, snapshot: _write_book(_("Phương án chưa lưu"), _propose(given, snapshot), "moi"),
    )


@blueprint.get("/targets/saved")
def show_saved() -> str:
    """Show the saved proposals, and those of them that are ticked side by side."""
    check_names((name for name in request.args if name != COMPARED), (LANG,))
    chosen = list(dict.fromkeys(request.args.getlist(COMPARED)))[:MOST_COMPARED]
    with services().engine.connect() as connection:
        listed = [SavedTargetsPage(one) for one in list_targets(connection) if may_be_shown(one)]
        sides = [SavedTargetsPage(check_may_be_shown(read_targets(connection, one))) for one in chosen]
    return render_template(
        "targets/saved_list.html",
        listed=listed,
        sides=sides,
        chosen=chosen,
        compared=build_compared_page(sides) if len(sides) > 1 else None,
        navigation=build_navigation(TARGETS),
        languages=list_languages(),
        home=_link_saved(),
        start=build_link("targets.show_targets"),
    )


@blueprint.get("/targets/<proposal_id>")
def show_saved_targets(proposal_id: str) -> str:
    """Show a saved proposal."""
    parse_parameters(request.args, (LANG,))
    return render_template(
        "targets/saved.html",
        page=SavedTargetsPage(_read(proposal_id)),
        navigation=build_navigation(TARGETS),
        languages=list_languages(),
        home=_link_saved(),
    )


@blueprint.get(target_operations.PROPOSAL.path)
def saved_json(proposal_id: str) -> Response:
    """Answer with a saved proposal."""
    target_operations.PROPOSAL.parse()
    body = orjson.dumps(build_json(_read(proposal_id)))
    return render_answer(build_answer(body, operation.JSON), cache_control=REVALIDATE)


@blueprint.get(target_operations.PROPOSAL_SVG.path)
def saved_svg(proposal_id: str) -> Response:
    """Answer with the map of the growth that a saved proposal asks."""
    shape = str(target_operations.PROPOSAL_SVG.parse()[SHAPE.name])
    drawn = _draw(dict(_read(proposal_id).document), snapshot_for_reader(), shape)
    return render_answer(drawn, cache_control=REVALIDATE)


@blueprint.get(target_operations.PROPOSAL_XLSX.path)
def saved_xlsx(proposal_id: str) -> Response:
    """Answer with a saved proposal as a workbook."""
    target_operations.PROPOSAL_XLSX.parse()
    saved = _read(proposal_id)
    return render_answer(_write_book(saved.name, dict(saved.document), proposal_id), cache_control=REVALIDATE)


def _build_page(given: Parameters, snapshot: Snapshot) -> TargetPage:
    return TargetPage(build_target_request(given, snapshot), snapshot)


def _propose(given: Parameters, snapshot: Snapshot) -> Document:
    return dict(_build_page(given, snapshot).document)


def _draw(document: Document, snapshot: Snapshot, shape: str) -> Answer:
    view = build_growth_view(snapshot, document)
    geometry = services().geometries.read_outlines(view)
    title = f"{say_question(document)}: {say_sums(document)}"
    sheet = SHEETS.get(shape)
    if sheet is None:
        drawn = render_figure(view, geometry, language(), title)
    else:
        drawn = render_figure(view, geometry, language(), "", sheet=sheet, is_picture=True)
    return build_answer(drawn.encode(), f"{operation.SVG}; charset=utf-8")


def _write_book(name: str, document: Document, suffix: str) -> Answer:
    body = build_target_workbook(name, document, language())
    return build_answer(body, operation.XLSX, file_name=f"baophu_chi_tieu_{document['question']['year']}_{suffix}.xlsx")


def _read(proposal_id: str) -> SavedTargets:
    with services().engine.connect() as connection:
        return check_may_be_shown(read_targets(connection, proposal_id))


def _link_saved() -> str:
    return build_link("targets.show_saved")
