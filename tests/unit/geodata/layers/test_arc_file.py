"""Arc files: the arcs of a TopoJSON file, to the last number, in bytes."""

from itertools import accumulate
from typing import Any

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.layers.arc_file import MAGIC, PLANES, build_arc_file
from tests.browser.topologies import build_grid

BLOCKS = {
    "rings": "areas",
    "references": "rings",
    "arcs": "references",
    "points": "arcs",
    "x": "points",
    "y": "points",
}


def read_arc_file(content: bytes) -> tuple[dict[str, Any], dict[str, list[int]]]:
    """Read an arc file number by number, as its description says and not as the code that writes it does."""
    assert content[:4] == MAGIC
    length = int.from_bytes(content[4:8], "little")
    header = orjson.loads(content[8 : 8 + length])
    at, blocks = 8 + length, {}
    for name, counted in BLOCKS.items():
        count = header["counts"][counted]
        planes = [content[at + count * plane : at + count * (plane + 1)] for plane in range(PLANES[name])]
        blocks[name] = [sum(plane[i] << (8 * place) for place, plane in enumerate(planes)) for i in range(count)]
        at += count * PLANES[name]
    assert at == len(content)
    return header, blocks


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
    assert undo_steps(blocks["arcs"]) == [arc for area in rings for ring in area for arc in ring]
    arcs = list_arcs(topology)
    assert blocks["points"] == [len(arc) for arc in arcs]
    points = zip(undo_steps(blocks["x"]), undo_steps(blocks["y"]), strict=True)
    assert list(points) == [point for arc in arcs for point in arc]


def test_a_grid_of_squares_is_the_same_in_an_arc_file() -> None:
    check_equal(build_grid(3, 2))


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
