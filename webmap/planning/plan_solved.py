"""Asks for a selection, once per question and publication."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.coverage.snapshot import Snapshot
from services.planning.plan import Plan
from services.planning.question import SelectionAsked
from services.planning.solving import SolvedSelection, solve_plan
from webmap.geometry_index import GeometryIndex


def ask_selection(snapshot: Snapshot, plan: Plan, asked: SelectionAsked, geometries: GeometryIndex) -> SolvedSelection:
    """Return the selection; raises BadInput where the question cannot be answered in time."""
    question = plan.question
    data = snapshot.find_vintage(question.vintage_id).on(question.as_of)
    return data.views.recall(
        ("selection", question, asked), lambda: solve_plan(plan, asked, lambda: read_candidates(plan, geometries))
    )


def read_candidates(plan: Plan, geometries: GeometryIndex) -> NDArray[Any]:
    """Return the outlines of the candidates in their order, None where the file has none of one."""
    lowest = geometries.read_outlines(plan.view).lowest
    found = dict(zip(lowest.codes.tolist(), lowest.geometry, strict=True))
    outlines = np.empty(plan.candidates.size, dtype=object)
    outlines[:] = [found.get(str(code)) for code in plan.candidates.codes]
    return outlines
