"""The arcs of a TopoJSON file as bytes that a browser turns into typed arrays without parsing text.

The same content as the TopoJSON, for the map that is drawn first: JSON of a country takes a browser some 100 ms to
parse and unfold, this a fifth. All numbers are little-endian, all blocks follow one another without padding:

    "BPA1" · length of the header (uint32) · header (JSON) · blocks

The header holds ``transform``, the member ``baophu`` of the TopoJSON, ``codes`` of the areas, and ``counts`` of areas,
rings, references, arcs and points. A block is one array in byte planes: all lowest bytes, then all next ones, which
compress well. Planes per number: rings per area 2, references per ring 2, references 3, points per arc 2, steps in x 3,
steps in y 3. References are steps from the one before, points steps from the one before in the order of the arcs
(the first from the corner of the grid); steps are zigzag numbers (0, -1, 1, -2 … as 0, 1, 2, 3 …).
"""

from __future__ import annotations

from itertools import chain
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

MAGIC = b"BPA1"
PLANES = {"rings": 2, "references": 2, "arcs": 3, "points": 2, "x": 3, "y": 3}

Integers = NDArray[np.int64]


def build_arc_file(topology: bytes) -> bytes:
    """Return the arc file of a TopoJSON file; ValueError where a number does not fit its planes."""
    source = orjson.loads(topology)
    geometries = source["objects"]["areas"]["geometries"]
    rings = [_list_rings(geometry) for geometry in geometries]
    flat = list(chain.from_iterable(rings))
    references = _flatten(flat)
    points = _flatten(source["arcs"]).reshape(-1, 2)
    sizes = _count(source["arcs"])
    steps = _step_through(points, sizes)
    blocks = (
        _build_block(_count(rings), PLANES["rings"]),
        _build_block(_count(flat), PLANES["references"]),
        _build_block(_zigzag(np.diff(references, prepend=0)), PLANES["arcs"]),
        _build_block(sizes, PLANES["points"]),
        _build_block(_zigzag(steps[:, 0]), PLANES["x"]),
        _build_block(_zigzag(steps[:, 1]), PLANES["y"]),
    )
    header = orjson.dumps(
        {
            "transform": source["transform"],
            "baophu": source["baophu"],
            "codes": [geometry["id"] for geometry in geometries],
            "counts": {
                "areas": len(rings),
                "rings": len(flat),
                "references": len(references),
                "arcs": len(sizes),
                "points": len(points),
            },
        }
    )
    return b"".join([MAGIC, len(header).to_bytes(4, "little"), header, *blocks])


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
