"""Vietnamese text in one spelling: true Đ, composed letters, single blanks, tones in one place, accents off."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Đ has look-alikes: Icelandic Eth and African D are typed or pasted for it.
_D_LOOKALIKES = {"\u00d0": "Đ", "\u00f0": "đ", "\u0189": "Đ", "\u0256": "đ"}
_DIRECTIONS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_INVISIBLE = dict.fromkeys(f"\u00ad\u200b\u200c\u200d{_DIRECTIONS}\u2060\ufeff", "")
_BLANKS = "".join(_INVISIBLE) + " \t\n\r\x0b\x0c\u00a0\u2002\u2003\u2009\u202f\u3000"
_CLEANED = str.maketrans(_D_LOOKALIKES | _INVISIBLE)
_APOSTROPHES = dict.fromkeys("’‘‛`´ʼʹʻ′", "'")
# What parts words or marks a footnote; none of it belongs to a name.
_SEPARATORS = dict.fromkeys('-‐‑‒–—−.,;:/()[]"“”*_⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾†‡', " ")
_UNIFIED = str.maketrans(_D_LOOKALIKES | _INVISIBLE | _APOSTROPHES | _SEPARATORS)
_APOSTROPHE = re.compile(r"\s*'\s*")
_DIGIT = re.compile(r"\d")
_LETTER_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")

# Combining tone marks in the order of the Vietnamese alphabet: level (none), huyền, hỏi, ngã, sắc, nặng.
TONES = "\u0300\u0309\u0303\u0301\u0323"

# One sound, two spellings: quý/quí, mỹ/mĩ, lý/lí. Only where y ends a syllable after a consonant.
_FINAL_Y = re.compile(r"(?<=[bcdđghklmnprstvx])y$|(?<=qu)y$")


class _Unmarked(dict[int, str | None]):
    """What each character is without its marks: nothing for a mark itself; asked once for each character."""

    def __missing__(self, code: int) -> str | None:
        letter = chr(code)
        self[code] = found = None if unicodedata.combining(letter) else letter
        return found


_UNMARKED = _Unmarked({ord("đ"): "d", ord("Đ"): "D"})


def clean_text(text: str) -> str:
    """Return ``text`` in NFC with true Đ, no invisible characters, and single blanks."""
    return " ".join(unicodedata.normalize("NFC", text.translate(_CLEANED)).split())


def is_blank(text: str | None) -> bool:
    """Tell whether there is no text, or none that can be seen."""
    return not text or not text.strip(_BLANKS)


def strip_accents(text: str) -> str:
    """Return ``text`` without tone and vowel marks, đ as d; case is kept."""
    return unicodedata.normalize("NFD", clean_text(text)).translate(_UNMARKED)


def split_words(text: str) -> list[str]:
    """Return the lower-case words and numbers of ``text``, without punctuation; «P.01» is «p», «01»."""
    words = unicodedata.normalize("NFC", text.translate(_UNIFIED)).lower()
    if "'" in words:
        words = _APOSTROPHE.sub("", words)
    if _DIGIT.search(words):
        words = _LETTER_DIGIT.sub(" ", words)
    return words.split()


@lru_cache(maxsize=16384)
def fold_syllable(word: str) -> tuple[str, str]:
    """Return a lower-case word in one spelling, its tones behind it, and the same without any accent."""
    if word.isdecimal():
        number = str(int(word))
        return number, number
    parted = [split_tone(char) for char in word]
    letters = _FINAL_Y.sub("i", "".join(letter for letter, _ in parted))
    return letters + "".join(tone for _, tone in parted), strip_accents(letters)


def split_tone(char: str) -> tuple[str, str]:
    """Part one character from its tone: «ấ» is («â», sắc)."""
    marks = unicodedata.normalize("NFD", char)
    tone = "".join(mark for mark in marks if mark in TONES)
    letter = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in TONES))
    return letter, tone


def have_compatible_accents(written: str, official: str) -> bool:
    """Tell whether ``written`` only lacks accents of ``official``: «Ba To» fits Ba Tơ, «Ba Tô» does not.

    Both are folded (``FoldedName.core``); tones stand behind their syllable.
    """
    if written == official:
        return True
    words, official_words = written.split(), official.split()
    return len(words) == len(official_words) and all(map(_has_only_marks_of, words, official_words))


@lru_cache(maxsize=16384)
def _has_only_marks_of(written: str, official: str) -> bool:
    clusters, official_clusters = _split_clusters(written), _split_clusters(official)
    return len(clusters) == len(official_clusters) and all(
        base == official_base and marks <= official_marks
        for (base, marks), (official_base, official_marks) in zip(clusters, official_clusters, strict=True)
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
