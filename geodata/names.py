"""Names of places as people write them: folded for matching, searching and sorting.

Folding never invents agreement: two official names of one parent that fold alike stay apart by the
caller's count of candidates (``geodata.matching``).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from geodata.areas import Level

# Đ has look-alikes: Icelandic Eth and African D are typed or pasted for it.
_D_LOOKALIKES = str.maketrans({"\u00d0": "Đ", "\u00f0": "đ", "\u0189": "Đ", "\u0256": "đ"})
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))
_APOSTROPHES = re.compile(r"\s*['’‘`´ʼʹ′]\s*")
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—−.,;:/()\[\]\"“”]+")
_LETTER_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")

# Combining tone marks in the order of the Vietnamese alphabet: level (none), huyền, hỏi, ngã, sắc, nặng.
_TONES = "\u0300\u0309\u0303\u0301\u0323"
_TONE_RANK = {tone: rank for rank, tone in enumerate(_TONES, start=1)}
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_RANK = {letter: rank for rank, letter in enumerate(_ALPHABET, start=1)}

# One sound, two spellings: quý/quí, mỹ/mĩ, lý/lí. Only where y ends a syllable after a consonant.
_FINAL_Y = re.compile(r"(?<=[bcdđghklmnprstvx])y$|(?<=qu)y$")
_FARM = {"nt": "nông trường"}  # Thị trấn NT Mộc Châu


@dataclass(frozen=True)
class UnitKind:
    """A type of unit: its Vietnamese word, its level and the ways to write it before a name."""

    word: str
    level: Level
    short_forms: tuple[str, ...]


UNIT_KINDS = (
    UnitKind("thị trấn", Level.COMMUNE, ("tt", "t t", "ttr")),
    UnitKind("đặc khu", Level.COMMUNE, ("đk",)),
    UnitKind("phường", Level.COMMUNE, ("p", "ph")),
    UnitKind("xã", Level.COMMUNE, ("x",)),
    UnitKind("thành phố", Level.MANAGING_UNIT, ("tp", "t p")),
    UnitKind("thị xã", Level.MANAGING_UNIT, ("tx", "t x")),
    UnitKind("quận", Level.MANAGING_UNIT, ("q",)),
    UnitKind("huyện", Level.MANAGING_UNIT, ("h",)),
    UnitKind("cơ sở", Level.MANAGING_UNIT, ("cs",)),
    UnitKind("thành phố", Level.PROVINCE, ("tp", "t p")),
    UnitKind("tỉnh", Level.PROVINCE, ("t",)),
)

# What offices write before the type of unit; it says nothing about the place.
_OFFICES = ("ủy ban nhân dân", "uỷ ban nhân dân", "ubnd", "bảo hiểm xã hội", "bhxh")


@dataclass(frozen=True)
class FoldedName:
    """A name taken apart: the word of its type (None where it has none) and the rest, folded.

    ``core`` keeps accents (each tone moved behind its syllable), ``plain`` has none.
    """

    kind: str | None
    core: str
    plain: str


def clean_text(text: str) -> str:
    """Return ``text`` in NFC with true Đ, no invisible characters, and single blanks."""
    composed = unicodedata.normalize("NFC", text.translate(_D_LOOKALIKES).translate(_INVISIBLE))
    return " ".join(composed.split())


def strip_accents(text: str) -> str:
    """Return ``text`` without tone and vowel marks, đ as d; case is kept."""
    decomposed = unicodedata.normalize("NFD", clean_text(text))
    letters = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    return letters.replace("đ", "d").replace("Đ", "D")


def build_search_key(text: str) -> str:
    """Return the lower-case text without accents and punctuation, words parted by one blank, to search in and for."""
    return strip_accents(" ".join(_split_words(text)))


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
        letter, tone = _split_tone(token)
        group = 2 if letter in _LETTER_RANK else 0
        letters.append((group, _LETTER_RANK.get(letter, 0 if letter == " " else ord(letter[0]))))
        tones.append(_TONE_RANK.get(tone, 0))
    return tuple(letters), tuple(tones), text


def fold_text(text: str) -> str:
    """Return words in one spelling: lower case, tones behind the syllable, numerals without leading zeros."""
    return " ".join(_fold_syllable(word) for word in _split_words(text))


@lru_cache(maxsize=65536)
def fold_name(text: str, level: Level) -> tuple[FoldedName, ...]:
    """Return the readings of a place name at ``level``: first as written, then without the word of its type.

    One reading where no type stands before the name: «Xa Dung» may be the commune Xa Dung or Xã Dung, and has two.
    """
    words = _drop_office(_split_words(text))
    whole = " ".join(words)
    readings = [_build_folded(None, whole)]
    for kind in _KIND_FORMS:
        if kind.level == level:
            rest = _strip_form(whole, _KIND_FORMS[kind])
            if rest:
                readings.append(_build_folded(kind.word, rest))
    return tuple(readings)


def bears_kind(text: str, level: Level) -> bool:
    """Tell whether a type of unit of ``level`` stands before the name, in full or abbreviated."""
    whole = " ".join(_drop_office(_split_words(text)))
    return any(_strip_form(whole, forms) for kind, forms in _KIND_FORMS.items() if kind.level == level)


def find_kind(text: str) -> UnitKind | None:
    """Return the type of unit whose full word (with accents) stands before the name, the lowest level first."""
    whole = " ".join(_drop_office(_split_words(text)))
    return next((kind for kind in UNIT_KINDS if whole.startswith(kind.word + " ")), None)


def has_accents(text: str) -> bool:
    """Tell whether any letter of ``text`` bears a tone, a vowel mark or the stroke of đ."""
    cleaned = clean_text(text)
    return strip_accents(cleaned) != cleaned


def have_compatible_accents(written: str, official: str) -> bool:
    """Tell whether ``written`` only lacks accents of ``official``: «Ba To» fits Ba Tơ, «Ba Tô» does not.

    Both are ``FoldedName.core``; tones stand behind their syllable.
    """
    pairs = list(zip(written.split(), official.split(), strict=False))
    if len(written.split()) != len(official.split()):
        return False
    return all(_has_only_marks_of(left, right) for left, right in pairs)


def _has_only_marks_of(written: str, official: str) -> bool:
    written_clusters, official_clusters = _split_clusters(written), _split_clusters(official)
    if len(written_clusters) != len(official_clusters):
        return False
    return all(
        base == official_base and marks <= official_marks
        for (base, marks), (official_base, official_marks) in zip(written_clusters, official_clusters, strict=True)
    )


def _split_clusters(syllable: str) -> list[tuple[str, frozenset[str]]]:
    clusters: list[tuple[str, frozenset[str]]] = []
    for char in unicodedata.normalize("NFD", syllable):
        if unicodedata.combining(char) and clusters:
            base, marks = clusters[-1]
            clusters[-1] = (base, marks | {char})
        else:
            # The stroke of đ is no combining mark in Unicode; here it counts as one.
            clusters.append(("d", frozenset("đ")) if char == "đ" else (char, frozenset()))
    return clusters


def _split_words(text: str) -> list[str]:
    lowered = clean_text(text).lower()
    joined = _SEPARATORS.sub(" ", _APOSTROPHES.sub("", lowered))
    return _LETTER_DIGIT.sub(" ", joined).split()


def _drop_office(words: list[str]) -> list[str]:
    whole = " ".join(words)
    rest = _strip_form(whole, _OFFICE_FORMS)
    return rest.split() if rest else words


def _strip_form(whole: str, forms: tuple[str, ...]) -> str:
    """Return what follows the first of ``forms`` that stands before the rest, each with its blank; else nothing."""
    return next((whole[len(form) :] for form in forms if whole.startswith(form)), "")


def _build_folded(kind: str | None, words: str) -> FoldedName:
    spelled = " ".join(_FARM.get(word, word) for word in words.split())
    core = " ".join(_fold_syllable(word) for word in spelled.split())
    return FoldedName(kind=kind, core=core, plain=strip_accents(core))


@lru_cache(maxsize=16384)
def _fold_syllable(word: str) -> str:
    if word.isdecimal():
        return str(int(word))
    letters: list[str] = []
    tones: list[str] = []
    for char in word:
        letter, tone = _split_tone(char)
        letters.append(letter)
        tones.append(tone)
    return _FINAL_Y.sub("i", "".join(letters)) + "".join(tones)


def _split_tone(char: str) -> tuple[str, str]:
    """Part one character from its tone: «ấ» is («â», sắc)."""
    marks = unicodedata.normalize("NFD", char)
    tone = "".join(mark for mark in marks if mark in _TONE_RANK)
    letter = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONE_RANK))
    return letter, tone


_OFFICE_FORMS = tuple(f"{form} " for office in _OFFICES for form in (office, strip_accents(office)))
_KIND_FORMS = {
    kind: tuple(f"{form} " for form in (kind.word, strip_accents(kind.word), *kind.short_forms)) for kind in UNIT_KINDS
}
