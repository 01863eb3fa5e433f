"""Matched rows as facts of a release."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.errors import Bilingual
from services.intake.counts import TableCounts
from services.intake.headers.columns import Column, ColumnOrigin, PlainTable
from services.intake.headers.meanings import DENOMINATORS, Role
from services.intake.outcomes import LOADED, Finding, JoinedRow, RowOutcome, Severity
from services.intake.values.cells import Cell, build_text, is_blank
from services.intake.values.dates import parse_date
from services.intake.values.day_words import find_day_words
from services.intake.values.numbers import CountColumn
from services.measures.schemes import ANY_SCHEME, Measure, Scheme
from services.store.coded_facts import CodedColumn, code_repeated, tell_codes
from services.store.releases import FACT_COLUMNS, PILOT_COLUMNS

_UNREADABLE = Bilingual("Ô không phải ngày", "The cell holds no date")
_WRITE_DAY = Bilingual("Viết ngày/tháng/năm: 01/06/2021.", "Write day/month/year: 01/06/2021.")
_NO_START = Bilingual("Có ngày kết thúc mà không có ngày bắt đầu", "There is a last day and no first day")
_GIVE_START = Bilingual("Ghi ngày bắt đầu làm xã điểm của dòng này.", "Give the first day as a pilot in this row.")
_REVERSED = Bilingual("Ngày kết thúc trước ngày bắt đầu", "The last day comes before the first")
_MEND_TERM = Bilingual(
    "Sửa một trong hai ngày; để trống ngày kết thúc nếu còn là xã điểm.",
    "Mend one of the two; leave the last day blank while it is a pilot.",
)


def build_facts(table: PlainTable, counts: TableCounts, rows: Sequence[JoinedRow]) -> pd.DataFrame:
    """Return one row per count of a matched row, columns ``FACT_COLUMNS``; a blank cell gives no row at all."""
    facts, _ = build_stated_facts(table, counts, rows)
    return facts


def build_stated_facts(table: PlainTable, counts: TableCounts, rows: Sequence[JoinedRow]) -> tuple[pd.DataFrame, bool]:
    """Return the facts as ``build_facts`` does, and whether no two of them can be of one thing.

    None can where each area stands in one row, and each column is of another thing.
    """
    loaded = [row for row in rows if row.outcome in LOADED and row.area is not None]
    listed = [row.area.area_code for row in loaded if row.area is not None]
    is_each_once = _are_things_apart(counts, loaded) and len(set(listed)) == len(listed)
    codes = pd.array(listed, dtype="str")
    positions = np.array([row.index for row in loaded], dtype=np.intp)
    has_days = any(row.as_of is not None for row in loaded)
    parts = [_build_part(column, parsed, positions) for column, parsed in counts.columns]
    filled = [part for part in parts if len(part.told)]
    if not filled:
        return _build_bare(), is_each_once
    told = np.concatenate([part.told for part in filled])
    lengths = [len(part.told) for part in filled]
    counted = np.concatenate([part.counts for part in filled])
    missing = np.isnan(counted)
    facts = pd.DataFrame(
        {
            "scheme": _build_schemes(filled, loaded),
            "measure": _repeat([str(part.column.meaning.measure) for part in filled], lengths),
            "as_of": np.concatenate([_build_days(part, loaded, has_days=has_days) for part in filled]),
            "level": _repeat([str(table.level)], [len(told)]),
            "area_code": codes.take(told),
            "count": pd.arrays.IntegerArray(np.where(missing, 0, counted).astype(np.int64), missing),
            "status": pd.array(["reported", "withheld"], dtype="str").take(missing.astype(np.intp)),
        },
        columns=FACT_COLUMNS,
    )
    if is_each_once:
        tell_codes(facts, _code_columns(filled, lengths, listed, str(table.level), missing))
        return facts, True
    # With a scheme column a place has several rows; its denominator is the same in each, or it is no denominator.
    return facts.drop_duplicates(ignore_index=True), False


def _code_columns(
    parts: Sequence[_Part], lengths: Sequence[int], codes: Sequence[str], level: str, missing: NDArray[np.bool_]
) -> dict[str, CodedColumn]:
    """Return the columns of facts that are each of another thing, coded as they were made."""
    meanings = [part.column.meaning for part in parts]
    told = np.concatenate([part.told for part in parts])
    return {
        "scheme": code_repeated([str(one.scheme) for one in meanings], lengths),
        "measure": code_repeated([str(one.measure) for one in meanings], lengths),
        "as_of": code_repeated([one.as_of for one in meanings], lengths),
        "level": code_repeated([level], [len(told)]),
        "area_code": CodedColumn(told, codes),
        "status": CodedColumn(missing.astype(np.intp), ("reported", "withheld")),
    }


def _are_things_apart(counts: TableCounts, loaded: Sequence[JoinedRow]) -> bool:
    meanings = [column.meaning for column, _ in counts.columns]
    things = {(one.scheme, one.measure, one.as_of) for one in meanings}
    is_plain = all(one.scheme is not None and one.measure not in DENOMINATORS for one in meanings)
    return is_plain and len(things) == len(meanings) and all(row.as_of is None for row in loaded)


@dataclass(frozen=True)
class _Part:
    """The facts of one column: the places of their rows among the loaded ones, and their counts, NaN if withheld."""

    column: Column
    told: NDArray[np.intp]
    counts: NDArray[np.float64]


def _build_part(column: Column, parsed: CountColumn, positions: NDArray[np.intp]) -> _Part:
    values, withheld = parsed.values[positions], parsed.withheld[positions]
    told = np.flatnonzero(np.isfinite(values) | withheld)
    return _Part(column, told, values[told])


def _build_schemes(parts: Sequence[_Part], loaded: Sequence[JoinedRow]) -> pd.api.extensions.ExtensionArray:
    """Return the scheme of each fact: that of its column, or of its row where the column is of none."""
    own = [ANY_SCHEME if one.column.meaning.measure in DENOMINATORS else one.column.meaning.scheme for one in parts]
    if all(own):
        return _repeat([str(scheme) for scheme in own], [len(one.told) for one in parts])
    texts: list[str] = []
    for scheme, part in zip(own, parts, strict=True):
        rows = part.told.tolist()
        texts += [str(scheme)] * len(rows) if scheme else [str(loaded[place].scheme or "") for place in rows]
    return pd.array(texts, dtype="str")


def _build_days(part: _Part, loaded: Sequence[JoinedRow], *, has_days: bool) -> NDArray[np.object_]:
    days = np.full(len(part.told), part.column.meaning.as_of, dtype=object)
    if has_days:
        days[:] = [_find_fact_day(loaded[place], part.column) for place in part.told.tolist()]
    return days


def _find_fact_day(row: JoinedRow, column: Column) -> date | None:
    return column.meaning.as_of if row.as_of is None else find_day(row, column)


def find_day(row: JoinedRow, column: Column) -> date | None:
    """Return the day of a count: the row's own where the header leaves it undated, or names no more than its year."""
    words = find_day_words(column.header)
    says_day = bool(words.days or words.months or words.parts) or column.origin != ColumnOrigin.HEADER
    is_of_year = row.as_of is not None and words.years in ((), (row.as_of.year,))
    undated = words.is_undated or (is_of_year and column.meaning.measure == Measure.TARGET)
    return row.as_of if row.as_of is not None and undated and not says_day else column.meaning.as_of


def _repeat(texts: Sequence[str], lengths: Sequence[int]) -> pd.api.extensions.ExtensionArray:
    return pd.array(list(texts), dtype="str").take(np.repeat(np.arange(len(texts)), lengths))


def _build_bare() -> pd.DataFrame:
    return pd.DataFrame({name: [] for name in FACT_COLUMNS}, dtype=object).astype({"count": "Int64"})


def build_pilots(table: PlainTable, rows: Sequence[JoinedRow]) -> pd.DataFrame:
    """Return one row per pilot area of the matched rows, columns ``PILOT_COLUMNS``."""
    records = [
        (str(row.scheme or table.pilot_scheme), str(table.level), row.area.area_code, day, _read_pilot_end(table, row))
        for row, day in _list_pilot_days(table, rows)
        if day is not None and row.area is not None and row.outcome in LOADED and (row.scheme or table.pilot_scheme)
    ]
    return pd.DataFrame(records, columns=PILOT_COLUMNS)


def check_pilots(table: PlainTable, rows: Sequence[JoinedRow]) -> list[Finding]:
    """Return the cells of the pilot columns that hold no date, ends without or before a start, the want of a scheme."""
    column = table.find_column(Role.PILOT_START)
    if column is not None and table.pilot_scheme is None and not table.is_split_by_scheme:
        return [_build_pilot_scheme_missing(table, column)]
    begun = dict.fromkeys((row.index for row, _ in _list_pilot_days(table, rows)))
    found = [
        _build_pilot_finding(table, row, Role.PILOT_START, "date_unreadable", _UNREADABLE, _WRITE_DAY)
        for row, day in _list_pilot_days(table, rows)
        if day is None
    ]
    for row, first, last in _list_pilot_ends(table, rows):
        if last is None:
            found.append(_build_pilot_finding(table, row, Role.PILOT_END, "date_unreadable", _UNREADABLE, _WRITE_DAY))
        elif row.index not in begun:
            found.append(
                _build_pilot_finding(table, row, Role.PILOT_END, "pilot_start_missing", _NO_START, _GIVE_START)
            )
        elif first is not None and last < first:
            found.append(_build_pilot_finding(table, row, Role.PILOT_END, "pilot_term_reversed", _REVERSED, _MEND_TERM))
    return found


def _build_pilot_finding(
    table: PlainTable, row: JoinedRow, role: Role, code: str, message: Bilingual, hint: Bilingual
) -> Finding:
    column = table.find_column(role)
    place = table.sheet.build_place(
        row.number, column.letter if column else None, build_text(_read_pilot_cell(table, row, role))
    )
    return Finding(code, Severity.ERROR, message, hint, place)


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
    for row in rows:
        if _has_pilot_cell(table, row, Role.PILOT_START):
            yield row, parse_date(_read_pilot_cell(table, row, Role.PILOT_START))


def _list_pilot_ends(
    table: PlainTable, rows: Sequence[JoinedRow]
) -> Iterable[tuple[JoinedRow, date | None, date | None]]:
    """Yield the rows whose end is filled, with start and end, None where they are no dates."""
    for row in rows:
        if _has_pilot_cell(table, row, Role.PILOT_END):
            first, last = (parse_date(_read_pilot_cell(table, row, one)) for one in (Role.PILOT_START, Role.PILOT_END))
            yield row, first, last


def _read_pilot_end(table: PlainTable, row: JoinedRow) -> date | None:
    """Return the last day of a pilot; None while it is one."""
    return parse_date(_read_pilot_cell(table, row, Role.PILOT_END))


def _has_pilot_cell(table: PlainTable, row: JoinedRow, role: Role) -> bool:
    cell = _read_pilot_cell(table, row, role)
    is_counted = row.outcome not in (RowOutcome.IGNORED, RowOutcome.SUBTOTAL)
    return is_counted and not is_blank(cell) and cell not in ("-", "x")


def _read_pilot_cell(table: PlainTable, row: JoinedRow, role: Role) -> Cell:
    column = table.find_column(role)
    return table.rows[row.index].read_cell(column.index) if column is not None else None
