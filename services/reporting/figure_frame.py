"""From degrees to the sheet: the projection of a figure, and outlines as the path texts of SVG."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.layers.grid_rings import Grid, GridRings, build_grid_rings

# Paths are whole numbers of this many sheet units: short texts, and no error that a print would show.
PATH_STEP = 0.4

Bounds = tuple[float, float, float, float]  # west, south, east, north in degrees


@dataclass(frozen=True)
class Box:
    """A rectangle of the sheet, in its units, from the upper left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Frame:
    """The Mercator projection of a box in degrees into a box of the sheet, shape kept, centred."""

    scale: float
    shift_x: float
    shift_y: float

    def project(self, coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return sheet positions (shape ``(n, 2)``) of longitudes and latitudes."""
        x, y = _mercator(coordinates[:, 0], coordinates[:, 1])
        return np.column_stack([x * self.scale + self.shift_x, self.shift_y - y * self.scale])

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        """Return the sheet position of one place."""
        x, y = self.project(np.array([[lon, lat]]))[0]
        return float(x), float(y)


def build_frame(bounds: Bounds, box: Box) -> Frame:
    """Return the projection that fits ``bounds`` into ``box``."""
    west, south, east, north = bounds
    (left, right), (bottom, top) = _mercator(np.array([west, east]), np.array([south, north]))
    scale = min(box.width / max(right - left, 1e-9), box.height / max(top - bottom, 1e-9))
    shift_x = box.x + box.width / 2 - scale * (left + right) / 2
    shift_y = box.y + box.height / 2 + scale * (bottom + top) / 2
    return Frame(float(scale), float(shift_x), float(shift_y))


def measure_ratio(bounds: Bounds) -> float:
    """Return how many times as wide as high ``bounds`` are on the sheet."""
    west, south, east, north = bounds
    (left, right), (bottom, top) = _mercator(np.array([west, east]), np.array([south, north]))
    return float((right - left) / max(top - bottom, 1e-9))


def build_rings(geometry: NDArray[Any], frame: Frame) -> GridRings:
    """Return the rings of outlines on the sheet, in steps of ``PATH_STEP``, those of one outline after another's."""
    parts, owner = shapely.get_parts(shapely.transform(geometry, frame.project), return_index=True)
    return build_grid_rings(parts, owner, Grid(0.0, 0.0, PATH_STEP, PATH_STEP))


def build_paths(geometry: NDArray[Any], frame: Frame) -> list[str]:
    """Return the path text of each geometry in steps of ``PATH_STEP``; empty where it is too small to be drawn."""
    if len(geometry) == 0:  # a list of units may have none here
        return []
    return write_paths(build_rings(geometry, frame), len(geometry))


def write_paths(rings: GridRings, area_count: int) -> list[str]:
    """Return the path text of each area's rings."""
    starts = rings.starts[:-1]
    numbers = np.diff(rings.points, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    numbers[starts] = rings.points[starts]
    lowest, highest = (int(numbers.min()), int(numbers.max())) if len(numbers) else (0, 0)
    written = np.array([f" {one}" if one >= 0 else f"{one}" for one in range(lowest, highest + 1)], dtype=object)
    texts = written[numbers - lowest]
    texts[starts, 0] = [f"M{x}" for x in numbers[starts, 0].tolist()]
    texts[starts + 1, 0] = [f"l{x}" for x in numbers[starts + 1, 0].tolist()]
    texts[rings.starts[1:] - 1, 1] += "z"
    area_of_ring = rings.area_of_part[rings.part_of_ring]
    bounds = (2 * rings.starts[np.searchsorted(area_of_ring, np.arange(area_count + 1))]).tolist()
    flat = texts.ravel().tolist()
    return ["".join(flat[begin:end]) for begin, end in pairwise(bounds)]


def build_line_path(geometry: NDArray[Any], frame: Frame) -> str:
    """Return the path text of all borders of polygons in steps of ``PATH_STEP``, each border once: for dashes.

    Where two outlines lie on one another the dashes of one would fill the gaps of the other.
    """
    borders = shapely.union_all(shapely.boundary(shapely.transform(geometry, frame.project)), grid_size=PATH_STEP)
    lines = shapely.get_parts(shapely.line_merge(borders))
    texts = []
    for line in lines:
        points = np.rint(shapely.get_coordinates(line) / PATH_STEP).astype(np.int64)
        steps = np.diff(points, axis=0)
        tail = " ".join(f"{dx} {dy}" for dx, dy in steps[np.any(steps != 0, axis=1)].tolist())
        if tail:
            texts.append(f"M{points[0][0]} {points[0][1]}l{tail}".replace(" -", "-"))
    return "".join(texts)


def _mercator(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return np.radians(lon), np.log(np.tan(np.pi / 4 + np.radians(lat) / 2))
