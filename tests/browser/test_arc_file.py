"""Arc files in the browser: the same geometry as from the TopoJSON they were made of."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from playwright.sync_api import Page

from geodata.layers.arc_file import build_arc_file
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


@pytest.fixture
def blank(page: Page, static_server: StaticServer) -> Page:
    page.goto(f"{static_server.url}/blank")
    return page


def build_file(topology: dict[str, Any]) -> bytes:
    return build_arc_file(json.dumps(topology).encode())


@pytest.mark.parametrize(
    "topology",
    [
        build_grid(4, 3),
        build_topology(
            {"00001": [[build_square(0, 0, 3), build_square(1, 1)]], "00002": [[build_square(1, 1)]], "00003": []},
            levels={"province": {"01": 2, "02": 1}},
            marks=[[2, 103.9, 21.7]],
        ),
    ],
    ids=["grid", "hole, islet and provinces"],
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
