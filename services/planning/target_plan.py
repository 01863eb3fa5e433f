"""The answer to a question of targets: communes, managing units, months and collection organisations, all adding up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from geodata.areas import Level
from geodata.errors import BadInput, Bilingual, Place
from services.coverage.columns import Counts, Mask
from services.coverage.snapshot import Snapshot
from services.coverage.view import View, ViewRequest, build_view
from services.measures.indicators import Indicator
from services.measures.wording import format_date
from services.planning.apportionment import WholeNumbers
from services.planning.candidates import Candidates, build_candidates
from services.planning.target_comparison import UniformRise, build_uniform_rise
from services.planning.target_loosening import describe_infeasible
from services.planning.target_question import RuleKind, TargetQuestion
from services.planning.targets import (
    TargetOutOfBounds,
    TargetProblem,
    TargetProposal,
    build_target_problem,
    check_fixed,
    schedule_months,
    split_organisations,
    split_target,
)

LEAST_GROWTH = 0.05  # of a suggested total, where last year's growth is unknown or lower


@dataclass(frozen=True)
class TargetPlan:
    """A question answered: ``question.total`` is known by now. ``view`` has the sources and the boundaries.

    ``organisation_weights`` m × o say what each of ``organisations`` collects in each commune.
    """

    question: TargetQuestion
    candidates: Candidates
    proposal: TargetProposal
    view: View
    unit_names: Mapping[str, str]
    organisations: tuple[str, ...] = ()
    organisation_weights: Counts = field(default_factory=lambda: np.empty((0, 0)))

    @cached_property
    def months(self) -> WholeNumbers:
        """The stock of each commune at each month's end, m × 12; December is the target."""
        return schedule_months(self.proposal)

    @cached_property
    def by_organisation(self) -> WholeNumbers:
        """The target of each organisation in each commune, m × o."""
        if not self.organisations:
            return np.zeros((self.candidates.size, 0), dtype=np.int64)
        return split_organisations(self.proposal, self.organisation_weights)

    @property
    def baseline_total(self) -> int:
        """The stock that the targets rise above."""
        return int(self.proposal.problem.baseline.sum())

    @cached_property
    def uniform(self) -> UniformRise | None:
        """What the same rise in each commune comes to; None where another rule is asked."""
        if self.question.kind is not RuleKind.UNIFORM:
            return None
        return build_uniform_rise(self.candidates, self.question.each)

    @property
    def beyond_denominator(self) -> Mask:
        """Tell which communes are asked for more people than their denominator has."""
        known = self.candidates.denominators > 0
        return np.asarray(known & (self.proposal.targets > self.candidates.denominators), dtype=bool)

    @property
    def unit_order(self) -> tuple[str, ...]:
        """The codes of the managing units in the order of their communes."""
        return tuple(dict.fromkeys(str(code) for code in self.candidates.unit_codes))


def build_target_plan(snapshot: Snapshot, question: TargetQuestion) -> TargetPlan:
    """Return the targets; BadInput where rule and hand cells forbid the total, with what to loosen."""
    candidates, view = read_target_ground(snapshot, question)
    if candidates.size == 0:
        raise _no_communes(question.within)
    if not np.isfinite(candidates.enrolled).any():
        raise _no_stock(question)
    names = name_units(view, candidates)
    every = names | dict(zip(map(str, candidates.codes), map(str, candidates.names), strict=True))
    settled = replace(question, total=find_total(question, candidates))
    proposal = solve_targets(candidates, settled, every)
    organisations = tuple(name for name, _part in question.organisations)
    weights = np.tile([float(part) for _name, part in question.organisations], (candidates.size, 1))
    return TargetPlan(settled, candidates, proposal, view, names, organisations, weights)


def solve_targets(
    candidates: Candidates, question: TargetQuestion, names: Mapping[str, str] | None = None
) -> TargetProposal:
    """Return the proposal of a question whose total is known; InfeasibleTargets says what to loosen."""

    def build(asked: TargetQuestion) -> TargetProblem:
        return build_problem(candidates, asked)

    def solve(asked: TargetQuestion) -> TargetProposal:
        return _solve(build(replace(asked, total=find_total(asked, candidates))), asked)

    try:
        return solve(question)
    except TargetOutOfBounds as refused:
        raise describe_infeasible(refused, question, names or {}, build, solve) from refused


def _solve(problem: TargetProblem, question: TargetQuestion) -> TargetProposal:
    """Return what the question alone decides, not the order in which cells were set: a freed cell leaves no trace.

    Where units keep their totals these are what the rule gives without the communes set by hand.
    """
    if not (question.keep_units and question.fixed):
        return split_target(problem)
    check_fixed(problem)
    free = split_target(replace(problem, fixed={}))
    found = split_target(replace(problem, unit_fixed=dict(free.unit_targets)))
    return replace(found, problem=problem)


def build_problem(candidates: Candidates, question: TargetQuestion) -> TargetProblem:
    """Return the problem of a question whose total is known."""
    cells = dict(question.fixed), dict(question.unit_fixed)
    problem = build_target_problem(candidates, question.total or 0, question.rule, *cells)
    if question.kind is RuleKind.UNIFORM:
        return replace(problem, weights=np.ones(candidates.size))
    return problem


def find_total(question: TargetQuestion, candidates: Candidates) -> int:
    """Return the total of a uniform rise, the one that is asked for, or the one suggested."""
    if question.kind is RuleKind.UNIFORM:
        return int(np.nan_to_num(candidates.enrolled).sum()) + question.each * candidates.size
    return suggest_total(question, candidates) if question.total is None else question.total


def suggest_total(question: TargetQuestion, candidates: Candidates) -> int:
    """Return a total to begin with: the communes rise by as many as last year, at least by 5 %, within the bounds."""
    problem = build_problem(candidates, replace(question, total=0, fixed=(), unit_fixed=()))
    factors = 1 + candidates.growths
    known = np.isfinite(candidates.enrolled) & (factors > 0)
    rises = candidates.enrolled[known] * (1 - 1 / factors[known])
    stock = int(problem.baseline.sum())
    wanted = max(float(rises.sum()) if known.any() else 0.0, LEAST_GROWTH * stock)
    lowest, highest = float(problem.lows.sum()), float(problem.highs.sum())
    return stock + round(min(max(wanted, lowest), highest))


def read_target_ground(snapshot: Snapshot, question: TargetQuestion) -> tuple[Candidates, View]:
    """Return the communes of a question and the map of their coverage; NotFound as ``build_view``."""
    scope = question.vintage_id, question.within, question.scheme, question.as_of
    data = snapshot.find_vintage(question.vintage_id).on(question.as_of)

    def read() -> tuple[Candidates, View]:
        request = ViewRequest(
            question.vintage_id,
            Level.COMMUNE,
            question.within,
            question.scheme,
            Indicator.COVERAGE_RATIO,
            question.as_of,
        )
        return build_candidates(snapshot, *scope), build_view(snapshot, request)

    return data.views.recall(("targets", *scope), read)


def name_units(view: View, candidates: Candidates) -> dict[str, str]:
    """Return the names of the managing units, of the province where there are none."""
    hierarchy = view.hierarchy
    return {str(code): str(hierarchy.names[hierarchy.find(str(code))]) for code in dict.fromkeys(candidates.unit_codes)}


def _no_stock(question: TargetQuestion) -> BadInput:
    day = {lang: format_date(question.as_of, lang) for lang in ("vi", "en")}
    return BadInput(
        "no_stock",
        Bilingual(
            f"Chưa có số người tham gia của xã nào ngày {day['vi']}",
            f"No commune has a count of participants on {day['en']}",
        ),
        Bilingual(
            "Chọn ngày khác, loại hình khác, hay nạp số liệu ngày đó.",
            "Choose another day or scheme, or load the data of that day.",
        ),
        Place(column="as_of", text=question.as_of.isoformat()),
    )


def _no_communes(within: str) -> BadInput:
    return BadInput(
        "no_communes",
        Bilingual("Trong địa bàn này không có xã nào", "There is no commune within this area"),
        Bilingual("Chọn một tỉnh hay một đơn vị quản lý.", "Choose a province or a managing unit."),
        Place(column="within", text=within),
    )
