"""Where low coverage lies together: local Moran statistics with a correction for many tests.

I_i = z_i · Σ_j w_ij z_j with z the standardised values and w_ij = 1 / (number of neighbours) (Anselin, Geographical
Analysis 27 (1995) 93–115). Its chance value comes from shuffling the values of the others over the map (conditional
permutation, esda). As each commune is a test, those marked are chosen by Benjamini and Hochberg (JRSS B 57 (1995)
289–300): among them the expected share of false alarms is at most ``FALSE_SHARE`` (as Caldas de Castro and Singer,
Geographical Analysis 38 (2006) 180–208, recommend for local statistics).
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodata.errors import Bilingual
from services.coverage.columns import Counts, Mask
from services.coverage.memo import Memo
from services.measures.wording import format_count

FALSE_SHARE = 0.05
PERMUTATIONS = 9999  # at 999 the least chance value, 0.001, could mark nobody among some thousand communes
SEED = 20260331
LEAST_TESTED = 10
Pairs = NDArray[np.int64]

_SHUFFLES = Memo(capacity=32)  # a megabyte each
_DRAWING = Lock()  # numpy's generator is seeded for the whole process


class ClusterKind(IntEnum):
    """What a commune is part of; the numbers are those in ``ClusterLayer.kinds``."""

    NONE = 0
    LOW = 1
    HIGH = 2
    LOW_AMONG_HIGH = 3
    HIGH_AMONG_LOW = 4
    NOT_TESTED = 5

    @property
    def label(self) -> Bilingual:
        """The kind in words."""
        return _LABELS[self]


_LABELS = {
    ClusterKind.NONE: Bilingual("không thuộc cụm nào", "in no cluster"),
    ClusterKind.LOW: Bilingual("cụm bao phủ thấp", "cluster of low coverage"),
    ClusterKind.HIGH: Bilingual("cụm bao phủ cao", "cluster of high coverage"),
    ClusterKind.LOW_AMONG_HIGH: Bilingual("thấp giữa các xã cao", "low among high ones"),
    ClusterKind.HIGH_AMONG_LOW: Bilingual("cao giữa các xã thấp", "high among low ones"),
    ClusterKind.NOT_TESTED: Bilingual(
        "không xét: thiếu số liệu hoặc không giáp xã nào có số liệu", "not tested: no value, or no neighbour with one"
    ),
}
# By sign of the commune's own value and of its neighbours' mean, as (own is high, neighbours are high).
_KINDS = {
    (False, False): ClusterKind.LOW,
    (True, True): ClusterKind.HIGH,
    (False, True): ClusterKind.LOW_AMONG_HIGH,
    (True, False): ClusterKind.HIGH_AMONG_LOW,
}


@dataclass(frozen=True)
class ClusterLayer:
    """m communes; ``statistics`` and chance values are NaN where not tested.

    ``p_values`` are two-sided, ``q_values`` after the correction: a commune is marked where its q is at most
    ``false_share``. ``sentence`` explains the layer to its reader.
    """

    kinds: NDArray[np.int8]
    statistics: Counts
    p_values: Counts
    q_values: Counts
    tested_count: int
    permutations: int
    seed: int
    false_share: float
    sentence: Bilingual


def find_clusters(
    values: Counts,
    neighbours: Pairs,
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
    false_share: float = FALSE_SHARE,
) -> ClusterLayer:
    """Return the clusters of m values, best the empirical Bayes estimates: raw rates of small communes scatter most.

    ``neighbours`` are n × 2 numbers of communes that touch, each pair once. Communes without a value or without a
    neighbour that has one are not tested.
    """
    tested = find_tested(values, neighbours)
    statistics, p_values, q_values = (np.full(values.size, np.nan) for _ in range(3))
    kinds = np.full(values.size, ClusterKind.NOT_TESTED, dtype=np.int8)
    count = int(np.count_nonzero(tested))
    if count >= LEAST_TESTED and np.ptp(values[tested]) > 0:
        found = _test_locally(values[tested], _renumber(neighbours, tested), permutations, seed)
        statistics[tested], p_values[tested], own_high, near_high = found
        q_values[tested] = correct_chances(p_values[tested])
        named = [_KINDS[bool(own), bool(near)] for own, near in zip(own_high, near_high, strict=True)]
        kinds[tested] = np.where(q_values[tested] <= false_share, named, ClusterKind.NONE)
    elif count:
        kinds[tested] = ClusterKind.NONE
    sentence = explain_clusters(kinds, count, false_share)
    return ClusterLayer(kinds, statistics, p_values, q_values, count, permutations, seed, false_share, sentence)


def find_tested(values: Counts, neighbours: Pairs) -> Mask:
    """Tell which communes have a value and a neighbour with one."""
    known = np.isfinite(values)
    both = neighbours[known[neighbours].all(axis=1)] if neighbours.size else neighbours
    tested = np.zeros(values.size, dtype=bool)
    tested[both.ravel()] = True
    return tested


def correct_chances(p_values: Counts) -> Counts:
    """Return the chance values after Benjamini and Hochberg: the least false share at which each is marked."""
    from scipy.stats import false_discovery_control

    return np.asarray(false_discovery_control(p_values, method="bh"), dtype=np.float64)


def _renumber(neighbours: Pairs, kept: Mask) -> Pairs:
    number = np.cumsum(kept) - 1
    return np.asarray(number[neighbours[kept[neighbours].all(axis=1)]], dtype=np.int64)


def _test_locally(values: Counts, neighbours: Pairs, permutations: int, seed: int) -> tuple[Counts, Counts, Mask, Mask]:
    """Return statistic and two-sided chance value of each commune, and whether it and its neighbours lie high."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of optional speed-ups and of parts that are no coherent map
        from libpysal.weights import W

        weights = W(_list_neighbours(neighbours, values.size), silence_warnings=True)
        found = _load_moran()(values, weights, permutations=permutations, seed=seed, keep_simulations=False)
    # esda counts one tail, the nearer one.
    chances = np.minimum(2 * np.asarray(found.p_sim, dtype=np.float64), 1.0)
    own_high = np.asarray(found.z > 0)
    near_high = np.isin(found.q, (1, 2))
    return np.asarray(found.Is, dtype=np.float64), chances, own_high, near_high


@cache
def _load_moran() -> Callable[..., Any]:
    """Return esda's local Moran statistics.

    What it shuffles depends on numbers and seed alone, and half of its time went into drawing that anew each time.
    """
    from esda import Moran_Local

    engine = sys.modules["esda.crand"]
    draw = engine.vec_permutations

    def draw_once(max_card: int, n: int, k_replications: int, seed: int) -> Pairs:
        key = (int(max_card), int(n), int(k_replications), int(seed))
        with _DRAWING:
            return _SHUFFLES.recall(key, lambda: draw(*key))

    engine.vec_permutations = draw_once  # type: ignore[attr-defined]
    return Moran_Local  # type: ignore[no-any-return]


def _list_neighbours(neighbours: Pairs, count: int) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {place: [] for place in range(count)}
    for first, second in neighbours.tolist():
        found[first].append(second)
        found[second].append(first)
    return {place: sorted(set(others)) for place, others in found.items()}


def explain_clusters(kinds: NDArray[np.int8], tested_count: int, false_share: float) -> Bilingual:
    """Return in one sentence what the layer shows and how far it may be trusted."""
    low = int(np.count_nonzero(kinds == ClusterKind.LOW))
    percent = round(false_share * 100)
    (low_vi, all_vi), (low_en, all_en) = (
        [format_count(number, lang) for number in (low, tested_count)] for lang in ("vi", "en")
    )
    if tested_count == 0:
        return Bilingual(
            "Không xét được cụm: cần tỷ lệ bao phủ không phải ước tính của các xã và các xã giáp ranh.",
            "Clusters cannot be tested: that needs coverage, not estimated, of communes and those around them.",
        )
    if low == 0:
        return Bilingual(
            f"Không thấy cụm bao phủ thấp nào trong {all_vi} xã ({all_vi} phép thử Moran địa phương, hiệu chỉnh "
            "Benjamini–Hochberg): chỗ thấp nằm rải rác như khi xếp ngẫu nhiên.",
            f"No cluster of low coverage among {all_en} communes ({all_en} tests of local Moran, corrected after "
            "Benjamini and Hochberg): low ones lie as scattered as chance may put them.",
        )
    return Bilingual(
        f"{low_vi} trong {all_vi} xã thuộc cụm bao phủ thấp: xã và các xã giáp ranh cùng thấp hơn mức chung, điều "
        f"khó có nếu xếp ngẫu nhiên ({all_vi} phép thử Moran địa phương, hiệu chỉnh Benjamini–Hochberg: trong số xã "
        f"được đánh dấu, trung bình không quá {percent}% là do ngẫu nhiên).",
        f"{low_en} of {all_en} communes are in clusters of low coverage: they and those around them lie below the rest "
        f"together, as chance hardly puts them ({all_en} tests of local Moran, corrected after Benjamini and Hochberg: "
        f"of the communes marked, no more than {percent}% on average are chance).",
    )
