"""What a column of rates or changes may compare: from its header and its number row, with the counts of the table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from services.intake.counts import TableCounts
from services.intake.headers.columns import Column, PlainTable
from services.intake.headers.headers import build_plain_header, find_header_scheme
from services.intake.headers.meanings import DENOMINATORS
from services.measures.schemes import Measure

_COMPLETION = re.compile(
    r"\bkh\b|ke hoach|chi tieu|hoan thanh|\bdat\b|con phai|con thieu|con lai|vuot|completion|target|plan"
)
_SHARE = re.compile(r"bao phu|ty le|ti le|coverage|rate|lld|lao dong|dan so")
_CHANGE = re.compile(r"tang|giam|so voi|\bso\b|chenh lech|change|growth|cung ky")
_FORMULA = re.compile(r"^\(?\s*\w{1,2}\s*\)?\s*=\s*\(?\s*(\w{1,2})\s*\)?\s*([/:\-–x])\s*\(?\s*(\w{1,2})\s*\)?")

Values = NDArray[np.float64]  # one per row of the sheet, NaN where there is none


class Form(StrEnum):
    """How a comparison is printed."""

    COUNT = "count"  # 16
    PERCENT = "percent"  # 68,8
    RATIO = "ratio"  # 0,688
    INDEX = "index"  # 221 % of the year before, where others print +121 %
    GAP = "gap"  # what is missing, where others print what is more


@dataclass(frozen=True)
class Formula:
    """One comparison of two columns: a share of one in the other, or a change from one to the other.

    ``share``: a / b. Otherwise a − b as a count, as a share of b, or in percentage points of ``whole``.
    """

    is_share: bool
    a: Values
    b: Values
    whole: Values | None = None

    @property
    def forms(self) -> tuple[Form, ...]:
        """How its cells may be printed."""
        if self.is_share or self.whole is not None:
            return (Form.PERCENT, Form.RATIO)
        return (Form.COUNT, Form.GAP, Form.PERCENT, Form.RATIO, Form.INDEX)

    @property
    def percent_forms(self) -> tuple[Form, ...]:
        """What a cell with a percent sign may mean."""
        return (Form.PERCENT,) if self.is_share or self.whole is not None else (Form.PERCENT, Form.INDEX)

    def compute(self, form: Form, rows: NDArray[np.intp]) -> Values:
        """Return the exact results of these rows in the unit they are printed in.

        NaN where a count is missing or it would be divided by nothing.
        """
        a, b = self.a[rows], self.b[rows]
        whole = self.whole[rows] if self.whole is not None else b
        if form in (Form.COUNT, Form.GAP):
            difference = a - b if form == Form.COUNT else b - a
            return np.where(np.isnan(whole), np.nan, difference)
        divisor = np.where(whole == 0, np.nan, whole)
        if form == Form.INDEX:
            return 100 * a / divisor
        ratio = a / divisor if self.is_share else (a - b) / divisor
        return ratio if form == Form.RATIO else 100 * ratio


def list_formulas(table: PlainTable, counts: TableCounts, column: Column) -> list[Formula]:
    """Return what a column may compare, the likeliest first: as its number row says, else by its header."""
    stated = _read_code_formula(table, counts, column)
    plain = build_plain_header(column.header)
    stocks = _list_columns(table, counts, column, (Measure.ENROLLED,))
    targets = _list_columns(table, counts, column, (Measure.TARGET,))
    wholes = _list_columns(table, counts, column, DENOMINATORS)
    formulas = [stated] if stated else []
    latest = stocks[-1:] if stocks else []
    if _COMPLETION.search(plain):
        formulas += [Formula(share, a, t) for _, a in latest for _, t in targets for share in (True, False)]
    if _CHANGE.search(plain):
        formulas += [Formula(False, a, b) for _, a in latest for _, b in stocks[:-1]]
        formulas += [Formula(True, a, b) for _, a in latest for _, b in stocks[:-1]]
        formulas += [Formula(False, a, b, d) for _, a in latest for _, b in stocks[:-1] for _, d in wholes]
    if _SHARE.search(plain) or "%" in plain:
        formulas += [Formula(True, a, d) for _, a in reversed(stocks) for _, d in wholes]
        formulas += [Formula(True, a, t) for _, a in latest for _, t in targets]
    return formulas


def _list_columns(
    table: PlainTable, counts: TableCounts, column: Column, measures: Sequence[Measure]
) -> list[tuple[date, Values]]:
    """Return the columns of these measures and of the scheme of ``column``, in the order of their dates."""
    scheme = find_header_scheme(column.header) or table.scheme
    found = [
        (counted.meaning.as_of or date.min, parsed.values)
        for counted, parsed in counts.columns
        if counted.meaning.measure in measures
        and (scheme is None or counted.meaning.scheme in (None, scheme) or counted.meaning.measure in DENOMINATORS)
    ]
    return sorted(found, key=lambda entry: entry[0])


def _read_code_formula(table: PlainTable, counts: TableCounts, column: Column) -> Formula | None:
    """Return what the number row says: «3=2/1», «(5) = (4) - (3)»."""
    codes = table.layout.codes
    match = _FORMULA.match(codes[column.index]) if column.index < len(codes) else None
    if match is None:
        return None
    indexes = {code.strip(" ()").split("=")[0].strip(" ()"): index for index, code in enumerate(codes) if code}
    if match[1] not in indexes or match[3] not in indexes:
        return None
    a, b = counts.find_values(indexes[match[1]]), counts.find_values(indexes[match[3]])
    if a is None or b is None:
        return None
    return Formula(match[2] in "/:", a, b)
