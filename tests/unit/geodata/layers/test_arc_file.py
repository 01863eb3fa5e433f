"""Arc files: the arcs of a TopoJSON file, to the last number, in bytes."""

from itertools import accumulate
from typing import Any

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.layers.arc_file import MAGIC, OLD_MAGIC, OLD_PLANES, PLANES, build_arc_file
from tests.browser.topologies import build_grid

BLOCKS = {
    "rings": "areas",
    "references": "rings",
    "arcs": "references",
    "tokens": "references",
    "far": "far",
    "points": "arcs",
    "x": "points",
    "y": "points",
}


def read_arc_file(content: bytes) -> tuple[dict[str, Any], dict[str, list[int]]]:
    """Read an arc file number by number, as its description says and not as the code that writes it does."""
    all_planes = {MAGIC: PLANES, OLD_MAGIC: OLD_PLANES}[content[:4]]
    length = int.from_bytes(content[4:8], "little")
    header = orjson.loads(content[8 : 8 + length])
    at, blocks = 8 + length, {}
    for name in all_planes:
        count = header["counts"][BLOCKS[name]]
        planes = [content[at + count * plane : at + count * (plane + 1)] for plane in range(all_planes[name])]
        blocks[name] = [sum(plane[i] << (8 * place) for place, plane in enumerate(planes)) for i in range(count)]
        at += count * all_planes[name]
    assert at == len(content)
    return header, blocks


def walk(blocks: dict[str, list[int]]) -> tuple[list[int], list[list[tuple[int, int]]]]:
    """Return the references and the points of each arc, found by walking along the rings as the description says."""
    steps = list(zip(*([(n >> 1) ^ -(n & 1) for n in blocks[axis]] for axis in "xy"), strict=True))
    tokens, far, sizes = iter(blocks["tokens"]), iter(blocks["far"]), blocks["points"]
    arcs: list[list[tuple[int, int]]] = []
    references: list[int] = []
    last = (0, 0)
    for length in blocks["references"]:
        place: tuple[int, int] | None = None
        for _ in range(length):
            token = next(tokens)
            if token == 0:
                arc = [place] if place else []
                while len(arc) < sizes[len(arcs)]:
                    at, step = (arc[-1] if arc else last), steps.pop(0)
                    arc.append((at[0] + step[0], at[1] + step[1]))
                last = arc[-1]
                found = len(arcs)
                arcs.append(arc)
            elif place is None:
                code = next(far)
                number = len(arcs) - 1 - code // 2
                found = ~number if code % 2 else number
            elif token == 255:
                found = ~references[-1]
            else:
                ends = [one for n, arc in enumerate(arcs) for one, end in ((n, arc[0]), (~n, arc[-1])) if end == place]
                found = [one for one in reversed(ends) if one != ~references[-1]][token - 1]
            references.append(found)
            place = arcs[found][-1] if found >= 0 else arcs[~found][0]
    assert steps == []
    return references, arcs


def undo_steps(numbers: list[int]) -> list[int]:
    return list(accumulate((number >> 1) ^ -(number & 1) for number in numbers))


def list_arcs(topology: dict[str, Any]) -> list[list[tuple[int, int]]]:
    """Return the places of each arc of a TopoJSON."""
    return [
        list(zip(accumulate(x for x, _ in arc), accumulate(y for _, y in arc), strict=True)) for arc in topology["arcs"]
    ]


def build_topology(arcs: list[list[list[int]]], polygons: list[list[list[list[int]]]]) -> dict[str, Any]:
    return {
        "type": "Topology",
        "transform": {"scale": [0.1, 0.1], "translate": [103.0, 21.0]},
        "baophu": {"vintage_id": "VN-2025-07-01", "scope_code": "11"},
        "objects": {
            "areas": {
                "geometries": [
                    {"type": "MultiPolygon", "id": f"{i:05d}", "arcs": area} for i, area in enumerate(polygons)
                ]
            }
        },
        "arcs": arcs,
    }


def check_equal(topology: dict[str, Any]) -> None:
    header, blocks = read_arc_file(build_arc_file(orjson.dumps(topology)))
    geometries = topology["objects"]["areas"]["geometries"]
    rings = [
        [ring for polygon in ([one["arcs"]] if one["type"] == "Polygon" else one["arcs"]) for ring in polygon]
        for one in geometries
    ]
    assert header["codes"] == [one["id"] for one in geometries]
    assert header["baophu"] == topology["baophu"]
    assert header["transform"] == topology["transform"]
    assert blocks["rings"] == [len(area) for area in rings]
    assert blocks["references"] == [len(ring) for area in rings for ring in area]
    references = [arc for area in rings for ring in area for arc in ring]
    arcs = list_arcs(topology)
    if "tokens" in blocks:
        assert walk(blocks) == (references, arcs)
        return
    assert undo_steps(blocks["arcs"]) == references
    assert blocks["points"] == [len(arc) for arc in arcs]
    points = zip(undo_steps(blocks["x"]), undo_steps(blocks["y"]), strict=True)
    assert list(points) == [point for arc in arcs for point in arc]


def test_a_grid_of_squares_is_the_same_in_an_arc_file() -> None:
    check_equal(build_grid(3, 2))


def test_rings_that_are_walked_say_less_than_they_hold() -> None:
    grid = build_grid(3, 2)
    content = build_arc_file(orjson.dumps(grid))
    _header, blocks = read_arc_file(content)
    assert content[:4] == MAGIC
    assert len(blocks["x"]) < sum(blocks["points"])
    # An arc that leads out and back along itself, and arcs that are not in the order of the walk.
    check_equal(build_topology([[[0, 0], [1, 0]], [[1, 0], [0, 1], [-1, -1]]], [[[[0, 1, 0, ~0]]]]))
    turned = build_topology([[[0, 0], [1, 0]], [[1, 0], [0, 1], [-1, -1]]], [[[[1, 0]]]])
    assert build_arc_file(orjson.dumps(turned))[:4] == OLD_MAGIC
    check_equal(turned)


def test_an_area_without_a_ring_and_a_topology_without_arcs_are_kept() -> None:
    check_equal(build_topology([], [[], []]))
    check_equal(build_topology([[[5, 5], [1, 0], [-1, 2]]], [[], [[[0]]], []]))


steps = st.integers(-200_000, 200_000)
arc_lists = st.lists(st.lists(st.tuples(steps, steps).map(list), min_size=1, max_size=6), min_size=1, max_size=6)


@given(arc_lists, st.data())
def test_whatever_the_arcs_and_references_they_are_given_back_exactly(
    arcs: list[list[list[int]]], data: st.DataObject
) -> None:
    ring = st.lists(st.integers(-len(arcs), len(arcs) - 1), min_size=1, max_size=4)
    polygon = st.lists(ring, min_size=1, max_size=3)
    check_equal(build_topology(arcs, data.draw(st.lists(st.lists(polygon, max_size=2), max_size=4))))


def test_a_number_too_large_for_its_bytes_is_refused_instead_of_cut() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        build_arc_file(orjson.dumps(build_topology([[[2**23, 0], [0, 1]]], [[[[0]]]])))


def test_an_arc_file_is_smaller_than_its_topology() -> None:
    walk = np.random.default_rng(7).integers(-40, 40, size=(400, 60, 2)).tolist()
    topology = orjson.dumps(build_topology(walk, [[[[arc]]] for arc in range(400)]))
    assert len(build_arc_file(topology)) < len(topology)
