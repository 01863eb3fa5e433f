"""The children of a level of areas by their parents, so that sums over them are one look-up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int32]


@dataclass(frozen=True)
class Households:
    """The children of a level, those of one parent together, and their parents, each once.

    ``places`` is the place of each child's parent in ``parents``, ``starts`` the first child of each parent,
    ``sizes`` how many it has.
    """

    children: Numbers
    parents: Numbers
    places: Numbers
    starts: NDArray[np.intp]
    sizes: Numbers

    def add_up(self, weights: NDArray[Any]) -> NDArray[np.float64]:
        """Return for each parent the sum over its children of what is given for each child."""
        return np.bincount(self.places, weights=weights.astype(np.float64), minlength=self.parents.size).astype(
            np.float64, copy=False
        )


def group_children(family: Numbers, parents: Numbers) -> Households:
    """Return the children ``family`` of a level, ``parents`` the parent of each, by parent."""
    children = family[np.argsort(parents, kind="stable")]
    distinct, starts, places, sizes = np.unique(
        np.sort(parents), return_index=True, return_inverse=True, return_counts=True
    )
    return Households(children, distinct, places.astype(np.int32), starts, sizes.astype(np.int32))
