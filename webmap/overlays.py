"""Outlines of another vintage over a map: which files hold them, for the browser and for drawings."""

from __future__ import annotations

from geodata.areas import COUNTRY_CODE, Level
from geodata.errors import Bilingual, NotFound
from services.coverage.ancestry import build_ancestry
from services.coverage.snapshot import Snapshot
from services.coverage.view import View
from services.coverage.vintage_data import VintageData
from services.reporting.figure import find_scope_code
from services.reporting.figure_overlay import FigureOverlay
from webmap.geometry_index import GeometryIndex

MOST_FILES = 4  # of provinces; beyond, the country's outline serves
LEAST_SHARE = 0.01  # of the province shown: less is the noise of two surveys


def list_overlay_urls(geometries: GeometryIndex, snapshot: Snapshot, view: View, over: str | None) -> list[str]:
    """Return the addresses of the arc files that show another vintage where the view is; none without one."""
    if over is None:
        return []
    scopes = list_overlay_scopes(snapshot, view, over)
    files = geometries.find_files(view.publication_id, over, scopes)
    return [f"/api/v1/geometry/{file.content_hash}.arcs" for file in files]


def build_figure_overlay(
    geometries: GeometryIndex, snapshot: Snapshot, view: View, over: str | None
) -> FigureOverlay | None:
    """Return the same outlines for a drawing."""
    if over is None:
        return None
    vintage = snapshot.find_vintage(over).vintage
    files = geometries.find_files(view.publication_id, over, list_overlay_scopes(snapshot, view, over))
    outlines = geometries.read_files(files)
    return FigureOverlay(outlines, Bilingual(vintage.title_vi, vintage.title_en))


def list_overlay_scopes(snapshot: Snapshot, view: View, over: str) -> list[str]:
    """Return the provinces of another vintage that make up the one that the view lies in, VN for the country."""
    scope = find_scope_code(view.hierarchy, view.request.within)
    if scope == COUNTRY_CODE:
        return [COUNTRY_CODE]
    other = snapshot.find_vintage(over)
    try:
        pieces = build_ancestry(snapshot, view.request.vintage_id, scope, over).pieces
    except NotFound:
        return [COUNTRY_CODE]
    shares: dict[str, float] = {}
    for piece in pieces:
        province = _find_province(other, piece.area_code)
        shares[province] = shares.get(province, 0.0) + piece.share_of_area
    scopes = [province for province, share in shares.items() if share >= LEAST_SHARE]
    return scopes if 0 < len(scopes) <= MOST_FILES else [COUNTRY_CODE]


def _find_province(data: VintageData, code: str) -> str:
    province = int(data.hierarchy.ancestors[Level.PROVINCE.rank][data.hierarchy.find(code)])
    return str(data.hierarchy.codes[province]) if province >= 0 else COUNTRY_CODE
