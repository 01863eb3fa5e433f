"""Officers in charge for everybody: the page of their workload and its API."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for

from services.coverage.snapshot import Snapshot
from services.coverage.view import NO_DATE
from services.measures.indicators import Indicator
from services.planning.officer_report import build_officer_report
from webmap.access import current_account
from webmap.answering import Parameters, answer, build_json
from webmap.api import operations
from webmap.encoding import Answer
from webmap.map_request import MapRequest, build_map_request
from webmap.outreach.officers_page import OfficersPage
from webmap.outreach.outreach_json import build_officers
from webmap.page.screen import build_screen
from webmap.parameters import parse_parameters
from webmap.readers import snapshot_for_reader

blueprint = Blueprint("officers", __name__)


@blueprint.get("/officers")
def show_officers() -> Any:
    """Show the officers of an area; without any vintage, what must be loaded first."""
    snapshot = snapshot_for_reader()
    given = parse_parameters(request.args, operations.OFFICERS.parameters)
    if not snapshot.vintages:
        return redirect(url_for("map.show_map"))
    account = current_account()
    page = OfficersPage(build_screen(_ask(given, snapshot), snapshot), account.name if account else "")
    return render_template("outreach/officers.html", page=page, navigation=page.navigation, languages=page.languages)


@blueprint.get(operations.OFFICERS.path)
def officers() -> Response:
    """Answer with the workload of the officers of an area."""
    return answer(operations.OFFICERS, _build_officers)


def _build_officers(given: Parameters, snapshot: Snapshot) -> Answer:
    asked = _ask(given, snapshot)
    scope = (snapshot, asked.vintage, asked.within, asked.scheme)
    return build_json(build_officers(asked, build_officer_report(*scope, asked.as_of or NO_DATE)))


def _ask(given: Parameters, snapshot: Snapshot) -> MapRequest:
    known = {name: value for name, value in given.items() if value is not None}
    return build_map_request(known | {"indicator": Indicator.COVERAGE_RATIO}, snapshot)
