"""Which heading each row of a table stands under."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.intake.files.sheets import Sheet
from services.intake.layout.body_columns import BodyColumns
from services.intake.layout.filling import fill_columns
from services.intake.layout.laid_rows import BodyRow, LaidRow, RowKind
from services.intake.layout.row_depths import Depths, find_depths, find_prefixes, strip_ordinals
from services.intake.layout.sections import mark_sections


@dataclass(frozen=True)
class _Heading:
    depth: float
    label: str
    number: int
    counted: bool


def group_rows(
    sheet: Sheet, body: Sequence[BodyRow], kinds: Sequence[RowKind], columns: BodyColumns
) -> tuple[LaidRow, ...]:
    """Return every row below the header with its part and the headings it stands under."""
    prefixes = find_prefixes(one.label for one in body)
    labels = strip_ordinals([one.label for one in body], prefixes)
    depths = find_depths(body, kinds, columns, prefixes, labels)
    rows = [
        LaidRow(one.row, RowKind.GROUP if depth.is_group else kind, label=label.strip())
        for one, kind, depth, label in zip(body, kinds, depths.rows, labels, strict=True)
    ]
    rows = mark_sections(_nest(rows, body, depths))
    return fill_columns(sheet, rows, columns)


def _nest(rows: list[LaidRow], body: Sequence[BodyRow], depths: Depths) -> list[LaidRow]:
    """Give each row the headings above it, or below it where subtotals close their groups."""
    order = range(len(rows) - 1, -1, -1) if depths.closing else range(len(rows))
    stack: list[_Heading] = []
    nested = list(rows)
    plain_totals = [index for index, row in enumerate(rows) if row.kind == RowKind.TOTAL]
    ended: set[int] = set()  # the headings of a table whose total has been read
    for index in order:
        row, depth = rows[index], depths.rows[index]
        if not stack and row.kind is RowKind.DATA:
            continue
        if row.kind == RowKind.HEADER and not depths.closing:
            stack = [heading for heading in stack if heading.number not in ended]
        if row.kind == RowKind.GROUP or depth.is_alone:
            while stack and stack[-1].depth >= depth.depth:
                stack.pop()
        is_grand = row.kind == RowKind.TOTAL and not _closes_group(index, rows, plain_totals, stack)
        if is_grand:
            ended = {heading.number for heading in stack}
        if stack and not is_grand and row.kind not in (RowKind.NOTE, RowKind.HEADER):
            nested[index] = row._replace(
                group=tuple(heading.label for heading in stack),
                parents=tuple(heading.number for heading in stack),
            )
        if row.kind == RowKind.GROUP:
            stack.append(_Heading(depth.depth, row.label, row.row.number, body[index].is_counted))
    return nested


def _closes_group(index: int, rows: Sequence[LaidRow], totals: Sequence[int], stack: Sequence[_Heading]) -> bool:
    """Tell whether a total is that of the group above it: a heading without counts, and one such total per group."""
    if not stack or stack[-1].counted or len(totals) < 2:
        return False
    before = next((row for row in reversed(rows[:index]) if row.kind != RowKind.NOTE), None)
    return before is not None and before.kind == RowKind.DATA
