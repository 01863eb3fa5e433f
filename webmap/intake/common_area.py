"""The smallest area that holds all areas of a file."""

from __future__ import annotations

from collections.abc import Iterable

from geodata.areas import COUNTRY_CODE
from services.coverage.hierarchy import Hierarchy


def find_common_area(hierarchy: Hierarchy, codes: Iterable[str]) -> str:
    """Return the code of the deepest area above all of ``codes``; the country where there is none, or no code."""
    paths = []
    for code in codes:
        if code in hierarchy.codes:
            paths.append([str(hierarchy.codes[one]) for one in hierarchy.climb(hierarchy.find(code))])
    common = set.intersection(*(set(path) for path in paths)) if paths else set()
    nearest = [code for code in (paths[0] if paths else []) if code in common]
    return nearest[-1] if nearest else COUNTRY_CODE
