"""What a browser takes for a page: from navigation to the painted map, bytes, heap."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, Request

VIEWPORT = {"width": 1366, "height": 768}
PATIENCE_MS = 120_000

# A page is drawn when the frame is through in which the map's own work was done: the first task after that frame.
SETTLE = """
window.afterFrame = () => new Promise((resolve) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => resolve(performance.now());
  port2.postMessage(null);
});
"""
WATCH_OURS = (
    SETTLE
    + """
new PerformanceObserver((list) => {
  if (list.getEntriesByName("coverage:first-paint").length) {
    afterFrame().then((at) => { window.drawnAt = at; }); // the mark was set within the frame
  }
}).observe({ entryTypes: ["mark"] });
"""
)
WATCH_FOLIUM = (
    SETTLE
    + """
(function look() {
  if (document.getElementsByTagName("path").length < AREAS) requestAnimationFrame(look);
  else afterFrame().then((at) => { window.drawnAt = at; });
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
    heap_bytes: int
    backing_bytes: int  # of typed arrays and images, which the heap does not count


class TimedPage:
    """A page in a context of its own: nothing cached, the processor slowed as asked."""

    def __init__(self, browser: Browser, watch: str, slowdown: int = 1) -> None:
        self.context: BrowserContext = browser.new_context(viewport=VIEWPORT)
        self.context.add_init_script(watch)
        self.page: Page = self.context.new_page()
        self.session: CDPSession = self.context.new_cdp_session(self.page)
        self.session.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
        self._requests: list[Request] = []
        self.page.on("requestfinished", lambda request: self._requests.append(request))

    def load(self, url: str) -> Load:
        """Return what a navigation to ``url`` took."""
        self.take_received_bytes()
        self.page.goto(url, wait_until="commit")
        drawn = self.page.wait_for_function("() => window.drawnAt", timeout=PATIENCE_MS).json_value()
        self.page.wait_for_load_state("networkidle")
        received = self.take_received_bytes()
        self.session.send("HeapProfiler.collectGarbage")
        usage = self.session.send("Runtime.getHeapUsage")
        return Load(drawn, received, int(usage["usedSize"]), int(usage.get("backingStorageSize", 0)))

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
        requests, self._requests = self._requests, []
        sizes = [request.sizes() for request in requests if request.url.startswith("http")]
        return sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)

    def close(self) -> None:
        """Close the context."""
        self.context.close()
