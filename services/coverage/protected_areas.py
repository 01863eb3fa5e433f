"""What the public may add up in one vintage: its areas, the units of every day, and which of these make up which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from services.coverage.columns import Counts, Numbers
from services.coverage.hierarchy import NO_PARENT, Hierarchy
from services.coverage.vintage_data import VintageData

Places = NDArray[np.int64]


@dataclass(frozen=True)
class ProtectedAreas:
    """The cells of a vintage: its n areas, then the sets of communes that are a unit on some day, each once.

    ``owners`` and ``members`` are pairs: a cell and one that it directly adds up; ``group_of`` says for each
    arrangement (by the day of its change) which cell each of its areas is.
    """

    kept_apart: ClassVar[bool] = True

    hierarchy: Hierarchy
    size: int
    owners: Places
    members: Places
    group_of: Mapping[date, Numbers]

    def add_up(self, whole: Counts) -> Counts:
        """Return the counts of all cells: of an area the sum of what reports within, else its own; NaN for none."""
        hierarchy = self.hierarchy
        counts = np.concatenate([whole, np.full(self.size - hierarchy.size, np.nan)])
        for family in hierarchy.families:
            parents = hierarchy.parents[family]
            some = np.bincount(parents, weights=np.isfinite(counts[family]), minlength=self.size) > 0
            counts[some] = np.bincount(parents, weights=np.nan_to_num(counts[family]), minlength=self.size)[some]
        grouped = self.owners >= hierarchy.size
        owners, members = self.owners[grouped], self.members[grouped]
        sums = np.bincount(owners, weights=np.nan_to_num(counts[members]), minlength=self.size)
        some = np.bincount(owners, weights=np.isfinite(counts[members]), minlength=self.size) > 0
        counts[some] = sums[some]
        return counts


def build_protected_areas(data: VintageData) -> ProtectedAreas:
    """Return the cells of a vintage as its boundaries have it (not of one day)."""
    base = data.hierarchy
    children = np.flatnonzero(base.parents != NO_PARENT)
    owners, members = [base.parents[children].astype(np.int64)], [children.astype(np.int64)]
    groups: dict[bytes, int] = {}
    group_of: dict[date, Numbers] = {}
    for change in data.unit_terms.changes if data.unit_terms else ():
        hierarchy = data.on(change).hierarchy
        cells = np.arange(hierarchy.size, dtype=np.int32)
        for unit in range(base.size, hierarchy.size):
            communes = hierarchy.list_children(unit).astype(np.int64)
            key = communes.tobytes()
            if key not in groups:
                groups[key] = base.size + len(groups)
                owners.append(np.full(communes.size, groups[key], dtype=np.int64))
                members.append(communes)
            cells[unit] = groups[key]
        group_of[change] = cells
    return ProtectedAreas(base, base.size + len(groups), np.concatenate(owners), np.concatenate(members), group_of)
