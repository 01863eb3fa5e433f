"""The cells of columns as plain bytes: numbers and repeated texts go from process to process without a word each.

A column is a list of pieces of some hundred cells: so many blank ones, so many numbers that stand in ``numbers``, so
many entries of ``codes`` that point into ``texts``, or the cells themselves. Nothing of it is ever unpickled.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Sequence
from typing import Any

_BLANK, _FLOATS, _SHARED, _OTHER = "blank", "floats", "shared", "other"
Piece = tuple[str, Any]  # one of these kinds, with how many cells or which; a list where it was JSON
_CELLS_AT_ONCE = 512
_NUMBERS, _CODES = "d", "I"  # as ``array`` calls them
_TEXTS = frozenset({str, type(None)})


class Packer:
    """Takes columns apart into pieces; what they have in common is kept beside them."""

    def __init__(self) -> None:
        self._numbers = array(_NUMBERS)
        self._codes = array(_CODES)
        self._texts: dict[str | None, int] = {}

    @property
    def texts(self) -> list[str | None]:
        """The distinct texts that the codes point to."""
        return list(self._texts)

    def pack(self, column: Sequence[object]) -> list[Piece]:
        """Return the pieces of a column."""
        return [
            self._pack_piece(column[start : start + _CELLS_AT_ONCE]) for start in range(0, len(column), _CELLS_AT_ONCE)
        ]

    def build_tail(self) -> tuple[bytes, bytes]:
        """Return the numbers and the codes that the pieces count."""
        return self._numbers.tobytes(), self._codes.tobytes()

    def _pack_piece(self, cells: Sequence[Any]) -> Piece:
        kinds = set(map(type, cells))
        if kinds == {float}:
            self._numbers.frombytes(struct.pack(f"{len(cells)}d", *cells))
            return _FLOATS, len(cells)
        if kinds == {type(None)}:
            return _BLANK, len(cells)
        if not kinds <= _TEXTS:
            return _OTHER, cells
        texts = self._texts
        for text in dict.fromkeys(cells):
            texts.setdefault(text, len(texts))
        self._codes.frombytes(struct.pack(f"{len(cells)}I", *map(texts.__getitem__, cells)))
        return _SHARED, len(cells)


class Unpacker:
    """Puts columns together again, in the order in which they were taken apart."""

    def __init__(
        self, texts: Sequence[str | None] = (), numbers: bytes | memoryview = b"", codes: bytes | memoryview = b""
    ) -> None:
        self._texts = texts
        self._numbers, self._number_place = array(_NUMBERS), 0
        self._codes, self._code_place = array(_CODES), 0
        self._numbers.frombytes(numbers)
        self._codes.frombytes(codes)

    def unpack(self, pieces: Sequence[Piece], large: float) -> tuple[list[Any], list[Any]]:
        """Return the cells of a column, and those of them that are no numbers below ``large``.

        IndexError where a code points to no text.
        """
        cells: list[Any] = []
        telling: list[Any] = []
        for kind, said in pieces:
            if kind == _FLOATS:
                some = self._numbers[self._number_place : self._number_place + said].tolist()
                self._number_place += said
                cells += some
                telling += [number for number in some if number >= large] if max(some) >= large else []
            elif kind == _SHARED:
                texts = list(map(self._texts.__getitem__, self._codes[self._code_place : self._code_place + said]))
                self._code_place += said
                cells += texts
                telling += texts
            else:
                others = [None] * said if kind == _BLANK else said
                cells += others
                telling += [cell for cell in others if type(cell) is not float or cell >= large]
        return cells, telling
