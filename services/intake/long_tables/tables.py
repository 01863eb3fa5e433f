"""A long table of places, schemes, dates and counts: checked as its condensed rows, counted as whole columns.

Gives what the ordinary way gives, row by row; a table of another layout is refused with the row that shows it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from geodata.area_index import AreaIndex
from geodata.errors import BadInput, Bilingual
from services.intake.contents.contents import Contents
from services.intake.counts import TableCounts
from services.intake.files.sheets import Sheet
from services.intake.headers.columns import PlainTable
from services.intake.headers.meanings import Role
from services.intake.headers.new_enrolments import check_new_periods
from services.intake.kinds import IntakeKind
from services.intake.layout.laid_rows import LaidRow, RowKind
from services.intake.layout.table_layout import TableLayout, find_table
from services.intake.long_tables.condensing import Condensed, CondensedSheet, NotPlainError, condense_sheet
from services.intake.long_tables.counts import LongCounts, parse_condensed_counts, parse_long_counts
from services.intake.long_tables.facts import build_long_facts
from services.intake.long_tables.findings import check_long_cells, check_long_proportions, check_long_schemes
from services.intake.long_tables.outcomes import count_rows, mark_long_duplicates, read_long_rows
from services.intake.matching.candidates import rank_candidates
from services.intake.matching.joining import match_rows
from services.intake.matching.parent_doubts import gather_parent_doubts
from services.intake.options import IntakeOptions
from services.intake.outcomes import Finding, JoinedRow, RowOutcome
from services.intake.sheet_choice import MOST_ROWS
from services.intake.values.cells import build_column_letter

FEWEST_ROWS = 20_000  # below it every row of a long text is laid out and matched by itself, within seconds
_PLACES = (*(Role.NAME, Role.CODE, Role.MANAGING_UNIT, Role.MANAGING_UNIT_CODE, Role.PROVINCE, Role.PROVINCE_CODE),)
_PLAIN_ROLES = (*_PLACES, Role.SCHEME, Role.ROW_DATE, Role.REMARK, Role.IGNORE)
_PLAIN_KINDS = (IntakeKind.COUNTS, IntakeKind.TARGETS, IntakeKind.DENOMINATORS)
_LAID_OUT = {
    RowKind.TOTAL: Bilingual("một dòng tổng", "a total"),
    RowKind.GROUP: Bilingual("một dòng đầu nhóm", "the heading of a group"),
    RowKind.NOTE: Bilingual("một dòng ghi chú", "a note"),
}


class UnkeyedPlacesError(Exception):
    """Columns that tell places though no header says so; the table is to be condensed by them, too."""

    def __init__(self, indexes: frozenset[int]) -> None:
        super().__init__(indexes)
        self.indexes = indexes


@dataclass(frozen=True)
class LongChecked:
    """What came of a long table; ``table``, ``counts`` and ``rows`` are those of its condensed rows."""

    table: PlainTable
    counts: TableCounts
    rows: tuple[JoinedRow, ...]
    contents: Contents
    findings: tuple[Finding, ...]


def is_long(sheet: Sheet) -> bool:
    """Tell whether a sheet is to be checked as a long table where it can be."""
    return sheet.text is not None and len(sheet.rows) > FEWEST_ROWS


def condense_sheets(sheets: Sequence[Sheet], options: IntakeOptions, keys: frozenset[int]) -> list[Sheet]:
    """Return the sheets with the long ones condensed; ``keys`` are columns that tell places besides the headed ones."""
    return [(condense_sheet(sheet, options, keys) or sheet) if is_long(sheet) else sheet for sheet in sheets]


def lay_out(sheet: Sheet) -> TableLayout:
    """Return how a sheet is laid out; NotPlainError where a condensed one has rows that speak of those around them."""
    layout = find_table(sheet)
    if not isinstance(sheet, CondensedSheet) or not layout.is_table:
        return layout
    rows = tuple(_strip(row) for row in layout.rows)
    _check_given_once(sheet, layout)
    return replace(layout, rows=rows)


def check_long_table(
    kind: IntakeKind, table: PlainTable, index: AreaIndex | None, decisions: Mapping[int, str | None]
) -> LongChecked:
    """Return the rows of a condensed table matched, its counts as facts, and what is wrong with its cells.

    ``index`` None: nothing is matched, the rows are told as ``unmatched`` gives them. ``decisions``: row number → area
    code, for all rows that the row of that number stands for. Raises NotPlainError and UnkeyedPlacesError.
    """
    condensed = _get_condensed(table)
    _check_plain(kind, table, condensed)
    kinds = [laid.kind for laid in table.laid[condensed.offset :]]
    is_counted = np.array([one == RowKind.DATA for one in kinds], dtype=np.bool_)[condensed.groups]
    counts = parse_long_counts(table, condensed.columns, is_counted)
    if index is None:
        return LongChecked(table, parse_condensed_counts(table, counts), (), Contents(), ())
    return _check_matched(table, index, decisions, condensed, counts)


def count_unmatched(table: PlainTable, rows: Sequence[JoinedRow]) -> tuple[JoinedRow, ...]:
    """Return the condensed rows with how many rows each stands for."""
    condensed = _get_condensed(table)
    return (*rows[: condensed.offset], *count_rows(rows[condensed.offset :], condensed))


def build_not_plain(sheet: Sheet, error: NotPlainError) -> BadInput:
    """Return the error for a long table whose rows cannot be checked column by column."""
    return BadInput(
        "table_not_plain",
        Bilingual(
            f"Bảng dài hơn {MOST_ROWS} dòng phải là bảng phẳng, mỗi dòng một đơn vị: {error.reason.vi}",
            f"A table of more than {MOST_ROWS} rows has to be plain, one place a row: {error.reason.en}",
        ),
        Bilingual(
            "Bỏ dòng tổng, dòng nhóm và cột không phải đơn vị, loại hình, ngày hay số đếm (--map «Tiêu đề=ignore»), "
            "hoặc chia nhỏ tệp.",
            "Leave out totals, headings and columns that are no place, scheme, date or count (--map «Header=ignore»), "
            "or part the file.",
        ),
        sheet.build_place(error.row, error.column),
    )


def _check_matched(
    table: PlainTable,
    index: AreaIndex,
    decisions: Mapping[int, str | None],
    condensed: Condensed,
    counts: tuple[LongCounts, ...],
) -> LongChecked:
    matched = match_rows(table, index, decisions)
    for row in matched:
        if row.outcome == RowOutcome.SUBTOTAL:
            raise NotPlainError(_say_row(_LAID_OUT[RowKind.TOTAL], row.name), row.number)
    long_rows = read_long_rows(table, condensed)
    rows, condensed = mark_long_duplicates(matched, condensed, long_rows)
    table = _lay_anew(table, rows, condensed)
    condensed_counts = parse_condensed_counts(table, counts)
    candidates = rank_candidates(table, index, condensed_counts, rows, {})
    ranked = gather_parent_doubts(table, index, candidates, decisions)
    facts = build_long_facts(table, counts, ranked, condensed, long_rows)
    findings = (
        *check_long_cells(table, counts, ranked, condensed),
        *check_long_schemes(table, ranked, condensed, long_rows),
        *check_long_proportions(table, counts, ranked, condensed, long_rows),
        *check_new_periods(table),
    )
    return LongChecked(table, condensed_counts, ranked, Contents(facts=facts), findings)


def _lay_anew(table: PlainTable, rows: Sequence[JoinedRow], condensed: Condensed) -> PlainTable:
    """Return the table with the rows that were set apart as duplicates laid out like those they stood among."""
    kinds = {laid.row.number: laid for laid in table.laid}
    body = [kinds.get(row.number) or _read_laid(table, condensed, row) for row in rows[condensed.offset :]]
    laid = (*table.laid[: condensed.offset], *body)
    plain = tuple(one.row for one in laid)
    sheet = replace(table.sheet, rows=plain, condensed=condensed)  # type: ignore[call-arg]
    return replace(table, sheet=sheet, rows=plain, laid=laid, layout=replace(table.layout, rows=laid))


def _read_laid(table: PlainTable, condensed: Condensed, row: JoinedRow) -> LaidRow:
    position = int(np.searchsorted(condensed.text.lines, row.number - condensed.text.first_number))
    return LaidRow(condensed.text.read_row(position), RowKind.DATA, label=row.name)


def _get_condensed(table: PlainTable) -> Condensed:
    condensed = table.sheet.condensed if isinstance(table.sheet, CondensedSheet) else None
    if condensed is None:
        raise TypeError("the sheet was not condensed")
    return condensed


def _check_plain(kind: IntakeKind, table: PlainTable, condensed: Condensed) -> None:
    if kind not in _PLAIN_KINDS:
        raise NotPlainError(Bilingual("tệp không phải số đếm hay chỉ tiêu", "the file is not of counts or targets"))
    if table.unit_count != 1:
        raise NotPlainError(Bilingual("bảng tính bằng nghìn người", "the table counts in thousands"))
    for column in table.columns:
        if column.is_understood and column.meaning.measure is None and column.meaning.role not in _PLAIN_ROLES:
            raise NotPlainError(_say_column(column.label), table.header_row, column.letter)
        if column.meaning.organisation:
            raise NotPlainError(_say_column(column.label), table.header_row, column.letter)
    places = frozenset(column.index for column in table.columns if column.meaning.role in _PLACES)
    if places - condensed.keys:
        raise UnkeyedPlacesError(places)


def _strip(row: LaidRow) -> LaidRow:
    """Return a row that stands under nothing; NotPlainError where it heads others, sums them or speaks of them."""
    if row.kind in _LAID_OUT:
        raise NotPlainError(_say_row(_LAID_OUT[row.kind], row.label), row.row.number)
    return row._replace(group=(), parents=(), filled=()) if row.kind == RowKind.DATA else row


def _check_given_once(sheet: CondensedSheet, layout: TableLayout) -> None:
    """Raise NotPlainError where a column gives its words once for the rows below."""
    columns = sheet.condensed.columns if sheet.condensed is not None else {}
    for index in (*layout.columns.parents, *layout.columns.names[:-1]):
        column = columns.get(index)
        if column is None:
            continue
        filled = np.array([text is not None for text in column.texts], dtype=np.bool_)[column.codes]
        same = (column.codes[1:] == column.codes[:-1]) & filled[1:]
        if filled.any() and not filled.all() and not same.any():
            reason = Bilingual("một cột chỉ ghi một lần cho các dòng dưới", "a column says once what holds below")
            raise NotPlainError(reason, column=build_column_letter(index))


def _say_row(what: Bilingual, label: str) -> Bilingual:
    return Bilingual(f"«{label}» là {what.vi}", f"«{label}» is {what.en}")


def _say_column(label: str) -> Bilingual:
    return Bilingual(
        f"cột {label} không phải đơn vị, loại hình, ngày hay số đếm", f"{label} is no place, scheme, date or count"
    )
