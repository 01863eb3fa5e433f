"""Names of places as people write them: folded for matching, searching and sorting.

Folding never invents agreement: two official names of one parent that fold alike stay apart by the
caller's count of candidates (``geodata.matching``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from geodata.areas import Level
from geodata.spelling import (
    TONES,
    clean_text,
    fold_syllable,
    have_compatible_accents,
    split_tone,
    split_words,
    strip_accents,
)

__all__ = [
    "FoldedName",
    "UnitKind",
    "bears_kind",
    "build_search_key",
    "build_sort_key",
    "clean_text",
    "find_kind",
    "fold_name",
    "fold_text",
    "has_accents",
    "have_compatible_accents",
    "respell_numeral",
    "strip_accents",
]

_TONE_RANK = {tone: rank for rank, tone in enumerate(TONES, start=1)}
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_RANK = {letter: rank for rank, letter in enumerate(_ALPHABET, start=1)}
# Thị trấn NT Mộc Châu, TTNT Mộc Châu, TP.HCM
_ABBREVIATED_WORDS = {
    "nt": ("nông", "trường"),
    "ttnt": ("thị", "trấn", "nông", "trường"),
    "hcm": ("hồ", "chí", "minh"),
    "tphcm": ("thành", "phố", "hồ", "chí", "minh"),
}
_ROMAN_UNITS = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_ROMAN = {("x" * (number // 10)) + _ROMAN_UNITS[number % 10]: str(number) for number in range(1, 40)}
_ARABIC = {number: roman for roman, number in _ROMAN.items()}


@dataclass(frozen=True)
class UnitKind:
    """A type of unit: its Vietnamese word, its level and the ways to write it before a name."""

    word: str
    level: Level
    short_forms: tuple[str, ...]


UNIT_KINDS = (
    UnitKind("thị trấn", Level.COMMUNE, ("tt", "t t", "ttr", "t tr", "t trấn")),
    UnitKind("đặc khu", Level.COMMUNE, ("đk", "dk")),
    UnitKind("phường", Level.COMMUNE, ("p", "ph")),
    UnitKind("xã", Level.COMMUNE, ("x",)),
    UnitKind("thành phố", Level.MANAGING_UNIT, ("tp", "t p", "t phố")),
    UnitKind("thị xã", Level.MANAGING_UNIT, ("tx", "t x", "t xã")),
    UnitKind("quận", Level.MANAGING_UNIT, ("q",)),
    UnitKind("huyện", Level.MANAGING_UNIT, ("h",)),
    UnitKind("cơ sở", Level.MANAGING_UNIT, ("cs",)),
    UnitKind("thành phố", Level.PROVINCE, ("tp", "t p", "t phố")),
    UnitKind("tỉnh", Level.PROVINCE, ("t",)),
)

# What offices write before the type of unit; it says nothing about the place.
_OFFICES = ("ủy ban nhân dân", "ubnd", "bảo hiểm xã hội", "bhxh")

Form = list[str]  # the folded syllables of a way to write a word
Forms = dict[str, list[tuple[Form, str]]]  # by first syllable: each form, the longest first, and its word


@dataclass(frozen=True, slots=True)
class FoldedName:
    """A name taken apart: the word of its type (None where it has none) and the rest, folded.

    ``core`` keeps accents (each tone moved behind its syllable), ``plain`` has none.
    """

    kind: str | None
    core: str
    plain: str


def build_search_key(text: str) -> str:
    """Return the lower-case text without accents and punctuation, words parted by one blank, to search in and for."""
    return strip_accents(" ".join(split_words(text)))


@lru_cache(maxsize=32768)  # the names of the vintages in use, which every list is sorted by
def build_sort_key(text: str) -> tuple[tuple[tuple[int, int], ...], tuple[int, ...], str]:
    """Return a key that sorts by the Vietnamese alphabet: letters first, then tones, numbers by their size.

    As the Vietnamese collation of CLDR, so that a browser's ``Intl.Collator("vi", {numeric: true})`` agrees.
    """
    letters: list[tuple[int, int]] = []
    tones: list[int] = []
    for token in re.findall(r"\d+|\D", clean_text(text).lower()):
        if token.isdecimal():
            letters.append((1, int(token)))
            tones.append(0)
            continue
        letter, tone = split_tone(token)
        group = 2 if letter in _LETTER_RANK else 0
        letters.append((group, _LETTER_RANK.get(letter, 0 if letter in ("", " ") else ord(letter[0]))))
        tones.append(_TONE_RANK.get(tone, 0))
    return tuple(letters), tuple(tones), text


def fold_text(text: str) -> str:
    """Return words in one spelling: lower case, tones behind the syllable, numerals without leading zeros."""
    return " ".join(fold_syllable(word)[0] for word in split_words(text))


@lru_cache(maxsize=32768)
def fold_name(text: str, level: Level) -> tuple[FoldedName, ...]:
    """Return the readings of a place name at ``level``: first as written, then without the word of its type.

    One reading where no type stands before the name: «Xa Dung» may be the commune Xa Dung or Xã Dung, and has two.
    """
    cores, plains = _fold_without_office(text)
    whole = FoldedName(None, " ".join(cores), " ".join(plains))
    kind, length = _find_form(cores, _KIND_FORMS.get(level, {}))
    return (whole, FoldedName(kind, " ".join(cores[length:]), " ".join(plains[length:]))) if kind else (whole,)


def bears_kind(text: str, level: Level) -> bool:
    """Tell whether a type of unit of ``level`` stands before the name, in full or abbreviated."""
    return fold_name(text, level)[-1].kind is not None


def find_kind(text: str) -> UnitKind | None:
    """Return the type of unit whose full word (with accents) stands before the name, the lowest level first."""
    whole = " ".join(_fold_without_office(text)[0])
    return next((kind for kind, core in _KIND_CORES.items() if whole.startswith(core + " ")), None)


def has_accents(text: str) -> bool:
    """Tell whether any letter of ``text`` bears a tone, a vowel mark or the stroke of đ."""
    cleaned = clean_text(text)
    return strip_accents(cleaned) != cleaned


def respell_numeral(folded: str) -> str | None:
    """Return a folded name with its last word as the other numeral, «p i» for «p 1» and back; None without one."""
    rest, _, last = folded.rpartition(" ")
    other = _ROMAN.get(last) or _ARABIC.get(last)
    return f"{rest} {other}".lstrip() if other else None


def _fold_without_office(text: str) -> tuple[list[str], list[str]]:
    """Return the syllables of a name, with their accents and without."""
    words = split_words(text)
    if not _ABBREVIATED_WORDS.keys().isdisjoint(words):
        words = [spelled for word in words for spelled in _ABBREVIATED_WORDS.get(word, (word,))]
    syllables = [fold_syllable(word) for word in words]
    cores, plains = [core for core, _ in syllables], [plain for _, plain in syllables]
    length = _find_form(cores, _OFFICE_FORMS)[1]
    return cores[length:], plains[length:]


def _find_form(cores: list[str], forms: Forms) -> tuple[str | None, int]:
    """Return the word whose form stands before a rest, and how many syllables the form has."""
    for form, word in forms.get(cores[0], ()) if cores else ():
        length = len(form)
        if length < len(cores) and cores[:length] == form:
            return word, length
    return None, 0


def _list_spellings(form: str) -> Iterator[Form]:
    """Give a form with the accents of each of its words and without."""
    yield from map(list, product(*(dict.fromkeys(fold_syllable(word)) for word in form.split())))


def _index_forms(words: Iterable[tuple[str, str]]) -> Forms:
    """Return by first syllable the ways to write each word, the longest first."""
    forms: Forms = defaultdict(list)
    for form, word in words:
        for spelling in _list_spellings(form):
            forms[spelling[0]].append((spelling, word))
    return {first: sorted(listed, key=lambda entry: -len(entry[0])) for first, listed in forms.items()}


_OFFICE_FORMS = _index_forms((office, office) for office in _OFFICES)
_KIND_FORMS = {
    level: _index_forms(
        (form, kind.word) for kind in UNIT_KINDS if kind.level is level for form in (kind.word, *kind.short_forms)
    )
    for level in {kind.level for kind in UNIT_KINDS}
}
_KIND_CORES = {kind: fold_text(kind.word) for kind in UNIT_KINDS}
