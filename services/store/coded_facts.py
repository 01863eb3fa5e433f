"""The columns of facts as codes into their distinct values: found once for a frame, or told by whoever made it.

A draft of 90,000 counts has a handful of schemes, measures and days and ten thousand areas; what is asked of them is
asked of the distinct ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import finalize

import numpy as np
import pandas as pd
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class CodedColumn:
    """For each row the place of its value among the distinct ones, −1 for none; some of these may not occur."""

    codes: NDArray[np.intp]
    distinct: Sequence[Any]


_TOLD: dict[int, Mapping[str, CodedColumn]] = {}  # by id of frames, while they live


def tell_codes(frame: pd.DataFrame, columns: Mapping[str, CodedColumn]) -> None:
    """Remember how columns of a frame are coded, which nobody changes from now on."""
    _TOLD[id(frame)] = columns
    finalize(frame, _TOLD.pop, id(frame), None).atexit = False


def code_column(frame: pd.DataFrame, name: str) -> CodedColumn:
    """Return a column of a frame coded, as told or found now."""
    told = _TOLD.get(id(frame), {}).get(name)
    return told if told is not None else code_values(frame[name])


def code_values(column: pd.Series[Any]) -> CodedColumn:
    """Return a column coded, found now."""
    codes, distinct = pd.factorize(column)
    return CodedColumn(codes, list(distinct))


def code_repeated(values: Sequence[Any], lengths: Sequence[int]) -> CodedColumn:
    """Return a column in which each value stands so many times in a row."""
    distinct = list(dict.fromkeys(values))
    codes = np.array([distinct.index(value) for value in values], dtype=np.intp)
    return CodedColumn(np.repeat(codes, lengths), distinct)


def list_distinct(numbers: NDArray[np.integer[Any]]) -> NDArray[np.intp]:
    """Return the distinct numbers in order: of small ones, none below 0, at once and without sorting."""
    return np.flatnonzero(np.bincount(numbers))
