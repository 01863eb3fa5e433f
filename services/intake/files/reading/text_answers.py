"""What the process that reads long text tables answers: a line of JSON, then plain arrays in the order it tells.

Nothing of it is ever unpickled, and no format of another library is opened on the other side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
from numpy.typing import NDArray

from services.intake.files.limits import SheetLimits
from services.intake.files.reading.long_texts import RawColumn, encode_columns, find_lines
from services.intake.files.text_lines import TextLines

LINES, COLUMNS = "lines", "columns"  # what may be asked
_TOLD = ("delimiter", "first_number", "table_start", "width", "was_legacy")


def answer(request: Mapping[str, Any], arrays: bytes, content: memoryview, limits: SheetLimits) -> bytes:
    """Return the answer to a request for the lines of a text, or for columns of one whose lines are known.

    ``arrays`` are those that ``ask_columns`` wrote. BadInput where the text is beyond a limit or broken.
    """
    if request["asked"] == LINES:
        return _build_lines(find_lines(content, request["file_name"], limits), content)
    starts, lines = _split(arrays, request["starts"], request["lines"])
    text = TextLines(content, request["file_name"], request["delimiter"], request["first_number"], starts, lines)
    return _build_columns(encode_columns(text, request["indexes"], request["first"]))


def ask_columns(text: TextLines, indexes: Sequence[int], first: int) -> tuple[dict[str, Any], bytes]:
    """Return the request for columns from a position in the rows on, and its arrays."""
    request = {
        "asked": COLUMNS,
        "delimiter": text.delimiter,
        "first_number": text.first_number,
        "starts": len(text.starts),
        "lines": len(text.lines),
        "indexes": list(indexes),
        "first": first,
    }
    return request, text.starts.tobytes() + text.lines.tobytes()


def read_lines(answered: bytes, content: memoryview, file_name: str) -> tuple[TextLines, bytes | None]:
    """Return the lines that an answer tells of, and their content where it was written anew."""
    told, rest = _part(answered)
    starts, lines = _split(rest, told["starts"], told["lines"])
    recoded = bytes(rest[4 * (told["starts"] + told["lines"]) :]) if told["is_recoded"] else None
    about = {name: told[name] for name in _TOLD}
    return TextLines(content, file_name, starts=starts, lines=lines, **about), recoded


def read_columns(answered: bytes) -> list[RawColumn]:
    """Return the columns of an answer; ValueError where it is not what it should be."""
    told, rest = _part(answered)
    offsets_at = 4 * sum(rows for rows, _, _ in told["columns"])
    letters_at = offsets_at + 4 * sum(count + 1 for _, count, _ in told["columns"])
    codes_at, columns = 0, []
    for rows, count, letters in told["columns"]:
        codes = np.frombuffer(rest, dtype=np.int32, count=rows, offset=codes_at)
        offsets, data = rest[offsets_at:letters_at], rest[letters_at : letters_at + letters]
        columns.append(_check_column(codes, count, offsets, data))
        codes_at, offsets_at, letters_at = codes_at + 4 * rows, offsets_at + 4 * (count + 1), letters_at + letters
    return columns


def _check_column(codes: NDArray[np.int32], count: int, offsets: memoryview, data: memoryview) -> RawColumn:
    texts = pa.StringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(data))
    texts.validate(full=True)
    if len(codes) and not 0 <= int(codes.min()) <= int(codes.max()) < count:
        raise ValueError("a code without its text")
    return RawColumn(codes, texts)


def _build_lines(text: TextLines, content: memoryview) -> bytes:
    is_recoded = text.content is not content
    about = {name: getattr(text, name) for name in _TOLD}
    told = {**about, "is_recoded": is_recoded, "starts": len(text.starts), "lines": len(text.lines)}
    recoded = text.content if is_recoded else b""
    return b"".join((_build_head(told), text.starts.tobytes(), text.lines.tobytes(), recoded))


def _build_columns(columns: Sequence[RawColumn]) -> bytes:
    """Return codes of all columns, then where the texts begin, then their letters: numbers stand where they may."""
    parts = [_take_apart(column.texts) for column in columns]
    told = [
        (len(column.codes), len(column.texts), len(letters))
        for column, (_, letters) in zip(columns, parts, strict=True)
    ]
    codes = (column.codes.astype(np.int32, copy=False).tobytes() for column in columns)
    offsets = (places.tobytes() for places, _ in parts)
    return b"".join((_build_head({"columns": told}), *codes, *offsets, *(letters for _, letters in parts)))


def _build_head(told: Mapping[str, Any]) -> bytes:
    """Return a line of JSON as long as numbers behind it need."""
    line = orjson.dumps(told)
    return line + b" " * (-(len(line) + 1) % 8) + b"\n"


def _take_apart(texts: pa.StringArray) -> tuple[NDArray[np.int32], bytes]:
    """Return where each text begins and the last ends, and the letters of all, in UTF-8."""
    if len(texts) == 0:
        return np.zeros(1, dtype=np.int32), b""
    _, offsets, data = texts.buffers()
    places = np.frombuffer(offsets, dtype=np.int32, count=len(texts) + 1, offset=texts.offset * 4)
    letters = memoryview(data)[int(places[0]) : int(places[-1])] if data is not None else memoryview(b"")
    return places - places[0], bytes(letters)


def _part(answered: bytes) -> tuple[dict[str, Any], memoryview]:
    end = answered.find(b"\n")
    return orjson.loads(memoryview(answered)[:end]), memoryview(answered)[end + 1 :]


def _split(arrays: bytes | memoryview, starts: int, lines: int) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Return the beginnings of lines and the numbers of the filled ones; ValueError where there are fewer."""
    return (
        np.frombuffer(arrays, dtype=np.uint32, count=starts),
        np.frombuffer(arrays, dtype=np.uint32, count=lines, offset=starts * 4),
    )
