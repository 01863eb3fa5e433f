"""Where planners save proposals of targets and officers put them forward; every step is a form without script."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import orjson
from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from geodata.errors import BadInput, BaoPhuError
from services.accounts.roles import Role
from services.planning.saved_targets import SavedTargets, read_targets, save_targets
from services.planning.target_question import RuleKind
from webmap.access import read_account_name, require_role
from webmap.context import services
from webmap.intake.frame import Frame
from webmap.intake.links import build_link
from webmap.intake.notices import build_refusal
from webmap.intake.typed_text import read_line
from webmap.intake.upload_checking import read_now
from webmap.parameters import parse_parameters
from webmap.planning.saved_guard import STANDS_ON_WITHHELD, stands_on_withheld
from webmap.posted_question import read_posted_question
from webmap.readers import snapshot_for_reader
from webmap.targets.publishing import put_forward
from webmap.targets.saved_targets_page import SavedTargetsPage, build_json
from webmap.targets.target_page import TargetPage
from webmap.targets.target_parameters import TARGET_PAGE_PARAMETERS
from webmap.targets.target_request import build_target_query, build_target_request
from webmap.territory import Reach, check_places, reaches
from webmap.translations import gettext as _

blueprint = Blueprint("target_desk", __name__)


@blueprint.get("/targets/edit/new")
@require_role(Role.PLANNER)
def show_new() -> str:
    """Show what would be saved, and ask for a name."""
    return _render_new(request.query_string.decode())


@blueprint.post("/targets/edit/new")
@require_role(Role.PLANNER)
@reaches(Reach.PLACES)
def save_new() -> Any:
    """Save the proposal of a question under a name."""
    query, name = request.form.get("query", ""), request.form.get("name", "")
    try:
        saved = _save(query, name)
    except BadInput as error:
        return _render_new(query, error, name), error.http_status
    return redirect(build_link("targets.show_saved_targets", proposal_id=saved.proposal_id), code=303)


@blueprint.post("/api/v1/targets")
@require_role(Role.PLANNER)
@reaches(Reach.PLACES)
def post_targets() -> Response:
    """Save a proposal for a program: JSON with ``name`` and ``query``, the query of the page of targets."""
    saved = _save(*read_posted_question("targets_malformed"))
    location = url_for("targets.saved_json", proposal_id=saved.proposal_id)
    return Response(orjson.dumps(build_json(saved)), 201, {"Location": location}, content_type="application/json")


@blueprint.get("/targets/edit/<proposal_id>/publish")
@require_role(Role.OFFICER)
def show_publishing(proposal_id: str) -> str:
    """Ask whose targets these are and in which version, before the preview shows what they would replace."""
    return _render_publishing(_read(proposal_id))


@blueprint.post("/targets/edit/<proposal_id>/publish")
@require_role(Role.OFFICER)
@reaches(Reach.PLACES)
def publish(proposal_id: str) -> Any:
    """Put a proposal forward: its workbook goes the way of every file, and its preview comes next."""
    saved = _read(proposal_id)
    _check_place(saved.document)
    try:
        upload_id = put_forward(
            saved,
            target_source=read_line(request.form, "target_source"),
            target_version=read_line(request.form, "target_version"),
        )
    except BaoPhuError as error:
        return _render_publishing(saved, error), error.http_status
    return redirect(build_link("previews.show_preview", upload_id=upload_id), code=303)


def _build_page(query: str) -> TargetPage:
    pairs = [(name, value) for name, value in parse_qsl(query) if name not in ("lang", "unit")]
    snapshot = snapshot_for_reader()
    given = parse_parameters(MultiDict(pairs), TARGET_PAGE_PARAMETERS)
    return TargetPage(build_target_request(given, snapshot), snapshot)


def _save(query: str, name: str) -> SavedTargets:
    page = _build_page(query)
    _check_place(page.document)
    is_shared = page.request.question.kind is RuleKind.SHARED
    total = str(page.document["target_count"]) if is_shared else None  # one that was suggested is settled by saving
    kept = build_target_query(page.request, lang=None, total=total)
    publication_id = page.snapshot.publication_id
    withheld = stands_on_withheld(page.document["question"], services().snapshots.current())
    document = {**page.document, STANDS_ON_WITHHELD: withheld}
    return save_targets(services().engine, name, kept, document, publication_id, read_account_name(), read_now())


def _render_new(query: str, error: BadInput | None = None, name: str = "") -> str:
    notice = None if error is None else build_refusal(error)
    page: TargetPage | None = None
    try:
        page = _build_page(query)
        page.document  # noqa: B018 (whether there is a proposal)
    except BadInput as refused:
        page, notice = None, build_refusal(refused)
    return render_template(
        "targets/new.html",
        page=page,
        query=query,
        name=name,
        notice=notice,
        frame=Frame(_("Lưu phương án chỉ tiêu"), has_script=False),
    )


def _render_publishing(saved: SavedTargets, error: BaoPhuError | None = None) -> str:
    return render_template(
        "targets/publish.html",
        page=SavedTargetsPage(saved),
        typed=request.form,
        stands_on_withheld=bool(saved.document.get(STANDS_ON_WITHHELD)),
        notice=None if error is None else build_refusal(error),
        frame=Frame(_("Công bố chỉ tiêu"), has_script=False),
    )


def _check_place(document: Mapping[str, Any]) -> None:
    asked = document["question"]
    check_places([(asked["vintage_id"], asked["within"])])


def _read(proposal_id: str) -> SavedTargets:
    with services().engine.connect() as connection:
        return read_targets(connection, proposal_id)
