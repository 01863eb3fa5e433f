"""Arcs of a coverage: each border between two areas once, however many rings run along it.

The rule for where arcs end is that of M. Bostock's TopoJSON: a vertex is a junction where the pairs of
neighbours differ among the rings that pass it. Between junctions all rings take the same way, so that an arc
is known by its first edge. Everything is done on whole arrays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geodata.layers.grid_rings import GridRings, Integers, next_in_ring


@dataclass(frozen=True)
class Arcs:
    """The arcs of a set of rings.

    Arc ``a`` holds ``points[starts[a]:starts[a + 1]]``, both ends included. Ring ``r`` is the arcs
    ``references[ring_starts[r]:ring_starts[r + 1]]`` in order; ``~a`` means arc ``a`` backwards.
    """

    points: Integers
    starts: Integers
    references: Integers
    ring_starts: Integers


def build_arcs(rings: GridRings) -> Arcs:
    """Return the arcs of ``rings``, in the order in which the rings meet them first."""
    ring_count = len(rings.starts) - 1
    ring_of_vertex = np.repeat(np.arange(ring_count), np.diff(rings.starts))
    _, vertex = np.unique(_join_pair(rings.points), return_inverse=True)
    vertex = vertex.astype(np.int64)
    cuts = _find_cuts(vertex, ring_of_vertex)
    order = _rotate_to_cuts(cuts, rings.starts)
    return _join_equal(rings.points[order], vertex[order], cuts[order], ring_of_vertex)


def _join_pair(pairs: Integers) -> Integers:
    """Return one number per pair of numbers below 2**31: sorting numbers is faster than sorting rows."""
    return np.asarray(pairs[:, 0] * 2**32 + pairs[:, 1], dtype=np.int64)


def _find_cuts(vertex: Integers, ring_of_vertex: Integers) -> NDArray[np.bool_]:
    """Return where rings are cut: at junctions and, in a ring without one, at its lowest vertex."""
    if len(vertex) == 0:
        return np.zeros(0, dtype=np.bool_)
    following = vertex[next_in_ring(ring_of_vertex)]
    before = np.empty_like(vertex)
    before[next_in_ring(ring_of_vertex)] = vertex
    count = int(vertex.max()) + 1
    pair = np.minimum(before, following) * count + np.maximum(before, following)
    lowest = np.full(count, np.iinfo(np.int64).max)
    highest = np.full(count, -1)
    np.minimum.at(lowest, vertex, pair)
    np.maximum.at(highest, vertex, pair)
    cuts = (lowest != highest)[vertex]
    ring_starts = np.flatnonzero(np.r_[True, ring_of_vertex[1:] != ring_of_vertex[:-1]])
    has_cut = np.maximum.reduceat(cuts, ring_starts)
    lowest_in_ring = np.minimum.reduceat(vertex, ring_starts)
    return np.asarray(cuts | (~has_cut[ring_of_vertex] & (vertex == lowest_in_ring[ring_of_vertex])), dtype=np.bool_)


def _rotate_to_cuts(cuts: NDArray[np.bool_], starts: Integers) -> Integers:
    """Return the order of vertices in which each ring begins with its first cut."""
    counts = np.diff(starts)
    if len(counts) == 0:
        return np.zeros(0, dtype=np.int64)
    cut_places = np.flatnonzero(cuts)
    first = cut_places[np.searchsorted(cut_places, starts[:-1])] - starts[:-1]
    place = np.arange(starts[-1]) - np.repeat(starts[:-1], counts)
    turned = (place + np.repeat(first, counts)) % np.repeat(counts, counts)
    return np.asarray(turned + np.repeat(starts[:-1], counts), dtype=np.int64)


def _join_equal(points: Integers, vertex: Integers, cuts: NDArray[np.bool_], ring_of_vertex: Integers) -> Arcs:
    """Cut rotated rings at ``cuts`` and keep one of the arcs that take the same way."""
    begins = np.flatnonzero(cuts)
    lengths = np.diff(np.r_[begins, len(points)])  # vertices without the end, which begins the next arc
    ring = ring_of_vertex[begins]
    ring_count = int(ring_of_vertex[-1]) + 1 if len(ring_of_vertex) else 0
    ring_starts = np.searchsorted(ring, np.arange(ring_count + 1))
    following = next_in_ring(ring_of_vertex)
    ends = following[begins + lengths - 1]
    forward = np.stack([vertex[begins], vertex[following[begins]]], axis=1)
    backward = np.stack([vertex[ends], vertex[begins + lengths - 1]], axis=1)
    is_backward = (backward[:, 0] < forward[:, 0]) | (
        (backward[:, 0] == forward[:, 0]) & (backward[:, 1] < forward[:, 1])
    )
    key = np.where(is_backward[:, None], backward, forward)
    _, first, inverse = np.unique(_join_pair(key), return_index=True, return_inverse=True)
    number = np.empty(len(first), dtype=np.int64)
    number[np.argsort(first, kind="stable")] = np.arange(len(first))
    kept = np.sort(first)
    turned = is_backward != is_backward[first[inverse]]
    references = np.where(turned, ~number[inverse], number[inverse])
    return _gather(points, begins[kept], lengths[kept], ends[kept], references, ring_starts)


def _gather(
    points: Integers, begins: Integers, lengths: Integers, ends: Integers, references: Integers, ring_starts: Integers
) -> Arcs:
    starts = np.r_[0, np.cumsum(lengths + 1)].astype(np.int64)
    source = np.repeat(begins - starts[:-1], lengths + 1) + np.arange(starts[-1])
    source[starts[1:] - 1] = ends
    return Arcs(points[source], starts, references.astype(np.int64), ring_starts.astype(np.int64))
