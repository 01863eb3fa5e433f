"""Selections under rules that only count: solved by taking the best in turn, exactly and in a thousandth of a second.

Where rules bound nothing but how many are picked in all and per unit, the best n of a unit are its n best, the n-th
gain of a unit is never above the one before, and taking the greatest gain that the bounds still allow is optimal
(separable concave resource allocation; Ibaraki and Katoh, Resource Allocation Problems, 1988, ch. 4). The solver
answers the same and proves it; this is for questions that are asked a hundred times over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.coverage.columns import Counts, Mask
from services.planning.ground import Field
from services.planning.rules import LeastSize, LockIn, LockOut, NoPilots, PerUnit, PickCount, Rule

COUNTING = (PickCount, PerUnit, LockIn, LockOut, LeastSize, NoPilots)
NO_BOUND = np.iinfo(np.int64).max


@dataclass(frozen=True)
class CountedRules:
    """Bounds on how many communes are picked in all and in each of u units, of those ``allowed``; ``locked`` are in.

    ``unit_of`` is the unit of each of m communes, ``codes`` theirs: equal gains are taken in their order.
    """

    codes: NDArray[np.str_]
    unit_of: NDArray[np.int64]
    unit_lows: NDArray[np.int64]
    unit_highs: NDArray[np.int64]
    low: int
    high: int
    allowed: Mask
    locked: Mask

    def pick(self, gains: Counts) -> Mask | None:
        """Return the best choice for these gains, None where the bounds agree on none."""
        if self.low > self.high or (self.unit_lows > self.unit_highs).any():
            return None
        taken = self.locked.copy()
        counts = np.bincount(self.unit_of[taken], minlength=self.unit_lows.size)
        if (self.locked & ~self.allowed).any() or (counts > self.unit_highs).any():
            return None
        order = np.lexsort((self.codes, -gains))
        order = order[(self.allowed & ~taken)[order]]
        self._take(taken, counts, order, np.maximum(self.unit_lows - counts, 0))
        if (counts < self.unit_lows).any() or taken.sum() > self.high:
            return None
        rest = order[~taken[order]]
        open_places = rest[_count_before(self.unit_of[rest]) < (self.unit_highs - counts)[self.unit_of[rest]]]
        count = int(taken.sum())
        needed = max(self.low - count, 0)
        if needed > open_places.size:
            return None
        wanted = int(np.count_nonzero(gains[open_places] > 0))
        taken[open_places[: min(max(needed, wanted), self.high - count)]] = True
        return taken

    def _take(
        self, taken: Mask, counts: NDArray[np.int64], order: NDArray[np.int64], numbers: NDArray[np.int64]
    ) -> None:
        """Take the best of each unit, as many as ``numbers`` say."""
        chosen = order[_count_before(self.unit_of[order]) < numbers[self.unit_of[order]]]
        taken[chosen] = True
        counts += np.bincount(self.unit_of[chosen], minlength=counts.size)


def find_counted(
    ground: Field, rules: Sequence[Rule], allowed: Mask, without: int | None = None
) -> CountedRules | None:
    """Return the bounds of the rules but for the one numbered ``without``, None where another kind is among them."""
    used = [rule for number, rule in enumerate(rules) if number != without]
    if not all(isinstance(rule, COUNTING) for rule in used):
        return None
    units, unit_of = np.unique(ground.unit_codes.astype(str), return_inverse=True)
    lows, highs = np.zeros(units.size, dtype=np.int64), np.full(units.size, NO_BOUND)
    low, high = 0, NO_BOUND
    may, locked = allowed.copy(), np.zeros(ground.size, dtype=bool)
    own = [rule.unit_code for rule in rules if isinstance(rule, PerUnit) and rule.unit_code is not None]
    for rule in used:
        if isinstance(rule, PickCount):
            low, high = max(low, rule.at_least or 0), min(high, NO_BOUND if rule.at_most is None else rule.at_most)
        elif isinstance(rule, PerUnit):
            meant = units == rule.unit_code if rule.unit_code is not None else ~np.isin(units, own)
            lows[meant] = np.maximum(lows[meant], rule.at_least or 0)
            highs[meant] = np.minimum(highs[meant], NO_BOUND if rule.at_most is None else rule.at_most)
            if rule.unit_code is not None and not meant.any() and (rule.at_least or 0) > 0:
                low = NO_BOUND  # nothing of a unit without communes can be picked
        elif isinstance(rule, LockIn):
            locked[ground.find(rule.code)] = True
        else:
            may &= ~_find_forbidden(ground, rule)
    return CountedRules(ground.codes.astype(str), unit_of, lows, highs, low, high, may, locked)


def _find_forbidden(ground: Field, rule: Rule) -> Mask:
    if isinstance(rule, LockOut):
        return np.asarray(np.arange(ground.size) == ground.find(rule.code), dtype=np.bool_)
    if isinstance(rule, LeastSize):
        return ~(ground.sizes >= rule.size)
    return ground.is_pilot


def _count_before(groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each entry how many of its group stand before it."""
    order = np.argsort(groups, kind="stable")
    ordered = groups[order]
    starts = np.concatenate([[True], ordered[1:] != ordered[:-1]]) if ordered.size else np.zeros(0, dtype=bool)
    places = np.arange(groups.size)
    first = np.maximum.accumulate(np.where(starts, places, 0))
    found = np.empty(groups.size, dtype=np.int64)
    found[order] = places - first
    return found
