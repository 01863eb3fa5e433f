"""The difference of two views as JSON: a view like any other, with both sides beside it."""

from __future__ import annotations

from typing import Any

from services.coverage.comparison import DifferenceView, Side
from services.measures.states import STATES, State
from webmap.api.view_json import (
    Surroundings,
    build_area_value,
    build_columns,
    build_values,
    in_both,
    scale_down,
    whole_numbers,
)

_LETTERS = "".join(state.letter or {State.VALUE: "v", State.ESTIMATED: "e"}[state] for state in STATES)


def build_difference(difference: DifferenceView, around: Surroundings) -> dict[str, Any]:
    """Return the documented answer of /api/v1/difference; each area says what it has on either side."""
    body = build_values(difference.view, around)
    for place, row in enumerate(body["areas"]):
        row["lacking"] = difference.find_lacking(place)
        for name, side in (("a", difference.a), ("b", difference.b)):
            shown = side.shown[place]
            row[f"{name}_state"] = STATES[int(side.states[place])]
            row[f"{name}_value_shown"] = scale_down(int(shown), side.definition.value_scale) if shown == shown else None
    return body | _build_sides(difference)


def build_difference_columns(difference: DifferenceView, around: Surroundings) -> dict[str, Any]:
    """Return the difference as arrays by position, both sides as whole numbers of their own scale."""
    body = build_columns(difference.view, around) | _build_sides(difference)
    for name, side in (("a", difference.a), ("b", difference.b)):
        body[f"{name}_values"] = whole_numbers(side.shown)
        body[f"{name}_states"] = "".join(_LETTERS[number] for number in side.states)
    return body


def _build_sides(difference: DifferenceView) -> dict[str, Any]:
    sides = {"a": _build_side(difference.a), "b": _build_side(difference.b)}
    return sides | {"has_other_units": difference.has_other_units}


def _build_side(side: Side) -> dict[str, Any]:
    request, definition = side.request, side.definition
    return {
        "scheme": request.scheme,
        **in_both("scheme_label", request.scheme.label),
        "indicator": request.indicator,
        **in_both("indicator_label", definition.label),
        "as_of": request.as_of,
        "since": request.since,
        "unit": definition.unit,
        "decimals": definition.decimals,
        "value_scale": definition.value_scale,
        "total": build_area_value(side.total),
    }
