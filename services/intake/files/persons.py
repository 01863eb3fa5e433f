"""Sheets that list persons are refused; nothing of their cells goes into an error, a report or a log."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from itertools import islice
from weakref import WeakValueDictionary

import numpy as np

from geodata.errors import BadInput, Bilingual
from geodata.names import clean_text, find_kind, strip_accents
from services.intake.files.long_text import LongText
from services.intake.files.sheets import LARGE_NUMBER, Sheet
from services.intake.values.cells import Cell, build_column_letter, build_text, is_blank
from services.intake.values.dates import parse_date

# Căn cước: three digits of a province (001-096), century and sex, two of the birth year, six more.
_CITIZEN_NUMBER = re.compile(r"0(?:0[1-9]|[1-8]\d|9[0-6])[0-9]\d{2}\d{6}")
# A number cell loses the leading zeros of a citizen number; no count of people has this many digits.
_LONG_NUMBER = re.compile(r"\d{11,12}")
_HEALTH_CARD = re.compile(r"[A-Z]{2}\d{13}")
# The same beside other words of a cell: «Nguyễn Văn A (001…)». Shorter numbers may be telephones.
_NUMBER_WITHIN = re.compile(r"(?<!\w)(?:0(?:0[1-9]|[1-8]\d|9[0-6])\d{9}|[A-Z]{2}\d{13})(?!\w)")
_TEN_DIGITS = re.compile(r"\d{10}")
_OLD_CITIZEN_NUMBER = re.compile(r"\d{9}")
_SEPARATORS = re.compile(r"[\s.\-']")
_NINE_DIGITS = re.compile(r"(?:\d[\s.\-']*){9}")  # what every one of these numbers has, names and headers have not
_LETTER = re.compile(r"[^\W\d_]")
_YEAR = re.compile(r"(?:19|20)\d{2}(?:\.0)?")
_PERSON_HEADERS = re.compile(
    r"cccd|cmnd|can cuoc|chung minh|dinh danh|citizen.?(id|number)|ma so bhxh|so so bhxh|ma the bhyt|so the bhyt"
)
_BIRTH_HEADERS = re.compile(r"ngay sinh|nam sinh|ngay thang nam sinh|date of birth|birth.?date|\bdob\b")
_NAME_HEADERS = re.compile(r"ho,? (?:va )?ten|full.?name")
# A header that says no more than whose names follow; «(ký, ghi rõ họ tên)» below a table is none.
_NAMES_FOLLOW = re.compile(
    r"ho,? (?:va )?ten(?: \(?(?:nguoi|hoc sinh|chu ho|thanh vien|lao dong|doi tuong|can bo|dai ly).*)?"
)
_PERSON_NAME = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){1,5}")
_FEWEST_CELLS = 3  # of one column; below it only headers can tell a list of persons from a slip
_COLUMNS_AT_ONCE = 8  # of a long text table: what is held in memory together
_CLEAN: WeakValueDictionary[int, Sheet] = WeakValueDictionary()  # by id: those looked through, while they live
_MOST_DAYS = 20  # of one column of counts
_LEAST_LENGTH = 9  # of the text of a number that may stand for a person
_Cells = Callable[[], Mapping[Cell, int]]


@dataclass(frozen=True)
class _PersonColumn:
    """What one column tells of persons: how many cells hold which kind of number, and the words of its headers."""

    index: int
    citizen_count: int
    insured_count: int
    old_citizen_count: int
    is_headed: bool
    is_named: bool
    is_birth: bool
    has_birth_cells: bool
    lists_names: bool

    def lists_persons(self, has_personal_company: bool) -> bool:
        if self.lists_names:
            return True
        if self.is_headed and self.citizen_count + self.insured_count + self.old_citizen_count > 0:
            return True
        if self.citizen_count >= _FEWEST_CELLS:
            return True
        return has_personal_company and self.citizen_count + self.insured_count > 0


def refuse_persons(sheet: Sheet) -> None:
    """Raise BadInput where a sheet lists persons; the error quotes no cell.

    Told by citizen, insurance or health card numbers, by names beside birth dates, or by names below «Họ và tên»; the
    header may stand in any row. Only the distinct cells of each column are looked at: millions of rows cost little.
    """
    if _CLEAN.get(id(sheet)) is sheet:
        return
    columns = [_look_through(*column) for column in _list_columns(sheet)]
    is_named = any(column.is_named for column in columns)
    has_births = any(column.is_birth for column in columns)
    for column in columns:
        names_beside_births = is_named and column.is_birth and column.has_birth_cells
        if names_beside_births or column.lists_persons(is_named or has_births):
            raise _build_refusal(sheet, column.index)
    _CLEAN[id(sheet)] = sheet


def _list_columns(sheet: Sheet) -> Iterator[tuple[int, Mapping[Cell, int], _Cells]]:
    """Yield each column with how often each cell occurs that may tell of persons, and what gives all of its cells."""
    if sheet.text is not None:
        yield from ((index, counts, lambda counts=counts: counts) for index, counts in _list_long_columns(sheet.text))
        return
    for index, (cells, telling) in enumerate(zip(sheet.columns, sheet.telling_columns, strict=True)):
        # A small number tells of persons only below a header of births; a report has a hundred thousand of them.
        yield index, Counter(telling), partial(Counter, cells)


def _list_long_columns(text: LongText) -> Iterator[tuple[int, Mapping[Cell, int]]]:
    letterhead = [text.read_row(position) for position in range(text.table_start)]
    width = max([text.width, *(len(row.cells) for row in letterhead)])
    for start in range(0, width, _COLUMNS_AT_ONCE):
        encoded = text.encode_columns(range(start, min(start + _COLUMNS_AT_ONCE, text.width)))
        for index in range(start, min(start + _COLUMNS_AT_ONCE, width)):
            counts: Counter[Cell] = Counter(row.read_cell(index) for row in letterhead)
            if index in encoded:
                column = encoded[index]
                for cell, count in zip(column.texts, np.bincount(column.codes).tolist(), strict=False):
                    counts[cell] += count
            yield index, counts


def _look_through(index: int, cells: Mapping[Cell, int], list_all: _Cells) -> _PersonColumn:
    citizens = insured = old_citizens = 0
    for text, count in _list_long_texts(cells):
        if _CITIZEN_NUMBER.fullmatch(text) or _LONG_NUMBER.fullmatch(text) or _HEALTH_CARD.fullmatch(text):
            citizens += count
        elif _TEN_DIGITS.fullmatch(text):
            insured += count
        elif _OLD_CITIZEN_NUMBER.fullmatch(text):
            old_citizens += count
    words = _list_words(cells)
    is_named, is_birth_headed = bool(_NAME_HEADERS.search(words)), bool(_BIRTH_HEADERS.search(words))
    return _PersonColumn(
        index,
        citizens,
        insured,
        old_citizens,
        is_headed=bool(_PERSON_HEADERS.search(words)),
        is_named=is_named,
        is_birth=is_birth_headed or _holds_birth_dates(cells),
        has_birth_cells=is_birth_headed and _count_births(list_all()) >= _FEWEST_CELLS,
        lists_names=is_named and _has_names_below(cells),
    )


def _list_long_texts(cells: Mapping[Cell, int]) -> Iterator[tuple[str, int]]:
    """Yield what is long enough to be the number of a person, without blanks and points, and how often."""
    texts = [cell for cell in cells if isinstance(cell, str) and len(cell) >= _LEAST_LENGTH]
    has_numbers = _NINE_DIGITS.search("|".join(texts))  # of a column of names no cell is asked by itself
    for cell, count in cells.items():
        if isinstance(cell, str):
            if has_numbers and len(cell) >= _LEAST_LENGTH and _NINE_DIGITS.search(cell):
                within = _NUMBER_WITHIN.search(cell)
                yield (within[0] if within else _SEPARATORS.sub("", cell)), count
        elif isinstance(cell, (int, float)) and cell >= LARGE_NUMBER:
            yield build_text(cell), count


def _list_words(cells: Iterable[Cell]) -> str:
    """Return the texts that hold a letter, parted by a bar, without accents: a header may stand in any row."""
    written = [cell for cell in cells if isinstance(cell, str) and not cell.isdecimal()]
    texts = [text for text in written if text[:1].isalpha() or _LETTER.search(text)]
    # Word by word: a column of ten thousand names has a few hundred words.
    words = map(_strip_word, " | ".join(texts).split())
    return " ".join([word for word in words if word is not None])


@lru_cache(maxsize=16384)
def _strip_word(word: str) -> str | None:
    """Return a word without accents, None where nothing of it can be seen."""
    return strip_accents(word).lower() if clean_text(word) else None


def _has_names_below(cells: Iterable[Cell]) -> bool:
    """Tell whether names of persons follow a header that announces them; cells stand in the order of the column."""
    texts = iter([clean_text(cell) for cell in cells if isinstance(cell, str)])
    if not any(_NAMES_FOLLOW.fullmatch(strip_accents(text).lower()) for text in texts):
        return False
    names = (text for text in texts if _is_person_name(text))
    return sum(1 for _ in islice(names, _FEWEST_CELLS)) == _FEWEST_CELLS


def _is_person_name(text: str) -> bool:
    has_form = _PERSON_NAME.fullmatch(text) is not None and all(word[0].isupper() for word in text.split())
    return has_form and find_kind(text) is None


def _holds_birth_dates(cells: Mapping[Cell, int]) -> bool:
    # Plain numbers are left aside: a labour force of 25.000 is also Excel's number for a day in 1968.
    texts = [cell for cell in cells if isinstance(cell, (str, date))]
    if len(texts) <= _MOST_DAYS:
        return False
    # Digits alone, as in a column of codes, are no date, and neither are words.
    parted = [cell for cell in texts if not (isinstance(cell, str) and (cell.isdecimal() or cell[:1].isalpha()))]
    days = {day for cell in parted if (day := parse_date(cell)) is not None}
    # Dates of counts repeat; a column of many different days long past is one of birth dates.
    return len(days) > _MOST_DAYS and sum(day.year < 2015 for day in days) > len(days) / 2


def _count_births(cells: Mapping[Cell, int]) -> int:
    return sum(
        count
        for cell, count in cells.items()
        if not is_blank(cell) and (parse_date(cell) is not None or _YEAR.fullmatch(build_text(cell)))
    )


def _build_refusal(sheet: Sheet, index: int) -> BadInput:
    return BadInput(
        "persons_refused",
        Bilingual(
            "Bảng này liệt kê từng người (số định danh, mã số BHXH hay ngày sinh); hệ thống chỉ nhận số đếm",
            "This sheet lists persons (citizen or insurance numbers, birth dates); the service takes counts only",
        ),
        Bilingual(
            "Không có gì được lưu hay ghi nhật ký. Hãy gửi số đếm theo đơn vị, không kèm danh sách người.",
            "Nothing was stored or logged. Send counts per area, without the list of people.",
        ),
        sheet.build_place(column=build_column_letter(index)),
    )
