"""The page: map, legend, panel and table of one view, its parts for the script, the search, the guide."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import orjson
from flask import Blueprint, Response, g, redirect, render_template, request, url_for

from geodata.errors import Bilingual
from services.coverage.snapshot import Snapshot
from services.demo.tour import TOUR
from services.measures.indicators import Indicator
from webmap.context import services
from webmap.encoding import REVALIDATE, Answer, build_answer, render_answer
from webmap.kept_pages import keep_page
from webmap.lanes import Lane
from webmap.map_request import PAGE_PARAMETERS, MapRequest, build_map_request, build_url
from webmap.maps.parts import MapParts, render_map_parts
from webmap.maps.texts import build_map_texts
from webmap.overlays import list_overlay_urls
from webmap.page.guide import build_definitions, build_keys, build_state_texts
from webmap.page.looks import build_looks
from webmap.page.map_page import MapPage
from webmap.page.navigation import build_navigation
from webmap.page.places import Place, find_places
from webmap.page.screen import build_screen
from webmap.page.script import build_config
from webmap.parameters import LANG, SEARCH, Parameter, parse_parameters
from webmap.readers import snapshot_for_reader
from webmap.translations import gettext

blueprint = Blueprint("map", __name__)

PAGE = Parameter("page", Bilingual("Trang của bảng", "Page of the table"), between=(1, 1000))
ONLY = Parameter("only", Bilingual("Phần cần lấy", "The part that is wanted"), choices=("where",))
# Parts whose words change with the address; `where` alone when another area is selected.
PARTS = ("pages", "crumbs", "headline", "controls", "legend", "where", "timeline", "source", "share", "table")


@blueprint.get("/")
def show_start() -> Any:
    """Lead to the map."""
    return redirect(_link(request.args.to_dict()))


def _link(parameters: dict[str, str]) -> str:
    return url_for("map.show_map") + (f"?{urlencode(parameters)}" if parameters else "")


def _choose_first_view() -> dict[str, str]:
    """Return the first view of the tour while nothing but the demonstration is loaded."""
    vintages = snapshot_for_reader().vintages
    first = dict(TOUR[0].parameters)
    is_demo = first["vintage"] in vintages and all(data.vintage.is_demo for data in vintages.values())
    return first if is_demo else {}


@blueprint.get("/map")
def show_map() -> Any:
    """Show the page; without any vintage, what must be loaded first. An address that asks nothing is given a view."""
    first = _choose_first_view() if set(request.args) <= {"lang"} else {}
    if first:
        return redirect(_link(first | request.args.to_dict()))
    snapshot = snapshot_for_reader()
    if not snapshot.vintages:
        parse_parameters(request.args, (*PAGE_PARAMETERS, PAGE))
        return render_template("empty.html", looks=build_looks())
    return keep_page(snapshot, lambda: _render_page(snapshot), _choose_lane())


def _choose_lane() -> Lane:
    """Return the lane of a view; clusters are thousands of tests."""
    return Lane.LONG if request.args.get("clusters") == "1" else Lane.QUICK


def _render_page(snapshot: Snapshot) -> str:
    given = parse_parameters(request.args, (*PAGE_PARAMETERS, PAGE))
    page = _build_page(given, snapshot, page_number=_page_number(given))
    geometry = services().geometries.find(page.screen.view)
    return render_template(
        "map.html",
        page=page,
        navigation=page.navigation,
        config=build_config(page, geometry, services().catalogue, _list_overlay_urls(page)),
        geometry=geometry,
        map_parts=_render_parts_of_map(g.lang, services().static_tree.content_hash),
        looks=build_looks(),
    )


@blueprint.get("/map/parts")
def show_parts() -> Response:
    """Answer with the parts of the page as HTML, for a script that goes to another address."""
    snapshot = snapshot_for_reader()
    key = ("parts", snapshot.edition, services().static_tree.content_hash, request.query_string)
    kept = services().answers.get_or_build(key, lambda: _build_parts(snapshot), _choose_lane())
    return render_answer(kept, cache_control=REVALIDATE)


def _build_parts(snapshot: Snapshot) -> Answer:
    given = parse_parameters(request.args, (*PAGE_PARAMETERS, PAGE, ONLY))
    page = _build_page(given, snapshot, rows_wanted=False)
    names = (given["only"],) if given["only"] else PARTS
    body = {
        "title": page.title,
        "url": build_url(page.screen.request),
        "answer": f"{page.place}. {page.question}. {page.answer}",
        "parts": {name: render_template(f"parts/{name}.html", page=page, navigation=page.navigation) for name in names},
    }
    if not given["only"]:
        geometry = services().geometries.find(page.screen.view)
        body["config"] = build_config(page, geometry, None, _list_overlay_urls(page))
    return build_answer(orjson.dumps(body), "application/json")


def _list_overlay_urls(page: MapPage) -> list[str]:
    screen = page.screen
    return list_overlay_urls(services().geometries, screen.snapshot, screen.view, screen.request.over)


@blueprint.get("/search")
def show_search() -> str:
    """Show the places of a name as a page."""
    asked, text, places = _search()
    hidden = [(name, value) for name, value in request.args.items() if name != "q"]
    return render_template("search.html", text=text, places=places, hidden=hidden, back_url=build_url(asked))


@blueprint.get("/map/places")
def list_places() -> Response:
    """Answer with the places of a name, for the list under the search box."""

    def build() -> Answer:
        _asked, _text, places = _search()
        body = {"places": [{"name": one.name, "parents": one.parents, "url": one.url} for one in places]}
        return build_answer(orjson.dumps(body), "application/json")

    key = ("places", snapshot_for_reader().edition, request.query_string)
    return render_answer(services().answers.get_or_build(key, build), cache_control=REVALIDATE)


def _search() -> tuple[MapRequest, str, list[Place]]:
    snapshot = snapshot_for_reader()
    given = parse_parameters(request.args, (*PAGE_PARAMETERS, SEARCH))
    text = str(given["q"] or "").strip()
    asked = build_map_request(given, snapshot)
    return asked, text, find_places(asked, snapshot, text) if text else []


@blueprint.get("/guide")
def show_guide() -> str:
    """Show how to read the page."""
    parse_parameters(request.args, (LANG,))
    return render_template(
        "guide.html",
        navigation=build_navigation("/guide"),
        looks=build_looks(),
        definitions=build_definitions(Indicator, g.lang),
        states=build_state_texts(g.lang),
        keys=build_keys(),
    )


def _page_number(given: Any) -> int:
    return int(given["page"] or 1)


def _build_page(given: Any, snapshot: Snapshot, page_number: int = 1, *, rows_wanted: bool = True) -> MapPage:
    return MapPage(
        build_screen(build_map_request(given, snapshot), snapshot),
        page_number,
        rows_wanted,
        geometries=services().geometries,
        gazetteer=services().gazetteers.find(snapshot),
    )


@lru_cache(maxsize=8)
def _render_parts_of_map(lang: str, tree: str) -> MapParts:
    """Return folium's map in one language; rendered once, for a second rendering of one map makes it grow."""
    return render_map_parts(lambda name: url_for("static", filename=name, tree=tree), build_map_texts(gettext))
