"""The selection as the page shows it: the list with its proof, or what to loosen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geodata.errors import BaoPhuError
from services.measures.wording import format_count
from services.planning.alternatives import TRIES
from services.planning.plan import Plan
from services.planning.plan_words import (
    name_rule,
    say_other,
    say_proof,
    say_ways,
    write_cost,
    write_difference,
    write_gain,
)
from services.planning.solving import SolvedSelection
from webmap.page.words import capitalise
from webmap.planning.plan_list import name_communes, name_units
from webmap.planning.plan_request import PlanRequest, build_plan_query, build_plan_url
from webmap.translations import gettext as _


@dataclass(frozen=True)
class PickRow:
    """One picked commune."""

    place: int
    code: str
    name: str
    unit: str
    url: str
    gain: str
    cost: str
    chosen: str
    reasons: tuple[str, ...]
    is_locked: bool


@dataclass(frozen=True)
class SelectionPart:
    """What is said of the selection; ``error`` is message and hint where it could not be answered."""

    is_asked: bool
    is_found: bool
    is_proven: bool
    proof: str
    gain: str
    cost: str  # with its unit; empty where no costs are asked for
    cost_unit: str
    objective: str
    rules: tuple[str, ...]
    rows: tuple[PickRow, ...]
    other: str
    losses: tuple[tuple[str, str], ...]
    tries: str
    ways: tuple[tuple[str, ...], ...]  # to loosen the rules
    fingerprint: str
    error: tuple[str, str] | None
    query: str
    patient_url: str  # of the answer that waits for all that is not known yet; empty where nothing is missing


def build_selection_part(
    request: PlanRequest, plan: Plan, solved: SolvedSelection | None, error: BaoPhuError | None
) -> SelectionPart:
    """Return the part for a request, whether or not a selection is asked for."""
    lang, names, asked = request.place.lang, name_communes(plan), request.selection
    best = solved.selection if solved else None
    rules = tuple(capitalise(name_rule(one, names).in_language(lang)) for one in request.selection.list_rules())
    said = (
        None if error is None else (error.message.in_language(lang), error.hint.in_language(lang) if error.hint else "")
    )
    return SelectionPart(
        is_asked=request.selection.is_asked,
        is_found=best is not None,
        is_proven=best is not None and best.is_proven,
        proof=capitalise(say_proof(solved).in_language(lang)) if solved else "",
        gain=write_gain(best.gain, request.selection.objective, lang) if best else "",
        cost=write_cost(best.cost, lang, asked.cost_unit) if best and asked.has_costs else "",
        cost_unit=asked.cost_unit.label.in_language(lang),
        objective=request.selection.objective.label.in_language(lang),
        rules=rules,
        rows=_build_rows(request, plan, solved) if solved else (),
        other=_say_other(request, solved, names) if solved and best else "",
        losses=_build_losses(request, plan, solved) if solved else (),
        tries=_say_tries(request, solved) if solved and best else "",
        ways=tuple(tuple(capitalise(one.in_language(lang)) for one in way) for way in say_ways(solved, names))
        if solved
        else (),
        fingerprint=best.fingerprint if best else "",
        error=said,
        patient_url=build_plan_url(request, beside=1) if solved and _is_waiting(request, solved) else "",
        query=build_plan_query(request, page=None, area=None, against=None, clusters=None),
    )


def _build_rows(request: PlanRequest, plan: Plan, solved: SolvedSelection) -> tuple[PickRow, ...]:
    best, units = solved.selection, name_units(plan)
    if best is None:
        return ()
    places = sorted((int(one) for one in best.places), key=lambda one: (-np.nan_to_num(solved.gains[one]), one))
    return tuple(_build_row(request, plan, solved, place, units) for place in places)


def _build_row(request: PlanRequest, plan: Plan, solved: SolvedSelection, place: int, units: dict[str, str]) -> PickRow:
    lang, code = request.place.lang, str(plan.candidates.codes[place])
    gain, cost = float(solved.gains[place]), float(solved.costs[place])
    return PickRow(
        place=place,
        code=code,
        name=str(plan.candidates.names[place]),
        unit=units.get(str(plan.candidates.unit_codes[place]), ""),
        url=build_plan_url(request, area=code, against=None),
        gain=write_gain(gain, request.selection.objective, lang) if np.isfinite(gain) else "–",
        cost=write_cost(cost, lang) if np.isfinite(cost) else "–",
        chosen=_say_chosen(request, solved, place),
        reasons=tuple(one.text.in_language(lang) for one in plan.list_reasons(place)),
        is_locked=code in request.selection.locked_in,
    )


def _say_other(request: PlanRequest, solved: SolvedSelection, names: dict[str, str]) -> str:
    if _is_waiting(request, solved) and not solved.has_other:
        return _("Đang tìm danh sách tốt thứ nhì …")
    return say_other(solved, names).in_language(request.place.lang)


def _is_waiting(request: PlanRequest, solved: SolvedSelection) -> bool:
    return not solved.is_complete and not request.is_patient


def _say_chosen(request: PlanRequest, solved: SolvedSelection, place: int) -> str:
    if _is_waiting(request, solved):
        return "…"
    stability = solved.stability
    return "–" if stability is None else f"{int(stability.picked_counts[place])} / {stability.tries}"


def _build_losses(request: PlanRequest, plan: Plan, solved: SolvedSelection) -> tuple[tuple[str, str], ...]:
    lang, names = request.place.lang, name_communes(plan)
    return tuple(
        (
            capitalise(name_rule(one.rule, names).in_language(lang)),
            _say_loss(request, solved, one.cost),
        )
        for one in solved.losses
    )


def _say_loss(request: PlanRequest, solved: SolvedSelection, cost: float | None) -> str:
    if cost is None:
        return "…" if _is_waiting(request, solved) else _("chưa kịp tính")
    return write_difference(cost, request.selection.objective, request.place.lang)


def _say_tries(request: PlanRequest, solved: SolvedSelection) -> str:
    lang = request.place.lang
    if _is_waiting(request, solved):
        return _("Đang thử lại: đổi trọng số trong khoảng ±20% và tỷ lệ bao phủ trong mức ngẫu nhiên …")
    if solved.stability is None:
        return _("Chưa kịp thử lại lần nào trong thời gian cho phép.")
    if solved.stability.tries < TRIES:
        return _(
            "Kịp thử lại %(count)s trong %(all)s lần: mỗi lần đổi trọng số trong khoảng ±20%% và tỷ lệ bao phủ trong "
            "mức ngẫu nhiên.",
            count=format_count(solved.stability.tries, lang),
            all=format_count(TRIES, lang),
        )
    return _(
        "Thử lại %(count)s lần, mỗi lần đổi trọng số trong khoảng ±20%% và tỷ lệ bao phủ trong mức ngẫu nhiên.",
        count=format_count(solved.stability.tries, lang),
    )
