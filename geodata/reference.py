"""The reference gazetteer: official names, codes, parents and approximate positions from vietnamadminunits."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pandas as pd

from geodata.areas import Level
from geodata.vintages import REFORM_DATE

_BEFORE_REFORM = """
SELECT wardCode AS area_code, ward AS name, districtCode AS managing_unit_code, district AS managing_unit_name,
       provinceCode AS province_code, province AS province_name, wardLon AS lon, wardLat AS lat,
       districtLon AS managing_unit_lon, districtLat AS managing_unit_lat,
       provinceLon AS province_lon, provinceLat AS province_lat
FROM admin_units_legacy
"""
_SINCE_REFORM = """
SELECT wardCode AS area_code, ward AS name, NULL AS managing_unit_code, NULL AS managing_unit_name,
       provinceCode AS province_code, province AS province_name, wardLon AS lon, wardLat AS lat,
       NULL AS managing_unit_lon, NULL AS managing_unit_lat,
       provinceLon AS province_lon, provinceLat AS province_lat
FROM admin_units
"""
_TEXT = ("area_code", "name", "managing_unit_code", "managing_unit_name", "province_code", "province_name")
# The package writes both «Thị xã» and «Thị Xã»; official texts write the type of unit with one capital.
_CAPITAL_TYPE = re.compile(r"^(?:Thị Xã|Thành Phố|Thị Trấn|Đặc Khu)(?= )")
_DTYPES = dict.fromkeys(_TEXT, "string")


@dataclass(frozen=True, eq=False)
class ReferenceGazetteer:
    """The official list of one time: ``units`` has one row per commune, or per district without communes.

    Columns: area_code and name (None for a district without communes), managing_unit_code and _name (None since
    July 2025), province_code and _name, and lon, lat of each (degrees WGS 84, accurate to about a kilometre).
    """

    source: str
    units: pd.DataFrame

    def list_areas(self, level: Level) -> pd.DataFrame:
        """Return the areas of ``level``: area_code, name, lon, lat and the parents' codes and names, by code."""
        if level is Level.COMMUNE:
            return self.units.dropna(subset=["area_code"]).set_index("area_code", drop=False)
        prefix = level.value
        parents = [] if level is Level.PROVINCE else ["province_code", "province_name"]
        own = {f"{prefix}_code": "area_code", f"{prefix}_name": "name", f"{prefix}_lon": "lon", f"{prefix}_lat": "lat"}
        areas = self.units[[*own, *parents]].rename(columns=own).dropna(subset=["area_code"])
        return areas.drop_duplicates("area_code").set_index("area_code", drop=False)


def load_reference(effective_from: date) -> ReferenceGazetteer:
    """Return the gazetteer of the time of a vintage: with districts before July 2025, without since then.

    The older list is that of June 2025: for earlier dates most units agree, some have been merged since.
    """
    return _read_reference(before_reform=effective_from < REFORM_DATE)


def find_gazetteer_folder() -> Path:
    """Return the data of the package vietnamadminunits without importing it: its parsers take a second to set up."""
    found = find_spec("vietnamadminunits")
    if found is None or not found.submodule_search_locations:
        raise RuntimeError("vietnamadminunits is not installed")
    return Path(next(iter(found.submodule_search_locations))) / "data"


@cache
def _read_reference(*, before_reform: bool) -> ReferenceGazetteer:
    database = find_gazetteer_folder() / "dataset.db"
    connection = sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True)
    try:
        units = pd.read_sql_query(_BEFORE_REFORM if before_reform else _SINCE_REFORM, connection, dtype=_DTYPES)
    finally:
        connection.close()
    for column in ("name", "managing_unit_name", "province_name"):
        units[column] = units[column].str.replace(_CAPITAL_TYPE, _lower_second_word, regex=True)
    return ReferenceGazetteer("vietnamadminunits 1.0.4, " + ("06/2025" if before_reform else "07/2025"), units)


def _lower_second_word(match: re.Match[str]) -> str:
    first, second = match[0].split(" ")
    return f"{first} {second.lower()}"
