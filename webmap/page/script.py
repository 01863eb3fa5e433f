"""What the page's script is told: addresses, how digits look, what the columns of the table are made of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.coverage.view import View
from services.measures.indicators import Count, Unit
from services.measures.palettes import ABOVE_100_COLOR
from services.measures.states import STATES
from services.measures.wording import POINTS_UNIT
from webmap.api.view_json import whole_numbers
from webmap.geometry_index import GeometryPlace
from webmap.page.columns import read_column
from webmap.page.map_page import MapPage
from webmap.page.marks import NO_MARKS, build_figure_marks, list_positions
from webmap.page.screen import Screen
from webmap.page.table import find_whole, name_denominator
from webmap.page.words import capitalise
from webmap.translations import Catalogue

URLS = {"values": "/api/v1/values", "parts": "/map/parts", "search": "/map/places", "map": "/map"}


def build_config(
    page: MapPage, geometry: GeometryPlace | None, catalogue: Catalogue | None, over_urls: Iterable[str] = ()
) -> dict[str, Any]:
    """Return the configuration of a page; ``catalogue`` only where its texts are not there yet.

    ``over_urls`` are the files of another vintage whose outlines are drawn over the map.
    """
    screen = page.screen
    marks = build_figure_marks(screen) or NO_MARKS
    config: dict[str, Any] = {
        "publication_id": screen.view.publication_id,
        "values_url": page.data["values_url"],
        "geometry_url": geometry.arcs_url if geometry else None,
        "shape": build_shape(screen),
        "sums": _build_sums(screen),
        "over_urls": list(over_urls),
        "cluster_positions": page.cluster_positions,
        "event_positions": list_positions(screen, marks.events),
        "own_positions": list_positions(screen, marks.codes) if screen.request.officer else None,
        "timeline": page.timeline.config if page.timeline else None,
        "has_children": screen.view.request.level is not screen.data.levels[-1],
        "up_url": page.crumbs[-2].url if len(page.crumbs) > 1 else None,
    }
    if catalogue:
        config["urls"] = URLS
        config["texts"] = catalogue.script_texts if screen.lang == "en" else {}
    return config


def build_shape(screen: Screen) -> dict[str, Any]:
    """Return how the digits of a screen are written, and what its counts are called."""
    definition = screen.view.definition
    return {
        "unit": definition.unit,
        "decimals": definition.decimals,
        "signed": definition.is_signed,
        "points": POINTS_UNIT.in_language(screen.lang) if definition.unit is Unit.POINTS else "",
        "whole": find_whole(screen),
        "ahead_is_high": definition.ahead_is_high,
        "numerator": definition.numerator_kind,
        "denominator": definition.denominator_kind,
        "numerator_label": screen.name_count(definition.numerator_kind),
        "denominator_label": name_denominator(screen),
        "target_label": screen.name_count(Count.TARGET),
        "above_color": ABOVE_100_COLOR,
        "level": capitalise(screen.name_level(screen.view.request.level)),
        "states": {
            state.letter: state.label.in_language(screen.lang)
            for state in STATES
            if state.letter and not state.has_value
        },
    }


def _build_sums(screen: Screen) -> dict[str, Any] | None:
    """Return the columns of areas that have areas within: sums over those that have both counts.

    Of the lowest level they follow from the counts themselves.
    """
    view: View = screen.view
    if view.request.level is screen.data.levels[-1]:
        return None
    return {name: whole_numbers(read_column(screen, name)) for name in ("numerator", "denominator", "gap", "change")}
