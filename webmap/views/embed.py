"""Embeds: a map, a table or a headline for pages of others, with their data, geometry and picture under one token."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

import orjson
from flask import Blueprint, Response, g, render_template, request, url_for

from geodata.errors import BaoPhuError, Bilingual, NotFound, Place
from services.coverage.snapshot import Snapshot
from services.embedding.scope import check_area
from services.reporting.figure import find_scope_code
from webmap import operation
from webmap.catalogues import build_unit_groups
from webmap.context import services
from webmap.embed.embed_data import build_embed_values
from webmap.embed.embed_page import EmbedPage
from webmap.embed.embed_parameters import DATA, PAGE, PICTURE
from webmap.embed.embed_request import EmbedRequest, build_embed_request, read_token
from webmap.encoding import REVALIDATE, Answer, build_answer, render_answer
from webmap.error_pages import render_bao_phu_error
from webmap.kept_pages import HTML, keep_page
from webmap.lanes import Lane
from webmap.maps.parts import MapParts, render_map_parts
from webmap.maps.texts import build_map_texts
from webmap.page.looks import build_looks
from webmap.parameters import AS_OF, SCHEME, VINTAGE, WITHIN, parse_parameters
from webmap.security import allow_sites
from webmap.suggestions import find_area
from webmap.taken_files import PICTURE_HEIGHT, PICTURE_WIDTH, ViewFiles
from webmap.translations import gettext
from webmap.views.geometry import read_arcs

blueprint = Blueprint("embed", __name__)
TOKENED = "private, max-age=3600"  # of geometry: a token that is revoked soon opens nothing that was kept
OPEN = "public, max-age=86400"
_GEOMETRY = (VINTAGE, WITHIN, AS_OF, SCHEME, *DATA[-1:])


@blueprint.before_request
def let_sites_in() -> None:
    """Let the sites of the settings hold whatever is answered here, an error too."""
    allow_sites(services().settings.embed_sites)


@blueprint.errorhandler(BaoPhuError)
def show_error(error: BaoPhuError) -> Response:
    """Answer within the frame of another page: short, in both languages, nothing else of the house."""
    if request.endpoint not in {f"embed.show_{kind}" for kind in ("map", "table", "headline")}:
        return render_bao_phu_error(error)
    page = render_template("embed/error.html", error=error)
    return Response(page, error.http_status, {"Cache-Control": "no-store"}, content_type="text/html; charset=utf-8")


@blueprint.get("/embed/map")
def show_map() -> Any:
    """Show a map that answers to the pointer, or its picture."""
    return _show("map", lambda: {"map_parts": _render_parts_of_map(g.lang, services().static_tree.content_hash)})


@blueprint.get("/embed/table")
def show_table() -> Any:
    """Show the areas as a table."""
    return _show("table")


@blueprint.get("/embed/headline")
def show_headline() -> Any:
    """Show the answer alone."""
    return _show("headline")


@blueprint.get("/embed/values")
def values() -> Response:
    """Answer with the values of the map."""

    def build(asked: EmbedRequest, snapshot: Snapshot) -> Answer:
        return build_answer(_write_json(build_embed_values(asked, snapshot)), operation.JSON)

    return _answer_view("values", DATA, build)


@blueprint.get("/embed/map.svg")
def map_svg() -> Response:
    """Answer with the map, drawn by the server."""

    def build(asked: EmbedRequest, snapshot: Snapshot) -> Answer:
        files = ViewFiles(snapshot, services().geometries)
        return build_answer(files.build_svg(_take(files, asked, snapshot)), f"{operation.SVG}; charset=utf-8")

    return _answer_view("svg", DATA, build)


@blueprint.get("/embed/map.png")
def map_png() -> Response:
    """Answer with the same drawing as a picture, for portals that take no frames."""

    def build(asked: EmbedRequest, snapshot: Snapshot) -> Answer:
        files = ViewFiles(snapshot, services().geometries)
        width, height = (int(str(asked.given[name] or 0)) for name in ("width", "height"))
        taken = _take(files, asked, snapshot)
        return build_answer(files.build_png(taken, width or PICTURE_WIDTH, height or PICTURE_HEIGHT), operation.PNG)

    return _answer_view("png", PICTURE, build, Lane.DRAWN)


@blueprint.get("/embed/geometry/<content_hash>.arcs")
def geometry(content_hash: str) -> Response:
    """Answer with the outlines of an area that the token opens."""
    given, scope_code, snapshot = _open_area()
    files = services().geometries.find_files(snapshot.publication_id, str(given["vintage"]), (scope_code,))
    if content_hash not in {file.content_hash for file in files}:
        raise _not_of_area(content_hash)
    answer = services().answers.get_or_build(("arcs", content_hash), lambda: read_arcs(content_hash))
    return render_answer(answer, cache_control=TOKENED if given["token"] else OPEN)


@blueprint.get("/embed/groups")
def groups() -> Response:
    """Answer with the unit that each commune of the outlines is under."""
    given, scope_code, snapshot = _open_area()
    data = snapshot.find_vintage(str(given["vintage"])).on(given["as_of"])
    answer = build_answer(_write_json(build_unit_groups(data, scope_code)), operation.JSON)
    return render_answer(answer, cache_control=_choose_keeping(given))


@blueprint.get("/embed/frame.js")
def frame_script() -> Response:
    """Answer with the script that a page of others may load: it gives frames the height of their content."""
    parse_parameters(request.args, ())
    file = services().static_tree.folder / "js" / "embed" / "frame.js"
    answer = build_answer(file.read_bytes(), "text/javascript; charset=utf-8")
    return render_answer(answer, cache_control="public, max-age=3600")


def _show(kind: str, build_parts: Callable[[], dict[str, Any]] = dict) -> Response:
    """Answer with a page as it was made before; with a token, whether it is open is asked every time."""
    snapshot = services().snapshots.current()

    def render() -> str:
        page = EmbedPage(kind, build_embed_request(parse_parameters(request.args, PAGE), snapshot), snapshot)
        return render_template(f"embed/{kind}.html", page=page, looks=build_looks(), **build_parts())

    response = Response(render(), content_type=HTML) if "token" in request.args else keep_page(snapshot, render)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _answer_view(
    kind: str,
    parameters: tuple[Any, ...],
    build: Callable[[EmbedRequest, Snapshot], Answer],
    lane: Lane = Lane.QUICK,
) -> Response:
    """Answer from what was made before; whether the token is open is asked every time."""
    snapshot = services().snapshots.current()
    given = parse_parameters(request.args, parameters)
    asked = build_embed_request(given, snapshot)
    told = tuple((name, text) for name, text in given.items() if name != "token")
    key = ("embed", kind, snapshot.edition, told, asked.is_limited, asked.given.get("token"))
    kept = services().answers.get_or_build(key, lambda: build(asked, snapshot), lane)
    return render_answer(kept, cache_control=_choose_keeping(given))


def _choose_keeping(given: Any) -> str:
    return "private, no-cache" if given["token"] else REVALIDATE


def _take(files: ViewFiles, asked: EmbedRequest, snapshot: Snapshot) -> Any:
    return replace(files.take(asked.map), answer=EmbedPage("map", asked, snapshot).answer)


def _open_area() -> tuple[Any, str, Snapshot]:
    """Return the parameters, the code of the file that holds the area, and the snapshot; raises where it is closed."""
    snapshot = services().snapshots.current()
    given = parse_parameters(request.args, _GEOMETRY)
    token = read_token(given)
    vintage_id, within = str(given["vintage"] or ""), str(given["within"] or "")
    data = snapshot.find_vintage(vintage_id).on(given["as_of"])  # type: ignore[arg-type]
    find_area(data, "within", within)
    if token is not None:
        check_area(token.scope, vintage_id, within, snapshot)
    return given, find_scope_code(data.hierarchy, within), snapshot


def _not_of_area(content_hash: str) -> NotFound:
    return NotFound(
        "geometry_not_found",
        Bilingual("Không có tệp hình học này cho nơi đã nêu", "There is no such geometry of this place"),
        Bilingual("Tải lại trang nhúng.", "Load the embed again."),
        Place(text=content_hash[:64]),
    )


def _write_json(body: object) -> bytes:
    return orjson.dumps(body, option=orjson.OPT_SERIALIZE_NUMPY)


@lru_cache(maxsize=8)
def _render_parts_of_map(lang: str, tree: str) -> MapParts:
    """Return folium's map in one language; rendered once, for a second rendering of one map makes it grow."""
    return render_map_parts(lambda name: url_for("static", filename=name, tree=tree), build_map_texts(gettext))
