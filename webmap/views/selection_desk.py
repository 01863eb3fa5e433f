"""Where planners save and approve selections; every step is a form that needs no script."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import orjson
from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from geodata.errors import BadInput, BaoPhuError, Bilingual, NotFound, Place
from services.accounts.roles import Role
from services.planning.decisions import LONGEST_REASON, Decision
from services.planning.saved_document import build_selection_document
from services.planning.saved_selections import SavedSelection, decide_selection, read_selection, save_selection
from webmap.access import read_account_name, require_role
from webmap.context import services
from webmap.intake.frame import Frame
from webmap.intake.links import build_link
from webmap.intake.notices import build_refusal
from webmap.intake.upload_checking import read_now
from webmap.parameters import parse_parameters
from webmap.planning.plan_list import name_communes
from webmap.planning.plan_page import PlanPage
from webmap.planning.plan_parameters import PLAN_PAGE_PARAMETERS
from webmap.planning.plan_request import build_plan_query, build_plan_request
from webmap.planning.saved_guard import STANDS_ON_WITHHELD, stands_on_withheld
from webmap.planning.saved_page import SavedPage, build_json
from webmap.posted_question import read_posted_question
from webmap.readers import snapshot_for_reader
from webmap.territory import Reach, check_places, reaches
from webmap.translations import gettext as _

blueprint = Blueprint("selection_desk", __name__)


@blueprint.get("/selections/edit/new")
@require_role(Role.PLANNER)
def show_new() -> str:
    """Show what would be saved, and ask for a name."""
    return _render_new(request.query_string.decode())


@blueprint.post("/selections/edit/new")
@require_role(Role.PLANNER)
@reaches(Reach.PLACES)
def save_new() -> Any:
    """Save the selection of a question under a name."""
    query, name = request.form.get("query", ""), request.form.get("name", "")
    try:
        saved = _save(query, name)
    except BadInput as error:
        return _render_new(query, error, name), error.http_status
    return redirect(build_link("selections.show_selection", selection_id=saved.selection_id), code=303)


@blueprint.post("/api/v1/selections")
@require_role(Role.PLANNER)
@reaches(Reach.PLACES)
def post_selection() -> Response:
    """Save a selection for a program: JSON with ``name`` and ``query``, the query of the planner's page."""
    saved = _save(*read_posted_question("selection_malformed"))
    location = url_for("selections.selection_json", selection_id=saved.selection_id)
    return Response(orjson.dumps(build_json(saved)), 201, {"Location": location}, content_type="application/json")


@blueprint.get("/selections/edit/<selection_id>")
@require_role(Role.OFFICER)
def show_approval(selection_id: str) -> str:
    """Show a saved selection to who may approve it, or withdraw its approval."""
    return _render_approval(selection_id)


@blueprint.post("/selections/edit/<selection_id>")
@require_role(Role.OFFICER)
@reaches(Reach.PLACES)
def decide(selection_id: str) -> Any:
    """Approve a saved selection, or withdraw its approval."""
    is_approval, reason = request.form.get("decision") != "withdraw", request.form.get("reason", "")
    with services().engine.connect() as connection:
        asked = read_selection(connection, selection_id).document["question"]
    check_places([(asked["vintage_id"], asked["within"])])
    try:
        decide_selection(
            services().engine, selection_id, Decision(is_approval, reason, read_account_name(), read_now())
        )
    except NotFound:
        raise
    except BaoPhuError as error:
        return _render_approval(selection_id, error, reason), error.http_status
    return redirect(build_link("selections.show_selection", selection_id=selection_id), code=303)


def _render_approval(selection_id: str, error: BaoPhuError | None = None, reason: str = "") -> str:
    with services().engine.connect() as connection:
        page = SavedPage(read_selection(connection, selection_id))
    return render_template(
        "plan/approve.html",
        page=page,
        is_own=page.saved.created_by == read_account_name(),
        reason=reason,
        longest=LONGEST_REASON,
        notice=None if error is None else build_refusal(error),
        frame=Frame(_("Phê duyệt phương án"), has_script=False),
    )


def _build_page(query: str) -> PlanPage:
    pairs = [(name, value) for name, value in parse_qsl(query) if name not in ("lang", "beside")] + [("beside", "1")]
    snapshot = snapshot_for_reader()
    asked = build_plan_request(parse_parameters(MultiDict(pairs), PLAN_PAGE_PARAMETERS), snapshot)
    return PlanPage(asked, snapshot, services().geometries)


def _save(query: str, name: str) -> SavedSelection:
    page = _build_page(query)
    solved, error = page.asked
    if error is not None:
        raise error
    if solved is None:
        raise BadInput(
            "no_selection_asked",
            Bilingual("Câu hỏi này không chọn xã nào", "This question picks no communes"),
            Bilingual("Nhập số xã hay kinh phí rồi lưu.", "Type a number of communes or a budget, then save."),
            Place(column="query"),
        )
    document = build_selection_document(page.plan, solved, name_communes(page.plan), page.screen.data.vintage)
    check_places([(document["question"]["vintage_id"], document["question"]["within"])])
    document[STANDS_ON_WITHHELD] = stands_on_withheld(document["question"], services().snapshots.current())
    kept = build_plan_query(page.request, lang=None, area=None, against=None, clusters=None, page=None)
    publication_id = page.snapshot.publication_id
    return save_selection(services().engine, name, kept, document, publication_id, read_account_name(), read_now())


def _render_new(query: str, error: BadInput | None = None, name: str = "") -> str:
    notice = None if error is None else build_refusal(error)
    try:
        page = _build_page(query)
        part = page.selection
    except BadInput as refused:
        page, part, notice = None, None, build_refusal(refused)
    return render_template(
        "plan/new.html",
        page=page,
        part=part,
        query=query,
        name=name,
        notice=notice,
        frame=Frame(_("Lưu phương án"), has_script=False),
    )
