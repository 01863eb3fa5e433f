"""The planner's page: communes ranked by criteria, and the best of them under rules."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import orjson
from flask import Blueprint, Response, g, redirect, render_template, request, url_for

from services.coverage.snapshot import Snapshot
from services.planning.plan import build_plan
from services.planning.weight_sets import WeightSet, list_weight_sets
from services.reporting.figure import render_figure
from services.reporting.figure_marks import FigureMarks
from webmap import operation
from webmap.answering import Parameters, answer, build_json
from webmap.api import file_operations, operations
from webmap.context import services
from webmap.encoding import REVALIDATE, Answer, build_answer, render_answer
from webmap.lanes import Lane
from webmap.maps.parts import MapParts, render_map_parts
from webmap.maps.texts import build_map_texts
from webmap.page.looks import build_looks
from webmap.parameters import parse_parameters
from webmap.planning import ranking_json
from webmap.planning.plan_page import PlanPage
from webmap.planning.plan_parameters import PLAN_PAGE_PARAMETERS
from webmap.planning.plan_request import build_plan_request
from webmap.planning.plan_script import build_plan_config
from webmap.planning.weight_sets_part import apply_weight_set
from webmap.readers import snapshot_for_reader
from webmap.translations import gettext
from webmap.views.api import build_surroundings

blueprint = Blueprint("plan", __name__)

PARTS = ("head", "form", "weight_sets", "legend", "list", "selection", "why", "source")


@blueprint.get("/plan")
def show_plan() -> Any:
    """Show ranking, map and selection; without any vintage, what must be loaded first."""
    snapshot = snapshot_for_reader()
    if not snapshot.vintages:
        return redirect(url_for("map.show_map"))
    with services().lanes.enter(Lane.LONG):
        return _render_page(snapshot)


def _render_page(snapshot: Snapshot) -> str:
    page = _build_page(parse_parameters(request.args, PLAN_PAGE_PARAMETERS), snapshot)
    return render_template(
        "plan/plan.html",
        page=page,
        languages=page.languages,
        navigation=page.navigation,
        config=build_plan_config(page, services().catalogue),
        map=_render_map(g.lang, services().static_tree.content_hash),
        looks=build_looks(),
    )


@blueprint.get("/plan/parts")
def show_parts() -> Response:
    """Answer with the parts of the page as HTML, for a script that goes to another address."""
    snapshot = snapshot_for_reader()
    sets = tuple(one.set_id for one in _read_weight_sets())
    key = ("plan", snapshot.edition, sets, services().static_tree.content_hash, request.query_string)
    return render_answer(
        services().answers.get_or_build(key, lambda: _build_parts(snapshot), Lane.LONG), cache_control=REVALIDATE
    )


def _build_parts(snapshot: Snapshot) -> Answer:
    page = _build_page(parse_parameters(request.args, PLAN_PAGE_PARAMETERS), snapshot)
    body = {
        "title": page.title,
        "url": page.url,
        "answer": page.answer,
        "parts": {name: render_template(f"plan/{name}.html", page=page) for name in PARTS},
        "config": build_plan_config(page, None),
    }
    return build_answer(orjson.dumps(body), "application/json")


@blueprint.get("/plan/values")
def show_values() -> Response:
    """Answer with the scores and the picks for the page's script, as arrays by position."""
    snapshot = snapshot_for_reader()
    key = ("plan values", snapshot.edition, request.query_string)
    return render_answer(
        services().answers.get_or_build(key, lambda: _build_values(snapshot), Lane.LONG), cache_control=REVALIDATE
    )


def _build_values(snapshot: Snapshot) -> Answer:
    page = _build_page(parse_parameters(request.args, PLAN_PAGE_PARAMETERS), snapshot)
    around = build_surroundings(snapshot, page.plan.view)
    columns = ranking_json.build_ranking_columns(page.plan, page.picks, around)
    return build_json(columns | {"cluster_positions": page.cluster_positions})


@blueprint.get(operations.RANKING.path)
def ranking() -> Response:
    """Answer with the ranked communes and their reasons."""
    return answer(operations.RANKING, _build_ranking)


def _build_ranking(given: Parameters, snapshot: Snapshot) -> Answer:
    asked = build_plan_request(given, snapshot)
    plan = build_plan(snapshot, asked.question)
    around = build_surroundings(snapshot, plan.view)
    if given["format"] == "columns":
        return build_json(ranking_json.build_ranking_columns(plan, (), around))
    return build_json(ranking_json.build_ranking_rows(plan, asked.place.area, around))


@blueprint.get(file_operations.PLAN_SVG.path)
def plan_svg() -> Response:
    """Answer with the map of the scores and the picks, drawn by the server."""
    return answer(file_operations.PLAN_SVG, _build_svg)


def _build_svg(given: Parameters, snapshot: Snapshot) -> Answer:
    page = _build_page(given, snapshot)
    codes = frozenset(str(page.plan.candidates.codes[place]) for place in page.picks)
    clusters = page.clusters.low_codes if page.clusters else frozenset()
    marks = FigureMarks(codes, clusters=clusters) if codes or clusters else None
    geometry = services().geometries.read_outlines(page.plan.view)
    drawn = render_figure(page.plan.view, geometry, page.lang, page.answer, marks=marks)
    return build_answer(drawn.encode(), f"{operation.SVG}; charset=utf-8")


def _build_page(given: Parameters, snapshot: Snapshot) -> PlanPage:
    sets = _read_weight_sets()
    return PlanPage(build_plan_request(apply_weight_set(given, sets), snapshot), snapshot, services().geometries, sets)


def _read_weight_sets() -> tuple[WeightSet, ...]:
    with services().engine.connect() as connection:
        return list_weight_sets(connection)


@lru_cache(maxsize=8)
def _render_map(lang: str, tree: str) -> MapParts:
    """Return the folium map in one language; rendered once, for a second rendering of one map makes it grow."""
    return render_map_parts(lambda name: url_for("static", filename=name, tree=tree), build_map_texts(gettext))
