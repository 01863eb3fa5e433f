"""Units that a dated list puts between province and commune: which communes each has on a day.

An arrangement is the hierarchy that holds from one day on which the list changes to the next. A commune keeps its
number, its parent outside the list and all its counts; what changes with the day is only which unit adds it up.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.areas import Level
from services.coverage.hierarchy import Hierarchy, Numbers, insert_units
from services.coverage.memo import Memo

LASTING = date.max.toordinal() + 1
KEPT_HIERARCHIES = 6


@dataclass(frozen=True)
class UnitTerms:
    """The terms of communes under units; ``begins`` and ``ends`` are ordinals, the end exclusive.

    ``unit_codes`` are those of the agency; one that two provinces use, or that an area has, is preceded by the code
    of the province (11-03). ``changes`` are the days on which a term begins or ends, earliest first.
    """

    communes: Numbers
    unit_codes: NDArray[np.object_]
    unit_names: NDArray[np.object_]
    begins: Numbers
    ends: Numbers
    releases: Numbers
    changes: tuple[date, ...]

    def is_same(self, other: UnitTerms | None) -> bool:
        """Tell whether other terms say the same, release by release."""
        if other is None or self.changes != other.changes:
            return False
        names = (one.name for one in fields(UnitTerms) if one.name != "changes")
        return all(np.array_equal(getattr(self, name), getattr(other, name)) for name in names)

    @cached_property
    def codes(self) -> frozenset[str]:
        """The codes of all units, of any day."""
        return frozenset(self.unit_codes)

    def find_change(self, day: date | None) -> date | None:
        """Return the last change up to a day (of all, without one); None where no list had begun."""
        place = len(self.changes) if day is None else bisect_right(self.changes, day)
        return self.changes[place - 1] if place else None

    def find_parent(self, hierarchy: Hierarchy, code: str) -> int:
        """Return the area (a province) that the communes of a unit lie in, whichever day it has them."""
        return int(hierarchy.parents[self.communes[np.flatnonzero(self.unit_codes == code)[0]]])

    def list_releases(self, communes: Numbers, day: date) -> tuple[int, ...]:
        """Return the releases whose lists say where these communes belong on a day, the newest first."""
        held = (self.begins <= day.toordinal()) & (day.toordinal() < self.ends) & np.isin(self.communes, communes)
        return tuple(sorted({int(release) for release in self.releases[held]}, reverse=True))

    def arrange(self, hierarchy: Hierarchy, day: date) -> Hierarchy:
        """Return the hierarchy with the units that hold on a day; the same object where there are none.

        A unit lies in the parent of its communes and is called what its newest term calls it.
        """
        return self._arranged.recall_of(day, (hierarchy,), lambda: self._arrange(hierarchy, day))

    @cached_property
    def _arranged(self) -> Memo:
        """What was arranged, kept as long as the terms: publications mostly leave them."""
        return Memo(KEPT_HIERARCHIES)

    def _arrange(self, hierarchy: Hierarchy, day: date) -> Hierarchy:
        held = np.flatnonzero((self.begins <= day.toordinal()) & (day.toordinal() < self.ends))
        if held.size == 0:
            return hierarchy
        frame = pd.DataFrame(
            {
                "commune": self.communes[held],
                "code": self.unit_codes[held],
                "name": self.unit_names[held],
                "parent": hierarchy.parents[self.communes[held]],
                "begin": self.begins[held],
            }
        )
        newest = frame.sort_values(["parent", "code", "begin", "commune"], ascending=[True, True, False, True])
        units = newest.drop_duplicates(["parent", "code"])[["parent", "code", "name"]].reset_index(drop=True)
        numbers = {key: number for number, key in enumerate(zip(units["parent"], units["code"], strict=True))}
        unit_of = [numbers[key] for key in zip(frame["parent"], frame["code"], strict=True)]
        return insert_units(hierarchy, frame["commune"].to_numpy(np.int32), np.array(unit_of, dtype=np.int32), units)


def build_unit_terms(hierarchy: Hierarchy, terms: pd.DataFrame | None) -> UnitTerms | None:
    """Return the terms of a vintage, columns of ``store.managing_units.read_unit_terms_in_force``.

    None where there are none, and where the vintage has such a level of its own: its boundaries then say which areas
    a unit has.
    """
    if terms is None or terms.empty or Level.MANAGING_UNIT in hierarchy.levels:
        return None
    communes = terms[terms["level"] == Level.COMMUNE.value]
    numbers = {str(hierarchy.codes[number]): number for number in _list_communes(hierarchy)}
    numbered = np.array([numbers[str(code)] for code in communes["area_code"]], dtype=np.int32)
    ends = [LASTING if pd.isna(day) else day.toordinal() for day in communes["valid_to"]]
    return UnitTerms(
        communes=numbered,
        unit_codes=_tell_apart(hierarchy, hierarchy.parents[numbered], communes["unit_code"].astype(str).tolist()),
        unit_names=communes["unit_name"].astype(str).to_numpy(object),
        begins=np.array([day.toordinal() for day in communes["valid_from"]], dtype=np.int32),
        ends=np.array(ends, dtype=np.int32),
        releases=communes["release_id"].to_numpy(np.int32),
        changes=tuple(sorted({*communes["valid_from"], *communes["valid_to"].dropna()})),
    )


def _tell_apart(hierarchy: Hierarchy, parents: Numbers, codes: Sequence[str]) -> NDArray[np.object_]:
    """Return the code of each term's unit, preceded by that of its province where one code would name two areas."""
    pairs = {(int(parent), code) for parent, code in zip(parents, codes, strict=True)}
    shared = {code for code, count in Counter(code for _, code in pairs).items() if count > 1}
    taken = shared | (set(codes) & set(hierarchy.codes))
    found = np.empty(len(codes), dtype=object)
    found[:] = [
        f"{hierarchy.codes[parent]}-{code}" if code in taken else code
        for parent, code in zip(parents, codes, strict=True)
    ]
    return found


def _list_communes(hierarchy: Hierarchy) -> Iterable[int]:
    return (int(number) for number in np.flatnonzero(hierarchy.ranks == Level.COMMUNE.rank))


def count_without_unit(hierarchy: Hierarchy, within: int = 0) -> int:
    """Return how many communes within an area lie under no unit; 0 where no list puts any into units."""
    if not hierarchy.has_listed_units:
        return 0
    communes = hierarchy.select(Level.COMMUNE, within)
    return int(np.count_nonzero(hierarchy.ancestors[Level.MANAGING_UNIT.rank][communes] < 0))
