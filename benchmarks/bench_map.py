"""The map in the browser: ours from a live server, and folium.GeoJson with a tooltip, on the same real communes.

Both run in one browser on this machine in turns, each load with nothing cached; medians. The folium page has its
outside files replaced by local ones, most of them empty, and its bytes are counted as if they were sent gzipped:
both favour it.
"""

from __future__ import annotations

import gzip
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

import geopandas as gpd
from playwright.sync_api import Browser

from benchmarks.browser_timing import WATCH_FOLIUM, WATCH_OURS, Load, TimedPage
from benchmarks.folium_page import build_folium_page, read_communes, write_folium_page
from benchmarks.real_store import CASES, RealCase, build_real_store, find_real_data
from benchmarks.serving import serve_bao_phu, serve_files
from services.measures.schemes import Scheme
from tests.browser.serving import open_browser

ROUNDS = 5
SLOWDOWNS = (1, 4)
INDICATORS = ("plan_completion_ratio", "plan_gap_count", "yoy_change_ratio", "unreached_count", "enrolled_count")
LEAST_RATIOS = {"drawn": 5, "change": 60, "change bytes": 100, "heap": 10}


@dataclass(frozen=True)
class Row:
    """One line of the report: a figure of each side, and the least ratio asked for."""

    name: str
    ours: float
    folium: float
    unit: str
    least_ratio: float | None = None


def main() -> None:
    """Measure and print one table per set of communes."""
    folder = find_real_data()
    if folder is None:
        print("skipped: needs the real files, set BAOPHU_REAL_DATA")
        return
    with open_browser() as browser:
        for case in CASES:
            with tempfile.TemporaryDirectory() as name:
                _print_table(case, _measure_case(browser, folder, case, Path(name)))


def _measure_case(browser: Browser, folder: Path, case: RealCase, home: Path) -> list[Row]:
    engine = build_real_store(home, folder, case)
    communes = read_communes(engine, case.vintage_id)
    engine.dispose()
    pages = home / "folium"
    pages.mkdir()
    write_folium_page(build_folium_page(communes, 0), pages)
    with serve_bao_phu(home) as ours, serve_files(pages) as theirs:
        our_url, their_url = f"{ours}/map?{urlencode(_first_view(case))}", f"{theirs}/map.html"
        rows = []
        for slowdown in SLOWDOWNS:
            our_loads, their_loads = _load_in_turns(browser, our_url, their_url, len(communes), slowdown)
            rows.append(_row_of(f"first map drawn, ×{slowdown}", our_loads, their_loads))
            if slowdown == 1:
                rows += _weigh(our_loads, their_loads, pages)
            rows += _change_indicators(browser, our_url, their_url, communes, pages, slowdown)
    return rows


def _first_view(case: RealCase) -> dict[str, str]:
    return {
        "vintage": case.vintage_id,
        "level": "commune",
        "within": "VN",
        "scheme": Scheme.BHXH_TN.value,
        "indicator": "coverage_ratio",
        "as_of": case.as_of.isoformat(),
    }


def _load_in_turns(
    browser: Browser, our_url: str, their_url: str, area_count: int, slowdown: int
) -> tuple[list[Load], list[Load]]:
    ours, theirs = [], []
    for turn in range(ROUNDS + 1):
        loads = (
            _load_once(browser, WATCH_OURS, our_url, slowdown),
            _load_once(browser, _watch_folium(area_count), their_url, slowdown),
        )
        if turn:  # the first of each warms the servers
            ours.append(loads[0])
            theirs.append(loads[1])
    return ours, theirs


def _watch_folium(area_count: int) -> str:
    return WATCH_FOLIUM.replace("AREAS", str(area_count))


def _load_once(browser: Browser, watch: str, url: str, slowdown: int) -> Load:
    timed = TimedPage(browser, watch, slowdown)
    try:
        return timed.load(url)
    finally:
        timed.close()


def _row_of(name: str, ours: list[Load], theirs: list[Load]) -> Row:
    our_ms, their_ms = (median(load.drawn_ms for load in loads) for loads in (ours, theirs))
    return Row(name, our_ms, their_ms, "ms", LEAST_RATIOS["drawn"])


def _weigh(ours: list[Load], theirs: list[Load], pages: Path) -> list[Row]:
    def middle(loads: list[Load], name: str, unit: float) -> float:
        return median(getattr(load, name) for load in loads) / unit

    page = (pages / "map.html").read_bytes()
    return [
        Row("heap after the first map", middle(ours, "heap_bytes", 2**20), middle(theirs, "heap_bytes", 2**20), "MiB",
            LEAST_RATIOS["heap"]),
        Row("typed arrays and images beside it", middle(ours, "backing_bytes", 2**20),
            middle(theirs, "backing_bytes", 2**20), "MiB"),
        Row("first view, bytes (folium page gzipped)", middle(ours, "received_bytes", 1000),
            len(gzip.compress(page, 6)) / 1000, "kB"),
    ]  # fmt: skip


def _change_indicators(
    browser: Browser, our_url: str, their_url: str, communes: gpd.GeoDataFrame, pages: Path, slowdown: int
) -> list[Row]:
    """At ×1 the server answers each change for the first time, then once more from memory; at ×4 from memory."""
    first_ms, our_bytes = _change_ours(browser, our_url, slowdown)
    their_ms, their_bytes = _change_theirs(browser, their_url, communes, pages, slowdown)
    least = LEAST_RATIOS["change"]
    if slowdown != SLOWDOWNS[0]:
        return [Row(f"change of indicator, ×{slowdown}", first_ms, their_ms, "ms", least)]
    kept_ms, _ = _change_ours(browser, our_url, slowdown)
    return [
        Row(f"change of indicator, ×{slowdown}, never asked before", first_ms, their_ms, "ms", least),
        Row(f"change of indicator, ×{slowdown}, asked before", kept_ms, their_ms, "ms", least),
        Row("bytes of a change (folium page gzipped)", our_bytes / 1000, their_bytes / 1000, "kB",
            LEAST_RATIOS["change bytes"]),
    ]  # fmt: skip


def _change_ours(browser: Browser, url: str, slowdown: int) -> tuple[float, float]:
    timed = TimedPage(browser, WATCH_OURS, slowdown)
    try:
        timed.load(url)
        taken, received = [], []
        for indicator in INDICATORS:
            taken.append(timed.change_indicator(indicator))
            timed.page.wait_for_load_state("networkidle")
            received.append(timed.take_received_bytes())
        return median(taken), median(received)
    finally:
        timed.close()


def _change_theirs(
    browser: Browser, url: str, communes: gpd.GeoDataFrame, pages: Path, slowdown: int
) -> tuple[float, float]:
    """Build another page and load it; the server's part is not slowed down."""
    timed = TimedPage(browser, _watch_folium(len(communes)), slowdown)
    try:
        timed.load(url)
        taken, received = [], []
        for turn, _ in enumerate(INDICATORS, start=1):
            began = time.perf_counter()
            html = build_folium_page(communes, turn)
            built = time.perf_counter() - began
            write_folium_page(html, pages)
            taken.append(1000 * built + timed.load(url).drawn_ms)
            received.append(len(gzip.compress((pages / "map.html").read_bytes(), 6)))
        return median(taken), median(received)
    finally:
        timed.close()


def _print_table(case: RealCase, rows: list[Row]) -> None:
    print(f"\n### {case.title} (medians of {ROUNDS})\n")
    print("| | ours | folium.GeoJson | ratio | asked for |")
    print("|---|---|---|---|---|")
    for row in rows:
        ratio = row.folium / row.ours
        asked = "" if row.least_ratio is None else f"≥ {row.least_ratio:g}{'' if ratio >= row.least_ratio else ' ✗'}"
        print(f"| {row.name} | {row.ours:,.1f} {row.unit} | {row.folium:,.1f} {row.unit} | {ratio:,.1f} | {asked} |")


if __name__ == "__main__":
    main()
