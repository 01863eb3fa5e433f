"""Outlines as a picture of thousands of areas needs them: rings on whole numbers, as the drawing of the same map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Pixels:
    """The whole pixels of a picture that its map fills; ``step`` is how many pixels a step of the outlines is."""

    left: int
    top: int
    wide: int
    high: int
    step: float

    def place(self, points: Integers) -> Floats:
        """Return where points lie, in pixels from the upper left corner."""
        return np.asarray(points * self.step - [self.left, self.top], dtype=np.float64)


@dataclass(frozen=True)
class Rings:
    """Open rings laid end to end: ring ``r`` is ``points[starts[r]:starts[r + 1]]``."""

    points: Integers
    starts: Integers

    @property
    def sizes(self) -> Integers:
        """How many points each has."""
        return np.diff(self.starts)

    def list_following(self) -> Integers:
        """Return for each point which comes after it; after the last of a ring its first."""
        following = np.arange(1, len(self.points) + 1)
        following[self.starts[1:] - 1] = self.starts[:-1]
        return following
