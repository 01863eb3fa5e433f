"""The table of one scheme, measure and date as the public may reckon with it: its cells and what they add up to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from services.coverage.columns import Counts, Mask
from services.coverage.protected_areas import Places, ProtectedAreas
from services.measures.disclosure import Table, build_relations

LEAST_WITHHELD = 1.0  # 0 is never withheld, and everybody may know that
LEAST_REST = 0.0  # a rest is published nowhere


@dataclass(frozen=True)
class Layer:
    """One vintage's part of a table; ``owners`` and ``members`` are its relations as pairs, an owner counts −1."""

    values: Counts
    lows: Counts
    hidden: Mask
    fixed: Mask
    owners: Places
    members: Places

    def list_small(self, below: int) -> Places:
        """Return the cells with small counts that nothing withholds yet."""
        return np.flatnonzero((self.values > 0) & (self.values < below) & ~self.hidden)


@dataclass(frozen=True)
class JoinedTable:
    """The table of several layers, one after the other."""

    table: Table

    def list_hidden_small(self, below: int, start: int) -> Places:
        """Return the small counts from a cell on that are withheld already, those of a rest too."""
        small = (self.table.values > 0) & (self.table.values < below) & self.table.hidden
        small[:start] = False
        return np.flatnonzero(small)


def build_layer(areas: ProtectedAreas, counts: Counts, hidden: Mask, fixed: Mask, least: Counts | None) -> Layer:
    """Return the layer of the facts of a vintage; ``counts``, ``hidden``, ``fixed`` and ``least`` are by cell.

    What does not report is in no sum, so in no relation.
    """
    taken = np.isfinite(counts[areas.members])
    lows = np.full(areas.size, LEAST_WITHHELD)
    if least is not None:
        lows = np.fmax(lows, np.minimum(least, counts))
    return Layer(counts, lows, hidden, fixed, areas.owners[taken], areas.members[taken])


def build_rest(part: Layer, whole: Layer) -> Layer:
    """Return the layer of those in a whole who are not in its part: published nowhere, told by the two counts.

    What they add up to follows from the sums of both, so it needs no relations of its own.
    """
    size, nothing = part.values.size, np.zeros(0, dtype=np.int64)
    every = np.ones(size, dtype=bool)
    return Layer(whole.values - part.values, np.full(size, LEAST_REST), every, every, nothing, nothing)


def join_layers(
    layers: Sequence[Layer], shared: Sequence[tuple[np.ndarray, np.ndarray]], has_rest: bool = False
) -> JoinedTable:
    """Return one table; ``shared[i]`` are pairs of communes of layer i + 1 and of the first that have land in common.

    Communes that are joined by land, on both sides, and by nobody else have the same people on both sides. With
    ``has_rest`` the last two layers are the whole of which the first is a part, and the rest of it.
    """
    starts = np.cumsum([0, *(layer.values.size for layer in layers)])
    entries = [_list_entries(layer, int(start)) for layer, start in zip(layers, starts[:-1], strict=True)]
    for place, (sources, targets) in enumerate(shared, start=1):
        entries.append(_list_common(layers[0], layers[place], int(starts[place]), sources, targets))
    if has_rest:
        entries.append(_list_rests(layers[-1], starts))
    offset, numbered = 0, []
    for relation_of, _, _ in entries:
        numbered.append(relation_of + offset)
        offset += int(relation_of.max(initial=-1)) + 1
    members, signs = (np.concatenate([one[place] for one in entries]) for place in (1, 2))
    relations = build_relations(np.concatenate(numbered), members, signs)
    parts = ("values", "lows", "hidden", "fixed")
    values, lows, hidden, fixed = (np.concatenate([getattr(layer, name) for layer in layers]) for name in parts)
    return JoinedTable(Table(values, lows, hidden, fixed, relations))


def _list_entries(layer: Layer, start: int) -> tuple[Places, Places, Counts]:
    owners = np.unique(layer.owners)
    relation_of = np.concatenate([layer.owners, owners])
    members = np.concatenate([layer.members, owners]) + start
    signs = np.concatenate([np.ones(layer.members.size), -np.ones(owners.size)])
    return relation_of.astype(np.int64), members.astype(np.int64), signs


def _list_rests(rest: Layer, starts: np.ndarray) -> tuple[Places, Places, Counts]:
    """Return of each cell: part + rest − whole = 0."""
    cells = np.flatnonzero(np.isfinite(rest.values)).astype(np.int64)
    members = np.concatenate([cells, cells + starts[-2], cells + starts[-3]])
    signs = np.repeat([1.0, 1.0, -1.0], cells.size)
    return np.tile(cells, 3), members.astype(np.int64), signs


def _list_common(
    first: Layer, other: Layer, start: int, sources: np.ndarray, targets: np.ndarray
) -> tuple[Places, Places, Counts]:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    inside = targets >= 0
    size, ones = first.values.size + other.values.size, np.ones(int(inside.sum()))
    graph = coo_array((ones, (sources[inside] + first.values.size, targets[inside])), shape=(size, size))
    _, component_of = connected_components(graph, directed=False)
    linked = np.union1d(sources[inside] + first.values.size, targets[inside])
    values = np.concatenate([first.values, other.values])
    bad = component_of[linked[~np.isfinite(values[linked])]]
    bad = np.union1d(bad, component_of[sources[~inside] + first.values.size])
    linked = linked[~np.isin(component_of[linked], bad)]
    signs = np.where(linked < first.values.size, 1.0, -1.0)
    cells = np.where(linked < first.values.size, linked, linked - first.values.size + start)
    return component_of[linked].astype(np.int64), cells.astype(np.int64), signs
