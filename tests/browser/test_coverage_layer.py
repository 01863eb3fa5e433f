"""The layer on a folium map as the page places it, under the strict policy."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Faults, StaticServer
from tests.browser.topologies import build_grid
from webmap.maps.parts import render_map_parts
from webmap.maps.texts import build_map_texts

pytestmark = pytest.mark.browser

COLORS = ["#dce9f7", "#a9c8e8", "#6fa0d3", "#3f74ad", "#1d4a80"]
PAGE = """<!doctype html><html lang="vi"><meta charset="utf-8"><title>-</title>
<link rel="stylesheet" href="/map-size.css">{header}
<body><div class="frame">{html}</div>
<script type="module" nonce="test">{script}</script>
<script type="module" nonce="test">
import {{ findCoverageMap }} from "/static/built/layer/map.js";
Object.assign(window, findCoverageMap(document.querySelector(".coverage-map")));
window.seen = [];
for (const type of ["areahover", "areaclick", "areaselect", "areadrill", "areaup", "paint"]) {{
  layer.on(type, ({{ position, code, level, pointerType, firstPaint }}) =>
    seen.push({{ type, position, code, level, pointerType, firstPaint }}));
}}
layer.setTooltip(({{ code }}) => document.createTextNode(`<b>${{code}}</b>`));
layer.setAnnouncement(({{ code, level }}) => `${{level}} ${{code}}`);
window.painted = () => new Promise((resolve) => layer.once("paint", resolve));
</script>"""


@pytest.fixture
def open_map(page: Page, static_server: StaticServer) -> Callable[[], Page]:
    """Opens a page with the map and without data; `map`, `layer` and the events `seen` are globals."""

    def open_page() -> Page:
        parts = render_map_parts(lambda path: f"/static/{path}", build_map_texts(lambda text: text))
        static_server.add("/map-size.css", "text/css", "body{margin:0} .frame{width:900px;height:700px}")
        html = PAGE.format(header=parts.header, html=parts.html, script=parts.script)
        page.goto(static_server.add("/map", "text/html; charset=utf-8", html))
        page.wait_for_function("() => window.painted !== undefined")
        return page

    return open_page


def build_columns(codes: str, **more: Any) -> dict[str, Any]:
    return {"class_codes": codes, "classes": [{"color": color} for color in COLORS], **more}


def show(page: Page, topology: dict[str, Any], codes: str, level: str = "commune", **more: Any) -> None:
    """Draw a topology with one code per area, the whole of it in view."""
    page.evaluate(
        """async ([topology, columns, level]) => {
          await layer.setGeometry(topology);
          layer.setValues(columns, { level });
          layer.fitTo(null);
          await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        }""",
        [topology, build_columns(codes, **more), level],
    )


def point_of(page: Page, position: int) -> tuple[float, float]:
    """Middle of an area on the page."""
    x, y = page.evaluate(
        """(position) => {
          const { pointX, pointY } = layer.areas.points;
          const lat = Math.atan(Math.sinh(Math.PI * (1 - 2 * pointY[position]))) * 180 / Math.PI;
          const { x, y } = map.latLngToContainerPoint([lat, pointX[position] * 360 - 180]);
          return [x, y];
        }""",
        position,
    )
    return x, y


def colour_at(page: Page, x: float, y: float) -> list[int]:
    """Red, green, blue of the colours (without borders) under a point of the page."""
    return list(
        page.evaluate(
            """([x, y]) => {
              const canvas = document.querySelector(".coverage-canvases canvas");
              const box = canvas.getBoundingClientRect();
              const density = canvas.width / box.width;
              const [left, top] = [(x - box.left) * density, (y - box.top) * density];
              return [...canvas.getContext("2d").getImageData(left, top, 1, 1).data].slice(0, 3);
            }""",
            [x, y],
        )
    )


def rgb(color: str) -> list[int]:
    return list(bytes.fromhex(color[1:]))


def events(page: Page, kind: str) -> list[dict[str, Any]]:
    return [event for event in page.evaluate("seen") if event["type"] == kind]


def test_the_layer_exists_before_any_data_and_asks_no_other_host(open_map: Callable[[], Page]) -> None:
    page = open_map()
    assert page.evaluate("map.hasLayer(layer)")
    assert page.locator(".coverage-canvases canvas").count() == 3


def test_every_area_has_the_colour_of_its_class(open_map: Callable[[], Page]) -> None:
    page = open_map()
    show(page, build_grid(5, 1), "01234")
    for position, color in enumerate(COLORS):
        assert colour_at(page, *point_of(page, position)) == rgb(color)


def test_other_values_recolour_the_same_geometry(open_map: Callable[[], Page]) -> None:
    page = open_map()
    show(page, build_grid(2, 1), "01")
    page.evaluate(
        "async (columns) => { const done = painted(); layer.setValues(columns, {level: 'commune'}); await done }",
        build_columns("34"),
    )
    assert colour_at(page, *point_of(page, 0)) == rgb(COLORS[3])
    assert colour_at(page, *point_of(page, 1)) == rgb(COLORS[4])


def test_a_higher_level_colours_every_commune_by_its_parent(open_map: Callable[[], Page]) -> None:
    page = open_map()
    show(page, build_grid(4, 1, levels={"managing_unit": {"094": 1, "095": 3}}), "13", level="managing_unit")
    middles = page.evaluate(
        "[...layer.areas.geometry.points.pointX].map((x, i) => [x, layer.areas.geometry.points.pointY[i]])"
    )
    assert len(middles) == 4
    assert page.evaluate("layer.areas.codes") == ["094", "095"]
    assert colour_at(page, *point_of(page, 0)) == rgb(COLORS[1])
    assert colour_at(page, *point_of(page, 1)) == rgb(COLORS[3])


def test_a_wrong_number_of_codes_is_refused_and_what_was_drawn_stays(open_map: Callable[[], Page]) -> None:
    page = open_map()
    show(page, build_grid(2, 1), "01")
    message = page.evaluate(
        "(columns) => { try { layer.setValues(columns, {level: 'commune'}) } catch (error) { return error.message } }",
        build_columns("012"),
    )
    assert message == "3 codes for 2 areas of «commune»"
    assert colour_at(page, *point_of(page, 1)) == rgb(COLORS[1])


def test_hover_tells_the_area_and_its_tooltip_is_text_not_markup(open_map: Callable[[], Page]) -> None:
    page = open_map()
    show(page, build_grid(3, 1), "012")
    page.mouse.move(*point_of(page, 1))
    assert events(page, "areahover")[-1] == {
        "type": "areahover", "position": 1, "code": "00001", "level": "commune", "pointerType": "mouse",
        "firstPaint": None,
    }  # fmt: skip
    assert page.locator(".coverage-tooltip").inner_text() == "<b>00001</b>"
    page.mouse.move(5, 300)
    assert events(page, "areahover")[-1]["position"] is None
    assert page.locator(".coverage-tooltip").is_hidden()


def test_a_click_selects_the_area_and_draws_its_outline(open_map: Callable[[], Page]) -> None:
    page = open_map()
    show(page, build_grid(3, 1), "012")
    page.mouse.click(*point_of(page, 2))
    assert events(page, "areaselect")[-1]["code"] == "00002"
    assert events(page, "areaclick")[-1]["code"] == "00002"
    assert page.evaluate("layer.selected") == 2
    page.wait_for_function(
        """() => {
          const canvas = document.querySelectorAll(".coverage-canvases canvas")[2];
          return canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((part) => part > 0);
        }"""
    )


def test_the_keyboard_walks_over_the_map_and_says_where_it_is(open_map: Callable[[], Page]) -> None:
    page = open_map()
    show(page, build_grid(3, 3), "012012012")
    page.locator(".coverage-map").focus()
    page.keyboard.press("ArrowRight")  # the first key takes the area in the middle
    assert page.evaluate("layer.selected") == 4
    walked = []
    for key in ("ArrowRight", "ArrowUp", "ArrowLeft", "ArrowLeft", "ArrowDown"):
        page.keyboard.press(key)
        walked.append(page.evaluate("layer.selected"))
    assert walked == [5, 8, 7, 6, 3]
    assert page.locator(".coverage-live").inner_text() == "commune 00003"
    page.keyboard.press("Enter")
    assert events(page, "areadrill")[-1]["code"] == "00003"
    page.keyboard.press("Escape")
    assert events(page, "areaup")[-1]["code"] == "00003"


def test_the_buttons_of_the_map_work_by_keyboard(open_map: Callable[[], Page]) -> None:
    page = open_map()
    show(page, build_grid(3, 3), "012012012")
    assert page.locator(".coverage-keys").is_hidden()
    page.get_by_role("button", name="Phím tắt trên bản đồ").press("Enter")
    assert "sang địa bàn bên cạnh" in page.locator(".coverage-keys").inner_text()
    zoom = page.evaluate("map.getZoom()")
    page.get_by_role("button", name="Thu nhỏ").press("Enter")
    page.wait_for_function("(zoom) => map.getZoom() < zoom", arg=zoom)
    assert page.evaluate("layer.selected") is None


def test_geometry_comes_by_url(open_map: Callable[[], Page], static_server: StaticServer) -> None:
    page = open_map()
    url = static_server.add("/grid.topojson", "application/json", json.dumps(build_grid(2, 2)))
    found = page.evaluate("(url) => layer.setGeometry(url)", url)
    assert found == {"scope": "11", "count": 4, "levels": []}


def test_geometry_that_cannot_be_had_is_an_error_and_the_map_stays(
    open_map: Callable[[], Page], static_server: StaticServer, faults: Faults
) -> None:
    page = open_map()
    show(page, build_grid(2, 1), "01")
    reasons = []
    for url in (f"{static_server.url}/nowhere", static_server.add("/bad.json", "application/json", '{"type": "?"}')):
        reasons.append(page.evaluate("(url) => layer.setGeometry(url).catch((error) => error.message)", url))
    faults.expect("404")
    assert "HTTP 404" in reasons[0]
    assert "not a TopoJSON topology" in reasons[1]
    assert colour_at(page, *point_of(page, 1)) == rgb(COLORS[1])


def test_another_geometry_is_shown_only_with_its_values(open_map: Callable[[], Page]) -> None:
    page = open_map()
    show(page, build_grid(2, 1), "01")
    page.evaluate("(topology) => { layer.setLoading(true); return layer.setGeometry(topology) }", build_grid(3, 1))
    assert page.evaluate("layer.areas.codes.length") == 2
    assert page.locator(".coverage-map").get_attribute("aria-busy") == "true"
    page.evaluate("(columns) => layer.setValues(columns, {level: 'commune'})", build_columns("432"))
    assert page.evaluate("layer.areas.codes.length") == 3
    assert page.locator(".coverage-map").get_attribute("aria-busy") == "false"


def test_of_two_geometries_asked_for_the_later_one_wins(open_map: Callable[[], Page]) -> None:
    page = open_map()
    found = page.evaluate(
        "([one, other]) => Promise.all([layer.setGeometry(one), layer.setGeometry(other)])",
        [build_grid(2, 1), build_grid(3, 1)],
    )
    assert found[0] is None
    assert found[1]["count"] == 3


def test_the_country_names_both_archipelagos_and_the_sea(open_map: Callable[[], Page]) -> None:
    page = open_map()
    show(page, build_grid(3, 3, scope="VN"), "012012012")
    texts = page.evaluate("layer.labels.map(({text}) => text)")
    assert {"Quần đảo Hoàng Sa", "Quần đảo Trường Sa", "Biển Đông"} <= set(texts)


def test_names_are_whole_and_clear_of_one_another(open_map: Callable[[], Page]) -> None:
    page = open_map()
    show(page, build_grid(6, 5), "0" * 30)
    page.evaluate(
        "(names) => { const done = painted(); layer.setNames({commune: names}); return done.then(() => null) }",
        [f"Xã Mường Thứ {i}" for i in range(30)],
    )
    boxes = page.evaluate("layer.labels.map(({box}) => box)")
    assert len(boxes) == 30
    for i, one in enumerate(boxes):
        assert one["left"] >= 0
        assert one["right"] <= 900
        assert one["top"] >= 0
        assert one["bottom"] <= 700
        for other in boxes[i + 1 :]:
            assert (
                one["right"] <= other["left"] or other["right"] <= one["left"]
                or one["bottom"] <= other["top"] or other["bottom"] <= one["top"]
            )  # fmt: skip


def test_a_resized_region_is_drawn_anew(open_map: Callable[[], Page], static_server: StaticServer) -> None:
    page = open_map()
    show(page, build_grid(3, 1), "012")
    page.evaluate("document.querySelector('.frame').style.width = '500px'")
    page.wait_for_function("() => map.getSize().x === 500")
    page.mouse.move(*point_of(page, 1))
    assert events(page, "areahover")[-1]["position"] == 1


def test_a_screen_of_high_density_gets_as_many_pixels(open_map: Callable[[], Page]) -> None:
    page = open_map()
    session = page.context.new_cdp_session(page)
    session.send(
        "Emulation.setDeviceMetricsOverride", {"width": 1366, "height": 768, "deviceScaleFactor": 2, "mobile": False}
    )
    show(page, build_grid(5, 1), "01234")
    page.evaluate("map.invalidateSize(); map.fire('resize')")
    canvas = page.locator(".coverage-canvases canvas").first
    width, css = canvas.evaluate("(element) => [element.width, element.getBoundingClientRect().width]")
    assert width == pytest.approx(2 * css, rel=0.01)
    assert colour_at(page, *point_of(page, 3)) == rgb(COLORS[3])


def test_a_snapshot_has_the_visible_map_at_the_density_asked_for(open_map: Callable[[], Page]) -> None:
    page = open_map()
    show(page, build_grid(5, 1), "01234")
    x, y = point_of(page, 4)
    found = page.evaluate(
        """([x, y]) => {
          const canvas = layer.snapshotCanvas({ density: 3 });
          const { data } = canvas.getContext("2d").getImageData(3 * x + 20, 3 * y + 20, 1, 1);
          return [canvas.width, canvas.height, [...data]];
        }""",
        [x, y],
    )
    assert found[:2] == [2700, 2100]
    assert found[2][:3] == rgb(COLORS[4])


def test_areas_that_only_surround_the_view_are_plain_and_deaf(open_map: Callable[[], Page]) -> None:
    page = open_map()
    show(page, build_grid(3, 1), ".12")
    plain = colour_at(page, *point_of(page, 0))
    assert max(plain) - min(plain) < 8
    page.mouse.click(*point_of(page, 0))
    assert page.evaluate("layer.selected") is None
    assert events(page, "areaclick")[-1]["position"] is None
    page.locator(".coverage-map").focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    assert page.evaluate("layer.selected") == 1


def test_the_first_view_is_drawn_without_the_pages_modules(page: Page, static_server: StaticServer) -> None:
    parts = render_map_parts(lambda path: f"/static/{path}", build_map_texts(lambda text: text))
    view = {"level": "commune", "geometry": {"first_index": 1, "area_count": 4}}
    files = {"geometry": build_grid(4, 1), "values": build_columns("34", view=view, estimated=[])}
    urls = {
        name: static_server.add(f"/first-{name}", "application/json", json.dumps(file)) for name, file in files.items()
    }
    links = "".join(f'<link rel="alternate" data-{name} href="{url}">' for name, url in urls.items())
    links += f'<script nonce="test">{parts.early_script}</script>'
    static_server.add("/map-size.css", "text/css", "body{margin:0} .frame{width:900px;height:700px}")
    html = PAGE.split('<script type="module" nonce="test">\nimport')[0].format(
        header=links + parts.header, html=parts.html, script=parts.script
    )
    page.goto(static_server.add("/first", "text/html; charset=utf-8", html))
    page.wait_for_function("() => performance.getEntriesByName('coverage:first-paint').length === 1")
    page.evaluate(
        """async () => {
          const { findCoverageMap } = await import("/static/built/layer/map.js");
          Object.assign(window, findCoverageMap(document.querySelector(".coverage-map")));
        }"""
    )
    assert colour_at(page, *point_of(page, 1)) == rgb(COLORS[3])
    assert colour_at(page, *point_of(page, 2)) == rgb(COLORS[4])
    assert colour_at(page, *point_of(page, 3)) not in [rgb(color) for color in COLORS]
    # The page asks for the same geometry: it gets what is drawn, and both files were asked for once.
    assert page.evaluate("performance.getEntriesByType('resource').filter(({name}) => /first-/.test(name)).length") == 2
    assert page.evaluate("(url) => layer.setGeometry(url)", urls["geometry"])["count"] == 4
    assert page.evaluate("layer.level") == "commune"
