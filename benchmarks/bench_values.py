"""Values of 3,321 communes per second: ours from memory, a pandas merge and SQL per request, all under gunicorn.

All give the coverage of BHXH of all communes since July 2025 with what belongs to it, from two workers of four
threads on this machine, asked by the same client over kept connections, in turns.
"""

from __future__ import annotations

import json
import sys
import tempfile
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import pandas as pd

from benchmarks.figures import record
from benchmarks.request_loop import measure_requests_per_second
from benchmarks.serving import find_free_port, run_server
from geodata.areas import Level
from services.coverage.catalogue import list_periods, list_schemes
from services.coverage.counts import build_counts
from services.coverage.snapshot import Snapshot, read_snapshot
from services.demo.build import build_demo
from services.demo.cases import SINCE_2025
from services.measures.indicators import Count
from services.measures.schemes import Scheme
from services.store.engine import migrate, open_engine
from webmap.server import KEEPALIVE_SECONDS, THREADS
from webmap.settings import Settings

SECONDS, ROUNDS, CONNECTIONS, WORKERS = 3.0, 3, 4, 2
VIEW = {
    "vintage": SINCE_2025,
    "level": "commune",
    "within": "VN",
    "scheme": Scheme.BHXH.value,
    "indicator": "coverage_ratio",
    "as_of": "2025-12-31",
    "format": "columns",
}
PANDAS_VIEW = {"scheme": VIEW["scheme"], "as_of": VIEW["as_of"]}
SQL_VIEW = {"vintage": VIEW["vintage"], "as_of": VIEW["as_of"]}


def main() -> None:
    """Measure and print the requests per second of each, and the ratio."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        area_count = _prepare(folder)
        ours_port, pandas_port, sql_port, fixed_port = (find_free_port() for _ in range(4))
        with (
            _serve(_our_command(ours_port), folder, ours_port),
            _serve(_their_command("pandas_app:create_app()", pandas_port), folder, pandas_port),
            _serve(_their_command("sql_app:create_app()", sql_port), folder, sql_port),
            _serve(_their_command("pandas_app:fixed", fixed_port), folder, fixed_port),
        ):
            asked = {
                "ours": (ours_port, f"/api/v1/values?{urlencode(VIEW)}"),
                "pandas": (pandas_port, f"/values?{urlencode(PANDAS_VIEW)}"),
                "sql": (sql_port, f"/values?{urlencode(SQL_VIEW)}"),
                "fixed": (fixed_port, "/"),
            }
            _check_equal(asked)
            rates = _measure_in_turns(asked)
    _report(area_count, rates)


def _prepare(folder: Path) -> int:
    """Build the demonstration store and the frames of the pandas application; return how many communes there are."""
    engine = open_engine(Settings(home=folder).database_url)
    migrate(engine)
    build_demo(engine, datetime.now(UTC))
    snapshot = read_snapshot(engine)
    engine.dispose()
    hierarchy = snapshot.find_vintage(SINCE_2025).hierarchy
    communes = hierarchy.frame[hierarchy.frame["level"] == Level.COMMUNE.value]
    communes[["area_code", "name", "parent_code"]].to_parquet(folder / "areas.parquet")
    _build_facts(snapshot, communes["area_code"].tolist()).to_parquet(folder / "facts.parquet")
    return len(communes)


def _build_facts(snapshot: Snapshot, codes: list[str]) -> pd.DataFrame:
    frames = []
    for scheme in list_schemes(snapshot, SINCE_2025):
        for day in [period.as_of for period in list_periods(snapshot, SINCE_2025, scheme)]:
            frames.append(_build_frame(snapshot, scheme, day, codes))
    return pd.concat(frames, ignore_index=True)


def _build_frame(snapshot: Snapshot, scheme: Scheme, day: date, codes: list[str]) -> pd.DataFrame:
    counts = build_counts(snapshot, SINCE_2025, Level.COMMUNE, "VN", scheme, day).counts
    columns = {"enrolled": counts[Count.ENROLLED], "denominator": counts[Count.DENOMINATOR]}
    return pd.DataFrame({"area_code": codes, "scheme": scheme.value, "as_of": day.isoformat(), **columns})


def _our_command(port: int) -> list[str]:
    return [sys.executable, "-m", "webmap", "serve", "--port", str(port)]


def _their_command(name: str, port: int) -> list[str]:
    options = ["--workers", str(WORKERS), "--worker-class", "gthread", "--threads", str(THREADS), "--preload"]
    address = ["--bind", f"127.0.0.1:{port}", "--keep-alive", str(KEEPALIVE_SECONDS)]
    return [sys.executable, "-m", "gunicorn", *options, *address, f"benchmarks.{name}"]


def _serve(command: list[str], folder: Path, port: int) -> AbstractContextManager[None]:
    environment = {
        "BAOPHU_HOME": str(folder),
        "BAOPHU_WORKERS": str(WORKERS),
        "DATABASE_URL": "",
        "BENCHMARK_FRAMES": str(folder),
    }
    return run_server(command, port, environment)


def _measure_in_turns(asked: dict[str, tuple[int, str]]) -> dict[str, list[float]]:
    """Return the requests per second of each in each round, after a first asking that fills what is kept."""
    for port, target in asked.values():
        measure_requests_per_second(port, target, seconds=0.5, connections=CONNECTIONS)
    rates: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(ROUNDS):
        for name, (port, target) in asked.items():
            rate = measure_requests_per_second(port, target, seconds=SECONDS, connections=CONNECTIONS)
            rates[name].append(rate)
    return rates


def _check_equal(asked: dict[str, tuple[int, str]]) -> None:
    """RuntimeError where the three do not tell the same total of the same communes."""
    answers = {name: _read_json(*asked[name]) for name in ("ours", "pandas", "sql")}
    total = answers["ours"]["total"]
    expected = [total["numerator"], total["denominator"]]
    found = {name: answers[name]["total"] for name in ("pandas", "sql")}
    if any([round(number) for number in one] != expected for one in found.values()):
        raise RuntimeError(f"other totals: {expected}, {found}")


def _read_json(port: int, target: str) -> dict[str, Any]:
    with urlopen(f"http://127.0.0.1:{port}{target}") as response:
        answer: dict[str, Any] = json.load(response)
    return answer


def _report(area_count: int, rates: dict[str, list[float]]) -> None:
    ours, pandas, sql, fixed = (median(rates[name]) for name in ("ours", "pandas", "sql", "fixed"))
    print(f"| values of {area_count:,} communes | requests/s |")
    print("|---|---|")
    print(f"| a pandas merge per request | {pandas:,.0f} |")
    print(f"| one SELECT with joins per request | {sql:,.0f} |")
    print(f"| ours (/api/v1/values, format=columns) | {ours:,.0f} |")
    print(f"| fixed bytes from a bare WSGI function: what client and gunicorn can do | {fixed:,.0f} |")
    record("values_merge", ours, pandas)
    record("values_sql", ours, sql)


if __name__ == "__main__":
    main()
