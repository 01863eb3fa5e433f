"""The report of one file: every row with its outcome, the counts that add up, totals and check sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from geodata.errors import Bilingual, Place
from geodata.places import IndexedArea
from services.intake.counts import TableCounts
from services.intake.headers.columns import Column, PlainTable
from services.intake.outcomes import LOADED, UNSETTLED, CheckSum, Finding, JoinedRow, RowOutcome, Severity


class ReportDocument(Mapping[str, Any]):
    """A report as plain JSON values, built when first read: a preview shows none of its 12,000 rows."""

    def __init__(self, report: IntakeReport) -> None:
        self._report = report

    @cached_property
    def _document(self) -> dict[str, Any]:
        return build_report_document(self._report)

    def __getitem__(self, key: str) -> Any:
        return self._document[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._document)

    def __len__(self) -> int:
        return len(self._document)


@dataclass(frozen=True)
class SheetReport:
    """What came of one sheet; one without a table has rows all the same, each ignored."""

    name: str | None
    table: PlainTable | None
    counts: TableCounts | None
    rows: tuple[JoinedRow, ...]
    check_sums: tuple[CheckSum, ...] = ()
    reason: Bilingual | None = None


@dataclass(frozen=True)
class IntakeReport:
    """What came of a file; ``facts`` are those that would be or were published."""

    file_name: str
    file_sha256: str
    sheets: tuple[SheetReport, ...]
    findings: tuple[Finding, ...]
    facts: pd.DataFrame
    settings: Mapping[str, str]
    understood: Mapping[str, Any] = field(default_factory=dict)

    @property
    def tables(self) -> tuple[PlainTable, ...]:
        """The tables of the file."""
        return tuple(sheet.table for sheet in self.sheets if sheet.table is not None)

    @property
    def table(self) -> PlainTable:
        """The first table of the file."""
        return self.tables[0]

    @property
    def rows(self) -> tuple[JoinedRow, ...]:
        """Every row of every sheet."""
        return tuple(row for sheet in self.sheets for row in sheet.rows)

    @property
    def check_sums(self) -> tuple[CheckSum, ...]:
        """Every stated total beside what its rows add up to."""
        return tuple(check_sum for sheet in self.sheets for check_sum in sheet.check_sums)

    @property
    def outcome_counts(self) -> dict[str, int]:
        """How many rows had each outcome; they add up to the rows read."""
        counted: Counter[RowOutcome] = Counter()
        for row in self.rows:
            counted[row.outcome] += row.row_count
        return {str(outcome): counted.get(outcome, 0) for outcome in RowOutcome}

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that stop an import, whatever is left out."""
        return tuple(finding for finding in self.findings if finding.severity == Severity.ERROR)

    @property
    def unsettled(self) -> tuple[JoinedRow, ...]:
        """The rows whose place was not found for certain."""
        return tuple(row for row in self.rows if row.outcome in UNSETTLED)

    @property
    def questions(self) -> tuple[JoinedRow, ...]:
        """The unsettled rows that a person is asked about; the others wait for one of these."""
        return tuple(row for row in self.unsettled if row.waits_for is None)

    def build_place(self, sheet: str | None = None, row: int | None = None, text: str | None = None) -> Place:
        """Return where in the file something stands."""
        return Place(self.file_name, sheet, row, None, text)


def count_rows(rows: Iterable[JoinedRow]) -> int:
    """Return how many rows of the file these stand for."""
    return sum(row.row_count for row in rows)


def build_totals(facts: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the sum of each level, scheme, measure and date with the number of its areas, withheld ones apart."""
    totals = []
    for key, group in facts.groupby(["level", "scheme", "measure", "as_of"], sort=True):
        level, scheme, measure, as_of = (str(part) for part in key)
        withheld = int((group["status"] == "withheld").sum())
        totals.append(
            {
                "scheme": scheme,
                "measure": measure,
                "as_of": as_of,
                "level": level,
                "count": int(group["count"].sum()),
                "area_count": len(group) - withheld,
                "withheld_count": withheld,
            }
        )
    return totals


def build_report_document(report: IntakeReport, *, with_rows: bool = True) -> dict[str, Any]:
    """Return the report as plain JSON values; ``with_rows`` False leaves the matched rows out.

    Flat lists, each entry with its ``sheet``; rows also carry their candidates, best first.
    """
    rows = [row for row in report.rows if with_rows or row.outcome not in LOADED]
    tables = [sheet for sheet in report.sheets if sheet.table is not None]
    return {
        "file": report.file_name,
        "file_sha256": report.file_sha256,
        "sheet": tables[0].name if tables else None,
        **report.settings,
        "understood": dict(report.understood),
        "sheets": [_build_sheet(sheet) for sheet in report.sheets],
        "columns": [
            _build_column(sheet, column, sheet.counts)
            for sheet in tables
            if sheet.table is not None
            for column in sheet.table.columns
        ],
        "rows_read": count_rows(report.rows),
        "outcomes": report.outcome_counts,
        "totals": build_totals(report.facts),
        "check_sums": [_build_check_sum(check_sum) for check_sum in report.check_sums],
        "check_sums_held": sum(check_sum.holds for check_sum in report.check_sums),
        "errors": [_build_finding(finding) for finding in report.errors],
        "warnings": [_build_finding(f) for f in report.findings if f.severity == Severity.WARNING],
        "rows": [_build_row(row) for row in rows],
    }


def _build_sheet(sheet: SheetReport) -> dict[str, Any]:
    layout = sheet.table.layout if sheet.table is not None else None
    return {
        "sheet": sheet.name,
        "rows_read": count_rows(sheet.rows),
        "is_table": layout is not None,
        "level": str(sheet.table.level) if sheet.table is not None else None,
        "header_rows": list(layout.header_rows) if layout is not None else [],
        "code_row": layout.code_row if layout is not None else None,
        "reason": _build_text(sheet.reason) if sheet.reason else None,
    }


def _build_column(sheet: SheetReport, column: Column, counts: TableCounts | None) -> dict[str, Any]:
    formats = {counted.index: parsed.number_format for counted, parsed in counts.columns} if counts else {}
    meaning = column.meaning
    return {
        "sheet": sheet.name,
        "column": column.letter,
        "header": column.header,
        "meaning": str(meaning) if column.is_understood else "",
        "origin": str(column.origin),
        "proposal": str(column.proposal) if column.proposal else None,
        "as_of": meaning.as_of.isoformat() if meaning.as_of else None,
        "scheme": meaning.scheme,
        "number_format": formats.get(column.index),
    }


def _build_row(row: JoinedRow) -> dict[str, Any]:
    notes = dict(row.notes)
    return {
        "sheet": row.sheet,
        "row": row.number,
        "row_count": row.row_count,
        "numbers": list(row.numbers),
        "outcome": str(row.outcome),
        "name": row.name,
        "code": row.code,
        "parent": row.parent,
        "scheme": row.scheme,
        "area_code": row.area.area_code if row.area else None,
        "area_name": row.area.name if row.area else None,
        "way": row.way,
        "is_decided": row.is_decided,
        "reason": _build_text(row.reason) if row.reason else None,
        "candidates": [_build_candidate(area, notes.get(area.area_code)) for area in row.candidates],
        "asks": str(row.asks) if row.asks else None,
        "asked": row.asked,
        "waits_for": row.waits_for,
    }


def _build_candidate(area: IndexedArea, note: Bilingual | None) -> dict[str, Any]:
    return {"area_code": area.area_code, "name": area.name, "note": _build_text(note) if note else None}


def _build_check_sum(check_sum: CheckSum) -> dict[str, Any]:
    return {
        "sheet": check_sum.sheet,
        "row": check_sum.row,
        "name": check_sum.name,
        "column": check_sum.column,
        "header": check_sum.header,
        "stated_count": check_sum.stated_count,
        "summed_count": check_sum.summed_count,
        "difference_count": check_sum.difference_count,
        "holds": check_sum.holds,
    }


def _build_finding(finding: Finding) -> dict[str, Any]:
    place = finding.place
    return {
        "code": finding.code,
        "message": _build_text(finding.message),
        "hint": _build_text(finding.hint),
        "sheet": place.sheet,
        "row": place.row,
        "column": place.column,
        "text": place.text,
        "suggestion": finding.suggestion,
    }


def _build_text(text: Bilingual) -> dict[str, str]:
    return {"vi": text.vi, "en": text.en}
