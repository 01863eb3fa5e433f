"""Files to take away: the table of a view."""

from __future__ import annotations

from flask import Blueprint, Response

from services.coverage.snapshot import Snapshot
from services.coverage.view import build_view
from webmap import operations
from webmap.answering import Parameters, answer
from webmap.encoding import Answer
from webmap.map_request import build_map_request, build_view_request
from webmap.value_table import build_excel_csv

blueprint = Blueprint("export", __name__)


@blueprint.get(operations.TABLE_CSV.path)
def table_csv() -> Response:
    """Answer with the table of a view for Excel."""
    return answer(operations.TABLE_CSV, _build_table)


def _build_table(given: Parameters, snapshot: Snapshot) -> Answer:
    asked = build_map_request(given, snapshot)
    return build_excel_csv(build_view(snapshot, build_view_request(asked)), asked.lang)
