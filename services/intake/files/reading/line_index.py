"""Where the lines of a long text begin, found piece by piece while they are fresh in the cache of the processor."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

PIECE = 1 << 20  # bytes looked at at once; no line may be as long
LONGEST_LINE = 1_000_000
_NEWLINE = 10
_RETURN = 13
_BLANK_LETTERS = ' "\r\n\t\u00a0\u200b\ufeff'


@dataclass
class LineIndex:
    """The ends of the lines of ``letters`` found so far; ``suspects`` are lines that may be blank, by how they begin.

    ``is_utf8`` and ``has_zeros`` tell of all letters looked at. ``longest``: the number of a line (from 0) that is
    longer than any row, None where none is; ``lone_return`` that of one with a carriage return within, where others
    would break it.
    """

    letters: NDArray[np.uint8]
    delimiter: str
    done: int = 0
    line_count: int = 0
    is_utf8: bool = True
    has_zeros: bool = False
    longest: int | None = None
    lone_return: int | None = None
    _ends: list[NDArray[np.uint32]] = field(default_factory=list)
    _suspects: list[NDArray[np.int64]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._begins_blank = np.zeros(256, dtype=np.bool_)
        self._begins_blank[list(f"{self.delimiter}{_BLANK_LETTERS}".encode())] = True

    def look_until(self, end: int) -> None:
        """Take in the letters up to ``end``: whole lines of them, a broken one is left for the next time."""
        while end - self.done >= PIECE:
            before = self.done
            self._look(min(self.done + PIECE, end), is_last=False)
            if self.done == before:
                return
        if end == len(self.letters) and self.done < end:
            self._look(end, is_last=True)

    @property
    def ends(self) -> NDArray[np.uint32]:
        """Where each line ends, its line break included."""
        return np.concatenate(self._ends) if self._ends else np.empty(0, dtype=np.uint32)

    @property
    def suspects(self) -> NDArray[np.int64]:
        """The numbers (from 0) of lines that begin like a blank one."""
        return np.concatenate(self._suspects) if self._suspects else np.empty(0, dtype=np.int64)

    def _look(self, end: int, *, is_last: bool) -> None:
        piece = self.letters[self.done : end]
        ends = np.flatnonzero(piece == _NEWLINE) + 1
        if is_last and (len(ends) == 0 or ends[-1] < len(piece)):
            ends = np.append(ends, len(piece))
        if len(ends) == 0:
            if len(piece) > LONGEST_LINE:
                self.longest = self.line_count if self.longest is None else self.longest
            return
        piece = piece[: ends[-1]]
        self.is_utf8 = self.is_utf8 and _is_utf8(piece)
        self.has_zeros = self.has_zeros or int(piece.min()) == 0
        starts = np.concatenate([[0], ends[:-1]])
        longest = int((ends - starts).argmax())
        if self.longest is None and ends[longest] - starts[longest] > LONGEST_LINE:
            self.longest = self.line_count + longest
        if self.lone_return is None:
            self._find_lone_return(piece, ends)
        self._suspects.append(np.flatnonzero(self._begins_blank[piece[starts]]) + self.line_count)
        self._ends.append((ends + self.done).astype(np.uint32))
        self.line_count += len(ends)
        self.done += int(ends[-1])

    def _find_lone_return(self, piece: NDArray[np.uint8], ends: NDArray[np.int64]) -> None:
        breaks = ends[(ends > 1) & (piece[ends - 1] == _NEWLINE)]
        returns = np.flatnonzero(piece == _RETURN)
        if len(returns) > np.count_nonzero(piece[breaks - 2] == _RETURN):
            lone = np.setdiff1d(returns, breaks - 2)
            self.lone_return = self.line_count + int(np.searchsorted(ends, lone[0], side="right"))


def _is_utf8(piece: NDArray[np.uint8]) -> bool:
    offsets = pa.py_buffer(np.array([0, len(piece)], dtype=np.int32))
    try:
        pa.StringArray.from_buffers(1, offsets, pa.py_buffer(piece)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True
