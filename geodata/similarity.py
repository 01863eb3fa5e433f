"""How like two names are, for people who look for the right one; never a match."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from geodata.names import FoldedName
from geodata.places import IndexedArea

# Letters that sound alike in one part of the country or another: Xá Nhè is Sáng Nhè, Chung Chải is Trung Trải.
_SOUNDS = (("tr", "ch"), ("gi", "d"), ("ph", "f"), ("qu", "kw"), ("gh", "g"), ("ngh", "ng"))
_SAME_LETTERS = str.maketrans({"s": "x", "r": "d", "k": "c", "q": "c", "y": "i", "l": "n"})
_SOUND_WEIGHT, _ACCENT_WEIGHT = 0.6, 0.15  # the rest is that of the letters as they stand
_SHORTLIST = 200  # names that sound most alike; only these are compared in every way


class SimilarNames:
    """The names of some areas, prepared to be compared with one written name after another."""

    def __init__(self, areas: Sequence[IndexedArea]) -> None:
        self.areas = tuple(areas)
        names = [area.readings[-1] for area in areas]
        self._plain = [name.plain for name in names]
        self._sounds = [_build_sound(name.plain) for name in names]
        self._core = [name.core for name in names]

    def rank(self, written: FoldedName, least: float, count: int) -> tuple[IndexedArea, ...]:
        """Return up to ``count`` areas whose names are at least so like (0 to 100), the most like first."""
        sounds = _compare(_build_sound(written.plain), self._sounds)
        positions = _find_highest(sounds, max(count, _SHORTLIST))
        letters = _compare(written.plain, [self._plain[position] for position in positions])
        accents = _compare(written.core, [self._core[position] for position in positions])
        part = 1 - _SOUND_WEIGHT - _ACCENT_WEIGHT
        scores = part * letters + _SOUND_WEIGHT * np.maximum(letters, sounds[positions]) + _ACCENT_WEIGHT * accents
        order = np.argsort(-scores, kind="stable")[:count]
        return tuple(self.areas[positions[rank]] for rank in order if scores[rank] >= least)


def _find_highest(scores: NDArray[np.float64], count: int) -> NDArray[np.intp]:
    """Return the positions of the highest scores, in rising order; all where there are no more than ``count``."""
    if len(scores) <= count:
        return np.arange(len(scores))
    return np.sort(np.argpartition(-scores, count)[:count])


def _compare(written: str, names: list[str]) -> NDArray[np.float64]:
    scores: NDArray[np.float64] = process.cdist([written], names, scorer=fuzz.ratio, dtype=np.float64)[0]
    return scores


def _build_sound(plain: str) -> str:
    text = plain
    for spelling, sound in _SOUNDS:
        text = text.replace(spelling, sound)
    return re.sub(r"(?<=[aeiou])(?:ng|nh)\b", "n", text.translate(_SAME_LETTERS))
