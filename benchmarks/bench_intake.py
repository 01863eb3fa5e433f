"""A workbook of 12,000 rows from upload to preview beside pandas; then long CSVs (``benchmarks.long_csv``).

The workbook is the national report as it is laid out: all communes with the totals of their districts, three schemes
side by side under a merged header, each with target, count of the year before, count, completion and change. Ours is
uploaded (read, looked through for persons, stored), understood, matched, checked and previewed, each round a new file.
Theirs is ``benchmarks.by_hand``: merged as a careful analyst would, with equal counts, which is made sure of; and with
nothing but a join by code. Both start with what they compare with in memory: the snapshot that the service holds, the
frame of what is in force. Told is the time of the processor, with that of the processes started: the clock of a shared
machine tells more of its other work.
"""

from __future__ import annotations

import itertools
import resource
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd
import xlsxwriter
from numpy.typing import NDArray
from sqlalchemy.engine import Connection, Engine

from benchmarks.by_hand import FACT_KEY, merge_by_code, merge_carefully
from benchmarks.long_csv import measure_csv, measure_long_load
from benchmarks.ratios import tell_ratio
from geodata.areas import Level
from services.coverage.snapshot import Snapshot, read_snapshot
from services.demo.build import build_demo
from services.demo.cases import BEFORE_2025
from services.intake.files.readers import READERS
from services.intake.options import IntakeOptions
from services.intake.publication.preview import build_preview
from services.intake.publication.uploads import StoredUpload, check_upload, create_upload
from services.measures.schemes import Scheme
from services.store.boundaries import read_areas
from services.store.engine import migrate, open_engine
from services.store.in_force import read_facts_in_force
from webmap.settings import Settings

LEAST_RATIO = 3
ROW_COUNT = 12_000
ROUNDS = 5
SEED = 20
AS_OF, TODAY = date(2023, 12, 31), date(2026, 1, 2)
SCHEMES = {Scheme.BHXH_BB: "BHXH bắt buộc", Scheme.BHXH_TN: "BHXH tự nguyện", Scheme.BHYT: "BHYT"}
TITLES = ("BẢO HIỂM XÃ HỘI VIỆT NAM", "TỔNG HỢP SỐ NGƯỜI THAM GIA BẢO HIỂM", "Tính đến hết ngày 31/12/2023")
PLACE_HEADER = ("STT", "Tỉnh", "Huyện", "Mã xã", "Tên xã")
SCHEME_HEADER = ("KH 2023", "TH 31/12/2022", "TH 31/12/2023", "% thực hiện KH", "Tăng, giảm so với cùng kỳ")
SUBSETS = ("Trong đó: thành thị", "- nông thôn")  # below the total of each district
HEADER_ROWS = len(TITLES) + 3
COUNTED = ("target", "before", "enrolled")
OPTIONS = IntakeOptions(vintage_id=BEFORE_2025, as_of=AS_OF)

_NUMBERS = itertools.count()  # each round uploads a file that was never read before


def main() -> None:
    """Measure both and print the ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _measure_workbook(folder)
        measure_csv(folder)
        url = Settings(home=folder).database_url
        engine = open_engine(url)
        communes = _read_communes(engine)
        engine.dispose()
        measure_long_load(folder, url, communes)


def _measure_workbook(folder: Path) -> None:
    engine = open_engine(Settings(home=folder).database_url)
    migrate(engine)
    build_demo(engine, datetime.now(UTC))
    snapshot = read_snapshot(engine)
    communes = _read_communes(engine)
    path = _write_workbook(folder, communes)
    with engine.connect() as connection:
        in_force = _read_in_force(connection)
    _check_equal(engine, path, merge_carefully(path, communes, in_force).facts)
    told = _time_in_turns(
        {
            "pandas.read_excel (openpyxl) and a careful merge by hand": lambda: merge_carefully(
                path, communes, in_force
            ),
            "pandas.read_excel (openpyxl) and a merge by code alone": lambda: merge_by_code(path, communes),
            "ours, from upload to preview": lambda: _preview(engine, snapshot, path),
        }
    )
    steps = _time_steps(engine, snapshot, path)
    engine.dispose()
    print(f"| a workbook of {ROW_COUNT:,} rows | s of the processor |\n|---|---|")
    for name, seconds in told.items():
        print(f"| {name} | {seconds:.2f} |")
    for step, seconds in steps.items():
        print(f"| … {step} | {seconds:.2f} |")
    careful, _, ours = told.values()
    tell_ratio(careful / ours, LEAST_RATIO)


def _read_in_force(connection: Connection) -> pd.DataFrame:
    facts = read_facts_in_force(connection)
    own = facts[facts["vintage_id"] == BEFORE_2025][[*FACT_KEY, "count"]]
    return own.astype({"area_code": "str", "scheme": "str", "measure": "str", "as_of": object})


def _check_equal(engine: Engine, path: Path, theirs: pd.DataFrame) -> None:
    """Raise where the two do not come to the same counts: then one would be no alternative to the other."""
    stored = _upload(engine, path)
    with engine.connect() as connection:
        draft = check_upload(connection, stored, TODAY).draft
    if draft is None:
        raise RuntimeError("the workbook of the benchmark is refused")
    both = draft.facts.merge(theirs, on=FACT_KEY, how="outer", suffixes=("_ours", "_theirs"), validate="one_to_one")
    if not (both["count_ours"] == both["count_theirs"]).all():
        raise RuntimeError("ours and theirs differ")


def _read_communes(engine: Engine) -> pd.DataFrame:
    with engine.connect() as connection:
        areas = read_areas(connection, BEFORE_2025)
    communes = areas[areas["level"] == Level.COMMUNE.value]
    districts = areas[areas["level"] == Level.MANAGING_UNIT.value].set_index("area_code")
    provinces = areas[areas["level"] == Level.PROVINCE.value].set_index("area_code")
    parents = districts.loc[communes["parent_code"]]
    return pd.DataFrame(
        {
            "province": provinces.loc[parents["parent_code"], "name"].to_numpy(),
            "district": parents["name"].to_numpy(),
            "code": communes["area_code"].to_numpy(),
            "name": communes["name"].to_numpy(),
        }
    )


def _write_workbook(folder: Path, communes: pd.DataFrame) -> Path:
    """Write the communes under the totals of their districts, with letterhead and a header of two rows above."""
    path = folder / "bao_cao.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Biểu 01")
    for number, title in enumerate(TITLES):
        sheet.write(number, 0, title)
    for column, header in enumerate(PLACE_HEADER):
        sheet.merge_range(len(TITLES) + 1, column, len(TITLES) + 2, column, header)
    for place, name in enumerate(SCHEMES.values()):
        left = len(PLACE_HEADER) + place * len(SCHEME_HEADER)
        sheet.merge_range(len(TITLES) + 1, left, len(TITLES) + 1, left + len(SCHEME_HEADER) - 1, name)
        sheet.write_row(len(TITLES) + 2, left, SCHEME_HEADER)
    rows = _list_cells(communes)
    for number, cells in enumerate(rows, start=HEADER_ROWS):
        sheet.write_row(number, 0, cells)
    book.close()
    if len(rows) < ROW_COUNT:
        raise RuntimeError(f"{len(rows)} rows: the vintage has too few communes")
    return path


def _list_cells(communes: pd.DataFrame) -> list[list[object]]:
    """Return the rows of the districts: their total, its parts, then their communes."""
    random = np.random.default_rng(SEED)
    rows: list[list[object]] = []
    for (province, district), group in communes.groupby(["province", "district"], sort=False):
        counts = random.integers(50, 9000, (len(group), len(SCHEMES), len(COUNTED)))
        total = counts.sum(axis=0)
        rows.append(["", province, district, "", "Cộng", *_list_values(total)])
        towns = total // 3
        for words, part in zip(SUBSETS, (towns, total - towns), strict=True):
            rows.append(["", province, district, "", words, *_list_values(part)])
        for number, (commune, line) in enumerate(zip(group.itertuples(), counts, strict=True), start=1):
            rows.append([number, province, district, commune.code, commune.name, *_list_values(line)])
    return rows


def _list_values(counts: NDArray[np.int64]) -> list[float]:
    """Return the cells of a row: of each scheme its counts, its completion in percent and its change."""
    cells: list[float] = []
    for target, before, enrolled in counts.tolist():
        cells += [target, before, enrolled, round(100 * enrolled / target, 1), enrolled - before]
    return cells


def _upload(engine: Engine, path: Path) -> StoredUpload:
    name = f"{next(_NUMBERS)}.xlsx"
    return create_upload(engine, path.read_bytes(), name, OPTIONS, by="benchmark", now=datetime.now(UTC))


def _preview(engine: Engine, snapshot: Snapshot, path: Path) -> None:
    stored = _upload(engine, path)
    with engine.connect() as connection:
        checked = check_upload(connection, stored, TODAY)
        build_preview(connection, checked, snapshot)


def _time_steps(engine: Engine, snapshot: Snapshot, path: Path) -> dict[str, float]:
    """Return the seconds of each step of one more run."""
    marks = [_read_processor()]
    stored = _upload(engine, path)
    marks.append(_read_processor())
    with engine.connect() as connection:
        checked = check_upload(connection, stored, TODAY)
        marks.append(_read_processor())
        build_preview(connection, checked, snapshot)
    marks.append(_read_processor())
    steps = ("read, looked through and stored", "understood, matched, checked", "previewed")
    return dict(zip(steps, np.diff(marks).tolist(), strict=True))


def _time_in_turns(works: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Return the seconds of the processor that each takes, the median of rounds in turns."""
    found: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            started = _read_processor()
            work()
            found[name].append(_read_processor() - started)
    return {name: median(seconds) for name, seconds in found.items()}


def _read_processor() -> float:
    """Return the seconds of the processor used so far, with those of the processes started, gone or waiting."""
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used) + READERS.measure_processor()


if __name__ == "__main__":
    main()
