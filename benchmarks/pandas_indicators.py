"""All indicators as an analyst writes them with pandas: frames merged by month, columns divided, states chosen.

The same definitions as ours, over one frame with a row per scheme, month and area. Keys are whole numbers, frames are
sorted, and each table is merged once for all indicators that need it: quicker than what one mostly sees.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from services.measures.rounding import NOISE_DECIMALS
from services.measures.states import State

CELL = ["scheme", "area", "month"]  # month: year × 12 + month − 1


def measure_with_pandas(cells: pd.DataFrame, targets: pd.DataFrame, bases: pd.DataFrame, since: int) -> pd.DataFrame:
    """Return value and state of each indicator (columns ``NAME`` and ``NAME_state``), rows in the order of ``cells``.

    ``cells`` hold CELL, enrolled, gross_new, gross_new_month; ``targets`` scheme, area, year, target; ``bases``
    scheme, area, year, denominator, dated on 1 January: the newest known up to a month, else the earliest after it.
    """
    joined = _merge(cells, targets, bases, since)
    month_of_year = joined["month"] % 12 + 1
    share = month_of_year / 12
    pace = joined["year_end"] + (joined["target"] - joined["year_end"]) * share
    pace = pace.where(month_of_year < 12, joined["target"])
    shown_pace = _round_half_up(pace)
    months_left = (12 - month_of_year).clip(lower=1)
    enrolled, target, denominator = joined["enrolled"], joined["target"], joined["denominator"]
    gap = target - enrolled
    missing = enrolled.isna()
    out: dict[str, pd.Series] = {}
    states: dict[str, np.ndarray] = {}

    def add(name: str, values: pd.Series, *findings: tuple[pd.Series, State]) -> None:
        chosen = np.select([mask for mask, _ in findings], [one.number for _, one in findings], State.VALUE.number)
        out[name] = values.mask(np.isin(chosen, HIDING))
        states[f"{name}_state"] = chosen.astype("int8")

    no_base = (denominator.isna() | (denominator == 0), State.NO_DENOMINATOR)
    no_target, none_aimed_at = (target.isna(), State.NO_TARGET), (target.isna() | (target == 0), State.NO_TARGET)
    no_data, nobody = (missing, State.NO_DATA), enrolled == 0

    def zero(values: pd.Series) -> tuple[pd.Series, State]:
        return nobody & (values == 0), State.ZERO

    coverage, completion = _divide(enrolled, denominator), _divide(enrolled, target)
    add("coverage_ratio", coverage, no_data, no_base, (coverage > 1, State.ABOVE_100), zero(coverage))
    add(
        "plan_completion_ratio", completion, no_data, none_aimed_at, (completion > 1, State.ABOVE_100), zero(completion)
    )
    add("plan_gap_count", gap, no_data, no_target, zero(gap))
    pace_gap = enrolled - shown_pace
    no_pace = (missing | (pace.isna() & target.notna()), State.NO_DATA)
    add("pace_gap_count", pace_gap, no_pace, no_target, zero(pace_gap))
    points = _divide((enrolled - pace) * 100, target)
    add("pace_gap_points", points, no_pace, none_aimed_at, zero(points))
    required = np.ceil((gap.clip(lower=0) / months_left).round(NOISE_DECIMALS))
    add("required_per_month_count", required, no_data, no_target, zero(required))
    for name, before in (("yoy", joined["year_before"]), ("", joined["base"])):
        change, prefix = enrolled - before, f"{name}_change" if name else "change"
        none_before = (missing | before.isna(), State.NO_DATA)
        growth = _divide(change, before)
        add(f"{prefix}_count", change, none_before, zero(change))
        add(f"{prefix}_ratio", growth, none_before, (before == 0, State.NO_DENOMINATOR), zero(growth))
    net = enrolled - joined["year_end"]
    add("net_change_count", net, (missing | joined["year_end"].isna(), State.NO_DATA), zero(net))
    unreached = denominator - enrolled
    add("unreached_count", unreached, no_data, no_base, zero(unreached))
    add("enrolled_count", enrolled, no_data, (nobody, State.ZERO))
    add("target_count", target, no_target)
    for name in ("gross_new", "gross_new_month"):
        add(f"{name}_count", joined[name], (joined[name].isna(), State.NO_DATA))
    return pd.DataFrame(out | states)


HIDING = [one.number for one in State if not one.has_value]


def _merge(cells: pd.DataFrame, targets: pd.DataFrame, bases: pd.DataFrame, since: int) -> pd.DataFrame:
    """Return the cells with target, denominator and the stocks of a year before, of last year end, of the base date."""
    stocks = cells[[*CELL, "enrolled"]]
    before = stocks.assign(month=stocks["month"] + 12).rename(columns={"enrolled": "year_before"})
    ends = stocks[stocks["month"] % 12 == 11].rename(columns={"enrolled": "year_end"})
    ends = ends.assign(year=ends["month"] // 12 + 1).drop(columns="month")
    base = stocks[stocks["month"] == since].rename(columns={"enrolled": "base"}).drop(columns="month")
    joined = cells.assign(year=cells["month"] // 12)
    counted = bases.sort_values("year").groupby(["scheme", "area"])["denominator"]
    bases = bases.assign(denominator=counted.ffill())
    bases = bases.assign(denominator=bases.sort_values("year").groupby(["scheme", "area"])["denominator"].bfill())
    joined = joined.merge(before, how="left", on=CELL, validate="1:1")
    for table in (ends, targets, bases):
        joined = joined.merge(table, how="left", on=["scheme", "area", "year"], validate="m:1")
    return joined.merge(base, how="left", on=["scheme", "area"], validate="m:1")


def _divide(numerator: pd.Series, denominator: pd.Series) -> pd.Series:
    return numerator / denominator.where(denominator != 0)


def _round_half_up(values: pd.Series) -> pd.Series:
    steady = values.round(NOISE_DECIMALS)
    return np.sign(steady) * np.floor(steady.abs() + 0.5)
