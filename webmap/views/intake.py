"""From a workbook to a published release: upload, what was understood, doubts, preview, publication."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, g, jsonify, redirect, render_template, request
from werkzeug.datastructures import FileStorage

from geodata.areas import Level
from geodata.errors import BadInput, BaoPhuError, Bilingual, Conflict
from services.accounts.roles import Role
from services.intake.kinds import IntakeKind
from services.intake.options import IntakeOptions
from services.intake.publication.stored_uploads import StoredUpload, list_uploads, read_upload
from services.intake.publication.uploads import (
    change_options,
    create_upload,
    decide_rows,
    discard_upload,
)
from services.intake.templates.pilots import fill_pilots
from services.intake.templates.workbooks import build_template, build_template_name
from services.store.boundaries import read_areas, read_vintage
from webmap.access import accept_upload, read_account_name, require_role
from webmap.context import services
from webmap.error_pages import wants_page
from webmap.intake.answers import read_decisions, read_options
from webmap.intake.conflict_page import ConflictPage, build_gone, build_start_link
from webmap.intake.doubts import Search
from webmap.intake.kept_answers import keep_answers
from webmap.intake.links import build_link
from webmap.intake.notices import Notice, build_refusal
from webmap.intake.option_fields import PLACE_OPTIONS
from webmap.intake.sheet_grid import SHOWS
from webmap.intake.start_page import StartPage
from webmap.intake.template_form import build_template_form, read_template_request
from webmap.intake.typed_text import read_version
from webmap.intake.upload_checking import CheckedNow, check_now, read_now, read_today
from webmap.intake.upload_links import UploadLinks
from webmap.intake.upload_page import UploadPage, Window
from webmap.readers import snapshot_for_reader
from webmap.territory import BeyondTerritory, Reach, check_places, check_upload, reaches, read_territory
from webmap.translations import gettext as _

blueprint = Blueprint("intake", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_SEARCH = 80


@blueprint.get("/intake")
@require_role(Role.OFFICER)
def show_start() -> str:
    """Show the files under way and the form for a new one."""
    notice = Notice("good", _("Đã bỏ tệp. Số liệu đã công bố không đổi.")) if "discarded" in request.args else None
    return _render_start(notice)


def _render_start(notice: Notice | None = None, chosen_kind: str = "") -> str:
    parts = services()
    with parts.engine.connect() as connection:
        uploads = list_uploads(connection)
    templates = build_template_form(snapshot_for_reader(), read_today())
    page = StartPage(uploads, parts.settings.largest_upload, templates, notice, chosen_kind)
    return render_template("intake/start.html", page=page, frame=page.frame)


@blueprint.post("/intake")
@require_role(Role.OFFICER)
@reaches(Reach.PLACES)
@accept_upload
def upload_file() -> Any:
    """Take a file; refuse with the reason what cannot be a table, and keep nothing of it."""
    kind = request.form.get("kind", "")
    try:
        stored = _keep_file(request.files.get("file"), kind)
    except BaoPhuError as error:
        if not wants_page():
            raise
        return _render_start(build_refusal(error), kind), error.http_status
    url = UploadLinks(stored.upload_id).page
    return redirect(url, code=303) if wants_page() else jsonify(url=url)


def _keep_file(file: FileStorage | None, kind: str) -> StoredUpload:
    if file is None or not file.filename:
        raise BadInput(
            "file_missing",
            Bilingual("Chưa chọn tệp nào", "No file was chosen"),
            Bilingual("Chọn một tệp Excel, ODS hoặc CSV.", "Choose an Excel, ODS or CSV file."),
        )
    if kind and kind not in set(IntakeKind):
        raise BadInput(
            "kind_unknown",
            Bilingual(f"Không có loại tệp «{kind}»", f"There is no kind of file «{kind}»"),
            Bilingual("Chọn lại trong danh sách.", "Choose again from the list."),
        )
    options = IntakeOptions(kind=IntakeKind(kind) if kind else None)
    parts = services()
    stored = create_upload(
        parts.engine,
        file.read(),
        file.filename,
        options,
        by=read_account_name(),
        now=read_now(),
        limits=parts.sheet_limits,
    )
    try:
        _check_territory(stored.upload_id)
    except BeyondTerritory:
        discard_upload(parts.engine, stored.upload_id, stored.version, by=read_account_name(), now=read_now())
        raise
    return stored


def _check_territory(upload_id: str) -> CheckedNow | None:
    """Return the file as it stands; BeyondTerritory where it is about places that the account may not write of."""
    if read_territory() is None:
        return None
    with services().engine.connect() as connection:
        try:
            now = check_now(connection, upload_id)
        except BadInput:
            return None  # it cannot be read yet; what cannot be read cannot be published
    check_upload(now)
    return now


def _check_territory_of_others(upload_id: str) -> None:
    """Raise BeyondTerritory for a file from elsewhere, unless who asks has brought it: they may take it back."""
    with services().engine.connect() as connection:
        is_own = read_upload(connection, upload_id).created_by == read_account_name()
    if not is_own:
        _check_territory(upload_id)


@blueprint.get("/intake/template")
@require_role(Role.OFFICER)
def download_template() -> Response:
    """Answer with a template workbook: its areas are filled in, what is filled in loads without a question."""
    asked = read_template_request(request.args, g.lang)
    with services().engine.connect() as connection:
        read_vintage(connection, asked.vintage_id)
        options = fill_pilots(connection, asked.vintage_id, asked.options)
        content = build_template(asked.kind, read_areas(connection, asked.vintage_id), options)
    response = Response(content, content_type=XLSX)
    name = build_template_name(asked.kind, asked.vintage_id, asked.options)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@blueprint.get("/intake/uploads/<upload_id>")
@require_role(Role.OFFICER)
def show_upload(upload_id: str) -> Any:
    """Show what was understood and what is to be settled; a file that is done leads to where it went."""
    with services().engine.connect() as connection:
        stored = read_upload(connection, upload_id)
    if stored.release_id is not None:
        return redirect(build_link("releases.show_release", release_id=stored.release_id), code=303)
    if not stored.is_open:
        return _render_gone(stored), 410
    return _render_upload(upload_id)


def _render_gone(stored: StoredUpload) -> str:
    """Return the page of a file that was thrown away: by whom, when, and that nothing published has changed."""
    page = ConflictPage(stored, build_gone(stored))
    return render_template("intake/conflict.html", page=page, frame=page.frame)


def _render_upload(upload_id: str, notice: Notice | None = None, *, keeps_answers: bool = False) -> str:
    with services().engine.connect() as connection:
        stored = read_upload(connection, upload_id)
        try:
            now = check_now(connection, upload_id)
        except BaoPhuError as error:
            links = [] if stored.is_open else [build_start_link()]
            page = ConflictPage(stored, notice or build_refusal(error, *links), can_reset=True)
            return render_template("intake/conflict.html", page=page, frame=page.frame)
        upload_page = UploadPage(connection, now.stored, now.found, snapshot_for_reader(), _read_window(), notice)
        kept = keep_answers(now) if keeps_answers else None
        return render_template("intake/upload.html", page=upload_page, frame=upload_page.frame, kept=kept)


def _read_window() -> Window:
    def number(name: str, least: int) -> int:
        text = request.values.get(name, "")
        return max(least, int(text)) if text.isdecimal() and len(text) < 8 else least

    show = request.values.get("show", "all")
    search = Search(request.args.get("find_row", ""), request.args.get("find", "")[:LONGEST_SEARCH])
    return Window(
        sheet=number("sheet", 0),
        show=show if show in SHOWS else "all",
        page=number("page", 1),
        columns=number("columns", 1),
        doubts=number("doubts", 1),
        search=search,
    )


@blueprint.post("/intake/uploads/<upload_id>")
@require_role(Role.OFFICER)
@reaches(Reach.PLACES)
def change_upload(upload_id: str) -> Any:
    """Keep what the officer said about the file, its columns, rows and numbers; then show what remains."""
    try:
        with services().engine.connect() as connection:
            now = check_now(connection, upload_id)
        check_upload(now)
        _change(now, read_version(request.form))
    except BaoPhuError as error:
        return _render_upload(upload_id, build_refusal(error), keeps_answers=True), error.http_status
    window = {name: request.form.get(name) for name in ("sheet", "page", "columns", "show")}
    return redirect(build_link("intake.show_upload", upload_id=upload_id, **window, _anchor="verdict"), code=303)


def _change(now: CheckedNow, version: int) -> None:
    engine, who, moment = services().engine, read_account_name(), read_now()
    stored, form, understood = now.stored, request.form, now.found.checked.understood
    options = read_options(form, stored.options, understood)
    looks_elsewhere = any(getattr(options, name) != getattr(stored.options, name) for name in PLACE_OPTIONS)
    decisions = read_decisions(form, understood, now.found.document["rows"])
    told = {(one.sheet, one.row): one for one in stored.options.decisions}
    fresh = [one for one in decisions if told.get((one.sheet, one.row)) != one]
    check_places((str(understood.vintage_id.value), one.area_code) for one in fresh if one.area_code)
    if version != stored.version:
        change_options(engine, stored.upload_id, version, options, by=who, now=moment)  # says who changed it
    if fresh and not looks_elsewhere:
        limits = services().sheet_limits
        stored = decide_rows(engine, stored.upload_id, version, fresh, by=who, now=moment, limits=limits)
    wanted = replace(options, decisions=stored.options.decisions)
    if wanted != stored.options:
        change_options(engine, stored.upload_id, stored.version, wanted, by=who, now=moment)


@blueprint.post("/intake/uploads/<upload_id>/reset")
@require_role(Role.OFFICER)
@reaches(Reach.PLACES)
def reset(upload_id: str) -> Any:
    """Forget what was said about the file, so that it is read as it came."""
    _check_territory_of_others(upload_id)
    try:
        change_options(
            services().engine,
            upload_id,
            read_version(request.form),
            IntakeOptions(),
            by=read_account_name(),
            now=read_now(),
        )
    except BaoPhuError as error:
        return _render_upload(upload_id, build_refusal(error)), error.http_status
    return redirect(UploadLinks(upload_id).page, code=303)


@blueprint.post("/intake/uploads/<upload_id>/discard")
@require_role(Role.OFFICER)
@reaches(Reach.PLACES)
def discard(upload_id: str) -> Any:
    """Throw a file away."""
    _check_territory_of_others(upload_id)
    try:
        discard_upload(services().engine, upload_id, read_version(request.form), by=read_account_name(), now=read_now())
    except Conflict as error:
        return _render_start(build_refusal(error)), error.http_status
    return redirect(build_link("intake.show_start", discarded=1), code=303)


@blueprint.get("/intake/uploads/<upload_id>/places")
@require_role(Role.OFFICER)
def list_places(upload_id: str) -> Response:
    """Answer with the places that a name may mean, accents or not, for a row that is in doubt."""
    with services().engine.connect() as connection:
        now = check_now(connection, upload_id)
        page = UploadPage(connection, now.stored, now.found, snapshot_for_reader(), Window())
        context = page.doubt_context
    text = request.args.get("q", "")[:LONGEST_SEARCH]
    asked = request.args.get("level", "")
    level = asked if asked in list(Level) else context.level
    found = context.finder.search(text, level, context.within)
    return jsonify(places=[{"value": one.value, "label": one.label, "note": one.note} for one in found])
