"""The table of a comparison as a file for Excel."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from services.reporting.comparison_table import ComparisonRow, ComparisonTable, SideValue
from services.reporting.comparison_workbook import Column, list_columns
from services.reporting.taken_sheet import TakenSheet
from webmap.encoding import Answer, build_answer
from webmap.value_table import BYTE_ORDER_MARK, protect, write_shown


def build_comparison_csv(table: ComparisonTable, taken: TakenSheet) -> Answer:
    """Return the table with the columns of the workbook; numbers as Excel reads them in the language's settings."""
    text, columns = StringIO(), list_columns(table, taken.lang)
    writer = csv.writer(text, delimiter=";" if taken.lang == "vi" else ",")
    for line in (taken.title, taken.answer, taken.notes, *_list_sides(table)):
        writer.writerow([protect(line)])
    writer.writerow([])
    writer.writerow(
        [f"{column.letter.upper()} · {column.label}" if column.letter else column.label for column in columns]
    )
    for row in (*table.rows, table.total):
        writer.writerow(list(_write_row(row, columns, taken.lang)))
    body = (BYTE_ORDER_MARK + text.getvalue()).encode()
    return build_answer(body, "text/csv; charset=utf-8", file_name=f"{taken.file_name}.csv")


def _list_sides(table: ComparisonTable) -> Iterator[str]:
    for side in table.sides:
        yield f"{side.letter.upper()}: {side.question}"


def _write_row(row: ComparisonRow, columns: list[Column], lang: str) -> Iterator[str]:
    own = {"code": row.area_code, "name": protect(row.name), "parent": protect(row.parent_name)}
    for column in columns:
        side: SideValue | None = row.difference if column.letter is None else getattr(row, column.letter)
        yield own[column.part] if column.part in own else "" if side is None else _write_part(side, column.part, lang)


def _write_part(side: SideValue, part: str, lang: str) -> str:
    if part == "state":
        return side.state.label.in_language(lang)
    if part in ("numerator", "denominator"):
        people = getattr(side, part)
        return "" if people is None else str(people)
    return write_shown(side.definition, side.shown, lang)
