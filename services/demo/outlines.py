"""Approximate outlines for the demonstration: Voronoi cells of official positions within a hull of discs.

They look like Việt Nam and are wrong by kilometres; every map that shows them says "approximate".
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

Geometries = NDArray[np.object_]

# A flat map in kilometres, true enough between 8° and 24° North for outlines that are approximate anyway.
KM_PER_DEGREE = np.array([111.32 * np.cos(np.radians(16.0)), 111.32])
SMALLEST_ISLAND_KM = 2.5
# Closing by this many kilometres fills the bays between discs; the coast is then rounded by as much again.
COAST_ROUNDING_KM = 9.0


def build_outlines_2025(places: pd.DataFrame) -> Geometries:
    """Return one polygon (WGS 84) per row of ``places`` (columns ``lon, lat, area_km2``), together a coverage."""
    positions = places[["lon", "lat"]].to_numpy() * KM_PER_DEGREE
    points = shapely.points(positions)
    shores = _build_hull(points, np.sqrt(places.area_km2.to_numpy() / np.pi))
    shore_of = _find_shore(points, shores)
    cells: Geometries = np.empty(len(places), dtype=object)
    for index, shore in enumerate(shores):
        members = np.flatnonzero(shore_of == index)
        cells[members] = _divide(shore, points[members])
    return _to_degrees(cells)


def build_outlines_before_2025(places: pd.DataFrame, places_2025: pd.DataFrame, cells_2025: Geometries) -> Geometries:
    """Return one polygon (WGS 84) per row of ``places``: each cell of 2025 divided among those it came from."""
    points = shapely.points(places[["lon", "lat"]].to_numpy() * KM_PER_DEGREE)
    cells = _to_km(cells_2025)
    index_of = {code: index for index, code in enumerate(places_2025.area_code)}
    cell_of = places.successor.map(index_of).to_numpy()
    pieces: list[list[shapely.Geometry]] = [[] for _ in range(len(places))]
    for index, cell in enumerate(cells):
        members = np.flatnonzero(cell_of == index)
        if len(members) == 0:  # made of parts only: it goes to the nearest older commune
            members = np.array([int(np.argmin(shapely.distance(points, cell.centroid)))])
        seeds = _spread_seeds(cell, points[members])
        for member, piece in zip(members, _divide(cell, seeds), strict=True):
            pieces[member].append(piece)
    return _to_degrees(np.array([shapely.union_all(parts) for parts in pieces], dtype=object))


def _build_hull(points: Geometries, radii_km: NDArray[np.float64]) -> list[shapely.Polygon]:
    """Return the mainland and the islands as polygons without holes, each holding at least one point."""
    discs = shapely.buffer(points, np.clip(radii_km * 1.35, 1.5, 14.0), quad_segs=6)
    land = shapely.union_all(discs)
    land = land.buffer(COAST_ROUNDING_KM, quad_segs=6).buffer(-COAST_ROUNDING_KM - 3.0, quad_segs=6)
    land = land.buffer(3.0, quad_segs=6)
    lost = ~shapely.contains(land, points)
    islands = shapely.buffer(points[lost], SMALLEST_ISLAND_KM, quad_segs=6)
    land = shapely.simplify(shapely.union_all([land, *islands]), 0.3)
    return [shapely.Polygon(part.exterior) for part in shapely.get_parts(land)]


def _find_shore(points: Geometries, shores: Sequence[shapely.Polygon]) -> NDArray[np.int64]:
    tree = shapely.STRtree(list(shores))
    return np.asarray(tree.nearest(points), dtype=np.int64)


def _divide(area: shapely.Geometry, seeds: Geometries) -> Geometries:
    """Return the Voronoi cell of each seed within ``area``, in the order of the seeds."""
    if len(seeds) == 1:
        return np.array([area], dtype=object)
    diagram = shapely.voronoi_polygons(shapely.multipoints(seeds), extend_to=area, ordered=True)
    return np.asarray(shapely.intersection(shapely.get_parts(diagram), area), dtype=object)


def _spread_seeds(cell: shapely.Geometry, points: Geometries) -> Geometries:
    """Return one seed per point: the point itself where it lies in the cell, else a free place far from the others."""
    inside = shapely.contains(cell, points)
    _, first = np.unique(shapely.get_coordinates(points), axis=0, return_index=True)
    kept = inside & np.isin(np.arange(len(points)), first)
    if kept.all():
        return points
    grid = _build_grid(cell, 12 * len(points))
    seeds = points.copy()
    taken = list(np.flatnonzero(kept))
    for index in np.flatnonzero(~kept):
        others = seeds[taken] if taken else np.array([shapely.Point(shapely.get_coordinates(cell)[0])])
        clearance = shapely.distance(grid[:, None], others[None, :]).min(axis=1)
        seeds[index] = grid[int(np.argmax(clearance))]
        taken.append(index)
    return seeds


def _build_grid(cell: shapely.Geometry, at_least: int) -> Geometries:
    west, south, east, north = cell.bounds
    side = int(np.ceil(np.sqrt(at_least)))
    while True:
        steps = (np.arange(side) + 0.5) / side
        xs, ys = np.meshgrid(west + (east - west) * steps, south + (north - south) * steps)
        grid = shapely.points(xs.ravel(), ys.ravel())
        grid = grid[shapely.contains(cell, grid)]
        if len(grid) * 2 >= at_least:
            return np.asarray(grid, dtype=object)
        side *= 2


def _to_degrees(geometries: Geometries) -> Geometries:
    return np.asarray(shapely.transform(geometries, lambda xy: xy / KM_PER_DEGREE), dtype=object)


def _to_km(geometries: Geometries) -> Geometries:
    return np.asarray(shapely.transform(geometries, lambda xy: xy * KM_PER_DEGREE), dtype=object)
