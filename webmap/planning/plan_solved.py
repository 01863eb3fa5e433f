"""Asks for a selection, once per question and publication."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from services.coverage.snapshot import Snapshot
from services.planning.plan import Plan
from services.planning.question import SelectionAsked
from services.planning.solving import ALL_SECONDS, AT_ONCE_SECONDS, SolvedSelection, find_list, tell_beside
from webmap.geometry_index import GeometryIndex
from webmap.planning.coverage_clusters import read_outlines_of


def ask_selection(
    snapshot: Snapshot, plan: Plan, asked: SelectionAsked, geometries: GeometryIndex, *, is_patient: bool = False
) -> SolvedSelection:
    """Return the selection; raises BadInput where no list is found in time.

    The list does not wait for what takes long beside it: who is patient gets that too, for the same list.
    """
    question = plan.question
    recall = snapshot.find_vintage(question.vintage_id).on(question.as_of).views.recall
    listed = recall(
        ("selection", question, asked), lambda: find_list(plan, asked, lambda: read_candidates(plan, geometries))
    )
    told = recall(("beside at once", question, asked), lambda: tell_beside(plan, listed, AT_ONCE_SECONDS))
    if told.is_complete or not is_patient:
        return told
    return recall(("beside", question, asked), lambda: tell_beside(plan, listed, ALL_SECONDS))


def read_candidates(plan: Plan, geometries: GeometryIndex) -> NDArray[Any]:
    """Return the outlines of the candidates in their order, None where the file has none of one."""
    return read_outlines_of(plan.view, plan.candidates.codes, geometries)
