"""Geometry as delivered: immutable bytes under the hash of their content, in the encoding that the client takes."""

from __future__ import annotations

from flask import Blueprint, Response

from geodata.errors import Bilingual, NotFound, Place
from services.store.boundaries import DELIVERY_MEDIA_TYPE, read_delivery
from webmap import operations
from webmap.context import services
from webmap.encoding import ENCODINGS, IMMUTABLE, Answer, build_answer, render_answer

blueprint = Blueprint("geometry", __name__)


@blueprint.get(operations.GEOMETRY.path)
def geometry(content_hash: str) -> Response:
    """Answer with a TopoJSON file of arcs."""
    operations.GEOMETRY.parse()
    answer = services().answers.get_or_build(("geometry", content_hash), lambda: read_geometry(content_hash))
    return render_answer(answer, cache_control=IMMUTABLE)


def read_geometry(content_hash: str) -> Answer:
    """Return the stored bytes in all their encodings; NotFound where no vintage in the store has them."""
    with services().engine.connect() as connection:
        bodies = {name: read_delivery(connection, content_hash, name) for name in ("", *ENCODINGS)}
    plain = bodies.pop("")
    if plain is None:
        raise NotFound(
            "geometry_not_found",
            Bilingual("Không có tệp hình học này", "There is no such geometry"),
            Bilingual(
                "Lấy địa chỉ từ trường geometry_url của /api/v1/values.",
                "Take the address from the field geometry_url of /api/v1/values.",
            ),
            Place(text=content_hash),
        )
    encoded = {name: body for name, body in bodies.items() if body is not None}
    return build_answer(plain, DELIVERY_MEDIA_TYPE, encoded=encoded)
