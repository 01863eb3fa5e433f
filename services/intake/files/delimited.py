"""Text tables: rows of text parted by comma, semicolon or tab."""

from __future__ import annotations

import csv
import re
from collections import Counter
from io import StringIO
from itertools import islice

from services.intake.files import sheet_errors as errors
from services.intake.values.cells import Cell, drop_controls, is_blank

_DELIMITERS = (";", "\t", ",")
SEP_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # Excel's own hint in the first line
_SAMPLE_ROWS = 200
_SAMPLE_LETTERS = 1_000_000


def parse_delimited(text: str, file_name: str) -> list[tuple[int, list[Cell]]]:
    """Return the lines of a text table, each with its number and cells of text; blank cells are None.

    Rows may be of any length: a letterhead is not as wide as its table. BadInput where a quotation mark is never
    closed.
    """
    hint = SEP_LINE.match(text)
    body = text[hint.end() :] if hint else text
    delimiter = hint[1] if hint else find_delimiter(body)
    return _parse_rows(body, delimiter, file_name, 2 if hint else 1)


def _parse_rows(body: str, delimiter: str, file_name: str, first_number: int) -> list[tuple[int, list[Cell]]]:
    reader = csv.reader(StringIO(body, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[Cell]]] = []
    try:
        for number, fields in enumerate(reader, start=first_number):
            rows.append((number, [build_text_cell(field) for field in fields]))
    except csv.Error:
        number = first_number + len(rows)
        raise errors.build_bad_quotes(file_name, number) from None
    return rows


def build_text_cell(field: str) -> str | None:
    """Return a field of a text table as a cell, without what cannot be seen."""
    text = field if field.isprintable() else drop_controls(field)
    return None if is_blank(text) else text


def find_delimiter(body: str) -> str:
    """Return the delimiter that parts most rows alike, and into most fields."""
    lines = islice((line for line in StringIO(body[:_SAMPLE_LETTERS]) if line.strip()), _SAMPLE_ROWS)
    sample = list(lines)
    return max(_DELIMITERS, key=lambda delimiter: _score_delimiter(sample, delimiter))


def _score_delimiter(sample: list[str], delimiter: str) -> int:
    try:
        widths = Counter(len(fields) for fields in csv.reader(sample, delimiter=delimiter))
    except csv.Error:
        return 0
    # Rows parted alike, times the cuts in each: a decimal comma cuts once or twice where a semicolon cuts five times.
    return max((count * (width - 1) for width, count in widths.items()), default=0)
