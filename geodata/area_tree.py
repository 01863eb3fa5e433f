"""The areas of one vintage and what lies in what: immutable, so that every file about the vintage shares it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import pandas as pd

from geodata.aliases import AreaKey
from geodata.areas import Level
from geodata.name_index import NameIndex
from geodata.places import IndexedArea, build_indexed_area
from geodata.similarity import SimilarNames


class AreaTree:
    """The areas of a vintage by level and code, by what they lie in, and by name. Safe for threads.

    Names are prepared when first asked for, once for all.
    """

    def __init__(self, areas: Iterable[IndexedArea]) -> None:
        self._by_code: dict[Level, dict[str, IndexedArea]] = {level: {} for level in Level}
        for area in areas:
            self._by_code[area.level][area.area_code] = area
        self._lineages: dict[AreaKey, tuple[AreaKey, ...]] = {}
        self._children: dict[tuple[Level, AreaKey | None], list[IndexedArea]] = defaultdict(list)
        for area in (area for level in Level for area in self._by_code[level].values()):
            # An area lies within itself: a table of provinces limited to one of them names just that one.
            for ancestor in (None, *self.list_lineage(area)):
                self._children[area.level, ancestor].append(area)
        self._names: dict[Level, NameIndex] = {}
        self._similar: dict[tuple[Level, AreaKey | None], SimilarNames] = {}

    def has_level(self, level: Level) -> bool:
        """Tell whether there are areas of ``level``."""
        return bool(self._by_code[level])

    def find_area(self, level: Level, area_code: str) -> IndexedArea | None:
        """Return the area of that level and code, or None."""
        return self._by_code[level].get(area_code)

    def list_areas(self, level: Level, within: IndexedArea | None = None) -> list[IndexedArea]:
        """Return the areas of ``level``, all or those within one area, in the order given at the start."""
        return list(self._children.get((level, _build_key(within)), ()))

    def list_lineage(self, area: IndexedArea) -> tuple[AreaKey, ...]:
        """Return level and code of ``area`` itself and of all that it lies in, from small to large."""
        key = (area.level, area.area_code)
        known = self._lineages.get(key)
        if known is None:
            known = self._lineages[key] = (key, *self._list_ancestors(area))
        return known

    def prepare_names(self, level: Level) -> NameIndex:
        """Return the names of the areas of one level, to be searched."""
        names = self._names.get(level)
        if names is None:
            names = self._names[level] = NameIndex(self._by_code[level].values())
        return names

    def prepare_similar(self, level: Level, within: IndexedArea | None) -> SimilarNames:
        """Return the names of the areas of one level within one area, to be compared."""
        key = (level, _build_key(within))
        similar = self._similar.get(key)
        if similar is None:
            similar = self._similar[key] = SimilarNames(self.list_areas(level, within))
        return similar

    def _list_ancestors(self, area: IndexedArea) -> Sequence[AreaKey]:
        if area.parent_level is None or area.parent_code is None:
            return ()
        parent = self.find_area(area.parent_level, area.parent_code)
        return self.list_lineage(parent) if parent else ((area.parent_level, area.parent_code),)


def build_area_tree(areas: pd.DataFrame) -> AreaTree:
    """Return the tree of a vintage's areas.

    ``areas``: one row per area of every level with level, area_code, name, parent_level, parent_code
    (the frame that ``services.store.boundaries.read_areas`` gives).
    """
    columns = ["level", "area_code", "name", "parent_level", "parent_code"]
    rows = areas[columns].astype(object).where(areas[columns].notna(), None)
    return AreaTree(build_indexed_area(*row) for row in rows.itertuples(index=False, name=None))


def _build_key(within: IndexedArea | None) -> AreaKey | None:
    return (within.level, within.area_code) if within else None
