"""What the map costs: bytes, requests and calls of the canvas; none may grow by more than a fifth of what was measured.

Seconds belong to `make bench`; what is counted here is the same on any machine. What makes a page honestly larger
raises the measured number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.browser.serving import serve_app
from tests.fixtures.toy_store import VINTAGE_ID

pytestmark = pytest.mark.browser

MARGIN = 1.2
# Of the toy country's page, bodies as they are sent (Brotli).
FIRST_VIEW_BYTES = 151_852
SCRIPT_BYTES = 56_609  # of the map's page, the worker's with them
CHANGE_BYTES = 5_801  # of an indicator, the words around it with it
FIRST_REQUESTS = 27
SECOND_REQUESTS = 2  # a second visit: the page, and what is asked whether it has changed
CHANGE_REQUESTS = 2
# Calls that draw on the page's own canvases, names included; a first view takes some more where the fonts come late.
FIRST_CALLS = 55
CHANGE_CALLS = 1  # the colours; borders, marks and names stay as they are
PAN_CALLS = 18
HOVER_CALLS = 3
# Near enough for the provinces in view: the module that draws them, its worker, the list of files, and one province.
NEAR_BYTES = 8_770
NEAR_REQUESTS = 4

COMMUNES = f"/map?vintage={VINTAGE_ID}&level=commune&within=VN&scheme=BHXH_TN&as_of=2019-03-31"
COUNT_CALLS = """
window.drawCalls = 0;
for (const name of ["stroke", "fill", "putImageData", "drawImage", "strokeText", "fillText", "fillRect", "clearRect"]) {
  const own = CanvasRenderingContext2D.prototype[name];
  CanvasRenderingContext2D.prototype[name] = function (...given) {
    if (this.canvas.closest(".coverage-map")) window.drawCalls += 1;
    return own.apply(this, given);
  };
}
window.bitmaps = 0;
const show = ImageBitmapRenderingContext.prototype.transferFromImageBitmap;
ImageBitmapRenderingContext.prototype.transferFromImageBitmap = function (...given) {
  window.bitmaps += 1;
  return show.apply(this, given);
};
const mark = performance.mark;
performance.mark = function (name, ...given) {
  if (name === "coverage:first-paint") window.firstPaint ??= { calls: window.drawCalls, bitmaps: window.bitmaps };
  return mark.call(performance, name, ...given);
};
"""
# The rim around the view is drawn last.
IS_QUIET = """() => {
  const region = document.querySelector(".coverage-map");
  return region.querySelector("canvas").clientWidth > region.clientWidth;
}"""
# The middle of each province of the toy country, so near that the other one is not in view.
PLACES = {"11": [21.5, 102.9], "12": [22.3, 103.5]}
COME_NEAR = """async (place) => {
  const { findCoverageMap } = await import(document.querySelector('link[href$="/built/layer/map.js"]').href);
  findCoverageMap(document.querySelector(".coverage-map")).map.setView(place, 11, { animate: false });
}"""
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


@dataclass
class Traffic:
    """What a server was asked for, and how many bytes it sent."""

    sent: list[tuple[str, int]] = field(default_factory=list)

    def watch(self, run: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
        """Return a WSGI application that notes what ``run`` answers."""

        def run_watched(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
                self.sent.append((environ["PATH_INFO"], int(dict(headers).get("Content-Length", 0))))
                return start_response(status, headers, *more)

            return run(environ, start)

        return run_watched

    def take(self) -> list[tuple[str, int]]:
        """Return what was sent since the last taking."""
        sent, self.sent = self.sent, []
        return sent


@pytest.fixture(scope="module")
def traffic() -> Traffic:
    """What the site sends."""
    return Traffic()


@pytest.fixture(scope="module")
def site(app: Flask, traffic: Traffic) -> Iterator[str]:
    """The address of the toy country's server."""
    plain = app.wsgi_app
    app.wsgi_app = traffic.watch(plain)  # type: ignore[method-assign]
    with serve_app(app) as address:
        yield address
    app.wsgi_app = plain  # type: ignore[method-assign]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page whose browser keeps files as any reader's does: nothing stands between it and the server."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    context.add_init_script(COUNT_CALLS)
    yield context.new_page()
    context.close()


def open_map(page: Page, site: str) -> None:
    """Show the communes and wait until all is drawn."""
    page.goto(site + COMMUNES)
    expect(page.locator("html")).to_have_attribute("data-settled", "true")
    page.wait_for_function(IS_QUIET)
    page.wait_for_load_state("networkidle")


def count_calls(page: Page) -> int:
    """Return how often the canvases were drawn on since the last counting."""
    page.evaluate(TWO_FRAMES)
    return int(page.evaluate("() => { const calls = window.drawCalls; window.drawCalls = 0; return calls; }"))


def weigh(sent: list[tuple[str, int]], part: str = "") -> int:
    """Return the bytes of what was sent, where ``part`` is in its path."""
    return sum(size for path, size in sent if part in path)


def check(name: str, found: int, measured: int) -> None:
    """Hold a count against what was measured."""
    assert found <= MARGIN * measured, f"{name}: {found}, measured {measured}"


def test_a_first_view_a_second_visit_and_a_change_cost_no_more_than_measured(
    page: Page, site: str, traffic: Traffic
) -> None:
    traffic.take()
    open_map(page, site)
    first = traffic.take()
    check("bytes of the first view", weigh(first), FIRST_VIEW_BYTES)
    check("bytes of scripts", weigh(first, ".js"), SCRIPT_BYTES)
    check("requests of the first view", len(first), FIRST_REQUESTS)
    assert len({path for path, _ in first if "/geometry/" in path}) == 1
    assert len(first) == len(set(first)), "something was sent twice"

    page.locator("#controls select[name=indicator]").select_option("enrolled_count")
    page.wait_for_url("**indicator=enrolled_count**")
    expect(page.locator("html")).to_have_attribute("data-settled", "true")
    changed = traffic.take()
    check("bytes of a change", weigh(changed), CHANGE_BYTES)
    check("requests of a change", len(changed), CHANGE_REQUESTS)

    second = page.context.new_page()
    open_map(second, site)
    again = traffic.take()
    check("requests of a second visit", len(again), SECOND_REQUESTS)
    kept = [path for path, _ in again if path.startswith("/static/") or "/geometry/" in path or "/areas" in path]
    assert kept == [], "files under an address that names their content are asked for once"


def test_drawing_changing_panning_and_pointing_take_no_more_calls_than_measured(page: Page, site: str) -> None:
    open_map(page, site)
    # What the worker has drawn goes to the screen as it is.
    assert page.evaluate("window.firstPaint") == {"calls": 0, "bitmaps": 1}
    check("calls of the first view", count_calls(page), FIRST_CALLS)

    page.locator("#controls select[name=indicator]").select_option("enrolled_count")
    page.wait_for_url("**indicator=enrolled_count**")
    expect(page.locator("html")).to_have_attribute("data-settled", "true")
    check("calls of a change", count_calls(page), CHANGE_CALLS)

    page.evaluate(
        """async () => {
          const { findCoverageMap } = await import(document.querySelector('link[href$="/built/layer/map.js"]').href);
          Object.assign(window, findCoverageMap(document.querySelector(".coverage-map")));
          map.panBy([40, 0], { animate: false });
        }"""
    )
    check("calls of a pan", count_calls(page), PAN_CALLS)

    page.evaluate("layer.highlight(0)")
    check("calls of pointing", count_calls(page), HOVER_CALLS)


def test_coming_near_asks_for_the_provinces_in_view_once_and_a_second_visit_for_none(
    page: Page, site: str, traffic: Traffic
) -> None:
    open_map(page, site)
    traffic.take()
    near = come_near(page, "11", traffic)
    check("bytes of coming near", weigh(near), NEAR_BYTES)
    check("requests of coming near", len(near), NEAR_REQUESTS)
    ((other, _size),) = come_near(page, "12", traffic)
    assert other.endswith(".arcs"), "the file of the other province, and nothing else"

    page.locator(".coverage-map").press("0")  # the whole country
    second = page.context.new_page()
    open_map(second, site)
    traffic.take()
    again = come_near(second, "11", traffic)
    assert [path.rpartition(".")[2] for path, _ in again] == ["details"]
    assert weigh(again) == 0, "whether the list has changed is all that is asked"


def come_near(page: Page, province: str, traffic: Traffic) -> list[tuple[str, int]]:
    """Come so near a province that it is drawn in detail, and return what was sent for it."""
    with page.expect_response("**/*.arcs"):
        page.evaluate(COME_NEAR, PLACES[province])
    page.evaluate(TWO_FRAMES)
    return traffic.take()
