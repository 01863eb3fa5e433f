"""Sizes of areas on the ground, from geometry in degrees."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pyproj import Transformer

# Ellipsoidal cylindrical equal-area projection of WGS 84: sizes hold everywhere, shapes do not matter here.
EQUAL_AREA_EPSG = 6933
SQUARE_METRES_PER_KM2 = 1e6


@lru_cache(maxsize=1)
def _equal_area() -> Transformer:
    from pyproj import Transformer

    return Transformer.from_crs(4326, EQUAL_AREA_EPSG, always_xy=True)


def project_equal_area(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return degrees WGS 84 (shape ``(n, 2)``: longitude, latitude) in metres of the equal-area projection."""
    x, y = _equal_area().transform(coordinates[:, 0], coordinates[:, 1])
    return np.column_stack([x, y])


def measure_area_km2(geometry: NDArray[Any]) -> NDArray[np.float64]:
    """Return the size of each geometry on the WGS 84 ellipsoid in km² (shape ``(n,)``); 0 for an empty one.

    Edges are straight in the projection (EPSG:6933); over the few kilometres between two vertices of a
    boundary this differs from the geodesic by less than a millionth.
    """
    projected = shapely.transform(np.asarray(geometry, dtype=object), project_equal_area)
    return np.asarray(shapely.area(projected), dtype=np.float64) / SQUARE_METRES_PER_KM2
