"""What the script of the comparison is told: addresses, how the digits of each map look, what stands where."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from webmap.compare_request import build_compare_url
from webmap.page.compare_page import ComparePage
from webmap.page.script import build_shape
from webmap.translations import Catalogue

URLS = {"parts": "/compare/parts", "compare": "/compare"}


def build_compare_config(page: ComparePage, catalogue: Catalogue | None) -> dict[str, Any]:
    """Return the configuration of a page; ``catalogue`` only where its texts are not there yet."""
    left, right = page.screens
    geometry = page.geometries.find(left.view)
    shapes = {"a": build_shape(left), "b": build_shape(right), "difference": None}
    if page.difference is not None:
        shapes["difference"] = build_shape(replace(right, view=page.difference))
    config: dict[str, Any] = {
        "publication_id": right.view.publication_id,
        "mode": "difference" if page.is_difference else "sides",
        "values_url": build_compare_url(page.request, path="/compare/values"),
        "svg_url": page.svg_url,
        "geometry_url": geometry.arcs_url if geometry else None,
        "shapes": shapes,
        "questions": {"a": page.sides[0].question, "b": page.sides[1].question},
        "up_url": page.up_url,
        "has_children": right.view.request.level is not right.data.levels[-1],
    }
    if catalogue:
        config["urls"] = URLS
        config["texts"] = catalogue.script_texts if page.lang == "en" else {}
    return config
