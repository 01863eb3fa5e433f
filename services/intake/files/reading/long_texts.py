"""A long text table where it is read, behind the wall: its lines found and numbered, its columns by distinct texts.

Nothing here answers the web process itself: ``long_text_answers`` does, with plain arrays.
"""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv
from numpy.typing import NDArray

from geodata.legacy_text import decode_text
from services.intake.files import sheet_errors as errors
from services.intake.files.delimited import SEP_LINE, find_delimiter
from services.intake.files.encodings import build_not_text, find_unicode
from services.intake.files.legacy_cells import find_coding
from services.intake.files.limits import SheetLimits
from services.intake.files.reading.line_index import LineIndex
from services.intake.files.text_lines import TextLines
from services.intake.values.cells import build_column_letter, is_blank

_BLOCK = 1 << 22  # bytes looked at or parsed at once
_SAMPLE_ROWS = 200


@dataclass(frozen=True)
class RawColumn:
    """A column by its distinct texts, as they stand in the file: ``codes`` are positions in ``texts``."""

    codes: NDArray[np.int32]
    texts: pa.StringArray


def find_lines(content: memoryview, file_name: str, limits: SheetLimits) -> TextLines:
    """Return the lines of a long text table; BadInput where it is no text, empty or beyond a limit.

    Their content is the one given, or the same in UTF-8 where it came in another coding.
    """
    encoding = find_unicode(bytes(content[:_BLOCK]))
    if encoding != "utf-8":
        content = memoryview(_recode(content, encoding, file_name))
    opening = _read_opening(content[:_BLOCK])
    index = LineIndex(np.frombuffer(content, dtype=np.uint8), opening.delimiter)
    index.look_until(len(content))
    if index.is_utf8:
        return _build_lines(content, index, opening, file_name, limits)
    return _read_one_byte(bytes(content), file_name, limits)


def encode_columns(text: TextLines, indexes: Sequence[int], first: int) -> list[RawColumn]:
    """Return columns by their distinct texts, for the rows from the one at position ``first`` on.

    BadInput naming the row where one is parted into more or fewer fields.
    """
    start = int(text.starts[text.lines[first]])
    names = [f"f{index}" for index in indexes]
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(pa.py_buffer(text.content)[start:]),
            arrow_csv.ReadOptions(block_size=_BLOCK, autogenerate_column_names=True),
            arrow_csv.ParseOptions(delimiter=text.delimiter, newlines_in_values=False),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.dictionary(pa.int32(), pa.string())),
                include_columns=names,
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid:
        raise _build_uneven(text, first) from None
    kept = _find_kept(text, first, table.num_rows)
    table = table.unify_dictionaries()
    return [_build_column(table[name], kept) for name in names]


def _read_one_byte(content: bytes, file_name: str, limits: SheetLimits) -> TextLines:
    """Return a text of one byte a letter: in a coding from before Unicode where its words show one, else cp1258."""
    coding = find_coding(content[: content.find(b"\n", _BLOCK) + 1 or len(content)])
    if coding is None:
        return find_lines(memoryview(_recode(memoryview(content), "cp1258", file_name)), file_name, limits)
    recoded, start = bytearray(), 0
    while start < len(content):
        end = content.find(b"\n", start + _BLOCK) + 1 or len(content)
        recoded += decode_text(content[start:end].decode("latin-1"), coding).encode("utf-8")
        start = end
    return replace(find_lines(memoryview(recoded), file_name, limits), was_legacy=True)


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


def _build_lines(
    content: memoryview, index: LineIndex, opening: _Opening, file_name: str, limits: SheetLimits
) -> TextLines:
    if index.has_zeros:
        raise build_not_text(file_name)
    if index.longest is not None:
        raise errors.build_bad_quotes(file_name, index.longest + 1)
    if index.lone_return is not None:  # one parser would break the line there and another not: rows would shift
        raise errors.build_bad_quotes(file_name, index.lone_return + 1)
    skipped = opening.first_number - 1  # the line of the hint
    starts = np.concatenate([np.array([opening.start], dtype=np.uint32), index.ends[skipped:]])
    lines = np.arange(len(starts) - 1, dtype=np.uint32)
    text = TextLines(content, file_name, opening.delimiter, opening.first_number, starts, lines)
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


def _recode(content: memoryview, encoding: str, file_name: str) -> bytes:
    decoder, recoded = codecs.getincrementaldecoder(encoding)(), bytearray()
    try:
        for start in range(0, len(content), _BLOCK):
            piece = bytes(content[start : start + _BLOCK])
            recoded += decoder.decode(piece, start + _BLOCK >= len(content)).encode("utf-8")
    except UnicodeError:
        raise build_not_text(file_name) from None
    return bytes(recoded)


def _list_blank_lines(text: TextLines, suspects: NDArray[np.int64]) -> list[int]:
    """Return the lines of nothing but delimiters and blanks among those that begin like such a line."""
    wanted = suspects[suspects >= 0].tolist()
    return [line for line in wanted if all(is_blank(field) for field in text.part_line(line))]


def _find_table(text: TextLines) -> TextLines:
    """Return the text with its usual width, and the first row that has it."""
    widths = [len(text.part_line(int(line))) for line in text.lines[:_SAMPLE_ROWS]]
    width = Counter(widths).most_common(1)[0][0]
    return replace(text, width=width, table_start=widths.index(width))


def _find_kept(text: TextLines, first: int, row_count: int) -> NDArray[np.bool_] | None:
    """Return which of the rows that the parser gave are filled, None where all are; it leaves empty lines out."""
    if row_count == len(text.lines) - first:
        return None
    start = int(text.lines[first])
    filled = np.zeros(len(text.starts) - 1 - start, dtype=np.bool_)
    filled[text.lines[first:] - start] = True
    short = np.flatnonzero(np.diff(text.starts[start:]) <= 2) + start
    empty = [line - start for line in short.tolist() if not text.cut_line(line)]
    return np.delete(filled, empty)


def _build_uneven(text: TextLines, first: int) -> Exception:
    """Return the error for the first row that is not parted like the one at ``first``."""
    width = len(text.part_line(int(text.lines[first])))
    for position in range(first, len(text.lines)):
        line = int(text.lines[position])
        fields = text.part_line(line)
        if len(fields) != width:
            return errors.build_uneven_row(text.file_name, text.first_number + line, len(fields), width)
    return errors.build_bad_quotes(text.file_name, None)


def _build_column(column: pa.ChunkedArray, kept: NDArray[np.bool_] | None) -> RawColumn:
    codes = np.concatenate([_look_at(chunk.indices) for chunk in column.chunks])
    texts = column.chunk(0).dictionary if column.num_chunks else pa.array([], pa.string())
    return RawColumn(codes if kept is None else codes[kept], texts)


def _look_at(indices: pa.Int32Array) -> NDArray[np.int32]:
    """Return indices, of which none is missing, as they lie: Arrow's own way to NumPy would import pandas."""
    return np.frombuffer(indices.buffers()[1], dtype=np.int32, count=len(indices), offset=indices.offset * 4)
