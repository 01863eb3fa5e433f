"""What the texts of an extract mean: statuses, days, sexes, years of birth; asked once of each distinct text."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from geodata.errors import BadInput, Bilingual, Place
from geodata.names import clean_text
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


_ENDED = re.compile(
    r"dung|nghi|giam|bao luu|het|cham dut|thoi|\bchet\b|tu tran|tu vong|ket thuc|khong (con|tham gia)|huy|"
    r"inactive|ended|stopped|suspended|lapsed|closed|left|died"
)
_ACTIVE = re.compile(
    r"^dang\b|con (han|hieu luc)|hieu luc|hoat dong|tham gia|binh thuong|active|current|valid|enrolled"
)
_SEXES = {
    **dict.fromkeys(("nam", "m", "male", "man"), Sex.MALE),
    **dict.fromkeys(("nu", "f", "female", "woman"), Sex.FEMALE),
}
_MONTH = re.compile(r"(?:tháng |thg |T)?(0?[1-9]|1[0-2])[/.\-](\d{4})|(\d{4})-(0[1-9]|1[0-2])", re.IGNORECASE)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_YEAR = re.compile(r"(\d{4})(?:\.0+)?")


def read_status(text: str, words: Mapping[str, str]) -> Status | None:
    """Return what a status says, None where nobody knows."""
    told = words.get(fold_word(text))
    if told is not None:
        return Status(told) if told in set(Status) else None
    plain = build_plain_header(text)
    if _ENDED.search(plain):
        return Status.ENDED
    return Status.ACTIVE if _ACTIVE.search(plain) else None


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

    «31/12/2021», «2021-12-31», «12/2021», «202112», «20211231».
    """
    day = parse_date(text)
    if day is not None:
        return day
    stripped = text.strip().removesuffix(".0")
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
