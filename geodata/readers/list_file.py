"""A plain list from a CSV or XLSX file: a header row somewhere near the top, and rows of text below it."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pandas as pd

from geodata.columns import fold_column_name
from geodata.errors import BadInput, Bilingual, Place
from geodata.plain_text import drop_controls
from geodata.readers.list_process import build_unreadable, read_list_sheets
from geodata.readers.list_worker import write_cell

_DELIMITERS = ",;\t"
# How far down the header may stand: letterheads have some ten rows.
_HEADER_ROWS = 30
_LARGEST_BYTES = 64_000_000

NumberedRow = tuple[int, list[str]]  # the number as a spreadsheet shows it, and the cells as text


@dataclass(frozen=True)
class ListColumn:
    """A column that a list may have: what we call it, its usual headers (folded), and whether it must be there."""

    name: str
    headers: tuple[str, ...]
    is_required: bool = True


@dataclass(frozen=True, eq=False)
class ListFile:
    """The rows of a list as written.

    ``frame`` has one row per row that holds anything: ``row`` (as a spreadsheet counts) and the columns asked for, as
    text without blanks around it, empty where the cell is. ``headers`` gives the header of each column found.
    """

    file: str
    frame: pd.DataFrame
    headers: dict[str, str]


def read_list_file(path: Path, columns: Sequence[ListColumn]) -> ListFile:
    """Return the list in a CSV or XLSX file; in a workbook, that of the first sheet with all required columns.

    Raises BadInput for a file that is missing, no list, or lacks a required column.
    """
    content = _read_content(path)
    sheets = list(_read_sheets(content, path))
    for rows in sheets:
        found = _find_header(rows, columns)
        if found is not None:
            return _build_list(path, rows, *found, columns)
    raise _refuse_columns(path, next(iter(sheets), []), columns)


def _read_content(path: Path) -> bytes:
    if not path.is_file():
        raise BadInput(
            "file_missing",
            Bilingual(f"Không có tệp «{path}»", f"There is no file «{path}»"),
            Bilingual("Kiểm tra đường dẫn và tên tệp.", "Check the path and the file name."),
            Place(file=str(path)),
        )
    if path.stat().st_size > _LARGEST_BYTES:
        raise BadInput(
            "file_too_large",
            Bilingual(f"«{path.name}» quá lớn cho một danh sách", f"«{path.name}» is too large for a list"),
            Bilingual("Danh sách đơn vị hành chính chỉ có vài MB.", "A list of units has a few MB."),
            Place(file=path.name),
        )
    return path.read_bytes()


def _read_sheets(content: bytes, path: Path) -> Iterator[list[NumberedRow]]:
    if content[:4] == b"PK\x03\x04":
        for rows in read_list_sheets(path):
            yield list(enumerate(rows, start=1))
    else:
        yield _read_csv(_decode(content, path))


def _decode(content: bytes, path: Path) -> str:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise build_unreadable(path) from None


def _read_csv(text: str) -> list[NumberedRow]:
    head = text[:20_000].splitlines()[:_HEADER_ROWS]
    delimiter = max(_DELIMITERS, key=lambda one: sum(line.count(one) for line in head))
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    return [(number, [write_cell(cell) for cell in row]) for number, row in enumerate(reader, start=1)]


def _find_header(rows: Sequence[NumberedRow], columns: Sequence[ListColumn]) -> tuple[int, dict[str, int]] | None:
    """Return the index of the header row and the position of each column; None where no row has all required."""
    for index, (_, cells) in enumerate(rows[:_HEADER_ROWS]):
        positions = _find_positions(cells, columns)
        if all(column.name in positions for column in columns if column.is_required):
            return index, positions
    return None


def _find_positions(cells: Sequence[str], columns: Sequence[ListColumn]) -> dict[str, int]:
    folded = [fold_column_name(cell) for cell in cells]
    return {
        column.name: folded.index(header)
        for column in columns
        for header in [next((header for header in column.headers if header in folded), None)]
        if header is not None
    }


def _build_list(
    path: Path, rows: Sequence[NumberedRow], header: int, positions: dict[str, int], columns: Sequence[ListColumn]
) -> ListFile:
    filled = [(number, cells) for number, cells in rows[header + 1 :] if any(cells)]
    frame = pd.DataFrame({"row": pd.Series([number for number, _ in filled], dtype="int64")})
    for column in columns:
        at = positions.get(column.name)
        texts = ["" if at is None or at >= len(cells) else drop_controls(cells[at]) for _, cells in filled]
        frame[column.name] = pd.Series(texts, dtype=object)
    return ListFile(path.name, frame, {name: rows[header][1][at] for name, at in positions.items()})


def _refuse_columns(path: Path, rows: Sequence[NumberedRow], columns: Sequence[ListColumn]) -> BadInput:
    required = [column for column in columns if column.is_required]
    _, cells = max(rows[:_HEADER_ROWS], key=lambda row: len(_find_positions(row[1], required)), default=(1, []))
    positions = _find_positions(cells, required)
    missing = [column for column in required if column.name not in positions]
    listed = "; ".join(f"{column.name} ({', '.join(column.headers[:4])})" for column in missing)
    there = ", ".join(cell for cell in cells if cell) or "–"
    return BadInput(
        "column_missing",
        Bilingual(f"«{path.name}» thiếu cột: {listed}", f"«{path.name}» lacks the columns: {listed}"),
        Bilingual(
            f"Đặt tên cột như trong ngoặc (có dấu hay không đều được). Các cột đang có: {there}.",
            f"Name the columns as in brackets (accents, case and blanks do not matter). There are: {there}.",
        ),
        Place(file=path.name),
    )
