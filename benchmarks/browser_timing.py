"""What a browser takes for a page: from navigation to the painted map, bytes, heap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, CDPSession, ConsoleMessage, Page, Request

VIEWPORT = {"width": 1366, "height": 768}
PATIENCE_MS = 120_000
HEADERS_BYTES = 840  # of a script

# A page is drawn when the frame is through in which the map's own work was done: the first task after that frame.
SETTLE = """
window.afterFrame = () => new Promise((resolve) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => resolve(performance.now());
  port2.postMessage(null);
});
window.tellDrawn = (at) => console.debug("drawn: " + at);
"""
DRAWN = "drawn: "
WATCH_OURS = (
    SETTLE
    + """
new PerformanceObserver((list) => {
  if (list.getEntriesByName("coverage:first-paint").length) {
    afterFrame().then(tellDrawn); // the mark was set within the frame
  }
}).observe({ entryTypes: ["mark"] });
"""
)
WATCH_FOLIUM = (
    SETTLE
    + """
(function look() {
  if (document.getElementsByTagName("path").length < AREAS) requestAnimationFrame(look);
  else afterFrame().then(tellDrawn);
})();
"""
)
CHANGE_INDICATOR = """
async ([registry, indicator]) => {
  const { findCoverageMap } = await import(registry);
  const { layer } = findCoverageMap(document.querySelector(".coverage-map"));
  const setValues = layer.setValues;
  const painted = new Promise((resolve) => {
    layer.setValues = function (...given) {
      layer.setValues = setValues;
      setValues.apply(layer, given);
      layer.once("paint", () => afterFrame().then(resolve)); // fired within a frame
    };
  });
  const began = performance.now();
  const select = document.querySelector("#controls select[name=indicator]");
  select.value = indicator;
  select.dispatchEvent(new Event("change", { bubbles: true }));
  return (await painted) - began;
}
"""
REGISTRY = """
() => document.querySelector('link[rel=modulepreload][href$="/built/layer/map.js"]').href
"""


@dataclass(frozen=True)
class Load:
    """One cold load: milliseconds from navigation to the painted map, bytes received, bytes of heap after it."""

    drawn_ms: float
    received_bytes: int
    data_bytes: int  # of them geometry and values, their headers included
    heap_bytes: int
    backing_bytes: int  # of typed arrays and images, which the heap does not count


def _is_told(message: ConsoleMessage) -> bool:
    return message.text.startswith(DRAWN)


def _is_data(url: str) -> bool:
    return "/geometry/" in url or "/values?" in url


class TimedPage:
    """A page in a context of its own: nothing cached, the processor slowed as asked."""

    def __init__(self, browser: Browser, watch: str, slowdown: int = 1) -> None:
        self.context: BrowserContext = browser.new_context(viewport=VIEWPORT)
        self.context.add_init_script(watch)
        self.page: Page = self.context.new_page()
        self.session: CDPSession = self.context.new_cdp_session(self.page)
        self.session.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
        self._requests: list[Request] = []
        self._workers: list[str] = []
        self.page.on("worker", lambda worker: self._workers.append(worker.url))
        self.page.on("requestfinished", lambda request: self._requests.append(request))

    def load(self, url: str) -> Load:
        """Return what a navigation to ``url`` took."""
        self.take_received_bytes()
        # Told by the page, not asked for: whoever asks puts a script of 100 kB into it while it loads.
        with self.page.expect_console_message(_is_told, timeout=PATIENCE_MS) as told:
            self.page.goto(url, wait_until="commit")
        drawn = float(told.value.text.removeprefix(DRAWN))
        self.page.wait_for_load_state("networkidle")
        received, data = self._weigh(lambda _: True) + self._weigh_workers(), self._weigh(_is_data)
        self._requests = []
        self.session.send("HeapProfiler.collectGarbage")
        usage = self.session.send("Runtime.getHeapUsage")
        return Load(drawn, received, data, int(usage["usedSize"]), int(usage.get("backingStorageSize", 0)))

    def change_indicator(self, indicator: str) -> float:
        """Return the milliseconds from the choice of another indicator to the painted map."""
        registry = self.page.evaluate(REGISTRY)
        return float(self.page.evaluate(CHANGE_INDICATOR, [registry, indicator]))

    def open_indicators(self) -> None:
        """Give the list of indicators the focus, as a reader does who looks it through, and wait until all is quiet."""
        self.page.locator("#controls select[name=indicator]").focus()
        self.page.wait_for_load_state("networkidle")

    def take_received_bytes(self) -> int:
        """Return the bytes received since the last asking, headers included."""
        received = self._weigh(lambda _: True)
        self._requests = []
        return received

    def _weigh(self, is_wanted: Callable[[str], bool]) -> int:
        asked = [request for request in self._requests if request.url.startswith("http") and is_wanted(request.url)]
        sizes = [request.sizes() for request in asked]
        return sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)

    def _weigh_workers(self) -> int:
        """The scripts of workers, which the page's requests do not name, as they come compressed."""
        answers = [self.page.request.get(url) for url in self._workers]
        return sum(int(answer.headers["content-length"]) + HEADERS_BYTES for answer in answers)

    def close(self) -> None:
        """Close the context."""
        self.context.close()
