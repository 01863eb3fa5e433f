"""Rows without a code: given one by their name where the official list leaves no doubt."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd

from geodata.areas import Level
from geodata.names import fold_text
from geodata.reference import ReferenceGazetteer

# Reference positions scatter by a few km; a commune of the same name elsewhere in the province lies further away.
_NEAR_KM = 15.0
_KM_PER_DEGREE = 111.32


def find_codes_by_name(areas: pd.DataFrame, level: Level, reference: ReferenceGazetteer) -> pd.Series:
    """Return a code for each row of ``areas`` that lacks one, <NA> where the name leaves a doubt.

    ``areas`` has area_code, name, the parents' codes and lon, lat of its centre. The full name (type of unit
    included) has to be that of exactly one official unit of the managing unit, else of the province; no other row
    may have taken or claim its code, and it lies within 15 km of the official position.
    """
    taken = set(areas["area_code"].dropna())
    official = reference.list_areas(level)
    free = official[~official.index.isin(taken)]
    free = free.assign(key=[fold_text(str(name)) for name in free["name"]])
    found = {index: _find_code(areas.loc[index], free) for index in areas.index[areas["area_code"].isna()]}
    claims = Counter(code for code in found.values() if code is not None)
    sure = {index: code for index, code in found.items() if code is not None and claims[code] == 1}
    return pd.Series(sure, index=list(found), dtype="string")


def _find_code(row: pd.Series, free: pd.DataFrame) -> str | None:
    if pd.isna(row["name"]):
        return None
    same = free[free["key"] == fold_text(str(row["name"]))]
    for column in ("managing_unit_code", "province_code"):
        if column in same and not pd.isna(row[column]):
            within = same[(same[column] == row[column]).fillna(value=False)]
            if len(within) == 1:
                return str(within.iloc[0]["area_code"]) if _is_near(row, within.iloc[0]) else None
            if len(within) > 1:
                return None
    return None


def _is_near(row: pd.Series, official: pd.Series) -> bool:
    north = (row["lat"] - official["lat"]) * _KM_PER_DEGREE
    east = (row["lon"] - official["lon"]) * _KM_PER_DEGREE * np.cos(np.radians(row["lat"]))
    return bool(np.hypot(north, east) <= _NEAR_KM)
