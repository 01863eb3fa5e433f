"""Import and activation of the real communes: seconds, memory and bytes, beside GeoPandas calls in a row.

Ratios within one run mean something, the seconds of one machine little. Needs the real files
(``BAOPHU_REAL_DATA`` or ../shared/data).
"""

from __future__ import annotations

import gzip
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.figures import record

LIMIT_SECONDS, LIMIT_GIB = 90.0, 4.0
FILES = {"communes_2025.parquet": "VN-2025-07-01", "communes_2016.parquet": "VN-2016-01-01"}
LIMITED = "communes_2025.parquet"


@dataclass(frozen=True)
class Run:
    """One file brought from disk to active, in a process of its own."""

    check_seconds: float
    import_seconds: float
    activate_seconds: float
    memory_gib: float
    outline_kb: int  # Brotli, as sent
    province_kb: int  # Brotli, the median province
    plain_kb: int  # the same communes as GeoJSON at full detail, gzip

    @property
    def seconds(self) -> float:
        """From the file to an active vintage."""
        return self.check_seconds + self.import_seconds + self.activate_seconds


def main() -> None:
    """Print one line per file, and exit with an error where a limit is passed."""
    folder = Path(os.environ.get("BAOPHU_REAL_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
    if not (folder / "boundaries").is_dir():
        print("skipped: needs the real files, set BAOPHU_REAL_DATA")
        return
    print(
        "| file | check s | import s | activate s | all s | peak GiB | outline kB br | province kB br | GeoJSON kB gz |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    failures, ours = [], 0.0
    for name, vintage_id in FILES.items():
        run = _run_apart(folder / "boundaries" / name, vintage_id)
        print(
            f"| {name} | {run.check_seconds:.1f} | {run.import_seconds:.1f} | {run.activate_seconds:.1f} "
            f"| {run.seconds:.1f} | {run.memory_gib:.2f} | {run.outline_kb} | {run.province_kb} | {run.plain_kb} |",
            flush=True,
        )
        ours = run.seconds if name == LIMITED else ours
        if name == LIMITED and (run.seconds > LIMIT_SECONDS or run.memory_gib > LIMIT_GIB):
            failures.append(f"{name}: more than {LIMIT_SECONDS:.0f} s or {LIMIT_GIB:.0f} GiB")
    theirs = _run_theirs(folder / "boundaries" / LIMITED)
    print("\n| GeoPandas calls in a row | s | of these compressing | files kB gz + br |\n|---|---|---|---|")
    print(f"| {LIMITED} | {theirs[0]:.1f} | {theirs[1]:.1f} | {theirs[2]:.0f} |")
    record("import", ours, theirs[0])
    if failures:
        raise SystemExit("; ".join(failures))


def _run_apart(path: Path, vintage_id: str) -> Run:
    """Measure in a fresh process, so that peak memory is that of this file alone."""
    command = [sys.executable, "-m", "benchmarks.bench_boundaries", str(path), vintage_id]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Run(*(float(part) if "." in part else int(part) for part in output.split()))


def _run_theirs(path: Path) -> tuple[float, float, float]:
    """Return seconds in all, seconds of compressing and the kB of the files, of the same in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.geopandas_import", str(path)]
    total, compressing, size = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(total), float(compressing), float(size)


def measure(path: Path, vintage_id: str) -> Run:
    """Return what it takes to check, import and activate a file in a new store."""
    from services.boundaries.activation import activate_vintage
    from services.boundaries.checking import check_boundaries
    from services.boundaries.importing import import_boundaries
    from services.boundaries.options import BoundaryOptions, UncodedRows
    from services.store.boundaries import list_deliveries, read_delivery
    from services.store.engine import migrate, open_engine

    now = datetime(2026, 1, 1, tzinfo=UTC)
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/bench.sqlite")
        migrate(engine)
        start = time.perf_counter()
        boundary_set = check_boundaries(path, BoundaryOptions(vintage_id, uncoded=UncodedRows.LEAVE_OUT))
        checked = time.perf_counter()
        import_boundaries(engine, boundary_set, now)
        imported = time.perf_counter()
        activate_vintage(engine, vintage_id, now)
        activated = time.perf_counter()
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        with engine.connect() as connection:
            sizes = {
                one.scope_code: len(read_delivery(connection, one.content_hash, "arcs+br") or b"")
                for one in list_deliveries(connection, vintage_id)
            }
        engine.dispose()
    provinces = sorted(size for code, size in sizes.items() if code != "VN")
    plain = gzip.compress(boundary_set.areas[["area_code", "name", "geometry"]].to_json().encode(), 6)
    return Run(
        checked - start, imported - checked, activated - imported, memory,
        sizes["VN"] // 1000, provinces[len(provinces) // 2] // 1000, len(plain) // 1000,
    )  # fmt: skip


if __name__ == "__main__":
    result = measure(Path(sys.argv[1]), sys.argv[2])
    print(
        f"{result.check_seconds:.3f} {result.import_seconds:.3f} {result.activate_seconds:.3f} "
        f"{result.memory_gib:.3f} {result.outline_kb} {result.province_kb} {result.plain_kb}"
    )
