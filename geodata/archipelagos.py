"""Hoàng Sa and Trường Sa, on every map that shows the country's outline, and the sea they lie in.

Many boundary sets have no outline for the two archipelagos (all from before 2020 that we know). Their main islands
are then drawn as marks without a value. Positions are rounded to a minute, as on the official administrative map of
Việt Nam; a test holds them against the outlines of communes 20333 and 22736 in vietnamese-provinces-database
(July 2026, MIT).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

SEA_NAME = "Biển Đông"
SEA_LABEL = (112.6, 13.4)  # longitude, latitude


@dataclass(frozen=True)
class Island:
    """An island by its Vietnamese name, degrees WGS 84."""

    name: str
    lon: float
    lat: float


@dataclass(frozen=True)
class Archipelago:
    """An archipelago: official name (the same in both languages), where it is written (below it), extent, islands.

    ``commune_code`` and ``province_code`` are those of the special administrative area since 1 July 2025;
    ``bounds`` is west, south, east, north.
    """

    name: str
    commune_code: str
    province_code: str
    label_lon: float
    label_lat: float
    bounds: tuple[float, float, float, float]
    islands: tuple[Island, ...]


HOANG_SA = Archipelago(
    name="Quần đảo Hoàng Sa",
    commune_code="20333",
    province_code="48",
    label_lon=112.0,
    label_lat=15.2,
    bounds=(111.0, 15.5, 113.0, 17.3),
    islands=(
        Island("Hoàng Sa", 111.60, 16.53),
        Island("Quang Hòa", 111.70, 16.45),
        Island("Phú Lâm", 112.33, 16.83),
        Island("Đảo Cây", 112.27, 16.98),
        Island("Linh Côn", 112.73, 16.67),
        Island("Tri Tôn", 111.20, 15.78),
    ),
)
TRUONG_SA = Archipelago(
    name="Quần đảo Trường Sa",
    commune_code="22736",
    province_code="56",
    label_lon=113.6,
    label_lat=6.75,
    bounds=(109.4, 6.5, 118.0, 12.0),
    islands=(
        Island("Trường Sa", 111.92, 8.65),
        Island("Trường Sa Đông", 112.35, 8.93),
        Island("An Bang", 112.92, 7.88),
        Island("Phan Vinh", 113.70, 8.97),
        Island("Sinh Tồn", 114.33, 9.88),
        Island("Nam Yết", 114.37, 10.18),
        Island("Ba Bình", 114.37, 10.38),
        Island("Sơn Ca", 114.48, 10.38),
        Island("Thị Tứ", 114.28, 11.05),
        Island("Song Tử Tây", 114.33, 11.43),
        Island("Vĩnh Viễn", 115.80, 10.73),
        Island("Bình Nguyên", 115.83, 10.82),
    ),
)
ARCHIPELAGOS = (HOANG_SA, TRUONG_SA)
FEW_PARTS = 4


def find_missing_archipelagos(geometry: NDArray[Any]) -> list[Archipelago]:
    """Return the archipelagos that ``geometry`` (areas in degrees) shows by fewer than ``FEW_PARTS`` islands.

    A vintage before 2020 has none of them, an approximate one a single outline: the main islands must be drawn.
    """
    centres = shapely.get_coordinates(shapely.centroid(shapely.get_parts(np.asarray(geometry, dtype=object))))
    return [one for one in ARCHIPELAGOS if np.count_nonzero(find_inside(one, centres)) < FEW_PARTS]


def find_inside(archipelago: Archipelago, points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return for each point (shape ``(n, 2)``, longitude and latitude) whether it lies in the extent."""
    west, south, east, north = archipelago.bounds
    lon, lat = points[:, 0], points[:, 1]
    return np.asarray((west < lon) & (lon < east) & (south < lat) & (lat < north), dtype=np.bool_)
