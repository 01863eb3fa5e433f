"""Where planners save weight sets under a name and take them away; every step is a form that needs no script."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from flask import Blueprint, redirect, render_template, request
from werkzeug.datastructures import MultiDict

from geodata.errors import BaoPhuError
from services.accounts.roles import Role
from services.planning.weight_sets import list_weight_sets, remove_weight_set, save_weight_set
from webmap.access import read_account_name, require_role
from webmap.context import services
from webmap.intake.frame import Frame
from webmap.intake.links import build_link
from webmap.intake.notices import build_refusal
from webmap.intake.upload_checking import read_now
from webmap.parameters import parse_parameters
from webmap.planning.plan_parameters import PLAN_PAGE_PARAMETERS
from webmap.planning.plan_request import PlanRequest, build_plan_query, build_plan_request
from webmap.planning.weight_sets_part import list_lines
from webmap.readers import snapshot_for_reader
from webmap.territory import Reach, reaches
from webmap.translations import gettext as _

blueprint = Blueprint("weight_desk", __name__)


@blueprint.get("/weights/edit")
@require_role(Role.PLANNER)
def show_weights() -> str:
    """Show the weights that would be saved, ask for a name, and list the sets."""
    return _render(request.query_string.decode())


@blueprint.post("/weights/edit")
@require_role(Role.PLANNER)
@reaches(Reach.NO_PLACE)
def save_weights() -> Any:
    """Save the weights of a question under a name, and lead back to it."""
    query, name = request.form.get("query", ""), request.form.get("name", "")
    try:
        asked = _read(query)
        save_weight_set(
            services().engine, name, asked.weights, asked.scaling, asked.target, read_account_name(), read_now()
        )
    except BaoPhuError as error:
        return _render(query, error, name), error.http_status
    return redirect(f"/plan?{build_plan_query(asked)}", code=303)


@blueprint.post("/weights/edit/<set_id>/remove")
@require_role(Role.PLANNER)
@reaches(Reach.NO_PLACE)
def remove_weights(set_id: str) -> Any:
    """Take a set away and show the others."""
    remove_weight_set(services().engine, set_id, read_account_name(), read_now())
    return redirect(f"{build_link('weight_desk.show_weights')}", code=303)


def _read(query: str) -> PlanRequest:
    pairs = [(name, value) for name, value in parse_qsl(query) if name != "weights"]
    return build_plan_request(parse_parameters(MultiDict(pairs), PLAN_PAGE_PARAMETERS), snapshot_for_reader())


def _render(query: str, error: BaoPhuError | None = None, name: str = "") -> str:
    notice = None if error is None else build_refusal(error)
    with services().engine.connect() as connection:
        sets = list_weight_sets(connection)
    asked = _read(query)
    labels = [(criterion.definition.label.in_language(asked.place.lang), weight) for criterion, weight in asked.weights]
    return render_template(
        "plan/weights.html",
        query=query,
        name=name,
        notice=notice,
        labels=labels,
        lines=list_lines(sets, asked),
        frame=Frame(_("Bộ trọng số"), has_script=False),
    )
