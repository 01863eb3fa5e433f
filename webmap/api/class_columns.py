"""A view as what the map paints: a letter for each area, and what its numbers are made of."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from services.coverage.counts import AreaCounts
from services.coverage.derivation import Derivation, find_derivation
from services.coverage.view import View
from services.measures.palettes import STATE_LOOKS
from services.measures.states import State
from webmap.api.view_json import Surroundings, build_count_columns, build_drawn_columns, whole_numbers

# What a reader of the columns needs of them to draw; words and definitions come with the page.
_DRAWN = (
    "class_codes",
    "estimated",
    "estimated_shares",
    "pilot_positions",
    "arcs_url",
    "areas_url",
    "counts_url",
)


def build_class_columns(view: View, around: Surroundings, counts: AreaCounts) -> dict[str, Any]:
    """Return the view for drawing: as ``columns``, without words, and without values where ``counts`` give them.

    ``made_of`` says how; where it is None ``values`` stand there as in ``columns``.
    """
    drawn, more = build_drawn_columns(view, around), build_count_columns(view)
    derivation = None if more else find_derivation(view, counts)
    geometry = asdict(around.geometry) if around.geometry else None
    return {
        "view": {"publication_id": view.publication_id, "level": view.request.level, "geometry": geometry},
        "classes": [{"color": one.color} for one in view.classes.classes],
        "states": [{"state": State.ABOVE_100, "color": STATE_LOOKS[State.ABOVE_100].fill}],
        **{name: drawn[name] for name in _DRAWN},
        **({} if derivation else {"values": whole_numbers(view.shown)} | more),
        "made_of": _describe(derivation, view) if derivation else None,
    }


def _describe(derivation: Derivation, view: View) -> dict[str, Any]:
    """Return the derivation with the sum of what it must give: whoever finds another one asks for the columns."""
    return asdict(derivation) | {"sum": int(np.nansum(view.shown))}
