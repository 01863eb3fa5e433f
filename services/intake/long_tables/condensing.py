"""A long text table by the rows that differ in what they say of places: each stands for all that say the same.

Whatever is asked of places, words and columns is asked of the condensed sheet; counts, dates and schemes stay whole
columns of numbers. So two million rows cost what their distinct places and texts cost, and 50 bytes each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.errors import Bilingual
from services.intake.corrections import correct_sheet
from services.intake.files.long_text import EncodedColumn, LongText
from services.intake.files.sheets import Sheet
from services.intake.headers.headers import read_header
from services.intake.headers.meanings import Role
from services.intake.layout.body_columns import find_body_columns
from services.intake.layout.header_block import HeaderBlock, find_header
from services.intake.options import IntakeOptions
from services.intake.values.cells import build_column_letter, is_blank
from services.intake.values.numbers import looks_like_number

MOST_CONDENSED_ROWS = 200_000  # sixteen for each commune there ever was; each is matched and kept in the report
_SAMPLE_ROWS = 400
_MOST_COLUMNS = 40  # held whole at once, four bytes a cell
_MOST_DAYS = 5_000


class NotPlainError(Exception):
    """Why a long table is not one of places, schemes, dates and counts; ``row`` where one row shows it."""

    def __init__(self, reason: Bilingual, row: int | None = None, column: str | None = None) -> None:
        super().__init__(reason.en)
        self.reason, self.row, self.column = reason, row, column


@dataclass(frozen=True)
class Condensed:
    """How the rows below a header were condensed.

    ``first`` is the position of the first of them in the long table, ``offset`` that of the first condensed row in the
    condensed sheet; ``groups`` has for each row below the header the condensed row that stands for it, counted from
    ``offset``. ``columns`` are the cells of all rows, corrections made; ``keys`` the columns that tell places.
    """

    text: LongText
    first: int
    offset: int
    groups: NDArray[np.int32]
    columns: dict[int, EncodedColumn]
    keys: frozenset[int]

    def read_number(self, position: int) -> int:
        """Return the number, as a spreadsheet shows it, of a row below the header."""
        return self.text.first_number + int(self.text.lines[self.first + position])


@dataclass(frozen=True)
class CondensedSheet(Sheet):
    """A sheet whose rows stand for those of a long text table."""

    condensed: Condensed | None = None


def condense_sheet(sheet: Sheet, options: IntakeOptions, keys: Iterable[int] = ()) -> CondensedSheet | None:
    """Return a long text table condensed, None where it has no header; raise NotPlainError where that is of no use.

    ``keys``: columns that tell places besides those whose header does.
    """
    if sheet.text is None:
        return None
    sample = replace(sheet, rows=tuple(sheet.rows[:_SAMPLE_ROWS]), text=None)
    block = find_header(sample)
    if block is None or block.body >= len(sheet.rows):
        return None
    if sheet.text.width > _MOST_COLUMNS:
        raise NotPlainError(Bilingual("Bảng có quá nhiều cột", "The table has too many columns"))
    columns = sheet.text.encode_columns(range(sheet.text.width), from_row=block.body)
    corrected = _correct_columns(sheet, options, block, columns)
    places = _find_places(sample, block, columns) | {index for index in keys if index in columns}
    groups = _group(columns, places)
    groups = _set_apart(groups, [*corrected, *_list_day_rows(block, columns)])
    condensed = Condensed(sheet.text, block.body, block.body, groups, columns, places)
    return _build_sheet(sheet, options, condensed)


def _build_sheet(sheet: Sheet, options: IntakeOptions, condensed: Condensed) -> CondensedSheet:
    firsts = find_firsts(condensed.groups)
    rows = [*sheet.rows[: condensed.first], *(sheet.rows[condensed.first + at] for at in firsts.tolist())]
    fields = (sheet.file_name, sheet.file_sha256, sheet.name, tuple(rows), sheet.merged, sheet.is_hidden, sheet.remarks)
    short = correct_sheet(Sheet(*fields), options.corrections)
    return CondensedSheet(*fields[:3], short.rows, *fields[4:], condensed=condensed)


def find_firsts(groups: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return the position of the first row of each group; groups are numbered from 0 by their first rows."""
    firsts = np.zeros(int(groups.max()) + 1, dtype=np.int64)
    firsts[groups[::-1]] = np.arange(len(groups) - 1, -1, -1)
    return firsts


def renumber(groups: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return groups numbered from 0 in the order of their first rows; NotPlainError where there are too many."""
    codes, distinct = pd.factorize(groups)
    if len(distinct) > MOST_CONDENSED_ROWS:
        raise NotPlainError(
            Bilingual(
                f"Có hơn {MOST_CONDENSED_ROWS} đơn vị hay cách ghi khác nhau",
                f"There are more than {MOST_CONDENSED_ROWS} different places or ways to write them",
            )
        )
    return codes.astype(np.int32)


def _find_places(sample: Sheet, block: HeaderBlock, columns: dict[int, EncodedColumn]) -> frozenset[int]:
    body = find_body_columns(sample, block)
    headed = {index for index, header in enumerate(block.headers) if read_header(header).is_place}
    found = {*headed, *body.names, *body.parents, *body.codes} & set(columns)
    if body.ordinal in columns:
        _check_ordinals(columns[body.ordinal], body.ordinal)
    return frozenset(found)


def _check_ordinals(column: EncodedColumn, index: int) -> None:
    """Numbers before rows part groups where they are not all alike: I, 1, 1.1."""
    wrong = next((text for text in column.texts if text is not None and not text.strip().isdecimal()), None)
    if wrong is not None:
        raise NotPlainError(
            Bilingual(f"Số thứ tự «{wrong}» chia bảng thành nhóm", f"The number «{wrong}» parts the rows into groups"),
            column=build_column_letter(index),
        )


def _group(columns: dict[int, EncodedColumn], places: frozenset[int]) -> NDArray[np.int32]:
    """Return the group of each row: rows of the same place texts, whose other cells are of the same sort."""
    groups: NDArray[np.int64] | None = None
    for index, column in columns.items():
        texts = column.texts
        sorts = range(len(texts)) if index in places else [_find_sort(text) for text in texts]
        wide = np.array(sorts, dtype=np.int64)[column.codes]
        if groups is None:
            groups = wide
            continue
        groups = groups * (int(wide.max()) + 1) + wide
        if int(groups.max()) >= 1 << 31:
            groups = pd.factorize(groups)[0].astype(np.int64)
    if groups is None:
        raise NotPlainError(Bilingual("Bảng không có cột nào", "The table has no columns"))
    return renumber(groups)


def _find_sort(text: str | None) -> int:
    if text is None:
        return 0
    return 1 if (text.isascii() and text.isdigit()) or looks_like_number(text) else 2


def _set_apart(groups: NDArray[np.int32], positions: Sequence[int]) -> NDArray[np.int32]:
    """Return the groups with some rows as groups of their own."""
    if not positions:
        return groups
    wide = groups.astype(np.int64)
    wide[list(positions)] = int(groups.max()) + 1 + np.arange(len(positions))
    return renumber(wide)


def _list_day_rows(block: HeaderBlock, columns: dict[int, EncodedColumn]) -> list[int]:
    """Return a row of each day that a column of days names: the latest may be the cut-off of the file."""
    found: list[int] = []
    for index, header in enumerate(block.headers):
        if index in columns and read_header(header).role == Role.ROW_DATE:
            column = columns[index]
            if len(column.texts) > _MOST_DAYS:
                raise NotPlainError(Bilingual("Có quá nhiều ngày khác nhau", "There are too many different days"))
            firsts = find_firsts(column.codes) if len(column.codes) else np.zeros(0, dtype=np.int64)
            found += firsts[np.unique(column.codes)].tolist()
    return sorted(set(found))


def _correct_columns(
    sheet: Sheet, options: IntakeOptions, block: HeaderBlock, columns: dict[int, EncodedColumn]
) -> list[int]:
    """Put what a person corrected into the columns; return the positions of these rows below the header."""
    text = sheet.text
    meant = [one for one in options.corrections if one.sheet is None or one.sheet == sheet.name]
    letters = {build_column_letter(index): index for index in columns}
    positions = []
    for one in meant:
        line = one.row - text.first_number if text is not None else -1
        place = int(np.searchsorted(text.lines, line)) if text is not None and line >= 0 else -1
        if text is None or place < block.body or place >= len(text.lines) or int(text.lines[place]) != line:
            continue
        positions.append(place - block.body)
        index = letters.get(one.column_letter.upper())
        if index is not None:
            columns[index] = _replace_cell(columns[index], place - block.body, one.text)
    return positions


def _replace_cell(column: EncodedColumn, position: int, text: str) -> EncodedColumn:
    codes = column.codes.copy()
    codes[position] = len(column.texts)
    return EncodedColumn(codes, [*column.texts, None if is_blank(text) else text])
