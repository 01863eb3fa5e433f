"""One sheet of a file: its rows matched, its counts, totals and days checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from geodata.area_index import AreaIndex
from geodata.errors import Bilingual
from geodata.gazetteer import Gazetteer
from services.intake.checks.check_sums import Covered, build_check_sums, check_failing_sums, find_covered
from services.intake.checks.damage import check_damage
from services.intake.checks.date_checks import check_dates
from services.intake.checks.proportions import check_proportions, check_schemes
from services.intake.checks.rates import check_rates
from services.intake.contents.contents import Contents
from services.intake.contents.facts import check_pilots
from services.intake.contents.kind_contents import build_contents, settle_rows
from services.intake.corrections import list_corrected
from services.intake.counts import TableCounts, check_cells, parse_counts
from services.intake.files.sheets import Sheet
from services.intake.headers.column_checks import check_columns
from services.intake.headers.columns import PlainTable
from services.intake.kinds import IntakeKind
from services.intake.layout.laid_rows import RowKind
from services.intake.long_tables.condensing import CondensedSheet
from services.intake.long_tables.tables import (
    check_long_table,
    count_unmatched,
)
from services.intake.matching.candidates import rank_candidates
from services.intake.matching.crossed_places import Pieces, offer_crossed_places
from services.intake.matching.dated_names import offer_dated_names
from services.intake.matching.joining import join_rows
from services.intake.matching.parent_doubts import gather_parent_doubts
from services.intake.options import IntakeOptions
from services.intake.outcomes import UNSETTLED, Finding, JoinedRow, RowOutcome
from services.intake.report import SheetReport
from services.intake.scope.file_scope import FileScope
from services.intake.scope.vintage_checks import check_vintage_fit

_COUNTED_KINDS = (IntakeKind.COUNTS, IntakeKind.TARGETS, IntakeKind.DENOMINATORS, IntakeKind.PILOTS)
_NO_VINTAGE = Bilingual("Chưa rõ bộ ranh giới nên chưa ghép", "Not matched: the vintage is not known yet")


@dataclass(frozen=True)
class CheckRun:
    """What the checks of all tables of a file share."""

    scope: FileScope
    kind: IntakeKind
    index: AreaIndex | None
    options: IntakeOptions
    today: date
    read_gazetteer: Callable[[], Gazetteer | None] = lambda: None
    read_pieces: Callable[[], Pieces] = dict


@dataclass(frozen=True)
class CheckedSheet:
    """What came of one sheet that holds a table."""

    report: SheetReport
    contents: Contents
    findings: tuple[Finding, ...]


def check_table(run: CheckRun, table: PlainTable) -> CheckedSheet:
    """Match and check one table; without a vintage its columns alone."""
    if isinstance(table.sheet, CondensedSheet):
        return _check_long(run, table)
    counts = parse_counts(table)
    findings = list(check_columns(table)) if run.kind in _COUNTED_KINDS else []
    if run.index is None or run.scope.vintage is None:
        rows = _list_unmatched(table)
        return CheckedSheet(SheetReport(table.sheet.name, table, counts, rows), Contents(), tuple(findings))
    decisions = _find_decisions(run.options, table.sheet)
    rows = join_rows(table, run.index, decisions)
    rows = settle_rows(run.kind, table, rows, run.index)
    covered = find_covered(table, run.index, rows)
    rows = rank_candidates(table, run.index, counts, rows, covered)
    rows = gather_parent_doubts(table, run.index, rows, decisions)
    rows = _offer_dated(run, table, run.index, rows)
    contents = build_contents(run.kind, table, counts, rows, run.index, run.today)
    findings += _check_counts(run, table, counts, rows, covered)
    findings += contents.findings
    findings += check_vintage_fit(table, run.index, rows)
    sums = (*build_check_sums(table, counts, rows, covered), *contents.check_sums)
    findings += check_failing_sums(table, sums)
    return CheckedSheet(SheetReport(table.sheet.name, table, counts, rows, sums), contents, tuple(findings))


def _check_long(run: CheckRun, table: PlainTable) -> CheckedSheet:
    long = check_long_table(run.kind, table, run.index, _find_decisions(run.options, table.sheet))
    findings = list(check_columns(table)) if run.kind in _COUNTED_KINDS else []
    if run.index is None or run.scope.vintage is None:
        rows = count_unmatched(table, _list_unmatched(table))
        return CheckedSheet(SheetReport(table.sheet.name, table, long.counts, rows), Contents(), tuple(findings))
    findings += [*_check_days(run, table), *long.findings, *check_vintage_fit(long.table, run.index, long.rows)]
    rows = _offer_dated(run, long.table, run.index, long.rows)
    report = SheetReport(table.sheet.name, long.table, long.counts, rows)
    return CheckedSheet(report, long.contents, tuple(findings))


def _offer_dated(
    run: CheckRun, table: PlainTable, index: AreaIndex, rows: tuple[JoinedRow, ...]
) -> tuple[JoinedRow, ...]:
    """Return the rows with what other days call them among their candidates; all is read where any row asks only.

    First the areas that hold a commune of another vintage, then those that once bore the name.
    """
    vintage = run.scope.vintage
    if vintage is None or not any(row.outcome in UNSETTLED for row in rows):
        return rows
    gazetteer = run.read_gazetteer()
    if gazetteer is not None:
        rows = offer_dated_names(table, index, vintage, gazetteer, rows)
    return offer_crossed_places(table, index, vintage.effective_from, run.read_pieces(), rows)


def _check_counts(
    run: CheckRun, table: PlainTable, counts: TableCounts, rows: Sequence[JoinedRow], covered: Covered
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


def _check_days(run: CheckRun, table: PlainTable) -> list[Finding]:
    vintage, as_of = run.scope.vintage, table.as_of
    if vintage is None or as_of is None:
        return []
    last_day = _find_last_day(run, as_of)
    return check_dates(table, vintage, as_of, last_day, allow_earlier=run.options.allow_earlier)


def _find_last_day(run: CheckRun, as_of: date) -> date:
    """No count is of a day to come; targets, pilots and terms are decided ahead, events are dated one by one."""
    is_counted = run.kind in (IntakeKind.COUNTS, IntakeKind.DENOMINATORS, IntakeKind.GROUPS)
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
