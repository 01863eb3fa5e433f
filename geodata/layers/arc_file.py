"""The arcs of a TopoJSON file as bytes that a browser turns into typed arrays without parsing text.

The same content as the TopoJSON, for the map that is drawn first: JSON of a country takes a browser some 100 ms to
parse and unfold, this a fifth. All numbers are little-endian, all blocks follow one another without padding:

    "BPA2" · length of the header (uint32) · header (JSON) · blocks

The header holds ``transform``, the member ``baophu`` of the TopoJSON, ``codes`` of the areas, and ``counts`` of areas,
rings, references, arcs, and of what the walk along the rings wrote: far ones and points. A block is one array in byte
planes: all lowest bytes, then all next ones, which compress well. Planes per number: rings per area 2, references per
ring 2, tokens 1, far 3, points per arc 2, steps in x 3, steps in y 3 (``ring_walk``; points per arc count all of them,
the first too where it is not written). Steps are zigzag numbers (0, -1, 1, -2 … as 0, 1, 2, 3 …).

"BPA1", which older stores hold and which stays for arcs that no walk meets in their order: references 3 as steps from
the one before, all points written, in the order of the arcs.
"""

from __future__ import annotations

from itertools import chain
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from geodata.layers.ring_walk import NoWalkError, walk_rings

MAGIC, OLD_MAGIC = b"BPA2", b"BPA1"
PLANES = {"rings": 2, "references": 2, "tokens": 1, "far": 3, "points": 2, "x": 3, "y": 3}
OLD_PLANES = {"rings": 2, "references": 2, "arcs": 3, "points": 2, "x": 3, "y": 3}

Integers = NDArray[np.int64]


def build_arc_file(topology: bytes) -> bytes:
    """Return the arc file of a TopoJSON file; ValueError where a number does not fit its planes."""
    source = orjson.loads(topology)
    geometries = source["objects"]["areas"]["geometries"]
    rings = [_list_rings(geometry) for geometry in geometries]
    flat = list(chain.from_iterable(rings))
    sizes = _count(source["arcs"])
    counted = {"areas": len(rings), "rings": len(flat), "references": sum(map(len, flat)), "arcs": len(sizes)}
    heading = {
        "transform": source["transform"],
        "baophu": source["baophu"],
        "codes": [geometry["id"] for geometry in geometries],
    }
    blocks = {"rings": _count(rings), "references": _count(flat)}
    try:
        walk = walk_rings(flat, _place_arcs(source["arcs"]))
    except NoWalkError:
        return _build_old_file(heading, counted, blocks, source["arcs"], flat)
    steps = {"x": _zigzag(_integers(walk.x)), "y": _zigzag(_integers(walk.y))}
    blocks |= {"tokens": _integers(walk.tokens), "far": _integers(walk.far), "points": sizes, **steps}
    counts = counted | {"far": len(walk.far), "points": len(walk.x)}
    return _join(MAGIC, heading | {"counts": counts}, blocks, PLANES)


def _build_old_file(
    heading: dict[str, Any], counted: dict[str, int], blocks: dict[str, Integers], arcs: list[Any], rings: list[Any]
) -> bytes:
    sizes, points = _count(arcs), _flatten(arcs).reshape(-1, 2)
    steps = _step_through(points, sizes)
    blocks |= {
        "arcs": _zigzag(np.diff(_flatten(rings), prepend=0)),
        "points": sizes,
        "x": _zigzag(steps[:, 0]),
        "y": _zigzag(steps[:, 1]),
    }
    return _join(OLD_MAGIC, heading | {"counts": counted | {"points": len(points)}}, blocks, OLD_PLANES)


def _join(magic: bytes, header: dict[str, Any], blocks: dict[str, Integers], planes: dict[str, int]) -> bytes:
    text = orjson.dumps(header)
    written = [_build_block(blocks[name], count) for name, count in planes.items()]
    return b"".join([magic, len(text).to_bytes(4, "little"), text, *written])


def _place_arcs(arcs: list[Any]) -> list[Integers]:
    """Return the points of each arc as places on the grid."""
    return [np.cumsum(np.array(arc, dtype=np.int64).reshape(-1, 2), axis=0) for arc in arcs]


def _integers(numbers: list[int]) -> Integers:
    return np.array(numbers, dtype=np.int64)


def _list_rings(geometry: dict[str, Any]) -> list[list[int]]:
    arcs: list[Any] = geometry["arcs"]
    return arcs if geometry["type"] == "Polygon" else list(chain.from_iterable(arcs))


def _flatten(lists: list[Any]) -> Integers:
    """Return the numbers of a list of lists (of pairs), one after another."""
    flat = list(chain.from_iterable(lists))
    return np.array(flat, dtype=np.int64).reshape(-1)


def _count(lists: list[Any]) -> Integers:
    return np.array([len(one) for one in lists], dtype=np.int64)


def _step_through(points: Integers, sizes: Integers) -> Integers:
    """Return each point as the step from the one before, whichever arc that belongs to.

    ``points`` are those of TopoJSON: the first of an arc a place, the others steps. An arc mostly begins where the one
    before it ended, so that its first step is none.
    """
    totals = np.cumsum(points, axis=0)
    starts = np.cumsum(sizes) - sizes
    # What has been added up before an arc is taken off again: places start anew with each arc.
    before = np.where(starts[:, None] > 0, totals[starts - 1], 0)
    places = totals - np.repeat(before, sizes, axis=0)
    return np.asarray(np.diff(places, axis=0, prepend=np.zeros((1, 2), dtype=np.int64)), dtype=np.int64)


def _zigzag(numbers: Integers) -> Integers:
    return np.asarray((numbers << 1) ^ (numbers >> 63), dtype=np.int64)


def _build_block(numbers: Integers, planes: int) -> bytes:
    """Return numbers from 0 on in byte planes; ValueError where one needs more planes than there are."""
    if len(numbers) and int(numbers.max()) >= 1 << (8 * planes):
        raise ValueError(f"{int(numbers.max())} does not fit {planes} bytes")
    return b"".join(((numbers >> (8 * plane)) & 0xFF).astype(np.uint8).tobytes() for plane in range(planes))
