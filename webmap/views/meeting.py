"""The API of the meeting: all dates of a view, outlooks, leader boards, differences, the briefing."""

from __future__ import annotations

from flask import Blueprint, Response

from services.coverage.snapshot import Snapshot
from services.coverage.value_series import build_value_series
from webmap import operations, series_json
from webmap.answering import Parameters, answer, build_json
from webmap.encoding import Answer
from webmap.map_request import build_map_request, build_view_request
from webmap.views.api import build_surroundings

blueprint = Blueprint("meeting", __name__)


@blueprint.get(operations.SERIES.path)
def series() -> Response:
    """Answer with all dates of a view."""
    return answer(operations.SERIES, _build_series)


def _build_series(given: Parameters, snapshot: Snapshot) -> Answer:
    asked = build_map_request(given, snapshot)
    found = build_value_series(snapshot, build_view_request(asked), given["from"], given["to"])
    build = series_json.build_series_columns if given["format"] == "columns" else series_json.build_series
    return build_json(build(found, build_surroundings(snapshot, found.view)))
