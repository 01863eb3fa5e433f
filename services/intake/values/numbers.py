"""Numbers as Vietnamese and English offices write them; a column decides one format from all its cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from services.intake.values.cells import Cell, is_blank


class NumberFormat(StrEnum):
    """Which sign parts thousands and which the decimals."""

    VIETNAMESE = "vi"  # 4.299 · 68,8
    ENGLISH = "en"  # 4,299 · 68.8


class NumberState(StrEnum):
    """What a cell of a number column turned out to be."""

    VALUE = "value"
    MISSING = "missing"
    WITHHELD = "withheld"  # «<5»: known, small, not told
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"  # more people than there are
    DAMAGED = "damaged"  # 4.299 that Excel turned from four thousand into four


@dataclass(frozen=True)
class ParsedNumber:
    """One cell: a ``value`` only in state VALUE; a percentage is given as its ratio (68,8% is 0.688).

    ``decimals`` is how many digits stood behind the decimal sign.
    ``suggestion`` is what a damaged number probably was: to be put to a person, never used.
    """

    state: NumberState
    value: Decimal | None = None
    is_percent: bool = False
    decimals: int = 0
    suggestion: int | None = None


@dataclass(frozen=True)
class CountColumn:
    """A column of counts: its format (None where its cells contradict each other) and its cells in order.

    ``unit_count``: people per unit where it is given in thousands; None where each cell is a count itself.
    """

    number_format: NumberFormat | None
    cells: Sequence[Cell]
    unit_count: int | None = None

    def read_number(self, position: int) -> ParsedNumber:
        """Return what became of one cell."""
        return self._parse(self.cells[position])

    @cached_property
    def numbers(self) -> tuple[ParsedNumber, ...]:
        """What became of every cell, in order."""
        return tuple(map(self._parse, self.cells))

    @cached_property
    def values(self) -> NDArray[np.float64]:
        """The values of the cells in order, NaN where a cell has none; exact, for no count reaches 2⁵³."""
        if self._is_typed and self.unit_count is None:
            return _read_whole(self.cells)
        return np.array([self._parse(cell).value for cell in self.cells], dtype=np.float64)

    @cached_property
    def withheld(self) -> NDArray[np.bool_]:
        """Which cells say that a number is known and not told."""
        if self._is_typed:
            return np.zeros(len(self.cells), dtype=bool)
        return np.array([self._parse(cell).state is NumberState.WITHHELD for cell in self.cells], dtype=bool)

    @cached_property
    def _is_typed(self) -> bool:
        """Whether all cells are numbers or blank, as a workbook gives them: told by columns, not one by one."""
        return {float, int, type(None)}.issuperset(map(type, self.cells))

    def _parse(self, cell: Cell) -> ParsedNumber:
        if self.unit_count is None:
            return parse_count_cell(cell, self.number_format)
        return _scale(cell, self.number_format or NumberFormat.VIETNAMESE, self.unit_count)


MISSING = ParsedNumber(NumberState.MISSING)
WITHHELD = ParsedNumber(NumberState.WITHHELD)
UNREADABLE = ParsedNumber(NumberState.UNREADABLE)
TOO_LARGE = ParsedNumber(NumberState.TOO_LARGE)

MOST_PEOPLE = 1_000_000_000  # ten times the people of the country: a count beyond it is a number of something else

_MISSING_TEXTS = frozenset({"", "-", "–", "—", "−", "x", "…", "...", "n/a", "na", "null", "none"})
_WITHHELD = re.compile(r"<\s*\d+")
_GRAMMARS = {
    NumberFormat.VIETNAMESE: re.compile(r"(?:[1-9]\d{0,2}(?:\.\d{3})+|\d+)(?:,(?P<decimals>\d+))?"),
    NumberFormat.ENGLISH: re.compile(r"(?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.(?P<decimals>\d+))?"),
}
_SIGNS = {NumberFormat.VIETNAMESE: (".", ","), NumberFormat.ENGLISH: (",", ".")}
_BLANKS = re.compile(r"[\s\u00a0\u2009\u202f]+")
_BLANK_GROUPS = re.compile(r"[-−+(]?[1-9]\d{0,2}(?: \d{3})+\)?(?:[.,]\d+)?\s*%?")
_NUMBER_LIKE = re.compile(r"[\s\u00a0']*[-−+(<]?\s*\d[\d.,\s\u00a0\u2009\u202f]*%?\)?\s*%?[\s\u00a0]*")
_DATE_LIKE = re.compile(r"\s*\d{1,2}\.\d{1,2}\.\d{4}\s*")
_DAMAGED_TEXT = re.compile(r"\d{1,3}[.,]\d{1,3}")


def looks_like_number(cell: Cell) -> bool:
    """Tell whether a cell holds what a person reads as a number: a typed one, or digits with signs; no date."""
    kind = type(cell)
    if kind is float or kind is int:
        return True
    return isinstance(cell, str) and _is_number_text(cell)


@lru_cache(maxsize=65536)
def _is_number_text(text: str) -> bool:
    return bool(_NUMBER_LIKE.fullmatch(text)) and not _DATE_LIKE.fullmatch(text)


@lru_cache(maxsize=65536)
def parse_number(text: str, number_format: NumberFormat) -> ParsedNumber:
    """Return what ``text`` says in ``number_format``; nothing is tried in the other one."""
    stripped = _BLANKS.sub(" ", text).strip().lstrip("'")
    if stripped.lower() in _MISSING_TEXTS:
        return MISSING
    if _WITHHELD.fullmatch(stripped):
        return WITHHELD
    if _BLANK_GROUPS.fullmatch(stripped):
        stripped = stripped.replace(" ", "")
    is_negative, digits, is_percent = _split_marks(stripped)
    match = _GRAMMARS[number_format].fullmatch(digits)
    if match is None:
        return UNREADABLE
    thousands, decimal = _SIGNS[number_format]
    value = Decimal(digits.replace(thousands, "").replace(decimal, "."))
    value = value / 100 if is_percent else value
    return ParsedNumber(NumberState.VALUE, -value if is_negative else value, is_percent, len(match["decimals"] or ""))


def parse_count_column(cells: Sequence[Cell], fallback: NumberFormat = NumberFormat.VIETNAMESE) -> CountColumn:
    """Return a column of counts read in the one format in which its cells are whole numbers.

    ``fallback`` is used where no cell shows a sign. Where two formats explain the cells equally badly no format is
    chosen and every cell that depends on it is unreadable.
    """
    counted = Counter(cell for cell in cells if isinstance(cell, str))
    texts = Counter({cell: count for cell, count in counted.items() if not is_blank(cell)})
    return CountColumn(find_count_format(texts, fallback), cells)


@lru_cache(maxsize=65536, typed=True)
def parse_count_cell(cell: Cell, number_format: NumberFormat | None) -> ParsedNumber:
    """Return one cell of a column of counts read in the format of the column."""
    number = _parse_count_cell(cell, number_format)
    return TOO_LARGE if _is_too_large(number) else number


def parse_scaled_column(cells: Sequence[Cell], unit_count: int) -> CountColumn:
    """Return a column given in units of ``unit_count`` people as people; «4,3» in thousands is 4300."""
    texts = [cell for cell in cells if isinstance(cell, str) and not is_blank(cell)]
    faults = {
        known: sum(parse_number(text, known).state == NumberState.UNREADABLE for text in texts)
        for known in NumberFormat
    }
    # At a tie the Vietnamese one: «1,250» thousand is one and a quarter, unless the cells say otherwise.
    best = min(NumberFormat, key=lambda known: faults[known])
    return CountColumn(best, cells, unit_count)


def _scale(cell: Cell, number_format: NumberFormat, unit_count: int) -> ParsedNumber:
    if isinstance(cell, str):
        number = MISSING if is_blank(cell) else parse_number(cell, number_format)
    else:
        number = parse_plain_number(cell)
    if number.value is None:
        return number
    scaled = round(number.value * unit_count, 6)
    if scaled != scaled.to_integral_value():
        return UNREADABLE
    people = ParsedNumber(NumberState.VALUE, scaled)
    return TOO_LARGE if _is_too_large(people) else people


def parse_plain_number(cell: Cell) -> ParsedNumber:
    """Return what a typed cell holds, fractions too."""
    if is_blank(cell):
        return MISSING
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return UNREADABLE
    value = Decimal(repr(cell))
    return ParsedNumber(NumberState.VALUE, value) if value.is_finite() else UNREADABLE


def shows_thousands(cells: Sequence[Cell], number_format: NumberFormat) -> bool:
    """Tell whether any text of a column parts its thousands in ``number_format``."""
    thousands = _SIGNS[number_format][0]
    texts = (cell for cell in cells if isinstance(cell, str) and thousands in cell)
    return any(_is_whole(parse_number(text, number_format)) for text in texts)


def find_count_format(texts: Counter[str], fallback: NumberFormat) -> NumberFormat | None:
    """Return the format that leaves the fewest cells without a whole number, None at a tie of faults."""
    wrong = {
        number_format: {text for text in texts if not _is_whole(parse_number(text, number_format))}
        for number_format in NumberFormat
    }
    faults = {number_format: sum(texts[text] for text in cells) for number_format, cells in wrong.items()}
    best = min(faults.values())
    winners = [number_format for number_format, count in faults.items() if count == best]
    if len(winners) == 1:
        return winners[0]
    # Cells that neither format reads say nothing about the format.
    unreadable_in_both = sum(texts[text] for text in set.intersection(*wrong.values()))
    return fallback if best == unreadable_in_both else None


def _is_whole(number: ParsedNumber) -> bool:
    """Tell whether a cell fits a column of counts; missing and withheld cells fit any."""
    if number.state in (NumberState.MISSING, NumberState.WITHHELD):
        return True
    if number.value is None or number.is_percent:
        return False
    # «12.0» is a count that a program wrote; «4,000» is four thousand in the other format, not four.
    return number.value == number.value.to_integral_value() and number.decimals < 3


def _read_whole(cells: Sequence[Cell]) -> NDArray[np.float64]:
    """Return typed cells as counts, NaN where they are blank, no whole number or more people than there can be."""
    values = np.array(cells, dtype=np.float64)
    values[~((np.floor(values) == values) & (np.abs(values) <= MOST_PEOPLE))] = np.nan
    return values


def _is_too_large(number: ParsedNumber) -> bool:
    return number.value is not None and abs(number.value) > MOST_PEOPLE


def _parse_count_cell(cell: Cell, number_format: NumberFormat | None) -> ParsedNumber:
    if cell is None:
        return MISSING
    if isinstance(cell, str):
        return _parse_count_text(cell, number_format)
    if type(cell) is int or type(cell) is float:
        return _parse_count_value(cell)
    return UNREADABLE


@lru_cache(maxsize=65536)
def _parse_count_value(cell: int | float) -> ParsedNumber:
    value = Decimal(repr(cell))
    if not value.is_finite():
        return UNREADABLE
    return ParsedNumber(NumberState.VALUE, value) if value == value.to_integral_value() else _build_damaged(value)


@lru_cache(maxsize=65536)
def _parse_count_text(text: str, number_format: NumberFormat | None) -> ParsedNumber:
    if is_blank(text):
        return MISSING
    readings = [parse_number(text, known) for known in ([number_format] if number_format else NumberFormat)]
    whole = [reading for reading in readings if _is_whole(reading)]
    if len(whole) == len(readings) and len(set(whole)) == 1:
        return whole[0]
    stripped = text.strip()
    if number_format and _DAMAGED_TEXT.fullmatch(stripped):
        return _build_damaged(Decimal(stripped.replace(",", ".")))
    return UNREADABLE


def _build_damaged(value: Decimal) -> ParsedNumber:
    """Return a fraction in a column of counts, with the thousands it may have been (4.3 was 4.300)."""
    suggestion = value * 1000
    if abs(value) < 1000 and suggestion == suggestion.to_integral_value():
        return ParsedNumber(NumberState.DAMAGED, suggestion=int(suggestion))
    return UNREADABLE


def _split_marks(text: str) -> tuple[bool, str, bool]:
    """Part ``(12)``, ``-12`` and ``12 %`` into sign, digits and percent."""
    is_percent = text.endswith("%")
    body = text.removesuffix("%").strip()
    if body.startswith("(") and body.endswith(")"):
        return True, body[1:-1].strip(), is_percent
    if body[:1] in ("-", "−", "+"):
        return body[0] != "+", body[1:].strip(), is_percent
    return False, body, is_percent
