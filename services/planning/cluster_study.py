"""Where low coverage lies together among the communes of an area, on its own outlines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from services.coverage.evaluation import evaluate
from services.coverage.memo import Memo
from services.coverage.snapshot import Snapshot
from services.measures.indicators import Indicator
from services.measures.schemes import Scheme
from services.planning.candidates import Candidates, Texts, build_candidates
from services.planning.clusters import ClusterKind, ClusterLayer, find_clusters
from services.planning.neighbours import find_touching_pairs
from services.planning.rate_study import recall_study

ReadOutlines = Callable[[Texts], NDArray[np.object_]]  # the outlines of communes by their codes, None for none


_FOUND = Memo(capacity=100)


@dataclass(frozen=True)
class ClusterStudy:
    """The communes of an area and what each is part of."""

    codes: Texts
    layer: ClusterLayer

    @cached_property
    def low_codes(self) -> frozenset[str]:
        """The codes of the communes in clusters of low coverage."""
        return frozenset(map(str, self.codes[self.layer.kinds == ClusterKind.LOW]))


def recall_clusters(
    snapshot: Snapshot, vintage_id: str, within: str, scheme: Scheme, as_of: date, read_outlines: ReadOutlines
) -> ClusterStudy:
    """Return the clusters of an area's communes, computed once per publication."""
    data = snapshot.find_vintage(vintage_id).on(as_of)

    def build() -> ClusterStudy:
        candidates = build_candidates(snapshot, vintage_id, within, scheme, as_of)
        rates = recall_study(data.views, candidates, within).rates
        if rates is None:
            return study_clusters(candidates, None, read_outlines)
        # Communes that were split from one have its rate: they would be clusters of our own making.
        found = evaluate(data, scheme, Indicator.COVERAGE_RATIO, as_of)
        is_estimated = found.estimated_shares[candidates.areas] > 0
        return study_clusters(candidates, np.where(is_estimated, np.nan, rates.estimates), read_outlines)

    return data.views.recall(("clusters", within, scheme, as_of), build)


def study_clusters(
    candidates: Candidates, estimates: NDArray[np.float64] | None, read_outlines: ReadOutlines
) -> ClusterStudy:
    """Return the clusters of estimated coverage; nothing is tested where too few communes have counts."""
    if estimates is None:
        blank, nobody = np.full(candidates.size, np.nan), np.zeros((0, 2), dtype=np.int64)
        return ClusterStudy(candidates.codes, find_clusters(blank, nobody))
    pairs = find_touching_pairs(read_outlines(candidates.codes))
    # The same numbers give the same clusters: most publications change those of other places.
    key = (estimates.tobytes(), pairs.tobytes())
    return ClusterStudy(candidates.codes, _FOUND.recall(key, lambda: find_clusters(estimates, pairs)))
