"""A long text table: bytes and where each row begins; rows and columns are made of them when they are asked for.

What it holds is the bytes of the file in UTF-8 and 8 bytes per row; a column asked for costs four bytes per row and
its distinct texts, for as long as the caller keeps it. Its checksum is made while it is read.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import overload

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv
from numpy.typing import NDArray

from geodata.legacy_text import decode_text
from services.intake.files import sheet_errors as errors
from services.intake.files.delimited import SEP_LINE, build_text_cell, find_delimiter
from services.intake.files.encodings import build_not_text, find_unicode
from services.intake.files.legacy_cells import find_coding
from services.intake.files.limits import SheetLimits
from services.intake.files.line_index import LineIndex
from services.intake.files.sheets import SheetRow
from services.intake.values.cells import build_column_letter, is_blank

_BLOCK = 1 << 22  # bytes looked at or parsed at once
_SAMPLE_ROWS = 200


@dataclass(frozen=True)
class EncodedColumn:
    """A column by its distinct texts: ``codes`` has for each row the position of its cell in ``texts``."""

    codes: NDArray[np.int32]
    texts: list[str | None]


class LongRows(Sequence[SheetRow]):
    """The filled rows of a long text table, each made when it is asked for."""

    def __init__(self, text: LongText) -> None:
        self._text = text

    def __len__(self) -> int:
        return len(self._text.lines)

    @overload
    def __getitem__(self, position: int) -> SheetRow: ...

    @overload
    def __getitem__(self, position: slice) -> Sequence[SheetRow]: ...

    def __getitem__(self, position: int | slice) -> SheetRow | Sequence[SheetRow]:
        if isinstance(position, slice):
            return tuple(self._text.read_row(index) for index in range(*position.indices(len(self))))
        if not -len(self) <= position < len(self):
            raise IndexError(position)
        return self._text.read_row(position % len(self))

    def __iter__(self) -> Iterator[SheetRow]:
        return (self._text.read_row(index) for index in range(len(self)))


@dataclass(frozen=True, eq=False)
class LongText:
    """The table: ``starts`` of all its lines and its end, ``lines`` the numbers (from 0) of those that hold anything.

    ``table_start`` is the position in the rows from which on all are parted alike; a letterhead may stand before.
    """

    content: memoryview
    file_name: str
    delimiter: str
    first_number: int
    starts: NDArray[np.uint32]
    lines: NDArray[np.uint32]
    table_start: int = 0
    width: int = 1
    was_legacy: bool = False  # in a coding from before Unicode

    def read_row(self, position: int) -> SheetRow:
        """Return the row at a position among the filled ones."""
        line = int(self.lines[position])
        cells: list[str | None] = [_build_cell(field) for field in self.part_line(line)]
        while cells and cells[-1] is None:
            cells.pop()
        return SheetRow(self.first_number + line, tuple(cells))

    def encode_columns(self, indexes: Sequence[int], from_row: int | None = None) -> dict[int, EncodedColumn]:
        """Return columns by their distinct texts, blank ones None, for the rows from ``from_row`` on.

        The default is ``table_start``. BadInput naming the row where one is parted into more or fewer fields.
        """
        first = self.table_start if from_row is None else from_row
        start = int(self.starts[self.lines[first]])
        names = [f"f{index}" for index in indexes]
        try:
            table = arrow_csv.read_csv(
                pa.BufferReader(pa.py_buffer(self.content)[start:]),
                arrow_csv.ReadOptions(block_size=_BLOCK, autogenerate_column_names=True),
                arrow_csv.ParseOptions(delimiter=self.delimiter, newlines_in_values=False),
                arrow_csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.dictionary(pa.int32(), pa.string())),
                    include_columns=names,
                    strings_can_be_null=False,
                ),
            )
        except pa.ArrowInvalid:
            raise self._build_uneven(first) from None
        kept = self._find_kept(first, table.num_rows)
        table = table.unify_dictionaries()
        return {index: _build_column(table[name], kept) for index, name in zip(indexes, names, strict=True)}

    def part_line(self, line: int) -> list[str]:
        """Return the fields of a line; BadInput where a quotation mark in it is never closed as one should be."""
        text = self._cut_line(line)
        if '"' not in text:
            return text.split(self.delimiter)
        try:
            return next(csv.reader([text], delimiter=self.delimiter), [])
        except csv.Error:
            raise errors.build_bad_quotes(self.file_name, self.first_number + line) from None

    def _cut_line(self, line: int) -> str:
        text = str(self.content[int(self.starts[line]) : int(self.starts[line + 1])], "utf-8", "replace")
        return text.rstrip("\r\n")

    def _find_kept(self, first: int, row_count: int) -> NDArray[np.bool_] | None:
        """Return which of the rows that the parser gave are filled, None where all are; it leaves empty lines out."""
        if row_count == len(self.lines) - first:
            return None
        start = int(self.lines[first])
        filled = np.zeros(len(self.starts) - 1 - start, dtype=np.bool_)
        filled[self.lines[first:] - start] = True
        short = np.flatnonzero(np.diff(self.starts[start:]) <= 2) + start
        empty = [line - start for line in short.tolist() if not self._cut_line(line)]
        return np.delete(filled, empty)

    def _build_uneven(self, first: int) -> Exception:
        """Return the error for the first row that is not parted like the one at ``first``."""
        width = len(self.part_line(int(self.lines[first])))
        for position in range(first, len(self.lines)):
            line = int(self.lines[position])
            fields = self.part_line(line)
            if len(fields) != width:
                return errors.build_uneven_row(self.file_name, self.first_number + line, len(fields), width)
        return errors.build_bad_quotes(self.file_name, None)


def read_long_rows(content: bytes, file_name: str, limits: SheetLimits) -> LongText:
    """Return a long text table; BadInput where it is no text, empty or beyond a limit."""
    encoding = find_unicode(content[:_BLOCK])
    if encoding != "utf-8":
        content = _recode(content, encoding, file_name)
    opening = _read_opening(memoryview(content)[:_BLOCK])
    index = LineIndex(np.frombuffer(content, dtype=np.uint8), opening.delimiter)
    index.look_until(len(content))
    if index.is_utf8:
        return _build_text(index, opening, file_name, limits)
    return _read_one_byte(content, file_name, limits)


def _read_one_byte(content: bytes, file_name: str, limits: SheetLimits) -> LongText:
    """Return a text of one byte a letter: in a coding from before Unicode where its words show one, else cp1258."""
    coding = find_coding(content[: content.find(b"\n", _BLOCK) + 1 or len(content)])
    if coding is None:
        return read_long_rows(_recode(content, "cp1258", file_name), file_name, limits)
    recoded, start = bytearray(), 0
    while start < len(content):
        end = content.find(b"\n", start + _BLOCK) + 1 or len(content)
        recoded += decode_text(content[start:end].decode("latin-1"), coding).encode("utf-8")
        start = end
    return replace(read_long_rows(bytes(recoded), file_name, limits), was_legacy=True)


def read_long_file(path: Path, file_name: str, limits: SheetLimits) -> tuple[LongText, str]:
    """Return the long text table of a file and its SHA-256, made while the file is being read.

    BadInput where it is no text, empty or beyond a limit. Nothing is held but its bytes and eight bytes per row.
    """
    letters = np.empty(path.stat().st_size, dtype=np.uint8)
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file, ThreadPoolExecutor(1) as pool:
        size = file.readinto(letters[:_BLOCK].data)
        pending = pool.submit(digest.update, letters[:size].data)
        opening = _read_opening(letters[:size].data)
        index = LineIndex(letters, opening.delimiter)
        is_plain = find_unicode(bytes(letters[:size])) == "utf-8"
        while size < len(letters) and (count := file.readinto(letters[size : size + _BLOCK].data)):
            pending = pool.submit(digest.update, letters[size : size + count].data)
            size += count
            if is_plain:
                index.look_until(size)
        pending.result()
    if size < len(letters) or not is_plain:  # cut short while it was read, or to be recoded whole
        return read_long_rows(letters[:size].tobytes(), file_name, limits), digest.hexdigest()
    index.look_until(size)
    if not index.is_utf8:
        return read_long_rows(letters.tobytes(), file_name, limits), digest.hexdigest()
    return _build_text(index, opening, file_name, limits), digest.hexdigest()


@dataclass(frozen=True)
class _Opening:
    """What the first bytes say: the delimiter, where the table begins, and the number of its first line."""

    delimiter: str
    start: int
    first_number: int


def _read_opening(head: memoryview) -> _Opening:
    start = len(codecs.BOM_UTF8) if bytes(head[: len(codecs.BOM_UTF8)]) == codecs.BOM_UTF8 else 0
    text = str(head[start:], "utf-8", "replace")
    hint = SEP_LINE.match(text)
    if hint:
        return _Opening(hint[1], start + len(hint[0].encode()), 2)
    return _Opening(find_delimiter(text), start, 1)


def _build_text(index: LineIndex, opening: _Opening, file_name: str, limits: SheetLimits) -> LongText:
    if index.has_zeros:
        raise build_not_text(file_name)
    if index.longest is not None:
        raise errors.build_bad_quotes(file_name, index.longest + 1)
    if index.lone_return is not None:  # one parser would break the line there and another not: rows would shift
        raise errors.build_bad_quotes(file_name, index.lone_return + 1)
    skipped = opening.first_number - 1  # the line of the hint
    starts = np.concatenate([np.array([opening.start], dtype=np.uint32), index.ends[skipped:]])
    lines = np.arange(len(starts) - 1, dtype=np.uint32)
    letters = index.letters.data
    text = LongText(letters, file_name, opening.delimiter, opening.first_number, starts, lines)
    blank = _list_blank_lines(text, index.suspects - skipped)
    text = replace(text, lines=np.delete(lines, blank)) if blank else text
    if len(text.lines) == 0:
        raise errors.build_empty(file_name)
    if len(text.lines) > limits.text_row_count:
        number = text.first_number + int(text.lines[limits.text_row_count])
        raise errors.build_too_long(file_name, None, number, limits.text_row_count)
    text = _find_table(text)
    if text.width > limits.column_count:
        column = build_column_letter(limits.column_count)
        raise errors.build_too_wide(file_name, None, None, column, limits.column_count)
    return text


def _recode(content: bytes, encoding: str, file_name: str) -> bytes:
    decoder, recoded = codecs.getincrementaldecoder(encoding)(), bytearray()
    try:
        for start in range(0, len(content), _BLOCK):
            recoded += decoder.decode(content[start : start + _BLOCK], start + _BLOCK >= len(content)).encode("utf-8")
    except UnicodeError:
        raise build_not_text(file_name) from None
    return bytes(recoded)


def _list_blank_lines(text: LongText, suspects: NDArray[np.int64]) -> list[int]:
    """Return the lines of nothing but delimiters and blanks among those that begin like such a line."""
    wanted = suspects[suspects >= 0].tolist()
    return [line for line in wanted if all(is_blank(field) for field in text.part_line(line))]


def _find_table(text: LongText) -> LongText:
    """Return the text with its usual width, and the first row that has it."""
    widths = [len(text.part_line(int(line))) for line in text.lines[:_SAMPLE_ROWS]]
    width = Counter(widths).most_common(1)[0][0]
    return replace(text, width=width, table_start=widths.index(width))


def _build_column(column: pa.ChunkedArray, kept: NDArray[np.bool_] | None) -> EncodedColumn:
    codes = np.concatenate([chunk.indices.to_numpy(zero_copy_only=False) for chunk in column.chunks])
    texts = column.chunk(0).dictionary.to_pylist() if column.num_chunks else []
    return EncodedColumn(codes if kept is None else codes[kept], [_build_cell(text) for text in texts])


def _build_cell(field: str) -> str | None:
    text = build_text_cell(field)
    return None if text is None else unicodedata.normalize("NFC", text)
