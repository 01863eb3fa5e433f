"""Next year's targets: a province's total split to managing units and communes by a stated rule, whole and exact.

A target is a stock, retention included. What is split is the rise above the baseline: unit by unit in proportion to
the weights of its communes, within each unit again; so every level adds up to the one above it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from geodata.errors import BadInput, Bilingual, Place
from services.coverage.columns import Counts, Mask
from services.measures.wording import format_count
from services.planning.apportionment import WholeNumbers, apportion_within, round_table
from services.planning.candidates import Candidates, Texts

MONTHS = 12


@dataclass(frozen=True)
class TargetRule:
    """How a rise is shared out: by people unreached and by last year's growth, in these parts, within bounds.

    No commune rises by less than ``least_rise_ratio`` or more than ``most_rise_ratio`` of its stock (None: no
    bound), nor beyond its denominator where ``cap_at_denominator``. Where unreached people or growth are unknown a
    commune counts as the mean of those known: missing is not zero.
    """

    unreached_part: float = 0.7
    growth_part: float = 0.3
    least_rise_ratio: float = 0.0
    most_rise_ratio: float | None = None
    cap_at_denominator: bool = True

    @property
    def label(self) -> Bilingual:
        """The rule in words."""
        total = self.unreached_part + self.growth_part
        unreached, growth = (round(100 * part / total) for part in (self.unreached_part, self.growth_part))
        return Bilingual(
            f"Phần tăng chia {unreached}% theo số người chưa tham gia, {growth}% theo mức tăng năm trước.",
            f"The rise is shared {unreached}% by people unreached, {growth}% by last year's growth.",
        )


@dataclass(frozen=True)
class TargetProblem:
    """What is to be split over m communes. ``baseline`` are whole stocks; ``lows`` and ``highs`` bound the rises.

    ``fixed`` are targets (stocks) of communes by code, ``unit_fixed`` those of managing units.
    """

    total: int
    codes: Texts
    unit_codes: Texts
    baseline: WholeNumbers
    weights: Counts
    lows: WholeNumbers
    highs: Counts
    fixed: Mapping[str, int] = field(default_factory=dict)
    unit_fixed: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class TargetProposal:
    """The targets of m communes, whole stocks that add up to the total; ``unit_targets`` by code add up likewise."""

    problem: TargetProblem
    targets: WholeNumbers
    unit_targets: Mapping[str, int]

    @property
    def rises(self) -> WholeNumbers:
        """The targets less the baseline."""
        return self.targets - self.problem.baseline

    @property
    def is_fixed(self) -> Mask:
        """Tell which communes' targets were fixed by hand."""
        return np.isin(self.problem.codes, list(self.problem.fixed))


class TargetOutOfBounds(BadInput):
    """The bounds forbid a total: ``asked`` does not lie within ``least`` and ``most`` of a unit (None: of all)."""

    def __init__(self, asked: int, least: float, most: float, unit: str | None, name: str | None = None) -> None:
        super().__init__(*_describe(asked, least, most, unit if name is None else name))
        self.asked, self.least, self.most, self.unit = asked, least, most, unit


def build_target_problem(
    candidates: Candidates,
    total: int,
    rule: TargetRule,
    fixed: Mapping[str, int] | None = None,
    unit_fixed: Mapping[str, int] | None = None,
) -> TargetProblem:
    """Return the problem of a rule; a commune without a stock begins at 0."""
    known = np.nan_to_num(candidates.enrolled)
    baseline = known.astype(np.int64)
    lows = np.ceil(np.round(baseline * rule.least_rise_ratio, 6)).astype(np.int64)
    highs = np.full(candidates.size, np.inf)
    if rule.most_rise_ratio is not None:
        highs = np.floor(np.round(baseline * rule.most_rise_ratio, 6))
    if rule.cap_at_denominator:
        room = np.where(np.isfinite(candidates.denominators), candidates.denominators - baseline, np.inf)
        highs = np.minimum(highs, np.maximum(np.floor(room), 0.0))
    return TargetProblem(
        total=total,
        codes=candidates.codes,
        unit_codes=candidates.unit_codes,
        baseline=baseline,
        weights=build_weights(candidates, rule),
        lows=np.minimum(lows, highs).astype(np.int64),
        highs=highs,
        fixed=dict(fixed or {}),
        unit_fixed=dict(unit_fixed or {}),
    )


def build_weights(candidates: Candidates, rule: TargetRule) -> Counts:
    """Return the weight of each commune: its part of all people unreached and of all growth, mixed by the rule."""
    factors = 1 + candidates.growths
    rises = candidates.enrolled * (1 - 1 / np.where(factors > 0, factors, np.nan))
    grown = np.where(factors <= 0, 0.0, np.maximum(rises, 0.0))
    parts = [(rule.unreached_part, candidates.unreached), (rule.growth_part, grown)]
    return np.asarray(np.sum([part * _share(values) for part, values in parts], axis=0), dtype=np.float64)


def split_target(problem: TargetProblem) -> TargetProposal:
    """Return the proposal: first units, then the communes of each; BadInput where the bounds forbid the total."""
    check_fixed(problem)
    lows, highs = bound_communes(problem)
    units, unit_of = np.unique(problem.unit_codes.astype(str), return_inverse=True)
    columns = (problem.weights, problem.baseline, lows, highs)
    sums = [np.asarray(np.bincount(unit_of, weights=values), dtype=np.float64) for values in columns]
    weights, baseline, unit_lows, unit_highs = sums
    for place, code in enumerate(units):
        if code in problem.unit_fixed:
            rise = problem.unit_fixed[code] - int(baseline[place])
            if not unit_lows[place] <= rise <= unit_highs[place]:
                asked = problem.unit_fixed[code]
                least, most = baseline[place] + unit_lows[place], baseline[place] + unit_highs[place]
                raise TargetOutOfBounds(asked, least, most, str(code))
            unit_lows[place] = unit_highs[place] = rise
    rise = problem.total - int(problem.baseline.sum())
    if not unit_lows.sum() <= rise <= unit_highs.sum():
        least, most = baseline.sum() + unit_lows.sum(), baseline.sum() + unit_highs.sum()
        raise TargetOutOfBounds(problem.total, least, most, None)
    unit_rises = apportion_within(rise, weights, unit_lows, unit_highs)
    rises = np.zeros(problem.codes.size, dtype=np.int64)
    for place in range(units.size):
        members = unit_of == place
        rises[members] = apportion_within(
            int(unit_rises[place]), problem.weights[members], lows[members], highs[members]
        )
    targets = problem.baseline + rises
    totals = {str(code): int(targets[unit_of == place].sum()) for place, code in enumerate(units)}
    return TargetProposal(problem, targets, totals)


def rebalance_targets(proposal: TargetProposal, edits: Mapping[str, int], *, keep_units: bool = True) -> TargetProposal:
    """Return the proposal with some targets set by hand and the rest re-balanced in the proportions that it had.

    Where ``keep_units`` each managing unit keeps its total, so that an edit moves people within it only; a unit in
    which every commune is then fixed would not, and the BadInput says so.
    """
    problem = proposal.problem
    rises = proposal.rises.astype(np.float64)
    weights = np.where(rises > 0, rises, 0.0)
    unit_fixed = dict(proposal.unit_targets) if keep_units else dict(problem.unit_fixed)
    again = replace(problem, weights=weights, fixed={**problem.fixed, **edits}, unit_fixed=unit_fixed)
    found = split_target(again)
    kept = replace(problem, fixed=again.fixed)
    return TargetProposal(kept, found.targets, found.unit_targets)


def schedule_months(proposal: TargetProposal, month_weights: Counts | None = None) -> WholeNumbers:
    """Return the stock each commune should have at each month's end, m × 12; December is the target.

    The rise is shared over the months by ``month_weights`` (by default equally); each month's rise of the province is
    its share rounded down or up.
    """
    weights = np.ones(MONTHS) if month_weights is None else month_weights
    rises = round_table(np.outer(proposal.rises, weights / weights.sum()))
    return np.asarray(proposal.problem.baseline[:, None] + np.cumsum(rises, axis=1), dtype=np.int64)


def split_organisations(proposal: TargetProposal, organisation_weights: Counts) -> WholeNumbers:
    """Return the target of each collection organisation in each commune, m × o; rows add up to the communes' targets.

    ``organisation_weights`` m × o say how much of a commune each collects (its stock, its outlets); where nothing is
    known of a commune those of the province hold.
    """
    weights = np.nan_to_num(organisation_weights)
    overall = weights.sum(axis=0)
    overall = overall if overall.sum() > 0 else np.ones(weights.shape[1])
    weights = np.where(weights.sum(axis=1, keepdims=True) > 0, weights, overall)
    shares = weights / weights.sum(axis=1, keepdims=True)
    return round_table(proposal.targets[:, None] * shares)


def check_fixed(problem: TargetProblem) -> None:
    """Raise BadInput for a fixed target that is negative or of an area that takes no part."""
    known = {*problem.codes.tolist()}, {*problem.unit_codes.tolist()}
    for cells, codes in zip((problem.fixed, problem.unit_fixed), known, strict=True):
        for code, target in cells.items():
            if code not in codes or target < 0:
                raise _fixed_invalid(code, target)


def _share(values: Counts) -> Counts:
    known = np.isfinite(values)
    filled = np.where(known, values, values[known].mean() if known.any() else 0.0)
    total = filled.sum()
    return filled / total if total > 0 else np.zeros(values.shape)


def bound_communes(problem: TargetProblem) -> tuple[Counts, Counts]:
    """Return the least and most rise of each commune, one and the same where it is fixed."""
    lows, highs = problem.lows.astype(np.float64), problem.highs.astype(np.float64)
    place_of = {str(code): place for place, code in enumerate(problem.codes)}
    for code, target in problem.fixed.items():
        place = place_of[code]
        lows[place] = highs[place] = target - problem.baseline[place]
    return lows, highs


def _describe(asked: int, least: float, most: float, unit: str | None) -> tuple[str, Bilingual, Bilingual, Place]:
    vi, en = (
        f"{format_count(least, lang)} – {format_count(most, lang) if np.isfinite(most) else '∞'}"
        for lang in ("vi", "en")
    )
    who = Bilingual(f"đơn vị {unit}", f"unit {unit}") if unit else Bilingual("toàn địa bàn", "the whole area")
    return (
        "target_out_of_bounds",
        Bilingual(
            f"Tổng {format_count(asked, 'vi')} của {who.vi} không chia được: các mức sàn, trần và ô cố định cho phép "
            f"{vi}",
            f"The total {format_count(asked, 'en')} of {who.en} cannot be split: floors, ceilings and fixed cells "
            f"allow {en}",
        ),
        Bilingual(
            "Đổi tổng, nới sàn hay trần, hoặc bỏ bớt ô cố định.",
            "Change the total, widen a bound, or free a cell.",
        ),
        Place(column="total", text=str(asked)),
    )


def _fixed_invalid(code: str, target: int) -> BadInput:
    return BadInput(
        "fixed_target_invalid",
        Bilingual(
            f"Chỉ tiêu cố định {target} của «{code}» không dùng được",
            f"The fixed target {target} of «{code}» is no use",
        ),
        Bilingual("Ghi số từ 0 trở lên cho địa bàn đang chia.", "Give 0 or more, for an area that takes part."),
        Place(column="fixed", text=code),
    )
