"""Potential groups as the public may see them, on all boundaries that hold figures of the same day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np

from services.coverage.columns import Mask
from services.coverage.conversion import Pieces
from services.coverage.conversions import Conversions
from services.coverage.groups import GroupColumn
from services.coverage.hierarchy import Hierarchy
from services.coverage.standing import hold_marked
from services.coverage.vintage_data import VintageData

Marks = dict[str, Mask]  # by vintage


def protect_groups(
    vintages: Mapping[str, VintageData], conversions: Conversions, below: int
) -> dict[str, tuple[GroupColumn, ...]]:
    """Return the groups of each vintage without their counts from 1 to ``below`` − 1, nor what would give one back.

    Groups may be all that there are of something (women and men, one age after the other), which nothing here tells:
    where one is small, all of that day are withheld, and those of the areas around it. A commune of one vintage may be
    two of another less a third, so whatever shares land with it on other boundaries is withheld with it.
    """
    marked: dict[date, Marks] = {}
    for vintage_id, data in vintages.items():
        for one in data.groups:
            own = marked.setdefault(one.as_of, {}).setdefault(vintage_id, _mark_none(data.hierarchy))
            own[one.areas[(one.counts > 0) & (one.counts < below)]] = True
    for marks in marked.values():
        if len(marks) > 1 and any(mark.any() for mark in marks.values()):
            _spread(marks, vintages, conversions)
    return {
        vintage_id: tuple(_protect(one, data.hierarchy, marked[one.as_of][vintage_id]) for one in data.groups)
        for vintage_id, data in vintages.items()
    }


def _mark_none(hierarchy: Hierarchy) -> Mask:
    return np.zeros(hierarchy.size, dtype=np.bool_)


def _spread(marks: Marks, vintages: Mapping[str, VintageData], conversions: Conversions) -> None:
    """Mark what lies in a marked area, and what shares land with that in other vintages, until nothing more does."""
    for vintage_id, mark in marks.items():
        hierarchy = vintages[vintage_id].hierarchy
        for area in np.flatnonzero(mark):
            mark[hierarchy.select_all(int(area))] = True
    ways = _list_ways(marks, conversions)
    grows = True
    while grows:
        grows = False
        for source, target, pieces in ways:
            touched = pieces.targets[(pieces.targets >= 0) & marks[source][pieces.sources]]
            grows |= not bool(marks[target][touched].all())
            marks[target][touched] = True


def _list_ways(marks: Marks, conversions: Conversions) -> list[tuple[str, str, Pieces]]:
    found = ((source, target, conversions.find(source, target)) for source in marks for target in marks)
    return [(source, target, conversion.pieces) for source, target, conversion in found if conversion is not None]


def _protect(column: GroupColumn, hierarchy: Hierarchy, marked: Mask) -> GroupColumn:
    hidden = (marked | hold_marked(hierarchy, marked))[column.areas]
    if not hidden.any():
        return column
    return replace(column, areas=column.areas[~hidden], counts=column.counts[~hidden], withheld=column.areas[hidden])
