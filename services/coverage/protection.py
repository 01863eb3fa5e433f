"""Which counts of a snapshot are withheld from the public: decided for one scheme, measure and date when asked for.

A date is decided by its own counts (and, for new enrolments, by those of the months before in its year), and vintages
the earlier first: what a later publication adds changes nothing of what was withheld before. Decision 0040.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from threading import RLock
from typing import ClassVar

import numpy as np

from services.coverage.columns import Counts, FactColumn, FactKey, Mask, Numbers, build_own_column
from services.coverage.memo import Memo
from services.coverage.protected_areas import ProtectedAreas, build_protected_areas
from services.coverage.protected_table import JoinedTable, Layer, build_layer, build_rest, join_layers
from services.coverage.snapshot import Snapshot
from services.coverage.sums import roll_up
from services.measures.disclosure import find_way, withhold
from services.measures.schemes import Measure, Scheme

# Counts of persons. Targets, labour force and population are none.
OF_PERSONS = frozenset({Measure.ENROLLED.value, Measure.GROSS_NEW.value, Measure.GROSS_NEW_MONTH.value})
KEPT_DECISIONS = 4000  # 12 kB each of 12,000 areas


@dataclass(frozen=True, eq=False)
class Ground:
    """The counts of persons of all vintages that are decided on together; one object for as long as they are these."""

    kept_apart: ClassVar[bool] = True

    columns: Mapping[tuple[str, FactKey], FactColumn]

    def is_same(self, other: Ground | None) -> bool:
        """Tell whether another ground is of the very same columns."""
        if other is None or self.columns.keys() != other.columns.keys():
            return False
        return all(column is other.columns[key] for key, column in self.columns.items())


GroundName = tuple[bool, int, date | None]


def name_ground(key: FactKey) -> GroundName | None:
    """Return what a decision stands on: stocks on those of the date, new enrolments on those of the year.

    None for what is no count of persons: of that nothing is withheld.
    """
    _, measure, day = key
    if measure not in OF_PERSONS:
        return None
    is_stock = measure == Measure.ENROLLED.value
    return is_stock, day.year, day if is_stock else None


def find_grounds(snapshot: Snapshot, before: Mapping[GroundName | None, Ground]) -> dict[GroundName | None, Ground]:
    """Return the grounds of a snapshot by their names; those that are as before are the same objects."""
    columns: dict[GroundName, dict[tuple[str, FactKey], FactColumn]] = {}
    for vintage_id, data in snapshot.vintages.items():
        for key, column in data.own_facts.items():
            name = name_ground(key)
            if name is not None:
                columns.setdefault(name, {})[vintage_id, key] = column
    found = {name: Ground(own) for name, own in columns.items()}
    return {name: before[name] if one.is_same(before.get(name)) else one for name, one in found.items()}


@dataclass(frozen=True, eq=False)
class Decision:
    """Which cells of a vintage (``ProtectedAreas``) are withheld."""

    areas: ProtectedAreas
    hidden: Mask


class Protection:
    """Decides for a snapshot; ``below`` is the least count that is shown. Safe between threads.

    ``before`` decided for the publication before: where the same counts stand on the same areas, so does its decision.
    """

    def __init__(self, snapshot: Snapshot, below: int, before: Protection | None = None) -> None:
        self.below = below
        self._snapshot = snapshot
        self._order = sorted(snapshot.vintages, key=lambda one: (snapshot.vintages[one].vintage.effective_from, one))
        follows = before if before is not None and self._continues(before) else None
        self._areas: dict[str, ProtectedAreas] = dict(follows._areas) if follows else {}
        self._decided: Memo = follows._decided if follows else Memo(KEPT_DECISIONS)
        self._grounds: dict[GroundName | None, Ground] = find_grounds(snapshot, follows._grounds if follows else {})
        self._lock = RLock()

    def _continues(self, before: Protection) -> bool:
        """Tell whether another one decided of the same areas, joined in the same way, by the same least count."""
        own, other = self._snapshot.vintages, before._snapshot.vintages
        return (
            before.below == self.below
            and before._order == self._order
            and before._snapshot.conversions is self._snapshot.conversions
            and all(own[one].hierarchy is other[one].hierarchy for one in self._order)
            and all(own[one].unit_terms is other[one].unit_terms for one in self._order)
        )

    def decide(self, vintage_id: str, key: FactKey) -> Decision:
        """Return what is withheld of the facts that a vintage holds itself."""
        with self._lock:
            ground = self._grounds.get(name_ground(key))
            return self._decided.recall_of((vintage_id, key), (ground,), lambda: self._decide(vintage_id, key))

    def find_alibi(
        self, vintage_id: str, key: FactKey, holder: str, cell: int
    ) -> dict[tuple[str, str, int], float] | None:
        """Return by how much withheld counts may differ, nothing shown being changed, so that a small one is not small.

        The cell is one of ``holder``: the vintage or an earlier one that holds the same key. By vintage, scheme and
        cell: a part moves with its whole.
        """
        layers, whole = self._list_linked(vintage_id, key), self._fix_whole(vintage_id, key)
        names = [(one, key[0]) for one in (vintage_id, *self._name_linked(vintage_id, key))]
        own = self._fix_layer(vintage_id, key)
        if own is None:
            return None
        joined = self._join(vintage_id, key, own)
        layers = [own, *layers, *([whole] if whole else [])]
        names += [(vintage_id, str(Scheme(key[0]).whole))] if whole else []
        starts = np.cumsum([0, *(one.values.size for one in layers)])
        place = int(starts[names.index((holder, key[0]))]) + cell
        way = find_way(joined.table, place, max(self.below - float(joined.table.values[place]), 1))
        if way is None:
            return None
        found = {}
        for moved, step in way.items():
            layer = int(np.searchsorted(starts, moved, side="right")) - 1
            if layer < len(names):  # else it is the rest, which is counted nowhere
                found[*names[layer], moved - int(starts[layer])] = step
        return found

    def find_areas(self, vintage_id: str) -> ProtectedAreas:
        """Return the cells of a vintage."""
        with self._lock:
            if vintage_id not in self._areas:
                self._areas[vintage_id] = build_protected_areas(self._snapshot.vintages[vintage_id])
            return self._areas[vintage_id]

    def _decide(self, vintage_id: str, key: FactKey) -> Decision:
        areas = self.find_areas(vintage_id)
        scheme, measure, _ = key
        if measure not in OF_PERSONS:
            return Decision(areas, np.zeros(areas.size, dtype=bool))
        hidden, fixed = self._follow_parts(vintage_id, key)
        if measure == Measure.ENROLLED.value:
            least = self.count(vintage_id, (Scheme.BHYT_HGD.value, measure, key[2])) if scheme == Scheme.BHYT else None
            return Decision(areas, self._withhold(vintage_id, key, hidden, fixed, least))
        month, year = self._decide_flow(vintage_id, key, hidden, fixed)
        return Decision(areas, month if measure == Measure.GROSS_NEW_MONTH.value else year)

    def _follow_parts(self, vintage_id: str, key: FactKey) -> tuple[Mask, Mask]:
        """Return what is withheld because a part is (the sum less the other part would give it away), and the sums."""
        size = self.find_areas(vintage_id).size
        hidden, derived = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
        keys = [(part.value, key[1], key[2]) for part in Scheme(key[0]).parts]
        counts = [self.count(vintage_id, one) for one in keys]
        if keys and all(one is not None for one in counts):
            derived = np.isfinite(np.sum(np.stack([one for one in counts if one is not None]), axis=0))
            hidden = np.any([self.decide(vintage_id, one).hidden for one in keys], axis=0) & derived
        return hidden, derived

    def _decide_flow(self, vintage_id: str, key: FactKey, hidden: Mask, fixed: Mask) -> tuple[Mask, Mask]:
        """Return what is withheld of the new enrolments of a month and of the year up to its end.

        The year's number less that of the month before is the month's: where one month is withheld, so are the
        numbers of the year from then on.
        """
        month_key: FactKey = (key[0], Measure.GROSS_NEW_MONTH.value, key[2])
        year_key: FactKey = (key[0], Measure.GROSS_NEW.value, key[2])
        before = np.zeros(hidden.size, dtype=bool)
        for day in self._list_days_before(vintage_id, year_key):
            before |= self.decide(vintage_id, (key[0], Measure.GROSS_NEW.value, day)).hidden
        monthly = self.count(vintage_id, month_key)
        least = None if monthly is None else self._count_before(vintage_id, year_key, monthly)
        month = self._withhold(vintage_id, month_key, hidden, fixed)
        year = self._withhold(vintage_id, year_key, hidden | month | before, fixed, least)
        beyond = year & ~(hidden | month | before)
        if monthly is not None and (beyond & (monthly > 0)).any():
            month = self._withhold(vintage_id, month_key, hidden, fixed, besides=beyond & (monthly > 0))
            year = self._withhold(vintage_id, year_key, year | month, fixed, least)
        return month, year

    def _count_before(self, vintage_id: str, year_key: FactKey, monthly: Counts) -> Counts | None:
        """Return what of the year's number was there before the month: no less can be left."""
        yearly = self.count(vintage_id, year_key)
        return None if yearly is None else np.maximum(yearly - monthly, 0) + 1

    def _list_days_before(self, vintage_id: str, key: FactKey) -> list[date]:
        held = self._snapshot.vintages[vintage_id].own_facts
        days = [day for scheme, measure, day in held if (scheme, measure) == key[:2]]
        return sorted(day for day in days if day.year == key[2].year and day < key[2])

    def _withhold(
        self,
        vintage_id: str,
        key: FactKey,
        hidden: Mask,
        fixed: Mask,
        least: Counts | None = None,
        besides: Mask | None = None,
    ) -> Mask:
        """Return what is withheld of one key; ``least`` is what a reader knows each count to be at least."""
        size = hidden.size
        counts = self.count(vintage_id, key)
        if counts is None:
            return np.zeros(size, dtype=bool)
        known = counts > 0
        layer = build_layer(self.find_areas(vintage_id), counts, hidden & known, fixed, least)
        small = layer.list_small(self.below)
        if besides is not None:
            small = np.union1d(small, np.flatnonzero(besides & known))
        if not small.size and not self._has_others(vintage_id, key):
            return layer.hidden[:size]
        joined = self._join(vintage_id, key, layer)
        wanted = np.union1d(small, joined.list_hidden_small(self.below, start=layer.values.size))
        needs = np.maximum(self.below - joined.table.values[wanted], 1)
        return withhold(joined.table, wanted, needs)[:size]

    def _join(self, vintage_id: str, key: FactKey, own: Layer) -> JoinedTable:
        """Return a layer together with what is decided already: other vintages, the whole and what is left of it."""
        shared = [self._find_shared(vintage_id, one) for one in self._name_linked(vintage_id, key)]
        whole = self._fix_whole(vintage_id, key)
        others = [whole, build_rest(own, whole)] if whole else []
        return join_layers([own, *self._list_linked(vintage_id, key), *others], shared, has_rest=bool(others))

    def _fix_whole(self, vintage_id: str, key: FactKey) -> Layer | None:
        """Return what is decided of the scheme that this one is a part of; None where there is no such counted."""
        whole = Scheme(key[0]).whole
        return None if whole is None else self._fix_layer(vintage_id, (whole.value, key[1], key[2]))

    def count(self, vintage_id: str, key: FactKey) -> Counts | None:
        """Return the true counts of all cells, sums of what reports; None where the vintage itself holds none."""
        data = self._snapshot.vintages[vintage_id]
        if key not in data.own_facts:
            return None
        whole = roll_up(data.hierarchy, build_own_column([data.own_facts[key]], data.hierarchy))
        return self.find_areas(vintage_id).add_up(whole.counts)

    def _has_others(self, vintage_id: str, key: FactKey) -> bool:
        return bool(self._name_linked(vintage_id, key)) or self._fix_whole(vintage_id, key) is not None

    def _name_linked(self, vintage_id: str, key: FactKey) -> list[str]:
        """Return the earlier vintages that hold facts of their own on the same, and that a crosswalk joins to one."""
        joined = self._snapshot.conversions.list_sources(vintage_id)
        earlier = self._order[: self._order.index(vintage_id)]
        return [one for one in earlier if one in joined and key in self._snapshot.vintages[one].own_facts]

    def _list_linked(self, vintage_id: str, key: FactKey) -> Sequence[Layer]:
        layers = [self._fix_layer(other, key) for other in self._name_linked(vintage_id, key)]
        return [one for one in layers if one is not None]

    def _fix_layer(self, vintage_id: str, key: FactKey) -> Layer | None:
        """Return what is decided of a vintage: nothing more can be withheld there."""
        counts = self.count(vintage_id, key)
        if counts is None:
            return None
        hidden = self.decide(vintage_id, key).hidden
        fixed = np.ones(hidden.size, dtype=bool)
        return build_layer(self.find_areas(vintage_id), counts, hidden, fixed, None)

    def _find_shared(self, vintage_id: str, other: str) -> tuple[Numbers, Numbers]:
        """Return the pairs of communes, of the other vintage and of this one, that have land in common."""
        conversion = self._snapshot.conversions.find(other, vintage_id)
        if conversion is None:
            raise ValueError(f"no crosswalk leads from {other} to {vintage_id}")
        return conversion.pieces.sources, conversion.pieces.targets
