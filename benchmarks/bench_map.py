"""The map in the browser: ours from a live server, and folium.GeoJson with a tooltip, on the same real communes.

Both run in one browser on this machine in turns, each load with nothing cached; medians. The folium page has its
outside files replaced by local ones, most of them empty, and its bytes are counted as if they were sent gzipped:
both favour it. The folium page is a map and nothing else; so ours is measured as a map alone (what is asked for
counts there) and as the whole page with panels and table.
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
from benchmarks.figures import record
from benchmarks.folium_page import build_folium_page, read_communes, write_folium_page
from benchmarks.real_store import CASES, RealCase, build_real_store, find_real_data
from benchmarks.serving import serve_bao_phu, serve_files
from services.measures.schemes import Scheme
from tests.browser.serving import open_browser

ROUNDS = 5
IS_SETTLED = "() => document.documentElement.dataset.settled !== 'false'"  # the map alone says nothing of it
SLOWDOWNS = (1, 4)
INDICATORS = ("plan_completion_ratio", "plan_gap_count", "yoy_change_ratio", "unreached_count", "enrolled_count")
LEAST_RATIOS = {"drawn": 8, "change": 100, "change bytes": 300, "heap": 20, "view bytes": 10}


@dataclass(frozen=True)
class Row:
    """One line of the report: a figure of each side, and the least ratio asked for."""

    name: str
    ours: float
    folium: float
    unit: str
    least_ratio: float | None = None


@dataclass(frozen=True)
class Sides:
    """The addresses that are compared, and what the folium page is built from and written to."""

    bare_url: str
    page_url: str
    folium_url: str
    communes: gpd.GeoDataFrame
    folder: Path
    year: str  # of the vintage, in the keys of the figures


def main() -> None:
    """Measure and print one table per set of communes; ROUNDS cold loads of each page in turns."""
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
        query = urlencode(_first_view(case))
        sides = Sides(
            f"{ours}/bare?{query}", f"{ours}/map?{query}", f"{theirs}/map.html", communes, pages, case.vintage_id[3:7]
        )
        return [row for slowdown in SLOWDOWNS for row in _compare(browser, sides, slowdown)]


def _compare(browser: Browser, sides: Sides, slowdown: int) -> list[Row]:
    bare, page, folium = _load_in_turns(browser, sides, slowdown)
    build_ms = _time_building(sides)
    record(f"first_map_{sides.year}_x{slowdown}", _middle(bare, "drawn_ms"), build_ms + _middle(folium, "drawn_ms"))
    rows = [
        _row_of(f"first map drawn, theirs built for it, ×{slowdown}", bare, folium, build_ms, LEAST_RATIOS["drawn"]),
        _row_of(f"first map drawn, theirs lying ready, ×{slowdown}", bare, folium, 0),
        _row_of(f"first map drawn in the whole page, theirs built for it, ×{slowdown}", page, folium, build_ms),
    ]
    return rows + (_weigh(bare, page, folium, sides) if slowdown == 1 else []) + _change(browser, sides, slowdown)


def _middle(loads: list[Load], name: str) -> float:
    return median(getattr(load, name) for load in loads)


def _first_view(case: RealCase) -> dict[str, str]:
    return {
        "vintage": case.vintage_id,
        "level": "commune",
        "within": "VN",
        "scheme": Scheme.BHXH_TN.value,
        "indicator": "coverage_ratio",
        "as_of": case.as_of.isoformat(),
    }


def _load_in_turns(browser: Browser, sides: Sides, slowdown: int) -> tuple[list[Load], list[Load], list[Load]]:
    """Return the cold loads of the map alone, of the whole page and of the folium page."""
    kinds = (
        (WATCH_OURS, sides.bare_url),
        (WATCH_OURS, sides.page_url),
        (_watch_folium(len(sides.communes)), sides.folium_url),
    )
    loads: tuple[list[Load], list[Load], list[Load]] = ([], [], [])
    for turn in range(ROUNDS + 1):
        for found, (watch, url) in zip(loads, kinds, strict=True):
            load = _load_once(browser, watch, url, slowdown)
            if turn:  # the first of each warms the servers
                found.append(load)
    return loads


def _watch_folium(area_count: int) -> str:
    return WATCH_FOLIUM.replace("AREAS", str(area_count))


def _load_once(browser: Browser, watch: str, url: str, slowdown: int) -> Load:
    timed = TimedPage(browser, watch, slowdown)
    try:
        return timed.load(url)
    finally:
        timed.close()


def _time_building(sides: Sides) -> float:
    """Return the milliseconds that a server takes to make the folium page when it is asked for; not slowed down."""
    taken = []
    for turn in range(ROUNDS):
        began = time.perf_counter()
        build_folium_page(sides.communes, turn)
        taken.append(1000 * (time.perf_counter() - began))
    return median(taken)


def _row_of(name: str, ours: list[Load], folium: list[Load], build_ms: float, least_ratio: float | None = None) -> Row:
    our_ms, their_ms = _middle(ours, "drawn_ms"), _middle(folium, "drawn_ms")
    return Row(name, our_ms, build_ms + their_ms, "ms", least_ratio)


def _weigh(bare: list[Load], page: list[Load], folium: list[Load], sides: Sides) -> list[Row]:
    """Their geometry and values are the page itself; of its outside files, nearly all empty here, none is counted."""

    def middle(loads: list[Load], name: str, unit: float) -> float:
        return _middle(loads, name) / unit

    html = len(gzip.compress((sides.folder / "map.html").read_bytes(), 6)) / 1000
    heap, backing = middle(folium, "heap_bytes", 2**20), middle(folium, "backing_bytes", 2**20)
    record(f"view_bytes_{sides.year}", middle(bare, "data_bytes", 1000), html)
    record(f"heap_{sides.year}", middle(bare, "heap_bytes", 2**20), heap)
    return [
        Row("heap", middle(bare, "heap_bytes", 2**20), heap, "MiB", LEAST_RATIOS["heap"]),
        Row("heap of the whole page", middle(page, "heap_bytes", 2**20), heap, "MiB"),
        Row("typed arrays and images beside the heap", middle(bare, "backing_bytes", 2**20), backing, "MiB"),
        Row("geometry and values (folium page gzipped)", middle(bare, "data_bytes", 1000), html, "kB",
            LEAST_RATIOS["view bytes"]),
        Row("first view, scripts included", middle(bare, "received_bytes", 1000), html, "kB"),
        Row("first view of the whole page, names, counts included", middle(page, "received_bytes", 1000), html, "kB"),
    ]  # fmt: skip


def _change(browser: Browser, sides: Sides, slowdown: int) -> list[Row]:
    """At ×1 the server answers each change for the first time, then once more from memory; at ×4 from memory.

    The page fetches what a list would show when the list is opened: a reader who opens it waits for the drawing alone.
    """
    first_ms, change_bytes = _change_ours(browser, sides.bare_url, slowdown)
    kept_ms, _ = _change_ours(browser, sides.bare_url, slowdown)
    opened_ms, _ = _change_ours(browser, sides.page_url, slowdown, opens_list=True)
    their_ms, their_bytes = _change_theirs(browser, sides, slowdown)
    name, least = f"change of indicator, ×{slowdown}", LEAST_RATIOS["change"]
    rows = [
        Row(f"{name}, asked before", kept_ms, their_ms, "ms"),
        Row(f"{name} in the whole page, its list open before", opened_ms, their_ms, "ms"),
    ]
    if slowdown != SLOWDOWNS[0]:
        return rows
    page_ms, page_bytes = _change_ours(browser, sides.page_url, slowdown)
    record(f"change_{sides.year}", first_ms, their_ms)
    record(f"change_bytes_{sides.year}", change_bytes / 1000, their_bytes / 1000)
    return [
        Row(f"{name}, never asked before", first_ms, their_ms, "ms", least),
        *rows,
        Row(f"{name} in the whole page, chosen blindly", page_ms, their_ms, "ms"),
        Row("change (folium page gzipped)", change_bytes / 1000, their_bytes / 1000, "kB",
            LEAST_RATIOS["change bytes"]),
        Row("change in the whole page, words included", page_bytes / 1000, their_bytes / 1000, "kB"),
    ]  # fmt: skip


def _change_ours(browser: Browser, url: str, slowdown: int, *, opens_list: bool = False) -> tuple[float, float]:
    timed = TimedPage(browser, WATCH_OURS, slowdown)
    try:
        timed.load(url)
        taken, received = [], []
        for indicator in INDICATORS:
            if opens_list:
                timed.open_indicators()
            taken.append(timed.change_indicator(indicator))
            timed.page.wait_for_function(IS_SETTLED)
            received.append(timed.take_received_bytes())
        return median(taken), median(received)
    finally:
        timed.close()


def _change_theirs(browser: Browser, sides: Sides, slowdown: int) -> tuple[float, float]:
    """Build another page and load it; the server's part is not slowed down."""
    timed = TimedPage(browser, _watch_folium(len(sides.communes)), slowdown)
    try:
        timed.load(sides.folium_url)
        taken, received = [], []
        for turn, _ in enumerate(INDICATORS, start=1):
            began = time.perf_counter()
            html = build_folium_page(sides.communes, turn)
            built = time.perf_counter() - began
            write_folium_page(html, sides.folder)
            taken.append(1000 * built + timed.load(sides.folium_url).drawn_ms)
            received.append(len(gzip.compress((sides.folder / "map.html").read_bytes(), 6)))
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
