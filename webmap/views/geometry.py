"""Geometry files: immutable, made and compressed at activation, sent as they are stored."""

from __future__ import annotations

from flask import Blueprint, Response

from geodata.areas import COUNTRY_CODE
from geodata.errors import Bilingual, NotFound, Place
from geodata.layers.arc_file import build_arc_file
from geodata.layers.encodings import ARCS
from geodata.layers.scales import DETAIL
from services.store.boundaries import (
    DELIVERY_MEDIA_TYPE,
    find_delivered_vintage,
    list_deliveries,
    read_delivery,
)
from webmap import operation
from webmap.answering import answer, build_json
from webmap.api import operations
from webmap.context import services
from webmap.encoding import ENCODINGS, IMMUTABLE, Answer, build_answer, render_answer

blueprint = Blueprint("geometry", __name__)


@blueprint.get(operations.GEOMETRY.path)
def geometry(content_hash: str) -> Response:
    """Answer with a TopoJSON file of arcs."""
    operations.GEOMETRY.parse()
    answer = services().answers.get_or_build(("geometry", content_hash), lambda: read_topology(content_hash))
    return render_answer(answer, cache_control=IMMUTABLE)


@blueprint.get(operations.GEOMETRY_ARCS.path)
def geometry_arcs(content_hash: str) -> Response:
    """Answer with the same arcs as the page's map reads them."""
    operations.GEOMETRY_ARCS.parse()
    answer = services().answers.get_or_build(("arcs", content_hash), lambda: read_arcs(content_hash))
    return render_answer(answer, cache_control=IMMUTABLE)


@blueprint.get(operations.GEOMETRY_DETAILS.path)
def geometry_details(content_hash: str) -> Response:
    """Answer with the files that hold the provinces of a country's file in detail."""
    return answer(
        operations.GEOMETRY_DETAILS, lambda _given, _snapshot: build_details(content_hash), path_key=content_hash
    )


def build_details(content_hash: str) -> Answer:
    """Return the vintage of a file and the arc file of each of its provinces; NotFound where there is no such file.

    It is asked for again with its ETag: a vintage that is activated anew may get other details under the same outline.
    """
    with services().engine.connect() as connection:
        vintage_id = find_delivered_vintage(connection, content_hash)
        if vintage_id is None:
            raise _not_found(content_hash)
        files = list_deliveries(connection, vintage_id)
    details = {file.scope_code: _write_arcs_url(file.content_hash) for file in files if file.scale == DETAIL.name}
    details.pop(COUNTRY_CODE, None)  # a vintage without provinces is one file, in detail
    return build_json({"vintage_id": vintage_id, "arcs_urls": details})


def read_topology(content_hash: str) -> Answer:
    """Return the stored TopoJSON in all its encodings; NotFound where no vintage in the store has it."""
    stored = _read_encodings(content_hash, ("", *ENCODINGS))
    return build_answer(stored.pop(""), DELIVERY_MEDIA_TYPE, encoded=stored)


def read_arcs(content_hash: str) -> Answer:
    """Return the arc file in all its encodings, made from the TopoJSON where a vintage was activated without one."""
    names = {"": ARCS, **{name: f"{ARCS}+{name}" for name in ENCODINGS}}
    try:
        stored = _read_encodings(content_hash, tuple(names.values()))
    except NotFound:
        return build_answer(build_arc_file(_read_encodings(content_hash, ("",))[""]), operation.ARCS)
    encoded = {name: stored[names[name]] for name in ENCODINGS if names[name] in stored}
    return build_answer(stored[ARCS], operation.ARCS, encoded=encoded)


def _read_encodings(content_hash: str, names: tuple[str, ...]) -> dict[str, bytes]:
    """Return the stored bytes by encoding; NotFound where there are none in the first of ``names``."""
    with services().engine.connect() as connection:
        found = {name: read_delivery(connection, content_hash, name) for name in names}
    stored = {name: body for name, body in found.items() if body is not None}
    if names[0] not in stored:
        raise _not_found(content_hash)
    return stored


def _write_arcs_url(content_hash: str) -> str:
    return operations.GEOMETRY_ARCS.path.replace("<content_hash>", content_hash)


def _not_found(content_hash: str) -> NotFound:
    return NotFound(
        "geometry_not_found",
        Bilingual("Không có tệp hình học này", "There is no such geometry"),
        Bilingual(
            "Lấy địa chỉ từ trường geometry_url của /api/v1/values.",
            "Take the address from the field geometry_url of /api/v1/values.",
        ),
        Place(text=content_hash),
    )
