"""What a planner asks: which communes, by which criteria, and which of them under which rules."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np

from services.coverage.columns import Counts
from services.measures.schemes import Scheme
from services.planning.candidates import Candidates
from services.planning.cost_units import CostUnit
from services.planning.criteria import Criterion
from services.planning.objectives import Objective
from services.planning.ranking import Scaling
from services.planning.rules import (
    Budget,
    LeastDistance,
    LeastSize,
    LockIn,
    LockOut,
    NeighboursTogether,
    NoPilots,
    PerUnit,
    PickCount,
    Rule,
)

UnitBounds = tuple[str, int | None, int | None]  # code of the unit, at least, at most


@dataclass(frozen=True)
class SelectionAsked:
    """The rules of a selection as they are asked for; None and empty where there is no such rule.

    A commune costs ``cost_each`` plus ``cost_per_thousand`` for each thousand people not yet reached: person-days or
    money, as ``cost_unit`` says.
    """

    objective: Objective = Objective.SCORE
    pick: int | None = None
    budget: int | None = None
    cost_each: int = 1
    cost_per_thousand: int = 0
    cost_unit: CostUnit = CostUnit.DAYS
    unit_least: int | None = None
    unit_most: int | None = None
    own_units: tuple[UnitBounds, ...] = ()
    locked_in: tuple[str, ...] = ()
    locked_out: tuple[str, ...] = ()
    least_size: int | None = None
    least_kilometres: int | None = None
    together: bool = False
    no_pilots: bool = True

    @property
    def is_asked(self) -> bool:
        """Tell whether a selection is asked for: nothing else says how many communes there may be."""
        return self.pick is not None or self.budget is not None or self.unit_most is not None

    @property
    def has_costs(self) -> bool:
        """Tell whether anything is said of costs: else each commune counts 1, which is no cost to print."""
        return self.budget is not None or self.cost_each != 1 or self.cost_per_thousand > 0

    def list_rules(self) -> tuple[Rule, ...]:
        """Return the rules, in an order that does not depend on how they were given."""
        rules: list[Rule] = []
        if self.pick is not None:
            rules.append(PickCount(self.pick, self.pick))
        if self.budget is not None:
            rules.append(Budget(float(self.budget), self.cost_unit))
        if self.unit_least is not None or self.unit_most is not None:
            rules.append(PerUnit(self.unit_least, self.unit_most))
        rules += [PerUnit(least, most, code) for code, least, most in sorted(self.own_units)]
        rules += [LockIn(code) for code in sorted(set(self.locked_in))]
        rules += [LockOut(code) for code in sorted(set(self.locked_out))]
        if self.least_size is not None:
            rules.append(LeastSize(float(self.least_size)))
        if self.least_kilometres is not None:
            rules.append(LeastDistance(float(self.least_kilometres)))
        rules += [NeighboursTogether()] if self.together else []
        rules += [NoPilots()] if self.no_pilots else []
        return tuple(rules)

    def measure_costs(self, candidates: Candidates) -> Counts:
        """Return what each commune costs; NaN where the people not yet reached are needed and not known."""
        if not self.cost_per_thousand:
            return np.full(candidates.size, float(self.cost_each))
        return np.asarray(self.cost_each + self.cost_per_thousand * candidates.unreached / 1000, dtype=np.float64)


@dataclass(frozen=True)
class PlanQuestion:
    """The communes of an area on a date, the weights of the criteria, and the rules of a selection.

    ``target_ratio`` is the coverage (0–1) to be reached, where that criterion is used; ``group`` the potential
    group, "" the largest one that was loaded.
    """

    vintage_id: str
    within: str
    scheme: Scheme
    as_of: date
    weights: tuple[tuple[Criterion, int], ...]
    scaling: Scaling = Scaling.PERCENTILE
    target_ratio: float | None = None
    selection: SelectionAsked = SelectionAsked()
    group: str = ""

    def __post_init__(self) -> None:
        """Put the weights in the order of the criteria: sums of floats, and with them a fingerprint, depend on it."""
        order = list(Criterion)
        object.__setattr__(self, "weights", tuple(sorted(self.weights, key=lambda one: order.index(one[0]))))


def build_question_document(question: PlanQuestion) -> dict[str, Any]:
    """Return a question as JSON, as a saved selection keeps it."""
    document = asdict(question)
    document["weights"] = {criterion.value: weight for criterion, weight in question.weights}
    document["as_of"] = question.as_of.isoformat()
    for name in ("own_units", "locked_in", "locked_out"):
        document["selection"][name] = [
            list(one) if isinstance(one, tuple) else one for one in document["selection"][name]
        ]
    return document
