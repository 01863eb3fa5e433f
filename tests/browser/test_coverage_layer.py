"""The layer on a folium map as the page places it, under the strict policy."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Faults, StaticServer
from tests.browser.layer_maps import COLORS, PAGE, build_columns, colour_at, events, point_of, rgb, show
from tests.browser.topologies import build_grid
from webmap.maps.parts import render_map_parts
from webmap.maps.texts import build_map_texts

pytestmark = pytest.mark.browser


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
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))  # the worker's too
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
    assert page.evaluate("(url) => layer.setGeometry(url)", urls["geometry"])["count"] == 4
    assert sorted(url for url in asked if "/first-" in url) == sorted(urls.values())
    assert page.evaluate("layer.level") == "commune"


def test_borders_are_seen_on_dark_colours_where_the_reader_asks_for_more_contrast(open_map: Callable[[], Page]) -> None:
    page = open_map()
    count_white = """() => {
      const lines = document.querySelectorAll(".coverage-canvases canvas")[1];
      const { width, height } = lines;
      const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
      copy.drawImage(lines, 0, 0);
      const { data } = copy.getImageData(0, 0, width, height);
      let white = 0;
      for (let at = 0; at < data.length; at += 4) if (data[at] > 240 && data[at + 3] > 180) white += 1;
      return white;
    }"""
    show(page, build_grid(2, 1), "44")
    assert page.evaluate(count_white) == 0
    page.emulate_media(contrast="more")
    page.evaluate("async () => { const done = painted(); layer.setPilots([]); await done }")
    assert page.evaluate(count_white) > 200
