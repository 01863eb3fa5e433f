"""The crosswalk of the demonstration: which commune went to which is official, how much of it is approximate."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.crosswalks.crosswalk import Crosswalk, WeightBasis
from services.demo.cases import BEFORE_2025, SINCE_2025
from services.demo.outlines import KM_PER_DEGREE
from services.demo.places import read_successions

Geometries = NDArray[np.object_]

SOURCE = (
    "vietnamadminunits 1.0.4 (xã nào về xã nào); phần của xã bị chia: ước theo diện tích gần đúng quanh vị trí xã cũ"
)
# A part further from the disc of its commune than this bears the name of another: the package takes it by its name.
FARTHEST_KM = 8.0
# What is said to have gone there is never nothing, whatever the discs say.
LEAST_SHARE = 0.02


def build_demo_crosswalk(
    places_before: pd.DataFrame,
    places_2025: pd.DataFrame,
    cells_before: Geometries,
    cells_2025: Geometries,
) -> tuple[Crosswalk, pd.DataFrame]:
    """Return the crosswalk of the two demonstration vintages, and the pairs left out because they lie apart.

    The size of a whole commune is that of its cell in km². That of a divided one is shared out by how much of a disc
    of its size, around its official position, lies in the cell of each part. Both are approximate.
    """
    pairs = read_successions(places_before, places_2025)
    before, since = (_number(places) for places in (places_before, places_2025))
    pairs["whole_km2"] = shapely.area(_to_km(cells_before))[before[pairs.from_code].to_numpy()]
    divided = pairs[pairs.from_code.duplicated(keep=False)]
    positions = places_before[["lon", "lat"]].to_numpy()[before[divided.from_code].to_numpy()] * KM_PER_DEGREE
    discs = shapely.buffer(shapely.points(positions), np.sqrt(divided.whole_km2.to_numpy() / np.pi))
    cells = _to_km(cells_2025[since[divided.to_code].to_numpy()])
    is_apart = (shapely.distance(discs, cells) > FARTHEST_KM) & ~divided.is_main.to_numpy()
    pairs["share"] = 1.0
    pairs.loc[divided.index, "share"] = np.maximum(_measure_shares(discs, cells), LEAST_SHARE)
    apart = divided.index[is_apart]
    kept = pairs.drop(index=apart)
    kept["size"] = kept.whole_km2 * kept.share / kept.groupby("from_code").share.transform("sum")
    return Crosswalk(BEFORE_2025, SINCE_2025, WeightBasis.AREA, SOURCE, kept), pairs.loc[apart]


def _measure_shares(discs: Geometries, cells: Geometries) -> NDArray[np.float64]:
    return np.asarray(shapely.area(shapely.intersection(discs, cells)) / shapely.area(discs))


def _number(places: pd.DataFrame) -> pd.Series:
    return pd.Series(np.arange(len(places)), index=places.area_code)


def _to_km(geometries: Geometries) -> Geometries:
    return np.asarray(shapely.transform(geometries, lambda xy: xy * KM_PER_DEGREE), dtype=object)
