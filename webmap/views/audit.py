"""The audit log, for administrators: filters that are a plain form, pages, and the same as a file."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, render_template, request

from geodata.errors import BadInput
from services.accounts.roles import Role
from services.store.audit import AuditFilter, Deed, count_entries, iterate_entries, list_actors, read_entries
from webmap.access import require_role
from webmap.audit.asked import AskedEntries
from webmap.audit.entries_csv import write_csv
from webmap.audit.entry_words import build_line
from webmap.context import services
from webmap.intake.frame import Frame
from webmap.intake.links import build_link
from webmap.intake.notices import build_refusal
from webmap.intake.words import write_count
from webmap.translations import gettext as _
from webmap.translations import language

blueprint = Blueprint("audit", __name__)
LINES_AT_ONCE = 100


@blueprint.get("/audit")
@require_role(Role.ADMIN)
def show_entries() -> Any:
    """Show who did what, the newest first."""
    asked = AskedEntries.of_texts(request.args)
    try:
        return _render(asked, asked.build_filter())
    except BadInput as error:
        return _render(asked, AuditFilter(), error), error.http_status


@blueprint.get("/audit/entries.csv")
@require_role(Role.ADMIN)
def download() -> Response:
    """Answer with all entries of the filters, the oldest first."""
    wanted = AskedEntries.of_texts(request.args).build_filter()
    with services().engine.connect() as connection:
        content = b"".join(write_csv(iterate_entries(connection, wanted)))
    response = Response(content, content_type="text/csv; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename="audit.csv")
    return response


def _render(asked: AskedEntries, wanted: AuditFilter, error: BadInput | None = None) -> str:
    page = _read_page()
    with services().engine.connect() as connection:
        total = count_entries(connection, wanted)
        page = min(page, max(1, -(-total // LINES_AT_ONCE)))
        first = (page - 1) * LINES_AT_ONCE
        entries = read_entries(connection, wanted, first=first, most=LINES_AT_ONCE)
        actors = list_actors(connection)
    given = asdict(asked)
    last = first + len(entries)
    return render_template(
        "audit/entries.html",
        frame=Frame(_("Nhật ký"), has_script=False),
        notice=None if error is None else build_refusal(error),
        asked=asked,
        actors=actors,
        deeds=[(deed.value, deed.label.in_language(language())) for deed in Deed],
        lines=[build_line(entry) for entry in entries],
        range=_(
            "%(first)s–%(last)s trong %(total)s",
            first=write_count(first + 1),
            last=write_count(last),
            total=write_count(total),
        ),
        previous_url=build_link("audit.show_entries", **given, page=page - 1) if page > 1 else None,
        next_url=build_link("audit.show_entries", **given, page=page + 1) if last < total else None,
        file_url=build_link("audit.download", **given),
        all_url=build_link("audit.show_entries"),
    )


def _read_page() -> int:
    text = request.args.get("page", "")
    return max(1, int(text)) if text.isdecimal() and len(text) < 6 else 1
