"""The last two steps of the intake: what publishing would change, and the one click that publishes."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, request

from geodata.errors import BaoPhuError, Conflict
from services.accounts.roles import Role
from services.intake.publication.stored_uploads import StoredUpload, read_upload
from services.intake.publication.uploads import (
    mark_previewed,
    publish_upload,
)
from webmap.access import read_account_name, require_role
from webmap.context import services
from webmap.intake.conflict_page import ConflictPage, build_start_link
from webmap.intake.links import build_link
from webmap.intake.notices import build_refusal
from webmap.intake.preview_page import PreviewPage, PreviewWindow
from webmap.intake.trial_maps import render_map
from webmap.intake.typed_text import LONGEST_REMARK, read_line, read_version
from webmap.intake.upload_checking import check_now, read_now, read_today
from webmap.intake.upload_links import UploadLinks
from webmap.territory import Reach, build_draft_check, reaches
from webmap.translations import gettext as _

blueprint = Blueprint("previews", __name__)


@blueprint.get("/intake/uploads/<upload_id>/preview")
@require_role(Role.OFFICER)
def show_preview(upload_id: str) -> Any:
    """Show what publishing would change; a file with something left to settle leads back to it."""
    with services().engine.connect() as connection:
        if not read_upload(connection, upload_id).is_open:
            return redirect(UploadLinks(upload_id).page, code=303)
        now = check_now(connection, upload_id)
        draft = now.found.checked.draft
        if now.stored.release_id is not None or draft is None:
            return redirect(UploadLinks(upload_id).page, code=303)
        preview = now.build_preview(connection)
    try:
        stored = mark_previewed(
            services().engine, upload_id, now.stored.version, preview, by=read_account_name(), now=read_now()
        )
    except Conflict as error:
        return _render_conflict(now.stored, error)
    page = PreviewPage(stored, draft, preview, now.snapshot, PreviewWindow.read(request.args))
    return render_template("intake/preview.html", page=page, frame=page.frame)


@blueprint.get("/intake/uploads/<upload_id>/preview/<side>.svg")
@require_role(Role.OFFICER)
def show_map(upload_id: str, side: str) -> Response:
    """Answer with the map in force (before) or with the new release (after), both in the same classes."""
    with services().engine.connect() as connection:
        now = check_now(connection, upload_id)
        preview = now.build_preview(connection)
        draft, question = now.require_draft(), request.args.get("map", "")
    drawn = now.found.recall_drawing(
        (question, side, g.lang), lambda: render_map(preview, draft, now.snapshot, question, side, g.lang)
    )
    return Response(drawn, content_type="image/svg+xml; charset=utf-8")


@blueprint.post("/intake/uploads/<upload_id>/publish")
@require_role(Role.OFFICER)
@reaches(Reach.PLACES)
def publish(upload_id: str) -> Any:
    """Publish what was previewed; a conflict says what has changed meanwhile."""
    with services().engine.connect() as connection:
        stored = read_upload(connection, upload_id)
    try:
        release_id = publish_upload(
            services().engine,
            upload_id,
            read_version(request.form),
            remark=read_line(request.form, "remark", LONGEST_REMARK),
            by=read_account_name(),
            now=read_now(),
            today=read_today(),
            allow_same_file="allow_same_file" in request.form,
            limits=services().sheet_limits,
            may_write=build_draft_check(),
        )
    except BaoPhuError as error:
        published = _find_own_release(upload_id) if error.code == "upload_closed" else None
        if published is None:
            return _render_conflict(stored, error)
        release_id = published
    return redirect(build_link("releases.show_release", release_id=release_id, published=1), code=303)


def _find_own_release(upload_id: str) -> int | None:
    """Return the release that whoever asks has made of an upload: the button was clicked twice, it worked once."""
    with services().engine.connect() as connection:
        stored = read_upload(connection, upload_id)
    return stored.release_id if stored.changed_by == read_account_name() else None


def _render_conflict(stored: StoredUpload, error: BaoPhuError) -> tuple[str, int]:
    with services().engine.connect() as connection:
        now = read_upload(connection, stored.upload_id)
    links = [build_start_link()]
    if now.is_open:
        links.insert(0, (_("Xem trước lại"), UploadLinks(stored.upload_id).preview))
    elif now.release_id is not None:
        links.insert(0, (_("Xem bản đã công bố"), UploadLinks(stored.upload_id).page))
    page = ConflictPage(stored, build_refusal(error, *links))
    return render_template("intake/conflict.html", page=page, frame=page.frame), error.http_status
