"""The address of the map that shows just what a release holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from geodata.areas import Level
from services.coverage.snapshot import Snapshot
from services.coverage.view import ViewRequest, list_levels_within
from services.measures.schemes import ANY_SCHEME, Measure, Scheme
from services.store.releases import StoredRelease
from webmap.intake.common_area import find_common_area
from webmap.intake.links import build_link
from webmap.intake.trial_maps import INDICATORS, has_values


def build_map_link(release: StoredRelease, snapshot: Snapshot) -> str | None:
    """Return the address of the map with vintage, level, scheme, date and area of a release; None without a map."""
    data = snapshot.vintages.get(release.vintage_id)
    if data is None:
        return None
    report = release.report
    codes = {str(row["area_code"]) for row in report.get("rows", ()) if row.get("area_code")}
    within = find_common_area(data.hierarchy, codes)
    levels = list_levels_within(data, data.hierarchy.find(within))
    level = next((one for one in levels if one.value == report.get("level")), None)
    total = _find_newest(report)
    scheme = total["scheme"] if total and total["scheme"] != ANY_SCHEME else None
    as_of = total["as_of"] if total and total["measure"] == Measure.ENROLLED else None
    indicator = None
    if level is not None and scheme and as_of:
        indicator = _find_indicator(snapshot, release.vintage_id, level, within, scheme, as_of)
    return build_link(
        "map.show_map",
        vintage=release.vintage_id,
        level=level,
        within=within,
        scheme=scheme,
        indicator=indicator,
        as_of=as_of,
    )


def _find_newest(report: Mapping[str, Any]) -> Mapping[str, Any] | None:
    totals = list(report.get("totals", ()))
    stocks = [one for one in totals if one["measure"] == Measure.ENROLLED] or totals
    return max(stocks, key=lambda one: str(one["as_of"]), default=None)


def _find_indicator(
    snapshot: Snapshot, vintage_id: str, level: Level, within: str, scheme: str, as_of: str
) -> str | None:
    """Return the first question that the data answer."""
    for indicator in INDICATORS:
        request = ViewRequest(vintage_id, level, within, Scheme(scheme), indicator, date.fromisoformat(as_of))
        if has_values(snapshot, request):
            return indicator.value
    return None
