"""Laws of coverages: mending conserves, the way to TopoJSON and back loses nothing."""

import itertools
import json

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.layers.grid_rings import Grid
from geodata.layers.scales import Scale, simplify_coverage
from geodata.layers.topology import Scope, build_topology, decode_topology
from geodata.mending import find_faulty_areas, mend_coverage
from geodata.sizes import measure_area_km2
from tests.fixtures.coverages import build_areas, build_cells, shake

seeds = st.integers(0, 10_000)
counts = st.integers(2, 25)


@settings(max_examples=40, deadline=None)
@given(counts, seeds, st.floats(1e-7, 2e-4))
def test_mending_gives_a_valid_coverage_and_conserves_what_the_areas_cover(count, seed, by):
    dirty = shake(build_cells(count, seed), seed, by)
    mended = mend_coverage(dirty, [str(i) for i in range(count)]).geometry
    assert len(mended) == count
    assert not find_faulty_areas(mended).any()
    assert shapely.is_valid(mended).all()
    assert not shapely.is_empty(mended).any()
    covered = measure_area_km2(np.array([shapely.union_all(shapely.make_valid(dirty))], dtype=object))[0]
    after = measure_area_km2(mended).sum()
    # Lost and won are slivers alone, no wider than the greatest gap closed.
    slivers = 0.3 * count * by / 2e-4 * 20
    assert covered * (1 - 1e-9) - slivers <= after <= covered + slivers


@settings(max_examples=40, deadline=None)
@given(counts, seeds)
def test_mending_twice_changes_nothing_more(count, seed):
    codes = [str(i) for i in range(count)]
    once = mend_coverage(shake(build_cells(count, seed), seed, 1e-4), codes).geometry
    twice = mend_coverage(once, codes)
    assert twice.changes == []
    assert shapely.hausdorff_distance(twice.geometry, once).max() < 1e-6


@settings(max_examples=60, deadline=None)
@given(counts, seeds, st.integers(0, 3), st.sampled_from([300, 3_000, 100_000]), st.sampled_from([50, 500, 5_000]))
def test_the_topology_read_back_is_the_simplified_coverage_on_the_grid(count, seed, islets, cells, metres):
    scale = Scale("outline", metres, cells)
    simplified = simplify_coverage(build_cells(count, seed, islets=islets), scale)
    content = build_topology(build_areas(simplified), Scope("VN-2016-01-01", "VN"), scale)
    topology = json.loads(content)
    decoded = decode_topology(content)["geometry"]
    (step_lon, step_lat), (west, south) = topology["transform"]["scale"], topology["transform"]["translate"]
    grid = Grid(west, south, step_lon, step_lat)
    marked = {mark[0] for mark in topology["baophu"]["marks"]}
    for place, (expected, found) in enumerate(zip(simplified, decoded, strict=True)):
        assert list_edges(found, grid) == list_edges(expected, grid)
        assert not found.is_empty or place in marked


def list_edges(geometry, grid):
    """Return the edges of all rings with a size on the grid, each as a sorted pair of grid points."""
    edges = []
    for polygon in shapely.get_parts(geometry):
        rings = [grid.quantise(shapely.get_coordinates(ring)) for ring in (polygon.exterior, *polygon.interiors)]
        if measure_ring(rings[0]) == 0:
            continue
        for ring in rings:
            if measure_ring(ring):
                points = list(map(tuple, ring.tolist()))
                pairs = itertools.pairwise(points)
                edges += [tuple(sorted(pair)) for pair in pairs if pair[0] != pair[1]]
    return sorted(edges)


def measure_ring(ring):
    x, y = ring[:, 0] - ring[0, 0], ring[:, 1] - ring[0, 1]
    return int((x[:-1] * y[1:] - x[1:] * y[:-1]).sum())
