"""The smallest area that holds all areas of a file."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from geodata.areas import COUNTRY_CODE
from services.coverage.hierarchy import NO_PARENT, Hierarchy


def find_common_area(hierarchy: Hierarchy, codes: Iterable[str]) -> str:
    """Return the code of the deepest area above all of ``codes``; the country where there is none, or no code."""
    numbers = np.flatnonzero(np.isin(hierarchy.codes.astype(str), list(codes)))
    if numbers.size == 0:
        return COUNTRY_CODE
    for rank in reversed(range(int(hierarchy.ranks[numbers].min()))):
        above = np.unique(hierarchy.ancestors[rank][numbers])
        if above.size == 1 and above[0] != NO_PARENT:
            return str(hierarchy.codes[above[0]])
    return COUNTRY_CODE
