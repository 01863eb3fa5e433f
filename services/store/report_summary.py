"""What a list of releases tells of a report: a national report has a row for each of 12,000 areas, a list has none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FAILED_LIMIT = 50  # check sums named in a list; the report itself has them all


def build_summary(report: Mapping[str, Any]) -> dict[str, Any]:
    """Return rows read, outcomes, totals and check sums of a report as ``services.intake.report`` builds it.

    A release that was made without a report has a summary of no rows.
    """
    check_sums = list(report.get("check_sums", ()))
    failed = [one for one in check_sums if not one.get("holds")]
    return {
        "rows_read": int(report.get("rows_read", 0)),
        "outcomes": dict(report.get("outcomes", {})),
        "totals": list(report.get("totals", ())),
        "check_sum_count": len(check_sums),
        "check_sums_held": len(check_sums) - len(failed),
        "check_sums_failed": failed[:FAILED_LIMIT],
        "warning_count": len(report.get("warnings", ())),
    }
