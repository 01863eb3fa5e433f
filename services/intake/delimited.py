"""Text tables: rows of text parted by comma, semicolon or tab."""

from __future__ import annotations

import csv
import re
from io import StringIO

from services.intake import sheet_errors as errors
from services.intake.cells import Cell
from services.intake.encodings import decode_table

_DELIMITERS = (";", "\t", ",")
_SEP_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # Excel's own hint in the first line
_SAMPLE_ROWS = 200


def parse_delimited(content: bytes, file_name: str) -> list[tuple[int, list[Cell]]]:
    """Return the lines of a text table, each with its number and cells of text; blank cells are None.

    BadInput where it is no text, where a quotation mark is never closed, or where a row is longer than the header.
    """
    text, _ = decode_table(content, file_name)
    hint = _SEP_LINE.match(text)
    body = text[hint.end() :] if hint else text
    delimiter = hint[1] if hint else _find_delimiter(body)
    rows = _parse_rows(body, delimiter, file_name, 2 if hint else 1)
    _check_widths(rows, file_name)
    return rows


def _parse_rows(body: str, delimiter: str, file_name: str, first_number: int) -> list[tuple[int, list[Cell]]]:
    reader = csv.reader(StringIO(body, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[Cell]]] = []
    try:
        for number, fields in enumerate(reader, start=first_number):
            rows.append((number, [field if field.strip() else None for field in fields]))
    except csv.Error:
        number = first_number + len(rows)
        raise errors.build_bad_delimited(
            file_name,
            number,
            f"Không đọc được dòng {number}: dấu ngoặc kép",
            f"Row {number} is broken: quotation marks",
        ) from None
    return rows


def _find_delimiter(body: str) -> str:
    """Return the delimiter that parts most rows into as many fields as the first filled one, and into most fields."""
    sample = [line for line in body.splitlines()[: _SAMPLE_ROWS * 2] if line.strip()][:_SAMPLE_ROWS]
    return max(_DELIMITERS, key=lambda delimiter: _score_delimiter(sample, delimiter))


def _score_delimiter(sample: list[str], delimiter: str) -> tuple[float, int]:
    try:
        widths = [len(fields) for fields in csv.reader(sample, delimiter=delimiter)]
    except csv.Error:
        return (0.0, 0)
    header = widths[0] if widths else 0
    if header < 2:
        return (0.0, header)
    return (sum(width == header for width in widths) / len(widths), header)


def _check_widths(rows: list[tuple[int, list[Cell]]], file_name: str) -> None:
    header = next((cells for _, cells in rows if any(cells)), [])
    for number, cells in rows:
        if any(cell is not None for cell in cells[len(header) :]):
            raise errors.build_bad_delimited(
                file_name,
                number,
                f"Dòng {number} có {len(cells)} cột, tiêu đề có {len(header)}",
                f"Row {number} has {len(cells)} columns, the header has {len(header)}",
            )
