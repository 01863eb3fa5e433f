"""Which counts are withheld, so that no small one can be worked out from what stays.

A table is a list of cells and of relations between them: signed sums whose result the public knows (all communes
less their province are 0). A small count is safe where there is another table, the same in every published cell and
in every relation, in which it is not small: then nobody can tell the two apart. This other table is built for each
small count, as a way of moves: the count goes up, another cell of the relation goes down by as much (or their total
goes up), which must be made good in the other relations of that one, until all is balanced. The cells that move are
withheld. What statistical offices call the hypercube method builds such ways as well (Giessing and Repsilber, Tools
and Strategies to Protect Multiple Tables, 2002); here a way may have any form, so it holds for any relations.

The moves are whole numbers, no withheld cell falls below its ``lows``, and 0 is never withheld: so a reader who knows
all of this still cannot tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.float64]
Mask = NDArray[np.bool_]
Places = NDArray[np.int64]

MOST_MOVES = 600  # of one way; a way of more is given up, and all that it touched is withheld
OPEN_COST, RELATION_COST, CLOSING_GAIN = 2.0, 1.0, 2.0


@dataclass(frozen=True)
class Relations:
    """r relations between cells: of relation i the members ``members[starts[i]:starts[i+1]]`` and their signs."""

    starts: Places
    members: Places
    signs: Counts

    @property
    def size(self) -> int:
        """How many relations there are."""
        return self.starts.size - 1

    def select(self, relation: int) -> slice:
        """Return where the members of a relation stand."""
        return slice(int(self.starts[relation]), int(self.starts[relation + 1]))


def build_relations(relation_of: NDArray[np.integer], members: NDArray[np.integer], signs: Counts) -> Relations:
    """Return relations of their entries in any order; relations are numbered anew, in the order of their numbers."""
    order = np.argsort(relation_of, kind="stable")
    _, starts = np.unique(relation_of[order], return_index=True)
    ends = np.append(starts, relation_of.size).astype(np.int64)
    return Relations(ends, members[order].astype(np.int64), signs[order].astype(np.float64))


@dataclass(frozen=True)
class Table:
    """n cells: true ``values``, what a reader knows a withheld one to be at least (``lows``), what is ``fixed``.

    ``hidden`` are withheld from the start; a fixed cell that is not cannot be withheld any more.
    """

    values: Counts
    lows: Counts
    hidden: Mask
    fixed: Mask
    relations: Relations


@dataclass
class _Way:
    """A way in the making: how much each cell moves, and what each relation still lacks to be balanced."""

    moves: dict[int, float] = field(default_factory=dict)
    lacking: dict[int, float] = field(default_factory=dict)


@dataclass(frozen=True)
class _Search:
    """What is looked up again and again: of each cell its relations, and how far it may go down."""

    table: Table
    hidden: Mask
    cell_starts: Places
    cell_relations: Places
    cell_signs: Counts
    rooms: Counts

    def list_relations(self, cell: int) -> Iterable[tuple[int, float]]:
        """Return the relations of a cell with its sign in each."""
        part = slice(int(self.cell_starts[cell]), int(self.cell_starts[cell + 1]))
        return zip(self.cell_relations[part].tolist(), self.cell_signs[part].tolist(), strict=True)


def withhold(table: Table, small: Sequence[int] | Places, needs: Sequence[float] | Counts) -> Mask:
    """Return which cells are withheld so that each ``small`` one may be higher by its need for all a reader knows.

    Deterministic: small cells by their place, of equal choices the smaller count, then the earlier cell.
    """
    search = _build_search(table)
    search.hidden[np.asarray(small, dtype=np.int64)] = True
    for cell, need in zip(small, needs, strict=True):
        _protect(search, int(cell), float(need))
    return search.hidden


def find_way(table: Table, cell: int, need: float) -> dict[int, float] | None:
    """Return the moves by which a cell may be higher by ``need``, with cells that may be withheld; None for none."""
    way, _ = _find_way(_build_search(table), cell, need)
    return way


def _build_search(table: Table) -> _Search:
    relations, size = table.relations, table.values.size
    relation_of = np.repeat(np.arange(relations.size), np.diff(relations.starts))
    order = np.argsort(relations.members, kind="stable")
    starts = np.searchsorted(relations.members[order], np.arange(size + 1))
    rooms = np.maximum(np.nan_to_num(table.values - table.lows), 0)
    return _Search(table, table.hidden.copy(), starts, relation_of[order], relations.signs[order], rooms)


def _protect(search: _Search, cell: int, need: float) -> None:
    moves, touched = _find_way(search, cell, need)
    if moves is None:
        # No way: everything that the search came to is withheld, and if that is not enough, everything there is.
        for cells in (touched, np.arange(search.hidden.size)):
            free = ~search.table.fixed[cells] & (search.table.values[cells] > 0)
            search.hidden[cells[free]] = True
            moves, _ = _find_way(search, cell, need)
            if moves is not None:
                break
    search.hidden[list(moves or ())] = True


def _find_way(search: _Search, cell: int, need: float) -> tuple[dict[int, float] | None, Places]:
    """Return the moves of a way, None where there is none, and the cells of all relations it came to."""
    way, seen = _Way(), set[int]()
    _move(search, way, cell, need)
    while way.lacking and len(way.moves) <= MOST_MOVES:
        relation = min(way.lacking, key=lambda one: (_count_members(search, one), one))
        seen.add(relation)
        chosen = _choose(search, way, relation)
        if not chosen:
            break
        for other, step in chosen:
            _move(search, way, other, step)
    members = [search.table.relations.members[search.table.relations.select(one)] for one in sorted(seen)]
    touched = np.unique(np.concatenate(members)) if members else np.zeros(0, dtype=np.int64)
    return (None if way.lacking else way.moves), touched


def _count_members(search: _Search, relation: int) -> int:
    starts = search.table.relations.starts
    return int(starts[relation + 1] - starts[relation])


def _move(search: _Search, way: _Way, cell: int, step: float) -> None:
    way.moves[cell] = step
    for relation, sign in search.list_relations(cell):
        lacking = way.lacking.pop(relation, 0.0) - sign * step
        if lacking:
            way.lacking[relation] = lacking


def _choose(search: _Search, way: _Way, relation: int) -> list[tuple[int, float]]:
    """Return which cells of a relation move, and how far, to balance it: one if one can, else several that go down."""
    table, part = search.table, search.table.relations.select(relation)
    cells, steps = table.relations.members[part], way.lacking[relation] * table.relations.signs[part]
    usable = search.hidden[cells] | (~table.fixed[cells] & (table.values[cells] > 0))
    usable &= ~np.isin(cells, list(way.moves))
    rooms = search.rooms[cells]
    single = np.flatnonzero(usable & ((steps > 0) | (rooms >= -steps)))
    if single.size:
        costs = _measure_costs(search, way, relation, cells[single], steps[single])
        best = np.lexsort((cells[single], table.values[cells[single]], costs))[0]
        return [(int(cells[single][best]), float(steps[single][best]))]
    return _choose_several(cells, steps, np.where(usable & (steps < 0), rooms, 0))


def _choose_several(cells: Places, steps: Counts, rooms: Counts) -> list[tuple[int, float]]:
    order = np.lexsort((cells, -rooms))
    chosen: list[tuple[int, float]] = []
    rest = float(np.abs(steps).max(initial=0))
    for place in order[rooms[order] > 0]:
        step = min(float(rooms[place]), rest)
        chosen.append((int(cells[place]), -step))
        rest -= step
        if rest <= 0:
            return chosen
    return []


def _measure_costs(search: _Search, way: _Way, relation: int, cells: Places, steps: Counts) -> Counts:
    """Return what it costs to move each cell: to withhold it, and each relation that it leaves unbalanced."""
    costs = np.where(search.hidden[cells], 0.0, OPEN_COST)
    costs += RELATION_COST * (search.cell_starts[cells + 1] - search.cell_starts[cells] - 1)
    for other, lacking in way.lacking.items():
        if other == relation:
            continue
        part = search.table.relations.select(other)
        members, signs = search.table.relations.members[part], search.table.relations.signs[part]
        order = np.argsort(members)
        places = np.minimum(np.searchsorted(members[order], cells), members.size - 1)
        shares = members[order][places] == cells
        closes = shares & (np.abs(signs[order][places] * steps - lacking) < 1e-9)
        costs -= np.where(closes, CLOSING_GAIN, np.where(shares, RELATION_COST, 0))
    return costs
