"""Places carried over from one set of boundaries to another, so that a reader who changes them stays where he was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from geodata.areas import COUNTRY_CODE, Level
from geodata.errors import NotFound
from services.coverage.ancestry import build_ancestry
from services.coverage.snapshot import Snapshot
from services.coverage.view import list_levels_within
from services.coverage.vintage_data import VintageData

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
    dated = data.on(known["as_of"]) if "as_of" in known else data
    levels = list_levels_within(dated, dated.hierarchy.find(carried.get("within", COUNTRY_CODE)))
    if "level" in known and Level(known["level"]) in levels:
        carried["level"] = known["level"]
    return carried


def keep_places_on_day(known: Mapping[str, Any], data: VintageData) -> dict[str, Any]:
    """Return the parameters with those places left out that the day does not have: units of a list, and their level.

    A unit gives way to the province that it lies in on other days.
    """
    kept, dated = dict(known), data.on(known.get("as_of"))
    for name in ("within", "area"):
        if name in known and data.is_unit(known[name]) and not bool(np.any(dated.hierarchy.codes == known[name])):
            del kept[name]
            if name == "within" and data.unit_terms is not None:
                kept[name] = str(data.hierarchy.codes[data.unit_terms.find_parent(data.hierarchy, known[name])])
    within = kept.get("within", COUNTRY_CODE)
    is_there = bool(np.any(dated.hierarchy.codes == within))
    levels = list_levels_within(dated, dated.hierarchy.find(within)) if is_there else ()
    if is_there and "level" in known and Level(known["level"]) not in levels:
        del kept["level"]
    return kept


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
