"""What the script of the planner's page is told."""

from __future__ import annotations

from typing import Any

from webmap.page.script import build_shape
from webmap.planning.plan_page import PlanPage
from webmap.planning.plan_request import build_plan_url
from webmap.translations import Catalogue

URLS = {"parts": "/plan/parts", "plan": "/plan"}


def build_plan_config(page: PlanPage, catalogue: Catalogue | None) -> dict[str, Any]:
    """Return the configuration of a page; ``catalogue`` only where its texts are not there yet."""
    config: dict[str, Any] = {
        "publication_id": page.screen.view.publication_id,
        "values_url": build_plan_url(page.request, path="/plan/values", area=None, against=None, page=None),
        "svg_url": page.svg_url,
        "shape": build_shape(page.screen),
        "is_waiting": page.is_waiting,
        "chosen": page.explained.code if page.explained else None,
    }
    if catalogue:
        config["urls"] = URLS
        config["texts"] = catalogue.script_texts if page.lang == "en" else {}
    return config
