"""The official units on either side of the reform of July 2025, to tell which of them a list of places is about."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import pandas as pd

from geodata.area_index import AreaIndex, build_area_index
from geodata.areas import COUNTRY_CODE, Level
from geodata.errors import Bilingual
from geodata.places import IndexedArea
from geodata.reference import ReferenceGazetteer, load_reference
from geodata.vintages import REFORM_DATE

_LEAST_AGREEMENT = 0.3  # share of communes that bear their official name; below it the list is of another country
_LEAST_PROVINCE_SHARE = 0.02  # of the shared codes: fewer are slips of a list, not territory


@dataclass(frozen=True, eq=False)
class Generation:
    """The official units before the reform or since, searchable by code and name."""

    title: Bilingual
    index: AreaIndex

    def count_agreeing(self, areas: AreaIndex) -> int:
        """Return how many communes of ``areas`` have the code and the name of an official one."""
        return sum(
            official.readings[-1].plain == area.readings[-1].plain
            for area in areas.list_areas(Level.COMMUNE)
            if (official := self.index.find_area(Level.COMMUNE, area.area_code)) is not None
        )

    def list_provinces(self, areas: AreaIndex, within: IndexedArea | None) -> list[IndexedArea]:
        """Return the provinces of this generation where the communes of ``areas`` lie, by the codes that live on."""
        codes = [area.area_code for area in areas.list_areas(Level.COMMUNE, within)]
        shared = [self.index.find_area(Level.COMMUNE, code) for code in codes]
        counted = Counter(self._find_province(area) for area in shared if area is not None)
        least = _LEAST_PROVINCE_SHARE * counted.total()
        return [province for province, count in counted.items() if province is not None and count >= least]

    def find_named(self, level: Level, name: str, provinces: list[IndexedArea]) -> IndexedArea | None:
        """Return an official area of that name in one of the provinces, or None."""
        for province in provinces:
            found = self.index.find_by_name(level, name, province)
            if found:
                return found[0]
        return None

    def find_coded(self, level: Level, code: str, name: str) -> IndexedArea | None:
        """Return the official area that has both the code and the name, or None."""
        area = self.index.find_coded(level, code)
        return area if area is not None and self.index.agrees(area, name) else None

    def _find_province(self, area: IndexedArea) -> IndexedArea | None:
        keys = self.index.list_lineage(area)
        return next((self.index.find_area(*key) for key in keys if key[0] is Level.PROVINCE), None)


def find_other_generation(areas: AreaIndex) -> Generation | None:
    """Return the generation that ``areas`` is not of, None where it is of neither (a toy country, districts only)."""
    before, since = load_generation(before_reform=True), load_generation(before_reform=False)
    agreeing_before, agreeing_since = before.count_agreeing(areas), since.count_agreeing(areas)
    if max(agreeing_before, agreeing_since, 1) < _LEAST_AGREEMENT * len(areas.list_areas(Level.COMMUNE)):
        return None
    if agreeing_before == agreeing_since:
        return None
    return since if agreeing_before > agreeing_since else before


@cache
def load_generation(*, before_reform: bool) -> Generation:
    """Return the official units of June 2025 or of July 2025."""
    day = REFORM_DATE - timedelta(days=1) if before_reform else REFORM_DATE
    title = (
        Bilingual("danh mục trước 1/7/2025", "the official list before 1 July 2025")
        if before_reform
        else Bilingual("danh mục từ 1/7/2025", "the official list since 1 July 2025")
    )
    return Generation(title, build_area_index(_build_id(day), _build_areas(load_reference(day))))


def _build_id(day: date) -> str:
    return f"VN-{day.isoformat()}-reference"


def _build_areas(reference: ReferenceGazetteer) -> pd.DataFrame:
    units = reference.units
    has_districts = units["managing_unit_code"].notna().any()
    parent = Level.MANAGING_UNIT if has_districts else Level.PROVINCE
    parts = [_build_level(units, Level.PROVINCE, "province_code", "province_name", None)]
    if has_districts:
        parts.append(
            _build_level(units, Level.MANAGING_UNIT, "managing_unit_code", "managing_unit_name", Level.PROVINCE)
        )
    parts.append(_build_level(units, Level.COMMUNE, "area_code", "name", parent))
    return pd.concat(parts, ignore_index=True)


def _build_level(units: pd.DataFrame, level: Level, code: str, name: str, parent: Level | None) -> pd.DataFrame:
    listed = units.dropna(subset=[code]).drop_duplicates(code)
    return pd.DataFrame(
        {
            "level": level.value,
            "area_code": listed[code].astype(object),
            "name": listed[name].astype(object),
            "parent_level": (parent or Level.COUNTRY).value,
            "parent_code": listed[f"{parent.value}_code"].astype(object) if parent else COUNTRY_CODE,
        }
    )
