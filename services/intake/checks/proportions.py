"""What must hold of the counts of a table beside each other, and whether its totals add up."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from geodata.errors import Bilingual
from services.intake.counts import TableCounts
from services.intake.headers.columns import Column, PlainTable
from services.intake.headers.meanings import DENOMINATORS, Role
from services.intake.outcomes import LOADED, UNSETTLED, Finding, JoinedRow, Severity
from services.intake.values.cells import build_text
from services.measures.schemes import Measure

_EXAMPLE_COUNT = 5


def check_proportions(table: PlainTable, counts: TableCounts, rows: Sequence[JoinedRow]) -> list[Finding]:
    """Return the rows with more participants than people to count among; unusual, to be looked at, no error."""
    findings = []
    denominators = [column for column in table.count_columns if column.meaning.measure in DENOMINATORS]
    for column in table.count_columns:
        if column.meaning.measure != Measure.ENROLLED:
            continue
        kind = str(column.meaning.scheme.denominator_kind) if column.meaning.scheme else None
        for denominator in denominators:
            if kind is not None and denominator.meaning.measure != kind:
                continue
            for row in rows:
                if row.outcome not in LOADED or (kind is None and not _counts_among(row, denominator)):
                    continue
                enrolled = counts.read_count(column.index, row.index)
                among = counts.read_count(denominator.index, row.index)
                if enrolled is not None and among is not None and enrolled > among:
                    findings.append(build_above_denominator(table, column, denominator, row, enrolled, among))
    return findings


def check_schemes(table: PlainTable, rows: Sequence[JoinedRow]) -> list[Finding]:
    """Return the rows whose scheme column names no scheme."""
    column = table.find_column(Role.SCHEME)
    if column is None:
        return []
    return [
        build_scheme_unreadable(table, column, row.number, build_text(table.rows[row.index].read_cell(column.index)))
        for row in rows
        if row.scheme is None and row.outcome in (*LOADED, *UNSETTLED)
    ]


def build_scheme_unreadable(table: PlainTable, column: Column, row: int, text: str) -> Finding:
    """Return the error about a cell of the scheme column that names none; ``row`` is its number."""
    return Finding(
        "scheme_unreadable",
        Severity.ERROR,
        Bilingual("Không rõ loại hình bảo hiểm của dòng", "The scheme of the row is not known"),
        Bilingual("Ghi BHXH_BB, BHXH_TN, BHTN, BHYT hay BHYT_HGD.", "Write BHXH_BB, BHXH_TN, BHTN, BHYT or BHYT_HGD."),
        table.sheet.build_place(row, column.letter, text),
    )


def check_contradictions(table: PlainTable, facts: pd.DataFrame) -> list[Finding]:
    """Return the areas of which rows or sheets state one count twice and differently, denominators apart."""
    key = ["scheme", "measure", "as_of", "level", "area_code"]
    repeated = facts[facts.duplicated(key, keep=False)]
    if repeated.empty:
        return []
    is_denominator = repeated["measure"].isin([str(measure) for measure in DENOMINATORS])
    findings = []
    for rows, code, vi, en in (
        (repeated[is_denominator], "denominator_differs", "mẫu số", "denominators"),
        (repeated[~is_denominator], "count_differs", "số đếm", "counts"),
    ):
        codes = sorted(set(rows["area_code"]))
        listed = ", ".join(codes[:_EXAMPLE_COUNT])
        if codes:
            findings.append(_build_contradiction(table, code, listed, vi, en))
    return findings


def _build_contradiction(table: PlainTable, code: str, listed: str, vi: str, en: str) -> Finding:
    return Finding(
        code,
        Severity.ERROR,
        Bilingual(f"Một đơn vị có hai {vi} khác nhau: {listed}", f"Areas with two {en} that differ: {listed}"),
        Bilingual(
            "Ghi cùng một số ở mọi dòng và trang của đơn vị, hoặc chọn trang bằng --sheet.",
            "State one number in all rows and sheets of an area, or choose the sheets with --sheet.",
        ),
        table.sheet.build_place(text=listed),
    )


def _counts_among(row: JoinedRow, denominator: Column) -> bool:
    return row.scheme is not None and str(row.scheme.denominator_kind) == str(denominator.meaning.measure)


def build_above_denominator(
    table: PlainTable, column: Column, denominator: Column, row: JoinedRow, enrolled: int, among: int
) -> Finding:
    """Return the warning about a row with more participants than people to count among."""
    return Finding(
        "enrolled_above_denominator",
        Severity.WARNING,
        Bilingual(
            f"{row.name}: {enrolled} người tham gia, lớn hơn mẫu số {among} ({denominator.label})",
            f"{row.name}: {enrolled} participants, more than the denominator of {among} ({denominator.label})",
        ),
        Bilingual("Kiểm tra hai ô; số vẫn được nạp nguyên.", "Check both cells; the counts are loaded as they are."),
        table.sheet.build_place(row.number, column.letter, str(enrolled)),
    )
