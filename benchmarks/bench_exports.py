"""What people take away: a picture of all communes beside GeoDataFrame.plot, a deck of slides, the pack of a province.

The picture is measured in processor time, ours and theirs in turns: of a new view whose geometry is known (what a
server does all day), and cold, from the store. Theirs draws a frame that lies in memory, once with the outlines of
the real file, once with those that ours draws, and writes it with savefig.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from statistics import median

import geopandas as gpd
import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from sqlalchemy import Engine

from benchmarks.figures import record
from benchmarks.real_store import CASES, RealCase, build_real_store, find_real_data
from geodata.areas import Level
from services.coverage.snapshot import Snapshot, read_snapshot
from services.coverage.view import ViewRequest, build_view
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme
from services.reporting.pack import Pack, PackTask, build_pack, list_pack_requests
from services.reporting.picture_process import PROCESS
from services.reporting.slides import Slide, build_slides
from services.reporting.taken_view import TakenView
from webmap.geometry_index import GeometryIndex
from webmap.taken_files import PICTURE_HEIGHT, PICTURE_WIDTH, ViewFiles

ROUNDS = 5
MOST_DECK_SECONDS = 10
DOTS_PER_INCH = 100
INDICATORS = (
    Indicator.COVERAGE_RATIO,
    Indicator.PLAN_COMPLETION_RATIO,
    Indicator.YOY_CHANGE_RATIO,
    Indicator.UNREACHED_COUNT,
    Indicator.ENROLLED_COUNT,
    Indicator.PLAN_GAP_COUNT,
)
DECK_SLIDES = 10
PACK_PROVINCE, MOST_PACK_SECONDS = "11", 30


def main() -> None:
    """Measure and print picture and deck."""
    folder = find_real_data()
    if folder is None:
        print("skipped: needs the real files, set BAOPHU_REAL_DATA")
        return
    mpl.use("agg")
    with tempfile.TemporaryDirectory() as name:
        engine = build_real_store(Path(name), folder, CASES[0])
        _compare_pictures(engine, folder, CASES[0])
        _measure_deck(engine, CASES[0])
        engine.dispose()
    with tempfile.TemporaryDirectory() as name:
        engine = build_real_store(Path(name), folder, CASES[1])
        _measure_pack(engine, CASES[1])
        engine.dispose()


def _compare_pictures(engine: Engine, folder: Path, case: RealCase) -> None:
    cold = _time(lambda: _draw_cold(engine, case))
    snapshot, files = _open(engine)
    requests = _cycle(case)
    files.build_png(_take(snapshot, files, next(requests)))
    frames = {
        "outlines of the file": gpd.read_parquet(folder / case.boundaries),
        "our outlines": gpd.GeoDataFrame(geometry=_take(snapshot, files, next(requests)).geometry.lowest.geometry),
    }
    ours: list[float] = []
    theirs: dict[str, list[float]] = {name: [] for name in frames}
    for number in range(ROUNDS):
        fresh = ViewFiles(read_snapshot(engine), files.geometries)  # no view of it has been computed
        ours.append(_time(lambda: fresh.build_png(_take(fresh.snapshot, fresh, next(requests)))))  # noqa: B023
        for name, frame in frames.items():
            theirs[name].append(_time(lambda: _plot(frame, number)))  # noqa: B023
    print(f"### {case.title}, {PICTURE_WIDTH} × {PICTURE_HEIGHT} pixels (processor seconds, medians of {ROUNDS})\n")
    print("| | seconds | theirs / ours |\n|---|---|---|")
    print(f"| ours, a new view | {median(ours):.2f} | |\n| ours, cold | {cold:.2f} | |")
    for name, taken in theirs.items():
        print(f"| GeoDataFrame.plot + savefig, {name} | {median(taken):.2f} | {median(taken) / median(ours):.1f} |")
    record("picture", median(ours), median(theirs["outlines of the file"]))


def _open(engine: Engine) -> tuple[Snapshot, ViewFiles]:
    snapshot = read_snapshot(engine)
    return snapshot, ViewFiles(snapshot, GeometryIndex(engine))


def _draw_cold(engine: Engine, case: RealCase) -> None:
    snapshot, files = _open(engine)
    files.build_png(_take(snapshot, files, next(_cycle(case))))


def _cycle(case: RealCase) -> Iterator[ViewRequest]:
    while True:
        for indicator in INDICATORS:
            yield ViewRequest(case.vintage_id, Level.COMMUNE, "VN", Scheme.BHXH_TN, indicator, case.as_of)


def _take(snapshot: Snapshot, files: ViewFiles, asked: ViewRequest) -> TakenView:
    view = build_view(snapshot, asked)
    return TakenView(snapshot, view, files.geometries.read_outlines(view), "vi", "")


def _plot(frame: gpd.GeoDataFrame, number: int) -> None:
    """Draw a frame as a user would: five quantiles of a column, hairlines, a legend."""
    valued = frame.assign(value=np.random.default_rng(number).random(len(frame)))
    figure, axes = plt.subplots(figsize=(PICTURE_WIDTH / DOTS_PER_INCH, PICTURE_HEIGHT / DOTS_PER_INCH))
    valued.plot(
        column="value", scheme="quantiles", k=5, cmap="Blues", linewidth=0.2, edgecolor="black", legend=True, ax=axes
    )
    axes.set_axis_off()
    figure.savefig(BytesIO(), format="png", dpi=DOTS_PER_INCH)
    plt.close(figure)


def _measure_deck(engine: Engine, case: RealCase) -> None:
    snapshot, files = _open(engine)
    provinces = snapshot.find_vintage(case.vintage_id).hierarchy
    codes = [str(provinces.codes[area]) for area in provinces.select(Level.PROVINCE, 0)][:DECK_SLIDES]

    def build() -> None:
        asked = [
            ViewRequest(case.vintage_id, Level.COMMUNE, code, Scheme.BHXH_TN, INDICATORS[0], case.as_of)
            for code in codes
        ]
        build_slides([Slide(_take(snapshot, files, one)) for one in asked], files.fonts, "benchmark")

    seconds = _time(build)
    verdict = "reached" if seconds < MOST_DECK_SECONDS else "MISSED"
    print(f"\nA deck of {len(codes)} slides, cold: {seconds:.1f} s (below {MOST_DECK_SECONDS}: {verdict})")


def _measure_pack(engine: Engine, case: RealCase) -> None:
    """Measure the pack of Điện Biên, a province of 130 communes in 10 districts."""
    snapshot, files = _open(engine)
    asked = ViewRequest(case.vintage_id, Level.COMMUNE, PACK_PROVINCE, Scheme.BHXH_TN, INDICATORS[0], case.as_of)
    task = PackTask(snapshot, asked, "vi", files.geometries.read_outlines, lambda _asked: "", files.fonts)
    made: list[Pack] = []
    seconds = _time(lambda: made.append(build_pack(task)))
    communes = sum(len(build_view(snapshot, one).codes) for one in list_pack_requests(snapshot, asked)[1:])
    units = len(list_pack_requests(snapshot, asked)) - 1
    verdict = "reached" if seconds < MOST_PACK_SECONDS else "MISSED"
    size = (len(made[0].pdf) + len(made[0].xlsx)) / 1000
    print(f"\nThe pack of {communes} communes in {units} districts, {size:,.0f} kB, cold: {seconds:.1f} s "
          f"(below {MOST_PACK_SECONDS}: {verdict})")  # fmt: skip


def _time(work: Callable[[], object]) -> float:
    began = _measure_spent()
    work()
    return _measure_spent() - began


def _measure_spent() -> float:
    """Return the processor seconds so far, those of drawing in a process of its own with them."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system + PROCESS.seconds


if __name__ == "__main__":
    main()
