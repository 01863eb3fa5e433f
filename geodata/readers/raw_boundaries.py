"""Boundaries as a file holds them, before anything is understood of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd

from geodata.errors import Bilingual


@dataclass(frozen=True)
class RawBoundaries:
    """The rows of one boundary file: one per area, attributes as decoded text, geometry in the file's own CRS.

    ``frame.crs`` and ``crs_epsg`` are None where the file names no coordinate system (or none with an EPSG code);
    ``remarks`` tell what the reader had to decide.
    """

    frame: gpd.GeoDataFrame
    path: Path
    layer: str
    driver: str
    crs_epsg: int | None
    remarks: tuple[Bilingual, ...] = ()
