"""The table beside the map on a slide: all areas where they have room, else the best and the last."""

from __future__ import annotations

from geodata.errors import Bilingual
from services.measures.wording import format_count
from services.reporting.report_table import ReportRow
from services.reporting.table_cell import Cell
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
    rows += shorten([_build_cells(row, taken) for row in ordered], len(ranked), len(head) + 1, lang, name_column=1)
    total = taken.table.total
    value = Cell(total.write_value(definition, lang), is_number=True, is_strong=True)
    return [*rows, [Cell(""), Cell(total.name, is_strong=True), value]]


def shorten(rows: list[list[Cell]], numbered: int, width: int, lang: str, name_column: int = 0) -> list[list[Cell]]:
    """Return all rows where they have room, else the first and the last; ``numbered`` rows have a number."""
    if len(rows) <= MOST_ROWS:
        return rows
    end = numbered if numbered > 2 * AT_EACH_END else len(rows)
    between = BETWEEN.in_language(lang).format(format_count(len(rows) - 2 * AT_EACH_END, lang))
    gap = [Cell(between if column == name_column else "") for column in range(width)]
    return [*rows[:AT_EACH_END], gap, *rows[end - AT_EACH_END : end]]


def _build_cells(row: ReportRow, taken: TakenView) -> list[Cell]:
    rank = format_count(row.rank, taken.lang) if row.rank else ""
    value = row.write_value(taken.table.definition, taken.lang)
    return [Cell(rank, is_number=True), Cell(row.name), Cell(value, is_number=True)]
