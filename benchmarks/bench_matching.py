"""Matching a national list of messy names: seconds and wrong matches, side by side with what a script would do.

Each commune of 2016 once, its name and those of its district and province distorted: case, Unicode forms, Đ, tones,
abbreviations, blanks, numerals. Needs the real files (``BAOPHU_REAL_DATA`` or ../shared/data).
"""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
from rapidfuzz import fuzz, process

from geodata.area_index import AreaIndex, build_area_index
from geodata.areas import Level
from geodata.matching import match_place
from geodata.names import fold_name
from geodata.places import PlaceText
from tests.fixtures.official_lists import OfficialList, read_boundary_list
from tests.properties.mangling import mangle

LIMIT_SECONDS = 2.0
ROUNDS = 5
FUZZY_ROWS = 500  # of the fuzzy search, which takes long; its seconds are scaled up to all rows


@dataclass(frozen=True)
class Result:
    """What one way of matching came to."""

    way: str
    seconds: float
    matched_count: int
    wrong_count: int
    row_count: int


def main() -> None:
    """Print one line per way of matching, and exit with an error where ours takes too long or errs."""
    folder = Path(os.environ.get("BAOPHU_REAL_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
    if not (folder / "boundaries").is_dir():
        print("skipped: needs the real files, set BAOPHU_REAL_DATA")
        return
    listed = read_boundary_list(folder, 2016)
    areas, places = build_frame(listed), build_messy_places(listed, 20160101)
    results = [_measure_ours(areas, listed, places), _measure_merge(listed, places), _measure_fuzzy(listed, places)]
    print("| way | s | rows | matched | wrong |")
    print("|---|---|---|---|---|")
    for result in results:
        print(
            f"| {result.way} | {result.seconds:.2f} | {result.row_count} "
            f"| {result.matched_count / result.row_count:.1%} | {result.wrong_count} |"
        )
    ours = results[0]
    if ours.seconds > LIMIT_SECONDS or ours.wrong_count:
        raise SystemExit(f"matching took {ours.seconds:.2f} s (limit {LIMIT_SECONDS}), {ours.wrong_count} wrong")


def build_frame(listed: OfficialList) -> pd.DataFrame:
    """Return the areas as ``services.store.boundaries.read_areas`` gives them, less what matching does not read."""
    rows = [
        (area.level.value, area.area_code, area.name, area.parent_level, area.parent_code)
        for level in Level
        for area in listed.index.list_areas(level)
    ]
    return pd.DataFrame(rows, columns=["level", "area_code", "name", "parent_level", "parent_code"])


def build_messy_places(listed: OfficialList, seed: int) -> list[PlaceText]:
    """Return each commune as a messy file names it: one spelling per parent, as one writer has it, one per commune."""
    dice = random.Random(seed)
    parents: dict[str, str] = {}

    def spell(name: str | None) -> str | None:
        return parents.setdefault(name, mangle(name, dice, False)) if name else None

    return [
        replace(
            place,
            name=mangle(place.name or "", dice, False),
            code=None,
            managing_unit_name=spell(place.managing_unit_name),
            province_name=spell(place.province_name),
        )
        for place in listed.places
    ]


def _measure_ours(areas: pd.DataFrame, listed: OfficialList, places: Sequence[PlaceText]) -> Result:
    def run() -> list[str | None]:
        fold_name.cache_clear()  # every run reads its names for the first time
        index: AreaIndex = build_area_index("VN-2016-01-01", areas)
        matches = [match_place(index, place) for place in places]
        return [match.area.area_code if match.area else None for match in matches]

    seconds, codes = _time(run, ROUNDS)
    return _count("index of all areas built, all rows matched", seconds, codes, listed)


def _measure_merge(listed: OfficialList, places: Sequence[PlaceText]) -> Result:
    columns = ["province", "unit", "name"]
    official = pd.DataFrame([(p.province_name, p.managing_unit_name, p.name) for p in listed.places], columns=columns)
    official = official.assign(code=pd.Series([str(p.code) for p in listed.places])).drop_duplicates(columns)
    written = pd.DataFrame([(p.province_name, p.managing_unit_name, p.name) for p in places], columns=columns)

    def run() -> list[str | None]:
        trimmed = written.apply(lambda column: column.str.strip().str.normalize("NFC"))
        merged = trimmed.merge(official, on=columns, how="left", validate="many_to_one")
        return [code if isinstance(code, str) else None for code in merged["code"]]

    seconds, codes = _time(run, ROUNDS)
    return _count("pandas merge on trimmed names", seconds, codes, listed)


def _measure_fuzzy(listed: OfficialList, places: Sequence[PlaceText]) -> Result:
    choices = [f"{p.name}, {p.managing_unit_name}, {p.province_name}".lower() for p in listed.places]
    sample = random.Random(1).sample(range(len(places)), FUZZY_ROWS)

    def run() -> list[str | None]:
        codes: list[str | None] = []
        for position in sample:
            place = places[position]
            written = f"{place.name}, {place.managing_unit_name}, {place.province_name}".lower()
            _, _, best = process.extractOne(written, choices, scorer=fuzz.ratio)
            codes.append(listed.places[best].code)
        return codes

    seconds, codes = _time(run, 1)
    true = [listed.places[position].code for position in sample]
    wrong = sum(code != own for code, own in zip(codes, true, strict=True))
    scaled = seconds * len(places) / FUZZY_ROWS
    return Result(f"most similar text (rapidfuzz), {FUZZY_ROWS} rows scaled", scaled, FUZZY_ROWS, wrong, FUZZY_ROWS)


def _count(way: str, seconds: float, codes: Sequence[str | None], listed: OfficialList) -> Result:
    pairs = list(zip(codes, (place.code for place in listed.places), strict=True))
    wrong = sum(code not in (None, own) for code, own in pairs)
    return Result(way, seconds, sum(code is not None for code in codes), wrong, len(codes))


def _time(run: Callable[[], list[str | None]], rounds: int) -> tuple[float, list[str | None]]:
    """Return the median seconds of a run and what the last one gave."""
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        given = run()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), given


if __name__ == "__main__":
    main()
