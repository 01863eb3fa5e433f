"""A CSV of two million rows beside pandas: each reads it in a process of its own, so that its peak memory can be told.

The time is that of the reading alone, imports done and the process that reads for ours started. The peak is that of the
process that asks; the one that reads lays eight bytes per row beside it, and shares with it the bytes of the file.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd

from benchmarks.ratios import tell_ratio
from services.demo.cases import BEFORE_2025

CSV_ROW_COUNT, CSV_ROUNDS = 2_000_000, 5
SEED, TODAY = 20, date(2026, 1, 2)
CSV_HEADER = "Mã xã;Tên xã;Loại hình;Ngày;Số người\n"
OURS = (
    "from services.intake.files.sheets import SheetLimits, read_workbook_file; import pathlib; "
    "from services.intake.files.long_text import read_long_text; read_long_text(b'a;b', 'a.csv', SheetLimits())"
)
MEASURED = {
    "ours": (
        OURS,
        "sheet = read_workbook_file(pathlib.Path(PATH)).sheets[0]; count = len(sheet.rows) - 1",
    ),
    "ours, every column by its distinct texts": (
        OURS,
        "sheet = read_workbook_file(pathlib.Path(PATH)).sheets[0]; count = len(sheet.rows) - 1; "
        "columns = sheet.text.encode_columns(range(sheet.text.width))",
    ),
    "pandas.read_csv, codes lose their zeros": ("import pandas", "count = len(pandas.read_csv(PATH, sep=';'))"),
    "pandas.read_csv, codes as text": (
        "import pandas",
        "count = len(pandas.read_csv(PATH, sep=';', dtype={'Mã xã': str}))",
    ),
    "pandas.read_csv, all as text": ("import pandas", "count = len(pandas.read_csv(PATH, sep=';', dtype=str))"),
}
LOADED = {
    "ours: read, looked through, matched and checked": (
        "import pathlib; from datetime import date; from services.intake.loading import check_data; "
        "from services.intake.options import IntakeOptions; from services.store.engine import open_engine; "
        "engine = open_engine(sys.argv[2])",
        "connection = engine.connect(); "
        "checked = check_data(connection, pathlib.Path(PATH), IntakeOptions(vintage_id=sys.argv[3]), "
        "date.fromisoformat(sys.argv[4])); count = checked.report.outcome_counts['matched']",
    ),
}
LOADED["… and published in SQLite"] = (
    LOADED["ours: read, looked through, matched and checked"][0]
    + "; from datetime import datetime, UTC; from services.intake.loading import publish_table",
    LOADED["ours: read, looked through, matched and checked"][1]
    + "; connection.close(); publish_table(engine, checked, by='benchmark', now=datetime.now(UTC))",
)
RUN = """
import json, sys, time
PATH = sys.argv[1]
{imports}
started = time.perf_counter()
{work}
seconds = time.perf_counter() - started
# VmHWM, not ru_maxrss: that one also counts what the parent held when this process was forked.
peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) / 1000
print(json.dumps([seconds, peak, count]))
"""


def measure_csv(folder: Path) -> None:
    """Tell what reading a CSV of two million rows takes, ours and pandas in turns."""
    path = _write_csv(folder)
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in MEASURED}
    for _ in range(CSV_ROUNDS):  # in turns, so that whatever else the machine does meets each alike
        for name, (imports, work) in MEASURED.items():
            found[name].append(_run(RUN.format(imports=imports, work=work), path))
    size = path.stat().st_size / 1e6
    print(f"\n| a CSV of {CSV_ROW_COUNT:,} rows, {size:.0f} MB | s | peak memory, MB |\n|---|---|---|")
    for name, runs in found.items():
        print(f"| {name} | {median(run[0] for run in runs):.2f} | {median(run[1] for run in runs):,.0f} |")
    default = [run[0] for run in found["pandas.read_csv, codes lose their zeros"]]
    tell_ratio(median(their / our for our, their in zip([r[0] for r in found["ours"]], default, strict=True)), 1)


def measure_long_load(folder: Path, url: str, communes: pd.DataFrame) -> None:
    """Tell what it takes to load two million counts of all communes into the store at ``url``: once each."""
    path = _write_counts(folder, communes)
    size = path.stat().st_size / 1e6
    print(
        f"\n| {CSV_ROW_COUNT:,} counts of communes by scheme and month, {size:.0f} MB | s | peak memory, MB |"
        "\n|---|---|---|"
    )
    for name, (imports, work) in LOADED.items():
        seconds, peak = _run(RUN.format(imports=imports, work=work), path, url, BEFORE_2025, TODAY.isoformat())
        print(f"| {name} | {seconds:.1f} | {peak:,.0f} |")


def _write_counts(folder: Path, communes: pd.DataFrame) -> Path:
    random = np.random.default_rng(SEED)
    path = folder / "cac_thang.csv"
    places = [";".join(place) for place in communes.itertuples(index=False, name=None)]
    months = [f"{month:%d/%m/%Y}" for month in pd.date_range("2016-01-31", periods=120, freq="ME")]
    schemes = ("BHXH_BB", "BHXH_TN", "BHTN", "BHYT", "BHYT_HGD")
    turns = ((place, scheme, month) for month in months for scheme in schemes for place in places)
    counts = random.integers(0, 20_000, CSV_ROW_COUNT).tolist()
    with path.open("w", encoding="utf-8") as file:
        file.write("Tỉnh;Huyện;Mã xã;Tên xã;Loại hình;Ngày;Số người tham gia\n")
        for (place, scheme, month), count in zip(turns, counts, strict=False):
            file.write(f"{place};{scheme};{month};{count}\n")
    return path


def _write_csv(folder: Path) -> Path:
    random = np.random.default_rng(SEED)
    path = folder / "toan_quoc.csv"
    places = np.arange(CSV_ROW_COUNT) % 11_000
    schemes = ("BHXH_BB", "BHXH_TN", "BHTN", "BHYT")
    counts = random.integers(0, 20_000, CSV_ROW_COUNT)
    with path.open("w", encoding="utf-8-sig") as file:
        file.write(CSV_HEADER)
        for number, (place, count) in enumerate(zip(places.tolist(), counts.tolist(), strict=True)):
            turn = number // 11_000
            day = f"{1 + turn // 4 % 28:02d}/12/2021"
            file.write(f"{place:05d};Xã số {place} Thượng;{schemes[turn % 4]};{day};{count}\n")
    return path


def _run(script: str, path: Path, *words: str) -> tuple[float, float]:
    done = subprocess.run([sys.executable, "-c", script, str(path), *words], capture_output=True, text=True, check=True)
    seconds, peak, count = json.loads(done.stdout)
    if count != CSV_ROW_COUNT:
        raise RuntimeError(f"{count} rows instead of {CSV_ROW_COUNT}")
    return seconds, peak
