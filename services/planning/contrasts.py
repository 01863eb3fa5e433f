"""Why this commune and not that one: what an exchange of the two would lose, or which rules it would break.

The best list has no exchange that gains: either the commune outside gains no more than the one inside, or a rule stands
in the way. Both are computed from the very rows that the list was solved under.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from services.coverage.columns import Counts
from services.planning.criteria import Criterion
from services.planning.ranking import Ranking
from services.planning.rules import Rule
from services.planning.selection import Selection, SelectionProblem, measure_slack

MOST_TRIED = 200  # exchanges looked at for the nearest rival
LEAST_POINT = 5e-4  # of the score: less is not shown


@dataclass(frozen=True)
class Exchange:
    """The list with ``outside`` in place of ``inside``: places of candidates.

    ``loss`` is what it gains less (below 0: more), None where the gain outside is not known; ``broken`` are the rules
    that it would not keep.
    """

    inside: int
    outside: int
    loss: float | None
    broken: tuple[Rule, ...]

    @property
    def is_allowed(self) -> bool:
        """Tell whether the exchange keeps all rules."""
        return not self.broken and self.loss is not None


@dataclass(frozen=True)
class ContrastPoint:
    """A criterion by which two communes differ; ``lead`` is what it adds to the first one's score more, in 0–1."""

    criterion: Criterion
    value: float
    other_value: float
    lead: float


def exchange(problem: SelectionProblem, best: Selection, inside: int, outside: int) -> Exchange:
    """Return what becomes of the list where one picked commune gives its place to one that is not."""
    picked = np.zeros(problem.ground.size, dtype=bool)
    picked[best.places] = True
    picked[[inside, outside]] = [False, True]
    broken = np.unique(problem.system.rule_numbers[measure_slack(problem.system, picked[problem.order]) > 1e-9])
    gains = np.where(np.isfinite(problem.gains), problem.gains, 0.0)
    is_known = bool(problem.allowed[outside])
    loss = float(gains[inside] - gains[outside]) if is_known else None
    return Exchange(inside, outside, loss, tuple(problem.rules[number] for number in broken))


def find_nearest_exchange(problem: SelectionProblem, best: Selection, place: int) -> Exchange | None:
    """Return the exchange of a commune that loses least: with one outside where it is picked, else with one inside.

    Exchanges that keep all rules come first, then the one that loses least by breaking some; None where there is nobody
    to exchange with.
    """
    is_inside = place in best.places.tolist()
    others = _order_rivals(problem, best, is_inside=is_inside)
    pairs = ((place, one) if is_inside else (one, place) for one in others)
    return _find_first(problem, best, pairs)


def _order_rivals(problem: SelectionProblem, best: Selection, *, is_inside: bool) -> list[int]:
    picked = np.isin(np.arange(problem.ground.size), best.places)
    rivals = np.flatnonzero(~picked & problem.allowed if is_inside else picked)
    gains = np.where(np.isfinite(problem.gains), problem.gains, 0.0)[rivals]
    order = np.lexsort((problem.ground.codes[rivals].astype(str), -gains if is_inside else gains))
    return [int(one) for one in rivals[order]][:MOST_TRIED]


def _find_first(problem: SelectionProblem, best: Selection, pairs: Iterable[tuple[int, int]]) -> Exchange | None:
    first: Exchange | None = None
    for inside, outside in pairs:
        found = exchange(problem, best, inside, outside)
        if found.is_allowed:
            return found
        first = first or found
    return first


def list_points(ranking: Ranking, place: int, other: int) -> list[ContrastPoint]:
    """Return the criteria by which two communes differ, those that speak most for the first at the front.

    What is missing counts as the middle of the scale, as in the score.
    """
    found = []
    for criterion in ranking.weights:
        added = _fill(ranking.contribute(criterion))
        lead = float(added[place] - added[other])
        values = ranking.values[criterion]
        if abs(lead) >= LEAST_POINT:
            found.append(ContrastPoint(criterion, float(values[place]), float(values[other]), lead))
    return sorted(found, key=lambda one: -one.lead)


def _fill(added: Counts) -> Counts:
    return np.where(np.isfinite(added), added, 0.0)
