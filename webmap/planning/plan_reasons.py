"""Why one commune stands where it stands: each criterion with value, place and what it adds, and what chance leaves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from services.measures.rounding import round_decimal
from services.measures.wording import format_count, format_decimal
from services.planning.criteria import Criterion
from services.planning.plan import Plan
from services.planning.plan_words import write_score
from services.planning.reasons import write_value
from services.planning.solving import SolvedSelection
from webmap.page.navigation import build_area_url
from webmap.planning.plan_list import RateCell, build_rate, name_units
from webmap.planning.plan_request import PlanRequest, build_plan_url, lock
from webmap.translations import gettext as _

MOST_NAMED = 5


@dataclass(frozen=True)
class CriterionLine:
    """One criterion of the commune: texts; ``adds`` is what it lifts the score above the middle, in points."""

    label: str
    definition: str
    value: str
    place: str
    weight: str
    adds: str


@dataclass(frozen=True)
class Lock:
    """A way to lock the commune; ``is_here`` where it is locked so."""

    label: str
    url: str
    is_here: bool


@dataclass(frozen=True)
class Explained:
    """All that is said of one commune."""

    code: str
    name: str
    unit: str
    rank: str
    score: str
    score_range: str
    known: str
    reasons: tuple[str, ...]
    criteria: tuple[CriterionLine, ...]
    rate: RateCell
    rate_ranks: str
    indistinct: str
    stability: str
    locks: tuple[Lock, ...]
    profile_url: str


def explain(plan: Plan, place: int, request: PlanRequest, solved: SolvedSelection | None) -> Explained:
    """Return what is said of the commune at ``place``."""
    ranking, lang, code = plan.ranking, request.place.lang, str(plan.candidates.codes[place])
    is_ranked = bool(ranking.ranks[place])
    bounds = [float(one[place]) for one in (ranking.score_lows, ranking.score_highs)] if is_ranked else [0.0, 0.0]
    low, high = (write_score(bound, lang) for bound in bounds)
    known = float(ranking.known_shares[place])
    is_told = solved is not None and (solved.is_complete or request.is_patient)
    stability = solved.stability if solved and is_told else None
    return Explained(
        code=code,
        name=str(plan.candidates.names[place]),
        unit=name_units(plan).get(str(plan.candidates.unit_codes[place]), ""),
        rank=_say_rank(plan, place, lang),
        score=write_score(float(ranking.scores[place]), lang) if is_ranked else "",
        score_range=f"{low} – {high}" if is_ranked and low != high else "",
        known=f"{round_decimal(known * 100, 0)}%" if known < 1 else "",
        reasons=tuple(one.text.in_language(lang) for one in plan.list_reasons(place)),
        criteria=tuple(_build_line(plan, place, one, lang) for one in plan.ranking.weights),
        rate=build_rate(plan, place, lang),
        rate_ranks=_say_rate_ranks(plan, place, lang),
        indistinct=_say_indistinct(plan, place, lang),
        stability=stability.explain(place).in_language(lang) if stability else "",
        locks=_build_locks(request, code),
        profile_url=build_area_url(request.place, code),
    )


def _say_rank(plan: Plan, place: int, lang: str) -> str:
    rank = int(plan.ranking.ranks[place])
    if not rank:
        return _("không xếp hạng: biết chưa đến một nửa trọng số")
    count = format_count(int(np.count_nonzero(plan.ranking.ranks)), lang)
    return _("hạng %(rank)s trong %(count)s xã", rank=format_count(rank, lang), count=count)


def _build_line(plan: Plan, place: int, criterion: Criterion, lang: str) -> CriterionLine:
    definition, scaled = criterion.definition, plan.ranking.scaled[criterion]
    value, adds = float(plan.ranking.values[criterion][place]), float(plan.ranking.contribute(criterion)[place])
    known = scaled[np.isfinite(scaled)]
    rank = 1 + int(np.count_nonzero(known > scaled[place])) if np.isfinite(scaled[place]) else 0
    is_known = bool(np.isfinite(value))
    return CriterionLine(
        label=definition.label.in_language(lang),
        definition=definition.definition.in_language(lang),
        value=write_value(criterion, value, lang) if is_known else _("chưa có số liệu"),
        place=f"{format_count(rank, lang)} / {format_count(known.size, lang)}" if rank else "–",
        weight=format_count(plan.ranking.weights[criterion], lang),
        adds=format_decimal(round_decimal(adds * 100, 1), lang, is_signed=True) if is_known else "–",
    )


def _say_rate_ranks(plan: Plan, place: int, lang: str) -> str:
    found = plan.rank_intervals
    if found is None or not found.lows[place]:
        return ""
    low, high = (format_count(int(one[place]), lang) for one in (found.lows, found.highs))
    count = format_count(int(np.count_nonzero(found.lows)), lang)
    return _(
        "từ thấp lên, tỷ lệ bao phủ đứng thứ %(low)s đến %(high)s trong %(count)s xã", low=low, high=high, count=count
    )


def _say_indistinct(plan: Plan, place: int, lang: str) -> str:
    if plan.rates is None:
        return _("Quá ít xã có số liệu để biết tỷ lệ nào khác nhau chỉ do ngẫu nhiên.")
    alike = plan.find_indistinct(place)
    named = [other for other in plan.order if alike[other]]
    if not named:
        return _("Tỷ lệ bao phủ phân biệt được với mọi xã khác.")
    names = ", ".join(str(plan.candidates.names[other]) for other in named[:MOST_NAMED])
    rest = len(named) - MOST_NAMED
    if rest > 0:
        return _(
            "Về tỷ lệ bao phủ, không phân biệt được với %(names)s và %(count)s xã khác.",
            names=names,
            count=format_count(rest, lang),
        )
    return _("Về tỷ lệ bao phủ, không phân biệt được với %(names)s.", names=names)


def _build_locks(request: PlanRequest, code: str) -> tuple[Lock, ...]:
    asked = request.selection
    here = "in" if code in asked.locked_in else "out" if code in asked.locked_out else None
    labels = ((_("Bắt buộc chọn"), "in"), (_("Để máy chọn"), None), (_("Không chọn"), "out"))
    return tuple(Lock(label, build_plan_url(lock(request, code, where)), where == here) for label, where in labels)
