"""The page that a user would write today: folium.GeoJson with a tooltip, built anew for each indicator."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

import folium
import geopandas as gpd
import numpy as np
from sqlalchemy import Engine

from geodata.layers.scales import Scale, simplify_coverage
from services.store.boundaries import read_geometry
from webmap.vendoring import VENDOR

COLORS = ["#dce9f7", "#a9c8e8", "#6fa0d3", "#3f74ad", "#1d4a80"]
OUTSIDE_ASSET = re.compile(r"https://[^\"' ]+?/([^/\"' ]+\.(?:js|css))")
SEED = 4
# What users choose for a page of the country that is still fit to zoom in; ours has an outline for the country and
# loads the detail of a province when it is opened.
USUAL = Scale("usual", 250, 0)


def read_communes(engine: Engine, vintage_id: str) -> gpd.GeoDataFrame:
    """Return the communes simplified as users do, with neighbours keeping one border: area_code, name, geometry."""
    with engine.connect() as connection:
        areas = gpd.read_parquet(io.BytesIO(read_geometry(connection, vintage_id)))
    simple = simplify_coverage(areas.geometry.to_numpy(), USUAL)
    return gpd.GeoDataFrame(areas[["area_code", "name"]], geometry=simple, crs=areas.crs)


def build_folium_page(communes: gpd.GeoDataFrame, turn: int) -> str:
    """Return the HTML of a map of one indicator (values made up from ``turn``) with name and value in the tooltip."""
    values = np.random.default_rng(SEED + turn).uniform(0, 1, len(communes))
    frame = communes.assign(value=np.round(100 * values, 1))
    page = folium.Map(location=(16.0, 107.5), zoom_start=6, tiles=None)
    folium.GeoJson(
        frame,  # as it is usually given; folium makes GeoJSON of it
        style_function=lambda feature: {
            "fillColor": COLORS[min(4, int(feature["properties"]["value"] // 20))],
            "fillOpacity": 0.9,
            "color": "#444444",
            "weight": 0.5,
        },
        tooltip=folium.GeoJsonTooltip(fields=["name", "value"]),
    ).add_to(page)
    return str(page.get_root().render())


def write_folium_page(html: str, folder: Path) -> None:
    """Write the page with its outside files replaced by local ones.

    Leaflet is the whole of the version that we take parts of; jQuery, Bootstrap and the icon fonts, which the map does
    not need to appear, become empty files: that favours the folium page.
    """
    for name in set(OUTSIDE_ASSET.findall(html)):
        own = VENDOR / "leaflet" / name
        if own.is_file():
            shutil.copyfile(own, folder / name)
        else:
            (folder / name).touch()
    (folder / "map.html").write_text(OUTSIDE_ASSET.sub(r"\1", html), encoding="utf-8")
