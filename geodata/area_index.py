"""The areas of one vintage, to be found by code, by name within a parent, by alias, and by likeness."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from functools import partial
from typing import TypeVar, cast

import pandas as pd

from geodata.aliases import AliasIndex, AreaKey
from geodata.area_tree import AreaTree, build_area_tree
from geodata.areas import Level
from geodata.name_index import FoundAreas, Keep, NameIndex
from geodata.names import FoldedName, fold_name, have_compatible_accents
from geodata.places import IndexedArea, PlaceAlias, normalise_code

T = TypeVar("T")
SearchTold = Callable[[Level, Sequence[FoldedName], tuple[AreaKey, ...]], tuple[IndexedArea, ...]]
_CANDIDATE_COUNT = 5
_LEAST_SIMILARITY = 55.0  # percent; below it a hint misleads more than it helps


class AreaIndex:
    """The areas of one vintage, to be found by code and by name within a parent.

    ``scope_province_code`` limits the search to one province; a place elsewhere is ``outside_scope``.
    ``aliases``: names in use that persons told to mean an area.
    """

    def __init__(
        self,
        vintage_id: str,
        areas: AreaTree | Iterable[IndexedArea],
        scope_province_code: str | None = None,
        aliases: Iterable[PlaceAlias] = (),
    ) -> None:
        self.vintage_id = vintage_id
        self.scope_province_code = scope_province_code
        self._tree = areas if isinstance(areas, AreaTree) else AreaTree(areas)
        self._aliases = AliasIndex(aliases, self.find_area)
        self._remembered: dict[Hashable, object] = {}

    def has_level(self, level: Level) -> bool:
        """Tell whether the vintage has areas of ``level``."""
        return self._tree.has_level(level)

    def find_area(self, level: Level, area_code: str) -> IndexedArea | None:
        """Return the area of that level and code, whatever the scope, or None."""
        return self._tree.find_area(level, area_code)

    def find_coded(self, level: Level, code: str | None) -> IndexedArea | None:
        """Return the area that a code as written names, lost leading zeros given back, or None."""
        return self.find_area(level, normalise_code(level, code)) if code else None

    def lies_within(self, area: IndexedArea, parent: IndexedArea) -> bool:
        """Tell whether ``area`` is ``parent`` or lies in it."""
        return (parent.level, parent.area_code) in self.list_lineage(area)

    def list_areas(self, level: Level, within: IndexedArea | None = None) -> list[IndexedArea]:
        """Return the areas of ``level``, all or those within one area, in the order given at the start."""
        return self._tree.list_areas(level, within)

    def find_by_name(self, level: Level, name: str, within: IndexedArea | None) -> tuple[IndexedArea, ...]:
        """Return every area that ``name`` may mean within ``within``; one is an answer, several are a doubt."""
        found = self.search(level, name, within)
        return found.areas if found else ()

    def search(self, level: Level, name: str, within: IndexedArea | None) -> FoundAreas | None:
        """Return the official bearers of ``name`` within ``within`` (None: the whole vintage) and how they were found.

        Aliases have no part in it: ``list_told`` gives those.
        """
        return self._tree.prepare_names(level).search(name, fold_name(name, level), self._build_keep(within))

    def list_told(
        self, level: Level, name: str, within: IndexedArea | None, *, same_type: bool = False
    ) -> tuple[IndexedArea, ...]:
        """Return the areas within ``within`` that persons told ``name`` to mean, accents as written.

        ``same_type``: told with the very type of unit that ``name`` bears, or both without one.
        """
        return self._search_told(partial(self._aliases.list_told, same_type=same_type), level, name, within)

    def list_told_plain(self, level: Level, name: str, within: IndexedArea | None) -> tuple[IndexedArea, ...]:
        """Return the areas within ``within`` told by an alias that is ``name`` once accents are dropped."""
        return self._search_told(self._aliases.list_told_plain, level, name, within)

    def agrees(self, area: IndexedArea, name: str) -> bool:
        """Tell whether ``name`` may be written for ``area``, seen alone: also where some of its accents are missing."""
        readings = fold_name(name, area.level)
        if NameIndex([area]).search(name, readings, lambda _: True) or area in self.list_told(area.level, name, area):
            return True
        written, official = readings[-1], area.readings[-1]
        return written.kind in (None, official.kind) and have_compatible_accents(written.core, official.core)

    def rank_similar(
        self, level: Level, name: str, within: IndexedArea | None, claimed: Collection[str] = ()
    ) -> tuple[IndexedArea, ...]:
        """Return the areas whose names look or sound most like ``name``, best first: a hint for people, never a match.

        Areas whose codes are ``claimed`` by other rows come last; see ``rank_unclaimed`` for all of a parent.
        """
        ranked = self._tree.prepare_similar(level, within).rank(
            fold_name(name, level)[-1], _LEAST_SIMILARITY, _CANDIDATE_COUNT + len(claimed)
        )
        return tuple(sorted(ranked, key=lambda area: area.area_code in claimed))[:_CANDIDATE_COUNT]

    def rank_unclaimed(
        self, level: Level, name: str, within: IndexedArea | None, claimed: Collection[str] = ()
    ) -> tuple[IndexedArea, ...]:
        """Return every area of ``level`` within ``within``: those no row has claimed first, each part by likeness.

        ``claimed`` holds the codes of areas that other rows of the file mean. Where all but one are claimed, that one
        comes first however little its name resembles what is written.
        """
        similar = self._tree.prepare_similar(level, within)
        ranked = similar.rank(fold_name(name, level)[-1], 0.0, len(similar.areas))
        return tuple(sorted(ranked, key=lambda area: area.area_code in claimed))

    def scope_area(self) -> IndexedArea | None:
        """Return the province that the search is limited to, None without a limit."""
        return self.find_area(Level.PROVINCE, self.scope_province_code) if self.scope_province_code else None

    def list_lineage(self, area: IndexedArea) -> tuple[AreaKey, ...]:
        """Return level and code of ``area`` itself and of all that it lies in, from small to large."""
        return self._tree.list_lineage(area)

    def label(self, area: IndexedArea) -> str:
        """Return name, code and what the area lies in up to its province: «Xã Ba Tô (21487), Huyện Ba Tơ, …»."""
        parents = [self.find_area(*key) for key in self.list_lineage(area)[1:] if key[0] is not Level.COUNTRY]
        return ", ".join([area.label, *(parent.name for parent in parents if parent)])

    def remember(self, key: Hashable, find: Callable[[], T]) -> T:
        """Return what ``find`` gives, found once for each key: thousands of rows share a few hundred parents."""
        if key not in self._remembered:
            self._remembered[key] = find()
        return cast(T, self._remembered[key])

    def _search_told(
        self, search: SearchTold, level: Level, name: str, within: IndexedArea | None
    ) -> tuple[IndexedArea, ...]:
        if self._aliases.is_empty:
            return ()
        keep = self._build_keep(within)
        found = search(level, fold_name(name, level), self.list_lineage(within) if within else ())
        return tuple(area for area in found if keep(area))

    def _build_keep(self, within: IndexedArea | None) -> Keep:
        if within is None:
            return lambda _: True
        key = (within.level, within.area_code)
        return lambda area: key in self._tree.list_lineage(area)


def build_area_index(
    vintage_id: str,
    areas: pd.DataFrame,
    scope_province_code: str | None = None,
    aliases: Iterable[PlaceAlias] = (),
) -> AreaIndex:
    """Return the index of a vintage's areas, ``areas`` as ``build_area_tree`` takes them."""
    return AreaIndex(vintage_id, build_area_tree(areas), scope_province_code, aliases)
