"""Arc files in the browser: the same geometry as from the TopoJSON they were made of."""

from __future__ import annotations

import base64
import json
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Page

from geodata.layers.arc_file import MAGIC, build_arc_file
from tests.browser.conftest import StaticServer
from tests.browser.topologies import build_grid, build_square, build_topology

pytestmark = pytest.mark.browser

# Everything a geometry holds, typed arrays as lists.
DECODE_BOTH = """
async ([topology, encoded]) => {
  const base = "/static/js/layer/";
  const { decodeTopology } = await import(base + "topology.js");
  const { decodeArcFile } = await import(base + "arc_file.js");
  const bytes = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0)).buffer;
  const list = (value) =>
    ArrayBuffer.isView(value) ? [value.constructor.name, ...value]
    : Array.isArray(value) || value === null || typeof value !== "object" ? value
    : Object.fromEntries(Object.entries(value).map(([key, part]) => [key, list(part)]));
  return [decodeTopology(topology), decodeArcFile(bytes)].map((one) => ({ ...list(one), points: list(one.points) }));
}
"""
TRY = """
async (encoded) => {
  const { decodeArcFile } = await import("/static/js/layer/arc_file.js");
  const bytes = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0)).buffer;
  try { decodeArcFile(bytes); return null; } catch (error) { return error.message; }
}
"""
# A file is an error, or a geometry each of whose numbers names something that is there.
TRY_ALL = """
async (files) => {
  const { decodeArcFile, isArcFile } = await import("/static/js/layer/arc_file.js");
  const { decodeTopology } = await import("/static/js/layer/topology.js");
  const within = (numbers, most) => numbers.every((number) => number >= 0 && number <= most);
  const decode = (bytes) =>
    isArcFile(bytes) ? decodeArcFile(bytes) : decodeTopology(JSON.parse(new TextDecoder().decode(bytes)));
  return files.map((encoded) => {
    const bytes = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0)).buffer;
    let found;
    try { found = decode(bytes); } catch (error) { return error instanceof Error ? "refused" : "odd"; }
    const { count, areaRing, ringArc, references, arcStart, arcCount, x, y, marks, groups, codes } = found;
    const steps = found.references.map((one) => (one < 0 ? ~one : one));
    return (
      areaRing.length === count + 1 && within(areaRing, ringArc.length - 1) && within(ringArc, references.length) &&
      within(steps, arcCount - 1) && arcStart.length === arcCount + 1 && within(arcStart, x.length) &&
      x.length === y.length && within(marks.area, count - 1) && found.points &&
      Object.entries(groups).every(([level, group]) => group.length === count && within(group, codes[level].length - 1))
    ) ? "read" : "askew";
  });
}
"""
COUNTS = ({"points": 1 << 40}, {"areas": -1}, {"arcs": 0.5}, {"rings": "2"}, {"references": None}, {"areas": 0})
ODD = (None, [], {}, 0, "x", [None], {"province": None}, {"province": {"codes": ["01"], "sizes": [-1, 5]}}, [[9, 1, 1]])


@pytest.fixture
def blank(page: Page, static_server: StaticServer) -> Page:
    page.goto(f"{static_server.url}/blank")
    return page


def build_file(topology: dict[str, Any]) -> bytes:
    return build_arc_file(json.dumps(topology).encode())


def turn_arcs(topology: dict[str, Any]) -> dict[str, Any]:
    """Return a topology of the same areas whose arcs are in no order that a walk along the rings gives."""
    last = len(topology["arcs"]) - 1
    for geometry in topology["objects"]["areas"]["geometries"]:
        geometry["arcs"] = [
            [[last - arc if arc >= 0 else ~(last - ~arc) for arc in ring] for ring in polygon]
            for polygon in geometry["arcs"]
        ]
    return topology | {"arcs": topology["arcs"][::-1]}


@pytest.mark.parametrize(
    "topology",
    [
        build_grid(4, 3),
        turn_arcs(build_grid(4, 3)),
        build_topology(
            {"00001": [[build_square(0, 0, 3), build_square(1, 1)]], "00002": [[build_square(1, 1)]], "00003": []},
            levels={"province": {"01": 2, "02": 1}},
            marks=[[2, 103.9, 21.7]],
        ),
    ],
    ids=["grid", "grid written out", "hole, islet and provinces"],
)
def test_both_files_give_the_same_geometry(blank: Page, topology: dict[str, Any]) -> None:
    for geometry in topology["objects"]["areas"]["geometries"]:
        if geometry["type"] is None:  # as our own files say it
            geometry |= {"type": "MultiPolygon", "arcs": []}
    encoded = base64.b64encode(build_file(topology)).decode()
    from_text, from_bytes = blank.evaluate(DECODE_BOTH, [topology, encoded])
    assert from_bytes == from_text
    assert from_text["count"] == len(topology["objects"]["areas"]["geometries"])


def test_a_file_that_is_cut_off_or_no_arc_file_is_an_error(blank: Page) -> None:
    whole = build_file(build_grid(2, 2))
    for part, reason in ((whole[:-1], "another length"), (b"{}", "not an arc file"), (b"", "not an arc file")):
        assert reason in blank.evaluate(TRY, base64.b64encode(part).decode())
    assert blank.evaluate(TRY, base64.b64encode(whole).decode()) is None


def test_a_mangled_file_is_refused_or_holds_together(blank: Page) -> None:
    grid = build_grid(3, 2)
    whole, text = build_file(grid), json.dumps(grid).encode()
    files = [*list_mangled(whole, 400), *list_mangled(text, 200), *list_odd_headers(whole), *list_odd_topologies(grid)]
    told = blank.evaluate(TRY_ALL, [base64.b64encode(file).decode() for file in files])
    assert set(told) == {"read", "refused"}
    assert told.count("refused") > 50


def list_mangled(good: bytes, count: int) -> list[bytes]:
    """A good file with some bytes changed, or cut off."""
    random = Random(2026)
    mangled = []
    for _ in range(count):
        content = bytearray(good)
        for _ in range(random.randint(1, 4)):
            content[random.randrange(len(content))] = random.choice((0, 1, 48, 57, 255, random.randrange(256)))
        mangled.append(bytes(content[: random.choice((len(content), random.randrange(len(content))))]))
    return mangled


def list_odd_headers(good: bytes) -> list[bytes]:
    """A good file with other words in its header; and one that names more points than there is memory for."""
    length = int.from_bytes(good[4:8], "little")
    header, planes = json.loads(good[8 : 8 + length]), good[8 + length :]
    counts = header["counts"]
    heads = [header | {"counts": counts | change} for change in COUNTS]
    heads += [header | {name: odd} for name in header for odd in ODD]
    heads += [header | {"baophu": header["baophu"] | {name: odd}} for name in ("levels", "marks") for odd in ODD]
    return [write_arcs(head, planes) for head in heads] + [write_arcs(*build_bomb(header))]


def build_bomb(header: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    arcs = 400_000
    counts = {"areas": 0, "rings": 0, "references": 0, "arcs": arcs, "points": 0}
    return header | {"codes": [], "counts": counts, "baophu": {}}, b"\xff" * 2 * arcs


def write_arcs(header: object, planes: bytes) -> bytes:
    written = json.dumps(header).encode()
    return MAGIC + len(written).to_bytes(4, "little") + written + planes


def list_odd_topologies(good: dict[str, Any]) -> list[bytes]:
    return [
        json.dumps(good | {name: odd}).encode() for name in ("arcs", "objects", "transform", "baophu") for odd in ODD
    ]
