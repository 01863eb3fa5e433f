"""The answer to a planner's question: every commune with score, reasons and a rate that owns up to chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np

from geodata.areas import Level
from services.coverage.columns import Counts, Mask
from services.coverage.events import list_events
from services.coverage.groups import find_group, list_groups, measure_shares
from services.coverage.officers import measure_loads
from services.coverage.snapshot import Snapshot
from services.coverage.view import View, ViewRequest, build_view
from services.coverage.vintage_data import VintageData
from services.measures.indicators import Indicator
from services.planning.candidates import Candidates, build_candidates
from services.planning.criteria import Criterion, CriterionInputs
from services.planning.question import PlanQuestion, SelectionAsked
from services.planning.ranking import Ranking, build_ranking
from services.planning.rate_study import RateStudy, recall_study
from services.planning.reasons import Reason, list_reasons
from services.planning.score_view import build_score_view
from services.planning.shrinkage import RankIntervals, ShrunkRates


@dataclass(frozen=True)
class Plan:
    """The communes of a question, ranked; ``inputs`` are what was loaded besides the counts."""

    question: PlanQuestion
    candidates: Candidates
    inputs: CriterionInputs
    ranking: Ranking
    study: RateStudy
    view: View

    @property
    def rates(self) -> ShrunkRates | None:
        """Coverage that owns up to chance; None where too few communes have counts to see what they share."""
        return self.study.rates

    @cached_property
    def order(self) -> list[int]:
        """The places of the communes by rank, those of equal rank by code, those without a rank last."""
        ranks, codes = self.ranking.ranks, self.candidates.codes
        return sorted(range(self.candidates.size), key=lambda one: (ranks[one] == 0, ranks[one], str(codes[one])))

    @property
    def rank_intervals(self) -> RankIntervals | None:
        """Between which ranks by coverage each commune lies, 1 the lowest coverage."""
        return self.study.rank_intervals

    @cached_property
    def known_criteria(self) -> frozenset[Criterion]:
        """The criteria of which something is known in at least one commune."""
        return find_known_values(self.ranking.values)

    def list_reasons(self, place: int) -> tuple[Reason, ...]:
        """Return the three strongest reasons for a commune."""
        return list_reasons(self.ranking, place)

    def find_indistinct(self, place: int) -> Mask:
        """Tell which communes' coverage cannot be told apart from that of one, itself not among them."""
        return self.study.find_indistinct(place)


def build_plan(snapshot: Snapshot, question: PlanQuestion) -> Plan:
    """Return the answer, computed once per snapshot; raises what ``build_view`` and ``build_ranking`` raise."""
    data = snapshot.find_vintage(question.vintage_id).on(question.as_of)
    ranked = replace(question, selection=SelectionAsked())  # the rules do not change what is known of a commune
    return data.views.recall(("plan", ranked), lambda: _compose(snapshot, ranked))


def _compose(snapshot: Snapshot, question: PlanQuestion) -> Plan:
    view = build_view(
        snapshot,
        ViewRequest(
            question.vintage_id,
            Level.COMMUNE,
            question.within,
            question.scheme,
            Indicator.COVERAGE_RATIO,
            question.as_of,
        ),
    )
    candidates = build_candidates(snapshot, question.vintage_id, question.within, question.scheme, question.as_of)
    data = snapshot.find_vintage(question.vintage_id).on(question.as_of)
    inputs = CriterionInputs(
        target_ratio=question.target_ratio,
        potential_shares=measure_potential(data, question, candidates),
        event_counts=count_known_events(snapshot, question, candidates),
        officer_loads=measure_loads(data, candidates.areas, question.as_of),
    )
    ranking = build_ranking(candidates, dict(question.weights), inputs, question.scaling)
    return Plan(
        question,
        candidates,
        inputs,
        ranking,
        recall_study(data.views, candidates, question.within),
        build_score_view(view, candidates.areas, ranking.shown_scores),
    )


def find_known_values(values: Mapping[Criterion, Counts]) -> frozenset[Criterion]:
    """Return the criteria with a value in at least one commune."""
    return frozenset(one for one, found in values.items() if np.isfinite(found).any())


def measure_potential(data: VintageData, question: PlanQuestion, candidates: Candidates) -> Counts | None:
    """Return the share of the potential group asked for in each commune; None where none was loaded."""
    name = question.group or next(iter(list_groups(data)), "")
    column = find_group(data, name, question.as_of)
    return None if column is None else measure_shares(column, candidates.areas, candidates.denominators)


def count_known_events(snapshot: Snapshot, question: PlanQuestion, candidates: Candidates) -> Counts | None:
    """Return the conferences of each commune in the last twelve months; None where no list of any was loaded."""
    scope = (snapshot, question.vintage_id, question.scheme, question.within)
    held = list_events(*scope, last=question.as_of, on=question.as_of)
    if not held:
        return None
    first = _go_back_a_year(question.as_of)
    counts = dict.fromkeys((str(code) for code in candidates.codes), 0)
    for event in held:
        if event.held_on > first and event.area_code in counts:
            counts[event.area_code] += 1
    return np.array([float(count) for count in counts.values()])


def _go_back_a_year(day: date) -> date:
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)
