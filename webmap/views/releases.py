"""What has been published: every release with its report, and taking one back."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Blueprint, Response, g, redirect, render_template, request

from geodata.errors import Conflict
from services.accounts.roles import Role
from services.intake.publication.history import list_history
from services.store.releases import StoredRelease, read_release, rollback_release
from webmap.access import read_account_name, require_role
from webmap.context import services
from webmap.intake.links import build_link
from webmap.intake.map_links import build_map_link
from webmap.intake.notices import Notice, build_refusal
from webmap.intake.release_list import ReleaseList
from webmap.intake.release_page import SHOWS, ReleasePage
from webmap.intake.report_csv import build_report_csv
from webmap.intake.returning import describe_returning
from webmap.intake.upload_checking import read_now
from webmap.intake.words import write_count
from webmap.territory import Reach, check_release, reaches
from webmap.translations import gettext as _

blueprint = Blueprint("releases", __name__)


@blueprint.get("/releases")
@require_role(Role.OFFICER)
def show_releases() -> str:
    """Show all releases, the newest first."""
    with services().engine.connect() as connection:
        page = ReleaseList(list_history(connection), _read_page())
    return render_template("intake/releases.html", page=page, frame=page.frame)


@blueprint.get("/releases/<int(max=2147483647):release_id>")
@require_role(Role.OFFICER)
def show_release(release_id: int) -> str:
    """Show one release with what became of each row."""
    return _render_release(release_id)


def _render_release(release_id: int, notice: Notice | None = None) -> str:
    with services().engine.connect() as connection:
        release = read_release(connection, release_id)
        history = list_history(connection)
        entry = next(one for one in history if one.release_id == release_id)
        returning = describe_returning(connection, entry, history)
    show = request.args.get("show", "all")
    page = ReleasePage(
        release,
        entry,
        returning,
        build_map_link(release, services().snapshots.read_newest()) if release.rolled_back_at is None else None,
        show if show in SHOWS else "all",
        _read_page(),
        notice or _build_notice(release),
    )
    return render_template("intake/release.html", page=page, frame=page.frame)


def _build_notice(release: StoredRelease) -> Notice | None:
    """Return what has just been done, as the address says."""
    if "published" in request.args and release.rolled_back_at is None:
        text = _("Đã công bố bản %(number)s.", number=release.release_id)
        return Notice("good", text, (_("Bản đồ đã dùng số mới: %(count)s số.", count=write_count(release.fact_count)),))
    if "rolled_back" in request.args and release.rolled_back_at is not None:
        return Notice("good", _("Đã thu hồi bản %(number)s.", number=release.release_id))
    return None


@blueprint.post("/releases/<int(max=2147483647):release_id>/rollback")
@require_role(Role.OFFICER)
@reaches(Reach.PLACES)
def roll_back(release_id: int) -> Any:
    """Take a release back; what it replaced is in force again."""
    check_release(release_id)
    try:
        rollback_release(services().engine, release_id, read_now(), by=read_account_name())
    except Conflict as error:
        return _render_release(release_id, build_refusal(error)), error.http_status
    return redirect(build_link("releases.show_release", release_id=release_id, rolled_back=1), code=303)


@blueprint.get("/releases/<int(max=2147483647):release_id>/report.json")
@require_role(Role.OFFICER)
def download_json(release_id: int) -> Response:
    """Answer with the report as it was kept."""
    report = _read(release_id).report
    return _send(orjson.dumps(report, option=orjson.OPT_INDENT_2), "application/json", f"report-{release_id}.json")


@blueprint.get("/releases/<int(max=2147483647):release_id>/report.csv")
@require_role(Role.OFFICER)
def download_csv(release_id: int) -> Response:
    """Answer with the rows of the report for Excel."""
    content = build_report_csv(_read(release_id).report, g.lang)
    return _send(content, "text/csv; charset=utf-8", f"report-{release_id}.csv")


def _read(release_id: int) -> StoredRelease:
    with services().engine.connect() as connection:
        return read_release(connection, release_id)


def _send(content: bytes, media_type: str, name: str) -> Response:
    response = Response(content, content_type=media_type)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _read_page() -> int:
    text = request.args.get("page", "")
    return int(text) if text.isdecimal() and len(text) < 6 else 1
