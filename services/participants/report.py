"""What came of the rows of extracts, as the report file and the summary tell it; no cell of a person is in it."""

from __future__ import annotations

from typing import Any

from services.participants.aggregation import Aggregated
from services.participants.request import AggregateRequest


def build_aggregate_document(aggregated: Aggregated, request: AggregateRequest, engine: str) -> dict[str, Any]:
    """Return the report as plain JSON values; the outcomes of each file, and of all, add up to the rows read."""
    return {
        "vintage_id": request.vintage_id,
        "level": str(request.level),
        "cut_offs": [day.isoformat() for day in request.cut_offs],
        "engine": engine,
        "row_count": aggregated.row_count,
        "outcomes": {outcome.key: count for outcome, count in aggregated.outcomes.items()},
        "unsettled": [
            {
                "outcome": one.outcome.key,
                "written": one.written,
                "row_count": one.row_count,
                "reason": {"vi": one.reason.vi, "en": one.reason.en} if one.reason else None,
            }
            for one in aggregated.unsettled
        ],
        "files": [
            {
                "file": one.file_name,
                "row_count": one.row_count,
                "outcomes": {outcome.key: count for outcome, count in one.outcomes.items()},
                "columns": one.columns,
                "unread_columns": list(one.unread),
            }
            for one in aggregated.partitions
        ],
    }
