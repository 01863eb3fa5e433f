"""Saved weight sets as the page lists them, and an address that names one in place of weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.measures.wording import format_date
from services.planning.criteria import Criterion
from services.planning.ranking import Scaling
from services.planning.weight_sets import WeightSet, find_weight_set
from webmap.planning.plan_parameters import WEIGHTS
from webmap.planning.plan_request import PlanRequest, build_plan_url
from webmap.translations import gettext as _


@dataclass(frozen=True)
class WeightSetLine:
    """One set: ``url`` is this page under its weights, ``short_url`` its link for anybody and any area."""

    set_id: str
    name: str
    told: str
    weights: str
    url: str
    short_url: str
    is_here: bool


def list_lines(sets: tuple[WeightSet, ...], request: PlanRequest) -> tuple[WeightSetLine, ...]:
    """Return the sets for the page of a request."""
    return tuple(_build_line(one, request) for one in sets)


def apply_weight_set(given: Mapping[str, Any], sets: tuple[WeightSet, ...]) -> dict[str, Any]:
    """Return checked parameters with the weights of the set that they name; weights that are given go before.

    NotFound where there is no such set.
    """
    named = given.get("weights")
    if not named or any(given.get(one.name) is not None for one in WEIGHTS.values()):
        return dict(given)
    found = find_weight_set(sets, str(named))
    weights = {WEIGHTS[criterion].name: weight for criterion, weight in found.weights}
    return dict(given) | weights | {"scaling": found.scaling.value, "target": found.target}


def _build_line(one: WeightSet, request: PlanRequest) -> WeightSetLine:
    lang, weights = request.place.lang, dict(one.weights)
    changes: dict[str, Any] = {f"w_{criterion.value}": weights.get(criterion) for criterion in Criterion}
    changes |= {"scaling": None if one.scaling is Scaling.PERCENTILE else one.scaling.value, "target": one.target}
    return WeightSetLine(
        set_id=one.set_id,
        name=one.name,
        told=_("%(name)s lưu ngày %(day)s", name=one.created_by, day=format_date(one.created_at.date(), lang)),
        weights=", ".join(
            f"{criterion.definition.label.in_language(lang).lower()} {weight}" for criterion, weight in one.weights
        ),
        url=build_plan_url(request, page=None, **changes),
        short_url=f"/plan?weights={one.set_id}",
        is_here=one.is_same(request.weights, request.scaling, request.target),
    )
