"""What one server pays as communes, months and schemes grow one at a time: store, memory, publishing, answers, bytes.

Each size is measured in a process of its own over a store of made-up places (``benchmarks.scale_store``), by processor
time. The exponent tells the growth: 1 is in proportion, 0 does not grow. Readers are measured as a server is asked
without a pause, by the clock; as people read in ``load``. What geometry costs is in ``boundaries``.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, replace
from datetime import date
from pathlib import Path
from statistics import median
from time import process_time
from urllib.parse import urlencode

import matplotlib as mpl
from flask.testing import FlaskClient
from matplotlib.figure import Figure as Canvas

from benchmarks.request_loop import measure_requests_per_second
from benchmarks.scale_store import NOW, SCHEMES, VINTAGE_ID, Extent, build_next_month, build_store
from benchmarks.serving import find_free_port, run_server
from benchmarks.showing import HOUSE, replace_table
from services.coverage.snapshot import read_snapshot
from services.store.releases import publish_release
from webmap import create_app
from webmap.settings import Settings

Costs = dict[str, float]  # a figure for each of COLUMNS
BASE = Extent(3_321, 36, 3)
SIZES = {"areas": (1_000, 3_321, 11_163, 33_489), "months": (12, 36, 120), "schemes": (1, 3, 5)}
WHOLE = Extent(3_321, 120, 5)
READERS, SECONDS, WORKERS = (1, 4, 16, 64), 2.0, 2
COLUMNS = {
    "facts": "counts",
    "store_mb": "store, MB",
    "publish_s": "a month published, s",
    "read_s": "read whole, s",
    "memory_mb": "memory of what is in force, MB",
    "first_ms": "first answer, ms",
    "kept_ms": "kept answer, ms",
    "values_kb": "an answer, kB",
    "series_kb": "all dates (≤ 36), kB",
}


def main(options: Sequence[str] = ()) -> None:
    """Print a table for each thing that grows, and write them, with a picture, into ``docs/scale.md``."""
    if options:
        print(json.dumps(measure(Extent(*(int(text) for text in options[0].removeprefix("--extent=").split(","))))))
        return
    measured, tables = {}, []
    for name, sizes in SIZES.items():
        measured[name] = [_measure_apart(replace(BASE, **{name: size})) for size in sizes]
        tables.append(_build_table(name, sizes, measured[name]))
        print(tables[-1], "\n", flush=True)
    tables.append(_build_table("in all", ["3,321 · 120 months · 5 schemes"], [_measure_apart(WHOLE)]))
    tables.append(_build_readers_table(_measure_readers()))
    print("\n\n".join(tables[-2:]))
    _draw(measured, HOUSE / "docs" / "images" / "scale.svg")
    page = HOUSE / "docs" / "scale.md"
    page.write_text(replace_table(page.read_text(encoding="utf-8"), "\n\n".join(tables)), encoding="utf-8")


def measure(extent: Extent) -> Costs:
    """Return the figures of ``COLUMNS`` for a store of this extent; to be called in a process of its own."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        engine = build_store(home, extent)
        draft = build_next_month(extent)
        publish_s = _take(lambda: publish_release(engine, draft, by="scale", now=NOW))
        store_mb = sum(path.stat().st_size for path in home.rglob("*") if path.is_file()) / 1e6
        before = _read_own_memory()
        began = process_time()
        snapshot = read_snapshot(engine)
        read_s = process_time() - began
        memory_mb = (_read_own_memory() - before) / 1e6
        facts = sum(len(data.facts) for data in snapshot.vintages.values()) * extent.areas
        client = create_app(Settings(home=home), engine).test_client()
        first, kept, values_kb = _ask_values(client, extent)
        engine.dispose()
        told = (facts, store_mb, publish_s, read_s, memory_mb, first, kept, values_kb, _weigh_series(client, extent))
        return dict(zip(COLUMNS, told, strict=True))


def _measure_apart(extent: Extent) -> Costs:
    asked = ",".join(str(size) for size in astuple(extent))
    command = [sys.executable, "-m", "benchmarks", "scale", f"--extent={asked}"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found: Costs = json.loads(printed.splitlines()[-1])
    return found


def _measure_readers() -> dict[int, float]:
    """Return the kept answers a second that a server of two workers gives to so many who ask without a pause."""
    with tempfile.TemporaryDirectory() as name:
        build_store(Path(name), BASE).dispose()
        port = find_free_port()
        environment = {"BAOPHU_HOME": name, "BAOPHU_WORKERS": str(WORKERS), "DATABASE_URL": ""}
        target = f"/api/v1/values?{urlencode(_build_query(SCHEMES[0], BASE.days[-1]))}"
        with run_server([sys.executable, "-m", "webmap", "serve", "--port", str(port)], port, environment):
            measure_requests_per_second(port, target, seconds=SECONDS, connections=READERS[0])  # fills what is kept
            return {
                readers: measure_requests_per_second(port, target, seconds=SECONDS, connections=readers)
                for readers in READERS
            }


def _build_readers_table(rates: Mapping[int, float]) -> str:
    lines = ["| who ask without a pause | kept answers a second | each waits, ms |", "|---|---|---|"]
    lines += [f"| {readers} | {rate:,.0f} | {1000 * readers / rate:.1f} |" for readers, rate in rates.items()]
    return "\n".join(lines)


def _take(do: Callable[[], object]) -> float:
    began = process_time()
    do()
    return process_time() - began


def _read_own_memory() -> int:
    """Return the bytes of this process alone that are in memory now."""
    lines = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    return 1024 * sum(int(line.split()[1]) for line in lines if line.startswith(("Private_Clean", "Private_Dirty")))


def _ask_values(client: FlaskClient, extent: Extent) -> tuple[float, float, float]:
    """Return the milliseconds of first and kept answers (medians over dates and schemes), and the kB of one."""
    _get(client, "values", SCHEMES[0], extent.days[0])  # what is made once for all
    first, kept, sizes = [], [], []
    for scheme in SCHEMES[: extent.schemes]:
        for day in extent.days[-4:]:
            for taken in (first, kept):
                began = process_time()
                sizes.append(_get(client, "values", scheme, day))
                taken.append(1000 * (process_time() - began))
    return median(first), median(kept), median(sizes) / 1000


def _weigh_series(client: FlaskClient, extent: Extent) -> float:
    days = extent.days[-36:]
    return _get(client, "series", SCHEMES[0], days[-1], {"from": days[0].isoformat(), "to": days[-1].isoformat()}) / 1e3


def _get(client: FlaskClient, what: str, scheme: str, day: date, more: dict[str, str] | None = None) -> int:
    query = _build_query(scheme, day) | (more or {})
    response = client.get(f"/api/v1/{what}?{urlencode(query)}", headers={"Accept-Encoding": "br"})
    if response.status_code != 200:
        raise RuntimeError(response.get_data(as_text=True)[:500])
    return len(response.data)


def _build_query(scheme: str, day: date) -> dict[str, str]:
    place = {"vintage": VINTAGE_ID, "level": "commune", "within": "VN", "scheme": str(scheme)}
    return place | {"indicator": "plan_completion_ratio", "as_of": day.isoformat(), "format": "columns"}


def _build_table(name: str, sizes: Sequence[object], rows: list[Costs]) -> str:
    lines = [f"| {name} | {' | '.join(COLUMNS.values())} |", "|---" * (len(COLUMNS) + 1) + "|"]
    for size, row in zip(sizes, rows, strict=True):
        told = [f"{row[key]:,.{_digits(row[key])}f}" for key in COLUMNS]
        lines.append(f"| {f'{size:,}' if isinstance(size, int) else size} | {' | '.join(told)} |")
    if len(rows) > 1:
        span = math.log(float(str(sizes[-1])) / float(str(sizes[0])))
        growth = [math.log(rows[-1][key] / rows[0][key]) / span for key in COLUMNS]
        lines.append(f"| exponent | {' | '.join(f'{one:.1f}' for one in growth)} |")
    return "\n".join(lines)


def _draw(measured: Mapping[str, list[Costs]], path: Path) -> None:
    """Draw what each size costs in multiples of the smallest, on logarithmic scales, a panel for each thing."""
    mpl.rcParams |= {"svg.hashsalt": "scale", "svg.fonttype": "path", "font.size": 9}
    canvas = Canvas(figsize=(10, 3.6), layout="constrained", facecolor="white")
    for axes, (name, rows) in zip(canvas.subplots(1, len(measured), sharey=True), measured.items(), strict=True):
        for key, label in COLUMNS.items():
            axes.plot(SIZES[name], [row[key] / rows[0][key] for row in rows], marker="o", markersize=3, label=label)
        axes.set(xscale="log", yscale="log", title=f"{name} (times the smallest)")
        axes.set_xticks(SIZES[name], [f"{size:,}" for size in SIZES[name]])
        axes.minorticks_off()
        axes.grid(color="#d9dee2")
        axes.spines[:].set_visible(False)
    canvas.legend(*axes.get_legend_handles_labels(), loc="outside right center", frameon=False)
    canvas.savefig(path, metadata={"Date": None})


def _digits(number: float) -> int:
    return 0 if number >= 100 else 1 if number >= 1 else 2


if __name__ == "__main__":
    main(sys.argv[1:])
