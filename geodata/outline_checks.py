"""Outlines as they are read: every one a polygon, none empty, all of them finite."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.errors import BadInput, Bilingual, Place

_POLYGON, _MULTIPOLYGON, _COLLECTION = 3, 6, 7


def check_outlines(frame: gpd.GeoDataFrame, file_name: str) -> gpd.GeoDataFrame:
    """Return ``frame`` with polygons and multipolygons only, in two dimensions; crossing lines are for the mending.

    Raises BadInput where there are no polygons, and for the first row that is empty, no polygon or not finite.
    """
    outlines = shapely.force_2d(frame.geometry.to_numpy())
    outlines = np.array([_flatten(outline) for outline in outlines], dtype=object)
    kinds = shapely.get_type_id(outlines)
    present = ~(shapely.is_missing(outlines) | shapely.is_empty(outlines))
    polygonal = (kinds == _POLYGON) | (kinds == _MULTIPOLYGON)
    if present.any() and not (polygonal & present).any():
        names = sorted({str(kind) for kind in frame.geometry.geom_type.dropna()})
        raise _refuse(
            "no_polygon_layer", "Tệp không có vùng nào", "The file holds no polygon", file_name, text=", ".join(names)
        )
    _check_rows(~present, "geometry_empty", "hình rỗng hoặc hỏng", "an empty or broken geometry", file_name)
    _check_rows(~polygonal, "geometry_not_polygon", "hình không phải vùng", "a geometry that is no polygon", file_name)
    finite = np.isfinite(shapely.bounds(outlines)).all(axis=1)
    _check_rows(~finite, "geometry_not_finite", "tọa độ vô hạn", "coordinates that are no numbers", file_name)
    return frame.set_geometry(gpd.GeoSeries(outlines, index=frame.index, crs=frame.crs))


def _flatten(outline: shapely.Geometry | None) -> shapely.Geometry | None:
    """Return a collection of polygons as a multipolygon; KML and repaired files hold such."""
    if outline is None or shapely.get_type_id(outline) != _COLLECTION:
        return outline
    parts = shapely.get_parts(shapely.get_parts(outline))
    polygons = [part for part in parts if shapely.get_type_id(part) == _POLYGON]
    return shapely.MultiPolygon(polygons) if polygons and len(polygons) == len(parts) else outline


def _check_rows(faulty: NDArray[Any], code: str, vi: str, en: str, file_name: str) -> None:
    if not faulty.any():
        return
    rows = np.flatnonzero(faulty) + 1
    listed = ", ".join(map(str, rows[:10])) + (", …" if len(rows) > 10 else "")
    raise _refuse(
        code, f"{len(rows)} dòng có {vi}: {listed}", f"{len(rows)} rows have {en}: {listed}", file_name, int(rows[0])
    )


def _refuse(code: str, vi: str, en: str, file_name: str, row: int | None = None, text: str | None = None) -> BadInput:
    hint = Bilingual("Sửa trong QGIS rồi xuất lại.", "Mend it in QGIS and export it again.")
    return BadInput(code, Bilingual(vi, en), hint, Place(file=file_name, row=row, text=text))
