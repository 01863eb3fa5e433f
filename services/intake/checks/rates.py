"""Rates and changes that a file prints: no data, but recomputed from its counts and compared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from geodata.errors import Bilingual
from services.intake.checks.rate_formulas import Form, Formula, Values, list_formulas
from services.intake.counts import TableCounts
from services.intake.headers.columns import Column, PlainTable
from services.intake.headers.headers import build_plain_header
from services.intake.headers.meanings import Role
from services.intake.outcomes import Finding, JoinedRow, RowOutcome, Severity
from services.intake.values.cells import Cell, build_text
from services.intake.values.numbers import NumberFormat, NumberState, ParsedNumber, parse_number, parse_plain_number

_SAMPLE = 200
_UNCHECKED = re.compile(r"xep hang|thu hang|binh quan")
_MOST_FINDINGS = 500
_MOST_DECIMALS = 6
_GREATEST = 1e9  # below it a number with six decimals has at most fifteen digits: no two of them are one float
_FORMS = {
    Form.COUNT: Bilingual("", ""),
    Form.PERCENT: Bilingual(" %", " %"),
    Form.RATIO: Bilingual("", ""),
}


def check_rates(table: PlainTable, counts: TableCounts, rows: Sequence[JoinedRow]) -> list[Finding]:
    """Return a warning for each printed rate or change that the counts beside it do not give.

    What a column compares is taken from its header and its number row, and must explain most of its cells; where
    nothing does, the column is named as one that was not checked.
    """
    findings: list[Finding] = []
    places = [row.index for row in rows if row.is_place or row.outcome == RowOutcome.SUBTOTAL]
    stated = np.array(places, dtype=np.intp)
    for column in table.columns:
        if column.meaning.role == Role.RECOMPUTED and not _UNCHECKED.search(build_plain_header(column.header)):
            findings += _check_column(table, counts, column, rows, stated)
    return findings[:_MOST_FINDINGS]


def _check_column(
    table: PlainTable, counts: TableCounts, column: Column, rows: Sequence[JoinedRow], stated: NDArray[np.intp]
) -> list[Finding]:
    printed = _read_column(table, column, stated)
    formulas = list_formulas(table, counts, column)
    if not printed.rows.size or not formulas:
        return []
    sample = printed.take(slice(None, None, max(1, printed.rows.size // _SAMPLE)))
    formula, form, share = max(
        ((f, form, float(_find_fitting(f, form, sample).mean())) for f in formulas for form in f.forms),
        key=lambda entry: entry[2],
    )
    if share < 0.5:
        return [_build_unexplained(table, column)]
    return [
        _build_difference(table, column, rows[place], used, exact, decimals)
        for place, used, exact, decimals in _list_differences(formula, form, printed)
    ]


@dataclass(frozen=True)
class _Printed:
    """The numbers of a column as printed: the rows they stand in, what they show, the digits behind the sign, «%»."""

    rows: NDArray[np.intp]
    shown: Values
    decimals: NDArray[np.intp]
    is_percent: NDArray[np.bool_]

    def take(self, places: slice | NDArray[np.intp]) -> _Printed:
        return _Printed(self.rows[places], self.shown[places], self.decimals[places], self.is_percent[places])


def _read_column(table: PlainTable, column: Column, stated: NDArray[np.intp]) -> _Printed:
    """Return what a column prints in the stated rows, blank cells and words left out."""
    cells = table.list_cells(column.index)
    printed = [cells[place] for place in stated.tolist()]
    if {float, int, type(None)}.issuperset(map(type, printed)):
        values = np.array(printed, dtype=np.float64)
        if not (np.abs(values) >= _GREATEST).any():
            return _read_typed(stated[np.isfinite(values)], values[np.isfinite(values)])
    return _read_cells(stated, printed)


def _read_typed(rows: NDArray[np.intp], values: Values) -> _Printed:
    """Return typed numbers with the fewest digits that give them: those of their shortest form, at most six."""
    decimals = np.full(values.shape, _MOST_DECIMALS, dtype=np.intp)
    for digits in range(_MOST_DECIMALS - 1, -1, -1):
        decimals[np.round(values, digits) == values] = digits
    return _Printed(rows, values, decimals, np.zeros(values.shape, dtype=bool))


def _read_cells(rows: NDArray[np.intp], cells: Sequence[Cell]) -> _Printed:
    read = zip(rows.tolist(), map(_read_printed, cells), strict=True)
    numbers = [(index, number) for index, number in read if number is not None]
    values = np.array([number.value for _, number in numbers], dtype=np.float64)
    is_percent = np.array([number.is_percent for _, number in numbers], dtype=bool)
    return _Printed(
        np.array([index for index, _ in numbers], dtype=np.intp),
        np.where(is_percent, values * 100, values),
        np.array([number.decimals for _, number in numbers], dtype=np.intp),
        is_percent,
    )


def _find_fitting(formula: Formula, form: Form, printed: _Printed) -> NDArray[np.bool_]:
    """Tell which numbers are what the formula gives, to the digits printed; a «%» is one in any column.

    One without its operands is not explained.
    """
    # Half a unit of the last digit printed; offices round halves either way.
    tolerance = 0.5000001 * 10.0 ** -printed.decimals.astype(np.float64)

    def fit(one: Form) -> NDArray[np.bool_]:
        return np.abs(formula.compute(one, printed.rows) - printed.shown) <= tolerance

    fitting = fit(form) & ~printed.is_percent
    if printed.is_percent.any():
        fitting |= printed.is_percent & np.any([fit(one) for one in formula.percent_forms], axis=0)
    return fitting


def _list_differences(formula: Formula, form: Form, printed: _Printed) -> Iterator[tuple[int, Form, float, int]]:
    """Yield the row, form, exact result and digits of each number that the formula does not give."""
    wrong = printed.take(np.flatnonzero(~_find_fitting(formula, form, printed)))
    plain, percent = formula.compute(form, wrong.rows), formula.compute(Form.PERCENT, wrong.rows)
    exact = np.where(wrong.is_percent, percent, plain)
    for place in np.flatnonzero(np.isfinite(exact)).tolist():
        used = Form.PERCENT if wrong.is_percent[place] else form
        yield int(wrong.rows[place]), used, float(exact[place]), max(int(wrong.decimals[place]), 1)


@lru_cache(maxsize=65536)
def _read_printed(cell: Cell) -> ParsedNumber | None:
    if isinstance(cell, str):
        for number_format in NumberFormat:
            number = parse_number(cell, number_format)
            if number.state == NumberState.VALUE:
                return number
        return None
    number = parse_plain_number(cell)
    if number.value is None:
        return None
    digits = -int(number.value.normalize().as_tuple().exponent)
    return ParsedNumber(number.state, number.value, decimals=min(max(digits, 0), _MOST_DECIMALS))


def _build_difference(
    table: PlainTable, column: Column, row: JoinedRow, form: Form, exact: float, decimals: int
) -> Finding:
    text = build_text(table.rows[row.index].read_cell(column.index))
    value = f"{exact:.0f}" if form == Form.COUNT else f"{exact:.{min(decimals + (form == Form.RATIO), 4)}f}"
    unit = _FORMS[form]
    return Finding(
        "rate_differs",
        Severity.WARNING,
        Bilingual(
            f"{row.name}: bảng in «{text}», tính lại là {value.replace('.', ',')}{unit.vi} ({column.label})",
            f"{row.name}: the file prints «{text}», recomputed it is {value}{unit.en} ({column.label})",
        ),
        Bilingual(
            "Tỷ lệ và mức tăng giảm không được nạp; kiểm tra các ô số liệu cùng dòng.",
            "Rates and changes are not loaded; check the counts of the row.",
        ),
        table.sheet.build_place(row.number, column.letter, text),
    )


def _build_unexplained(table: PlainTable, column: Column) -> Finding:
    return Finding(
        "rate_not_checked",
        Severity.WARNING,
        Bilingual(
            f"Cột {column.label} không khớp phép tính nào từ các cột số liệu, nên không kiểm tra được",
            f"{column.label} follows from no counts of the table that were tried, so it was not checked",
        ),
        Bilingual(
            "Không ảnh hưởng số được nạp; nếu cột là số người, cho nghĩa bằng --map.",
            "No loaded count depends on it; if it counts people, give its meaning with --map.",
        ),
        table.sheet.build_place(table.header_row, column.letter, column.header),
    )
