"""Which table of a sheet each row is of, where the header comes again."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from services.intake.layout.laid_rows import LaidRow, RowKind


def mark_sections(rows: Sequence[LaidRow]) -> list[LaidRow]:
    """Return the rows below the header with their section: 0, and one more from each header on that comes again."""
    section, was_header, marked = 0, True, []
    for row in rows:
        is_header = row.kind == RowKind.HEADER
        section += is_header and not was_header
        was_header = is_header
        marked.append(row._replace(section=section) if section else row)
    return marked


def find_section_totals(rows: Sequence[LaidRow]) -> dict[int, int]:
    """Return the index of each total that sums its own table alone, with that table: the first below each one's rows.

    Nothing where a table lacks one: then the header came again after a page break, and the total is of all pages.
    """
    if not rows or not rows[-1].section:
        return {}
    counted = {row.section for row in rows if row.kind == RowKind.DATA}
    titles = {above.row.number for above, row in pairwise(rows) if row.kind == RowKind.HEADER != above.kind}
    totals: dict[int, int] = {}
    for index, row in enumerate(rows):
        if row.kind == RowKind.TOTAL and titles.issuperset(row.parents):
            totals.setdefault(row.section, index)
    return {index: section for section, index in totals.items()} if counted <= totals.keys() else {}
