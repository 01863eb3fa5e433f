"""The two ends of a crosswalk: the communes of a vintage, their names and outlines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import geopandas as gpd
import numpy as np

from geodata.sizes import measure_area_km2


@dataclass(frozen=True, eq=False)
class VintageAreas:
    """One end of a crosswalk: the communes of a vintage.

    ``areas`` has one row per commune: area_code, name, managing_unit_code, managing_unit_name, province_code,
    province_name and geometry (WGS 84), as ``BoundarySet.areas`` and the stored GeoParquet of a vintage.
    """

    vintage_id: str
    effective_from: date
    effective_to: date | None
    areas: gpd.GeoDataFrame

    @cached_property
    def names(self) -> dict[str, str]:
        """The full name of each commune by its code."""
        return dict(zip(self.areas["area_code"], self.areas["name"], strict=True))

    @cached_property
    def provinces(self) -> dict[str, str]:
        """The province code of each commune by its code; empty where the vintage knows none."""
        return dict(zip(self.areas["area_code"], self.areas["province_code"].fillna(""), strict=True))

    @cached_property
    def sizes_km2(self) -> dict[str, float]:
        """The size of each commune by its code."""
        sizes = measure_area_km2(np.asarray(self.areas.geometry, dtype=object))
        return dict(zip(self.areas["area_code"], sizes.tolist(), strict=True))

    def label(self, code: str) -> str:
        """Return «Xã Ba Tô (21487), Tỉnh Quảng Ngãi», or the code alone where the vintage does not know it."""
        return self._labels.get(code, code)

    @cached_property
    def _labels(self) -> dict[str, str]:
        provinces = self.areas["province_name"].fillna("")
        rows = zip(self.areas["area_code"], self.areas["name"], provinces, strict=True)
        return {code: ", ".join(filter(None, (f"{name} ({code})", province))) for code, name, province in rows}
