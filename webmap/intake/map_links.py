"""The address of the map that shows just what a release holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geodata.areas import COUNTRY_CODE, Level
from services.coverage.snapshot import Snapshot
from services.coverage.view import list_levels_within
from services.measures.schemes import ANY_SCHEME, Measure
from services.store.releases import StoredRelease
from webmap.intake.links import build_link


def build_map_link(release: StoredRelease, snapshot: Snapshot) -> str | None:
    """Return the address of the map with vintage, level, scheme, date and area of a release; None without a map."""
    data = snapshot.vintages.get(release.vintage_id)
    if data is None:
        return None
    report = release.report
    total = _find_newest(report)
    within = _find_within(report, snapshot, release.vintage_id)
    level = str(report.get("level") or "")
    fits = level in [one.value for one in list_levels_within(data, data.hierarchy.find(within))]
    return build_link(
        "map.show_map",
        vintage=release.vintage_id,
        level=level if fits else None,
        within=within,
        scheme=total["scheme"] if total and total["scheme"] != ANY_SCHEME else None,
        as_of=total["as_of"] if total and total["measure"] == Measure.ENROLLED else None,
    )


def _find_newest(report: Mapping[str, Any]) -> Mapping[str, Any] | None:
    totals = list(report.get("totals", ()))
    stocks = [one for one in totals if one["measure"] == Measure.ENROLLED] or totals
    return max(stocks, key=lambda one: str(one["as_of"]), default=None)


def _find_within(report: Mapping[str, Any], snapshot: Snapshot, vintage_id: str) -> str:
    """Return the province of the file; where it names none, the one that all its rows lie in, else the country."""
    hierarchy = snapshot.find_vintage(vintage_id).hierarchy
    code = str(report.get("province_code") or "")
    if code in hierarchy.codes:
        return code
    provinces = set()
    for row in report.get("rows", ()):
        found = str(row.get("area_code") or "")
        if found in hierarchy.codes:
            path = [*hierarchy.climb(hierarchy.find(found)), hierarchy.find(found)]
            provinces |= {str(hierarchy.codes[one]) for one in path if hierarchy.level_of(one) is Level.PROVINCE}
    return next(iter(provinces)) if len(provinces) == 1 else COUNTRY_CODE
