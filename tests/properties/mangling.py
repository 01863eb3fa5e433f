"""Ways in which people and programs distort the name of a place; each keeps what the name means."""

from __future__ import annotations

import random
import re
import unicodedata

from geodata.names import strip_accents

_SHORT = {
    "Thị trấn": ("TT.", "TT", "TT. ", "T.T ", "THỊ TRẤN", "Thị Trấn"),
    "Thị Trấn": ("TT.", "thị trấn"),
    "Phường": ("P.", "P. ", "P ", "PHƯỜNG"),
    "Xã": ("X.", "X. ", "X ", "UBND xã", "UBND X.", "XÃ"),
    "Đặc khu": ("ĐK.", "Đặc Khu"),
    "Huyện": ("H.", "H. ", "BHXH huyện"),
    "Quận": ("Q.", "Q. ", "QUẬN"),
    "Thị xã": ("TX.", "TX. ", "T.X "),
    "Thành phố": ("TP.", "TP ", "T.P "),
}
_OLD_TONES = {
    "òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ",
    "òe": "oè", "óe": "oé", "ỏe": "oẻ", "õe": "oẽ", "ọe": "oẹ",
    "ùy": "uỳ", "úy": "uý", "ủy": "uỷ", "ũy": "uỹ", "ụy": "uỵ",
}  # fmt: skip
_FINAL_CLUSTER = re.compile("|".join(_OLD_TONES) + "|" + "|".join(_OLD_TONES.values()))


def change_case(name: str, dice: random.Random) -> str:
    return dice.choice((name.upper(), name.lower(), name.title()))


def decompose(name: str, dice: random.Random) -> str:
    return unicodedata.normalize("NFD", name)


def swap_stroke(name: str, dice: random.Random) -> str:
    return name.replace("Đ", dice.choice("\u00d0\u0189"))


def move_tones(name: str, dice: random.Random) -> str:
    """Put the tones of oa, oe, uy where the other spelling has them, at the end of a syllable only."""
    back = {old: new for new, old in _OLD_TONES.items()}

    def move(match: re.Match[str]) -> str:
        end = match.end()
        if end < len(name) and name[end].isalpha():
            return match[0]
        return _OLD_TONES.get(match[0]) or back[match[0]]

    return _FINAL_CLUSTER.sub(move, unicodedata.normalize("NFC", name))


def respell_quy(name: str, dice: random.Random) -> str:
    return re.sub(r"([Qq]u)([ýỳỷỹỵy])\b", lambda m: m[1] + dict(zip("ýỳỷỹỵy", "íìỉĩịi", strict=True))[m[2]], name)


def shorten_type(name: str, dice: random.Random) -> str:
    for word, forms in _SHORT.items():
        if name.startswith(word + " "):
            form = dice.choice(forms)
            return form + ("" if form.endswith((".", " ")) else " ") + name[len(word) + 1 :]
    return name


def change_blanks(name: str, dice: random.Random) -> str:
    return dice.choice(("", " ", "\u00a0")) + name.replace(" ", dice.choice(("  ", "\u00a0", " \u200b"))) + "  "


def pad_numeral(name: str, dice: random.Random) -> str:
    return re.sub(r"\b(\d)\b", r"0\1", name)


def drop_type(name: str, dice: random.Random) -> str:
    return re.sub(r"^(?:Thị [Tt]rấn|Thị [Xx]ã|Thành [Pp]hố|Đặc khu|Phường|Xã|Huyện|Quận) ", "", name)


def drop_accents(name: str, dice: random.Random) -> str:
    return strip_accents(name)


KEEPING = (swap_stroke, move_tones, respell_quy, shorten_type, pad_numeral, change_case, decompose, change_blanks)


def mangle(name: str, dice: random.Random, lose: bool) -> str:
    """Distort a name in several ways at once, in the order in which they can all still bite."""
    if lose:
        name = dice.choice((drop_type, drop_accents, lambda n, d: drop_accents(drop_type(n, d), d)))(name, dice)
    for way in KEEPING:
        if dice.random() < 0.5:
            name = way(name, dice)
    return name
