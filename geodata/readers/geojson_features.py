"""GeoJSON read without GDAL: features, geometry and the coordinate system of the older format."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import orjson
import shapely

from geodata.errors import BadInput, Bilingual, Place

# Parsed JSON needs some ten times its size in memory.
MAXIMUM_BYTES = 600 << 20
_EPSG = re.compile(r"EPSG:{1,2}[\d.]*:?(\d{4,6})$", re.IGNORECASE)
_CRS84 = re.compile(r"CRS:?84$", re.IGNORECASE)


@dataclass
class FeatureCollector:
    """Gathers the features of one or many GeoJSON texts; what it holds becomes a frame once."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    geometry: list[Any] = field(default_factory=list)
    crs_texts: set[str] = field(default_factory=set)

    def add(self, content: bytes, name: str, extra: dict[str, str] | None = None) -> None:
        """Add the features of one text; ``extra`` are properties that its place in the folder tells."""
        document = _parse(content, name)
        self.crs_texts.add(_read_crs(document, name))
        features = document["features"] if document["type"] == "FeatureCollection" else [document]
        shapes = [orjson.dumps(feature.get("geometry")).decode() for feature in features]
        outlines = shapely.from_geojson(np.array(shapes, dtype=object), on_invalid="ignore")
        for number, (feature, outline) in enumerate(zip(features, outlines, strict=True), start=1):
            if outline is None and feature.get("geometry") is not None:
                raise _refuse(name, f"feature {number}: geometry")
            self.rows.append({**(extra or {}), **_flatten(feature)})
            self.geometry.append(outline)

    def build_frame(self) -> gpd.GeoDataFrame:
        """Return all features as one frame without CRS, in the order in which they were added."""
        return gpd.GeoDataFrame(self.rows, geometry=shapely.force_2d(np.array(self.geometry, dtype=object)))


def _flatten(feature: dict[str, Any]) -> dict[str, Any]:
    properties = feature.get("properties") or {}
    plain = {name: value for name, value in properties.items() if not isinstance(value, dict | list)}
    plain.pop("geometry", None)
    identifier = feature.get("id")
    return plain if identifier is None or "id" in plain else {**plain, "id": identifier}


def _parse(content: bytes, name: str) -> dict[str, Any]:
    if len(content) > MAXIMUM_BYTES:
        raise BadInput(
            "file_too_large",
            Bilingual(f"GeoJSON «{name}» quá lớn", f"The GeoJSON «{name}» is too large"),
            Bilingual("Xuất sang GeoParquet hoặc GeoPackage.", "Export it as GeoParquet or GeoPackage."),
            Place(file=name),
        )
    try:
        document = orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise _refuse(name, str(error)) from error
    if not isinstance(document, dict) or document.get("type") not in ("FeatureCollection", "Feature"):
        kind = document.get("type") if isinstance(document, dict) else type(document).__name__
        raise _refuse(name, f"type: {kind}")
    features = document.get("features") if document["type"] == "FeatureCollection" else [document]
    if not isinstance(features, list) or not all(_is_feature(feature) for feature in features):
        raise _refuse(name, "features")
    return document


def _is_feature(feature: Any) -> bool:
    if not isinstance(feature, dict):
        return False
    return all(feature.get(part) is None or isinstance(feature[part], dict) for part in ("properties", "geometry"))


def _read_crs(document: dict[str, Any], name: str) -> str:
    """Return the CRS of a document: its own of 2008 (EPSG text, or as written), else WGS 84 (RFC 7946, section 4)."""
    crs = document.get("crs")
    if crs is None:
        return "EPSG:4326"
    properties = crs.get("properties") if isinstance(crs, dict) else None
    text = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    if _CRS84.search(text):
        return "EPSG:4326"
    if not text:  # a link to somewhere, which is not followed
        raise _refuse(name, f"crs: {str(crs)[:80]}")
    match = _EPSG.search(text)
    return f"EPSG:{match[1]}" if match else text


def _refuse(name: str, detail: str) -> BadInput:
    return BadInput(
        "geojson_unreadable",
        Bilingual(f"«{name}» không phải GeoJSON hợp lệ", f"«{name}» is no valid GeoJSON"),
        Bilingual(
            "Cần FeatureCollection gồm các vùng khép kín; xuất lại từ QGIS.",
            "A FeatureCollection of closed polygons is needed; export it again, from QGIS.",
        ),
        Place(file=name, text=detail),
    )
