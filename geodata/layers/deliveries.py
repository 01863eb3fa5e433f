"""All geometry files of a vintage: the country in outline, each province in detail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.areas import COUNTRY_CODE, Level
from geodata.dissolving import sort_areas
from geodata.layers.encodings import build_content_hash, build_encodings
from geodata.layers.scales import DETAIL, OUTLINE, Scale, simplify_coverage
from geodata.layers.topology import Scope, build_topology
from geodata.threads import map_in_threads, yield_from_threads


@dataclass(frozen=True)
class DeliveryFile:
    """One geometry file in all its encodings, named by the hash of its content."""

    scope_code: str
    scale: str
    content_hash: str
    encodings: dict[str, bytes]


def list_province_codes(areas: pd.DataFrame, lowest_level: Level) -> list[str]:
    """Return the provinces that get a file of their own, by code; none where provinces are the lowest level."""
    if lowest_level.rank <= Level.PROVINCE.rank:
        return []
    return sorted(areas["province_code"].dropna().unique())


def count_deliveries(areas: pd.DataFrame, lowest_level: Level) -> int:
    """Return how many files ``build_deliveries`` yields."""
    return 1 + len(list_province_codes(areas, lowest_level))


def build_deliveries(areas: gpd.GeoDataFrame, vintage_id: str, lowest_level: Level) -> Iterator[DeliveryFile]:
    """Yield the geometry files of a vintage, the country first.

    ``areas`` are the rows of ``BoundarySet.areas``. A vintage without provinces gets the country in detail. The
    coverage is simplified as a whole, so that provinces fit together.
    """
    ordered = sort_areas(areas)
    provinces = list_province_codes(ordered, lowest_level)
    country_scale = OUTLINE if provinces else DETAIL
    scales = (OUTLINE, DETAIL) if provinces else (DETAIL,)
    simplified = dict(zip(scales, map_in_threads(partial(_simplify, ordered), scales), strict=True))

    def build(scope_code: str) -> DeliveryFile:
        if scope_code == COUNTRY_CODE:
            return _build_file(simplified[country_scale], Scope(vintage_id, COUNTRY_CODE), country_scale)
        places = np.flatnonzero((ordered["province_code"] == scope_code).to_numpy())
        scope = Scope(vintage_id, scope_code, first_position=int(places[0]))
        return _build_file(simplified[DETAIL].iloc[places], scope, DETAIL)

    yield from yield_from_threads(build, [COUNTRY_CODE, *provinces])


def _simplify(areas: gpd.GeoDataFrame, scale: Scale) -> gpd.GeoDataFrame:
    return areas.assign(geometry=simplify_coverage(np.asarray(areas.geometry.values, dtype=object), scale))


def _build_file(areas: gpd.GeoDataFrame, scope: Scope, scale: Scale) -> DeliveryFile:
    content = build_topology(areas, scope, scale)
    return DeliveryFile(scope.code, scale.name, build_content_hash(content), build_encodings(content))
