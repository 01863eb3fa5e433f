"""The two scales at which geometry is delivered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

DEGREES_PER_METRE = 1 / 111_320


@dataclass(frozen=True)
class Scale:
    """A named scale: how much of a border is left out, and how fine the grid of the coordinates is."""

    name: str
    tolerance_metres: float
    grid_cells: int


# Measured on the communes of 2025 and 2016 (docs/decisions): see the table there for the sizes of the files.
# A cell of the outline's grid is some 90 m, a fifth of what is left out anyway: finer ones are a quarter of its bytes.
OUTLINE = Scale("outline", 500, 20_000)
DETAIL = Scale("detail", 75, 100_000)


def simplify_coverage(geometry: NDArray[Any], scale: Scale) -> NDArray[Any]:
    """Return the coverage with borders simplified as one: neighbours keep equal edges, islets stay as triangles.

    The tolerance is the square root of the largest triangle left out (Visvalingam and Whyatt), in degrees.
    """
    tolerance = scale.tolerance_metres * DEGREES_PER_METRE
    return np.asarray(shapely.coverage_simplify(geometry, tolerance), dtype=object)
