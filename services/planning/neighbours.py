"""Which communes touch: from their outlines, on clean and on unclean coverages."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

GAP_DEGREES = 1e-4  # about 11 m: outlines of real files leave gaps


def find_touching_pairs(outlines: NDArray[np.object_], gap_degrees: float = GAP_DEGREES) -> NDArray[np.int64]:
    """Return the pairs of outlines (EPSG:4326) that touch, overlap or lie within the gap: n × 2, lower number first.

    A corner is enough, as for a queen on a chessboard. What is missing or empty touches nothing.
    """
    tree = shapely.STRtree(outlines)
    pairs = tree.query(outlines, predicate="dwithin", distance=gap_degrees).T
    found = pairs[pairs[:, 0] < pairs[:, 1]]
    return np.asarray(found[np.lexsort((found[:, 1], found[:, 0]))], dtype=np.int64)
