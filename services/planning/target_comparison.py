"""Proposals of targets beside each other, and what a plain figure for each commune would come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from services.planning.apportionment import WholeNumbers
from services.planning.candidates import Candidates
from services.planning.targets import TargetProposal


@dataclass(frozen=True)
class ProposalComparison:
    """The second proposal less the first, over the same m communes, whole people.

    ``moved_count`` people change commune: half of all differences where both add up alike.
    """

    differences: WholeNumbers
    unit_differences: dict[str, int]
    raised_count: int
    lowered_count: int
    moved_count: float
    total_difference: int


@dataclass(frozen=True)
class UniformRise:
    """What it comes to where each commune gains the same: the total, and where that is more than there are people.

    ``over_places`` are communes in which fewer people are unreached than asked; ``unknown_count`` have no denominator.
    """

    per_commune: int
    commune_count: int
    rise_total: int
    stock_total: int
    coverage_ratio: float | None
    over_places: WholeNumbers
    unknown_count: int


def compare_proposals(first: TargetProposal, second: TargetProposal) -> ProposalComparison:
    """Return the differences; ValueError where the proposals are of other communes."""
    if first.problem.codes.tolist() != second.problem.codes.tolist():
        raise ValueError("proposals of other communes cannot be compared")
    differences = second.targets - first.targets
    units = {code: second.unit_targets[code] - target for code, target in first.unit_targets.items()}
    return ProposalComparison(
        differences=differences,
        unit_differences=units,
        raised_count=int(np.count_nonzero(differences > 0)),
        lowered_count=int(np.count_nonzero(differences < 0)),
        moved_count=float(np.abs(differences).sum()) / 2,
        total_difference=int(differences.sum()),
    )


def build_uniform_rise(candidates: Candidates, per_commune: int) -> UniformRise:
    """Return what «each commune 200» comes to; coverage over the communes of which stock and denominator are known."""
    known = np.isfinite(candidates.enrolled) & (candidates.denominators > 0)
    stock = np.nan_to_num(candidates.enrolled)
    denominator = candidates.denominators[known].sum()
    reached = np.minimum(stock[known] + per_commune, np.maximum(candidates.denominators[known], stock[known])).sum()
    return UniformRise(
        per_commune=per_commune,
        commune_count=candidates.size,
        rise_total=per_commune * candidates.size,
        stock_total=int(stock.sum()) + per_commune * candidates.size,
        coverage_ratio=float(reached / denominator) if denominator > 0 else None,
        over_places=np.flatnonzero(known & (candidates.unreached < per_commune)),
        unknown_count=int(np.count_nonzero(~known)),
    )


@dataclass(frozen=True)
class DocumentComparison:
    """The targets of units and communes in each of several proposals, by code.

    ``moved_counts``: of each proposal after the first, how many people more are asked in communes where it asks more.
    """

    units: dict[str, tuple[int, ...]]
    communes: dict[str, tuple[int, ...]]
    moved_counts: tuple[int, ...]


def compare_documents(documents: Sequence[Mapping[str, Any]]) -> DocumentComparison | None:
    """Return kept proposals beside each other; None where they are not of the same communes."""
    parts = [
        {name: {row[key]: row["target_count"] for row in one[name]} for name, key in _LISTS.items()}
        for one in documents
    ]
    first = parts[0]
    vintages = {one["question"]["vintage_id"] for one in documents}
    if len(vintages) > 1 or any(one[name].keys() != first[name].keys() for one in parts for name in _LISTS):
        return None
    units, communes = ({code: tuple(one[name][code] for one in parts) for code in first[name]} for name in _LISTS)
    moved = tuple(
        sum(max(counts[place] - counts[0], 0) for counts in communes.values()) for place in range(1, len(parts))
    )
    return DocumentComparison(units, communes, moved)


_LISTS = {"units": "unit_code", "communes": "area_code"}
