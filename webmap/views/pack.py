"""The pack of a province: its page with the progress, how far it is for programs, its two files once they are whole."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, render_template, request

from geodata.errors import Bilingual, Conflict
from services.coverage.snapshot import Snapshot
from services.reporting.pack import build_pack, list_pack_requests
from services.store import packs
from webmap.answering import build_json
from webmap.api import file_operations
from webmap.context import services
from webmap.encoding import REVALIDATE, build_answer, render_answer
from webmap.map_request import MapRequest, build_map_request, build_view_query, build_view_request
from webmap.operation import Operation
from webmap.page.navigation import build_navigation
from webmap.page.pack import build_pack_page
from webmap.page.screen import build_screen
from webmap.parameters import VIEW_PARAMETERS, parse_parameters
from webmap.readers import snapshot_for_reader
from webmap.taken_files import ViewFiles, build_pack_task
from webmap.value_table import name_request
from webmap.views.stories import list_languages

blueprint = Blueprint("pack", __name__)


@blueprint.get("/pack")
def show_pack() -> str:
    """Show how far a pack is, or its files; the first who asks begins it."""
    snapshot = snapshot_for_reader()
    asked = build_map_request(parse_parameters(request.args, VIEW_PARAMETERS), snapshot)
    page = build_pack_page(build_screen(asked, snapshot), _ask(asked, snapshot))
    return render_template(
        "packs/pack.html", page=page, navigation=build_navigation("/pack", asked), languages=list_languages()
    )


@blueprint.get(file_operations.PACK.path)
def pack() -> Response:
    """Answer how far a pack is; the first who asks begins it."""
    snapshot = snapshot_for_reader()
    asked = build_map_request(file_operations.PACK.parse(), snapshot)
    found, query = _ask(asked, snapshot), build_view_query(asked)
    is_ready = found.status is packs.PackStatus.READY
    body = {
        "status": found.status.value,
        "done_count": found.done_count,
        "step_count": found.step_count,
        "pdf_url": f"{file_operations.PACK_PDF.path}?{query}" if is_ready else None,
        "xlsx_url": f"{file_operations.PACK_XLSX.path}?{query}" if is_ready else None,
    }
    return render_answer(build_json(body), cache_control=REVALIDATE)


@blueprint.get(file_operations.PACK_PDF.path)
def pack_pdf() -> Response:
    """Answer with the PDF of a pack that is ready."""
    return _answer_file(file_operations.PACK_PDF, packs.PDF, "pdf")


@blueprint.get(file_operations.PACK_XLSX.path)
def pack_xlsx() -> Response:
    """Answer with the workbook of a pack that is ready."""
    return _answer_file(file_operations.PACK_XLSX, packs.XLSX, "xlsx")


def _answer_file(operation: Operation, media_type: str, ending: str) -> Response:
    snapshot = snapshot_for_reader()
    asked = build_map_request(operation.parse(), snapshot)
    pack_id = packs.build_pack_id(snapshot.publication_id, _name_question(asked, snapshot))
    with services().engine.connect() as connection:
        body = packs.read_pack_file(connection, pack_id, media_type)
    if body is None:
        raise _refuse_unready(asked)
    name = f"{name_request(build_view_request(asked))}_pack.{ending}"
    return render_answer(build_answer(body, media_type, file_name=name), cache_control=REVALIDATE)


def _name_question(asked: MapRequest, snapshot: Snapshot) -> str:
    """Return what a pack is kept by: one made for staff is not for the public."""
    return f"{build_view_query(asked)}#{snapshot.edition}"


def _ask(asked: MapRequest, snapshot: Snapshot) -> packs.StoredPack:
    parts = services()
    list_pack_requests(snapshot, build_view_request(asked))  # BadInput before anything is begun
    task = build_pack_task(ViewFiles(snapshot, parts.geometries), asked)
    return parts.packs.ask(snapshot.publication_id, _name_question(asked, snapshot), partial(build_pack, task))


def _refuse_unready(asked: MapRequest) -> Conflict:
    address = f"/pack?{build_view_query(asked)}"
    return Conflict(
        "pack_not_ready",
        Bilingual("Bộ tệp này chưa làm xong", "This pack is not ready"),
        Bilingual(f"Mở {address} để làm và theo dõi.", f"Open {address} to make it and see how far it is."),
    )
