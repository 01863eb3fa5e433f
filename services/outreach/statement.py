"""What an officer says of an event: typed texts, their faults, and the statement once there is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from geodata.errors import BadInput, Bilingual, Place
from geodata.plain_text import clean_line
from services.measures.schemes import ANY_SCHEME, Scheme

LONGEST_NAME, LONGEST_TEXT = 80, 300
MOST_ORGANISERS = 10
LARGEST_COUNT = 100_000  # people at one event
_PARTED = re.compile(r"\s*[;\n\r|]+\s*")
_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_COUNT = re.compile(r"\d{1,3}(?:[. \u00a0]\d{3})+|\d+")


@dataclass(frozen=True)
class EventTexts:
    """An event as it was typed; ``organisers`` may each hold several names, parted by «;»."""

    held_on: str = ""
    organisers: tuple[str, ...] = ()
    attendee_count: str = ""
    enrolled_count: str = ""
    scheme: str = ""
    venue: str = ""
    remark: str = ""


@dataclass(frozen=True)
class EventStatement:
    """An event that may be kept, but for its place; ``scheme`` is ANY where it was for all."""

    held_on: date
    organisers: tuple[str, ...]
    attendee_count: int | None
    enrolled_count: int | None
    scheme: str
    venue: str
    remark: str


def find_faults(texts: EventTexts, today: date) -> tuple[BadInput, ...]:
    """Return what is wrong with each field, in the order of the form; ``place.column`` names the field."""
    counts = [_check_count(name, getattr(texts, name)) for name in ("attendee_count", "enrolled_count")]
    found = [
        _check_day(texts.held_on, today),
        _check_organisers(texts.organisers),
        *counts,
        _check_scheme(texts.scheme),
    ]
    found += [_check_length(name, getattr(texts, name)) for name in ("venue", "remark")]
    return tuple(fault for fault in found if fault is not None)


def build_statement(texts: EventTexts, today: date) -> EventStatement:
    """Return the statement; raises the first of its faults."""
    for fault in find_faults(texts, today):
        raise fault
    day = parse_day(texts.held_on)
    if day is None:
        raise RuntimeError("a text without faults has a day")
    return EventStatement(
        day,
        part_organisers(texts.organisers),
        parse_count(texts.attendee_count),
        parse_count(texts.enrolled_count),
        texts.scheme or ANY_SCHEME,
        clean(texts.venue),
        clean(texts.remark),
    )


def parse_day(text: str) -> date | None:
    """Return the day of a text as a date field (2026-03-08) or a person (8/3/2026) writes it, None where it is none."""
    written = _DAY.fullmatch(text.strip())
    try:
        if written:
            return date(int(written[3]), int(written[2]), int(written[1]))
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def parse_count(text: str) -> int | None:
    """Return a whole number as typed, with points or blanks between thousands or without; None for none."""
    plain = text.strip()
    return int(re.sub(r"\D", "", plain)) if _COUNT.fullmatch(plain) else None


def part_organisers(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the organisers named, each once whatever its case, in the spelling that comes first."""
    names = (clean(name) for text in texts for name in _PARTED.split(text))
    spelling: dict[str, str] = {}
    for name in names:
        if name:
            spelling.setdefault(name.casefold(), name)
    return tuple(spelling.values())


def clean(text: str) -> str:
    """Return a text without what cannot be seen, and without blanks around it or doubled within."""
    return clean_line(text)


def _check_day(text: str, today: date) -> BadInput | None:
    day = parse_day(text)
    if day is None:
        return _fault(
            "held_on",
            "event_day_unreadable" if text.strip() else "event_day_missing",
            Bilingual("Chưa có ngày tổ chức", "The day of the event is missing")
            if not text.strip()
            else Bilingual(f"«{text[:40]}» không phải là ngày", f"«{text[:40]}» is no day"),
            Bilingual("Viết ngày/tháng/năm, ví dụ 08/03/2026.", "Write day/month/year, for example 08/03/2026."),
        )
    if day > today:
        return _fault(
            "held_on",
            "event_in_future",
            Bilingual(f"{day:%d/%m/%Y} chưa tới", f"{day:%d/%m/%Y} is yet to come"),
            Bilingual("Chỉ ghi hội nghị đã tổ chức.", "Record an event once it has been held."),
        )
    return None


def _check_organisers(texts: Sequence[str]) -> BadInput | None:
    names = part_organisers(texts)
    if not names:
        message = Bilingual("Chưa có đơn vị tổ chức", "The organisers are missing")
    elif len(names) > MOST_ORGANISERS:
        message = Bilingual(f"Nhiều hơn {MOST_ORGANISERS} đơn vị tổ chức", f"More than {MOST_ORGANISERS} organisers")
    elif any(len(name) > LONGEST_NAME for name in names):
        message = Bilingual(f"Tên đơn vị dài hơn {LONGEST_NAME} chữ", f"A name has more than {LONGEST_NAME} letters")
    else:
        return None
    hint = Bilingual(
        "Chọn ít nhất một đơn vị; nhiều đơn vị khác cách nhau bằng «;».",
        "Choose at least one; part several others by «;».",
    )
    return _fault("organisers", "event_organisers_invalid", message, hint)


def _check_count(name: str, text: str) -> BadInput | None:
    count = parse_count(text)
    if not text.strip() or (count is not None and count <= LARGEST_COUNT):
        return None
    return _fault(
        name,
        "event_count_invalid",
        Bilingual(f"«{text[:40]}» không phải là số người", f"«{text[:40]}» is no number of people"),
        Bilingual(
            "Viết số nguyên, không có số âm; bỏ trống nếu không biết.", "Write a whole number; blank: not known."
        ),
    )


def _check_scheme(text: str) -> BadInput | None:
    if not text or text in {one.value for one in Scheme}:
        return None
    return _fault(
        "scheme",
        "event_scheme_unknown",
        Bilingual(f"Không có loại hình «{text[:20]}»", f"There is no scheme «{text[:20]}»"),
        Bilingual("Bỏ trống nếu chung cho mọi loại hình.", "Leave it blank where the event was for all."),
    )


def _check_length(name: str, text: str) -> BadInput | None:
    if len(clean(text)) <= LONGEST_TEXT:
        return None
    message = Bilingual(f"Dài hơn {LONGEST_TEXT} chữ", f"More than {LONGEST_TEXT} letters")
    return _fault(name, "event_text_long", message, Bilingual("Viết ngắn lại.", "Shorten it."))


def _fault(field: str, code: str, message: Bilingual, hint: Bilingual) -> BadInput:
    return BadInput(code, message, hint, Place(column=field))
