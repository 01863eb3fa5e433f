"""Outlooks, leader boards and briefings as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from services.coverage.leaders import SMALL_BELOW, LeaderBoard, LeaderRow
from services.coverage.outlooks import AreaOutlook
from services.measures.outlook import PROJECTION_METHOD, TOLERANCE_METHOD
from services.reporting.briefing import Briefing
from webmap.api.view_json import build_area_value, in_both


def build_board(board: LeaderBoard) -> dict[str, Any]:
    """Return the documented answer of /api/v1/leaders."""
    request, definition = board.request, board.definition
    return {
        "vintage_id": request.vintage_id,
        "level": request.level,
        **in_both("level_label", board.level_label),
        "within": request.within,
        "within_name": board.total.name,
        "scheme": request.scheme,
        **in_both("scheme_label", request.scheme.label),
        "as_of": request.as_of,
        "previous_date": board.previous_date,
        "by": request.by,
        **in_both("by_label", request.by.label),
        "indicator": definition.indicator,
        **in_both("indicator_label", definition.label),
        "unit": definition.unit,
        "value_scale": definition.value_scale,
        "small_below": SMALL_BELOW,
        "ranked_count": board.ranked_count,
        "rows": [_build_row(row) for row in board.rows],
        "total": build_area_value(board.total),
    }


def _build_row(row: LeaderRow) -> dict[str, Any]:
    return {
        **build_area_value(row.value),
        "rank": row.rank,
        "is_tied": row.is_tied,
        "is_small": row.is_small,
        "previous_rank": row.previous_rank,
        "movement": row.movement,
    }


def build_briefing(briefing: Briefing) -> dict[str, Any]:
    """Return the documented answer of /api/v1/briefing."""
    return {
        "vintage_id": briefing.vintage_id,
        "within": briefing.area_code,
        "name": briefing.name,
        "as_of": briefing.as_of,
        "schemes": briefing.schemes,
        **in_both("title", briefing.title),
        "paragraphs": [
            {"kind": part.kind, "scheme": part.scheme, **in_both("text", part.text)} for part in briefing.parts
        ],
    }


def build_outlooks(total: AreaOutlook, areas: Sequence[AreaOutlook]) -> dict[str, Any]:
    """Return the documented answer of /api/v1/outlook."""
    return {
        "vintage_id": total.vintage_id,
        "scheme": total.scheme,
        "as_of": total.as_of,
        "year_end": total.year_end,
        "months_left": total.months_left,
        **in_both("method", PROJECTION_METHOD),
        **in_both("tolerance", TOLERANCE_METHOD),
        "total": build_outlook(total),
        "areas": [build_outlook(one) for one in areas],
    }


def build_outlook(outlook: AreaOutlook) -> dict[str, Any]:
    """Return the outlook of one area, its state in words as well."""
    said = ("vintage_id", "scheme", "as_of", "year_end", "months_left")
    return {
        **{name: value for name, value in asdict(outlook).items() if name not in said},
        **in_both("state_label", outlook.state.label),
        **in_both("state_definition", outlook.state.definition),
    }
