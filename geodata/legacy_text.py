"""Legacy Vietnamese text: TCVN3 (ABC) and VNI, recognised in text that was read as Latin-1 or Windows-1252.

Recognise before anything folds Ð: in TCVN3 the byte of Ð is é, and the soft hyphen is ư.
Sources: TCVN 5712:1993 table VN3; the VNI-Windows character set as documented by VNI Software.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

# One byte a letter. Capitals with accents exist in capital fonts (.VnTimeH) only, on the codes of the small letters.
_TCVN3_LETTERS = (
    ("à", 0xB5), ("ả", 0xB6), ("ã", 0xB7), ("á", 0xB8), ("ạ", 0xB9), ("ă", 0xA8), ("ằ", 0xBB), ("ẳ", 0xBC),
    ("ẵ", 0xBD), ("ắ", 0xBE), ("ặ", 0xC6), ("â", 0xA9), ("ầ", 0xC7), ("ẩ", 0xC8), ("ẫ", 0xC9), ("ấ", 0xCA),
    ("ậ", 0xCB), ("đ", 0xAE), ("è", 0xCC), ("ẻ", 0xCE), ("ẽ", 0xCF), ("é", 0xD0), ("ẹ", 0xD1), ("ê", 0xAA),
    ("ề", 0xD2), ("ể", 0xD3), ("ễ", 0xD4), ("ế", 0xD5), ("ệ", 0xD6), ("ì", 0xD7), ("ỉ", 0xD8), ("ĩ", 0xDC),
    ("í", 0xDD), ("ị", 0xDE), ("ò", 0xDF), ("ỏ", 0xE1), ("õ", 0xE2), ("ó", 0xE3), ("ọ", 0xE4), ("ô", 0xAB),
    ("ồ", 0xE5), ("ổ", 0xE6), ("ỗ", 0xE7), ("ố", 0xE8), ("ộ", 0xE9), ("ơ", 0xAC), ("ờ", 0xEA), ("ở", 0xEB),
    ("ỡ", 0xEC), ("ớ", 0xED), ("ợ", 0xEE), ("ù", 0xEF), ("ủ", 0xF1), ("ũ", 0xF2), ("ú", 0xF3), ("ụ", 0xF4),
    ("ư", 0xAD), ("ừ", 0xF5), ("ử", 0xF6), ("ữ", 0xF7), ("ứ", 0xF8), ("ự", 0xF9), ("ỳ", 0xFA), ("ỷ", 0xFB),
    ("ỹ", 0xFC), ("ý", 0xFD), ("ỵ", 0xFE), ("Ă", 0xA1), ("Â", 0xA2), ("Ê", 0xA3), ("Ô", 0xA4), ("Ơ", 0xA5),
    ("Ư", 0xA6), ("Đ", 0xA7),
)  # fmt: skip
_TCVN3 = {code: letter for letter, code in _TCVN3_LETTERS}

# VNI: letters that stand alone, and marks that follow their vowel (circumflex or breve together with a tone).
_VNI_LETTERS = dict(zip("ÑñÖöÔôÓóÒòÆæÎî", "ĐđƯưƠơĨĩỊịỈỉỴỵ", strict=True))
_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT, _CIRCUMFLEX, _BREVE = "\u0300\u0301\u0303\u0309\u0323\u0302\u0306"
_VNI_MARKS = {
    "ù": _ACUTE, "ø": _GRAVE, "û": _HOOK, "õ": _TILDE, "ï": _DOT,
    "â": _CIRCUMFLEX, "á": _CIRCUMFLEX + _ACUTE, "à": _CIRCUMFLEX + _GRAVE, "å": _CIRCUMFLEX + _HOOK,
    "ã": _CIRCUMFLEX + _TILDE, "ä": _CIRCUMFLEX + _DOT,
    "ê": _BREVE, "é": _BREVE + _ACUTE, "è": _BREVE + _GRAVE, "ú": _BREVE + _HOOK, "ü": _BREVE + _TILDE,
    "ë": _BREVE + _DOT,
}  # fmt: skip
_VNI_MARKED = "".join(_VNI_MARKS)
_VNI_TOKEN = re.compile(f"([AEIOUYaeiouyÔôÖö])([{_VNI_MARKED}{_VNI_MARKED.upper()}])|([{''.join(_VNI_LETTERS)}])")

# Vietnamese orthography: which syllables can be, tone taken off. Enough to tell a right decoding from a wrong one.
_ONSET = "(?:ngh|ng|nh|gh|gi|kh|ch|ph|th|tr|qu|[bcdđghklmnprstvx])?"
_RIME = (
    "(?:(?:[aăâ]|o[aăe]|u[âyêơ]|uy[êa]?|yê|iê|uô|ươ|[eêioôơuưy])(?:ng|nh|ch|[cmnpt])|"
    "a[iouy]?|âu|ây|eo?|êu?|i[aeuê]?u?|iêu|o[aeiă]?[iyo]?|ô[i]?|ơ[i]?|u[aeiyêơâ]?[iuya]?|uô[i]?|uây|ư[aiu]?|"
    "ươ[iu]?|yêu|y[êa]?u?)"
)
_SYLLABLE = re.compile(_ONSET + _RIME)
_TONE = re.compile(f"[{_GRAVE}{_ACUTE}{_TILDE}{_HOOK}{_DOT}]")
_CUT = re.compile(r"[\s!-/:-@\[-`{-~\d]+")
# In these pairs the tone belongs on the first vowel: «xão», never «xaõ» (which is VNI for xã).
_MISPLACED_TONE = re.compile(f"[aeou\u0302\u0306\u031b][ouiy][{_GRAVE}{_ACUTE}{_TILDE}{_HOOK}{_DOT}](?!\\w)")
_PLAIN_SECOND = re.compile("o[ou]|u[ouy]|qui")
_STOPPED = re.compile(r"(?:ch|[cpt])$")
_TONED = "".join(letter for letter, _ in _TCVN3_LETTERS if letter.islower() and letter not in "ăâêôơưđ")
_INITIAL_TONED = re.compile(rf"(?<!\w)[{_TONED}]")
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)


class LegacyCoding(StrEnum):
    """The codings of Vietnamese text from before Unicode that are recognised."""

    TCVN3 = "TCVN3 (ABC)"
    VNI = "VNI"


def decode_text(text: str, coding: LegacyCoding) -> str:
    """Return ``text``, which was read as Latin-1 or Windows-1252, as Unicode in NFC."""
    if coding is LegacyCoding.TCVN3:
        return text.translate(_TCVN3)
    return _VNI_TOKEN.sub(_decode_vni_token, text)


def _decode_vni_token(match: re.Match[str]) -> str:
    if match[3]:
        return _VNI_LETTERS[match[3]]
    letter = _VNI_LETTERS.get(match[1], match[1])
    return unicodedata.normalize("NFC", letter + _VNI_MARKS[match[2].lower()])


def capitalise_initial_vowels(name: str) -> str:
    """Return a place name with toned vowels at the start of a word as capitals: «Mường ảng» is «Mường Ảng».

    TCVN3 has no codes for capitals with a tone; they were shown by capital fonts.
    """
    return _INITIAL_TONED.sub(lambda match: match[0].upper(), name)


def recognise_coding(texts: Iterable[str]) -> LegacyCoding | None:
    """Return the legacy coding that ``texts`` (one column, read as Latin-1 or Windows-1252) are in, None for none.

    Legacy text holds no character beyond Windows-1252; a decoding wins where it turns markedly more of the words
    with special letters into possible Vietnamese syllables than the text as it stands.
    """
    words = _list_special_words(texts)
    if not words or any(_is_beyond_windows_1252(word) for word in words):
        return None
    plain = _share_of_syllables(words)
    shares = {coding: _share_of_syllables([decode_text(word, coding) for word in words]) for coding in LegacyCoding}
    best = max(shares, key=lambda coding: shares[coding])
    return best if shares[best] >= 0.6 and shares[best] > plain + 0.25 else None


def decode_column(texts: list[str | None]) -> tuple[list[str | None], LegacyCoding | None]:
    """Return the texts of one column decoded, and the legacy coding that was recognised (None: left as they are)."""
    coding = recognise_coding(text for text in texts if text)
    if coding is None:
        return texts, None
    return [text if text is None else decode_text(text, coding) for text in texts], coding


def measure_vietnamese_share(texts: Iterable[str]) -> float:
    """Return the part (0 to 1) of the words with special letters that can be Vietnamese syllables; 1 without any."""
    words = _list_special_words(texts)
    return _share_of_syllables(words) if words else 1.0


def _list_special_words(texts: Iterable[str]) -> list[str]:
    """Return the words, cut at blanks and ASCII punctuation, that hold a character beyond ASCII."""
    return [word for text in texts for word in _CUT.split(text) if not word.isascii()]


def _is_beyond_windows_1252(word: str) -> bool:
    try:
        word.encode("latin-1")
    except UnicodeEncodeError:
        try:
            word.encode("cp1252")
        except UnicodeEncodeError:
            return True
    return False


def _share_of_syllables(words: list[str]) -> float:
    return sum(_is_syllable(word) for word in words) / len(words)


def _is_syllable(word: str) -> bool:
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = _TONE.findall(decomposed)
    base = unicodedata.normalize("NFC", _TONE.sub("", decomposed))
    if len(tones) > 1 or not _WORD.fullmatch(base) or not _SYLLABLE.fullmatch(base):
        return False
    if _MISPLACED_TONE.search(decomposed) and not _PLAIN_SECOND.search(base):
        return False
    # A syllable that ends in a stop bears the acute or the dot below.
    return not _STOPPED.search(base) or bool(tones and tones[0] in (_ACUTE, _DOT))
