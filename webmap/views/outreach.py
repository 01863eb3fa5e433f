"""Outreach for everybody: the page of events and its API."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for

from services.coverage.snapshot import Snapshot
from services.planning.outreach_report import build_outreach_report
from webmap.answering import Parameters, answer, build_json
from webmap.api import operations
from webmap.encoding import Answer
from webmap.outreach.outreach_json import build_outreach
from webmap.outreach.outreach_page import OutreachPage
from webmap.outreach.outreach_request import PAGE_PARAMETERS, build_outreach_request
from webmap.parameters import parse_parameters
from webmap.readers import snapshot_for_reader

blueprint = Blueprint("outreach", __name__)


@blueprint.get("/outreach")
def show_outreach() -> Any:
    """Show the events of an area and a period; without any vintage, what must be loaded first."""
    snapshot = snapshot_for_reader()
    given = parse_parameters(request.args, PAGE_PARAMETERS)
    if not snapshot.vintages:
        return redirect(url_for("map.show_map"))
    page = OutreachPage(build_outreach_request(given, snapshot), snapshot)
    return render_template("outreach/outreach.html", page=page, navigation=page.navigation, languages=page.languages)


@blueprint.get(operations.OUTREACH.path)
def outreach() -> Response:
    """Answer with the outreach of an area and a period."""
    return answer(operations.OUTREACH, _build_outreach)


def _build_outreach(given: Parameters, snapshot: Snapshot) -> Answer:
    asked = build_outreach_request(given, snapshot)
    return build_json(build_outreach(build_outreach_report(snapshot, asked.question)))
