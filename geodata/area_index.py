"""The areas of one vintage, to be found by code, by name within a parent, and by likeness."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pandas as pd
from rapidfuzz import fuzz, process

from geodata.areas import Level
from geodata.name_index import FoundAreas, NameIndex
from geodata.names import fold_name
from geodata.places import IndexedArea, build_indexed_area, normalise_code

_CANDIDATE_COUNT = 3
_LEAST_SIMILARITY = 60.0  # percent; below it a hint misleads more than it helps


class AreaIndex:
    """The areas of one vintage, to be found by code and by name within a parent.

    ``scope_province_code`` limits the search to one province; a place elsewhere is ``outside_scope``.
    """

    def __init__(self, vintage_id: str, areas: Iterable[IndexedArea], scope_province_code: str | None = None) -> None:
        self.vintage_id = vintage_id
        self.scope_province_code = scope_province_code
        self._children: dict[tuple[Level, tuple[Level, str] | None], list[IndexedArea]] = defaultdict(list)
        self._by_name: dict[tuple[Level, tuple[Level, str] | None], NameIndex] = {}
        self._by_code: dict[tuple[Level, str], IndexedArea] = {(area.level, area.area_code): area for area in areas}
        for area in self._by_code.values():
            # An area lies within itself: a table of provinces limited to one of them names just that one.
            for ancestor in (None, *self.list_lineage(area)):
                self._children[(area.level, ancestor)].append(area)

    def has_level(self, level: Level) -> bool:
        """Tell whether the vintage has areas of ``level``."""
        return bool(self._children.get((level, None)))

    def find_area(self, level: Level, area_code: str) -> IndexedArea | None:
        """Return the area of that level and code, whatever the scope, or None."""
        return self._by_code.get((level, area_code))

    def find_coded(self, level: Level, code: str | None) -> IndexedArea | None:
        """Return the area that a code as written names, lost leading zeros given back, or None."""
        return self.find_area(level, normalise_code(level, code)) if code else None

    def lies_within(self, area: IndexedArea, parent: IndexedArea) -> bool:
        """Tell whether ``area`` is ``parent`` or lies in it."""
        return (parent.level, parent.area_code) in self.list_lineage(area)

    def list_areas(self, level: Level, within: IndexedArea | None = None) -> list[IndexedArea]:
        """Return the areas of ``level``, all or those within one area, in the order given at the start."""
        return list(self._children.get((level, (within.level, within.area_code) if within else None), []))

    def find_by_name(self, level: Level, name: str, within: IndexedArea | None) -> tuple[IndexedArea, ...]:
        """Return every area that ``name`` may mean within ``within``; one is an answer, several are a doubt."""
        found = self.search(level, name, within)
        return found.areas if found else ()

    def search(self, level: Level, name: str, within: IndexedArea | None) -> FoundAreas | None:
        """Return the bearers of ``name`` within ``within`` (None: the whole vintage) with what the find rests on."""
        key = (level, (within.level, within.area_code) if within else None)
        if key not in self._by_name:
            self._by_name[key] = NameIndex(self._children.get(key, []))
        return self._by_name[key].search(level, name)

    def agrees(self, area: IndexedArea, name: str) -> bool:
        """Tell whether ``name`` may be written for ``area``, seen alone."""
        return NameIndex([area]).search(area.level, name) is not None

    def rank_similar(self, level: Level, name: str, within: IndexedArea | None) -> tuple[IndexedArea, ...]:
        """Return the areas whose names look most like ``name``, best first: a hint for people, never a match."""
        areas = self.list_areas(level, within)
        written = fold_name(name, level)[-1].plain
        ranked = process.extract(
            written,
            [area.readings[-1].plain for area in areas],
            scorer=fuzz.ratio,
            score_cutoff=_LEAST_SIMILARITY,
            limit=_CANDIDATE_COUNT,
        )
        return tuple(areas[index] for _, _, index in ranked)

    def scope_area(self) -> IndexedArea | None:
        """Return the province that the search is limited to, None without a limit."""
        return self.find_area(Level.PROVINCE, self.scope_province_code) if self.scope_province_code else None

    def list_lineage(self, area: IndexedArea) -> list[tuple[Level, str]]:
        """Return level and code of ``area`` itself and of all that it lies in, from small to large."""
        keys = [(area.level, area.area_code)]
        step: IndexedArea | None = area
        while step is not None and step.parent_level is not None and step.parent_code is not None:
            keys.append((step.parent_level, step.parent_code))
            step = self._by_code.get(keys[-1])
        return keys


def build_area_index(vintage_id: str, areas: pd.DataFrame, scope_province_code: str | None = None) -> AreaIndex:
    """Return the index of a vintage's areas.

    ``areas``: one row per area of every level with level, area_code, name, parent_level, parent_code
    (the frame that ``services.store.boundaries.read_areas`` gives).
    """
    columns = ["level", "area_code", "name", "parent_level", "parent_code"]
    rows = areas[columns].astype(object).where(areas[columns].notna(), None)
    return AreaIndex(
        vintage_id,
        (build_indexed_area(*row) for row in rows.itertuples(index=False, name=None)),
        scope_province_code,
    )
