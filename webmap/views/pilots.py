"""The page of pilots, and the API of the list and the evaluation."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for

from services.coverage.catalogue import list_pilots
from services.coverage.snapshot import Snapshot
from services.coverage.view import NO_DATE
from services.planning.cohorts import evaluate_programme
from webmap.answering import Parameters, answer, build_json
from webmap.api import file_operations, operations
from webmap.encoding import Answer
from webmap.page.looks import build_looks
from webmap.page.screen import build_screen
from webmap.parameters import parse_parameters
from webmap.planning import pilot_json
from webmap.planning.pilot_files import build_pilots_csv, build_pilots_xlsx
from webmap.planning.pilot_page import PilotPage
from webmap.planning.pilot_request import PILOT_PAGE_PARAMETERS, build_pilot_request
from webmap.readers import snapshot_for_reader

blueprint = Blueprint("pilots", __name__)


@blueprint.get("/pilots")
def show_pilots() -> Any:
    """Show the pilots and what they gained; without any vintage, what must be loaded first."""
    snapshot = snapshot_for_reader()
    if not snapshot.vintages:
        return redirect(url_for("map.show_map"))
    given = parse_parameters(request.args, PILOT_PAGE_PARAMETERS)
    page = _build_page(given, snapshot)
    return render_template(
        "plan/pilots.html", page=page, navigation=page.navigation, languages=page.languages, looks=build_looks()
    )


def _build_page(given: Parameters, snapshot: Snapshot) -> PilotPage:
    asked = build_pilot_request(given, snapshot)
    return PilotPage(build_screen(asked, snapshot), given.get("started_on"))


@blueprint.get(file_operations.PILOTS_XLSX.path)
def pilots_xlsx() -> Response:
    """Answer with the evaluation as a workbook."""
    return answer(file_operations.PILOTS_XLSX, lambda given, snapshot: build_pilots_xlsx(_build_page(given, snapshot)))


@blueprint.get(file_operations.PILOTS_CSV.path)
def pilots_csv() -> Response:
    """Answer with the pilots for Excel."""
    return answer(file_operations.PILOTS_CSV, lambda given, snapshot: build_pilots_csv(_build_page(given, snapshot)))


@blueprint.get(operations.PILOTS.path)
def pilots() -> Response:
    """Answer with the list of pilots."""
    return answer(operations.PILOTS, _build_list)


def _build_list(given: Parameters, snapshot: Snapshot) -> Answer:
    asked = build_pilot_request(given, snapshot)
    found = list_pilots(snapshot, asked.vintage, asked.scheme, asked.within)
    return build_json(pilot_json.build_pilot_list(asked, found))


@blueprint.get(operations.PILOT_EVALUATION.path)
def pilot_evaluation() -> Response:
    """Answer with the evaluation of all cohorts."""
    return answer(operations.PILOT_EVALUATION, _build_evaluation)


def _build_evaluation(given: Parameters, snapshot: Snapshot) -> Answer:
    asked = build_pilot_request(given, snapshot)
    screen = build_screen(asked, snapshot)
    found = evaluate_programme(snapshot, asked.vintage, asked.within, asked.scheme, asked.as_of or NO_DATE)
    return build_json(pilot_json.build_programme(screen, found))
