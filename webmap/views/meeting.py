"""The API of the meeting: all dates of a view, outlooks, leader boards, differences, the briefing."""

from __future__ import annotations

from flask import Blueprint, Response

from services.coverage.comparison import build_difference as compare
from services.coverage.leaders import LeaderBy, LeaderRequest, build_leader_board
from services.coverage.outlooks import build_area_outlook, build_outlook, build_outlook_columns
from services.coverage.snapshot import Snapshot
from services.coverage.value_series import build_value_series
from services.coverage.view import NO_DATE
from services.measures.schemes import Scheme
from services.reporting.briefing import build_briefing
from webmap.answering import Parameters, answer, build_json
from webmap.api import difference_json, meeting_json, operations, series_json
from webmap.encoding import Answer
from webmap.lanes import Lane
from webmap.map_request import build_map_request, build_view_request
from webmap.second_side import build_second_request
from webmap.suggestions import complete
from webmap.views.api import build_surroundings

blueprint = Blueprint("meeting", __name__)


@blueprint.get(operations.SERIES.path)
def series() -> Response:
    """Answer with all dates of a view."""
    return answer(operations.SERIES, _build_series, lane=Lane.LONG)


def _build_series(given: Parameters, snapshot: Snapshot) -> Answer:
    asked = build_map_request(given, snapshot)
    first, last = (asked.span.first, asked.span.last) if asked.span else (None, None)
    found = build_value_series(snapshot, build_view_request(asked), given["from"] or first, given["to"] or last)
    build = series_json.build_series_columns if given["format"] == "columns" else series_json.build_series
    return build_json(build(found, build_surroundings(snapshot, found.view)))


@blueprint.get(operations.OUTLOOK.path)
def outlook() -> Response:
    """Answer with the way to the plan of an area and of those within it."""
    return answer(operations.OUTLOOK, _build_outlook)


def _build_outlook(given: Parameters, snapshot: Snapshot) -> Answer:
    asked = build_map_request(given, snapshot)
    as_of = asked.as_of or NO_DATE
    total = build_outlook(snapshot, asked.vintage, asked.within, asked.scheme, as_of)
    found = build_outlook_columns(snapshot, asked.vintage, asked.level, asked.within, asked.scheme, as_of)
    areas = [build_area_outlook(asked.vintage, asked.scheme, found, place) for place in range(found.areas.size)]
    return build_json(meeting_json.build_outlooks(total, areas))


@blueprint.get(operations.LEADERS.path)
def leaders() -> Response:
    """Answer with a leader board."""
    return answer(operations.LEADERS, _build_leaders, lane=Lane.LONG)


def _build_leaders(given: Parameters, snapshot: Snapshot) -> Answer:
    asked = build_map_request(given, snapshot)
    scope = (asked.vintage, asked.level, asked.within, asked.scheme, asked.as_of or NO_DATE)
    board = build_leader_board(snapshot, LeaderRequest(*scope, LeaderBy(given["by"])))
    return build_json(meeting_json.build_board(board))


@blueprint.get(operations.BRIEFING.path)
def briefing() -> Response:
    """Answer with the briefing of an area."""
    return answer(operations.BRIEFING, _build_briefing)


def _build_briefing(given: Parameters, snapshot: Snapshot) -> Answer:
    schemes = [Scheme(name) for name in (given["schemes"] or "").split(",") if name]
    known = {name: given[name] for name in ("vintage", "scheme", "as_of") if given[name]}
    fields = complete(({"scheme": schemes[0]} if schemes else {}) | known, snapshot)
    within, as_of = given["within"] or fields["within"], fields["as_of"] or NO_DATE
    asked = dict.fromkeys([fields["scheme"], *schemes] if given["scheme"] else schemes or [fields["scheme"]])
    found = build_briefing(snapshot, fields["vintage"], within, tuple(asked), as_of)
    return build_json(meeting_json.build_briefing(found))


@blueprint.get(operations.DIFFERENCE.path)
def difference() -> Response:
    """Answer with the difference of two views."""
    return answer(operations.DIFFERENCE, _build_difference)


def _build_difference(given: Parameters, snapshot: Snapshot) -> Answer:
    first = build_map_request(given, snapshot)
    second = build_second_request(given, first, snapshot)
    found = compare(snapshot, build_view_request(first), build_view_request(second))
    is_columns = given["format"] == "columns"
    build = difference_json.build_difference_columns if is_columns else difference_json.build_difference
    return build_json(build(found, build_surroundings(snapshot, found.view)))
