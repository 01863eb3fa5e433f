"""What chance leaves open of the coverage of an area's communes: one study for all weights that are tried on it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from services.coverage.columns import Mask
from services.coverage.memo import Memo
from services.planning.candidates import Candidates
from services.planning.shrinkage import (
    LEAST_COMMUNES,
    RankIntervals,
    ShrunkRates,
    find_indistinct,
    rank_rates,
    shrink_rates,
)

SEED = 20190331  # fixed: the same question is answered alike
MASKS_KEPT = 64
_STUDIES = Memo(capacity=100)


@dataclass(frozen=True)
class RateStudy:
    """The coverage of m communes; ``rates`` are None where too few have counts to see what they have in common."""

    rates: ShrunkRates | None
    size: int

    @cached_property
    def rank_intervals(self) -> RankIntervals | None:
        """Between which ranks by coverage each commune lies, 1 the lowest coverage."""
        if self.rates is None:
            return None
        found = rank_rates(self.rates, seed=SEED)
        known = int(np.count_nonzero(found.lows))
        lows, highs = (np.where(one > 0, known + 1 - one, 0) for one in (found.highs, found.lows))
        return RankIntervals(lows, highs, found.confidence)

    def find_indistinct(self, place: int) -> Mask:
        """Tell which communes' coverage cannot be told apart from that of one, itself not among them."""
        return self._masks.recall(place, lambda: self._find_indistinct(place))

    def _find_indistinct(self, place: int) -> Mask:
        if self.rates is None:
            return np.zeros(self.size, dtype=bool)
        found = find_indistinct(self.rates, place, seed=SEED)
        found[place] = False
        return found

    @cached_property
    def _masks(self) -> Memo:
        return Memo(MASKS_KEPT)


def recall_study(memo: Memo, candidates: Candidates, within: str) -> RateStudy:
    """Return the study of the communes' coverage within an area, one for all weights; ``memo`` is of their date."""
    return memo.recall(("rate study", within, candidates.scheme, candidates.as_of), lambda: _recall_rates(candidates))


def _recall_rates(candidates: Candidates) -> RateStudy:
    """Return the study of the same numbers from a publication before, where it is kept: it takes them alone."""
    key = (candidates.enrolled.tobytes(), candidates.denominators.tobytes())
    return _STUDIES.recall(key, lambda: study_rates(candidates))


def study_rates(candidates: Candidates) -> RateStudy:
    """Return the study of the communes' coverage."""
    known = np.isfinite(candidates.enrolled) & (candidates.denominators > 0)
    if np.count_nonzero(known) < LEAST_COMMUNES:
        return RateStudy(None, candidates.size)
    return RateStudy(shrink_rates(candidates.enrolled, candidates.denominators), candidates.size)
