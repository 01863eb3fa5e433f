"""The small map of an area's ancestry as a picture with an address of its own: drawn only for who looks at it."""

from __future__ import annotations

from urllib.parse import urlencode

import shapely

from geodata.areas import COUNTRY_CODE, Level
from services.coverage.ancestry import Ancestry, build_ancestry
from services.coverage.snapshot import Snapshot
from services.reporting.figure import find_scope_code
from services.reporting.figure_ancestry import find_outline, render_ancestry, render_missing_outline
from webmap.geometry_index import GeometryIndex

MOST_DRAWN = 60  # pieces; a province of hundreds is no small map
PATH = "/ancestry.svg"


def link_ancestry_map(snapshot: Snapshot, ancestry: Ancestry, geometries: GeometryIndex | None, lang: str) -> str:
    """Return the address of the small map; empty where nothing is delivered to draw it from, or for too many pieces."""
    vintage_id = ancestry.vintage.vintage_id
    if geometries is None or len(ancestry.pieces) > MOST_DRAWN:
        return ""
    scope = find_scope_code(snapshot.find_vintage(vintage_id).hierarchy, ancestry.area_code)
    if not geometries.find_files(snapshot.publication_id, vintage_id, [scope]):
        return ""
    said = {"vintage": vintage_id, "area": ancestry.area_code, "over": ancestry.other.vintage_id}
    return f"{PATH}?{urlencode(said | ({} if lang == 'vi' else {'lang': lang}))}"


def build_ancestry_map(
    geometries: GeometryIndex, snapshot: Snapshot, vintage_id: str, area_code: str, over: str, lang: str
) -> str:
    """Return the small map as SVG; NotFound where a vintage, the area or a way of crosswalks is missing."""
    ancestry = build_ancestry(snapshot, vintage_id, area_code, over)
    area = _find_outlines(geometries, snapshot, vintage_id, ancestry.level, [area_code])
    if area_code not in area:
        return render_missing_outline(ancestry, lang)
    pieces: dict[str, shapely.Geometry] = {}
    drawn = ancestry.pieces[:MOST_DRAWN]
    for level in dict.fromkeys(piece.level for piece in drawn):
        codes = [piece.area_code for piece in drawn if piece.level is level]
        pieces |= _find_outlines(geometries, snapshot, over, level, codes)
    return render_ancestry(ancestry, area[area_code], pieces, lang)


def _find_outlines(
    geometries: GeometryIndex, snapshot: Snapshot, vintage_id: str, level: Level, codes: list[str]
) -> dict[str, shapely.Geometry]:
    """Return the outlines of areas of one level by code; those of a province from the outline of the country."""
    hierarchy = snapshot.find_vintage(vintage_id).hierarchy
    found: dict[str, shapely.Geometry] = {}
    for code in codes:
        scope = COUNTRY_CODE if level is Level.PROVINCE else find_scope_code(hierarchy, code)
        files = geometries.find_files(snapshot.publication_id, vintage_id, [scope])
        for geometry in geometries.read_files(files):
            outline = find_outline(geometry, level, code)
            if outline is not None:
                found[code] = outline
    return found
