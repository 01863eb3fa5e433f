"""Small multiples: the page and its drawing as a file."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from services.coverage.snapshot import Snapshot
from webmap.answering import Parameters
from webmap.context import services
from webmap.map_request import PAGE_PARAMETERS, build_map_request
from webmap.operation import BY, PANEL_PAGE
from webmap.page.looks import build_looks
from webmap.page.multiples import MultiplesPage
from webmap.page.navigation import build_navigation
from webmap.page.screen import build_screen
from webmap.parameters import parse_parameters
from webmap.readers import snapshot_for_reader

blueprint = Blueprint("multiples", __name__)


@blueprint.get("/multiples")
def show_multiples() -> str:
    """Show the panels with the same numbers as a table."""
    given = parse_parameters(request.args, (*PAGE_PARAMETERS, BY, PANEL_PAGE))
    page = _build_page(given, snapshot_for_reader())
    return render_template(
        "multiples.html",
        page=page,
        languages=page.languages,
        navigation=build_navigation("/multiples", page.screen.request),
        looks=build_looks(),
    )


def _build_page(given: Parameters, snapshot: Snapshot) -> MultiplesPage:
    screen = build_screen(build_map_request(given, snapshot), snapshot)
    return MultiplesPage(screen, str(given["by"]), int(given["page"] or 1), services().geometries)
