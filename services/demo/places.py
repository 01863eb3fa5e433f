"""Official names, codes, parents and positions of the demonstration, from the PyPI package vietnamadminunits."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from geodata.reference import find_gazetteer_folder

# Island districts that had no communes before July 2025 appear as one area each, under the code of their
# special zone (đặc khu) of 2025; otherwise Hoàng Sa, Lý Sơn or Côn Đảo would be missing on the older map.
ISLAND_DISTRICTS = {"318": "11948", "471": "19742", "498": "20333", "536": "21548", "755": "26732"}


def _data_folder() -> Path:
    return find_gazetteer_folder()


def _read_table(name: str) -> pd.DataFrame:
    with closing(sqlite3.connect(f"file:{_data_folder() / 'dataset.db'}?mode=ro", uri=True)) as connection:
        return pd.read_sql_query(f"SELECT * FROM {name}", connection)  # noqa: S608 (a constant of this module)


def read_places_2025() -> pd.DataFrame:
    """Return the 3,321 communes since July 2025.

    Columns ``area_code, name, kind, province_code, province_name, lon, lat, area_km2, key``, sorted by code;
    positions in degrees WGS 84, areas in km² with the median where the package knows none.
    """
    table = _read_table("admin_units")
    places = pd.DataFrame(
        {
            "area_code": table.wardCode,
            "name": table.ward,
            "kind": table.wardType,
            "province_code": table.provinceCode,
            "province_name": table.province,
            "lon": table.wardLon,
            "lat": table.wardLat,
            "area_km2": table.wardAreaKm2.replace(0, np.nan),
            "key": table.provinceKey + "/" + table.wardKey,
        }
    )
    places["area_km2"] = places.area_km2.fillna(places.area_km2.median())
    return places.sort_values("area_code", ignore_index=True)


def read_places_before_2025() -> pd.DataFrame:
    """Return the 10,035 communes and 5 island districts before July 2025.

    Columns as of :func:`read_places_2025`, with ``managing_unit_code, managing_unit_name`` and ``successor``:
    the code of the commune of 2025 that received the whole or the larger part.
    """
    table = _read_table("admin_units_legacy")
    code = table.wardCode.fillna(table.districtCode.map(ISLAND_DISTRICTS))
    places = pd.DataFrame(
        {
            "area_code": code,
            "name": table.ward.fillna(table.district),
            "kind": table.wardType.fillna("Huyện đảo"),
            "managing_unit_code": table.districtCode,
            "managing_unit_name": table.district.str.replace(r"^Thị Xã (?=\S)", "Thị xã ", regex=True),
            "province_code": table.provinceCode,
            "province_name": table.province,
            "lon": table.wardLon,
            "lat": table.wardLat,
            "key": table.provinceKey + "_" + table.districtKey + "_" + table.wardKey.fillna(""),
        }
    )
    places["successor"] = places.key.map(_read_successors())
    return places.sort_values("area_code", ignore_index=True)


def read_successions(places_before: pd.DataFrame, places_2025: pd.DataFrame) -> pd.DataFrame:
    """Return which older commune went to which of 2025, as the package tells it: from_code, to_code, is_main.

    One row per pair; a commune that was divided has several, of which one is the main part.
    """
    from_codes, to_codes = (places.set_index("key").area_code.to_dict() for places in (places_before, places_2025))
    rows = [
        (from_codes[key], to_codes[target], is_main)
        for key, target, is_main in _list_successions()
        if key in from_codes and target in to_codes
    ]
    return pd.DataFrame(rows, columns=["from_code", "to_code", "is_main"])


@cache
def _read_successors() -> dict[str, str]:
    """Return key of an older commune → code of the commune of 2025 that took over the whole or the main part."""
    code_of = read_places_2025().set_index("key").area_code.to_dict()
    return {key: code_of[target] for key, target, is_main in _list_successions() if is_main and target in code_of}


@cache
def _list_successions() -> tuple[tuple[str, str, bool], ...]:
    """Return (key of an older commune, key of a commune of 2025, whether that took the whole or the main part)."""
    conversion = json.loads((_data_folder() / "converter_2025.json").read_text(encoding="utf-8"))
    found = [
        (key, f"{province}/{ward}", True)
        for province, wards in conversion["DICT_PROVINCE_WARD_NO_DIVIDED"].items()
        for ward, predecessors in wards.items()
        for key in predecessors
    ]
    for province, divided in conversion["DICT_PROVINCE_WARD_DIVIDED"].items():
        for key, parts in divided.items():
            main = next((part for part in parts if part["isDefaultNewWard"]), parts[0])
            found += [(key, f"{province}/{part['newWardKey']}", part is main) for part in parts]
    return tuple(found)
