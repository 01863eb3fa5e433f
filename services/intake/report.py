"""The report of one table: every input row with its outcome, the counts that add up, totals and check sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geodata.errors import Bilingual
from services.intake.columns import Column, PlainTable
from services.intake.counts import TableCounts
from services.intake.outcomes import LOADED, UNSETTLED, CheckSum, Finding, JoinedRow, RowOutcome, Severity


@dataclass(frozen=True)
class IntakeReport:
    """What came of a table; ``facts`` are those that would be or were published."""

    table: PlainTable
    counts: TableCounts
    rows: tuple[JoinedRow, ...]
    findings: tuple[Finding, ...]
    check_sums: tuple[CheckSum, ...]
    facts: pd.DataFrame
    settings: Mapping[str, str]

    @property
    def outcome_counts(self) -> dict[str, int]:
        """How many rows had each outcome; they add up to the rows read."""
        counted = Counter(row.outcome for row in self.rows)
        return {str(outcome): counted.get(outcome, 0) for outcome in RowOutcome}

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that stop an import, whatever is left out."""
        return tuple(finding for finding in self.findings if finding.severity == Severity.ERROR)

    @property
    def unsettled(self) -> tuple[JoinedRow, ...]:
        """The rows whose place was not found for certain."""
        return tuple(row for row in self.rows if row.outcome in UNSETTLED)


def build_totals(facts: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the sum of each scheme, measure and date with the number of areas it is over, withheld ones apart."""
    totals = []
    for key, group in facts.groupby(["scheme", "measure", "as_of"], sort=True):
        scheme, measure, as_of = (str(part) for part in key)
        withheld = int((group["status"] == "withheld").sum())
        totals.append(
            {
                "scheme": scheme,
                "measure": measure,
                "as_of": as_of,
                "count": int(group["count"].sum()),
                "area_count": len(group) - withheld,
                "withheld_count": withheld,
            }
        )
    return totals


def build_report_document(report: IntakeReport, *, with_rows: bool = True) -> dict[str, Any]:
    """Return the report as plain JSON values; ``with_rows`` False leaves the matched rows out."""
    sheet = report.table.sheet
    rows = [row for row in report.rows if with_rows or row.outcome not in LOADED]
    return {
        "file": sheet.file_name,
        "file_sha256": sheet.file_sha256,
        "sheet": sheet.name,
        **report.settings,
        "columns": [_build_column(column, report.counts) for column in report.table.columns],
        "rows_read": len(report.rows),
        "outcomes": report.outcome_counts,
        "totals": build_totals(report.facts),
        "check_sums": [_build_check_sum(check_sum) for check_sum in report.check_sums],
        "check_sums_held": sum(check_sum.holds for check_sum in report.check_sums),
        "errors": [_build_finding(finding) for finding in report.errors],
        "warnings": [_build_finding(f) for f in report.findings if f.severity == Severity.WARNING],
        "rows": [_build_row(row) for row in rows],
    }


def _build_column(column: Column, counts: TableCounts) -> dict[str, Any]:
    formats = {counted.index: parsed.number_format for counted, parsed in counts.columns}
    meaning = column.meaning
    return {
        "column": column.letter,
        "header": column.header,
        "meaning": str(meaning),
        "as_of": meaning.as_of.isoformat() if meaning.as_of else None,
        "scheme": meaning.scheme,
        "number_format": formats.get(column.index),
    }


def _build_row(row: JoinedRow) -> dict[str, Any]:
    return {
        "row": row.number,
        "outcome": str(row.outcome),
        "name": row.name,
        "code": row.code,
        "parent": row.parent,
        "scheme": row.scheme,
        "area_code": row.area.area_code if row.area else None,
        "area_name": row.area.name if row.area else None,
        "way": row.way,
        "reason": _build_text(row.reason) if row.reason else None,
        "candidates": [{"area_code": area.area_code, "name": area.name} for area in row.candidates],
    }


def _build_check_sum(check_sum: CheckSum) -> dict[str, Any]:
    return {
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
    }


def _build_text(text: Bilingual) -> dict[str, str]:
    return {"vi": text.vi, "en": text.en}
