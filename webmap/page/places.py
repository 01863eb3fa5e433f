"""Places found by their name, each with the address that shows it."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.areas import COUNTRY_CODE, Level
from services.coverage.snapshot import Snapshot
from services.coverage.vintage_data import VintageData
from webmap.catalogues import build_found_areas
from webmap.map_request import MapRequest, build_url
from webmap.suggestions import list_levels

MOST_SHOWN = 12


@dataclass(frozen=True)
class Place:
    """A place with what contains it, the smallest first."""

    name: str
    parents: str
    url: str


def find_places(request: MapRequest, snapshot: Snapshot, text: str) -> list[Place]:
    """Return the places whose name or code fits ``text``, the best first."""
    data = snapshot.find_vintage(request.vintage).on(request.as_of)
    found = build_found_areas(data, None, COUNTRY_CODE, text)["areas"]
    return [_build_place(request, data, area) for area in found[:MOST_SHOWN] if area["area_code"] != COUNTRY_CODE]


def _build_place(request: MapRequest, data: VintageData, area: dict[str, object]) -> Place:
    path = [step for step in area["path"] if step["area_code"] != COUNTRY_CODE]  # type: ignore[attr-defined]
    parents = ", ".join(str(step["name"]) for step in path[::-1])
    return Place(
        str(area["name"]),
        parents,
        _link(request, data, str(area["area_code"]), [str(one["area_code"]) for one in path]),
    )


def _link(request: MapRequest, data: VintageData, code: str, path: list[str]) -> str:
    """Return the address: a place with areas in it opens, one without is selected in its province."""
    levels = list_levels(data, code)
    if levels:
        return build_url(request, within=code, level=levels[-1], area=None)
    within = path[0] if path else COUNTRY_CODE
    level: Level = data.hierarchy.level_of(data.hierarchy.find(code))
    return build_url(request, within=within, level=level, area=code)
