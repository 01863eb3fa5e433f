"""Which heading each row of a table stands under."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.intake.body_columns import BodyColumns
from services.intake.filling import fill_columns
from services.intake.laid_rows import LaidRow, RowKind
from services.intake.row_depths import Depths, find_depths, find_prefixes, strip_ordinal
from services.intake.row_kinds import has_counts, read_label
from services.intake.sheets import Sheet, SheetRow


@dataclass(frozen=True)
class _Heading:
    depth: float
    label: str
    number: int
    counted: bool


def group_rows(
    sheet: Sheet, body: Sequence[SheetRow], kinds: Sequence[RowKind], columns: BodyColumns
) -> tuple[LaidRow, ...]:
    """Return every row below the header with its part and the headings it stands under."""
    depths = find_depths(body, kinds, columns)
    parts = [RowKind.GROUP if depth.is_group else kind for kind, depth in zip(kinds, depths.rows, strict=True)]
    written = [read_label(row, columns) for row in body]
    prefixes = find_prefixes(written)
    rows = [
        LaidRow(row, kind, label=strip_ordinal(label, prefixes).strip())
        for row, kind, label in zip(body, parts, written, strict=True)
    ]
    rows = _nest(rows, depths, columns, closing=depths.closing)
    return fill_columns(sheet, rows, columns)


def _nest(rows: list[LaidRow], depths: Depths, columns: BodyColumns, *, closing: bool) -> list[LaidRow]:
    """Give each row the headings above it, or below it where subtotals close their groups."""
    order = range(len(rows) - 1, -1, -1) if closing else range(len(rows))
    stack: list[_Heading] = []
    nested = list(rows)
    plain_totals = [index for index, row in enumerate(rows) if row.kind == RowKind.TOTAL]
    for index in order:
        row, depth = rows[index], depths.rows[index].depth
        if row.kind == RowKind.GROUP:
            while stack and stack[-1].depth >= depth:
                stack.pop()
        is_grand = row.kind == RowKind.TOTAL and not _closes_group(index, rows, plain_totals, stack)
        headings = [] if is_grand or row.kind in (RowKind.NOTE, RowKind.HEADER) else stack
        nested[index] = replace(
            row,
            group=tuple(heading.label for heading in headings),
            parents=tuple(heading.number for heading in headings),
        )
        if row.kind == RowKind.GROUP:
            stack.append(_Heading(depth, row.label, row.row.number, has_counts(row.row, columns)))
    return nested


def _closes_group(index: int, rows: Sequence[LaidRow], totals: Sequence[int], stack: Sequence[_Heading]) -> bool:
    """Tell whether a total is that of the group above it: a heading without counts, and one such total per group."""
    if not stack or stack[-1].counted or len(totals) < 2:
        return False
    before = next((row for row in reversed(rows[:index]) if row.kind != RowKind.NOTE), None)
    return before is not None and before.kind == RowKind.DATA
