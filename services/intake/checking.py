"""All sheets of a file: understood together, each matched and checked against one vintage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.engine import Connection

from geodata.area_index import AreaIndex, build_area_index
from geodata.errors import Bilingual
from services.intake.checks.check_sums import Covered, build_check_sums, check_failing_sums, find_covered
from services.intake.checks.damage import check_damage
from services.intake.checks.date_checks import check_dates
from services.intake.checks.proportions import check_contradictions, check_proportions, check_schemes
from services.intake.checks.rates import check_rates
from services.intake.checks.replaced import check_replaced
from services.intake.collection import pause_collection
from services.intake.contents.contents import Contents, join_contents
from services.intake.contents.facts import check_pilots
from services.intake.contents.kind_contents import build_contents, settle_rows
from services.intake.corrections import list_corrected
from services.intake.counts import TableCounts, check_cells, parse_counts
from services.intake.files.remarks import RemarkKind
from services.intake.files.sheets import Sheet, Workbook
from services.intake.headers.column_checks import check_columns, check_mapping
from services.intake.headers.columns import PlainTable
from services.intake.kinds import IntakeKind
from services.intake.layout.laid_rows import RowKind
from services.intake.layout.table_layout import TableLayout, leave_out_hidden
from services.intake.long_tables.condensing import CondensedSheet, NotPlainError
from services.intake.long_tables.tables import (
    UnkeyedPlacesError,
    build_not_plain,
    check_long_table,
    condense_sheets,
    count_unmatched,
    is_long,
    lay_out,
)
from services.intake.matching.candidates import rank_candidates
from services.intake.matching.joining import join_rows
from services.intake.options import IntakeOptions
from services.intake.outcomes import Finding, JoinedRow, RowOutcome, Severity
from services.intake.report import IntakeReport, SheetReport
from services.intake.scope.covering import Covering, find_covering
from services.intake.scope.file_scope import FileScope, build_tableless, find_file_scope
from services.intake.scope.scope import build_found_table
from services.intake.scope.understanding import SheetUnderstanding, Understanding, build_understood_document
from services.intake.scope.vintage_checks import check_vintage_fit
from services.intake.sheet_choice import MOST_ROWS, choose_sheets, correct_sheets
from services.intake.table_reading import ReadFile, find_shared_scheme, read_tables
from services.store.aliases import read_aliases
from services.store.places import read_places

_COUNTED_KINDS = (IntakeKind.COUNTS, IntakeKind.TARGETS, IntakeKind.DENOMINATORS, IntakeKind.PILOTS)
_FAULTS = (RemarkKind.FORMULA_UNCALCULATED, RemarkKind.CELL_ERROR)
_NO_VINTAGE = Bilingual("Chưa rõ bộ ranh giới nên chưa ghép", "Not matched: the vintage is not known yet")


@dataclass(frozen=True)
class CheckedSheets:
    """What came of all sheets of a file."""

    report: IntakeReport
    contents: Contents
    understood: Understanding


@dataclass(frozen=True)
class _CheckedSheet:
    report: SheetReport
    contents: Contents
    findings: tuple[Finding, ...]


def check_sheets(connection: Connection, workbook: Workbook, options: IntakeOptions, today: date) -> CheckedSheets:
    """Return the report of a workbook and what it would put into a release; changes nothing.

    BadInput where no sheet holds a table or one lists persons; NotFound where what the options name is missing.
    """
    with pause_collection():
        sheets = choose_sheets(workbook, options)
        if not any(is_long(sheet) for sheet in sheets):
            return _check_sheets(connection, workbook, correct_sheets(sheets, options), options, today)
        try:
            return _check_condensed(connection, workbook, sheets, options, today)
        except NotPlainError as error:
            if all(len(sheet.rows) <= MOST_ROWS for sheet in sheets):
                return _check_sheets(connection, workbook, correct_sheets(sheets, options), options, today)
            raise build_not_plain(next(sheet for sheet in sheets if is_long(sheet)), error) from None


def _check_condensed(
    connection: Connection, workbook: Workbook, sheets: Sequence[Sheet], options: IntakeOptions, today: date
) -> CheckedSheets:
    """Return what comes of long tables by the rows that stand for theirs; NotPlainError where that cannot be."""
    try:
        condensed = condense_sheets(sheets, options, frozenset())
        return _check_sheets(connection, workbook, condensed, options, today)
    except UnkeyedPlacesError as found:
        condensed = condense_sheets(sheets, options, found.indexes)
        return _check_sheets(connection, workbook, condensed, options, today)


def _check_sheets(
    connection: Connection, workbook: Workbook, sheets: Sequence[Sheet], options: IntakeOptions, today: date
) -> CheckedSheets:
    laid = [(sheet, lay_out(sheet)) for sheet in sheets]
    pairs = list(zip(sheets, leave_out_hidden(laid, options.sheet_names), strict=True))
    found = [build_found_table(sheet, layout) for sheet, layout in pairs if layout.is_table]
    if not found:
        raise build_tableless([(s.name, layout.reason) for s, layout in pairs if layout.reason], workbook.file_name)
    scope = find_file_scope(connection, found, options, today)
    read = read_tables(connection, scope, options)
    check_mapping(read.tables, options.mapping)
    index = _build_index(connection, scope)
    run = _Run(scope, read.kind.value or IntakeKind.COUNTS, index, options, today)
    checked = [_check_table(run, table) for table in read.tables]
    understood = _build_understanding(pairs, scope, read)
    return _join(connection, workbook, pairs, checked, run, read, understood)


@dataclass(frozen=True)
class _Run:
    """What the checks of all tables of a file share."""

    scope: FileScope
    kind: IntakeKind
    index: AreaIndex | None
    options: IntakeOptions
    today: date


def _build_index(connection: Connection, scope: FileScope) -> AreaIndex | None:
    if scope.vintage is None or scope.areas is None:
        return None
    aliases = [stored.alias for stored in read_aliases(connection, scope.vintage.vintage_id)]
    return build_area_index(scope.vintage.vintage_id, scope.areas, scope.province_code.value, aliases)


def _check_table(run: _Run, table: PlainTable) -> _CheckedSheet:
    """Match and check one table; without a vintage its columns alone."""
    if isinstance(table.sheet, CondensedSheet):
        return _check_long(run, table)
    counts = parse_counts(table)
    findings = list(check_columns(table)) if run.kind in _COUNTED_KINDS else []
    if run.index is None or run.scope.vintage is None:
        rows = _list_unmatched(table)
        return _CheckedSheet(SheetReport(table.sheet.name, table, counts, rows), Contents(), tuple(findings))
    rows = join_rows(table, run.index, _find_decisions(run.options, table.sheet))
    rows = settle_rows(run.kind, table, rows, run.index)
    covered = find_covered(table, run.index, rows)
    rows = rank_candidates(table, run.index, counts, rows, covered)
    contents = build_contents(run.kind, table, counts, rows, run.index, run.today)
    findings += _check_counts(run, table, counts, rows, covered)
    findings += contents.findings
    findings += check_vintage_fit(table, run.index, rows)
    sums = (*build_check_sums(table, counts, rows, covered), *contents.check_sums)
    findings += check_failing_sums(table, sums)
    return _CheckedSheet(SheetReport(table.sheet.name, table, counts, rows, sums), contents, tuple(findings))


def _check_long(run: _Run, table: PlainTable) -> _CheckedSheet:
    long = check_long_table(run.kind, table, run.index, _find_decisions(run.options, table.sheet))
    findings = list(check_columns(table)) if run.kind in _COUNTED_KINDS else []
    if run.index is None or run.scope.vintage is None:
        rows = count_unmatched(table, _list_unmatched(table))
        return _CheckedSheet(SheetReport(table.sheet.name, table, long.counts, rows), Contents(), tuple(findings))
    findings += [*_check_days(run, table), *long.findings, *check_vintage_fit(long.table, run.index, long.rows)]
    report = SheetReport(table.sheet.name, long.table, long.counts, long.rows)
    return _CheckedSheet(report, long.contents, tuple(findings))


def _check_counts(
    run: _Run, table: PlainTable, counts: TableCounts, rows: Sequence[JoinedRow], covered: Covered
) -> list[Finding]:
    settled = list_corrected(table.sheet, run.options.corrections)
    cells = check_damage(table, counts, rows, covered, check_cells(table, counts, rows), settled)
    findings = [*cells, *check_pilots(table, rows)]
    if run.kind != IntakeKind.OUTREACH_EVENTS:  # an event without a scheme was for all of them
        findings += check_schemes(table, rows)
    return [
        *_check_days(run, table),
        *findings,
        *check_proportions(table, counts, rows),
        *check_rates(table, counts, rows),
    ]


def _check_days(run: _Run, table: PlainTable) -> list[Finding]:
    vintage, as_of = run.scope.vintage, table.as_of
    if vintage is None or as_of is None:
        return []
    last_day = _find_last_day(run, as_of)
    return check_dates(table, vintage, as_of, last_day, allow_earlier=run.options.allow_earlier)


def _find_last_day(run: _Run, as_of: date) -> date:
    """No count is of a day to come; targets, pilots and terms are decided ahead, events are dated one by one."""
    is_counted = run.kind in (IntakeKind.COUNTS, IntakeKind.DENOMINATORS)
    return run.today if is_counted else max(run.today, as_of)


def _find_decisions(options: IntakeOptions, sheet: Sheet) -> dict[int, str | None]:
    return {
        decision.row: decision.area_code
        for decision in options.decisions
        if decision.sheet is None or decision.sheet == sheet.name
    }


def _list_unmatched(table: PlainTable) -> tuple[JoinedRow, ...]:
    return tuple(
        JoinedRow(
            position,
            laid.row.number,
            RowOutcome.UNKNOWN if laid.kind == RowKind.DATA else RowOutcome.IGNORED,
            laid.label,
            reason=_NO_VINTAGE if laid.kind == RowKind.DATA else Bilingual("Không phải dòng số liệu", "No row of data"),
            sheet=table.sheet.name,
        )
        for position, laid in enumerate(table.laid)
    )


def _join(
    connection: Connection,
    workbook: Workbook,
    pairs: Sequence[tuple[Sheet, TableLayout]],
    checked: Sequence[_CheckedSheet],
    run: _Run,
    read: ReadFile,
    understood: Understanding,
) -> CheckedSheets:
    contents = join_contents([one.contents for one in checked])
    contents = replace(contents, facts=contents.facts.drop_duplicates(ignore_index=True))
    covering = _find_covering(connection, run, checked)
    understood = replace(understood, covers=covering.covers, covered=covering.covered, unit_names=covering.names)
    first = read.tables[0]
    findings = [
        *run.scope.findings,
        *read.findings,
        *_list_remarks(pairs),
        *(finding for one in checked for finding in one.findings),
        *check_contradictions(first, contents.facts),
    ]
    if run.index is not None and not any(finding.severity == Severity.ERROR for finding in findings):
        findings += check_replaced(connection, first, run.index, contents.facts, covering.covered)
    reports = iter(checked)
    sheets = tuple(next(reports).report if layout.is_table else _build_ignored(s, layout) for s, layout in pairs)
    report = IntakeReport(
        workbook.file_name,
        workbook.file_sha256,
        sheets,
        tuple(findings),
        contents.facts,
        _build_settings(understood),
        build_understood_document(understood),
    )
    return CheckedSheets(report, contents, understood)


def _find_covering(connection: Connection, run: _Run, checked: Sequence[_CheckedSheet]) -> Covering:
    if run.index is None or run.scope.vintage is None or run.scope.areas is None:
        return Covering()
    tables = list(zip(run.scope.tables, (one.report.rows for one in checked), strict=True))
    places = read_places(connection, run.scope.vintage.vintage_id)
    return find_covering(run.kind, tables, run.scope.areas, places, run.options.covers)


def _build_ignored(sheet: Sheet, layout: TableLayout) -> SheetReport:
    rows = tuple(
        JoinedRow(position, row.number, RowOutcome.IGNORED, "", reason=layout.reason, sheet=sheet.name)
        for position, row in enumerate(sheet.rows)
    )
    return SheetReport(sheet.name, None, None, rows, reason=layout.reason)


def _list_remarks(pairs: Sequence[tuple[Sheet, TableLayout]]) -> list[Finding]:
    """Return what is odd about the cells of the tables; a formula without result or with an error is no blank."""
    return [
        Finding(
            str(remark.kind),
            Severity.ERROR if remark.kind in _FAULTS else Severity.WARNING,
            remark.message,
            remark.hint,
            remark.build_place(sheet.file_name, sheet.name),
        )
        for sheet, layout in pairs
        if layout.is_table
        for remark in sheet.remarks
    ]


def _build_understanding(pairs: Sequence[tuple[Sheet, TableLayout]], scope: FileScope, read: ReadFile) -> Understanding:
    tables = iter(read.tables)
    sheets = tuple(
        SheetUnderstanding(sheet, layout, next(tables))
        if layout.is_table
        else SheetUnderstanding(sheet, None, None, layout.reason)
        for sheet, layout in pairs
    )
    levels = [one.level for one in scope.tables]
    return Understanding(
        kind=read.kind,
        vintage_id=scope.vintage_id,
        as_of=scope.as_of,
        province_code=scope.province_code,
        level=max(levels, key=lambda level: level.value.rank if level.value else 0),
        scheme=find_shared_scheme(scope, read.tables),
        sheets=sheets,
    )


def _build_settings(understood: Understanding) -> dict[str, str]:
    as_of = understood.as_of.value
    return {
        "kind": str(understood.kind.value or ""),
        "vintage_id": understood.vintage_id.value or "",
        "province_code": understood.province_code.value or "",
        "level": str(understood.level.value or ""),
        "scheme": str(understood.scheme.value or ""),
        "as_of": as_of.isoformat() if as_of else "",
        "covers": str(understood.covers.value or ""),
    }
