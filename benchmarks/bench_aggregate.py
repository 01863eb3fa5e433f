"""Rows of participants to counts per commune, scheme and month: by the command's way, and by pandas in chunks.

All read the same file, in processes of their own, and must come to the same counts. pandas is asked twice: as one
writes it, a mask and a group-by for each cut-off, and tuned, where each row is two events. It is spared the matching of
places: it is given the area of each text.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq

from benchmarks.figures import record
from geodata.area_index import AreaIndex, build_area_index
from services.measures.periods import list_month_ends
from services.participants.counting import FileCounter
from services.participants.counts import build_counts
from services.participants.engines import open_engine
from services.participants.headers import read_extract_headers
from services.participants.partitions import WorkFolder
from services.participants.places import PlaceFinder
from services.participants.request import AggregateRequest

ROWS, CHUNK, SEED = 20_000_000, 1_000_000, 8
CUT_OFFS = list_month_ends(date(2025, 12, 31), 36)
FIRST_DAY, DAY_COUNT = np.datetime64("2005-01-01"), 12_000
PROVINCE_COUNT, COMMUNE_COUNT = 34, 3_321
SCHEMES = {
    "BHXH bắt buộc": "BHXH_BB",
    "BHXH tự nguyện": "BHXH_TN",
    "Bảo hiểm thất nghiệp": "BHTN",
    "BHYT": "BHYT",
    "BHYT hộ gia đình": "BHYT_HGD",
}
STATUSES = ("Đang tham gia", "Đã dừng")
HEADERS = ("Mã xã", "Tên xã", "Loại hình", "Trạng thái", "Từ ngày", "Đến ngày", "Giới tính", "Năm sinh")
READ = list(HEADERS[:6])


def main(options: Sequence[str] = ()) -> None:
    """Print seconds, processor seconds and peak memory of all ways for CSV and Parquet, and the ratios."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks aggregate")
    parser.add_argument("--rows", type=int, default=ROWS)
    rows = parser.parse_args(list(options)).rows
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"participants.{ending}" for ending in ("parquet", "csv")]
        _write_extracts(paths, rows)
        for path in paths:
            _compare(path, rows)
            path.unlink()


def _compare(path: Path, rows: int) -> None:
    size = path.stat().st_size / 1e6
    print(f"\n| {rows:,} rows, {size:,.0f} MB of {path.suffix[1:]} | s | processor s | peak memory, MB |")
    print("|---|---|---|---|")
    told = {way: _run(way, path) for way in WAYS}
    if len({one["sum"] for one in told.values()}) > 1:
        raise SystemExit(f"unequal counts: {told}")
    ours, masks, tuned = told["ours"], told["pandas, a mask per cut-off"], told["pandas, tuned"]
    print("\nTimes as long, by the clock and of the processor; the counts are equal:")
    for name, other in (("a mask per cut-off", masks), ("tuned", tuned)):
        clock, processor = (other[unit] / ours[unit] for unit in ("seconds", "processor"))
        print(f"pandas, {name}: {clock:.1f}, {processor:.1f}")
    if rows == ROWS:  # the figure is of so many
        record(f"participants_{path.suffix[1:]}", ours["seconds"], masks["seconds"])


def _run(way: str, path: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.bench_aggregate", way, str(path)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    told: dict[str, float] = json.loads(done.stdout)
    print(f"| {way} | {told['seconds']:.1f} | {told['processor']:.1f} | {told['peak']:,.0f} |", flush=True)
    return told


def _write_extracts(paths: Sequence[Path], rows: int) -> None:
    """Write the same persons in random order to all files, a million at a time."""
    dice = np.random.default_rng(SEED)
    with ExitStack() as stack:
        writers: list[pc.CSVWriter | pq.ParquetWriter] = []
        for start in range(0, rows, CHUNK):
            table = _draw_persons(dice, min(CHUNK, rows - start))
            writers = writers or [stack.enter_context(_open_writer(path, table.schema)) for path in paths]
            for writer in writers:
                writer.write_table(table)


def _open_writer(path: Path, schema: pa.Schema) -> pc.CSVWriter | pq.ParquetWriter:
    return (pc.CSVWriter if path.suffix == ".csv" else pq.ParquetWriter)(path, schema)


def _draw_persons(dice: np.random.Generator, size: int) -> pa.Table:
    days = np.datetime_as_string(FIRST_DAY + np.arange(DAY_COUNT))
    places = dice.integers(0, COMMUNE_COUNT, size)
    starts = dice.integers(0, 7_500, size)
    ends = starts + dice.integers(0, 4_000, size)
    has_ended = (ends < 7_600) & (dice.random(size) < 0.6)
    columns = (
        pa.array([_code(number) for number in range(COMMUNE_COUNT)]).take(places),
        pa.array([_name(number) for number in range(COMMUNE_COUNT)]).take(places),
        pa.array(list(SCHEMES)).take(dice.integers(0, len(SCHEMES), size)),
        pa.array(STATUSES).take(has_ended.astype(np.int64)),
        pa.array(days).take(starts),
        pa.array([*days, None]).take(np.where(has_ended, ends, DAY_COUNT)),
        pa.array(["Nam", "Nữ"]).take(dice.integers(0, 2, size)),
        pa.array(dice.integers(1940, 2010, size)),
    )
    return pa.table(columns, names=list(HEADERS))


def _code(number: int) -> str:
    return f"{number + 4:05d}"


def _name(number: int) -> str:
    return f"Xã Thử Nghiệm {number}"


def _build_index() -> AreaIndex:
    provinces = [
        ("province", f"{number + 1:02d}", f"Tỉnh {number + 1}", "country", "VN") for number in range(PROVINCE_COUNT)
    ]
    communes = [
        ("commune", _code(number), _name(number), "province", f"{number % PROVINCE_COUNT + 1:02d}")
        for number in range(COMMUNE_COUNT)
    ]
    columns = ["level", "area_code", "name", "parent_level", "parent_code"]
    return build_area_index("VN-2025-07-01", pd.DataFrame([*provinces, *communes], columns=columns))


def count_ours(path: Path) -> pd.DataFrame:
    """Return the counts as the command makes them, without what it does once for all files.

    The hash by which a finished file is found again belongs to it.
    """
    request = AggregateRequest((path,), "VN-2025-07-01", CUT_OFFS)
    counter = FileCounter(request, PlaceFinder(_build_index(), request), {})
    headers = read_extract_headers(path)
    WorkFolder(path.parent / "work", "the benchmark").find(path)
    with open_engine("duckdb", memory="2GB", threads=2) as engine:
        partition = counter.count(engine, headers, counter.find_columns(headers), lambda done: None)
    totals = build_counts(partition.events, request).totals
    return totals.set_index(["area_code", "scheme", "as_of"])["count"].unstack("as_of")


def count_by_masks(path: Path) -> pd.DataFrame:
    """Return the counts by chunks of a million rows, with a mask for each cut-off."""
    keys, cut_offs = _build_keys(), _build_cut_offs()
    found = []
    for chunk in (_understand(one, keys) for one in _read_chunks(path)):
        for day in cut_offs:
            is_in = (chunk["start"] <= day) & (chunk["end"].isna() | (chunk["end"] >= day))
            counts = chunk[is_in].groupby(["area_code", "scheme"]).size()
            found.append(pd.concat({day.date(): counts}, names=["as_of"]))
    counts = pd.concat(found).groupby(level=[1, 2, 0]).sum().unstack(fill_value=0)
    return _add_households(counts)


def count_by_events(path: Path) -> pd.DataFrame:
    """Return the counts by chunks of a million rows, each row as two events: it enters, and it leaves."""
    keys, cut_offs = _build_keys(), _build_cut_offs()
    found = [_count_events(_understand(chunk, keys), cut_offs) for chunk in _read_chunks(path)]
    changes = pd.concat(found).groupby(level=[0, 1, 2]).sum().unstack(fill_value=0)
    counts = changes.reindex(columns=range(len(CUT_OFFS)), fill_value=0).cumsum(axis=1)
    return _add_households(counts.set_axis(list(CUT_OFFS), axis=1))


def _build_keys() -> pd.DataFrame:
    rows = [(_code(number), _name(number), _code(number)) for number in range(COMMUNE_COUNT)]
    return pd.DataFrame(rows, columns=["Mã xã", "Tên xã", "area_code"])


def _build_cut_offs() -> pd.DatetimeIndex:
    return pd.DatetimeIndex([pd.Timestamp(day) for day in CUT_OFFS])


def _add_households(counts: pd.DataFrame) -> pd.DataFrame:
    household = counts.xs("BHYT_HGD", level="scheme", drop_level=False).rename(index={"BHYT_HGD": "BHYT"})
    return pd.concat([counts, household]).groupby(level=[0, 1]).sum()


def _read_chunks(path: Path) -> pd.io.parsers.TextFileReader | map:
    if path.suffix == ".csv":
        return pd.read_csv(path, dtype=str, usecols=READ, chunksize=CHUNK)
    return map(pa.RecordBatch.to_pandas, pq.ParquetFile(path).iter_batches(CHUNK, columns=READ))


def _understand(chunk: pd.DataFrame, keys: pd.DataFrame) -> pd.DataFrame:
    chunk = chunk.merge(keys, on=["Mã xã", "Tên xã"], how="left", validate="many_to_one")
    chunk["scheme"] = chunk["Loại hình"].map(SCHEMES)
    chunk["start"] = pd.to_datetime(chunk["Từ ngày"], format="%Y-%m-%d", errors="coerce")
    chunk["end"] = pd.to_datetime(chunk["Đến ngày"], format="%Y-%m-%d", errors="coerce")
    is_stopped = chunk["Trạng thái"].eq(STATUSES[1]) & chunk["end"].isna()
    is_known = chunk["area_code"].notna() & chunk["scheme"].notna() & chunk["start"].notna()
    return chunk[is_known & ~is_stopped & ~(chunk["end"] < chunk["start"])]


def _count_events(chunk: pd.DataFrame, cut_offs: pd.DatetimeIndex) -> pd.Series:
    chunk = chunk.assign(
        first=cut_offs.searchsorted(chunk["start"], side="left"),
        leave=np.where(chunk["end"].isna(), len(cut_offs), cut_offs.searchsorted(chunk["end"], side="right")),
    )
    chunk = chunk[chunk["first"] < chunk["leave"]]
    enters = chunk.groupby(["area_code", "scheme", "first"]).size()
    leaves = chunk[chunk["leave"] < len(cut_offs)].groupby(["area_code", "scheme", "leave"]).size()
    names = ["area_code", "scheme", "at"]
    return enters.rename_axis(names).sub(leaves.rename_axis(names), fill_value=0).astype(np.int64)


WAYS: dict[str, Callable[[Path], pd.DataFrame]] = {
    "ours": count_ours,
    "pandas, a mask per cut-off": count_by_masks,
    "pandas, tuned": count_by_events,
}


def _measure(way: str, path: Path) -> None:
    started, processor = time.perf_counter(), time.process_time()
    counts = WAYS[way](path)
    told = {"seconds": time.perf_counter() - started, "processor": time.process_time() - processor}
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1000
    values = counts.sort_index().to_numpy().astype(np.int64)
    weights = np.arange(1, values.size + 1) % 9_973  # so that counts in other places give another sum
    print(json.dumps({**told, "peak": peak, "sum": int((values.ravel() * weights).sum())}))


if __name__ == "__main__":
    _measure(sys.argv[1], Path(sys.argv[2]))
