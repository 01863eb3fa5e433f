"""Plain tables as a workbook: a sheet each, numbers as numbers, days as days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from services.reporting.workbook import NOTE_LINE, BookFormats, open_book, set_paper, write_heading, write_text

HEAD_ROW = 5  # from 0: place, question, answer, a note, an empty row

FileCell = str | int | float | date | None


@dataclass(frozen=True)
class FileTable:
    """A table: ``name`` of its sheet, heads, the rows with a cell for each head (None is blank), column widths."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[FileCell, ...], ...]
    widths: tuple[int, ...]


def build_file_workbook(tables: Sequence[FileTable], heading: tuple[str, str, str], note: str) -> bytes:
    """Return an XLSX with a sheet for each table, below the heading: place, question, answer; and a note."""
    content = BytesIO()
    with open_book(content) as (book, formats):
        looks = (
            book.add_format({"font_name": "Arial", "num_format": "#,##0.0"}),
            book.add_format({"font_name": "Arial", "num_format": "dd/mm/yyyy"}),
        )
        for table in tables:
            sheet = book.add_worksheet(table.name)
            last_column = len(table.heads) - 1
            write_heading(sheet, formats, heading, (note,), last_column)
            sheet.set_row(HEAD_ROW, 2.2 * NOTE_LINE)
            for column, (head, width) in enumerate(zip(table.heads, table.widths, strict=True)):
                sheet.set_column(column, column, width)
                sheet.write_string(HEAD_ROW, column, head, formats.head)
            for number, row in enumerate(table.rows, start=HEAD_ROW + 1):
                for column, cell in enumerate(row):
                    _write_cell(sheet, (number, column), cell, formats, looks)
            set_paper(sheet, HEAD_ROW, (HEAD_ROW + len(table.rows), last_column))
    return content.getvalue()


def _write_cell(
    sheet: Any, place: tuple[int, int], cell: FileCell, formats: BookFormats, looks: tuple[Any, Any]
) -> None:
    if isinstance(cell, str):
        write_text(sheet, *place, cell, formats)
    elif isinstance(cell, date):
        sheet.write_datetime(*place, cell, looks[1])
    elif isinstance(cell, int):
        sheet.write_number(*place, cell, formats.count)
    elif cell is not None:
        sheet.write_number(*place, cell, looks[0])
