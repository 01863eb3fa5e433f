"""The page of one area, and the boards of many."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, render_template, request

from geodata.areas import COUNTRY_CODE
from services.coverage.catalogue import list_periods
from services.coverage.leaders import LeaderBy
from services.coverage.snapshot import Snapshot
from services.measures.wording import format_date
from webmap.context import services
from webmap.kept_pages import keep_page
from webmap.lanes import Lane
from webmap.map_request import PAGE_PARAMETERS, PRESENT, MapRequest, build_map_request
from webmap.page.looks import build_looks
from webmap.page.screen import Screen, build_screen
from webmap.parameters import AS_OF, BOARD_BY, BOARD_PAGE, LANG, SCHEME, parse_parameters
from webmap.profile.area_page import AreaPage
from webmap.profile.leaders_page import LeadersPage
from webmap.readers import snapshot_for_reader
from webmap.suggestions import find_area, list_levels

blueprint = Blueprint("profile", __name__)


@blueprint.get("/area/<vintage>/<code>")
def show_area(vintage: str, code: str) -> Response:
    """Show the profile of an area."""
    snapshot = snapshot_for_reader()
    return keep_page(snapshot, lambda: _render_area(snapshot, vintage, code), Lane.LONG)


def _render_area(snapshot: Snapshot, vintage: str, code: str) -> str:
    given = parse_parameters(request.args, (SCHEME, AS_OF, LANG, PRESENT))
    screen = build_screen(_ask(snapshot, vintage, code, dict(given)), snapshot)
    page = AreaPage(screen, code, _list_dates(screen, code), services().geometries)
    return _render("profile/area.html", page)


def _ask(snapshot: Snapshot, vintage: str, code: str, given: dict[str, Any]) -> MapRequest:
    """Return the request of the map that shows the area: as the whole, or where it holds none, in what it lies in."""
    data = snapshot.find_vintage(vintage).on(given["as_of"])
    area = find_area(data, "code", code)
    known = given | {"vintage": vintage, "within": code}
    if not list_levels(data, code):
        path = data.hierarchy.climb(area)
        known |= {"within": str(data.hierarchy.codes[path[-1]]) if path else COUNTRY_CODE, "area": code}
    return build_map_request(known, snapshot)


@blueprint.get("/leaders")
def show_leaders() -> Response:
    """Show a leader board."""
    snapshot = snapshot_for_reader()
    return keep_page(snapshot, lambda: _render_leaders(snapshot), Lane.LONG)


def _render_leaders(snapshot: Snapshot) -> str:
    given = parse_parameters(request.args, (*PAGE_PARAMETERS, BOARD_BY, BOARD_PAGE))
    by = LeaderBy(str(given["by"]))
    screen = build_screen(build_map_request(dict(given) | {"indicator": by.indicator.value}, snapshot), snapshot)
    dates = _list_dates(screen, screen.request.within)
    return _render("profile/leaders.html", LeadersPage(screen, by, str(given["page"]), dates))


def _list_dates(screen: Screen, code: str) -> list[tuple[str, str]]:
    """Return the dates that can be chosen, as parameter and as printed, the newest first."""
    periods = list_periods(screen.snapshot, screen.request.vintage, screen.scheme, code)
    return [(one.as_of.isoformat(), format_date(one.as_of, g.lang)) for one in periods[::-1]]


def _render(template: str, page: AreaPage | LeadersPage) -> str:
    return render_template(
        template, page=page, navigation=page.navigation, languages=page.languages, looks=build_looks()
    )
