"""Where the header of a table stands in its sheet, and what each column is headed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from geodata.names import clean_text
from services.intake.files.sheets import Sheet, SheetRow
from services.intake.headers.headers import PART_SIGN, build_plain_header, find_header_scheme, heads_places, read_header
from services.intake.values.cells import Cell, build_text, is_blank
from services.intake.values.day_words import find_day_words
from services.intake.values.numbers import looks_like_number

_ROWS_SEARCHED = 80  # a letterhead longer than that has not been met
_MOST_HEADER_ROWS = 6
_CODE_CELL = re.compile(r"\(?\s*(?:[A-ZĐ]|\d{1,2})\s*\)?|\(?\s*\d{1,2}\s*\)?\s*=.*|\(?\s*[A-ZĐ]\s*\)?\s*=.*")
_Span = tuple[int, int, int, int]  # first row, left column, last row, right column, all counted from 0
_TITLE = re.compile(r"^(bao cao|tong hop|ket qua|bieu|danh sach|thong ke|tinh hinh|so lieu|bao hiem|cong hoa|doc lap)")
_CAPTION = re.compile(r"^(don vi tinh|dvt|don vi\s*:|bieu( so)?\b|mau( so)?\b|phu luc|tiep theo|trang \d)")


@dataclass(frozen=True)
class HeaderBlock:
    """The header of a table by positions in ``sheet.rows``; ``headers`` one text per column, parts joined."""

    first: int
    last: int
    code: int | None
    headers: tuple[str, ...]
    codes: tuple[str, ...]

    @property
    def body(self) -> int:
        """The position of the first row below the header."""
        return (self.code if self.code is not None else self.last) + 1


def find_header(sheet: Sheet) -> HeaderBlock | None:
    """Return the header of the first table of a sheet, None where nothing in it is headed like one."""
    rows = sheet.rows[:_ROWS_SEARCHED]
    texts = [read_texts(row) for row in rows]
    main = _find_main_row(sheet, rows, texts)
    if main is None:
        return None
    merges = _list_merges(sheet, rows)
    first = _extend_up(main, rows, texts, merges)
    last = _extend_down(main, rows, texts, merges)
    code = last + 1 if last + 1 < len(rows) and is_code_row(rows[last + 1]) else None
    width = max(len(row.cells) for row in sheet.rows)
    headers = _join_headers(texts[first : last + 1], first, merges, width)
    codes = tuple(texts[code][index] if code is not None and index < len(texts[code]) else "" for index in range(width))
    return HeaderBlock(first, last, code, headers, codes)


def is_code_cell(text: str) -> bool:
    """Tell whether a text may number a column."""
    return bool(_CODE_CELL.fullmatch(text))


def is_code_row(row: SheetRow) -> bool:
    """Tell whether a row numbers the columns: A, B, 1, 2, 3 = 2/1."""
    texts = []
    for cell in row.cells:
        if not is_blank(cell):
            texts.append(build_text(cell).strip())
            if not _CODE_CELL.fullmatch(texts[-1]):
                return False
    if len(texts) < 2:
        return False
    numbers = [int(match[0]) for text in texts if (match := re.match(r"\d+", text.strip("( ")))]
    letters = [text.strip("() ") for text in texts if not re.match(r"\d", text.strip("( "))]
    steps = all(right == left + 1 for left, right in pairwise(numbers))
    begins = not numbers or numbers[0] in (0, 1)
    return steps and begins and letters == sorted(letters) and (bool(letters) or len(numbers) == len(texts) > 2)


def read_texts(row: SheetRow) -> list[str]:
    """Return the text of each cell of a row in one line, "" where it is blank."""
    return [clean_text(build_text(cell)) if not is_blank(cell) else "" for cell in row.cells]


def _find_main_row(sheet: Sheet, rows: Sequence[SheetRow], texts: list[list[str]]) -> int | None:
    """Return the row that heads the places and most besides, the first of several; else the one above the numbers."""
    best, most = None, 0.0
    for position, row in enumerate(rows):
        score = score_header(row, texts[position])
        if score > most:
            best, most = position, score
    return best if best is not None else _find_row_above_numbers(rows, texts)


def score_header(row: SheetRow, texts: Sequence[str]) -> float:
    """Return how much a row reads like a header; 0 without a cell that heads places and nothing but places."""
    filled = [text for text in texts if text]
    if len(filled) < 2 or any(looks_like_number(cell) and not _is_year(cell) for cell in row.cells):
        return 0.0
    if not any(heads_places(text) for text in filled):
        return 0.0
    return sum(2.0 if heads_places(text) else float(_reads_like_header(text)) for text in filled)


def _reads_like_header(text: str) -> bool:
    if len(text) > 120 or read_header(text).is_place:
        return False
    return read_header(text).is_known or not find_day_words(text).is_undated or find_header_scheme(text) is not None


def _find_row_above_numbers(rows: Sequence[SheetRow], texts: list[list[str]]) -> int | None:
    """Return the row above the first rows that hold a text and numbers, where it is filled like a header."""
    for position in range(1, len(rows)):
        above = [text for text in texts[position - 1] if text]
        if _is_data_like(rows[position]) and len(above) >= 2:
            numbers_above = sum(looks_like_number(cell) and not _is_year(cell) for cell in rows[position - 1].cells)
            if numbers_above == 0 and not is_code_row(rows[position - 1]):
                return position - 1
    return None


def _is_data_like(row: SheetRow) -> bool:
    words = any(isinstance(cell, str) and re.search(r"[^\W\d_]{2}", cell) for cell in row.cells)
    return words and any(looks_like_number(cell) for cell in row.cells)


def _is_year(cell: Cell) -> bool:
    if isinstance(cell, str):
        return bool(re.fullmatch(r"\s*(?:19|20)\d{2}\s*", cell))
    return isinstance(cell, int | float) and not isinstance(cell, bool) and 1990 <= cell <= 2100


def _list_merges(sheet: Sheet, rows: Sequence[SheetRow]) -> list[_Span]:
    """Return the merged ranges of the rows searched, by position of rows."""
    positions = {row.number: position for position, row in enumerate(rows)}
    found = []
    for merge in sheet.merged:
        first = positions.get(merge.first_row)
        if first is None:
            continue
        last = first
        while last + 1 < len(rows) and rows[last + 1].number <= merge.last_row:
            last += 1
        found.append((first, merge.first_column, last, merge.last_column))
    return found


def _extend_up(main: int, rows: Sequence[SheetRow], texts: list[list[str]], merges: Sequence[_Span]) -> int:
    """Take in rows above that head single columns: a place cell at the bottom of a merged header has them above it."""
    first = main
    place = next((index for index, text in enumerate(texts[main]) if text and heads_places(text)), 0)
    while first > 0 and main - first < _MOST_HEADER_ROWS - 1 and rows[first - 1].number == rows[first].number - 1:
        above = [(index, text) for index, text in enumerate(texts[first - 1]) if text]
        if not above or any(index <= place for index, _ in above):
            break
        if not any(_is_merged_across(first - 1, index, merges) for index, _ in above) and not (
            len(above) > 1 or _heads_one_group(above[0][1])
        ):
            break
        if all(_CAPTION.search(build_plain_header(text)) for _, text in above):
            break
        first -= 1
    return first


def _heads_one_group(text: str) -> bool:
    """Tell whether a lone cell above a header belongs to it: short, about counts, and no title of the whole."""
    return len(text) < 60 and not _TITLE.search(build_plain_header(text)) and _reads_like_header(text)


def _is_merged_across(position: int, index: int, merges: Sequence[_Span]) -> bool:
    return any(
        first <= position <= last and left <= index <= right and right > left for first, left, last, right in merges
    )


def _extend_down(main: int, rows: Sequence[SheetRow], texts: list[list[str]], merges: Sequence[_Span]) -> int:
    """Take in rows below that belong to the header: covered by its merges, or without place and number."""
    last = main
    places = [index for index, text in enumerate(texts[main]) if text and heads_places(text)]
    ends = [end for first, left, end, _ in merges if first <= main <= end and end > main]
    covered = max(ends, default=main)
    while last + 1 < len(rows) and last - main < _MOST_HEADER_ROWS - 1:
        row, words = rows[last + 1], texts[last + 1]
        if is_code_row(row) or _is_data_like(row):
            break
        counted = any(looks_like_number(cell) and not _is_year(cell) for cell in row.cells)
        fills_place = any(index < len(words) and words[index] and not heads_places(words[index]) for index in places)
        if last + 1 <= covered and not (counted and fills_place):
            last += 1
            continue
        if counted or fills_place or not _heads_columns(words, texts[main]):
            break
        last += 1
    return last


def _heads_columns(words: Sequence[str], above: Sequence[str]) -> bool:
    filled = [text for text in words if text]
    return len(filled) >= 2 or (len(filled) == 1 and len(above) > 2 and read_header(filled[0]).is_known)


def _join_headers(texts: Sequence[Sequence[str]], first: int, merges: Sequence[_Span], width: int) -> tuple[str, ...]:
    """Return one header per column: the cells above each other, wide ones said of every column they lie over."""
    grid = [[line[index] if index < len(line) else "" for index in range(width)] for line in texts]
    if not _fill_merged(grid, first, merges):
        _spread_wide_cells(grid)
    headers = []
    for index in range(width):
        parts: list[str] = []
        for line in grid:
            if line[index] and (not parts or parts[-1] != line[index]):
                parts.append(line[index])
        headers.append(PART_SIGN.join(parts))
    return tuple(headers)


def _fill_merged(grid: list[list[str]], offset: int, merges: Sequence[_Span]) -> bool:
    """Write the text of each merged range into its blank cells; tell whether any lay over several columns."""
    is_wide = False
    for first, left, last, right in merges:
        top = first - offset
        if not 0 <= top < len(grid) or left >= len(grid[0]):
            continue
        is_wide = is_wide or right > left
        for depth in range(top, min(last - offset, len(grid) - 1) + 1):
            for index in range(left, min(right, len(grid[0]) - 1) + 1):
                grid[depth][index] = grid[depth][index] or grid[top][left]
    return is_wide


def _spread_wide_cells(grid: list[list[str]]) -> None:
    """Head the columns right of a wide cell with it: a text table has lost how far the cell was merged."""
    for depth, line in enumerate(grid[:-1]):
        below = grid[depth + 1 :]
        for index in range(1, len(line)):
            if line[index] or not any(lower[index] for lower in below):
                continue
            left = index - 1
            is_other_group = depth > 0 and grid[depth - 1][index] != grid[depth - 1][left]
            if line[left] and any(lower[left] for lower in below) and not is_other_group:
                line[index] = line[left]
