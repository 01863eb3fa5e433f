"""Distances on the globe against the haversine formula, pair by pair."""

from __future__ import annotations

from itertools import combinations
from math import asin, cos, radians, sin, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.planning.distances import EARTH_RADIUS_KM, find_close_pairs, measure_nearest

PLACES = st.lists(st.tuples(st.floats(102, 110), st.floats(8, 23.5)), min_size=1, max_size=12)


def measure_slowly(a: tuple[float, float], b: tuple[float, float]) -> float:
    (lon_a, lat_a), (lon_b, lat_b) = a, b
    half = sin(radians(lat_b - lat_a) / 2) ** 2
    half += cos(radians(lat_a)) * cos(radians(lat_b)) * sin(radians(lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(half))


@given(PLACES, st.floats(1, 500))
def test_close_pairs_are_those_nearer_than_the_limit(places: list[tuple[float, float]], limit: float) -> None:
    lon, lat = np.array(places).T
    apart = {pair: measure_slowly(places[pair[0]], places[pair[1]]) for pair in combinations(range(len(places)), 2)}
    found = {tuple(pair) for pair in find_close_pairs(lon, lat, limit).tolist()}
    assert {pair for pair, km in apart.items() if km < limit - 1e-6} <= found
    assert found <= {pair for pair, km in apart.items() if km < limit + 1e-6}


@given(PLACES, st.data())
def test_the_nearest_marked_place_is_another_one(places: list[tuple[float, float]], data: st.DataObject) -> None:
    marked = np.array(data.draw(st.lists(st.booleans(), min_size=len(places), max_size=len(places))))
    found = measure_nearest(*np.array(places).T, marked)
    for one, place in enumerate(places):
        others = [measure_slowly(place, places[o]) for o in np.flatnonzero(marked) if o != one]
        assert (np.isnan(found[one]) and not others) or found[one] == pytest.approx(min(others), abs=1e-4)
