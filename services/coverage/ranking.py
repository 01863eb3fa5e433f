"""Ranks on the digits shown: ties share a rank, the next one skips (1, 1, 3), what has no value has rank 0."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

UNRANKED = 0


def rank_values(shown: NDArray[np.float64], groups: NDArray[np.int32], high_first: bool) -> NDArray[np.int32]:
    """Return the rank of each value among those of its group; NaN is not ranked.

    Rank 1 is the greatest value where ``high_first``, else the least.
    """
    ranks = np.full(shown.shape, UNRANKED, dtype=np.int32)
    ranked = np.flatnonzero(np.isfinite(shown))
    if ranked.size == 0:
        return ranks
    keys = -shown[ranked] if high_first else shown[ranked]
    order = np.lexsort((keys, groups[ranked]))
    keys, group = keys[order], groups[ranked][order]
    places = np.arange(ranked.size)
    starts_group = np.concatenate([[True], group[1:] != group[:-1]])
    starts_value = starts_group | np.concatenate([[True], keys[1:] != keys[:-1]])
    group_place = np.maximum.accumulate(np.where(starts_group, places, 0))
    value_place = np.maximum.accumulate(np.where(starts_value, places, 0))
    ranks[ranked[order]] = value_place - group_place + 1
    return ranks


def count_ranked(shown: NDArray[np.float64], groups: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return for each value how many of its group are ranked."""
    _, inverse = np.unique(groups, return_inverse=True)
    sizes = np.bincount(inverse, weights=np.isfinite(shown).astype(np.float64))
    return sizes[inverse].astype(np.int32) if sizes.size else np.zeros(0, dtype=np.int32)
