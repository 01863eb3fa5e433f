"""The names of the areas of one level, searched in four strictnesses: as written, folded, without accents, joined."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from geodata.names import FoldedName, clean_text, respell_numeral
from geodata.places import IndexedArea, MatchWay

Keep = Callable[[IndexedArea], bool]
_Bearer = tuple[FoldedName, IndexedArea]
_BETWEEN_WORDS = re.compile(r"(?<!\d) | (?!\d)")


@dataclass(frozen=True, slots=True)
class FoundAreas:
    """The bearers of a name, and what the find rests on."""

    areas: tuple[IndexedArea, ...]
    way: MatchWay


class NameIndex:
    """The names of the areas of one level; ``keep`` limits each search to those within a parent."""

    def __init__(self, areas: Iterable[IndexedArea]) -> None:
        self._areas = list(areas)
        self._core: dict[str, list[_Bearer]] = {}
        self._plain: dict[str, list[_Bearer]] = {}
        for area in self._areas:
            for official in area.readings:
                self._core.setdefault(official.core, []).append((official, area))
                self._plain.setdefault(official.plain, []).append((official, area))
        self._joined: dict[str, list[_Bearer]] | None = None

    def search(self, name: str, readings: Sequence[FoldedName], keep: Keep) -> FoundAreas | None:
        """Return the bearers of ``name`` at the strictest degree that has any; ``readings`` is the name folded."""
        whole = readings[0]
        folded = self._list_folded(readings, keep)
        if folded and whole.core != whole.plain:
            return _choose_exact(name, readings, folded)
        plain = self._list_plain(readings, keep)
        # Without any accent «Nga Thanh» may be Nga Thanh or Nga Thành: the folded name alone proves nothing.
        if folded and len(plain) <= 1:
            return FoundAreas(folded, MatchWay.FOLDED_NAME)
        if plain:
            return FoundAreas(plain, MatchWay.PLAIN_NAME)
        respelled = self._list_respelled(readings, keep) or self._list_joined(readings, keep)
        return FoundAreas(respelled, MatchWay.FOLDED_NAME) if respelled else None

    def _list_folded(self, readings: Iterable[FoldedName], keep: Keep) -> tuple[IndexedArea, ...]:
        return _list_once(
            [
                area
                for reading in readings
                for official, area in self._core.get(reading.core, ())
                if _fit_kinds(reading, official) and keep(area)
            ]
        )

    def _list_plain(self, readings: Iterable[FoldedName], keep: Keep) -> tuple[IndexedArea, ...]:
        return _list_once(
            [
                area
                for reading in readings
                for official, area in self._plain.get(reading.plain, ())
                if _fit_kinds(reading, official)
                and keep(area)
                # Who writes accents writes all of them: Xuân Dương is no Xuân Đường that lost two.
                and (reading.core == reading.plain or reading.core == official.core)
            ]
        )

    def _list_respelled(self, readings: Iterable[FoldedName], keep: Keep) -> tuple[IndexedArea, ...]:
        """Return the bearers of the name with its numeral written the other way: Phường 1 for Phường I."""
        respelled = [
            FoldedName(reading.kind, core, plain)
            for reading in readings
            if (core := respell_numeral(reading.core)) and (plain := respell_numeral(reading.plain))
        ]
        return self._list_plain(respelled, keep) if respelled else ()

    def _list_joined(self, readings: Iterable[FoldedName], keep: Keep) -> tuple[IndexedArea, ...]:
        """Return the bearers of the name without regard to the blanks between its words: EaTu for Ea Tu."""
        if self._joined is None:
            self._joined = self._index_joined()  # whole before anybody else sees it
        return _list_once(
            [
                area
                for reading in readings
                for official, area in self._joined.get(_join(reading.plain), ())
                if _fit_kinds(reading, official) and keep(area) and _differ_in_blanks(reading, official)
            ]
        )

    def _index_joined(self) -> dict[str, list[_Bearer]]:
        joined: dict[str, list[_Bearer]] = defaultdict(list)
        for area in self._areas:
            for official in area.readings:
                joined[_join(official.plain)].append((official, area))
        return joined


def _choose_exact(name: str, readings: Sequence[FoldedName], folded: tuple[IndexedArea, ...]) -> FoundAreas:
    exact = _list_named(name, folded) or _list_named(clean_text(name), folded)
    # A name without its type may stand for either of two that fold alike, even where it is one of them to the letter.
    if exact and (len(folded) == 1 or len(readings) > 1):
        return FoundAreas(exact, MatchWay.EXACT_NAME)
    return FoundAreas(folded, MatchWay.FOLDED_NAME)


def _list_named(name: str, areas: tuple[IndexedArea, ...]) -> tuple[IndexedArea, ...]:
    return tuple([area for area in areas if area.name == name])


def _list_once(areas: list[IndexedArea]) -> tuple[IndexedArea, ...]:
    return tuple(areas) if len(areas) < 2 else tuple(dict.fromkeys(areas))


def _differ_in_blanks(written: FoldedName, official: FoldedName) -> bool:
    """Tell whether two names with the same letters differ in their blanks only, every accent written or none."""
    if written.core.count(" ") == official.core.count(" "):
        return False
    return written.core == written.plain or _join(written.core) == _join(official.core)


def _join(folded: str) -> str:
    """Return the letters of a folded name without blanks, then its tones; numerals stay apart: 1 (2) is not 12."""
    joined = folded.replace(" ", "")
    if joined.isalpha():  # neither numerals nor tones
        return joined.replace("y", "i")
    letters = "".join(char for char in folded if char.isalnum() or char == " ")
    tones = "".join(char for char in folded if not char.isalnum() and char != " ")
    return _BETWEEN_WORDS.sub("", letters).replace("y", "i") + tones


def _fit_kinds(written: FoldedName, official: FoldedName) -> bool:
    # A boundary file may give names without their type, and so may a row; two different types never fit.
    return written.kind is None or official.kind is None or written.kind == official.kind
