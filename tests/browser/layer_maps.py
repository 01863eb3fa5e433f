"""A page with the layer on a folium map under the strict policy, and what is drawn, asked and seen on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page

from webmap.maps.parts import render_map_parts
from webmap.maps.texts import build_map_texts

if TYPE_CHECKING:
    from tests.browser.conftest import StaticServer

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
    """Return the columns of a view: one letter per area and the classes."""
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
    """Return red, green, blue of a colour of the style sheet."""
    return list(bytes.fromhex(color[1:]))


def events(page: Page, kind: str) -> list[dict[str, Any]]:
    """Return the events of one kind that the page has seen."""
    return [event for event in page.evaluate("seen") if event["type"] == kind]
