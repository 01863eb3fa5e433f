"""TopoJSON of a simplified coverage: each border once, as integers on a grid, with what the map needs to know.

The format is that of the TopoJSON specification (objects, arcs delta-encoded on a grid, ``transform``); the one
foreign member ``baophu`` carries the order of the areas, their parents and marks.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from geodata.areas import Level
from geodata.layers.arcs import Arcs, build_arcs
from geodata.layers.grid_rings import Grid, GridRings, Integers, build_grid, build_grid_rings
from geodata.layers.marks import build_marks
from geodata.layers.scales import Scale

if TYPE_CHECKING:  # GeoPandas is not needed to read what is delivered
    import geopandas as gpd


_ARCS = b'"arcs":['


@dataclass(frozen=True)
class Scope:
    """What one geometry file covers: the country or a province of a vintage; positions count from the first area."""

    vintage_id: str
    code: str
    first_position: int = 0


def build_topology(areas: gpd.GeoDataFrame, scope: Scope, scale: Scale) -> bytes:
    """Return the TopoJSON of ``areas``, lowest level in the order of position, already simplified to ``scale``.

    ``areas`` has the columns area_code, managing_unit_code, province_code and geometry (a coverage in degrees).
    An area that collapses on the grid becomes an empty MultiPolygon and a mark; so do islets below a pixel.
    """
    geometry = np.asarray(areas.geometry.values, dtype=object)
    parts, area_of_part = shapely.get_parts(geometry, return_index=True)
    grid = build_grid(geometry, scale.grid_cells)
    rings = build_grid_rings(parts, area_of_part, grid)
    arcs = build_arcs(rings)
    topology = {
        "type": "Topology",
        "bbox": [float(bound) for bound in shapely.total_bounds(geometry)],
        "transform": {"scale": [grid.step_lon, grid.step_lat], "translate": [grid.west, grid.south]},
        "baophu": {
            "vintage_id": scope.vintage_id,
            "scope_code": scope.code,
            "scale": scale.name,
            "first_position": scope.first_position,
            "area_count": len(areas),
            "levels": build_level_runs(areas),
            "marks": build_marks(parts, area_of_part, _find_islets(len(parts), rings, arcs), rings.collapsed_parts),
        },
        "objects": {"areas": {"type": "GeometryCollection", "geometries": _build_geometries(areas, rings, arcs)}},
        "arcs": _build_arc_lists(arcs),
    }
    return orjson.dumps(topology)


def build_level_runs(areas: gpd.GeoDataFrame) -> dict[str, dict[str, list[Any]]]:
    """Return the parents of the areas as run lengths in order: ``{level: {"codes": […], "sizes": […]}}``.

    A level that no area knows is absent; areas without a parent at a level have the code None there.
    """
    runs = {}
    for level in (Level.MANAGING_UNIT, Level.PROVINCE):
        column = areas[f"{level}_code"]
        if column.notna().any():
            codes = [code if isinstance(code, str) else None for code in column]
            starts = [i for i, code in enumerate(codes) if i == 0 or code != codes[i - 1]]
            sizes = np.diff([*starts, len(codes)]).tolist()
            runs[str(level)] = {"codes": [codes[start] for start in starts], "sizes": sizes}
    return runs


def _find_islets(part_count: int, rings: GridRings, arcs: Arcs) -> NDArray[np.bool_]:
    """Return for each part whether it borders no other: each of its arcs is used once."""
    used = np.where(arcs.references < 0, ~arcs.references, arcs.references)
    is_shared = (np.bincount(used) > 1)[used]
    ring_of_reference = np.repeat(np.arange(len(rings.part_of_ring)), np.diff(arcs.ring_starts))
    is_islet = np.ones(part_count, dtype=np.bool_)
    is_islet[rings.part_of_ring[ring_of_reference[is_shared]]] = False
    return is_islet


def _build_geometries(areas: gpd.GeoDataFrame, rings: GridRings, arcs: Arcs) -> list[dict[str, Any]]:
    polygons: list[list[list[list[int]]]] = [[] for _ in range(len(areas))]
    references = arcs.references.tolist()
    bounds = arcs.ring_starts.tolist()
    area_of_ring = rings.area_of_part[rings.part_of_ring].tolist()
    for ring, (area, is_hole) in enumerate(zip(area_of_ring, rings.is_hole.tolist(), strict=True)):
        ring_arcs = references[bounds[ring] : bounds[ring + 1]]
        if is_hole:
            polygons[area][-1].append(ring_arcs)
        else:
            polygons[area].append([ring_arcs])
    return [_build_geometry(code, found) for code, found in zip(areas["area_code"], polygons, strict=True)]


def _build_geometry(code: str, polygons: list[list[list[int]]]) -> dict[str, Any]:
    if len(polygons) == 1:
        return {"type": "Polygon", "id": code, "arcs": polygons[0]}
    return {"type": "MultiPolygon", "id": code, "arcs": polygons}


def _build_arc_lists(arcs: Arcs) -> list[list[list[int]]]:
    """Return each arc as its first point and the steps from there."""
    steps = np.diff(arcs.points, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    steps[arcs.starts[:-1]] = arcs.points[arcs.starts[:-1]]
    flat = steps.tolist()
    bounds = arcs.starts.tolist()
    return [flat[begin:end] for begin, end in pairwise(bounds)]


def decode_topology(content: bytes) -> dict[str, Any]:
    """Return what a reader of a file of ours sees: ``codes`` and ``geometry`` (MultiPolygons in degrees) by position.

    ``baophu`` is the member of that name.
    """
    topology, points, sizes = _read_topology(content)
    (step_lon, step_lat), (west, south) = topology["transform"]["scale"], topology["transform"]["translate"]
    geometries = topology["objects"]["areas"]["geometries"]
    polygons = [one["arcs"] if one["type"] == "MultiPolygon" else [one["arcs"]] for one in geometries]
    located = Grid(west, south, step_lon, step_lat).locate(points)
    decoded = _assemble(polygons, located, sizes)
    codes = np.array([one["id"] for one in geometries], dtype=object)
    return {"codes": codes, "geometry": decoded, "baophu": topology["baophu"]}


def _read_topology(content: bytes) -> tuple[dict[str, Any], Integers, Integers]:
    """Return the file without its arcs, the points of all arcs as places on the grid, and how many each has.

    The arcs, which we write last and without spaces, are read as one row of numbers: as lists in lists they would be
    a hundred thousand objects, and half of the time.
    """
    begin = content.rindex(_ARCS) + len(_ARCS)
    text = content[begin : content.rindex(b"]")]
    numbers = np.fromstring(text.translate(None, b"[]").decode(), dtype=np.int64, sep=",") if text else np.zeros(0)
    letters = np.frombuffer(text, dtype=np.uint8)
    closes = letters == ord("]")
    closes_arc = np.r_[False, closes[1:] & closes[:-1]][: len(letters)]
    ends = np.cumsum(closes & ~closes_arc)[closes_arc]
    sizes = np.diff(ends, prepend=0)
    steps = numbers.astype(np.int64).reshape(-1, 2)
    return orjson.loads(content[:begin] + b"]}"), _add_up_arcs(steps, sizes), sizes


def _add_up_arcs(steps: Integers, sizes: Integers) -> Integers:
    """Return places of steps that begin anew with each arc, whose first is a place."""
    totals = np.cumsum(steps, axis=0)
    starts = np.cumsum(sizes) - sizes
    before = np.where(starts[:, None] > 0, totals[starts - 1], 0)
    return np.asarray(totals - np.repeat(before, sizes, axis=0), dtype=np.int64)


def _assemble(
    polygons: list[list[list[list[int]]]], located: NDArray[np.float64], sizes: Integers
) -> NDArray[np.object_]:
    """Return the MultiPolygon of each area, given as its polygons' rings of arcs; all at once."""
    parts = list(chain.from_iterable(polygons))
    rings = list(chain.from_iterable(parts))
    references = np.fromiter(chain.from_iterable(rings), dtype=np.int64)
    ring_sizes = np.fromiter(map(len, rings), dtype=np.int64, count=len(rings))
    order, ring_of_point = _follow_arcs(references, np.repeat(np.arange(len(rings)), ring_sizes), sizes)
    lines = shapely.linearrings(located[order], indices=ring_of_point)
    shells = shapely.polygons(lines, indices=_number_members(parts))
    # Areas without a polygon are none of the numbers: they stay as they are put there first.
    empty = np.full(len(polygons), shapely.MultiPolygon(), dtype=object)
    return np.asarray(shapely.multipolygons(shells, indices=_number_members(polygons), out=empty), dtype=object)


def _follow_arcs(references: Integers, rings: Integers, sizes: Integers) -> tuple[Integers, Integers]:
    """Return which point comes after which along closed rings of arcs, and the ring of each.

    ``references`` are the arcs that rings follow one after another (``~arc`` backwards), ``rings`` the ring of each,
    ``sizes`` the points of all arcs. Where an arc joins the one before, their common point stands once.
    """
    backwards = references < 0
    arcs = np.where(backwards, ~references, references)
    starts = (np.cumsum(sizes) - sizes)[arcs]
    is_first = np.r_[True, rings[1:] != rings[:-1]][: len(rings)]
    counts = sizes[arcs] - ~is_first
    step = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(~is_first, counts)
    last = np.repeat(starts + sizes[arcs] - 1, counts)
    order = np.where(np.repeat(backwards, counts), last - step, np.repeat(starts, counts) + step)
    return np.asarray(order, dtype=np.int64), np.repeat(rings, counts)


def _number_members(groups: list[Any]) -> Integers:
    """Return for each member of lists, one after another, the number of its list."""
    return np.repeat(np.arange(len(groups)), np.fromiter(map(len, groups), dtype=np.int64, count=len(groups)))
