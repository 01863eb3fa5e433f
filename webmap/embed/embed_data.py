"""The values of an embed in one answer: what the map draws and says of each area, and nothing beyond it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from geodata.areas import Level
from services.coverage.catalogue import list_pilots
from services.coverage.snapshot import Snapshot
from webmap.api import view_json
from webmap.catalogues import build_area_columns
from webmap.context import services
from webmap.embed.embed_request import EmbedRequest
from webmap.geometry_index import GeometryPlace
from webmap.map_request import build_asked_view


def build_embed_values(asked: EmbedRequest, snapshot: Snapshot) -> dict[str, Any]:
    """Return the columns of the view with names and both counts; without the areas above, which a token may close."""
    view = build_asked_view(asked.map, snapshot)
    data = snapshot.find_vintage(asked.map.vintage).on(asked.map.as_of)
    pilots = list_pilots(snapshot, asked.map.vintage, asked.map.scheme, asked.map.within, asked.map.as_of)
    place = find_geometry(asked, snapshot)
    columns = view_json.build_columns(view, view_json.Surroundings(place, pilots, "", ""))
    for name in ("ancestors", "areas_url", "counts_url", "geometry_url"):
        del columns[name]
    return columns | {
        "numerators": view_json.whole_numbers(view.numerators),
        "denominators": view_json.whole_numbers(view.denominators),
        "areas": build_area_columns(data, asked.map.level, asked.map.within),
    }


def find_geometry(asked: EmbedRequest, snapshot: Snapshot) -> GeometryPlace | None:
    """Return the geometry of the view at addresses that ask for the same token as the page."""
    place = services().geometries.find(build_asked_view(asked.map, snapshot))
    if place is None:
        return None
    query = urlencode(
        {
            name: value
            for name, value in (
                ("vintage", asked.map.vintage),
                ("within", asked.map.within),
                ("as_of", asked.map.as_of),
                ("scheme", asked.map.scheme.value),
                ("token", asked.given.get("token")),
            )
            if value is not None
        }
    )
    arcs_url = f"/embed/geometry/{place.arcs_url.rpartition('/')[2]}?{query}"
    data = snapshot.find_vintage(asked.map.vintage).on(asked.map.as_of)
    needs_groups = data.arranged_on is not None and asked.map.level is Level.MANAGING_UNIT
    groups_url = f"/embed/groups?{query}" if needs_groups else None
    return replace(place, url="", arcs_url=arcs_url, groups_url=groups_url)
