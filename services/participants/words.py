"""What the texts of an extract mean: statuses, days, sexes, years of birth; asked once of each distinct text."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from geodata.errors import BadInput, Bilingual, Place
from geodata.names import clean_text, strip_accents
from services.intake.headers.headers import build_plain_header, find_scheme
from services.intake.values.dates import parse_date
from services.measures.schemes import Scheme

YEARS = range(1900, 2100)


class Status(StrEnum):
    """Whether a person participates still."""

    ACTIVE = "active"
    ENDED = "ended"


class Sex(StrEnum):
    """The sex as groups name it."""

    MALE = "male"
    FEMALE = "female"


_ENDED = (
    r"\b(?<!su )(dừng|ngừng|ngưng)\b(?! han)|\bnghỉ\b(?! (thai sản|ốm|phép|dưỡng))|\bgiảm\b|bảo lưu|\bhết\b"
    r"|chấm dứt|\b(?<!tam )thôi\b(?! (han|gian|diem|vu|ky))|\bchết\b|tử trần|tử vong|kết thúc|\b(hủy|huỷ)\b"
    r"|(không|chưa)( còn| có| được)*( tham gia| đóng| hoạt động| hiệu lực| giá trị| hạn| sử dụng)|không còn"
    r"|(mất|vô|quá) (hiệu lực|giá trị|hạn)"
    r"|\b(inactive|ended|stopped|suspended|lapsed|closed|left|died|expired|terminated|invalid|cancell?ed|withdrawn)\b"
    r"|\b(not|no longer) (active|current|valid|enrolled|participating)\b"
)
_ACTIVE = (
    r"^đang\b|còn (hạn|hiệu lực|giá trị)|hiệu lực|hoạt động|tham gia|bình thường"
    r"|\b(active|current|valid|enrolled|participating)\b"
)
# Without accents «dừng», «dùng» and «đúng» look alike: what stands around them tells them apart then.
_PATTERNS = {
    is_plain: [
        (status, re.compile(strip_accents(pattern) if is_plain else pattern))
        for status, pattern in ((Status.ENDED, _ENDED), (Status.ACTIVE, _ACTIVE))
    ]
    for is_plain in (False, True)
}
_SEXES = {
    **dict.fromkeys(("nam", "m", "male", "man"), Sex.MALE),
    **dict.fromkeys(("nu", "f", "female", "woman"), Sex.FEMALE),
}
_MONTH = re.compile(r"(?:tháng |thg |T)?(0?[1-9]|1[0-2])[/.\-](\d{4})|(\d{4})-(0[1-9]|1[0-2])", re.IGNORECASE)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_YEAR_FIRST = re.compile(r"(\d{4})([/.])(\d{1,2})\2(\d{1,2})")
_CLOCK = re.compile(r"[ T]\d{1,2}:\d{2}.*")  # «31/03/2019 00:00:00», «31/03/2019 12:00:00 SA»
_YEAR = re.compile(r"(\d{4})(?:\.0+)?")


def read_status(text: str, words: Mapping[str, str]) -> Status | None:
    """Return what a status says, None where nobody knows."""
    told = words.get(fold_word(text))
    if told is not None:
        return Status(told) if told in set(Status) else None
    folded = fold_word(text)
    return next((status for status, pattern in _PATTERNS[folded.isascii()] if pattern.search(folded)), None)


def read_scheme(text: str, words: Mapping[str, str]) -> Scheme | None:
    """Return the scheme that a text names; a bare «BHXH» does not say which of its two."""
    told = words.get(fold_word(text))
    found = (Scheme(told) if told in set(Scheme) else None) if told is not None else find_scheme(text)
    return None if found is None or found.parts else found


def read_sex(text: str, words: Mapping[str, str]) -> Sex | None:
    """Return the sex that a text names, None where it names none; numbers need ``words``."""
    told = words.get(fold_word(text))
    if told is not None:
        return Sex(told) if told in set(Sex) else None
    return _SEXES.get(build_plain_header(text))


def read_day(text: str, *, is_end: bool) -> date | None:
    """Return the day of a text as the intake reads it; a month is its first day, or its last where a term ends.

    «31/12/2021», «2021-12-31», «2021/12/31», «12/2021», «202112», «20211231»; a time of day behind it says nothing.
    """
    stripped = _CLOCK.sub("", text.strip()).removesuffix(".0")
    day = parse_date(stripped)
    if day is not None:
        return day
    turned = _YEAR_FIRST.fullmatch(stripped)
    if turned is not None:
        return _build(int(turned[1]), int(turned[3]), int(turned[4]), is_end)
    month = _MONTH.fullmatch(stripped)
    if month is not None:
        return _build(int(month[2] or month[3]), int(month[1] or month[4]), None, is_end)
    compact = _COMPACT.fullmatch(stripped)
    if compact is not None:
        return _build(int(compact[1]), int(compact[2]), int(compact[3]) if compact[3] else None, is_end)
    return None


def read_birth_year(text: str) -> int | None:
    """Return the year of birth, or of a date of birth; None where the text names none."""
    match = _YEAR.fullmatch(text.strip())
    day = None if match else read_day(text, is_end=False)
    year = int(match[1]) if match else day.year if day else 0
    return year if year in YEARS else None


def fold_word(text: str) -> str:
    """Return what two spellings of one word share."""
    return clean_text(text).casefold()


def fold_words(given: Mapping[str, str]) -> dict[str, str]:
    """Return what a person said of words by their folded form; BadInput for a meaning that none has."""
    meanings = {*Status, *Sex, *(scheme for scheme in Scheme if not scheme.parts)}
    for meaning in given.values():
        if meaning not in meanings:
            listed = ", ".join(sorted(meanings))
            raise BadInput(
                "word_meaning_unknown",
                Bilingual(f"Không có nghĩa «{meaning}» cho một từ", f"A word cannot mean «{meaning}»"),
                Bilingual(f"Các nghĩa: {listed}.", f"Words may mean: {listed}."),
                Place(text=meaning),
            )
    return {fold_word(word): meaning for word, meaning in given.items()}


def _build(year: int, month: int, day: int | None, is_end: bool) -> date | None:
    if year not in YEARS or month not in range(1, 13):
        return None
    last = monthrange(year, month)[1]
    chosen = day if day is not None else last if is_end else 1
    return date(year, month, chosen) if 1 <= chosen <= last else None
