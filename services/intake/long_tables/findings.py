"""What is wrong with single cells of a long table: of each text the first row, with how many others say the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from geodata.errors import Bilingual
from services.intake.checks.proportions import build_above_denominator, build_scheme_unreadable
from services.intake.counts import check_cell
from services.intake.headers.columns import Column, PlainTable
from services.intake.headers.meanings import DENOMINATORS, Role
from services.intake.long_tables.condensing import Condensed
from services.intake.long_tables.counts import LongCounts
from services.intake.long_tables.outcomes import MOST_NUMBERS, LongRows
from services.intake.outcomes import LOADED, UNSETTLED, Finding, JoinedRow, RowOutcome
from services.measures.schemes import Measure, Scheme

_MOST_FINDINGS = 500  # of one kind; a file of wrong columns has a fault in every row


def check_long_cells(
    table: PlainTable, counts: Sequence[LongCounts], rows: Sequence[JoinedRow], condensed: Condensed
) -> list[Finding]:
    """Return what is wrong with the cells of counts, once for each text of a column; ignored rows are left aside."""
    is_read = _pick(rows, condensed, lambda row: row.outcome != RowOutcome.IGNORED)
    return [found for one in counts for found in _check_column(table, one, condensed, is_read)]


def check_long_schemes(
    table: PlainTable, rows: Sequence[JoinedRow], condensed: Condensed, long_rows: LongRows
) -> list[Finding]:
    """Return the rows whose scheme column names no scheme, once for each text."""
    column = table.find_column(Role.SCHEME)
    if column is None:
        return []
    encoded = condensed.columns[column.index]
    is_placed = _pick(rows, condensed, lambda row: row.outcome in (*LOADED, *UNSETTLED))
    positions = np.flatnonzero(is_placed & (long_rows.scheme_codes == 0))
    return [
        tell_others(build_scheme_unreadable(table, column, condensed.read_number(at[0]), text), condensed, at)
        for text, at in _list_by_text(encoded.codes, encoded.texts, positions)
    ]


def check_long_proportions(
    table: PlainTable,
    counts: Sequence[LongCounts],
    rows: Sequence[JoinedRow],
    condensed: Condensed,
    long_rows: LongRows,
) -> list[Finding]:
    """Return the first rows with more participants than people to count among; unusual, no error."""
    is_loaded = _pick(rows, condensed, lambda row: row.outcome in LOADED)
    found = []
    for enrolled in counts:
        if enrolled.column.meaning.measure != Measure.ENROLLED:
            continue
        for among in counts:
            if among.column.meaning.measure not in DENOMINATORS:
                continue
            fits = _find_counted_among(enrolled.column, among.column, long_rows)
            above = fits & is_loaded & enrolled.is_value & among.is_value & (enrolled.values > among.values)
            for at in np.flatnonzero(above)[:_MOST_FINDINGS].tolist():
                row = rows[condensed.offset + int(condensed.groups[at])]
                told = row._replace(number=condensed.read_number(at))
                pair = int(enrolled.values[at]), int(among.values[at])
                found.append(build_above_denominator(table, enrolled.column, among.column, told, *pair))
    return found


def tell_others(finding: Finding, condensed: Condensed, positions: NDArray[np.int64]) -> Finding:
    """Return a finding about the first of these rows, with how many say the same and the numbers of the next."""
    others = len(positions) - 1
    if others == 0:
        return finding
    listed = ", ".join(str(condensed.read_number(int(at))) for at in positions[1:MOST_NUMBERS])
    more = ", …" if others >= MOST_NUMBERS else ""
    tail = Bilingual(f" (và {others} dòng khác: {listed}{more})", f" (and {others} more rows: {listed}{more})")
    message = Bilingual(finding.message.vi + tail.vi, finding.message.en + tail.en)
    return replace(finding, message=message)


def _check_column(
    table: PlainTable, counts: LongCounts, condensed: Condensed, is_read: NDArray[np.bool_]
) -> Iterator[Finding]:
    encoded = condensed.columns[counts.column.index]
    odd = [
        code
        for code, number in counts.odd.items()
        if check_cell(table, counts.column, 0, number, encoded.texts[code] or "") is not None
    ]
    is_odd = np.zeros(len(encoded.texts), dtype=np.bool_)
    is_odd[odd] = True
    positions = np.flatnonzero(is_read & is_odd[encoded.codes])
    for text, at in _list_by_text(encoded.codes, encoded.texts, positions):
        number = counts.odd[int(encoded.codes[at[0]])]
        finding = check_cell(table, counts.column, condensed.read_number(int(at[0])), number, text)
        if finding is not None:
            yield tell_others(finding, condensed, at)


def _list_by_text(
    codes: NDArray[np.int32], texts: Sequence[str | None], positions: NDArray[np.int64]
) -> Iterator[tuple[str, NDArray[np.int64]]]:
    """Yield each text of these rows with their positions, the first ones first; no more than are read by a person."""
    if len(positions) == 0:
        return
    found = codes[positions]
    order = np.argsort(found, kind="stable")
    parts = np.split(positions[order], np.flatnonzero(np.diff(found[order])) + 1)
    for at in sorted(parts, key=lambda part: int(part[0]))[:_MOST_FINDINGS]:
        yield texts[int(codes[at[0]])] or "", at


def _find_counted_among(enrolled: Column, among: Column, long_rows: LongRows) -> NDArray[np.bool_]:
    """Return the rows whose scheme is counted among the people of a denominator."""
    own = enrolled.meaning.scheme
    schemes: Sequence[Scheme | None] = [own] * len(long_rows.schemes) if own is not None else long_rows.schemes
    kind = str(among.meaning.measure)
    fits = [scheme is not None and str(scheme.denominator_kind) == kind for scheme in schemes]
    return np.array(fits, dtype=np.bool_)[long_rows.scheme_codes]


def _pick(rows: Sequence[JoinedRow], condensed: Condensed, fits: Callable[[JoinedRow], bool]) -> NDArray[np.bool_]:
    found = [fits(row) for row in rows[condensed.offset :]]
    return np.array(found, dtype=np.bool_)[condensed.groups]
