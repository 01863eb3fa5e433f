"""Rates and changes that a file prints: no data, but recomputed from its counts and compared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from geodata.errors import Bilingual
from services.intake.cells import Cell, build_text
from services.intake.columns import Column, PlainTable
from services.intake.counts import TableCounts
from services.intake.headers import build_plain_header
from services.intake.meanings import Role
from services.intake.numbers import NumberFormat, NumberState, ParsedNumber, parse_number, parse_plain_number
from services.intake.outcomes import Finding, JoinedRow, RowOutcome, Severity
from services.intake.rate_formulas import Form, Formula, Operands, list_formulas

_SAMPLE = 200
_UNCHECKED = re.compile(r"xep hang|thu hang|binh quan")
_MOST_FINDINGS = 500
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
    stated = [row for row in rows if row.is_place or row.outcome == RowOutcome.SUBTOTAL]
    for column in table.columns:
        if column.meaning.role == Role.RECOMPUTED and not _UNCHECKED.search(build_plain_header(column.header)):
            findings += _check_column(table, counts, column, stated)
    return findings[:_MOST_FINDINGS]


def _check_column(table: PlainTable, counts: TableCounts, column: Column, rows: Sequence[JoinedRow]) -> list[Finding]:
    printed = [
        (row, number)
        for row in rows
        if (number := _read_printed(table.rows[row.index].read_cell(column.index))) is not None
    ]
    formulas = list_formulas(table, counts, column)
    if not printed or not formulas:
        return []
    sample = printed[:: max(1, len(printed) // _SAMPLE)]
    formula, form, share = max(
        ((f, form, _measure_fit(f, form, sample)) for f in formulas for form in f.forms), key=lambda entry: entry[2]
    )
    if share < 0.5:
        return [_build_unexplained(table, column)]
    return list(_list_differences(table, column, formula, form, printed))


def _measure_fit(formula: Formula, form: Form, sample: Sequence[tuple[JoinedRow, ParsedNumber]]) -> float:
    """Return the share of the printed cells that a formula explains; a cell without its operands is not explained."""
    fitting = 0
    for row, number in sample:
        operands = formula.read(row.index)
        fitting += operands is not None and _fits(formula, form, operands, number)
    return fitting / len(sample)


def _list_differences(
    table: PlainTable,
    column: Column,
    formula: Formula,
    form: Form,
    printed: Sequence[tuple[JoinedRow, ParsedNumber]],
) -> Iterator[Finding]:
    for row, number in printed:
        operands = formula.read(row.index)
        if operands is None or _fits(formula, form, operands, number):
            continue
        used = Form.PERCENT if number.is_percent else form
        exact = formula.compute(used, operands)
        if exact is not None:
            yield _build_difference(table, column, row, used, exact, max(number.decimals, 1))


def _fits(formula: Formula, form: Form, operands: Operands, number: ParsedNumber) -> bool:
    """Tell whether a printed number is what the formula gives, to the digits printed; a «%» is one in any column."""
    if number.value is None:
        return False
    if number.is_percent:
        shown, decimals, forms = float(number.value) * 100, number.decimals, formula.percent_forms
    else:
        shown, decimals, forms = float(number.value), number.decimals, (form,)
    for one in forms:
        exact = formula.compute(one, operands)
        # Half a unit of the last digit printed; offices round halves either way.
        if exact is not None and abs(exact - shown) <= 0.5000001 * 10.0**-decimals:
            return True
    return False


@lru_cache(maxsize=16384)
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
    return ParsedNumber(number.state, number.value, decimals=min(max(digits, 0), 6))


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
