"""Matched rows as facts of a release."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import pandas as pd

from geodata.errors import Bilingual
from services.intake.cells import Cell, build_text, is_blank
from services.intake.columns import Column, PlainTable
from services.intake.counts import TableCounts
from services.intake.dates import parse_date
from services.intake.meanings import DENOMINATORS, Role
from services.intake.numbers import NumberState
from services.intake.outcomes import LOADED, Finding, JoinedRow, RowOutcome, Severity
from services.measures.schemes import ANY_SCHEME, Scheme
from services.store.releases import FACT_COLUMNS, PILOT_COLUMNS


def build_facts(table: PlainTable, counts: TableCounts, rows: Sequence[JoinedRow]) -> pd.DataFrame:
    """Return one row per count of a matched row, columns ``FACT_COLUMNS``; a blank cell gives no row at all."""
    records = []
    for column, parsed in counts.columns:
        meaning = column.meaning
        for row in rows:
            if row.outcome not in LOADED or row.area is None:
                continue
            number = parsed.numbers[row.index]
            if number.state not in (NumberState.VALUE, NumberState.WITHHELD):
                continue
            scheme = ANY_SCHEME if meaning.measure in DENOMINATORS else str(meaning.scheme or row.scheme)
            status = "reported" if number.state == NumberState.VALUE else "withheld"
            count = int(number.value) if number.value is not None else None
            key = (scheme, str(meaning.measure), meaning.as_of, str(table.level), row.area.area_code)
            records.append((*key, count, status))
    facts = pd.DataFrame(records, columns=FACT_COLUMNS)
    # With a scheme column a place has several rows; its denominator is the same in each, or it is no denominator.
    return facts.drop_duplicates(ignore_index=True).astype({"count": "Int64"})


def build_pilots(table: PlainTable, rows: Sequence[JoinedRow]) -> pd.DataFrame:
    """Return one row per pilot area of the matched rows, columns ``PILOT_COLUMNS``."""
    records = [
        (str(row.scheme or table.pilot_scheme), str(table.level), row.area.area_code, day)
        for row, day in _list_pilot_days(table, rows)
        if day is not None and row.area is not None and row.outcome in LOADED and (row.scheme or table.pilot_scheme)
    ]
    return pd.DataFrame(records, columns=PILOT_COLUMNS)


def check_pilots(table: PlainTable, rows: Sequence[JoinedRow]) -> list[Finding]:
    """Return the cells of the pilot column that hold no date, and the want of a scheme that they are pilots of."""
    column = table.find_column(Role.PILOT_START)
    if column is not None and table.pilot_scheme is None and not table.is_split_by_scheme:
        return [_build_pilot_scheme_missing(table, column)]
    return [
        Finding(
            "date_unreadable",
            Severity.ERROR,
            Bilingual("Ô không phải ngày", "The cell holds no date"),
            Bilingual("Viết ngày/tháng/năm: 01/06/2021.", "Write day/month/year: 01/06/2021."),
            table.sheet.build_place(
                row.number, column.letter if column else None, build_text(_read_pilot_cell(table, row))
            ),
        )
        for row, day in _list_pilot_days(table, rows)
        if day is None
    ]


def _build_pilot_scheme_missing(table: PlainTable, column: Column) -> Finding:
    return Finding(
        "pilot_scheme_missing",
        Severity.ERROR,
        Bilingual("Không rõ xã điểm của loại hình bảo hiểm nào", "It is not known which scheme the pilots are for"),
        Bilingual(f"Thêm --scheme ({', '.join(Scheme)}).", f"Give --scheme ({', '.join(Scheme)})."),
        table.sheet.build_place(column=column.letter, text=column.header),
    )


def _list_pilot_days(table: PlainTable, rows: Sequence[JoinedRow]) -> Iterable[tuple[JoinedRow, date | None]]:
    """Yield the rows whose pilot cell is filled, with its date, None where it is none."""
    if table.find_column(Role.PILOT_START) is None:
        return
    for row in rows:
        cell = _read_pilot_cell(table, row)
        if is_blank(cell) or cell in ("-", "x") or row.outcome in (RowOutcome.IGNORED, RowOutcome.SUBTOTAL):
            continue
        yield row, parse_date(cell)


def _read_pilot_cell(table: PlainTable, row: JoinedRow) -> Cell:
    column = table.find_column(Role.PILOT_START)
    return table.rows[row.index].read_cell(column.index) if column is not None else None
