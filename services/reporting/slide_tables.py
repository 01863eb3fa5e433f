"""The table beside the map on a slide: all areas where they have room, else the best and the last."""

from __future__ import annotations

from geodata.errors import Bilingual
from services.measures.wording import format_count
from services.reporting.report_table import ReportRow
from services.reporting.slide_parts import Cell
from services.reporting.taken_view import TakenView

MOST_ROWS = 12  # with head and total as many as stand beside the picture
AT_EACH_END = 5
BETWEEN = Bilingual("… {} nơi khác", "… {} more")
RANK = Bilingual("Hạng", "Rank")


def build_area_cells(taken: TakenView) -> list[list[Cell]]:
    """Return head, rows and total: rank, name, value; areas without a rank come last, their state in words."""
    lang, definition = taken.lang, taken.table.definition
    level = taken.view.level_label.in_language(lang)
    head = [Cell(RANK.in_language(lang), is_number=True), Cell(level[:1].upper() + level[1:])]
    rows = [[*head, Cell(definition.label.in_language(lang), is_number=True)]]
    ranked = taken.table.list_ranked()
    ordered = ranked + [row for row in taken.table.rows if not row.rank]
    if len(ordered) <= MOST_ROWS:
        rows += [_build_cells(row, taken) for row in ordered]
    else:
        last = ranked[-AT_EACH_END:] if len(ranked) > 2 * AT_EACH_END else ordered[-AT_EACH_END:]
        rows += [_build_cells(row, taken) for row in ordered[:AT_EACH_END]]
        rest = format_count(len(ordered) - 2 * AT_EACH_END, lang)
        rows.append([Cell(""), Cell(BETWEEN.in_language(lang).format(rest)), Cell("")])
        rows += [_build_cells(row, taken) for row in last]
    total = taken.table.total
    value = Cell(total.write_value(definition, lang), is_number=True, is_strong=True)
    return [*rows, [Cell(""), Cell(total.name, is_strong=True), value]]


def _build_cells(row: ReportRow, taken: TakenView) -> list[Cell]:
    rank = format_count(row.rank, taken.lang) if row.rank else ""
    value = row.write_value(taken.table.definition, taken.lang)
    return [Cell(rank, is_number=True), Cell(row.name), Cell(value, is_number=True)]
