"""What each unit of the earlier vintage counts for on the way back: as a source gives it, else by its area."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from geodata.crosswalks.ends import VintageAreas
from geodata.crosswalks.weights_list import GivenSizes


@dataclass(frozen=True, eq=False)
class UnitSizes:
    """The size of each unit by its code, NaN where nothing tells it; ``filled_codes`` took theirs from their area."""

    sizes: pd.Series[float]
    filled_codes: tuple[str, ...]


def measure_units(end: VintageAreas, codes: pd.Series[str], sizes: GivenSizes | None, *, fill: bool) -> UnitSizes:
    """Return the sizes of the units named by ``codes`` (each may stand several times).

    Without ``sizes`` they are areas in km². ``fill``: a unit that the source lacks gets its area times what the source
    has to a km² in its province (in all provinces, where it has nothing there).
    """
    units = pd.Index(sorted(set(codes)))
    areas = pd.Series(end.sizes_km2, dtype="float64").reindex(units)
    if sizes is None:
        return UnitSizes(areas, ())
    given = pd.Series(sizes.sizes, dtype="float64").reindex(units)
    if not fill:
        return UnitSizes(given, ())
    filled = given.fillna(_estimate_sizes(end, given, areas))
    return UnitSizes(filled, tuple(units[given.isna() & filled.notna()]))


def _estimate_sizes(end: VintageAreas, given: pd.Series[float], areas: pd.Series[float]) -> pd.Series[float]:
    provinces = pd.Series(end.provinces, dtype=object).reindex(given.index)
    known = areas.where(given.notna())
    density = given.groupby(provinces).sum(min_count=1) / known.groupby(provinces).sum(min_count=1)
    return areas * provinces.map(density).astype("float64").fillna(given.sum() / known.sum())
