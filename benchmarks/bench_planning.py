"""Selections on real communes: five of Điện Biên, two or three per district of Hà Nội, 300 of the nation.

Boundaries, populations and the report of Hà Nội are the real files; participants of Điện Biên and of the nation are
made up by a seeded rule. Each selection must be proven best within its time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import combinations
from math import comb
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd

from benchmarks.real_store import SEED, find_real_data
from services.planning.alternatives import find_next_best, measure_rule_costs, measure_stability
from services.planning.distances import EARTH_RADIUS_KM, find_close_pairs
from services.planning.ground import Field
from services.planning.loosening import find_loosening
from services.planning.neighbours import find_touching_pairs
from services.planning.rules import Budget, LeastDistance, NeighboursTogether, NoPilots, PerUnit, PickCount, Rule
from services.planning.selection import SelectionProblem, is_broken, solve_selection
from services.planning.shrinkage import draw_rates, rank_rates, shrink_rates

PROVINCE_SECONDS, NATION_SECONDS = 2.0, 30.0
LABOUR_SHARE = 0.55
TRIES = 100


def main() -> None:
    """Print what each selection took, and whether that is within what is asked for."""
    folder = find_real_data()
    if folder is None:
        print("skipped: the real files are missing (BAOPHU_REAL_DATA or ../shared/data)")
        return
    print("| selection | rules | gain | s | asked |\n|---|---|---|---|---|")
    old = read_communes(folder, "2016", "district_code")
    five = PickCount(5, 5)
    of_dien_bien = old[old["province_code"] == "11"]
    dien_bien = make_problem(of_dien_bien, (five, PerUnit(None, 1)))
    tell("5 of Điện Biên", dien_bien, PROVINCE_SECONDS)
    tell("the same, 20 km apart", add_rule(dien_bien, LeastDistance(20)), PROVINCE_SECONDS)
    tell("5 of Điện Biên, neighbours", make_problem(of_dien_bien, (five, NeighboursTogether())), PROVINCE_SECONDS)
    ha_noi = read_ha_noi(folder, old)
    tell("2–3 per district of Hà Nội", ha_noi, PROVINCE_SECONDS)
    tell("the same, 1 km apart", add_rule(ha_noi, LeastDistance(1)), PROVINCE_SECONDS)
    began = time.perf_counter()
    loosened = find_loosening(add_rule(ha_noi, LeastDistance(3)))
    said = "; ".join(one.text.en for one in loosened)
    print(f"| 3 km apart cannot be: what to loosen | | {said} | {time.perf_counter() - began:.2f} | |")
    nation = make_problem(read_communes(folder, "2025", "province_code"), (PickCount(300, 300), PerUnit(4, 20)))
    tell("300 of the nation", nation, NATION_SECONDS)
    tell("the same, 10 km apart", add_rule(nation, LeastDistance(10)), NATION_SECONDS)
    compare_by_hand(dien_bien, ha_noi, nation)
    compare_with_all_sets(dien_bien)
    measure_beside("Điện Biên", dien_bien)
    measure_beside("Hà Nội", ha_noi)
    measure_beside("nation", nation)


def read_communes(folder: Path, year: str, unit: str) -> pd.DataFrame:
    """Return the communes of a year with outline, unit and labour force."""
    outlines = geopandas.read_parquet(folder / f"boundaries/communes_{year}.parquet")
    people = pd.read_csv(folder / f"population/communes_{year}.csv", dtype=str)
    outlines = outlines[outlines["code"].fillna("") != ""].drop_duplicates("code")
    counts = people[["code", "population_2019"]].drop_duplicates("code")
    joined = outlines.merge(counts, on="code", how="left", validate="1:1")
    labour = (pd.to_numeric(joined["population_2019"]) * LABOUR_SHARE).round()
    return pd.DataFrame(joined.assign(unit=joined[unit].fillna(""), labour=labour))


def read_ha_noi(folder: Path, communes: pd.DataFrame) -> SelectionProblem:
    """Return the problem of Hà Nội: the report's 584 communes, its 30 pilots excluded."""
    report = pd.read_csv(folder / "reports/ha_noi_bhxhtn_2021-12.csv", sep=";", dtype=str, encoding="utf-8-sig")
    report = report.rename(columns={"Mã xã": "code", "Quận/Huyện": "unit", "LLLĐ trong độ tuổi": "labour"})
    report["enrolled"] = read_numbers(report["Người tham gia 31/12/2021"])
    report["labour"] = read_numbers(report["labour"])
    report["is_pilot"] = report["Xã điểm từ ngày"].notna()
    placed = report.merge(communes[["code", "geometry"]], on="code", how="left", validate="1:1")
    return make_problem(placed, (PerUnit(2, 3), NoPilots()), placed["enrolled"].to_numpy(float))


def read_numbers(column: pd.Series) -> pd.Series:
    """Return the numbers of a column written as 4.299."""
    return pd.to_numeric(column.str.replace(".", ""))


def make_problem(frame: pd.DataFrame, rules: tuple[Rule, ...], enrolled: np.ndarray | None = None) -> SelectionProblem:
    """Return the problem of gaining the most unreached people."""
    labour = frame["labour"].to_numpy(float)
    if enrolled is None:
        enrolled = np.floor(labour * np.random.default_rng(SEED).beta(2, 60, len(frame)))
    points = geopandas.GeoSeries(frame["geometry"].to_numpy(), crs=4326).representative_point()
    ground = Field(
        codes=frame["code"].to_numpy(object),
        unit_codes=frame["unit"].to_numpy(object),
        is_pilot=frame["is_pilot"].to_numpy(bool) if "is_pilot" in frame else np.zeros(len(frame), dtype=bool),
        sizes=labour,
        costs=np.ones(len(frame)),
        longitudes=points.x.to_numpy(),
        latitudes=points.y.to_numpy(),
        neighbours=find_touching_pairs(frame["geometry"].to_numpy()),
    )
    return SelectionProblem(ground, labour - enrolled, rules)


def add_rule(problem: SelectionProblem, rule: Rule) -> SelectionProblem:
    """Return the problem with one rule more."""
    return SelectionProblem(problem.ground, problem.gains, (*problem.rules, rule))


def add_budget(problem: SelectionProblem, budget: float) -> SelectionProblem:
    """Return the problem with at least one of each unit, within a budget; large communes cost more."""
    ground = replace(problem.ground, costs=2 + np.nan_to_num(problem.gains) / 1000)
    return SelectionProblem(ground, problem.gains, (PerUnit(1, 3), NoPilots(), Budget(budget)))


def tell(name: str, problem: SelectionProblem, seconds: float) -> None:
    """Print one selection: its gain, its time, and whether it is proven within the time asked for."""
    began = time.perf_counter()
    found = solve_selection(problem)
    took = time.perf_counter() - began
    said = "no selection" if found is None else f"{found.gain:,.0f} ({len(found.codes)} of {problem.ground.size})"
    is_good = took < seconds and (found is None or found.is_proven)
    rules = "; ".join(rule.label.en for rule in problem.rules)
    print(f"| {name} | {rules} | {said} | {took:.2f} | < {seconds:.0f}: {'reached, proven' if is_good else 'MISSED'} |")


@dataclass(frozen=True)
class ByHand:
    """What somebody would do in a sheet or with pandas: the greatest first, as long as no rule forbids it."""

    least: int = 0
    most: int = 10**6
    count: int | None = None
    kilometres: float = 0.0
    budget: float = np.inf

    def pick(self, problem: SelectionProblem) -> np.ndarray:
        """Return the places taken: first what each unit needs, then the greatest that are left."""
        ground = problem.ground
        frame = pd.DataFrame({"gain": problem.gains, "unit": ground.unit_codes, "lon": ground.longitudes})
        frame = frame.assign(lat=ground.latitudes, cost=ground.costs)
        frame = frame[~ground.is_pilot & frame["gain"].notna()].sort_values("gain", ascending=False, kind="stable")
        taken: list[int] = []
        for cap, goal in ((self.least, None), (self.most, self.count)):
            for place, row in frame.iterrows():
                if goal is not None and len(taken) >= goal:
                    break
                mine = frame.loc[taken]
                if place in taken or (mine["unit"] == row["unit"]).sum() >= cap or self._is_near(mine, row):
                    continue
                if mine["cost"].sum() + row["cost"] > self.budget:
                    continue
                taken.append(int(place))
        return np.array(taken)

    def _is_near(self, taken: pd.DataFrame, row: pd.Series) -> bool:
        if not self.kilometres or taken.empty:
            return False
        lon, lat, own_lon, own_lat = map(np.radians, (taken["lon"], taken["lat"], row["lon"], row["lat"]))
        half = np.sin((lat - own_lat) / 2) ** 2 + np.cos(lat) * np.cos(own_lat) * np.sin((lon - own_lon) / 2) ** 2
        return bool((2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half)) < self.kilometres).any())


def compare_by_hand(dien_bien: SelectionProblem, ha_noi: SelectionProblem, nation: SelectionProblem) -> None:
    """Print each selection beside the greatest-first list, with what that one loses and which rules it breaks."""
    print("\n| selection | best | s | greatest first | loses | s |\n|---|---|---|---|---|---|")
    cases = (
        ("5 of Điện Biên, one a district", dien_bien, ByHand(0, 1, 5)),
        ("the same, 20 km apart", add_rule(dien_bien, LeastDistance(20)), ByHand(0, 1, 5, 20)),
        ("the same, 40 km apart", add_rule(dien_bien, LeastDistance(40)), ByHand(0, 1, 5, 40)),
        ("2–3 per district of Hà Nội", ha_noi, ByHand(2, 3)),
        ("the same, 1 km apart", add_rule(ha_noi, LeastDistance(1)), ByHand(2, 3, None, 1)),
        ("Hà Nội, 300 person-days: 2 each, 1 a thousand people", add_budget(ha_noi, 300), ByHand(1, 3, budget=300)),
        ("300 of the nation, 4–20 a province", nation, ByHand(4, 20, 300)),
        ("the same, 10 km apart", add_rule(nation, LeastDistance(10)), ByHand(4, 20, 300, 10)),
    )
    for name, problem, by_hand in cases:
        began = time.perf_counter()
        best = solve_selection(problem)
        solved = time.perf_counter()
        taken = by_hand.pick(problem)
        done = time.perf_counter()
        picked = np.isin(problem.order, taken)
        gain, theirs = (best.gain if best else float("nan")), float(problem.gains[taken].sum())
        proof = "proven" if best and best.is_proven else "NOT PROVEN"
        loses = f"{gain - theirs:,.0f} ({(gain - theirs) / gain:.2%})"
        said = "breaks its rules" if is_broken(problem.system, picked) else loses
        print(
            f"| {name} | {gain:,.0f}, {proof} | {solved - began:.2f} | {theirs:,.0f} | {said} | {done - solved:.2f} |"
        )


def compare_with_all_sets(problem: SelectionProblem) -> None:
    """Print that trying all sets of three gives the same, what it takes, and what it would take for five."""
    three = replace(problem, rules=(PickCount(3, 3), PerUnit(None, 1), LeastDistance(20)))
    best = solve_selection(three)
    ground = three.ground
    near = np.eye(ground.size, dtype=bool)
    for first, second in find_close_pairs(ground.longitudes, ground.latitudes, 20):
        near[first, second] = near[second, first] = True
    near |= ground.unit_codes[:, None] == ground.unit_codes[None, :]
    gains = np.nan_to_num(three.gains)
    began = time.perf_counter()
    greatest = 0.0
    for first, second, third in combinations(range(ground.size), 3):
        if not (near[first, second] or near[first, third] or near[second, third]):
            greatest = max(greatest, gains[first] + gains[second] + gains[third])
    took = time.perf_counter() - began
    minutes = took * comb(ground.size, 5) / comb(ground.size, 3) / 60
    same = best is not None and abs(best.gain - greatest) < 1e-6
    print(
        f"\nall {comb(ground.size, 3):,} sets of 3 of {ground.size}: {'the same list' if same else 'ANOTHER LIST'}, ",
        end="",
    )
    print(f"{took:.2f} s; of the {comb(ground.size, 5):,} sets of 5 it would be {minutes:.0f} minutes\n")


def measure_beside(name: str, problem: SelectionProblem) -> None:
    """Print what the answers beside a selection take."""
    best = solve_selection(problem)
    if best is None:
        return
    counts, totals = problem.ground.sizes - problem.gains, problem.ground.sizes
    rates = shrink_rates(counts, totals)
    drawn = problem.ground.sizes * (1 - draw_rates(rates, TRIES, SEED))
    steps: list[tuple[str, Callable[[], object]]] = [
        ("next best", lambda: find_next_best(problem, best)),
        ("what each rule costs", lambda: measure_rule_costs(problem, best)),
        (f"stability in {TRIES} tries", lambda: measure_stability(problem, drawn, SEED)),
        ("shrinkage and rank intervals", lambda: rank_rates(shrink_rates(counts, totals))),
    ]
    for step, run in steps:
        began = time.perf_counter()
        run()
        print(f"{name}, {step}: {time.perf_counter() - began:.2f} s")


if __name__ == "__main__":
    main()
