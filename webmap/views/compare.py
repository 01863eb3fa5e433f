"""The comparison: its page, its parts for the script, its values, and both maps as a drawing."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import orjson
from flask import Blueprint, Response, g, redirect, render_template, request, url_for

from services.coverage.snapshot import Snapshot
from webmap.answering import Parameters, build_json
from webmap.api import view_json
from webmap.compare_request import COMPARE_PARAMETERS, build_compare_request
from webmap.context import services
from webmap.encoding import REVALIDATE, Answer, build_answer, render_answer
from webmap.maps.parts import MapParts, render_map_parts
from webmap.maps.texts import build_map_texts
from webmap.page.compare_page import ComparePage
from webmap.page.compare_script import build_compare_config
from webmap.page.looks import build_looks
from webmap.page.navigation import build_navigation
from webmap.parameters import parse_parameters
from webmap.readers import snapshot_for_reader
from webmap.translations import gettext
from webmap.views.api import build_surroundings
from webmap.views.map import PAGE

blueprint = Blueprint("compare", __name__)

PARTS = ("presets", "sides", "answers", "legend", "rows", "source")


@blueprint.get("/compare")
def show_compare() -> Any:
    """Show two maps beside each other; without any vintage, what must be loaded first."""
    snapshot = snapshot_for_reader()
    if not snapshot.vintages:
        return redirect(url_for("map.show_map"))
    page = _build_page(parse_parameters(request.args, (*COMPARE_PARAMETERS, PAGE)), snapshot)
    return render_template(
        "compare.html",
        page=page,
        languages=page.languages,
        navigation=build_navigation("/compare", page.request.right),
        config=build_compare_config(page, services().catalogue),
        maps=_render_maps(g.lang, services().static_tree.content_hash),
        looks=build_looks(),
    )


@blueprint.get("/compare/parts")
def show_parts() -> Response:
    """Answer with the parts of the page as HTML, for a script that goes to another address."""
    snapshot = snapshot_for_reader()
    key = ("compare", snapshot.edition, services().static_tree.content_hash, request.query_string)
    return render_answer(services().answers.get_or_build(key, lambda: _build_parts(snapshot)), cache_control=REVALIDATE)


def _build_parts(snapshot: Snapshot) -> Answer:
    page = _build_page(parse_parameters(request.args, (*COMPARE_PARAMETERS, PAGE)), snapshot)
    parts = {name: render_template(f"compare/{name}.html", page=page) for name in PARTS}
    body = {
        "title": page.title,
        "url": page.url,
        "answer": page.summary,
        "parts": parts | {"files": render_template("parts/files.html", page=page)},
        "config": build_compare_config(page, None),
    }
    return build_answer(orjson.dumps(body), "application/json")


@blueprint.get("/compare/values")
def show_values() -> Response:
    """Answer with the values of both sides and of their difference for the page's script, as arrays by position."""
    snapshot = snapshot_for_reader()
    key = ("compare values", snapshot.edition, request.query_string)
    return render_answer(
        services().answers.get_or_build(key, lambda: _build_values(snapshot)), cache_control=REVALIDATE
    )


def _build_values(snapshot: Snapshot) -> Answer:
    page = _build_page(parse_parameters(request.args, (*COMPARE_PARAMETERS, PAGE)), snapshot)
    left, right = (screen.view for screen in page.screens)
    views = {"a": left, "b": right, "difference": page.difference}
    return build_json(
        {
            name: None if view is None else view_json.build_columns(view, build_surroundings(snapshot, view))
            for name, view in views.items()
        }
    )


def _build_page(given: Parameters, snapshot: Snapshot) -> ComparePage:
    asked = build_compare_request(given, snapshot)
    return ComparePage(asked, snapshot, services().geometries, int(given["page"] or 1))


@lru_cache(maxsize=8)
def _render_maps(lang: str, tree: str) -> tuple[MapParts, MapParts]:
    """Return two folium maps in one language; rendered once, for a second rendering of one map makes it grow."""
    left, right = (
        render_map_parts(
            lambda name: url_for("static", filename=name, tree=tree), build_map_texts(gettext), f"coverage_{side}"
        )
        for side in ("a", "b")
    )
    return left, right
