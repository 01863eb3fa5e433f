"""A view as geographic data to take away: GeoJSON and GeoPackage, outlines and values together."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.vintages import OutlineKind
from services.coverage.conversion_words import list_conversion_sentences
from services.coverage.view import View
from services.reporting.figure_geometry import FigureGeometry

if TYPE_CHECKING:
    import geopandas as gpd

COORDINATE_DECIMALS = 5  # about a metre: finer than the outlines delivered
GEOPACKAGE_LAYER = "coverage"


def render_geojson(view: View, geometry: FigureGeometry) -> bytes:
    """Return a FeatureCollection (RFC 7946) with one feature per area; a member ``baophu`` says what it shows.

    Outlines are those of the map (500 m for the country, 75 m for a province), null where too small for them.
    """
    shapes = shapely.to_geojson(np.array(_list_outlines(view, geometry), dtype=object))
    features = [
        {
            "type": "Feature",
            "id": row["area_code"],
            "geometry": orjson.Fragment(shape) if shape else None,
            "properties": row,
        }
        for row, shape in zip(_list_rows(view), shapes, strict=True)
    ]
    return orjson.dumps({"type": "FeatureCollection", "baophu": build_statement(view), "features": features})


def build_feature_frame(view: View, geometry: FigureGeometry) -> gpd.GeoDataFrame:
    """Return one row per area of the view, in its order: outline in degrees WGS 84 and all that is said of it.

    ``value`` has the digits shown and is missing where the state has none; ``numerator`` and ``denominator`` are
    people.
    """
    import geopandas as gpd

    frame = pd.DataFrame(_list_rows(view)).astype(
        {"rank": "Int64", "parent_rank": "Int64", "estimated_share": "float64"}
    )
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(_list_outlines(view, geometry), crs="EPSG:4326"))


def render_geopackage(view: View, geometry: FigureGeometry) -> bytes:
    """Return a GeoPackage with the layer ``coverage``, one row per area."""
    frame = build_feature_frame(view, geometry)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "coverage.gpkg"
        frame.to_file(path, driver="GPKG", layer=GEOPACKAGE_LAYER, engine="pyogrio", geometry_type="MultiPolygon")
        return path.read_bytes()


def build_statement(view: View) -> dict[str, Any]:
    """Return what must travel with the numbers: what they are, of when, from where, and what they are not."""
    return {
        "legend_vi": view.legend_sentence.vi,
        "legend_en": view.legend_sentence.en,
        "definition_vi": view.definition.definition.vi,
        "definition_en": view.definition.definition.en,
        "sources": list(dict.fromkeys(note.source for note in view.sources)),
        "vintage_vi": view.vintage.title_vi,
        "vintage_en": view.vintage.title_en,
        "boundary_source": view.vintage.source,
        "boundary_licence": view.vintage.licence,
        "conversions_vi": [sentence.vi for sentence in list_conversion_sentences(view)],
        "conversions_en": [sentence.en for sentence in list_conversion_sentences(view)],
        "notes_vi": [note.vi for note in view.illustrative_notes],
        "notes_en": [note.en for note in view.illustrative_notes],
    }


def _list_rows(view: View) -> list[dict[str, Any]]:
    return [_build_properties(view, place) for place in range(len(view.codes))]


def _list_outlines(view: View, geometry: FigureGeometry) -> list[shapely.MultiPolygon | None]:
    codes = set(view.codes)
    wanted = np.array([code in codes for code in geometry.find_groups(view.request.level)], dtype=np.bool_)
    outlines = geometry.build_outlines(view.request.level, wanted)
    found = dict(zip(outlines.codes, _tidy_outlines(outlines.geometry), strict=True))
    return [found.get(code) for code in view.codes]


def _build_properties(view: View, place: int) -> dict[str, Any]:
    asked, row = view.request, view.build_row(place)
    return {
        "vintage_id": asked.vintage_id,
        "level": row.level.value,
        "area_code": row.area_code,
        "name": row.name,
        "parent_code": row.parent_code,
        "scheme": asked.scheme.value,
        "indicator": asked.indicator.value,
        "as_of": asked.as_of.isoformat() if asked.as_of else None,
        "state": row.state.value,
        "value": None if row.shown is None else row.shown / row.definition.value_scale,
        "numerator": _tidy_count(row.numerator),
        "denominator": _tidy_count(row.denominator),
        "rank": int(view.ranks[place]) or None,
        "parent_rank": int(view.parent_ranks[place]) or None,
        "is_estimated": bool(view.estimated[place]),
        "estimated_share": None if row.estimated_share is None else round(row.estimated_share, 4),
        "is_illustrative": any(note.is_illustrative for note in view.sources),
        "is_approximate": view.vintage.outline_kind is OutlineKind.APPROXIMATE,
    }


def _tidy_count(count: float | None) -> float | None:
    """Return people as a whole number; an estimate may have a fraction."""
    return int(count) if count is not None and count.is_integer() else count


def _tidy_outlines(geometry: NDArray[Any]) -> list[shapely.MultiPolygon | None]:
    """Return valid outlines, rounded, shells counter-clockwise as RFC 7946 wants; None for an empty one."""
    rounded = shapely.transform(geometry, lambda coordinates: np.round(coordinates, COORDINATE_DECIMALS))
    valid = shapely.orient_polygons(shapely.make_valid(rounded, method="structure", keep_collapsed=False))
    return [_collect_polygons(one) for one in valid]


def _collect_polygons(geometry: shapely.Geometry) -> shapely.MultiPolygon | None:
    polygons = [part for part in shapely.get_parts(geometry) if isinstance(part, shapely.Polygon) and not part.is_empty]
    return shapely.MultiPolygon(polygons) if polygons else None
