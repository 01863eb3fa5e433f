"""Rings of a coverage on an integer grid: the form from which arcs are cut."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Grid:
    """A grid over a box in degrees: ``lon = west + x * step_lon``, ``lat = south + y * step_lat``."""

    west: float
    south: float
    step_lon: float
    step_lat: float

    def quantise(self, coordinates: NDArray[np.float64]) -> Integers:
        """Return the nearest grid points (shape ``(n, 2)``)."""
        scaled = (coordinates - [self.west, self.south]) / [self.step_lon, self.step_lat]
        return np.rint(scaled).astype(np.int64)

    def locate(self, points: Integers) -> NDArray[np.float64]:
        """Return longitude and latitude of grid points (shape ``(n, 2)``)."""
        located = points * np.array([self.step_lon, self.step_lat]) + [self.west, self.south]
        return np.asarray(located, dtype=np.float64)


def build_grid(geometry: NDArray[Any], cells: int) -> Grid:
    """Return the grid of ``cells`` points along each side of the box around ``geometry``."""
    west, south, east, north = shapely.total_bounds(geometry)
    step_lon = (east - west) / (cells - 1) or 1.0
    step_lat = (north - south) / (cells - 1) or 1.0
    return Grid(float(west), float(south), float(step_lon), float(step_lat))


@dataclass(frozen=True)
class GridRings:
    """Open rings (the first vertex not repeated at the end) without repeated neighbours, laid end to end.

    Ring ``r`` holds ``points[starts[r]:starts[r + 1]]``, belongs to part ``part_of_ring[r]`` and is a hole where
    ``is_hole[r]``; part ``p`` belongs to area ``area_of_part[p]``. Parts that collapsed on the grid have no ring.
    """

    points: Integers  # (vertices, 2)
    starts: Integers  # (rings + 1,)
    part_of_ring: Integers
    is_hole: NDArray[np.bool_]
    area_of_part: Integers
    collapsed_parts: Integers  # parts whose shell has no size on the grid


def build_grid_rings(parts: NDArray[Any], area_of_part: Integers, grid: Grid) -> GridRings:
    """Return the rings of polygons ``parts`` on ``grid``; rings without size are left out, with them their holes."""
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    is_hole = np.r_[False, part_of_ring[1:] == part_of_ring[:-1]][: len(rings)]
    coordinates, ring_of_vertex = shapely.get_coordinates(rings, return_index=True)
    points, ring_of_vertex = _drop_repeats(grid.quantise(coordinates), ring_of_vertex)
    sizes = _double_areas(points, ring_of_vertex, len(rings))
    alive = sizes != 0
    shell_alive = np.zeros(len(parts), dtype=bool)
    shell_alive[part_of_ring[alive & ~is_hole]] = True
    alive &= shell_alive[part_of_ring]
    kept = alive[ring_of_vertex]
    counts = np.bincount(ring_of_vertex[kept], minlength=len(rings))[alive]
    return GridRings(
        points=points[kept],
        starts=np.r_[0, np.cumsum(counts)].astype(np.int64),
        part_of_ring=part_of_ring[alive],
        is_hole=is_hole[alive],
        area_of_part=area_of_part,
        collapsed_parts=np.flatnonzero(~shell_alive),
    )


def _drop_repeats(points: Integers, ring_of_vertex: Integers) -> tuple[Integers, Integers]:
    """Drop every vertex equal to the one after it in its closed ring; what remains is open and without repeats."""
    same_ring = ring_of_vertex[1:] == ring_of_vertex[:-1]
    repeated = same_ring & (points[1:] == points[:-1]).all(axis=1)
    # The closing vertex of each ring repeats its first one; it goes with the repeats.
    closing = np.r_[~same_ring, True]
    kept = ~(np.r_[repeated, False] | closing)
    return points[kept], ring_of_vertex[kept]


def _double_areas(points: Integers, ring_of_vertex: Integers, ring_count: int) -> NDArray[np.float64]:
    """Return twice the size of each ring in grid cells, exact while below 2**53; 0 for rings without vertices."""
    if len(points) == 0:
        return np.zeros(ring_count)
    following = next_in_ring(ring_of_vertex)
    base = points[np.searchsorted(ring_of_vertex, ring_of_vertex)]
    here, there = points - base, points[following] - base
    cross = here[:, 0] * there[:, 1] - here[:, 1] * there[:, 0]
    totals = np.r_[0, np.cumsum(cross)]
    ends = np.searchsorted(ring_of_vertex, np.arange(ring_count + 1))
    return np.asarray(np.abs(np.diff(totals[ends])), dtype=np.float64)


def next_in_ring(ring_of_vertex: Integers) -> Integers:
    """Return for each vertex the index of the one after it in its ring; the last is followed by the first."""
    count = len(ring_of_vertex)
    following = np.arange(1, count + 1)
    last = np.r_[ring_of_vertex[1:] != ring_of_vertex[:-1], True]
    following[last] = np.searchsorted(ring_of_vertex, ring_of_vertex[last])
    return following
