"""What paints each area of a view, in one letter each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from services.coverage.evaluation import StateNumbers
from services.measures.states import STATES, State


def write_class_codes(paints: StateNumbers, class_index: NDArray[np.int8]) -> str:
    """Return one letter per area: the digit of its class, else that of the state that paints it."""
    letters = np.array([ord(state.letter or "?") for state in STATES], dtype=np.uint8)
    codes = np.where(class_index >= 0, ord("0") + class_index.astype(np.uint8), letters[paints])
    return codes.astype(np.uint8).tobytes().decode("ascii")


def count_painted(class_codes: str) -> dict[State, int]:
    """Return how many areas each state paints; with the counts of the classes they add up to the areas drawn.

    An estimate is painted by its class (or as zero, or above 100 %) and marked on top.
    """
    return {state: class_codes.count(state.letter) for state in STATES if state.letter}
