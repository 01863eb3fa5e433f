"""What must hold of the counts of a table beside each other, and whether its totals add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from geodata.area_index import AreaIndex
from geodata.areas import Level
from geodata.errors import Bilingual
from services.intake.cells import build_text
from services.intake.columns import Column, PlainTable
from services.intake.counts import TableCounts
from services.intake.meanings import DENOMINATORS, Role
from services.intake.outcomes import LOADED, UNSETTLED, CheckSum, Finding, JoinedRow, RowOutcome, Severity
from services.measures.schemes import Measure, Scheme

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
                    findings.append(_build_above_denominator(table, column, denominator, row, enrolled, among))
    return findings


def check_schemes(table: PlainTable, rows: Sequence[JoinedRow]) -> list[Finding]:
    """Return the rows whose scheme column names no scheme."""
    column = table.find_column(Role.SCHEME)
    if column is None:
        return []
    return [
        Finding(
            "scheme_unreadable",
            Severity.ERROR,
            Bilingual("Không rõ loại hình bảo hiểm của dòng", "The scheme of the row is not known"),
            Bilingual(
                "Ghi BHXH_BB, BHXH_TN, BHTN, BHYT hay BHYT_HGD.", "Write BHXH_BB, BHXH_TN, BHTN, BHYT or BHYT_HGD."
            ),
            table.sheet.build_place(
                row.number, column.letter, build_text(table.rows[row.index].read_cell(column.index))
            ),
        )
        for row in rows
        if row.scheme is None and row.outcome in (*LOADED, *UNSETTLED)
    ]


def check_repeated_denominators(table: PlainTable, facts: pd.DataFrame) -> list[Finding]:
    """Return the areas whose rows, one per scheme, state different denominators."""
    key = ["scheme", "measure", "as_of", "level", "area_code"]
    codes = sorted(set(facts.loc[facts.duplicated(key), "area_code"]))
    if not codes:
        return []
    listed = ", ".join(codes[:_EXAMPLE_COUNT])
    return [
        Finding(
            "denominator_differs",
            Severity.ERROR,
            Bilingual(f"Một đơn vị có hai mẫu số khác nhau: {listed}", f"Areas with two denominators: {listed}"),
            Bilingual("Ghi cùng một mẫu số ở mọi dòng của đơn vị.", "State one denominator in all rows of an area."),
            table.sheet.build_place(),
        )
    ]


def build_check_sums(counts: TableCounts, index: AreaIndex, rows: Sequence[JoinedRow]) -> tuple[CheckSum, ...]:
    """Return each stated total beside the sum of the rows it covers, whether these could be matched or not.

    A total of a parent covers the rows that lie within it for certain; a total of the table all rows with a place.
    """
    summed = _sum_rows(counts, index, rows)
    sums = []
    for total in (row for row in rows if row.outcome == RowOutcome.SUBTOTAL):
        parent = (total.area.level, total.area.area_code) if total.area else None
        for column, parsed in counts.columns:
            stated = parsed.numbers[total.index].value
            if stated is not None:
                covered = summed[parent, total.scheme, column.index]
                sums.append(CheckSum(total.number, total.name, column.letter, column.header, int(stated), covered))
    return tuple(sums)


def _sum_rows(
    counts: TableCounts, index: AreaIndex, rows: Sequence[JoinedRow]
) -> Counter[tuple[tuple[Level, str] | None, Scheme | None, int]]:
    """Add each row to the table and to its parents, once for its scheme and once for totals that name none."""
    summed: Counter[tuple[tuple[Level, str] | None, Scheme | None, int]] = Counter()
    for row in rows:
        if row.outcome not in (*LOADED, *UNSETTLED):
            continue
        parents = _list_parents(row, index)
        for column, parsed in counts.columns:
            value = parsed.numbers[row.index].value
            if value is not None:
                keys = {(parent, scheme, column.index) for parent in parents for scheme in (None, row.scheme)}
                summed.update(dict.fromkeys(keys, int(value)))
    return summed


def _list_parents(row: JoinedRow, index: AreaIndex) -> list[tuple[Level, str] | None]:
    """Return the table (None) and the areas that a row lies in; of a doubtful row those that all candidates share."""
    areas = [row.area] if row.area is not None else list(row.candidates)
    lineages = [index.list_lineage(area) for area in areas]
    shared = set(lineages[0]).intersection(*lineages[1:]) if lineages else set()
    return [None, *shared]


def _counts_among(row: JoinedRow, denominator: Column) -> bool:
    return row.scheme is not None and str(row.scheme.denominator_kind) == str(denominator.meaning.measure)


def _build_above_denominator(
    table: PlainTable, column: Column, denominator: Column, row: JoinedRow, enrolled: int, among: int
) -> Finding:
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
