"""A long text table: bytes and where each row begins; rows and columns are made of them when they are asked for.

Lines and columns are found behind a wall, by a process with limits of time and memory (``reading.long_texts``); what is
cut here is a single line of a text whose lines were found sound. Held are the bytes of the file in UTF-8, once for all
processes, and 8 bytes per row; a column asked for costs four bytes per row and its distinct texts, for as long as the
caller keeps it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from services.intake.files.held_memory import HeldMemory, hold_bytes, hold_file, open_memory
from services.intake.files.limits import SheetLimits
from services.intake.files.readers import TEXT_READERS
from services.intake.files.reading.long_texts import RawColumn
from services.intake.files.reading.text_answers import LINES, ask_columns, read_columns, read_lines
from services.intake.files.reading_process import read_answer
from services.intake.files.text_lines import TextLines, build_long_cell


@dataclass(frozen=True)
class EncodedColumn:
    """A column by its distinct texts: ``codes`` has for each row the position of its cell in ``texts``."""

    codes: NDArray[np.int32]
    texts: list[str | None]


@dataclass(frozen=True, eq=False, kw_only=True)
class LongText(TextLines):
    """The table, with the memory that holds it and the limits within which it is read."""

    held: HeldMemory
    limits: SheetLimits

    def encode_columns(self, indexes: Sequence[int], from_row: int | None = None) -> dict[int, EncodedColumn]:
        """Return columns by their distinct texts, blank ones None, for the rows from ``from_row`` on.

        The default is ``table_start``. BadInput naming the row where one is parted into more or fewer fields, and where
        a limit is reached.
        """
        first = self.table_start if from_row is None else from_row
        request, arrays = ask_columns(self, indexes, first)
        answered = _ask(request, arrays, self.held, self.file_name, self.limits)
        return dict(zip(indexes, map(_build_column, read_columns(answered)), strict=True))


def read_long_text(content: bytes, file_name: str, limits: SheetLimits) -> LongText:
    """Return a long text table; BadInput where it is no text, empty or beyond a limit."""
    return _find_lines(hold_bytes(content), file_name, limits)


def read_long_file(path: Path, file_name: str, limits: SheetLimits) -> tuple[LongText, str]:
    """Return the long text table of a file and its SHA-256, made while its lines are being found.

    BadInput where it is no text, empty or beyond a limit.
    """
    held = hold_file(path)
    with ThreadPoolExecutor(1) as pool:
        digest = pool.submit(lambda: hashlib.sha256(held.content).hexdigest())
        return _find_lines(held, file_name, limits), digest.result()


def _find_lines(held: HeldMemory, file_name: str, limits: SheetLimits) -> LongText:
    answered = _ask({"asked": LINES}, b"", held, file_name, limits)
    found, recoded = read_lines(answered, held.content, file_name)
    if recoded is not None:
        held = hold_bytes(recoded)
    return LongText(**(vars(found) | {"content": held.content}), held=held, limits=limits)


def _ask(request: dict[str, Any], arrays: bytes, held: HeldMemory, file_name: str, limits: SheetLimits) -> bytes:
    """Return what the process that reads long texts answers; BadInput where it refuses, or a limit ends it."""
    with open_memory() as asked, open_memory() as answered:
        asked.write(orjson.dumps(request | {"file_name": file_name, "limits": asdict(limits)}) + b"\n")
        asked.write(arrays)
        return read_answer(TEXT_READERS, asked, answered, file_name, limits, held.file)


def _build_column(column: RawColumn) -> EncodedColumn:
    return EncodedColumn(column.codes, [build_long_cell(text) for text in column.texts.to_pylist()])
