"""Names in use that persons told to mean an area, found by their folded spelling within their scope.

An alias never speaks against the official list in silence: where the written name, accents and all, is the
official one of other areas, the two contradict each other and the row asks (``geodata.matching``). It settles a
doubt only where the area it tells is one of those in doubt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from geodata.areas import Level
from geodata.names import FoldedName
from geodata.places import IndexedArea, PlaceAlias

AreaKey = tuple[Level, str]


@dataclass(frozen=True)
class ToldName:
    """One alias with its area, and its name folded."""

    alias: PlaceAlias
    folded: FoldedName
    area: IndexedArea

    @property
    def scope(self) -> AreaKey | None:
        """Level and code of the parent that the alias was told within; None where it holds in the whole vintage."""
        level, code = self.alias.parent_level, self.alias.parent_code
        return None if level is None or code is None or level is Level.COUNTRY else (level, code)


class AliasIndex:
    """The aliases of one vintage, to be searched by level and folded name."""

    def __init__(self, aliases: Iterable[PlaceAlias], find_area: Callable[[Level, str], IndexedArea | None]) -> None:
        self.is_empty = True
        self._core: dict[tuple[Level, str], list[ToldName]] = defaultdict(list)
        self._plain: dict[tuple[Level, str], list[ToldName]] = defaultdict(list)
        for alias in aliases:
            area = find_area(alias.level, alias.area_code)
            if area is None:
                raise ValueError(f"alias «{alias.written}» means {alias.area_code}, which the vintage lacks")
            self.is_empty = False
            told = ToldName(alias, alias.folded, area)
            self._core[alias.level, told.folded.core].append(told)
            self._plain[alias.level, told.folded.plain].append(told)

    def list_told(
        self, level: Level, readings: Sequence[FoldedName], fence: tuple[AreaKey, ...], *, same_type: bool = False
    ) -> tuple[IndexedArea, ...]:
        """Return the areas told for exactly this name (accents included), the narrowest scope only.

        ``fence``: level and code of what the row lies within, and of all that lies around it. ``same_type``: only
        aliases told with the very type of unit that the name bears, or both without one.
        """
        kinds: set[str | None] = {reading.kind for reading in readings if reading.kind}
        kinds = kinds or {None}
        found = [
            told
            for reading in readings
            for told in self._core.get((level, reading.core), ())
            if _fit(reading, told)
            and (told.scope is None or told.scope in fence)
            and (told.folded.kind in kinds or not same_type)
        ]
        if not found:
            return ()
        # The narrower scope speaks first, then the alias that was told with the same type of unit.
        best = max(_rate(told, kinds) for told in found)
        return tuple(dict.fromkeys(told.area for told in found if _rate(told, kinds) == best))

    def list_told_plain(
        self, level: Level, readings: Sequence[FoldedName], fence: tuple[AreaKey, ...]
    ) -> tuple[IndexedArea, ...]:
        """Return the areas told for a name that this one is once all its accents are dropped."""
        found = [
            told.area
            for reading in readings
            for told in self._plain.get((level, reading.plain), ())
            if _fit(reading, told) and (told.scope is None or told.scope in fence) and reading.core == reading.plain
        ]
        return tuple(dict.fromkeys(found))


def _fit(reading: FoldedName, told: ToldName) -> bool:
    return reading.kind is None or told.folded.kind is None or reading.kind == told.folded.kind


def _rate(told: ToldName, kinds: set[str | None]) -> tuple[int, bool]:
    scope = told.scope
    return (scope[0].rank if scope else -1, told.folded.kind in kinds)
