"""Places carried over from one set of boundaries to another, so that a reader who changes them stays where he was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geodata.areas import COUNTRY_CODE, Level
from geodata.errors import NotFound
from services.coverage.ancestry import build_ancestry
from services.coverage.snapshot import Snapshot, VintageData
from services.coverage.view import list_levels_within

PLACES = ("within", "level", "area")


def carry_places(known: Mapping[str, Any], snapshot: Snapshot, codes_of: str, data: VintageData) -> dict[str, Any]:
    """Return the parameters with their places in ``data``; what has no counterpart there is left out.

    A place leads to the one that holds most of it. An area that holds none gives way to what lies above it.
    """
    carried = {name: value for name, value in known.items() if name not in PLACES}
    before = snapshot.find_vintage(codes_of)
    within = _find_counterpart(snapshot, before, data, known.get("within"))
    if within is not None:
        carried["within"] = str(data.hierarchy.codes[_climb_to_container(data, within)])
    area = _find_counterpart(snapshot, before, data, known.get("area"))
    if area is not None:
        carried["area"] = str(data.hierarchy.codes[area])
    levels = list_levels_within(data, data.hierarchy.find(carried.get("within", COUNTRY_CODE)))
    if "level" in known and Level(known["level"]) in levels:
        carried["level"] = known["level"]
    return carried


def _find_counterpart(snapshot: Snapshot, before: VintageData, data: VintageData, code: str | None) -> int | None:
    """Return the number in ``data`` of the area that holds most of the one with this code in ``before``."""
    if code is None:
        return None
    if code == COUNTRY_CODE:
        return 0
    try:
        pieces = build_ancestry(snapshot, before.vintage.vintage_id, code, data.vintage.vintage_id).pieces
        return data.hierarchy.find(pieces[0].area_code) if pieces else None
    except NotFound:  # no way leads there
        return None


def _climb_to_container(data: VintageData, area: int) -> int:
    path = (*data.hierarchy.climb(area), area)
    return next((one for one in reversed(path) if list_levels_within(data, one)), 0)
