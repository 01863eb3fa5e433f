"""Playing through time in the browser: 36 months of 3,321 real communes, every frame another month, slowed and not.

The slider of the page is moved by a month in each frame, and what is painted is counted: colours, date, answer and the
counts of the legend change with it. A frame in which nothing was painted counts as lost. Beside it stands the processor
time that the page's own thread takes for a frame, which does not feel what else the machine does.
"""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from playwright.sync_api import Browser, CDPSession

from benchmarks.bench_series import build_draft
from benchmarks.browser_timing import REGISTRY, VIEWPORT
from benchmarks.figures import record
from benchmarks.real_store import CASES, RealCase, build_real_store, find_real_data
from benchmarks.serving import serve_bao_phu
from geodata.areas import Level
from services.store.boundaries import read_areas
from services.store.releases import publish_release
from tests.browser.serving import open_browser

LEAST_FRAMES = 45  # a second, the browser slowed four times
SLOWDOWNS = (1, 4)
ROUNDS, PASSES = 5, 3
FIRST, LAST = "2026-01-31", "2028-12-31"
PLAY = """
async ([registry, passes]) => {
  const { findCoverageMap } = await import(registry);
  const { layer } = findCoverageMap(document.querySelector(".coverage-map"));
  const slider = document.getElementById("timeline-range");
  const months = Number(slider.max) + 1;
  let painted = 0;
  const count = () => { painted += 1; };
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const move = (at) => { slider.value = at; slider.dispatchEvent(new Event("input", { bubbles: true })); };
  move(0);
  for (let wait = 0; wait < 10; wait += 1) await frame();
  layer.on("paint", count);
  const began = performance.now();
  for (let step = 1; step <= passes * months; step += 1) {
    move(step % months);
    await frame();
  }
  const seconds = (performance.now() - began) / 1000;
  layer.off("paint", count);
  return [painted / seconds, (painted - passes * months) / (passes * months), months];
}
"""


def main() -> None:
    """Measure and print the frames of a second, the browser as fast as it is and slowed."""
    folder = find_real_data()
    if folder is None:
        print("skipped: needs the real files, set BAOPHU_REAL_DATA")
        return
    case = CASES[0]
    with tempfile.TemporaryDirectory() as name, open_browser() as browser:
        _build_months(Path(name), folder, case)
        with serve_bao_phu(Path(name)) as url:
            for slowdown in SLOWDOWNS:
                _measure(browser, f"{url}/map?{urlencode(_ask(case))}", slowdown)


def _build_months(home: Path, folder: Path, case: RealCase) -> None:
    engine = build_real_store(home, folder, case)
    with engine.connect() as connection:
        areas = read_areas(connection, case.vintage_id)
    communes = areas[areas["level"] == Level.COMMUNE.value]
    publish_release(engine, build_draft(communes, case.vintage_id), by="bench", now=datetime.now(UTC))
    engine.dispose()


def _ask(case: RealCase) -> dict[str, str]:
    return {
        "vintage": case.vintage_id,
        "level": "commune",
        "within": "VN",
        "scheme": "BHXH_TN",
        "indicator": "plan_completion_ratio",
        "as_of": LAST,
        "span": f"{FIRST}..{LAST}",
    }


def _measure(browser: Browser, url: str, slowdown: int) -> None:
    context = browser.new_context(viewport=VIEWPORT)
    page = context.new_page()
    session = context.new_cdp_session(page)
    page.goto(url)
    page.wait_for_function("() => document.documentElement.dataset.settled === 'true'")
    page.focus("#timeline-range")
    page.wait_for_load_state("networkidle")
    session.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    registry = page.evaluate(REGISTRY)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = _read_thread_seconds(session)
    rounds = [page.evaluate(PLAY, [registry, PASSES]) for _ in range(ROUNDS)]
    taken = _read_thread_seconds(session) - before
    frames, months = median(found[0] for found in rounds), rounds[0][2]
    lost = median(max(0.0, -found[1]) for found in rounds)
    each = 1000 * taken / (ROUNDS * PASSES * months)
    print(f"×{slowdown}: {each:.1f} ms of the page's thread a frame, {100 * lost:.0f} % of {months} months lost")
    if slowdown > 1:
        record("play", frames)
    verdict = f" (at least {LEAST_FRAMES}: {'reached' if frames >= LEAST_FRAMES else 'MISSED'})"
    print(f"×{slowdown}: {frames:.1f} frames a second{verdict if slowdown > 1 else ''}")
    context.close()


def _read_thread_seconds(session: CDPSession) -> float:
    """Return the processor time that the tasks of the page's thread have taken so far."""
    metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return float(metrics["TaskDuration"])


if __name__ == "__main__":
    main()
