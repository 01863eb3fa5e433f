"""Import and activation as one writes them with GeoPandas: one call after another on whole frames.

The same products as ours where they are asked for at all: a mended coverage, tables of communes, provinces and the
country with sizes, boxes and label points, the country in outline and each province in detail as files that can be sent
compressed, all in a database. Kindly: provinces are dissolved as a coverage (the default takes much longer), outlines
are simplified as one, files are GeoJSON with six decimals in gzip and Brotli (ours: TopoJSON and arcs in both), nothing
is matched with the official names, located or reported. Both compressions are called as their makers set them.
"""

from __future__ import annotations

import gzip
import io
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import brotli
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

EQUAL_AREA_EPSG = 6933
GAP_WIDTH, SNAPPING = 2e-3, 1e-7
OUTLINE, DETAIL = 500 / 111_320, 75 / 111_320
DECIMALS = 1e-6


def import_with_geopandas(path: Path, database: Path) -> tuple[float, int]:
    """Bring a file of communes into a SQLite database; return the seconds of compressing and the bytes of files."""
    communes = gpd.read_parquet(path).to_crs(4326)
    communes["geometry"] = communes.geometry.make_valid()
    communes = communes[communes["code"].notna()]
    mended = _mend(communes)
    provinces = mended.dissolve(by="province_code", as_index=False, method="coverage")
    country = provinces.assign(country="VN").dissolve(by="country", as_index=False, method="coverage")
    tables = {"commune": mended, "province": provinces, "country": country}
    described = {name: _describe(frame) for name, frame in tables.items()}
    texts = _write_files(mended)
    begun = time.perf_counter()
    files = [(name, "gzip", gzip.compress(text)) for name, text in texts.items()]
    files += [(name, "br", brotli.compress(text)) for name, text in texts.items()]
    compressing = time.perf_counter() - begun
    content = io.BytesIO()
    mended.to_parquet(content, compression="zstd")
    with closing(sqlite3.connect(database)) as connection, connection:
        for name, frame in described.items():
            frame.to_sql(name, connection, index=False)
        connection.execute("CREATE TABLE file (name TEXT, encoding TEXT, content BLOB)")
        connection.executemany("INSERT INTO file VALUES (?, ?, ?)", [*files, ("geometry", "", content.getvalue())])
    return compressing, sum(len(file) for _, _, file in files)


def _mend(communes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the coverage without overlaps and gaps; ValueError where an area went bad on the way."""
    if communes.geometry.is_valid_coverage(gap_width=GAP_WIDTH):
        return communes
    before = communes.to_crs(EQUAL_AREA_EPSG).area
    cleaned = shapely.coverage_clean(communes.geometry.to_numpy(), gap_width=GAP_WIDTH, snapping_distance=SNAPPING)
    mended = communes.set_geometry(gpd.GeoSeries(cleaned, index=communes.index, crs=communes.crs))
    after = mended.to_crs(EQUAL_AREA_EPSG).area
    bad = mended.is_empty | ~mended.is_valid | (after < before / 2) | (after > before * 2)
    if bad.any() or not mended.geometry.is_valid_coverage():
        raise ValueError(f"{int(bad.sum())} areas went bad")
    return mended


def _describe(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    points = frame.geometry.representative_point()
    described = pd.DataFrame(frame.drop(columns="geometry"))
    described["km2"] = frame.to_crs(EQUAL_AREA_EPSG).area / 1e6
    described["label_lon"], described["label_lat"] = points.x, points.y
    return described.join(frame.bounds)


def _write_files(communes: gpd.GeoDataFrame) -> dict[str, bytes]:
    """Return the country in outline and each province in detail, as GeoJSON."""
    outline, detailed = (_simplify(communes, tolerance) for tolerance in (OUTLINE, DETAIL))
    files = {"VN": outline.to_json().encode()}
    return files | {str(code): one.to_json().encode() for code, one in detailed.groupby("province_code")}


def _simplify(communes: gpd.GeoDataFrame, tolerance: float) -> gpd.GeoDataFrame:
    simplified = communes.geometry.simplify_coverage(tolerance)
    rounded = shapely.transform(simplified.to_numpy(), lambda points: np.round(points / DECIMALS) * DECIMALS)
    return communes.set_geometry(gpd.GeoSeries(rounded, index=communes.index, crs=communes.crs))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        seconds, size = import_with_geopandas(Path(sys.argv[1]), Path(folder) / "theirs.sqlite")
        print(f"{time.perf_counter() - start:.3f} {seconds:.3f} {size // 1000}")
