"""The state of the planner's page, all of it in its URL: parameters ⇄ frozen PlanRequest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from geodata.areas import COUNTRY_CODE, Level
from geodata.errors import Bilingual
from services.coverage.groups import list_groups
from services.coverage.snapshot import Snapshot
from services.coverage.view import NO_DATE
from services.measures.indicators import Indicator
from services.planning.candidates import build_candidates
from services.planning.cost_units import CostUnit
from services.planning.criteria import Criterion, CriterionInputs, measure_criteria
from services.planning.objectives import Objective
from services.planning.plan import find_known_values
from services.planning.question import PlanQuestion, SelectionAsked, UnitBounds
from services.planning.ranking import Scaling
from webmap.error_pages import BadParameter
from webmap.map_request import MapRequest, build_map_request
from webmap.planning.plan_parameters import PLAN_PARAMETERS, WEIGHTS
from webmap.suggestions import find_area, list_levels

SUGGESTED = {
    Criterion.UNREACHED: 5,
    Criterion.PLAN_GAP: 4,
    Criterion.BELOW_PEERS: 3,
    Criterion.BEHIND_PACE: 2,
}
PATH = "/plan"


@dataclass(frozen=True)
class PlanRequest:
    """What is asked: ``place`` (vintage, area, scheme, date, selected commune), weights, rules, page of the list.

    ``target`` is the coverage to be reached in per cent as it was typed, with a full stop. ``against`` is the commune
    that the selected one is compared with. ``is_patient`` tells that all that stands beside a list is waited for.
    """

    place: MapRequest
    weights: tuple[tuple[Criterion, int], ...]
    scaling: Scaling
    target: str | None
    selection: SelectionAsked
    page: int = 1
    against: str | None = None
    has_clusters: bool = False
    is_patient: bool = False
    group: str = ""
    officer: str | None = None

    @property
    def question(self) -> PlanQuestion:
        """What the services are asked."""
        place = self.place
        return PlanQuestion(
            vintage_id=place.vintage,
            within=place.within,
            scheme=place.scheme,
            as_of=place.as_of or NO_DATE,
            weights=self.weights,
            scaling=self.scaling,
            target_ratio=None if self.target is None else float(self.target) / 100,
            selection=self.selection,
            group=self.group,
        )


def build_plan_request(given: Mapping[str, Any], snapshot: Snapshot) -> PlanRequest:
    """Return the request of checked parameters, completed from the snapshot.

    Raises NotFound and BadParameter as the map does, BadParameter for an area without communes.
    """
    given = {one.name: given.get(one.name, one.default) for one in PLAN_PARAMETERS} | dict(given)
    place = _build_place(given, snapshot)
    target = given["target"].replace(",", ".") if given["target"] else None
    weights = tuple((one, int(given[parameter.name] or 0)) for one, parameter in WEIGHTS.items())
    if all(given[parameter.name] is None for parameter in WEIGHTS.values()):
        weights = _suggest_weights(place, snapshot)
    return PlanRequest(
        place=replace(place, officer=None),  # the list alone is theirs; the map shows all that is ranked
        weights=tuple((one, weight) for one, weight in weights if weight),
        scaling=Scaling(given["scaling"]),
        target=target,
        selection=_build_selection(given),
        page=int(given.get("page") or 1),
        against=given.get("against"),
        has_clusters=given.get("clusters") == "1",
        is_patient=given.get("beside") == "1",
        group=_check_group(given.get("group"), place, snapshot),
        officer=place.officer,
    )


def build_plan_url(request: PlanRequest, path: str = PATH, **changes: Any) -> str:
    """Return the canonical address; ``changes`` are parameters by name, None takes one away."""
    return f"{path}?{build_plan_query(request, **changes)}"


def build_plan_query(request: PlanRequest, **changes: Any) -> str:
    """Return the canonical query: fixed order, nothing that goes without saying."""
    pairs = list_parameters(request) | changes
    return urlencode([(name, str(value)) for name, value in pairs.items() if value not in (None, "")])


def list_parameters(request: PlanRequest) -> dict[str, Any]:
    """Return the parameters of a request by name; None for what goes without saying."""
    place, asked = request.place, request.selection
    weights = dict(request.weights)
    return {
        "vintage": place.vintage,
        "within": place.within,
        "scheme": place.scheme.value,
        "as_of": place.as_of.isoformat() if place.as_of else None,
        **{f"w_{one.value}": weights.get(one) for one in Criterion},
        "scaling": None if request.scaling is Scaling.PERCENTILE else request.scaling.value,
        "target": request.target,
        "group": request.group or None,
        "objective": None if asked.objective is Objective.SCORE else asked.objective.value,
        "pick": asked.pick,
        "budget": asked.budget,
        "cost_each": None if asked.cost_each == 1 else asked.cost_each,
        "cost_per": asked.cost_per_thousand or None,
        "cost_unit": None if asked.cost_unit is CostUnit.DAYS else asked.cost_unit.value,
        "unit_min": asked.unit_least,
        "unit_max": asked.unit_most,
        "units": ",".join(_write_bounds(one) for one in asked.own_units),
        "lock_in": ",".join(asked.locked_in),
        "lock_out": ",".join(asked.locked_out),
        "min_size": asked.least_size,
        "min_km": asked.least_kilometres,
        "together": "1" if asked.together else None,
        "pilots": None if asked.no_pilots else "in",
        "clusters": "1" if request.has_clusters else None,
        "lang": place.lang if place.lang != "vi" else None,
        "officer": request.officer,
        "area": place.area,
        "against": request.against,
        "page": request.page if request.page > 1 else None,
    }


def _check_group(given: str | None, place: MapRequest, snapshot: Snapshot) -> str:
    """Return the potential group asked for, "" for none; BadParameter for one that was not loaded."""
    known = list_groups(snapshot.find_vintage(place.vintage))
    if given and given not in known:
        message = Bilingual(f"Chưa nạp nhóm «{given[:80]}»", f"The group «{given[:80]}» was not loaded")
        raise BadParameter("group", given[:80], message, known)
    return "" if not given or given == known[0] else given


def lock(request: PlanRequest, code: str, where: str | None) -> PlanRequest:
    """Return the request with a commune locked «in», «out», or free (None)."""
    asked = request.selection
    inside, outside = (tuple(one for one in codes if one != code) for codes in (asked.locked_in, asked.locked_out))
    changed = replace(
        asked,
        locked_in=(*inside, code) if where == "in" else inside,
        locked_out=(*outside, code) if where == "out" else outside,
    )
    return replace(request, selection=changed)


def _build_place(given: Mapping[str, Any], snapshot: Snapshot) -> MapRequest:
    names = ("vintage", "within", "scheme", "as_of", "lang", "area", "officer")
    known = {name: given[name] for name in names if given.get(name) is not None}
    place = build_map_request(known | {"indicator": Indicator.COVERAGE_RATIO}, snapshot)
    if place.level is Level.COMMUNE:
        return place
    data = snapshot.find_vintage(place.vintage).on(place.as_of)
    if Level.COMMUNE not in list_levels(data, place.within):
        message = Bilingual("Trong địa bàn này không có xã nào", "There is no commune within this area")
        raise BadParameter("within", place.within, message)
    return replace(place, level=Level.COMMUNE)


def _suggest_weights(place: MapRequest, snapshot: Snapshot) -> tuple[tuple[Criterion, int], ...]:
    """Return the weights to begin with: of the criteria that are known, so that none is held against a commune."""
    as_of = place.as_of or NO_DATE
    candidates = build_candidates(snapshot, place.vintage, place.within, place.scheme, as_of)
    known = find_known_values(measure_criteria(candidates, CriterionInputs()))
    found = tuple((one, weight) for one, weight in SUGGESTED.items() if one in known)
    return found or tuple(SUGGESTED.items())


def _build_selection(given: Mapping[str, Any]) -> SelectionAsked:
    bounds = tuple(_parse_bounds(one) for one in (given["units"] or "").split(",") if one)
    locked_in, locked_out = (tuple(dict.fromkeys(_split(given[name]))) for name in ("lock_in", "lock_out"))
    _check_locks(locked_in, locked_out)
    return SelectionAsked(
        objective=Objective(given["objective"]),
        pick=given["pick"],
        budget=given["budget"],
        cost_each=1 if given["cost_each"] is None else given["cost_each"],
        cost_per_thousand=given["cost_per"] or 0,
        cost_unit=CostUnit(given["cost_unit"]),
        unit_least=given["unit_min"],
        unit_most=given["unit_max"],
        own_units=tuple(sorted({one[0]: one for one in bounds}.values(), key=lambda one: one[0])),
        locked_in=locked_in,
        locked_out=locked_out,
        least_size=given["min_size"],
        least_kilometres=given["min_km"],
        together=given["together"] == "1",
        no_pilots=given["pilots"] == "out",
    )


def _check_locks(locked_in: tuple[str, ...], locked_out: tuple[str, ...]) -> None:
    """Raise BadParameter for communes that are to be picked and not to be picked: none of the two goes before."""
    both = ", ".join(code for code in locked_out if code in locked_in)
    if both:
        message = Bilingual(
            f"Xã {both} vừa bắt buộc chọn (lock_in) vừa không được chọn (lock_out)",
            f"Commune {both} is to be picked (lock_in) and not to be picked (lock_out)",
        )
        raise BadParameter("lock_out", both, message)


def _split(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(",") if part.strip()]


def _parse_bounds(text: str) -> UnitBounds:
    code, _colon, bounds = text.rpartition(":")
    least, _dash, most = bounds.partition("-")
    return code.strip(), int(least) if least else None, int(most) if most else None


def _write_bounds(bounds: UnitBounds) -> str:
    code, least, most = bounds
    return f"{code}:{'' if least is None else least}-{'' if most is None else most}"


def check_places(request: PlanRequest, snapshot: Snapshot) -> None:
    """Raise NotFound, naming the parameter, for a locked commune or a unit that the vintage does not have."""
    data = snapshot.find_vintage(request.place.vintage).on(request.place.as_of)
    asked = request.selection
    named = (("lock_in", asked.locked_in), ("lock_out", asked.locked_out), ("units", [u[0] for u in asked.own_units]))
    for parameter, codes in named:
        for code in codes:
            find_area(data, parameter, code)


def is_country(request: PlanRequest) -> bool:
    """Tell whether the communes of the whole country are ranked."""
    return request.place.within == COUNTRY_CODE
