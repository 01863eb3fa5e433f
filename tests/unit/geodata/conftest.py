"""The real communes of 2025, mended once for all tests of this room."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pytest

from geodata.mending import Mended, mend_coverage


@dataclass(frozen=True)
class RealCommunes:
    """The communes as read, and what mending made of them."""

    frame: gpd.GeoDataFrame
    mended: Mended


@pytest.fixture(scope="session")
def real_communes_2025(real_data: Path) -> RealCommunes:
    """All 3,321 communes since 1 July 2025."""
    frame = gpd.read_parquet(real_data / "boundaries" / "communes_2025.parquet")
    return RealCommunes(frame, mend_coverage(frame.geometry.to_numpy(), frame["code"].tolist()))
