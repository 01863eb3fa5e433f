"""What letterhead, title, name of the sheet and of the file say: cut-off, scheme, places, unit of the counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from geodata.names import clean_text
from services.intake.files.sheets import Sheet
from services.intake.headers.headers import build_plain_header, list_schemes, names_all_of_bhxh
from services.intake.layout.table_layout import TableLayout
from services.intake.scope.cited_papers import strip_cited
from services.intake.scope.understanding_parts import NOWHERE, Origin, Understood
from services.intake.values.cells import build_text, is_blank
from services.intake.values.day_words import DayWords, find_day_words
from services.measures.schemes import Scheme

_CUT_OFF = re.compile(r"(?:tinh )?den|het ngay|thoi diem|chot|as of")
# 20201231: in the names of files and sheets only, elsewhere it may be any number.
_COMPACT = re.compile(r"(?<!\d)(?P<y>20\d{2})(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)")
_UNIT = re.compile(r"(?:don vi tinh|dvt|don vi|unit)\s*[:(]?\s*(?P<unit>[^;,.)]*)")
_THOUSANDS = re.compile(r"\b(?:nghin|ngan|1[.,]?000|thousands?)\b")
_MILLIONS = re.compile(r"\b(?:trieu|1[.,]?000[.,]?000|millions?)\b")


@dataclass(frozen=True)
class TitleText:
    """One text about a table, and where it stands."""

    text: str
    origin: Origin


def list_title_texts(sheet: Sheet, layout: TableLayout) -> tuple[TitleText, ...]:
    """Return what stands above the table, then the name of its sheet, then that of its file."""
    above = [
        TitleText(clean_text(build_text(cell)), Origin.TITLE)
        for row in layout.titles
        for cell in row.cells
        if not is_blank(cell) and isinstance(cell, str)
    ]
    sheet_name = [TitleText(sheet.name, Origin.SHEET_NAME)] if sheet.name else []
    file_name = re.sub(r"[_+]+", " ", PurePath(sheet.file_name).stem)
    return (*above, *sheet_name, TitleText(file_name, Origin.FILE_NAME))


def find_title_day(texts: Iterable[TitleText], origins: Sequence[Origin]) -> Understood[date]:
    """Return the cut-off that a title names by its day or month; of several the one it calls so, else the latest."""
    found: list[tuple[int, date, TitleText]] = []
    for title in texts:
        if title.origin not in origins:
            continue
        plain = strip_cited(title.text)
        if title.origin != Origin.TITLE:
            plain = _COMPACT.sub(r"\g<d>/\g<m>/\g<y>", plain)
        words = find_day_words(plain)
        marked = bool(_CUT_OFF.search(plain))
        found += [(2 + marked, day, title) for day in words.days]
        found += [(1, day, title) for day in (*words.months, *_join_parts(words))]
    if not found:
        return NOWHERE
    _, day, title = max(found, key=lambda entry: (entry[0], entry[1]))
    return Understood(day, title.origin, title.text)


def find_title_year(texts: Iterable[TitleText]) -> Understood[int]:
    """Return the only year that title and names speak of without day or month, title first."""
    for origin in (Origin.TITLE, Origin.SHEET_NAME, Origin.FILE_NAME):
        years = {
            year: title
            for title in texts
            if title.origin == origin
            for year in find_day_words(strip_cited(title.text)).years
        }
        if len(years) == 1:
            ((year, title),) = years.items()
            return Understood(year, origin, title.text)
        if years:
            return NOWHERE
    return NOWHERE


def find_title_scheme(texts: Iterable[TitleText]) -> Understood[Scheme]:
    """Return the scheme that title or names speak of, where they speak of one only; a letterhead names no scheme."""
    texts = tuple(texts)
    for origin in (Origin.SHEET_NAME, Origin.TITLE, Origin.FILE_NAME):
        named = {
            scheme: title
            for title in texts
            if title.origin == origin
            for scheme in list_schemes(build_plain_header(title.text))
        }
        if any(title.origin == origin and names_all_of_bhxh(build_plain_header(title.text)) for title in texts):
            return NOWHERE
        if len(named) == 1:
            ((scheme, title),) = named.items()
            return Understood(scheme, origin, title.text)
        if named:
            return NOWHERE
    return NOWHERE


def find_unit(texts: Iterable[TitleText], headers: Sequence[str]) -> tuple[int, str]:
    """Return how many people one unit is as the file says, and its words; (1, "") where it is silent."""
    for title in texts:
        match = _UNIT.search(build_plain_header(title.text)) if title.origin == Origin.TITLE else None
        if match and (count := _read_unit(match["unit"])) > 1:
            return count, title.text
    for header in headers:
        plain = build_plain_header(header)
        match = re.search(r"\((?P<unit>[^()]*nguoi[^()]*)\)", plain) or _UNIT.search(plain)
        if match and (count := _read_unit(match["unit"])) > 1:
            return count, header
    return 1, ""


def _read_unit(plain: str) -> int:
    if _MILLIONS.search(plain):
        return 1_000_000
    return 1000 if _THOUSANDS.search(plain) else 1


def _join_parts(words: DayWords) -> list[date]:
    if len(words.years) != 1:
        return []
    return [day for part in words.parts if (day := part.build_date(words.years[0])) is not None]
