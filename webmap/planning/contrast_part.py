"""The chosen commune against another one, in sentences, and whom it may be compared with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from services.planning.contrast_words import say_coverage, say_exchange, say_points, say_ranks
from services.planning.contrasts import Exchange, exchange, find_nearest_exchange
from services.planning.plan import Plan
from services.planning.selection import Selection
from services.planning.solving import SolvedSelection
from webmap.planning.plan_list import name_communes
from webmap.planning.plan_request import PlanRequest, list_parameters
from webmap.translations import gettext as _

NEAR_RANKS = 8  # above and below, that are offered
NOT_KEPT = ("area", "against", "page", "lang")


@dataclass(frozen=True)
class ContrastPart:
    """The answer first; ``points`` by what either leads. ``options`` are (code, name, is compared, group)."""

    sentence: str
    points: tuple[str, ...]
    options: tuple[tuple[str, tuple[tuple[str, str, bool], ...]], ...]
    hidden: tuple[tuple[str, str], ...]


def build_contrast(plan: Plan, place: int, request: PlanRequest, solved: SolvedSelection | None) -> ContrastPart | None:
    """Return the comparison of the commune at ``place`` with the one asked for, else with its nearest rival."""
    best = solved.selection if solved else None
    asked = _find(plan, request.against)
    found = _find_exchange(solved, best, place, asked) if solved and best else None
    rival = asked if asked is not None else _other_of(found, place) if found else _find_next(plan, place)
    if rival is None or rival == place:
        return None
    lang = request.place.lang
    said = say_ranks(plan, place, rival)
    if found and solved:
        pair = (str(plan.candidates.names[found.inside]), str(plan.candidates.names[found.outside]))
        said = say_exchange(found, solved.asked.objective, name_communes(plan), pair)
    first, second = (found.inside, found.outside) if found else (place, rival)
    points = [*say_points(plan, first, second), say_coverage(plan, first, second)]
    return ContrastPart(
        sentence=said.in_language(lang),
        points=tuple(one.in_language(lang) for one in points if one is not None),
        options=_list_options(plan, place, rival, best),
        hidden=tuple((name, str(value)) for name, value in _keep(request, str(plan.candidates.codes[place]))),
    )


def _find_exchange(solved: SolvedSelection, best: Selection, place: int, asked: int | None) -> Exchange | None:
    if asked is None:
        return find_nearest_exchange(solved.problem, best, place)
    inside = set(best.places.tolist())
    if (place in inside) == (asked in inside):
        return None
    pair = (place, asked) if place in inside else (asked, place)
    return exchange(solved.problem, best, *pair)


def _other_of(found: Exchange, place: int) -> int:
    return found.outside if found.inside == place else found.inside


def _find(plan: Plan, code: str | None) -> int | None:
    found = np.flatnonzero(plan.candidates.codes == code) if code else np.zeros(0, dtype=np.int64)
    return int(found[0]) if found.size else None


def _find_next(plan: Plan, place: int) -> int | None:
    at = plan.order.index(place)
    near = [*plan.order[at + 1 : at + 2], *plan.order[max(at - 1, 0) : at]]
    return near[0] if near else None


def _list_options(
    plan: Plan, place: int, rival: int, best: Selection | None
) -> tuple[tuple[str, tuple[tuple[str, str, bool], ...]], ...]:
    inside = [int(one) for one in best.places] if best else []
    at = plan.order.index(place)
    near = plan.order[max(at - NEAR_RANKS, 0) : at + NEAR_RANKS + 1]
    picked = sorted(inside, key=plan.order.index)
    others = [one for one in dict.fromkeys([rival, *near]) if one not in inside]
    groups = ((_("Xã được chọn"), picked), (_("Xã không được chọn") if inside else _("Xã gần hạng"), others))
    return tuple((title, _write_options(plan, those, place, rival)) for title, those in groups if those)


def _write_options(plan: Plan, those: list[int], place: int, rival: int) -> tuple[tuple[str, str, bool], ...]:
    candidates = plan.candidates
    return tuple(
        (str(candidates.codes[one]), str(candidates.names[one]), one == rival) for one in those if one != place
    )


def _keep(request: PlanRequest, code: str) -> list[tuple[str, object]]:
    kept = [(name, value) for name, value in list_parameters(request).items() if value and name not in NOT_KEPT]
    lang = [("lang", request.place.lang)] if request.place.lang != "vi" else []
    return [*kept, ("area", code), *lang]
