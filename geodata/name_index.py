"""The names of sibling areas, searched in three strictnesses: as written, folded, without accents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from geodata.areas import Level
from geodata.names import FoldedName, clean_text, fold_name, has_accents, have_compatible_accents
from geodata.places import IndexedArea, MatchWay


@dataclass(frozen=True)
class FoundAreas:
    """The bearers of a name, and what the find rests on."""

    areas: tuple[IndexedArea, ...]
    way: MatchWay


class NameIndex:
    """The names of sibling areas, to be searched; what was found for a name is remembered."""

    def __init__(self, areas: Iterable[IndexedArea]) -> None:
        self._found: dict[tuple[Level, str], FoundAreas | None] = {}
        self._exact: dict[str, list[IndexedArea]] = defaultdict(list)
        self._core: dict[str, list[tuple[str | None, IndexedArea]]] = defaultdict(list)
        self._plain: dict[str, list[tuple[FoldedName, IndexedArea]]] = defaultdict(list)
        for area in areas:
            self._exact[clean_text(area.name)].append(area)
            for official in area.readings:
                self._core[official.core].append((official.kind, area))
                self._plain[official.plain].append((official, area))

    def search(self, level: Level, name: str) -> FoundAreas | None:
        """Return the bearers of ``name`` at the strictest degree that has any."""
        if (level, name) not in self._found:
            self._found[level, name] = self._search(level, name)
        return self._found[level, name]

    def _search(self, level: Level, name: str) -> FoundAreas | None:
        accented = has_accents(name)
        exact = self._exact.get(clean_text(name)) if accented else None
        if exact:
            return FoundAreas(tuple(exact), MatchWay.EXACT_NAME)
        readings = fold_name(name, level)
        folded = self._list_folded(readings)
        if folded and accented:
            return FoundAreas(folded, MatchWay.FOLDED_NAME)
        plain = self._list_plain(readings)
        # Without any accent «Nga Thanh» may be Nga Thanh or Nga Thành: the folded name alone proves nothing.
        if folded and len(plain) <= 1:
            return FoundAreas(folded, MatchWay.FOLDED_NAME)
        return FoundAreas(plain, MatchWay.PLAIN_NAME) if plain else None

    def _list_folded(self, readings: tuple[FoldedName, ...]) -> tuple[IndexedArea, ...]:
        return _list_once(
            area
            for reading in readings
            for kind, area in self._core.get(reading.core, [])
            if _fit_kinds(reading.kind, kind)
        )

    def _list_plain(self, readings: tuple[FoldedName, ...]) -> tuple[IndexedArea, ...]:
        return _list_once(
            area
            for reading in readings
            for official, area in self._plain.get(reading.plain, [])
            if _fit_kinds(reading.kind, official.kind) and have_compatible_accents(reading.core, official.core)
        )


def _list_once(areas: Iterable[IndexedArea]) -> tuple[IndexedArea, ...]:
    return tuple(dict.fromkeys(areas))


def _fit_kinds(written: str | None, official: str | None) -> bool:
    # A boundary file may give names without their type, and so may a row; two different types never fit.
    return written is None or official is None or written == official
