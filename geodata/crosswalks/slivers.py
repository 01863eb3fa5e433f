"""Real pieces told from slivers, which only show that two outlines of one border differ."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

# A smaller part of both its communes is a sliver. Chosen by measurement: decision 0015.
SMALLEST_SHARE = 0.18
# A province of which this part lies in one of the other vintage went there whole, if the other covers most of it.
_HOME_SHARE = 0.9
_COVERED_SHARE = 0.5
# A commune of which this part lies outside of where its province went was itself moved.
_MOVED_SHARE = 0.9


def find_slivers(
    overlaps: pd.DataFrame, from_provinces: Mapping[str, str | None], to_provinces: Mapping[str, str | None]
) -> NDArray[np.bool_]:
    """Return for each overlap whether it is a sliver; ``overlaps`` has the columns ``OVERLAP_COLUMNS``.

    The mappings give the province of each commune. Real is what makes up at least ``SMALLEST_SHARE`` of one of its
    two communes, and the largest piece of each; but where nearly all of a province lies in one province of the
    other vintage, what reaches over its border is a sliver, unless nearly all of a commune does.
    """
    if overlaps.empty:
        return np.zeros(0, dtype=bool)
    at_home = _lie_at_home(overlaps, from_provinces, to_provinces)
    moved = (overlaps["from_share"] >= _MOVED_SHARE) | (overlaps["to_share"] >= _MOVED_SHARE)
    possible = overlaps[at_home | moved.to_numpy()]
    is_real = (possible["from_share"] >= SMALLEST_SHARE) | (possible["to_share"] >= SMALLEST_SHARE)
    for column in ("from_code", "to_code"):
        is_real[possible.groupby(column)["area_km2"].idxmax()] = True
    return ~overlaps.index.isin(is_real.index[is_real])


def _lie_at_home(
    overlaps: pd.DataFrame, from_provinces: Mapping[str, str | None], to_provinces: Mapping[str, str | None]
) -> NDArray[np.bool_]:
    pieces = overlaps.assign(
        from_province=overlaps["from_code"].map(from_provinces), to_province=overlaps["to_code"].map(to_provinces)
    )
    is_home = np.zeros(len(pieces), dtype=bool)
    has_home = np.zeros(len(pieces), dtype=bool)
    for side, other in (("from", "to"), ("to", "from")):
        homes = pieces[f"{side}_province"].map(_find_homes(pieces, side, other))
        is_home |= (homes == pieces[f"{other}_province"]).to_numpy(dtype=bool)
        has_home |= homes.notna().to_numpy(dtype=bool)
    return is_home | ~has_home


def _find_homes(pieces: pd.DataFrame, side: str, other: str) -> dict[str, str]:
    """Return for each province of one side the province of the other in which nearly all of it lies.

    That is of what the other vintage covers of it: coasts are drawn differently. A neighbour of which it only
    covers the border has no home there.
    """
    here, there = f"{side}_province", f"{other}_province"
    common = pieces.groupby([here, there])["area_km2"].sum().rename("common").reset_index()
    communes = pieces.drop_duplicates(f"{side}_code")
    sizes = (communes["area_km2"] / communes[f"{side}_share"]).groupby(communes[here]).sum()
    covered = common.groupby(here)["common"].transform("sum")
    is_home = (common["common"] >= _HOME_SHARE * covered) & (covered >= _COVERED_SHARE * common[here].map(sizes))
    return dict(zip(common[here][is_home], common[there][is_home], strict=True))
