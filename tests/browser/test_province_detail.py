"""A country seen from near: its provinces from their own files where these are there, from the outline where not."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Faults, StaticServer
from tests.browser.layer_maps import build_columns, colour_at, events, rgb
from tests.browser.topologies import SOUTH, STEP_DEGREES, WEST, Ring, build_square, build_topology

pytestmark = pytest.mark.browser

# Two provinces of one commune each, side by side, as the outline has them.
COUNTRY = {"00001": [[build_square(0, 0, 4)]], "00002": [[build_square(4, 0, 4)]]}
PROVINCES = {"levels": {"province": {"01": 1, "02": 1}}}
# In detail the first has a bay, a cape, and leaves a corner to the second.
BAY, CAPE, CORNER = (0.5, 1.5), (-0.5, 3.5), (3.5, 1.5)
FIRST: Ring = [
    *[(0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (4, 1), (3, 1), (3, 2), (4, 2), (4, 3), (4, 4)],
    *[(3, 4), (2, 4), (1, 4), (0, 4), (-1, 4), (-1, 3), (0, 3), (0, 2), (1, 2), (1, 1), (0, 1)],
]
SECOND: Ring = [(4, 0), (5, 0), (6, 0), (7, 0), (8, 0), (8, 4), (4, 4), (4, 3), (4, 2), (3, 2), (3, 1), (4, 1)]
AREA_AT = """([lon, lat]) => {
  let code = null;
  const keep = (event) => { code = event.code; };
  map.fire("mouseout");
  layer.on("areahover", keep);
  map.fire("mousemove", { containerPoint: map.latLngToContainerPoint([lat, lon]) });
  layer.off("areahover", keep);
  return code;
}"""
PLACE_OF = """([lon, lat]) => {
  const { x, y } = map.latLngToContainerPoint([lat, lon]);
  return [x, y];
}"""


def find_place(spot: tuple[float, float]) -> list[float]:
    """Return longitude and latitude of a spot of the grid."""
    return [WEST + spot[0] * STEP_DEGREES, SOUTH + spot[1] * STEP_DEGREES]


def area_at(page: Page, spot: tuple[float, float]) -> Any:
    """Return the code of the area that the pointer finds at a spot."""
    return page.evaluate(AREA_AT, find_place(spot))


def paint_at(page: Page, spot: tuple[float, float]) -> list[int]:
    """Return the colour at a spot."""
    return colour_at(page, *page.evaluate(PLACE_OF, find_place(spot)))


def come_near(page: Page, server: StaticServer, details: dict[str, Any]) -> None:
    """Show the country so near that its provinces are wanted; ``details`` are their topologies by code."""

    def add(path: str, content: Any) -> str:
        return server.add(path, "application/json", json.dumps(content)).removeprefix(server.url)

    urls = {code: add(f"/detail-{code}.json", topology) for code, topology in details.items()}
    listed = add("/country.details", {"vintage_id": "VN-2025-07-01", "arcs_urls": urls})
    page.evaluate(
        """async ([topology, columns, listed]) => {
          await layer.setGeometry(topology);
          layer.setValues(columns, { level: "commune" });
          layer.setDetails(listed);
          map.setView([21.2, 103.4], 9.5, { animate: false });
        }""",
        [build_topology(COUNTRY, scope="VN", **PROVINCES), build_columns("03"), listed],
    )


def wait_for_area(page: Page, spot: tuple[float, float], code: str | None) -> None:
    """Wait until the pointer finds this area at a spot."""
    page.wait_for_function(f"([place, code]) => ({AREA_AT})(place) === code", arg=[find_place(spot), code])


def test_a_province_in_detail_takes_the_place_of_its_outline_and_leaves_no_gap(
    open_map: Callable[[], Page], static_server: StaticServer
) -> None:
    page = open_map()
    come_near(page, static_server, {"01": build_topology({"00001": [[FIRST]]}, scope="01")})
    assert area_at(page, CAPE) is None, "the outline, before the file is there"
    wait_for_area(page, CAPE, "00001")
    assert area_at(page, BAY) is None
    assert area_at(page, CORNER) == "00002", "what the first leaves is the second's, though no file says so yet"
    assert paint_at(page, CAPE) == rgb("#dce9f7")
    assert paint_at(page, CORNER) == rgb("#3f74ad")
    assert paint_at(page, BAY) == [0, 0, 0]

    page.evaluate("map.setZoom(9, { animate: false })")
    assert area_at(page, BAY) == "00001", "from afar the outline again"
    page.evaluate("map.setZoom(9.5, { animate: false })")
    assert area_at(page, BAY) is None, "kept: drawn in the frame in which the reader comes near"
    assert page.evaluate("layer.snapshotCanvas({ density: 1 }).width") > 0


def test_two_provinces_in_detail_meet(open_map: Callable[[], Page], static_server: StaticServer) -> None:
    page = open_map()
    details = {
        "01": build_topology({"00001": [[FIRST]]}, scope="01"),
        "02": build_topology({"00002": [[SECOND]]}, scope="02"),
    }
    come_near(page, static_server, details)
    wait_for_area(page, CAPE, "00001")
    wait_for_area(page, CORNER, "00002")
    edges = [area_at(page, (4 + far / 100, 0.5)) for far in range(-20, 21)]
    assert edges == ["00001"] * edges.count("00001") + ["00002"] * edges.count("00002")
    assert 19 <= edges.count("00001") <= 22


def test_between_two_files_that_lie_some_metres_apart_no_gap_opens(
    open_map: Callable[[], Page], static_server: StaticServer
) -> None:
    page = open_map()
    second = build_topology({"00002": [[SECOND]]}, scope="02")
    second["transform"]["translate"] = [WEST + 1e-4, SOUTH]  # 10 m: as grids of two files may differ
    come_near(page, static_server, {"01": build_topology({"00001": [[FIRST]]}, scope="01"), "02": second})
    wait_for_area(page, CAPE, "00001")
    wait_for_area(page, CORNER, "00002")
    longitude, latitude = find_place((4, 0.5))
    page.evaluate("([lat, lon]) => map.setView([lat, lon], 15, { animate: false })", [latitude, longitude])
    found = [area_at(page, (4 + far / 5000, 0.5)) for far in range(-5, 15)]  # steps of 2 m, half a pixel
    assert found == ["00001"] * found.count("00001") + ["00002"] * found.count("00002")
    assert {"00001", "00002"} == set(found)


def test_the_provinces_in_view_come_nearest_first(page: Page, static_server: StaticServer) -> None:
    page.goto(f"{static_server.url}/blank")
    found = page.evaluate(
        """async (topology) => {
          const base = "/static/js/layer/";
          const { decodeTopology } = await import(base + "topology.js");
          const { findProvincesIn } = await import(base + "provinces_in_view.js");
          const geometry = decodeTopology(topology);
          const [start, north, end, south] = geometry.areaBounds;
          const at = (column) => start + (column * (end - start)) / 4;
          const box = (from, to) => ({ west: at(from), east: at(to), north, south });
          return [box(1, 6), box(3, 8), box(0.5, 1), box(9, 10)].map((one) => findProvincesIn(geometry, one));
        }""",
        build_topology(COUNTRY, scope="VN", **PROVINCES),
    )
    assert found == [["01", "02"], ["02", "01"], ["01"], []]


@pytest.mark.parametrize("wrong", ["other areas", "another vintage", "no geometry"])
def test_what_is_no_detail_of_the_province_is_not_drawn(
    open_map: Callable[[], Page], static_server: StaticServer, wrong: str
) -> None:
    page = open_map()
    other = build_topology({"00002" if wrong == "other areas" else "00001": [[FIRST]]}, scope="01")
    if wrong == "another vintage":
        other["baophu"]["vintage_id"] = "VN-2016-01-01"
    first = {} if wrong == "no geometry" else other
    come_near(page, static_server, {"01": first, "02": build_topology({"00002": [[SECOND]]}, scope="02")})
    wait_for_area(page, CORNER, "00002")
    assert area_at(page, BAY) == "00001"
    assert area_at(page, CAPE) is None


def test_where_no_file_can_be_had_the_outline_stays(
    open_map: Callable[[], Page], static_server: StaticServer, faults: Faults
) -> None:
    page = open_map()
    with page.expect_response("**/gone.details"):
        come_near(page, static_server, {})
        page.evaluate("layer.setDetails('/gone.details')")
    assert area_at(page, BAY) == "00001"
    faults.expect("404")


def test_two_fingers_come_near_and_a_tap_chooses_what_is_drawn(
    open_map: Callable[[], Page], static_server: StaticServer
) -> None:
    page = open_map()
    come_near(page, static_server, {"01": build_topology({"00001": [[FIRST]]}, scope="01")})
    page.evaluate("map.setZoom(8.75, { animate: false })")
    fingers = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        touched = [{"x": x, "y": y, "id": finger} for finger, (x, y) in enumerate(points)]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touched})

    touch("touchStart", (420, 350), (480, 350))
    for apart in (40, 50, 60):
        touch("touchMove", (450 - apart, 350), (450 + apart, 350))
        page.evaluate("() => new Promise(requestAnimationFrame)")
    touch("touchEnd")
    page.wait_for_function("() => map.getZoom() >= 9.25")
    wait_for_area(page, CAPE, "00001")

    x, y = page.evaluate(PLACE_OF, find_place(CAPE))
    touch("touchStart", (x, y))
    touch("touchEnd")
    page.wait_for_function("() => layer.selected !== null")
    assert events(page, "areaselect")[-1]["code"] == "00001"
    assert events(page, "areaselect")[-1]["pointerType"] == "touch"
