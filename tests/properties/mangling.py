"""Ways in which people and programs distort the name of a place; each keeps what the name means."""

from __future__ import annotations

import random
import re
import unicodedata
from dataclasses import dataclass
from functools import cache

_SHORT = {
    "Thị trấn": ("TT.", "TT", "TT. ", "T.T ", "TTr. ", "THỊ TRẤN", "Thị Trấn", "UBND thị trấn", "UBND TT."),
    "Thị Trấn": ("TT.", "thị trấn"),
    "Phường": ("P.", "P. ", "P ", "Ph. ", "PHƯỜNG", "UBND phường", "UBND P."),
    "Xã": ("X.", "X. ", "X ", "UBND xã", "UBND X.", "Ủy ban nhân dân xã", "Uỷ ban nhân dân xã", "XÃ"),
    "Đặc khu": ("ĐK.", "Đặc Khu", "UBND đặc khu"),
    "Huyện": ("H.", "H. ", "BHXH huyện", "BHXH H.", "Bảo hiểm xã hội huyện"),
    "Quận": ("Q.", "Q. ", "QUẬN", "BHXH quận"),
    "Thị xã": ("TX.", "TX. ", "T.X ", "BHXH TX."),
    "Thành phố": ("TP.", "TP ", "T.P ", "BHXH TP."),
    "Tỉnh": ("T.", "TỈNH", "BHXH tỉnh"),
}
_TYPE = re.compile(r"^(?:Thị [Tt]rấn|Thị [Xx]ã|Thành [Pp]hố|Đặc [Kk]hu|Phường|Xã|Huyện|Quận|Tỉnh) ", re.IGNORECASE)
_OLD_TONES = {
    "òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ",
    "òe": "oè", "óe": "oé", "ỏe": "oẻ", "õe": "oẽ", "ọe": "oẹ",
    "ùy": "uỳ", "úy": "uý", "ủy": "uỷ", "ũy": "uỹ", "ụy": "uỵ",
}  # fmt: skip
_FINAL_CLUSTER = re.compile("|".join(_OLD_TONES) + "|" + "|".join(_OLD_TONES.values()))
_SYLLABLE_Y = re.compile(r"(qu|[bcdđghklmnprstvx])([yýỳỷỹỵ])(?!\w)", re.IGNORECASE)
_Y_TO_I = dict(zip("yýỳỷỹỵYÝỲỶỸỴ", "iíìỉĩịIÍÌỈĨỊ", strict=True))
_STROKES = str.maketrans("đĐ\u00d0\u00f0\u0189\u0256", "dDDdDd")
_MARKS = re.compile("[\u0300-\u036f]+")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def change_case(name: str, dice: random.Random) -> str:
    return dice.choice((name.upper(), name.lower(), name.title()))


def decompose(name: str, dice: random.Random) -> str:
    """Part the letters from all their marks, or from their tones only, as code page 1258 does."""
    return dice.choice((unicodedata.normalize("NFD", name), _part_tones(name)))


def swap_stroke(name: str, dice: random.Random) -> str:
    return name.replace("Đ", dice.choice("\u00d0\u0189")).replace("đ", dice.choice("đ\u00f0\u0256"))


def move_tones(name: str, dice: random.Random) -> str:
    """Put the tones of oa, oe, uy where the other spelling has them, at the end of a syllable only."""
    back = {old: new for new, old in _OLD_TONES.items()}

    def move(match: re.Match[str]) -> str:
        end = match.end()
        if end < len(name) and name[end].isalpha():
            return match[0]
        return _OLD_TONES.get(match[0]) or back[match[0]]

    return _FINAL_CLUSTER.sub(move, unicodedata.normalize("NFC", name))


def respell_y(name: str, dice: random.Random) -> str:
    """Write quý as quí, Mỹ as Mĩ, Lý as Lí, at the end of a syllable."""
    return _SYLLABLE_Y.sub(lambda match: match[1] + _Y_TO_I[match[2]], unicodedata.normalize("NFC", name))


def shorten_type(name: str, dice: random.Random) -> str:
    for word, forms in _SHORT.items():
        if name.startswith(word + " "):
            form = dice.choice(forms)
            return form + ("" if form.endswith((".", " ")) else " ") + name[len(word) + 1 :]
    return name


def change_blanks(name: str, dice: random.Random) -> str:
    before, after = dice.choice(("", " ", "\u00a0", "\t")), dice.choice(("", "  ", "\u00a0", "\n", "\ufeff"))
    return before + name.replace(" ", dice.choice(("  ", "\u00a0", " \u200b", "\n", "\u2009", " \u00a0"))) + after


def change_marks(name: str, dice: random.Random) -> str:
    """Write apostrophes and hyphens with other characters, hyphens with and without blanks."""
    return name.replace("'", dice.choice("’‘`´")).replace(" - ", dice.choice(("-", " – ", "- ", " -")))


def pad_numeral(name: str, dice: random.Random) -> str:
    return re.sub(r"\b(\d)\b", r"0\1", name)


def write_roman(name: str, dice: random.Random) -> str:
    if dice.random() < 0.8:
        return name
    return re.sub(r"\b0?([1-9]|10)$", lambda m: _ROMAN[int(m[1])], name)


def add_footnote(name: str, dice: random.Random) -> str:
    """Put the mark of a footnote behind some of the names."""
    if dice.random() < 0.8:
        return name
    return name + dice.choice((" (1)", "(2)", " (*)", "*", " **", "¹", " ⁽²⁾", " [1]", " (a)", " 1)"))


def drop_type(name: str, dice: random.Random) -> str:
    return remove_type(name)


def drop_accents(name: str, dice: random.Random) -> str:
    return remove_accents(name)


def drop_both(name: str, dice: random.Random) -> str:
    return remove_accents(remove_type(name))


def remove_type(name: str) -> str:
    """Return the name without its type of unit."""
    return _TYPE.sub("", name)


def remove_accents(name: str) -> str:
    """Return the name without any mark; written apart from the code under test."""
    return _MARKS.sub("", unicodedata.normalize("NFD", name.translate(_STROKES)))


KEEPING = (
    *(change_marks, swap_stroke, move_tones, respell_y, shorten_type, pad_numeral, write_roman),
    *(change_case, decompose, add_footnote, change_blanks),
)
LOSING = (drop_type, drop_accents, drop_both)


def mangle(name: str, dice: random.Random, lose: bool) -> str:
    """Distort a name in several ways at once, in the order in which they can all still bite."""
    return _distort(dice.choice(LOSING)(name, dice) if lose else name, dice)


@dataclass(frozen=True)
class Mangled:
    """A distorted name, and what was lost of the official one for whoever reads it.

    A text without any accent may be one that lost them, whether it did or not.
    """

    text: str
    lost_type: bool
    lost_accents: bool


def mangle_knowingly(name: str, dice: random.Random, loss: float) -> Mangled:
    """Distort a name, losing type or accents with the given chance, and say what is lost."""
    lost = dice.choice(LOSING) if dice.random() < loss else None
    text = _distort(lost(name, dice) if lost else name, dice)
    return Mangled(text, lost in (drop_type, drop_both), remove_accents(text) == text)


def reduce_name(name: str, *, lost_type: bool, lost_accents: bool) -> str:
    """Return what is left of an official name, in lower case."""
    left = remove_type(name) if lost_type else name
    return (remove_accents(left) if lost_accents else left).lower()


def exchange_tone(name: str, dice: random.Random) -> str:
    """Return the name with one of its tones made another: no longer the same name."""
    parted = unicodedata.normalize("NFD", name)
    found = list(_TONES.finditer(parted))
    if not found:
        return name
    match = dice.choice(found)
    other = dice.choice([tone for tone in "\u0300\u0301\u0303\u0309\u0323" if tone != match[0]])
    return unicodedata.normalize("NFC", parted[: match.start()] + other + parted[match.end() :])


def normalise(name: str) -> str:
    """Return a name in one of its two tone placements and with one capitalisation."""
    spelled = unicodedata.normalize("NFC", name).lower()
    for old, late in _OLD_TONES.items():
        spelled = re.sub(rf"{old}(?!\w)", late, spelled)
    return _SYLLABLE_Y.sub(lambda match: match[1] + _Y_TO_I[match[2]], spelled)


def _distort(name: str, dice: random.Random) -> str:
    for way in KEEPING:
        if dice.random() < 0.5:
            name = way(name, dice)
    return name


def _part_tones(name: str) -> str:
    return "".join(map(_part_tone, unicodedata.normalize("NFC", name)))


@cache
def _part_tone(char: str) -> str:
    marks = unicodedata.normalize("NFD", char)
    return unicodedata.normalize("NFC", _TONES.sub("", marks)) + "".join(_TONES.findall(marks))
