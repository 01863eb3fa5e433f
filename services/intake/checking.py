"""All sheets of a file: understood together, each matched and checked against one vintage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial

from sqlalchemy.engine import Connection

from geodata.area_index import AreaIndex
from geodata.areas import Level
from services.intake.checks.proportions import check_contradictions
from services.intake.checks.replaced import check_replaced
from services.intake.checks.second_tables import check_second_table
from services.intake.collection import pause_collection
from services.intake.contents.contents import Contents, join_contents
from services.intake.files.remarks import RemarkKind
from services.intake.files.sheets import Sheet, Workbook
from services.intake.headers.column_checks import check_mapping
from services.intake.kinds import IntakeKind
from services.intake.layout.table_layout import TableLayout, leave_out_hidden
from services.intake.long_tables.condensing import NotPlainError
from services.intake.long_tables.tables import (
    UnkeyedPlacesError,
    build_not_plain,
    condense_sheets,
    is_long,
    lay_out,
)
from services.intake.matching.crossed_places import read_pieces
from services.intake.options import IntakeOptions
from services.intake.outcomes import LOADED, Finding, JoinedRow, RowOutcome, Severity
from services.intake.report import IntakeReport, SheetReport
from services.intake.scope.covering import Covering, find_covering
from services.intake.scope.file_scope import FileScope, build_tableless, find_file_scope
from services.intake.scope.scope import build_found_table
from services.intake.scope.understanding import (
    Origin,
    SheetUnderstanding,
    Understanding,
    Understood,
    build_understood_document,
)
from services.intake.sheet_checking import CheckedSheet, CheckRun, check_table
from services.intake.sheet_choice import MOST_ROWS, choose_sheets, correct_sheets
from services.intake.table_reading import ReadFile, find_shared_scheme, read_tables
from services.store.aliases import read_aliases
from services.store.area_fixes import read_former_names
from services.store.unit_history import read_gazetteer

_FAULTS = (RemarkKind.FORMULA_UNCALCULATED, RemarkKind.CELL_ERROR)


@dataclass(frozen=True)
class CheckedSheets:
    """What came of all sheets of a file."""

    report: IntakeReport
    contents: Contents
    understood: Understanding


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
    kind = read.kind.value or IntakeKind.COUNTS
    read_history = cache(partial(read_gazetteer, connection))
    read_crossed = cache(partial(read_pieces, connection, scope.vintage_id.value))
    run = CheckRun(scope, kind, index, options, today, read_history, read_crossed)
    checked = [check_table(run, table) for table in read.tables]
    understood = _build_understanding(pairs, scope, read)
    return _join(connection, workbook, pairs, checked, run, read, understood)


def _build_index(connection: Connection, scope: FileScope) -> AreaIndex | None:
    if scope.vintage is None or scope.areas is None:
        return None
    vintage_id = scope.vintage.vintage_id
    aliases = [stored.alias for stored in read_aliases(connection, vintage_id)]
    aliases += read_former_names(connection, vintage_id)
    return AreaIndex(vintage_id, scope.areas.tree, scope.province_code.value, aliases)


def _join(
    connection: Connection,
    workbook: Workbook,
    pairs: Sequence[tuple[Sheet, TableLayout]],
    checked: Sequence[CheckedSheet],
    run: CheckRun,
    read: ReadFile,
    understood: Understanding,
) -> CheckedSheets:
    contents = join_contents([one.contents for one in checked])
    if not contents.states_each_once:
        contents = replace(contents, facts=contents.facts.drop_duplicates(ignore_index=True))
    covering = _find_covering(run, checked)
    understood = replace(understood, province_code=_find_province(run, checked, understood))
    understood = replace(understood, covers=covering.covers, covered=covering.covered, unit_names=covering.names)
    first = read.tables[0]
    findings = [
        *(finding for sheet, layout in pairs for finding in check_second_table(sheet, layout)),
        *run.scope.findings,
        *read.findings,
        *_list_remarks(pairs),
        *(finding for one in checked for finding in one.findings),
        *([] if contents.states_each_once else check_contradictions(first, contents.facts)),
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


def _find_province(run: CheckRun, checked: Sequence[CheckedSheet], understood: Understanding) -> Understood[str]:
    """Return the province of the file; where nothing names it, the one that all matched rows lie in."""
    if understood.province_code.value is not None or run.index is None:
        return understood.province_code
    areas = [row.area for one in checked for row in one.report.rows if row.outcome in LOADED and row.area is not None]
    # Whatever lies in one parent lies in one province.
    told = {area if area.level is Level.PROVINCE else (area.parent_level, area.parent_code): area for area in areas}
    lineages = map(run.index.list_lineage, told.values())
    codes = {code for lineage in lineages for level, code in lineage if level is Level.PROVINCE}
    return Understood(codes.pop(), Origin.ROWS) if len(codes) == 1 else understood.province_code


def _find_covering(run: CheckRun, checked: Sequence[CheckedSheet]) -> Covering:
    if run.index is None or run.scope.vintage is None or run.scope.areas is None:
        return Covering()
    tables = list(zip(run.scope.tables, (one.report.rows for one in checked), strict=True))
    return find_covering(run.kind, tables, run.scope.areas, run.options.covers)


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
