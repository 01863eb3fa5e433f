"""The report of the workbook benchmark merged by hand in pandas, as a careful analyst writes such a script.

It knows this one file: where its header stands, what its columns mean, how its totals are called, that every row has a
district. ``merge_carefully`` reads the merged header, reads numbers typed as text in Vietnamese format, joins by folded
name within province and district, holds the codes against the names, compares the totals of the districts with the sums
of their communes and the printed rates with what they follow from, and sets what is in force beside what would be.
Left out: refusing lists of persons and files that do harm, numbers that Excel damaged, accents dropped, aliases and
candidates for what is not found, checks of the vintage, strange areas by neighbours and history, a report by row, and
that anything is kept until somebody decides.

``merge_by_code`` is the least that gives the same counts for a file without a fault: it skips the header, names the
columns and joins by code, so that a code beside another name goes through unseen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

SCHEMES = {"BHXH bắt buộc": "BHXH_BB", "BHXH tự nguyện": "BHXH_TN", "BHYT": "BHYT"}
MEASURES = {
    "KH 2023": ("target", date(2023, 12, 31)),
    "TH 31/12/2022": ("enrolled", date(2022, 12, 31)),
    "TH 31/12/2023": ("enrolled", date(2023, 12, 31)),
}
FACT_KEY = ["area_code", "scheme", "measure", "as_of"]
_PLACE = ["province", "district", "name"]
_HEADER_ROWS = [4, 5]
_CODE_COLUMN = 3


@dataclass(frozen=True, eq=False)
class Merged:
    """The counts of the communes, ``FACT_KEY`` and ``count``, and what was found on the way.

    ``failing`` are totals and rates that do not hold; ``changes`` the sums before and after by province and column.
    """

    facts: pd.DataFrame
    failing: pd.DataFrame
    changes: pd.DataFrame


def merge_carefully(path: Path, communes: pd.DataFrame, in_force: pd.DataFrame) -> Merged:
    """Return the counts of the workbook with its checks; ValueError where a row is no commune or a code disagrees.

    ``communes``: province, district, code, name. ``in_force``: ``FACT_KEY`` and ``count``.
    """
    sheet = _read_sheet(path)
    counted = [f"{scheme}/{header}" for scheme in SCHEMES for header in MEASURES]
    folded = _fold(sheet["Tên xã"])
    is_total = folded == "cộng"
    is_part = folded.str.startswith(("trong đó", "-"), na=False)
    places = sheet[~is_total & ~is_part & sheet["Tên xã"].notna()]
    joined = _join_places(places, communes)
    failing = pd.concat([_check_totals(sheet[is_total], places, counted), _check_rates(places)])
    facts = _melt(joined, counted)
    return Merged(facts, failing, _compare(facts, in_force, communes))


def _read_sheet(path: Path) -> pd.DataFrame:
    sheet = pd.read_excel(path, engine="openpyxl", header=_HEADER_ROWS, converters={_CODE_COLUMN: str})
    sheet.columns = [
        top if below.startswith("Unnamed") else f"{top}/{' '.join(below.split())}" for top, below in sheet.columns
    ]
    sheet[["Tỉnh", "Huyện"]] = sheet[["Tỉnh", "Huyện"]].ffill()
    for name in sheet.columns[5:]:
        sheet[name] = _read_numbers(sheet[name])
    return sheet


def _read_numbers(column: pd.Series) -> pd.Series:
    """Return a column as numbers: 4.299 and 68,8 where they were typed as text; what is no number raises."""
    if pd.api.types.is_numeric_dtype(column):
        return column
    texts = column.astype("str").str.strip().str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    return pd.to_numeric(texts.where(~texts.isin(["-", "x", ""])))


def _fold(texts: pd.Series) -> pd.Series:
    return texts.astype("str").str.normalize("NFC").str.replace(r"\s+", " ", regex=True).str.strip().str.lower()


def _join_places(places: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    left = places.assign(
        **{key: _fold(places[name]) for key, name in zip(_PLACE, ("Tỉnh", "Huyện", "Tên xã"), strict=True)}
    )
    right = communes.assign(**{key: _fold(communes[key]) for key in _PLACE})
    if left.duplicated(_PLACE).any():
        raise ValueError("a commune stands twice")
    joined = left.merge(right, on=_PLACE, how="left", validate="one_to_one")
    if joined["code"].isna().any():
        raise ValueError(f"no such commune: {joined.loc[joined['code'].isna(), 'Tên xã'].head().tolist()}")
    if (joined["code"] != joined["Mã xã"].astype("str").str.zfill(5)).any():
        raise ValueError("a code is that of another commune")
    return joined


def _check_totals(totals: pd.DataFrame, places: pd.DataFrame, counted: Sequence[str]) -> pd.DataFrame:
    by = ["Tỉnh", "Huyện"]
    stated = totals.set_index(by)[counted]
    summed = places.groupby(by, sort=False)[counted].sum()
    difference = stated.sub(summed, fill_value=0).stack()
    return difference[difference != 0].reset_index(name="difference")


def _check_rates(places: pd.DataFrame) -> pd.DataFrame:
    wrong = []
    for scheme in SCHEMES:
        target, before, enrolled = (places[f"{scheme}/{header}"] for header in MEASURES)
        completion = (100 * enrolled / target.replace(0, np.nan) - places[f"{scheme}/% thực hiện KH"]).abs() > 0.05001
        change = enrolled - before != places[f"{scheme}/Tăng, giảm so với cùng kỳ"]
        wrong.append(places[completion | change])
    return pd.concat(wrong)


def _melt(joined: pd.DataFrame, counted: Sequence[str]) -> pd.DataFrame:
    facts = joined.melt("code", counted, var_name="column", value_name="count").dropna(subset="count")
    if (facts["count"] < 0).any() or (facts["count"] % 1 != 0).any():
        raise ValueError("a count is negative or no whole number")
    meanings = pd.DataFrame(
        [(f"{name}/{header}", scheme, *MEASURES[header]) for name, scheme in SCHEMES.items() for header in MEASURES],
        columns=["column", "scheme", "measure", "as_of"],
    )
    facts = facts.merge(meanings, on="column", validate="many_to_one").rename(columns={"code": "area_code"})
    return facts[[*FACT_KEY, "count"]].astype({"count": "int64"})


def _compare(facts: pd.DataFrame, in_force: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    """Return by province, scheme, measure and date the sums before and after, and how many counts come, go or move."""
    keys = facts[["scheme", "measure", "as_of"]].drop_duplicates()
    before = in_force.merge(keys, on=["scheme", "measure", "as_of"])
    both = before.merge(facts, on=FACT_KEY, how="outer", suffixes=("_before", "_after"), validate="one_to_one")
    both = both.merge(communes[["code", "province"]], left_on="area_code", right_on="code", how="left")
    is_before, is_after = both["count_before"].notna(), both["count_after"].notna()
    both = both.assign(
        added=~is_before & is_after,
        lost=is_before & ~is_after,
        changed=is_before & is_after & (both["count_before"] != both["count_after"]),
    )
    numbers = ["count_before", "count_after", "added", "lost", "changed"]
    return both.groupby(["province", "scheme", "measure", "as_of"])[numbers].sum()


def merge_by_code(path: Path, communes: pd.DataFrame) -> pd.DataFrame:
    """Return the counts of the workbook joined by code alone."""
    counted = [f"{scheme}/{header}" for scheme in SCHEMES for header in MEASURES]
    headers = [f"{scheme}/{part}" for scheme in SCHEMES for part in (*MEASURES, "completion", "change")]
    names = ["number", "province", "district", "code", "name", *headers]
    sheet = pd.read_excel(
        path, engine="openpyxl", header=None, skiprows=_HEADER_ROWS[-1] + 1, names=names, dtype={"code": str}
    )
    facts = sheet[sheet["code"].notna()].melt(["code"], counted, var_name="key", value_name="count")
    facts[["scheme", "header"]] = facts.pop("key").str.split("/", n=1, expand=True)
    merged = facts.merge(communes, on="code", how="left", validate="many_to_one")
    if merged["name"].isna().any() or len(merged) != len(communes) * len(counted):
        raise ValueError("the merge by code lost rows")
    return merged
